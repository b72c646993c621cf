"""The form for a new account: what was typed, what is wrong with it, which officer is meant."""

from collections.abc import Mapping
from dataclasses import replace

from bot.web.desk import WebWork
from bot.web.words import N_
from handlers.console.accounts import NAME_MOST, based_in
from referral.alphabet import order
from referral.jurisdiction.names import fold
from referral.jurisdiction.units import units
from referral.records import dataclass
from referral.staff import ALL_ROLES, CASE_ROLES, Account, Area

NO_ROLE = N_("Hãy chọn vai trò.")
NO_PROVINCE = N_("Hãy chọn một tỉnh trong danh sách.")
NO_OFFICER = N_("Không thấy cán bộ nào như vậy trong danh bạ. Hãy viết tên cán bộ hoặc tên đơn vị, xã.")
MANY_OFFICERS = N_("Nhiều cán bộ khớp với lời này. Hãy chọn một người ở ô cán bộ, hoặc viết rõ hơn.")
SUGGESTED = 30


@dataclass(frozen=True, slots=True)
class New:
    """What was typed, and the problem of one field, "" if there is none."""

    name: str = ""
    shown: str = ""
    role: str = ""
    officer: str = ""
    province: str = ""
    problem: str = ""

    def wrong(self, problem: str) -> "New":
        """The same, with what is wrong."""
        return replace(self, problem=problem)


BLANK = New()


def read_new(fields: Mapping[str, str]) -> New:
    """What a form says."""
    limits = {"name": NAME_MOST + 1, "shown": 120, "role": 40, "officer": 300, "province": 10}
    return New(**{name: fields.get(name, "").strip()[:most] for name, most in limits.items()})


def form_problem(new: New) -> str:
    """What is wrong before the rules are asked."""
    if new.role not in ALL_ROLES:
        return NO_ROLE
    return "" if not new.province or new.province in units().provinces else NO_PROVINCE


def officers_like(work: WebWork, area: Area, typed: str) -> dict[str, str]:
    """Officers of an area whose line, agency and name and id, says every word that was typed; by id, in order."""
    words = [fold(word) for word in typed.split()]
    pairs = [(one, work.directory.agencies[one.agency]) for one in work.directory.officers.values()]
    near = [(one, agency) for one, agency in pairs if area.covers("", based_in(agency))]
    lines = {one.id: f"{agency.name}: {one.name} ({one.id})" for one, agency in near}
    if whole := {key: line for key, line in lines.items() if line == typed}:
        return whole
    said = ((key, line) for key, line in lines.items() if all(word in fold(line) for word in words))
    return dict(sorted(said, key=lambda one: order(one[1])))


def with_officer(work: WebWork, area: Area, new: New) -> New:
    """The same with the id of the officer who is meant; or what is wrong, if it is nobody or several."""
    if new.role not in CASE_ROLES or not new.officer or new.officer in work.directory.officers:
        return new
    found = list(officers_like(work, area, new.officer))
    if len(found) != 1:
        return new.wrong(MANY_OFFICERS if found else NO_OFFICER)
    return replace(new, officer=found[0])


def account_of(work: WebWork, new: New) -> Account:
    """The account that a form without problems asks for."""
    role = next(role for role in ALL_ROLES if role == new.role)
    blank = Account(work.chance.id(), new.name, role, new.shown)
    return replace(blank, officer=new.officer) if role in CASE_ROLES else replace(blank, province=new.province)
