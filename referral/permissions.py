"""Who may do what: one table of role, relation to the case and action, one of role and page; the rest is refused."""

from collections.abc import Mapping, Sequence
from typing import Literal

from referral.agencies import COMMUNE_ROLES, Officer
from referral.alerts import ENDED, Alert
from referral.case import Case
from referral.conflict import officer_may_know
from referral.staff import OFFICER, Grant, Role

# How somebody stands to a case. "agency": not they but their agency was asked; "area": it lies where they coordinate.
Relation = Literal["stranger", "excluded", "informed", "asked", "declined", "holder", "agency", "area"]

SEE_LINE = frozenset({"see_line"})
TAKE = frozenset({"accept", "decline", "release", "call", "recuse"})
WORK_ON = frozenset({
    "read", "note", "ask", "answer", "form", "update", "set_level", "pass_on", "close", "open_sealed", "accept",
    "release", "link", "set_place", "set_kind", "send", "decline", "hand_over", "call", "recuse",
})  # fmt: skip

CampaignAction = Literal["see", "approve", "pause", "resume", "stop", "widen", "correct", "compose", "count", "start"]
DIRECT: frozenset[CampaignAction] = frozenset({"see", "approve", "pause", "resume", "stop", "widen", "correct"})
CAMPAIGNS: Mapping[str, frozenset[CampaignAction]] = {  # role -> what its officers may do with a run
    "intake_desk": DIRECT,
    "province_desk": DIRECT,
    "people_committee": frozenset({"see"}),
}
COMPOSE: frozenset[CampaignAction] = frozenset({"compose", "count", "start"})
CAMPAIGNS_BY_ROLE: Mapping[Role, frozenset[CampaignAction]] = {  # what a log-in adds, within its area
    "commune_coordinator": frozenset({"see"}),
    "province_coordinator": DIRECT | COMPOSE,
    "campaign_staff": DIRECT | COMPOSE,
}

CALL_TAKERS = frozenset({*COMMUNE_ROLES, "province_desk", "intake_desk"})  # roles that enter reports taken by phone

OWN: Mapping[Relation, frozenset[str]] = {  # what being asked or told of a case allows, whatever the role
    "informed": SEE_LINE | {"read_brief", "recuse"},
    "declined": SEE_LINE | {"accept", "recuse"},
    "asked": SEE_LINE | TAKE,
    "holder": SEE_LINE | WORK_ON,
}
LEAD = SEE_LINE | {"read", "note", "form", "recuse"}
COORDINATE = LEAD | {"pass_on", "set_level", "set_place", "set_kind", "link"}

LEADS: Mapping[Relation, frozenset[str]] = {**{who: own | LEAD for who, own in OWN.items()}, "agency": LEAD}
COORDINATES: Mapping[Relation, frozenset[str]] = {
    **{who: own | COORDINATE for who, own in OWN.items()}, "agency": LEAD, "area": COORDINATE,
}  # fmt: skip

ALLOWED: Mapping[Role, Mapping[Relation, frozenset[str]]] = {
    "officer": OWN,
    "agency_lead": LEADS,
    "commune_coordinator": COORDINATES,
    "province_coordinator": COORDINATES,
    "campaign_staff": {},
    "auditor": {},
    "administrator": {},
}

Page = Literal[
    "queue", "board", "directory", "edit_roster", "edit_directory", "campaigns", "direct_campaigns", "reports",
    "export", "audit", "rights", "guidance", "accounts",
]  # fmt: skip
COMMUNE_PAGES: frozenset[Page] = frozenset({
    "queue", "board", "directory", "edit_roster", "campaigns", "reports", "export",
})  # fmt: skip
PAGES: Mapping[Role, frozenset[Page]] = {
    "officer": frozenset({"queue", "board"}),
    "agency_lead": frozenset({"queue", "board", "directory", "edit_roster", "reports"}),
    "commune_coordinator": COMMUNE_PAGES,
    "province_coordinator": COMMUNE_PAGES | {"edit_directory", "direct_campaigns", "rights", "guidance"},
    "campaign_staff": frozenset({"campaigns", "direct_campaigns"}),
    "auditor": frozenset({"audit", "reports"}),
    "administrator": frozenset({"accounts", "directory", "edit_roster", "edit_directory", "guidance"}),
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


def overseeing(who: Relation, grant: Grant, case: Case, alerts: Sequence[Alert]) -> Relation:
    """The relation of somebody whose log-in reaches beyond their own cases; what they were asked comes first."""
    if who not in ("stranger", "informed"):
        return who
    rows = ALLOWED[grant.role]
    if "area" in rows and grant.covers(case):
        return "area"
    ours = any(a.body == grant.agency and a.answer not in ENDED for a in alerts)
    return "agency" if "agency" in rows and ours else who


def through(own: Relation, kept: Relation) -> Relation:
    """The relation to a case that became part of another: who may not know of one of them knows of neither."""
    if "excluded" in (own, kept):
        return "excluded"
    return kept if own in ("stranger", "informed") else own


def may(who: Relation, action: str, grant: Grant = OFFICER) -> bool:
    """Whether somebody in this relation, with what their log-in grants, may do this."""
    return action in ALLOWED[grant.role].get(who, frozenset())


def may_open(role: Role, page: Page) -> bool:
    """Whether this role may use a part of the console."""
    return page in PAGES[role]


def may_take_calls(role: str) -> bool:
    """Whether officers of an agency with this role may enter a report for a caller."""
    return role in CALL_TAKERS


def may_direct(role: str, action: CampaignAction) -> bool:
    """Whether officers of an agency with this role may do this with a campaign's run."""
    return action in CAMPAIGNS.get(role, frozenset())


def may_campaign(agency_role: str, role: Role, action: CampaignAction) -> bool:
    """Whether an officer of such an agency, or a log-in of this role, may do this; where is asked of the audience."""
    return may_direct(agency_role, action) or action in CAMPAIGNS_BY_ROLE.get(role, frozenset())
