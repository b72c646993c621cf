"""One officer, several ways: the first alone, the next when it does not carry, and nothing twice."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.planning import ANSWERED, plan
from bot.store.outbox import Parcel
from handlers import delivery, incoming, timers, ways
from handlers.console.directory import remove_officer as removed
from handlers.events import Address, IncomingEvent, Mark, Notice, OutgoingMessage
from handlers.house import House
from handlers.settle import settle
from handlers.speaking import tell_officer
from referral.channel_health import Standing
from tests.cast import OFFICERS, OFFICERS_AT, OWN_CHANNELS
from tests.room import BEATEN, LAN, Room, room, the_case

POLICE = "Công an xã Sơn Tây"
ME = OFFICERS[POLICE]
PAGE = Address(OFFICERS_AT, ME)
ZALO, TELEGRAM, BOT = Address("zalo_oa", "1:2"), Address("telegram", "7001"), Address("zalo_bot", "b")
NUMBER = Address("zns", "84900000678")
ALL = (ZALO, TELEGRAM, BOT)
URGENT = OutgoingMessage("k", "", "tin", lane="urgent")
AGAIN = "(Cùng tin này đã gửi anh chị ở kênh khác.)"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path, house=House(own_channels=OWN_CHANNELS, public_url="https://langnghe.example")) as opened:
        yield opened


def link(here: Room, *addresses: Address) -> None:
    """Give the policeman these ways; the first is the preferred one, the others are used one after the other."""
    for address in reversed(addresses):
        here.clock.forward(MINUTE)
        here.do(lambda work, address=address: work.staff.link(ME, work.people.at(address).id))  # type: ignore[misc]
    here.do(lambda work: work.staff.prefer(ME, work.people.at(addresses[0]).id))


def gone(here: Room, address: Address) -> None:
    """The policeman has blocked us there."""
    way = here.person(address)
    here.do(lambda work: work.staff.set_gone(way, True))


def page_dropped(here: Room) -> None:
    """The policeman has no page of ours."""
    way = here.person(PAGE)
    here.do(lambda work: work.staff.unlink(ME, way))


def post(here: Room) -> dict[Address, Parcel]:
    """What is claimed now for the policeman and still to be sent, by where it goes."""
    channels = ("officer_page", "telegram", "zalo_oa", "zalo_bot", "zns")
    planned = here.do(lambda work: plan(work, work.outbox.claim(work.now, channels, 99, timedelta(days=1))))
    for settled in (one.parcel.id for one in planned if one.verdict == ANSWERED):
        here.do(lambda work, settled=settled: work.outbox.let_go(settled))  # type: ignore[misc]
    mine = (one for one in planned if one.parcel.officer_id == ME and one.verdict != ANSWERED)
    return {one.parcel.address: one.parcel for one in mine}


def told(here: Room, message: OutgoingMessage = URGENT) -> dict[Address, Parcel]:
    """The same after something was said to the policeman."""
    here.do(lambda work: tell_officer(work, ME, message))
    return post(here)


def lost(here: Room, parcel: Parcel, problem: str = "window") -> dict[Address, Parcel]:
    """It will never arrive; what is claimed then."""
    here.do(lambda work: work.outbox.dead(parcel.id, problem))
    here.do(lambda work: delivery.failed(work, parcel.message, problem))
    return post(here)


def late(here: Room, parcel: Parcel) -> dict[Address, Parcel]:
    """It must wait for an hour; what is claimed then."""
    until = here.clock.now + timedelta(hours=1)
    here.do(lambda work: work.outbox.retry(parcel.id, until))
    here.do(lambda work: ways.delayed(work, parcel.message))
    return post(here)


def arrived(here: Room, parcel: Parcel, mark: Mark | None = None) -> None:
    """It arrived, and perhaps the platform says more."""
    here.do(lambda work: work.outbox.sent(parcel.id, f"m{parcel.id}"))
    if mark:
        here.do(lambda work: work.receipts.mark(parcel.person_id, [f"m{parcel.id}"], mark))


def alerted(here: Room) -> dict[Address, Parcel]:
    """What the policeman gets of a cry; to them alone it is not yet sent."""
    hear(here, LAN, BEATEN)
    return post(here)


def hear(here: Room, address: Address, words: str) -> None:
    """Somebody writes, and nothing is delivered yet."""
    here.count += 1
    event = IncomingEvent(f"e{here.count}", address, here.clock.now, text=words)
    here.do(lambda work: incoming.take(work, event))


def patience(here: Room) -> dict[Address, Parcel]:
    """The patience of the policeman's alerts is over; what is claimed for them then."""
    for timer in here.do(lambda work: work.timers_of("way")):
        here.clock.now = max(here.clock.now, timer.due_at)
        assert here.do(lambda work, timer=timer: work.timers.take(timer))  # type: ignore[misc]
        here.do(lambda work, timer=timer: timers.due(work, timer))  # type: ignore[misc]
    return post(here)


def texts(parcels: dict[Address, Parcel]) -> dict[Address, str]:
    return {address: parcel.message.text for address, parcel in parcels.items()}


def test_the_preferred_way_alone_and_the_page(here: Room) -> None:
    link(here, *ALL)
    hear(here, TELEGRAM, "danh sách")  # used last, and not preferred
    here.deliver()
    assert texts(told(here)) == {ZALO: "tin", PAGE: "tin"}


def test_the_one_used_last_where_none_is_preferred(here: Room) -> None:
    link(here, PAGE, *ALL)
    hear(here, TELEGRAM, "danh sách")
    here.deliver()
    assert texts(told(here)) == {TELEGRAM: "tin", PAGE: "tin"}


def test_a_way_that_is_gone_is_no_way(here: Room) -> None:
    link(here, *ALL)
    gone(here, ZALO)
    assert set(told(here)) == {TELEGRAM, PAGE}


def test_a_way_on_a_platform_that_is_not_connected_is_no_way(tmp_path: Path) -> None:
    house = House(own_channels=OWN_CHANNELS, outside=frozenset({"telegram"}))
    with room(tmp_path, house=house) as here:
        link(here, *ALL)
        sent = told(here)
        assert set(sent) == {TELEGRAM, PAGE} and lost(here, sent[TELEGRAM]) == {}


def test_who_has_only_a_way_that_is_not_connected_is_not_asked(tmp_path: Path) -> None:
    house = House(own_channels=OWN_CHANNELS, outside=frozenset({"zalo_oa"}))
    with room(tmp_path, house=house) as here:
        link(here, TELEGRAM)
        page_dropped(here)
        hear(here, LAN, BEATEN)
        case = the_case(here)
        assert ME not in [a.officer for a in here.do(lambda work: work.alerts.of(case.id))]
        assert here.do(lambda work: [way.channel for way in work.staff.ways(ME)]) == ["telegram"], "it stays linked"
        here.do(lambda work: removed(work, ME))
        assert here.do(lambda work: work.people.find(TELEGRAM)).officer_id == ""  # type: ignore[union-attr]


def ill(here: Room, channel: str) -> None:
    """This channel is known to be ill."""
    now = here.clock.now
    here.do(lambda work: work.channels.save(Standing(channel, "down", now - 10 * MINUTE, now)))


def test_the_way_that_was_left_out_as_ill_is_the_next_one(here: Room) -> None:
    link(here, ZALO, TELEGRAM)
    ill(here, "zalo_oa")
    first = told(here)
    assert set(first) == {TELEGRAM, PAGE}
    assert set(late(here, first[TELEGRAM])) == {ZALO}


def test_no_third_way_while_the_second_may_still_carry(here: Room) -> None:
    link(here, *ALL)
    first = told(here)[ZALO]
    second = late(here, first)[TELEGRAM]
    assert late(here, first) == {}, "it is being sent"
    arrived(here, second)
    assert late(here, first) == {}, "it has arrived"


def test_late_is_on_the_next_way_at_once_and_only_once(here: Room) -> None:
    link(here, *ALL)
    first = told(here)[ZALO]
    assert texts(late(here, first)) == {TELEGRAM: f"tin\n{AGAIN}"}
    assert late(here, first) == {}
    here.clock.forward(timedelta(hours=1))
    assert texts(post(here)) == {ZALO: "tin"}, "it is still tried"


def test_the_next_one_late_too(here: Room) -> None:
    link(here, *ALL)
    second = late(here, told(here)[ZALO])[TELEGRAM]
    assert texts(late(here, second)) == {BOT: f"tin\n{AGAIN}"}, "marked once"


def test_what_comes_after_something_late_passes_it_by(here: Room) -> None:
    link(here, *ALL)
    arrived(here, late(here, late(here, told(here)[ZALO])[TELEGRAM])[BOT])
    second = OutgoingMessage("k2", "", "hai", lane="urgent")
    here.do(lambda work: tell_officer(work, ME, second))
    assert {BOT: f"hai\n{AGAIN}"}.items() <= texts(post(here)).items()


def test_what_never_arrives_takes_each_way_until_one_carries(here: Room) -> None:
    link(here, *ALL)
    second = lost(here, told(here, OutgoingMessage("k", "", "tin"))[ZALO])
    assert texts(second) == {TELEGRAM: f"tin\n{AGAIN}"}, "whether it is urgent or not"
    third = lost(here, second[TELEGRAM], "gone")
    assert set(third) == {BOT}
    arrived(here, third[BOT])
    assert here.do(lambda work: ways.carried(work, second[TELEGRAM].message)), "it has arrived somewhere"


def test_an_answer_on_one_way_goes_to_no_other(here: Room) -> None:
    link(here, *ALL)
    hear(here, ZALO, "danh sách")
    (answer,) = post(here).values()
    assert lost(here, answer) == {}


def test_a_number_is_the_last_way_for_what_is_urgent(here: Room) -> None:
    link(here, ZALO, NUMBER)
    calm = told(here, OutgoingMessage("calm", "", "tin"))
    assert set(calm) == {ZALO, PAGE} and lost(here, calm[ZALO]) == {}
    sent = lost(here, told(here)[ZALO])
    assert set(sent) == {NUMBER} and sent[NUMBER].message.act == "notice"
    assert sent[NUMBER].message.notice == Notice("officer", (("number", ""), ("link", "https://langnghe.example/o")))


def test_a_number_alone_is_better_than_nothing(here: Room) -> None:
    link(here, NUMBER)
    page_dropped(here)
    assert set(told(here)) == {NUMBER} and told(here, OutgoingMessage("calm", "", "tin")) == {}


def test_an_alert_that_nobody_sees_goes_from_way_to_way(here: Room) -> None:
    link(here, *ALL)
    first = alerted(here)
    assert set(first) == {ZALO, PAGE}
    arrived(here, first[ZALO], "delivered")
    second = patience(here)
    number = the_case(here).number
    assert set(second) == {TELEGRAM} and second[TELEGRAM].message.text.startswith(number)
    assert second[TELEGRAM].message.text.endswith(AGAIN)
    assert second[TELEGRAM].message.buttons == first[ZALO].message.buttons
    assert set(patience(here)) == {BOT}
    assert here.do(lambda work: work.timers_of("way")) == [] and patience(here) == {}


def test_the_notice_of_an_alert_says_no_more_than_a_lock_screen(here: Room) -> None:
    link(here, *ALL)
    notice = alerted(here)[ZALO].message.notice
    number = the_case(here).number
    place, link_to_it = "xã Sơn Tây, Quảng Ngãi", f"https://langnghe.example/o/case/{number}"
    fields = (("number", number), ("urgency", "KHẨN CẤP"), ("place", place), ("link", link_to_it))
    assert notice == Notice("alert", fields)


def test_seen_is_enough(here: Room) -> None:
    link(here, *ALL)
    arrived(here, alerted(here)[ZALO], "seen")
    assert patience(here) == {}


@pytest.mark.parametrize(("words", "line"), [("nhận", "đã nhận"), ("từ chối", "đã từ chối")])
def test_an_answer_on_one_way_settles_all(here: Room, words: str, line: str) -> None:
    link(here, *ALL)
    arrived(here, alerted(here)[ZALO])
    arrived(here, patience(here)[TELEGRAM])
    number = the_case(here).number
    hear(here, TELEGRAM, f"{words} {number} đang ở xa")
    settled = [m for m in here.deliver() if m.key.startswith("answered:")]
    assert [(m.person_id, m.text) for m in settled] == [(here.person(ZALO), f"{number}: anh chị {line} ở kênh khác.")]
    assert [m.lane for m in settled] == ["reply"] and patience(here) == {}


def test_somebody_else_of_the_body_accepted(here: Room) -> None:
    link(here, *ALL)
    arrived(here, alerted(here)[ZALO])
    here.clock.forward(timedelta(minutes=3))
    case = the_case(here)
    here.do(lambda work: settle(work, case))
    here.officer("Phó công an xã Sơn Tây", f"nhận {the_case(here).number}")
    assert TELEGRAM not in patience(here)


def test_an_alert_in_flight_rings_no_more_after_the_answer(here: Room) -> None:
    link(here, ZALO, TELEGRAM)
    first = alerted(here)[ZALO]
    arrived(here, late(here, first)[TELEGRAM])
    hear(here, TELEGRAM, f"nhận {the_case(here).number}")
    here.do(lambda work: work.outbox.retry(first.id, work.now))
    assert not [one for one in post(here).values() if one.message.key.startswith("alert:")]
    here.clock.forward(timedelta(days=2))
    assert ZALO not in post(here), "nor when its lease has run out"


@pytest.mark.parametrize("answer", ["nhận", "từ chối"])
def test_an_answer_takes_back_its_alert_and_nothing_else_about_the_case(here: Room, answer: str) -> None:
    link(here, ZALO, TELEGRAM)
    first = alerted(here)[ZALO]
    arrived(here, late(here, first)[TELEGRAM])
    case = the_case(here)
    other = OutgoingMessage("note", "", "có ảnh mới", lane="urgent", case_id=case.id)
    here.do(lambda work: tell_officer(work, ME, other))
    hear(here, TELEGRAM, f"{answer} {case.number} đang ở xa")
    here.clock.forward(timedelta(hours=1))
    assert ZALO not in post(here), "the alert is let go"
    assert post(here)[ZALO].message.text == "có ảnh mới"


def test_an_answered_alert_is_carried_nowhere(here: Room) -> None:
    link(here, *ALL)
    first = alerted(here)[ZALO]
    here.officer(POLICE, f"nhận {the_case(here).number}")
    assert late(here, first) == {} and lost(here, first) == {}


def test_whoever_must_not_know_is_told_on_no_way(here: Room) -> None:
    link(here, *ALL)
    first = alerted(here)[ZALO]
    second = late(here, first)[TELEGRAM]
    arrived(here, second)
    gone(here, BOT)
    hear(here, LAN, "đừng báo công an xã, bố cháu nhậu chung với mấy chú đó")
    silently = [m for m in here.deliver() if m.act == "retract" and m.lane == "urgent"]
    had_it = {here.person(address) for address in (*ALL, PAGE)}
    assert had_it <= {m.person_id for m in silently}, "the ways that had a copy, and one that is gone"
    assert late(here, first) == {} and lost(here, first) == {} and patience(here) == {}


def test_a_notice_that_waits_is_taken_back_too(here: Room) -> None:
    link(here, NUMBER)
    page_dropped(here)
    hear(here, LAN, BEATEN)
    hear(here, LAN, "đừng báo công an xã, bố cháu nhậu chung với mấy chú đó")
    assert [parcel.message.act for parcel in post(here).values()] == ["retract"]


def test_a_removed_officer_is_reached_on_no_way(here: Room) -> None:
    link(here, *ALL)
    arrived(here, alerted(here)[ZALO])
    here.do(lambda work: removed(work, ME))
    assert patience(here) == {}
    assert not {here.person(address) for address in (*ALL, PAGE)} & {m.person_id for m in here.deliver()}


def test_what_waits_for_a_quota_on_two_ways_is_tried_on_the_third(here: Room) -> None:
    link(here, *ALL)
    first = told(here)[ZALO]
    second = put_off(here, first)[TELEGRAM]
    assert texts(put_off(here, second)) == {BOT: f"tin\n{AGAIN}"}


def put_off(here: Room, parcel: Parcel) -> dict[Address, Parcel]:
    """A quota stands in the way for an hour; what is written because of it."""
    here.do(lambda work: work.outbox.postpone(parcel.id, work.now + timedelta(hours=1)))
    here.do(lambda work: ways.delayed(work, parcel.message))
    return post(here)
