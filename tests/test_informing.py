"""Who should know is told once, in office hours; a breach is told to whoever supervises, and never to nobody."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from handlers import delivery
from handlers.details import case_lines
from handlers.events import Address, OutgoingMessage
from handlers.informing import inform, supervisors, tell_supervisors
from handlers.officer_pages import case_view
from handlers.planning import plan_for
from handlers.settle import settle
from handlers.views import CaseView
from referral.alerts import Alert
from referral.case import Case
from referral.clock import VIETNAM
from referral.telling import Telling
from referral.urgency import Urgency
from tests.cast import LATER, OFFICERS, OFFICERS_AT
from tests.joining import join
from tests.room import Room, rows_of

BEATEN = "bé gái nhà bên hay bị bố đánh, ở xã Sơn Tây, Quảng Ngãi"
POND = "có ao sâu trẻ con hay tắm không ai trông, ở xã Sơn Tây, Quảng Ngãi"
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=VIETNAM)
UNION, SCHOOL = LATER["Hội Phụ nữ xã"], LATER["Nhà trường"]


def opened(here: Room, words: str, *joining: str) -> Case:
    """A report in the cast's commune while these agencies take part, and nobody waits for an answer any more."""
    for name in joining:
        here.do(lambda work, name=name: join(work, name))  # type: ignore[misc]
    here.say(words)
    here.clock.forward(timedelta(minutes=3))
    return settled(here)


def settled(here: Room) -> Case:
    """The one case, brought in line once more."""
    (case,) = here.cases()
    here.do(lambda work: settle(work, case))
    return here.cases()[0]


def tellings(here: Room, case: Case, mode: str = "know") -> list[tuple[str, str]]:
    told = here.do(lambda work: work.tellings.of(case.id))
    return [(one.officer, one.mode) for one in told if one.mode == mode]


def me(here: Room, officer: str) -> str:
    return here.person(Address(OFFICERS_AT, officer))


def heard_by(here: Room, officer: str, sent: list[OutgoingMessage]) -> list[OutgoingMessage]:
    return [message for message in sent if message.person_id == me(here, officer)]


def view(here: Room, officer: str, case: Case) -> CaseView | None:
    person = me(here, officer)
    return here.do(lambda work: case_view(work, person, case.number))


def test_on_a_sunday_nobody_is_told_and_the_case_wakes_when_offices_open(here: Room) -> None:
    case = opened(here, BEATEN, "Hội Phụ nữ xã")
    the_plan = here.do(lambda work: plan_for(work, case))
    assert the_plan.know == ("womens_union-21340",)
    assert here.do(lambda work: inform(work, case, the_plan)) == MONDAY
    assert tellings(here, case) == [] == heard_by(here, UNION, here.deliver())


def test_on_monday_they_are_told_once_without_a_siren(here: Room) -> None:
    case = opened(here, BEATEN, "Hội Phụ nữ xã")
    here.clock.now = MONDAY
    case = settled(here)
    settled(here)
    (message,) = heard_by(here, UNION, here.deliver())
    assert message.lane == "reply" and not message.siren and case.number in message.text
    assert tellings(here, case) == [(UNION, "know")]
    the_plan = here.do(lambda work: plan_for(work, case))
    assert here.do(lambda work: inform(work, case, the_plan)) is None


def test_where_nobody_is_within_reach_it_is_tried_again(here: Room) -> None:
    case = opened(here, BEATEN, "Hội Phụ nữ xã")
    here.do(lambda work: work.staff.set_gone(work.people.at(Address(OFFICERS_AT, UNION)).id, True))
    here.clock.now = MONDAY
    the_plan = here.do(lambda work: plan_for(work, case))
    again = here.do(lambda work: inform(work, case, the_plan))
    assert again == MONDAY + timedelta(hours=10) and tellings(here, case) == [], "eight office hours later"


@pytest.mark.parametrize("problem", ["gone", "window", "refused"])
def test_who_was_not_reached_never_heard_and_another_of_the_body_is_told(here: Room, problem: str) -> None:
    case = opened(here, BEATEN, "Hội Phụ nữ xã")
    second = replace(here.do(lambda work: work.directory.officers[UNION]), id="womens_union-21340-2", deputy=True)
    here.do(lambda work: work.directories.replace([], [second]))
    here.do(lambda work: work.staff.link(second.id, work.people.at(Address(OFFICERS_AT, second.id)).id))
    here.clock.now = MONDAY
    settled(here)
    (message,) = heard_by(here, UNION, here.deliver())
    here.do(lambda work: delivery.failed(work, message, problem))
    assert tellings(here, case) == [(second.id, "know")]
    (again,) = heard_by(here, second.id, here.deliver())
    here.do(lambda work: delivery.failed(work, again, "window"))
    settled(here)
    assert tellings(here, case) == [] == heard_by(here, UNION, here.deliver()), "each of them once a day"
    here.clock.now = MONDAY + timedelta(days=2)  # Tuesday is a holiday
    settled(here)
    assert len(tellings(here, case)) == 1


def test_what_turned_out_to_be_elsewhere_is_no_longer_theirs_to_read(here: Room) -> None:
    case = opened(here, BEATEN, "Hội Phụ nữ xã")
    here.clock.now = MONDAY
    settled(here)
    assert view(here, UNION, case)
    here.do(lambda work: work.cases.save(replace(case, commune="20944", province="48")))
    assert view(here, UNION, case) is None


def test_an_officer_off_duty_is_told_where_no_other_is_within_reach(here: Room) -> None:
    opened(here, BEATEN, "Hội Phụ nữ xã")
    here.do(lambda work: work.staff.set_duty(UNION, False))
    here.clock.now = MONDAY
    assert tellings(here, settled(here)) == [(UNION, "know")]


def test_who_waits_or_is_avoided_or_closed_is_not_told(here: Room) -> None:
    case = opened(here, BEATEN, "Hội Phụ nữ xã")
    here.clock.now = MONDAY
    waiting = replace(case, avoid_asked=False, hold_until=MONDAY + timedelta(minutes=2))
    for other in (replace(case, status="closed"), waiting):
        the_plan = here.do(lambda work, other=other: plan_for(work, other))  # type: ignore[misc]
        assert here.do(lambda work, c=other, p=the_plan: inform(work, c, p)) is None  # type: ignore[misc]
    avoiding = replace(case, avoid=frozenset({"womens_union"}))
    assert here.do(lambda work: plan_for(work, avoiding).know) == ()
    assert tellings(here, case) == []


@pytest.mark.parametrize("asked", [True, False])
def test_who_is_asked_for_another_body_need_not_be_told(here: Room, asked: bool) -> None:
    case = opened(here, "cháu mồ côi không nơi nương tựa, ở xã Sơn Tây, Quảng Ngãi")
    centre = OFFICERS["Trung tâm CTXH"]
    here.do(lambda work: work.connection.exec_driver_sql("DELETE FROM alerts"))
    later = MONDAY + timedelta(days=3)
    stand_in = Alert(1, "people_committee-21340", centre if asked else "gone", case.urgency, MONDAY, later)
    here.do(lambda work: work.alerts.add(case.id, stand_in))
    the_plan = here.do(lambda work: plan_for(work, case))
    assert the_plan.know == ("social_work_centre-51",)
    here.clock.now = MONDAY
    here.do(lambda work: inform(work, case, the_plan))
    assert tellings(here, case) == ([] if asked else [(centre, "know")])


def test_a_breach_reaches_whoever_supervises_once_for_each_tag(here: Room) -> None:
    case = opened(here, BEATEN, "Sở Y tế")
    for tag in ("80", "80", "100"):
        here.do(lambda work, tag=tag: tell_supervisors(work, case, "reporter_contests", tag))  # type: ignore[misc]
    sent = heard_by(here, LATER["Sở Y tế"], here.deliver())
    assert len(sent) == 2 and all(m.lane == "urgent" and not m.siren and m.case_id == case.id for m in sent)
    assert tellings(here, case, "supervise") == [(LATER["Sở Y tế"], "supervise")]
    case = replace(case, urgency=Urgency.emergency)
    here.do(lambda work: tell_supervisors(work, case, "reporter_contests", "now"))
    assert [m.siren for m in heard_by(here, LATER["Sở Y tế"], here.deliver())] == [True]


def test_a_breach_that_is_missed_goes_on_until_somebody_has_it(here: Room) -> None:
    case = opened(here, BEATEN, "Sở Y tế")
    here.do(lambda work: tell_supervisors(work, case, "holder_silent", "1", name="x", agency="y", time="z"))
    missed = []
    while told := [m for m in here.deliver() if m.key.startswith("holder_silent")]:
        assert len({m.person_id for m in told}) == len(told)
        missed += told
        for message in told:
            here.do(lambda work, message=message: delivery.failed(work, message, "window"))  # type: ignore[misc]
    each = [here.do(lambda work, m=m: work.people.get(m.person_id)) for m in missed]  # type: ignore[misc]
    officers = [person.officer_id for person in each if person]
    desk = [OFFICERS[name] for name in ("Trực ban tỉnh", "Trực ban", "Phó trực ban")]
    assert officers[0] == LATER["Sở Y tế"] and [one for one in officers if one in desk] == desk
    assert len(officers) == len(set(officers)), "nobody twice"
    assert set(officers) <= {one for one, _ in tellings(here, case, "supervise")}, "and each may read what it is about"


def test_who_is_reached_by_phone_alone_is_not_taken_for_told(here: Room) -> None:
    opened(here, BEATEN, "Hội Phụ nữ xã")
    page = me(here, UNION)
    here.do(lambda work: work.staff.unlink(UNION, page))
    here.do(lambda work: work.staff.link(UNION, work.people.at(Address("zns", "84900000678")).id))
    here.clock.now = MONDAY
    assert tellings(here, settled(here)) == [], "a number takes only what is urgent"


def test_a_breach_is_never_told_to_nobody(here: Room) -> None:
    case = opened(here, BEATEN)

    def told() -> list[str]:
        return [officer.id for officer in here.do(lambda work: supervisors(work, case))]

    assert told() == [OFFICERS["Trực ban tỉnh"]], "no supervisor has a way"
    here.do(lambda work: work.staff.set_duty(OFFICERS["Trực ban tỉnh"], False))
    assert told() == [OFFICERS["Trực ban"]], "the holder of the post before the deputy"
    here.do(lambda work: work.staff.set_duty(OFFICERS["Trực ban"], False))
    assert told() == [OFFICERS["Phó trực ban"]]
    here.do(lambda work: work.staff.set_duty(OFFICERS["Phó trực ban"], False))
    assert told() == [OFFICERS["Trực ban"], OFFICERS["Phó trực ban"]], "duty or not"


def test_to_know_opens_a_brief_that_fits_the_task(here: Room) -> None:
    case = opened(here, BEATEN, "Hội Phụ nữ xã")
    here.say("9 tuổi")
    assert view(here, UNION, case) is None, "before they were told there is nothing"
    here.clock.now = MONDAY
    settled(here)
    seen = view(here, UNION, case)
    assert seen and seen.brief and not seen.opened_up and not seen.can_accept and seen.line.state == "chỉ để biết"
    assert ("Loại việc", "bạo lực với trẻ") in seen.facts and ("Đang giữ", "chưa ai nhận") in seen.facts
    assert not (seen.entries or seen.reasons or seen.bodies or seen.pass_targets or seen.outcomes)
    assert BEATEN not in str(seen)
    actions = [row[3] for row in here.do(lambda work: rows_of(work, "audit")) if row[2] == UNION]
    assert actions == ["see_line", "read_brief"]


def test_who_warns_pupils_reads_where_the_danger_is(here: Room) -> None:
    case = opened(here, POND, "Nhà trường")
    assert case.category == "drowning_hazard"
    here.do(lambda work: work.cases.save(replace(case, facts={**case.facts, "hazard_kind_words": "Ao, hồ"})))
    here.clock.now = MONDAY
    settled(here)
    seen = view(here, SCHOOL, case)
    assert seen and any(label == "Chỗ nguy hiểm" and words.startswith("Ao, hồ") for label, words in seen.facts)
    beaten = replace(case, category="school_violence")
    here.do(lambda work: work.cases.save(beaten))
    again = view(here, SCHOOL, case)
    assert again and "Chỗ nguy hiểm" not in dict(again.facts)


def test_to_supervise_shows_who_was_asked_and_who_acknowledged_never_the_story(here: Room) -> None:
    case = opened(here, BEATEN, "Sở Y tế")
    here.officer("UBND xã", f"nhận {case.number}")
    here.do(lambda work: tell_supervisors(work, case, "reporter_contests", "1"))
    seen = view(here, LATER["Sở Y tế"], case)
    assert seen and seen.brief and seen.line.state == "giám sát, UBND xã Sơn Tây nhận lúc 14:03"
    assert [(body.name, body.acknowledged) for body in seen.bodies][:1] == [("UBND xã Sơn Tây", True)]
    assert BEATEN not in str(seen) and "Nhóm tuổi" not in dict(seen.facts)
    address = Address(OFFICERS_AT, LATER["Sở Y tế"])
    words = "\n".join(m.text for m in here.say(f"mở {case.number}", address) if m.person_id == me(here, address.id))
    assert "Mức độ: " in words and "UBND xã Sơn Tây: UBND xã Sơn Tây nhận lúc 14:03" in words and BEATEN not in words


def test_what_one_was_told_stands_below_what_one_was_asked(here: Room) -> None:
    first = opened(here, BEATEN)
    here.do(lambda work: work.tellings.add(first.id, Telling("x", OFFICERS["Trạm y tế"], "know", work.now)))
    here.say("có đứa bé bị thương nặng chảy nhiều máu, xã Sơn Tây, Quảng Ngãi", Address("webchat", "minh"))
    calmer = replace(first, urgency=Urgency.emergency)
    here.do(lambda work: work.cases.save(calmer))
    person = me(here, OFFICERS["Trạm y tế"])
    lines = here.do(lambda work: case_lines(work, work.people.get(person) or pytest.fail()))
    assert [line.state for line in lines][-1] == "chỉ để biết" and len(lines) == 2
    assert lines[-1].number == first.number
