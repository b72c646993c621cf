"""The form for a new account: what was typed, what is wrong with it."""

from collections.abc import Mapping
from dataclasses import replace

from bot.web.desk import WebWork
from bot.web.words import N_
from handlers.console.accounts import NAME_MOST
from referral.jurisdiction.units import units
from referral.records import dataclass
from referral.staff import ALL_ROLES, CASE_ROLES, Account

NO_ROLE = N_("Hãy chọn vai trò.")
NO_PROVINCE = N_("Hãy chọn một tỉnh trong danh sách.")


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
    limits = {"name": NAME_MOST + 1, "shown": 120, "role": 40, "officer": 120, "province": 10}
    return New(**{name: fields.get(name, "").strip()[:most] for name, most in limits.items()})


def form_problem(new: New) -> str:
    """What is wrong before the rules are asked."""
    if new.role not in ALL_ROLES:
        return NO_ROLE
    return "" if not new.province or new.province in units().provinces else NO_PROVINCE


def account_of(work: WebWork, new: New) -> Account:
    """The account that a form without problems asks for."""
    role = next(role for role in ALL_ROLES if role == new.role)
    blank = Account(work.chance.id(), new.name, role, new.shown)
    return replace(blank, officer=new.officer) if role in CASE_ROLES else replace(blank, province=new.province)
