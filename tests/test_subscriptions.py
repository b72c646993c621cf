"""Who is subscribed: kept, stopped on every channel at once, begun again only by themselves, forgotten."""

import pytest
from sqlalchemy import select

from bot.store import Store
from bot.store.campaign_tables import campaign_copies, subscriptions
from bot.store.tables import people
from bot.store.work import SqlWork
from handlers.events import Address, Person
from referral.campaigns import Subscription
from tests.store_cast import START
from tests.subscribers import Crowd, run_of


@pytest.fixture
def crowd(store: Store) -> Crowd:
    return Crowd(store)


def subscribed(crowd: Crowd, person_id: str) -> tuple[bool, bool]:
    """Whether there is a subscription, and whether the person says so too."""

    def both(work: SqlWork) -> tuple[bool, bool]:
        person = work.people.get(person_id)
        return work.subscriptions.of(person_id) is not None, bool(person and person.subscribed)

    return crowd.do(both)


def test_a_subscription_is_kept_whole(crowd: Crowd) -> None:
    me = crowd.join("1")
    whole = Subscription(me, "telegram", START, "link:truong-a", "h", 2, "21340", "51", "parent", ("home", "storm"))
    crowd.do(lambda work: work.subscriptions.save(whole))
    assert crowd.do(lambda work: work.subscriptions.of(me)) == whole
    assert crowd.do(lambda work: work.subscriptions.of("nobody")) is None
    crowd.join("2", commune="21340", human="h"), crowd.join("3")
    assert crowd.do(lambda work: work.subscriptions.places()) == {("21340", "51"): 1, ("21340", ""): 1, ("", ""): 1}
    assert crowd.do(lambda work: work.subscriptions.counts()) == {
        ("telegram", "chat"): 2, ("telegram", "link:truong-a"): 1,
    }  # fmt: skip


def test_a_stop_ends_every_way_and_twice_is_once(crowd: Crowd) -> None:
    ways = [crowd.join(str(n), human="h") for n in range(3)]
    other = crowd.join("x")
    for _ in range(2):
        crowd.do(lambda work: work.subscriptions.end(ways[1]))
        assert [subscribed(crowd, way) for way in ways] == [(False, False)] * 3
    assert subscribed(crowd, other) == (True, True)
    assert all(crowd.do(lambda work, who=who: work.subscriptions.stopped(who)) for who in (*ways, "h"))  # type: ignore[misc]
    assert not crowd.do(lambda work: work.subscriptions.stopped(other, "nobody"))


def test_whoever_asks_again_is_subscribed_again(crowd: Crowd) -> None:
    me = crowd.join("1")
    crowd.do(lambda work: work.subscriptions.end(me))
    crowd.join("1", source="list:x")
    assert crowd.do(lambda work: work.subscriptions.stopped(me)), "a list is not their own word"
    crowd.join("1", source="link:truong-a")
    assert subscribed(crowd, me) == (True, True) and not crowd.do(lambda work: work.subscriptions.stopped(me))


def test_whoever_never_subscribed_may_stop(crowd: Crowd) -> None:
    me = crowd.do(lambda work: work.people.at(Address("telegram", "1")).id)
    crowd.do(lambda work: work.subscriptions.end(me))
    assert crowd.do(lambda work: work.subscriptions.stopped(me))


def test_a_way_that_is_dropped_is_no_stop(crowd: Crowd) -> None:
    me, other = crowd.join("1", human="h"), crowd.join("2", human="h")
    crowd.do(lambda work: work.subscriptions.drop(me))
    assert subscribed(crowd, me) == (False, False) and subscribed(crowd, other) == (True, True)
    assert not crowd.do(lambda work: work.subscriptions.stopped(me, "h"))


def test_a_person_saved_by_somebody_who_did_not_know_stays_subscribed(crowd: Crowd) -> None:
    me = crowd.join("1")
    crowd.speak(me, "en")
    assert subscribed(crowd, me) == (True, True)


def test_in_the_same_transaction_the_person_knows(crowd: Crowd) -> None:
    def look(work: SqlWork) -> tuple[bool, bool]:
        person = work.people.at(Address("telegram", "1"))
        work.subscriptions.save(Subscription(person.id, "telegram", work.now))
        first = person_of(work, person.id).subscribed
        work.subscriptions.end(person.id)
        return first, person_of(work, person.id).subscribed

    assert crowd.do(look) == (True, False)


def person_of(work: SqlWork, person_id: str) -> Person:
    person = work.people.get(person_id)
    assert person
    return person


@pytest.mark.parametrize(("contact", "push"), [("plain", "yes"), ("neutral", "yes"), ("hidden", "no"), ("", "")])
def test_what_they_said_of_being_written_to_counts_for_reminders(crowd: Crowd, contact: str, push: str) -> None:
    me = crowd.join("1", contact=contact)
    found = select(subscriptions.c.push).where(subscriptions.c.person_id == me)
    assert crowd.do(lambda work: work.connection.execute(found).scalar_one()) == push


def test_who_is_erased_leaves_nothing_that_leads_to_them(crowd: Crowd) -> None:
    me = crowd.join("1")
    run = crowd.add(run_of())
    crowd.claim_all(run)
    crowd.do(lambda work: work.people.erase(me))
    hashes, flags = select(campaign_copies.c.trace_hash), select(people.c.subscribed)
    assert crowd.do(lambda work: work.connection.execute(hashes).scalars().all()) == [None]
    assert crowd.do(lambda work: work.connection.execute(flags).scalars().all()) == [False]
    assert crowd.do(lambda work: work.subscriptions.of(me)) is None
    assert crowd.states(run) == {("sent", ""): 1}, "the count stays"
