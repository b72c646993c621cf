"""Who may do what with a case: one table of relation and action; what is not in it is not allowed."""

from collections.abc import Mapping, Sequence
from typing import Literal

from referral.agencies import COMMUNE_ROLES, Officer
from referral.alerts import ENDED, Alert
from referral.case import Case
from referral.conflict import officer_may_know

Relation = Literal["stranger", "excluded", "informed", "asked", "declined", "holder"]

SEE_LINE = frozenset({"see_line"})
TAKE = frozenset({"accept", "decline", "release", "call", "recuse"})
WORK_ON = frozenset({
    "read", "note", "ask", "answer", "form", "update", "set_level", "pass_on", "close", "open_sealed", "accept",
    "release", "link", "set_place", "set_kind", "send", "decline", "hand_over", "call", "recuse",
})  # fmt: skip

CampaignAction = Literal["see", "approve", "pause", "resume", "stop", "widen", "correct"]
DIRECT: frozenset[CampaignAction] = frozenset({"see", "approve", "pause", "resume", "stop", "widen", "correct"})
CAMPAIGNS: Mapping[str, frozenset[CampaignAction]] = {  # role -> what its officers may do with a run
    "intake_desk": DIRECT,
    "province_desk": DIRECT,
    "people_committee": frozenset({"see"}),
}

CALL_TAKERS = frozenset({*COMMUNE_ROLES, "province_desk", "intake_desk"})  # roles that enter reports taken by phone

ALLOWED: dict[Relation, frozenset[str]] = {
    "stranger": frozenset(),
    "excluded": frozenset(),
    "informed": SEE_LINE | {"read_brief", "recuse"},
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


def once_told(who: Relation, told: bool) -> Relation:
    """The relation of somebody who was told of the case without being asked: it opens a brief, never the story."""
    return "informed" if told and who == "stranger" else who


def may(who: Relation, action: str) -> bool:
    """Whether somebody in this relation may do this."""
    return action in ALLOWED[who]


def may_take_calls(role: str) -> bool:
    """Whether officers of an agency with this role may enter a report for a caller."""
    return role in CALL_TAKERS


def may_direct(role: str, action: CampaignAction) -> bool:
    """Whether officers of an agency with this role may do this with a campaign's run."""
    return action in CAMPAIGNS.get(role, frozenset())
