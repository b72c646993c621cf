"""Officers and reminders of their work: with each way they link, in the order they prefer, until they stop them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.console.directory import remove_officer as removed
from handlers.events import Address
from handlers.house import House
from handlers.subscribing_officers import human_of, subscribe_way
from referral.campaigns import Subscription
from tests.cast import OFFICERS, OFFICERS_AT, OWN_CHANNELS
from tests.room import Room, room
from tests.test_way_orders import ME, POLICE, TELEGRAM, ZALO, linked, write


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path, house=House(own_channels=OWN_CHANNELS)) as opened:
        yield opened


def of(here: Room, address: Address) -> Subscription | None:
    """The subscription of this way; it and the person never say different things."""
    me = here.person(address)
    found, person = here.do(lambda work: (work.subscriptions.of(me), work.people.get(me)))
    assert person and person.subscribed == (found is not None)
    return found


def ask(here: Room, address: Address, topics: tuple[str, ...] = ()) -> None:
    """Somebody asks for reminders themselves."""
    me = here.person(address)
    here.do(lambda work: work.subscriptions.save(Subscription(me, address.channel, work.now, topics=topics)))


def test_a_way_that_is_linked_gets_reminders_of_work_only(here: Room) -> None:
    linked(here, ZALO)
    found = of(here, ZALO)
    assert found and (found.topics, found.source, found.human, found.rank) == (("work",), "office", human_of(ME), 1)
    assert (found.commune, found.province, found.role) == ("21340", "51", "police")


def test_the_preferred_way_comes_first_and_a_page_of_ours_last(here: Room) -> None:
    linked(here, ZALO, TELEGRAM)
    page = Address(OFFICERS_AT, ME)
    here.do(lambda work: subscribe_way(work, ME, work.people.at(page)))
    write(here, TELEGRAM, "ưu tiên kênh này")
    ranks = [found.rank for way in (TELEGRAM, ZALO, page) if (found := of(here, way))]
    assert ranks == [0, 1, 2]


def test_a_number_that_we_pay_for_gets_none(here: Room) -> None:
    number = Address("zns", "84900000678")
    here.do(lambda work: subscribe_way(work, ME, work.people.at(number)))
    here.do(lambda work: subscribe_way(work, "nobody", work.people.at(ZALO)))
    assert of(here, number) is None and of(here, ZALO) is None


def test_a_way_let_go_gets_nothing_more(here: Room) -> None:
    linked(here, ZALO, TELEGRAM)
    here.officer(POLICE, "bỏ kênh zalo")
    assert of(here, ZALO) is None and of(here, TELEGRAM)
    linked(here, ZALO)
    assert of(here, ZALO), "nobody said that they want none"


def test_an_officer_who_stopped_stays_stopped_on_a_new_way(here: Room) -> None:
    linked(here, ZALO)
    me = here.person(ZALO)
    here.do(lambda work: work.subscriptions.end(me))
    linked(here, TELEGRAM)
    assert of(here, ZALO) is None and of(here, TELEGRAM) is None


@pytest.mark.parametrize("topics", [(), ("drowning", "home")])
def test_what_an_officer_asked_for_themselves_stays_theirs(here: Room, topics: tuple[str, ...]) -> None:
    ask(here, ZALO, topics)
    linked(here, ZALO, TELEGRAM)
    found = of(here, ZALO)
    assert found and found.source == "chat" and "work" in found.topics and "drowning" in found.topics
    linked(here, ZALO)
    assert of(here, ZALO) == found, "twice is once"
    here.officer(POLICE, "bỏ kênh zalo")
    found = of(here, ZALO)
    assert found and (found.topics, found.human, found.rank) == (topics, "", 0)


def test_a_way_that_becomes_another_officers_is_of_their_office(here: Room) -> None:
    linked(here, ZALO)
    other = OFFICERS["UBND xã"]
    here.do(lambda work: subscribe_way(work, other, work.people.at(ZALO)))
    found = of(here, ZALO)
    assert found and (found.human, found.role) == (human_of(other), "people_committee")


def test_an_officer_who_was_removed_is_reminded_of_nothing(here: Room) -> None:
    linked(here, ZALO)
    here.do(lambda work: removed(work, ME))
    assert of(here, ZALO) is None
