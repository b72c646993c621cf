"""Who may do what with a case: one table of relation and action; what is not in it is not allowed."""

from collections.abc import Sequence
from typing import Literal

from referral.agencies import Officer
from referral.alerts import ENDED, Alert
from referral.case import Case
from referral.conflict import officer_may_know

Relation = Literal["stranger", "excluded", "asked", "declined", "holder"]

SEE_LINE = frozenset({"see_line"})
TAKE = frozenset({"accept", "decline", "release", "recuse"})
WORK_ON = frozenset({
    "read", "note", "ask", "update", "set_level", "pass_on", "close", "open_sealed", "accept", "release", "recuse",
})  # fmt: skip

ALLOWED: dict[Relation, frozenset[str]] = {
    "stranger": frozenset(),
    "excluded": frozenset(),
    "declined": SEE_LINE | {"accept", "recuse"},
    "asked": SEE_LINE | TAKE,
    "holder": SEE_LINE | WORK_ON,
}


def relation(case: Case, officer: Officer, role: str, alerts: Sequence[Alert]) -> Relation:
    """How an officer whose agency has this role stands to a case."""
    if not officer_may_know(case, officer, role):
        return "excluded"
    mine = [a.answer for a in alerts if a.officer == officer.id and a.answer not in ENDED]
    if "accepted" in mine:
        return "holder"
    if "" in mine:
        return "asked"
    return "declined" if mine else "stranger"


def may(who: Relation, action: str) -> bool:
    """Whether somebody in this relation may do this."""
    return action in ALLOWED[who]
