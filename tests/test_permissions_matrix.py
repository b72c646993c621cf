"""Who may do what: the whole table by hand, cell by cell, and that the pages keep to it."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from bot.store.work import SqlWork
from bot.web.console.menu import MENU
from handlers.events import Entry
from referral.alerts import AlertAnswer
from referral.case import Case
from referral.permissions import ALLOWED, PAGES, Page, Relation, may, may_open
from referral.staff import ALL_ROLES, Grant, Role
from referral.telling import Telling
from referral.urgency import Urgency
from tests.console_office import SEATS, clerk
from tests.store_cast import ALERT
from tests.web_house import WebHouse, in_house, play

# Each line: how somebody stands to a case; then, in the order of ACTIONS, what that allows in this role.
ACTIONS_IN_ORDER = """
see_line read_brief read note form ask answer update send set_level set_place
set_kind link pass_on hand_over accept decline release call recuse close open_sealed
"""
ACTIONS = ACTIONS_IN_ORDER.split()
CASES: Mapping[Role, str] = {
    "officer": """
    stranger  ----- ----- ----- ----- --
    excluded  ----- ----- ----- ----- --
    informed  ++--- ----- ----- ----+ --
    asked     +---- ----- ----- +++++ --
    declined  +---- ----- ----- +---+ --
    holder    +-+++ +++++ +++++ +++++ ++
    agency    ----- ----- ----- ----- --
    area      ----- ----- ----- ----- --
    """,
    "agency_lead": """
    stranger  ----- ----- ----- ----- --
    excluded  ----- ----- ----- ----- --
    informed  +++++ ----- ----- ----+ --
    asked     +-+++ ----- ----- +++++ --
    declined  +-+++ ----- ----- +---+ --
    holder    +-+++ +++++ +++++ +++++ ++
    agency    +-+++ ----- ----- ----+ --
    area      ----- ----- ----- ----- --
    """,
    "commune_coordinator": """
    stranger  ----- ----- ----- ----- --
    excluded  ----- ----- ----- ----- --
    informed  +++++ ----+ ++++- ----+ --
    asked     +-+++ ----+ ++++- +++++ --
    declined  +-+++ ----+ ++++- +---+ --
    holder    +-+++ +++++ +++++ +++++ ++
    agency    +-+++ ----- ----- ----+ --
    area      +-+++ ----+ ++++- ----+ --
    """,
    "province_coordinator": """
    stranger  ----- ----- ----- ----- --
    excluded  ----- ----- ----- ----- --
    informed  +++++ ----+ ++++- ----+ --
    asked     +-+++ ----+ ++++- +++++ --
    declined  +-+++ ----+ ++++- +---+ --
    holder    +-+++ +++++ +++++ +++++ ++
    agency    +-+++ ----- ----- ----+ --
    area      +-+++ ----+ ++++- ----+ --
    """,
    "campaign_staff": """
    stranger  ----- ----- ----- ----- --
    excluded  ----- ----- ----- ----- --
    informed  ----- ----- ----- ----- --
    asked     ----- ----- ----- ----- --
    declined  ----- ----- ----- ----- --
    holder    ----- ----- ----- ----- --
    agency    ----- ----- ----- ----- --
    area      ----- ----- ----- ----- --
    """,
    "auditor": """
    stranger  ----- ----- ----- ----- --
    excluded  ----- ----- ----- ----- --
    informed  ----- ----- ----- ----- --
    asked     ----- ----- ----- ----- --
    declined  ----- ----- ----- ----- --
    holder    ----- ----- ----- ----- --
    agency    ----- ----- ----- ----- --
    area      ----- ----- ----- ----- --
    """,
    "administrator": """
    stranger  ----- ----- ----- ----- --
    excluded  ----- ----- ----- ----- --
    informed  ----- ----- ----- ----- --
    asked     ----- ----- ----- ----- --
    declined  ----- ----- ----- ----- --
    holder    ----- ----- ----- ----- --
    agency    ----- ----- ----- ----- --
    area      ----- ----- ----- ----- --
    """,
}
# Each line: a part of the console; then officer, agency lead, commune and province coordinator, campaign staff,
# auditor, administrator.
PARTS = """
queue            ++++ ---
board            ++++ ---
directory        -+++ --+
edit_roster      -+++ --+
edit_directory   ---+ --+
campaigns        --++ +--
direct_campaigns ---+ +--
reports          -+++ -+-
export           --++ ---
audit            ---- -+-
rights           ---+ ---
guidance         ---+ --+
accounts         ---- --+
"""
STORY = "bé rơi xuống ao nhà bà Tư"
HERE, ELSEWHERE = ("21340", "51"), ("14773", "38")  # where the seats of tests/console_office.py work, and where not
ANSWERS: Mapping[Relation, AlertAnswer] = {"asked": "", "declined": "declined", "holder": "accepted"}


def rows(block: str) -> dict[str, str]:
    """The first word of each line and its marks."""
    return {words[0]: "".join(words[1:]) for words in map(str.split, block.strip().splitlines())}


@pytest.mark.parametrize("role", ALL_ROLES)
def test_each_cell_of_role_relation_and_action(role: Role) -> None:
    table = rows(CASES[role])
    assert list(table) == list(get_args(Relation))
    for who in get_args(Relation):
        assert len(table[who]) == len(ACTIONS)
        for action, mark in zip(ACTIONS, table[who], strict=True):
            assert may(who, action, Grant(role)) == (mark == "+"), (role, who, action)


def test_the_table_names_every_action_and_role() -> None:
    assert set(ACTIONS) == {a for by_relation in ALLOWED.values() for may_do in by_relation.values() for a in may_do}
    assert set(CASES) == set(ALLOWED) == set(ALL_ROLES)


def test_each_cell_of_role_and_part() -> None:
    table = rows(PARTS)
    assert set(table) == set(get_args(Page)) and set(PAGES) == set(ALL_ROLES)
    for part in get_args(Page):
        for role, mark in zip(ALL_ROLES, table[part], strict=True):
            assert may_open(role, part) == (mark == "+"), (role, part)


def case_for(work: SqlWork, who: Relation, officer: str) -> str:
    """The number of a case to which this officer stands in this way."""
    n, near = list(get_args(Relation)).index(who) + 2, who in ("area", "informed", "excluded")
    commune, province = HERE if near else ELSEWHERE
    case = Case(
        f"case-{who}", f"LN-2222{n}", "physical_violence", Urgency.urgent, work.now, commune=commune, province=province
    )
    body = work.directory.officers[officer].agency
    work.cases.add(replace(case, excluded=frozenset({officer} if who == "excluded" else ())), f"{n}" * 16)
    work.history.record(case.id, Entry("said", work.now, "reporter", STORY))
    asked = replace(ALERT, sent_at=work.now, due_at=work.now, body=body, officer=officer)
    if who in ANSWERS:
        work.alerts.add(case.id, replace(asked, answer=ANSWERS[who]))
    if who == "agency":
        work.alerts.add(case.id, replace(asked, officer="a colleague"))
    if who == "excluded":
        work.alerts.add(case.id, replace(asked, answer="accepted"))
    if who == "informed":
        work.tellings.add(case.id, Telling(body, officer, "know", work.now))
    return case.number


def expected(role: Role, who: Relation) -> dict[str, bool]:
    """What the table says. Who coordinates where the case lies oversees it, told of it or not."""
    oversees = role in ("commune_coordinator", "province_coordinator") and who == "informed"
    marks = rows(CASES[role])["area" if oversees else who]
    return {action: mark == "+" for action, mark in zip(ACTIONS, marks, strict=True)}


async def keeps_to_the_table(house: WebHouse, role: Role) -> None:
    """Open, read, download, note, as somebody in this role, in every relation."""
    at, officer = await clerk(house, role), SEATS.get(role, "police-21340-1")
    for who in get_args(Relation):
        number = await house.desk.do(lambda work, w=who: case_for(work, w, officer))  # type: ignore[misc]
        wanted, here = expected(role, who), f"/o/case/{number}"
        assert await at.open(here) == (200 if wanted["see_line"] else 404), (role, who)
        words = re.sub("</?mark[^>]*>", "", at.page)  # by which the page sets off what is urgent in them
        assert (STORY in words) == wanted["read"], (role, who)
        form = await at.browser.get(f"{here}/form/mau-01")
        assert form.status == (200 if wanted["form"] else 404), (role, who)
        await at.open("/o/me")
        await at.submit(here, act="note", words="đã xem")
        entries = await house.desk.do(lambda work, w=who: work.history.entries(f"case-{w}"))  # type: ignore[misc]
        assert any(entry.text == "đã xem" for entry in entries) == wanted["note"], (role, who)


@pytest.mark.parametrize("role", ALL_ROLES)
def test_the_pages_keep_to_the_table(tmp_path: Path, role: Role) -> None:
    asyncio.run(play(lambda house: keeps_to_the_table(house, role), tmp_path))


@in_house
async def test_the_menu_keeps_to_the_table(house: WebHouse) -> None:
    for role in ALL_ROLES:
        at = await clerk(house, role)
        await at.open("/o/me")
        menu = at.page.split('<nav class="menu"')[1].split("</nav>")[0] if '<nav class="menu"' in at.page else ""
        mine = [path for part, path, _ in MENU if may_open(role, part)]
        assert re.findall(r'href="([^"]+)"', menu) == (mine if len(mine) > 1 else []), role
