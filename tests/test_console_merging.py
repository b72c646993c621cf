"""Two cases that are one: the merged one rests whole, its reporter follows the other, undoing brings all back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store.work import SqlWork
from handlers.access import officer_of, permitted, relation_to
from handlers.console.merging import Done, Wish, merge, undo
from handlers.events import Address
from handlers.merged import standing
from handlers.settle import settle
from handlers.work import Work
from referral.case import Case
from referral.merging import hindrance
from tests.cast import OFFICERS, OFFICERS_AT
from tests.room import LAN, Room, rows_of

POLICE, COMMITTEE = "Công an xã Sơn Tây", "UBND xã"
MINH = Address("webchat", "minh")
BEATEN = "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi"
AGAIN = "bé hàng xóm đang bị đánh dã man ở xã Sơn Tây, Quảng Ngãi"
TABLES = ("alerts", "clocks", "timers", "case_people", "case_links")


def two(here: Room) -> tuple[Case, Case]:
    """Two reports of one incident, both taken by the police; the second is to become part of the first."""
    here.say(BEATEN)
    here.say(AGAIN, MINH)
    first, second = sorted(here.cases(), key=lambda case: case.opened_at)
    if here.do(lambda work: work.cases.followers(first.id)) != [here.person(LAN)]:
        first, second = second, first
    for case in (first, second):
        here.officer(POLICE, f"nhận {case.number}")
    return current(here, second), current(here, first)


def current(here: Room, case: Case) -> Case:
    found = here.do(lambda work: work.cases.get(case.id))
    assert found
    return found


def joined(here: Room, case: Case, kept: Case, name: str = POLICE) -> Done:
    """An officer merges them at the console."""

    def job(work: Work) -> Done:
        person = work.people.at(Address(OFFICERS_AT, OFFICERS[name]))
        return merge(work, person, Wish(case.number, kept.number, "cùng một cháu"))

    return here.do(job)


def parted(here: Room, case: Case, name: str = POLICE) -> Done:
    return here.do(lambda work: undo(work, work.people.at(Address(OFFICERS_AT, OFFICERS[name])), case.number))


def test_the_merged_case_asks_nobody_and_its_reporter_follows_the_other(here: Room) -> None:
    case, kept = two(here)
    assert joined(here, case, kept) == "done"
    rests, grown = current(here, case), current(here, kept)
    assert (rests.status, rests.merged_into, grown.absorbed) == ("closed", kept.id, (case.id,))
    heard = [m.text for m in here.deliver()]
    assert any(f"{case.number} đã gộp vào {kept.number}" in text for text in heard)
    here.clock.forward(timedelta(hours=3))
    assert here.do(lambda work: settle(work, rests)) == rests
    assert not here.do(lambda work: [t for t in work.timers_of("settle") if t.subject == case.id])
    minh = here.person(MINH)
    assert minh in here.do(lambda work: work.cases.followers(kept.id))
    session = here.do(lambda work: work.people.session(minh))
    assert session and session.case_id == kept.id
    here.say("cháu chảy máu đầu", MINH)
    assert any(e.text == "cháu chảy máu đầu" for e in here.do(lambda work: work.history.entries(kept.id)))
    assert current(here, case).status == "closed"


def test_its_receipt_leads_to_the_case_that_is_worked_on(here: Room) -> None:
    case, kept = two(here)
    receipt = here.do(lambda work: work.cases.receipt(case.id))
    joined(here, case, kept)
    here.say(receipt, Address("webchat", "tu"))
    tu = here.person(Address("webchat", "tu"))
    assert tu in here.do(lambda work: work.cases.followers(kept.id))
    rests = current(here, case)
    assert here.do(lambda work: standing(work, rests)).id == kept.id


def test_undone_it_is_as_it_was_and_nothing_is_lost(here: Room) -> None:
    case, kept = two(here)
    before = here.do(lambda work: {t: rows(work, t) for t in TABLES})
    minh = here.person(MINH)
    session = here.do(lambda work: work.people.session(minh))
    joined(here, case, kept)
    assert parted(here, case) == "done"
    assert here.do(lambda work: {t: rows(work, t) for t in TABLES}) == before
    assert current(here, case) == case and current(here, kept) == kept
    assert here.do(lambda work: work.people.session(minh)) == session
    assert here.do(lambda work: work.merges.of(case.id)) is None
    told = [e.text for e in here.do(lambda work: work.history.entries(case.id)) if e.kind == "merged"]
    assert "cùng một cháu" in told[0] and "trở lại" in told[1]
    assert parted(here, case) == "not_found"


def test_what_was_due_meanwhile_is_asked_when_it_is_undone(here: Room) -> None:
    here.say(BEATEN)
    here.say(AGAIN, MINH)
    case, kept = here.cases()
    here.officer("Trực ban tỉnh", "danh sách")
    desk = OFFICERS[POLICE]
    for one in (case, kept):
        here.officer(POLICE, f"nhận {one.number}")
    here.officer(POLICE, f"từ chối {case.number}: đi vắng")
    here.officer(POLICE, f"nhận {case.number}")
    joined(here, current(here, case), current(here, kept))
    here.clock.forward(timedelta(hours=5))
    here.deliver()
    assert parted(here, case) == "done"
    assert any(desk == a.officer for a in here.do(lambda work: work.alerts.of(case.id)))


def rows(work: SqlWork, table: str) -> list[tuple[object, ...]]:
    return sorted(rows_of(work, table), key=repr)


def test_whoever_may_not_tie_both_may_not_merge_nor_take_apart(here: Room) -> None:
    case, kept = two(here)
    assert joined(here, case, kept, "Trạm y tế") == "not_found"
    assert joined(here, case, replace(kept, number="LN-33333")) == "not_found"
    joined(here, case, kept)
    assert parted(here, case, "Trạm y tế") == "not_found"
    assert current(here, case).merged_into == kept.id


def test_a_merged_case_is_not_merged_again_and_no_order_reaches_it(here: Room) -> None:
    case, kept = two(here)
    joined(here, case, kept)
    assert joined(here, case, kept) == "closed"
    assert "đã khép" in here.officer(POLICE, f"cập nhật {case.number} Đã liên lạc")


def test_there_are_no_chains_so_shutting_out_and_undoing_reach_all_there_is(here: Room) -> None:
    case, kept = two(here)
    here.say("bé ở xóm dưới đang bị đánh dã man ở xã Sơn Tây, Quảng Ngãi", Address("webchat", "ba"))
    (third,) = (one for one in here.cases() if one.id not in (case.id, kept.id))
    here.officer(POLICE, f"nhận {third.number}")
    assert joined(here, case, kept) == "done"
    assert joined(here, current(here, kept), current(here, third)) == "chained"
    assert joined(here, current(here, third), current(here, case)) == "closed"
    assert joined(here, current(here, third), current(here, kept)) == "done"
    shut = replace(current(here, kept), excluded=frozenset({OFFICERS[COMMITTEE]}))
    here.do(lambda work: work.cases.save(shut))
    here.do(lambda work: settle(work, shut))
    assert all(OFFICERS[COMMITTEE] in current(here, one).excluded for one in (case, third))
    assert parted(here, case) == parted(here, third) == "done"
    assert joined(here, current(here, kept), current(here, third)) == "done"


def test_who_has_the_kept_case_reads_the_merged_one_and_who_may_know_of_one_knows_of_neither(here: Room) -> None:
    case, kept = two(here)
    here.officer(COMMITTEE, f"nhận {kept.number}")
    joined(here, case, kept)

    def relation(name: str) -> str:
        officer = here.do(lambda work: work.directory.officers[OFFICERS[name]])
        rests = current(here, case)
        return here.do(lambda work: relation_to(work, officer, rests))

    assert relation(COMMITTEE) in ("holder", "asked") and relation("Công an phường Vĩnh Yên") == "stranger"
    shut = replace(current(here, kept), excluded=frozenset({OFFICERS[POLICE]}))
    here.do(lambda work: work.cases.save(shut))
    assert relation(POLICE) == "excluded"
    here.do(lambda work: settle(work, shut))
    assert OFFICERS[POLICE] in current(here, case).excluded
    alerts = here.do(lambda work: work.alerts.of(case.id))
    assert {a.answer for a in alerts if a.officer == OFFICERS[POLICE]} == {"cut"}

    def may(work: Work) -> bool:
        person = work.people.at(Address(OFFICERS_AT, OFFICERS[POLICE]))
        officer = officer_of(work, person)
        merged = work.cases.get(case.id)
        return bool(officer and merged and permitted(work, person, officer, merged, "see_line"))

    assert not here.do(may)


def test_danger_told_of_a_merged_case_opens_the_one_that_is_worked_on(here: Room) -> None:
    case, kept = two(here)
    joined(here, case, kept)
    here.officer(POLICE, f"đóng {kept.number} Trẻ đã được giúp")
    assert current(here, kept).status == "closed"
    here.say("nó lại đang đánh bé dã man, bé chảy máu", MINH)
    assert current(here, kept).status == "open" and current(here, case).status == "closed"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"urgency": 2}, "less_urgent"),
        ({"avoid": frozenset({"police"})}, "shielded"),
        ({"excluded": frozenset({"x"})}, "shielded"),
        ({"commune": "08707"}, "elsewhere"),
        ({"status": "closed"}, "closed"),
    ],
)
def test_what_stands_in_the_way(here: Room, change: dict[str, object], why: str) -> None:
    case, kept = two(here)
    alerts = here.do(lambda work: work.alerts.of(case.id))
    assert hindrance(case, kept, alerts, alerts) == ""
    assert hindrance(case, replace(kept, **change), alerts, alerts) == why  # type: ignore[arg-type]
    assert hindrance(case, case, alerts, alerts) == "same"
    assert hindrance(case, kept, alerts, ()) == "others_hold"


def test_bug_whose_case_was_merged_was_taken_to_have_chosen_how_the_other_reporter_may_be_written_to(
    here: Room,
) -> None:
    """ "Write to me plainly" on one phone is no leave to light up another one, nor a number the number of both."""
    case, kept = two(here)
    chosen = replace(kept, facts={**kept.facts, "contact": "plain", "callback": "0900000001"})
    here.do(lambda work: work.cases.save(chosen))
    joined(here, case, kept)
    asked = ""
    for answer in ("không có", "12", "không"):
        asked = here.say(answer, MINH)[-1].text
    minh = here.do(lambda work: work.people.at(MINH))
    assert minh.contact == "" and "nhắn lại ở đây có an toàn không" in asked
