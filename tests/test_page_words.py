"""What a case page says of who answers: no next one after a yes, who stands in; and all of it in English."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store.work import SqlWork
from handlers.bodies import body_line
from handlers.console.queue import first_page, looker
from handlers.console.timeline import body_lane
from handlers.events import Address
from handlers.officer_pages import case_view
from referral.alerts import Alert
from referral.clock_rules import shipped_rules
from referral.jurisdiction.words import spoken
from referral.staff import OFFICER
from tests.cast import OFFICERS, OFFICERS_AT
from tests.fakes import pretended
from tests.room import OURS, Room, room

ABUSE = "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi"
POLICE, COMMITTEE = "Công an xã Sơn Tây", "UBND xã"
MINUTE = timedelta(minutes=1)
ACCENTED = re.compile(r"\w*[ăâđêôơưáàảãạếềểễệốồổỗộớờởỡợứừửữựấầẩẫậắằẳẵặíìỉĩịóòỏõọúùủũụýỳỷỹỵéèẻẽẹ]\w*", re.I)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path) as made:
        made.say(ABUSE)
        yield made


def body_of(here: Room, name: str) -> str:
    return here.do(lambda work: work.directory.officers[OFFICERS[name]].agency)


def asked(here: Room, *minutes: int) -> list[Alert]:
    """The committee's officer asked at these minutes for the police, and nobody has answered."""
    case, now = here.cases()[0], here.clock.now
    return [
        Alert(n, body_of(here, POLICE), OFFICERS[COMMITTEE], case.urgency, now + m * MINUTE, now + (m + 30) * MINUTE)
        for n, m in enumerate(minutes, 1)
    ]


def test_after_a_yes_nobody_is_next_and_one_press_is_one_mark(here: Room) -> None:
    case, body = here.cases()[0], body_of(here, POLICE)
    waiting = asked(here, 0, 1, 2)
    lane = here.do(lambda work: body_lane(work, case, body, waiting))
    assert [moment.sign for moment in lane.moments].count("next") == 3
    taken = [replace(a, answer="accepted", answered_at=here.clock.now + 3 * MINUTE) for a in waiting[:2]]
    lane = here.do(lambda work: body_lane(work, case, body, [*taken, waiting[2]]))
    assert [moment.sign for moment in lane.moments] == ["asked", "asked", "asked", "instead"]
    closed = replace(case, status="closed")
    lane = here.do(lambda work: body_lane(work, closed, body, waiting))
    assert "next" not in [moment.sign for moment in lane.moments]


def test_who_stands_in_for_a_body_is_told_from_the_body(here: Room) -> None:
    case, body = here.cases()[0], body_of(here, POLICE)
    (by_other,) = (replace(a, answer="accepted", answered_at=here.clock.now) for a in asked(here, 0))
    by_itself = replace(by_other, officer=OFFICERS[POLICE])
    by_phone = replace(by_other, phoned=True)
    lines = [here.do(lambda work, a=a: body_line(work, case, body, [a])) for a in (by_other, by_itself, by_phone)]  # type: ignore[misc]
    assert [line.instead for line in lines] == [True, False, False]
    assert "nhận thay lúc" in lines[0].state and "nhận thay" not in lines[1].state
    lane = here.do(lambda work: body_lane(work, case, body, [by_other]))
    assert lane.moments[-1].words.endswith("nhận thay")


def strings(found: object) -> Iterator[str]:
    """Every string of a view, wherever it stands."""
    if isinstance(found, str):
        yield found
    elif is_dataclass(found):
        yield from (words for one in fields(found) for words in strings(getattr(found, one.name)))
    elif isinstance(found, Mapping):
        yield from strings(tuple(found.values()))
    elif isinstance(found, (tuple, list)):
        yield from (words for one in found for words in strings(one))


def test_who_reads_english_reads_it_on_list_and_case(tmp_path: Path) -> None:
    with room(tmp_path, house=replace(OURS, translate=pretended)) as here:
        here.say(ABUSE)
        police, number = here.person(Address(OFFICERS_AT, OFFICERS[POLICE])), here.cases()[0].number
        waiting = seen_in_english(here, police, number)
        here.clock.forward(2 * MINUTE)
        here.officer(POLICE, f"nhận {number}")
        opened = seen_in_english(here, police, number)
        names = here.do(lambda work: [a.name for a in work.directory.agencies.values()])
    assert "cho anh chi nhan" in waiting and "KHAN CAP" in waiting and "Nguoi bao viet" in opened
    for name in (ABUSE, *names, spoken("21340"), "xã Sơn Tây", *(rule.article for rule in shipped_rules().values())):
        waiting, opened = waiting.replace(name, ""), opened.replace(name, "")
    assert ACCENTED.findall(waiting) + ACCENTED.findall(opened) == []


def seen_in_english(here: Room, person: str, number: str) -> str:
    """All that list and case page say to somebody who reads English, but what templates translate."""

    def job(work: SqlWork) -> tuple[object, ...]:
        me = work.people.get(person)
        assert me
        work.people.save(replace(me, locale="en"))
        view, who = case_view(work, person, number), looker(work, person, OFFICER)
        assert view and who
        entries = tuple(replace(entry, text="") for entry in view.entries)  # what was said stays as it was said
        plain = replace(view, entries=entries, reasons=(), questions=(), facts=(), kinds=(), milestones=())
        plain = replace(plain, outcomes=(), updates=(), levels=())  # these are translated by the template
        return first_page(work.told_in("en"), who), plain

    return " | ".join(strings(here.do(job)))
