"""Alerts of one incident: one siren and a count, nothing bundled away, and nobody learns of another case."""

from dataclasses import replace
from datetime import timedelta

from handlers.events import Address, OutgoingMessage
from handlers.officer_pages import case_view
from handlers.settle import settle
from referral.case import Case
from tests.cast import OFFICERS, OFFICERS_AT
from tests.room import Room

POND = "có đứa bé rơi xuống ao nhà bà Tư xã Sơn Tây, Quảng Ngãi chưa vớt được"
AGAIN = "cứu với, bé rớt xuống ao bà Tư ở xã Sơn Tây, Quảng Ngãi"
COMMITTEE, POLICE = "UBND xã", "Công an xã Sơn Tây"
MINUTE = timedelta(minutes=1)


def report(here: Room, who: str, words: str) -> tuple[Case, list[OutgoingMessage]]:
    """Somebody reports; the case and what reached the committee's officer."""
    before = {case.id for case in here.cases()}
    sent = here.say(words, Address("webchat", who))
    (case,) = (case for case in here.cases() if case.id not in before)
    return case, to(here, sent)


def to(here: Room, sent: list[OutgoingMessage], name: str = COMMITTEE) -> list[OutgoingMessage]:
    """Of some messages those to an officer."""
    me = here.person(Address(OFFICERS_AT, OFFICERS[name]))
    return [message for message in sent if message.person_id == me]


def wait(here: Room, minutes: int, case: Case) -> list[OutgoingMessage]:
    """Let time pass and settle the case."""
    here.clock.forward(minutes * MINUTE)
    here.do(lambda work: settle(work, work.cases.get(case.id) or case))
    return here.deliver()


def test_the_second_report_is_counted_and_silent_but_must_be_answered(here: Room) -> None:
    first, (rung,) = report(here, "a", POND)
    second, (counted,) = report(here, "b", AGAIN)
    assert rung.siren and "Có thể" not in rung.text
    assert not counted.siren and f"Có thể cùng việc với {first.number} (tin thứ 2)." in counted.text
    assert counted.buttons == (f"Nhận {second.number}", f"Từ chối {second.number}")
    alerts = here.do(lambda work: work.alerts.of(second.id))
    assert all(alert.silent and alert.answer == "" for alert in alerts)


def test_escalation_of_each_goes_on_and_rings_whoever_was_not_rung(here: Room) -> None:
    first, _ = report(here, "a", POND)
    second, _ = report(here, "b", AGAIN)
    here.officer(COMMITTEE, f"nhận {first.number}")
    here.officer(POLICE, f"nhận {first.number}")
    sent = wait(here, 2, second)
    rung = [message for message in to(here, sent, "Phó công an xã Sơn Tây") if second.number in message.text]
    assert [message.siren for message in rung] == [True], "the deputy was not rung for the first"
    assert "Có thể" not in rung[0].text, "and does not learn of it"


def test_when_the_patience_of_the_first_is_over_a_new_one_sounds(here: Room) -> None:
    report(here, "a", POND)
    here.clock.forward(3 * MINUTE)
    _, (late,) = report(here, "b", AGAIN)
    assert late.siren and "(tin thứ 2)" in late.text


def test_who_holds_the_first_is_told_of_more_without_a_sound(here: Room) -> None:
    first, _ = report(here, "a", POND)
    here.officer(COMMITTEE, f"nhận {first.number}")
    here.clock.forward(10 * MINUTE)
    _, (more,) = report(here, "b", AGAIN)
    assert not more.siren and "(tin thứ 2)" in more.text


def test_what_is_told_apart_later_sounds_after_all_once(here: Room) -> None:
    report(here, "a", POND)
    second, (silent,) = report(here, "b", AGAIN)
    assert not silent.siren
    apart = replace(second, facts={**second.facts, "story": "có thêm một bé nữa ở ao bà Tư"})
    here.do(lambda work: work.cases.save(apart))
    (aloud,) = to(here, wait(here, 0, second))
    assert aloud.siren and "xem riêng" in aloud.text and second.number in aloud.text
    assert to(here, wait(here, 0, second)) == []


def test_a_closed_or_answered_one_is_not_rung_again(here: Room) -> None:
    first, _ = report(here, "a", POND)
    second, _ = report(here, "b", AGAIN)
    for case in (first, second):
        here.officer(COMMITTEE, f"nhận {case.number}")
    here.officer(COMMITTEE, f"đóng {second.number} Trẻ đã được giúp")
    assert to(here, wait(here, 0, second), POLICE) == []


def test_nobody_learns_of_a_case_from_which_they_are_excluded(here: Room) -> None:
    first, _ = report(here, "a", POND)
    here.do(lambda work: work.cases.save(replace(first, avoid=frozenset({"people_committee"}))))
    second, (alone,) = report(here, "b", AGAIN)
    assert alone.siren and first.number not in alone.text
    here.officer(COMMITTEE, f"nhận {second.number}")
    assert "Chưa nối được" in here.officer(COMMITTEE, f"gộp {second.number} vào {first.number}")


def test_tied_cases_are_shown_only_to_who_may_see_them(here: Room) -> None:
    first, _ = report(here, "a", POND)
    second, _ = report(here, "b", AGAIN)
    for name in (COMMITTEE, POLICE):
        for case in (first, second):
            here.officer(name, f"nhận {case.number}")
    here.officer(COMMITTEE, f"gộp {second.number} vào {first.number}")
    here.do(lambda work: work.cases.save(replace(first, avoid=frozenset({"police"}))))
    for name, shown in ((COMMITTEE, f"Cùng một việc với {first.number}."), (POLICE, "")):
        me = here.person(Address(OFFICERS_AT, OFFICERS[name]))
        view = here.do(lambda work, me=me: case_view(work, me, second.number))  # type: ignore[misc]
        assert view and view.linked == shown
    assert first.number not in here.officer(POLICE, f"mở {second.number}")


def test_an_update_reaches_the_reporters_of_open_tied_cases(here: Room) -> None:
    first, _ = report(here, "a", POND)
    second, _ = report(here, "b", AGAIN)
    for case in (first, second):
        here.officer(COMMITTEE, f"nhận {case.number}")
    here.officer(COMMITTEE, f"gộp {second.number} vào {first.number}")
    address = Address(OFFICERS_AT, OFFICERS[COMMITTEE])

    def told() -> set[str]:
        sent = here.say(f"cập nhật {first.number} đã tới nơi", address)
        people = {here.person(Address("webchat", who)): who for who in ("a", "b")}
        return {people[m.person_id] for m in sent if m.person_id in people}

    assert told() == {"a", "b"}
    here.officer(COMMITTEE, f"đóng {second.number} Trẻ đã được giúp")
    assert told() == {"a"}
