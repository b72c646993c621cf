"""A button that came too late: closed, stood down or held already; to whom it never was theirs, there is none."""

from collections.abc import Sequence
from datetime import datetime

from flows.model import Session
from handlers.access import officer_of, relation_to
from handlers.next_steps import buttons_for
from handlers.scene import Scene, when
from referral.agencies import Officer
from referral.alerts import Alert
from referral.case import Case
from referral.permissions import may

NOT_FOUND = "not_found"  # not there and not permitted look the same
ONLY_OPEN = frozenset({
    "accept", "decline", "release", "update", "ask", "send", "pass_on", "close", "set_place", "set_kind",
})  # fmt: skip  # what is not done to a case that is closed


def over(case: Case, action: str) -> bool:
    """Whether it is too late for this."""
    return case.status == "closed" and action in ONLY_OPEN


def missed(scene: Scene) -> Session:
    """Why this cannot be done to the case, as far as this officer may know; else that there is no such case."""
    case = scene.work.cases.by_number(scene.session.answers.get("number", ""))
    officer = officer_of(scene.work, scene.person)
    words = why(scene, case, officer) if case and officer else ""
    holding = case is not None and bool(words) and case.status == "open"
    steps = buttons_for(scene, case) if case and holding else ""
    return scene.with_facts(result="gone" if words else NOT_FOUND, gone=words, next_steps=steps)


def why(scene: Scene, case: Case, officer: Officer) -> str:
    """The sentence that is true of the case for this officer, "" if they may not know of it or only ask too early."""
    grant = scene.person.grant
    who = relation_to(scene.work, officer, case, grant)
    alerts = scene.work.alerts.of(case.id)
    mine = [a for a in alerts if a.officer == officer.id and a.answer != "cut"]
    if who == "stranger":
        return scene.say("gone_stood_down", number=case.number) if mine else ""
    if not may(who, "see_line", grant):
        return ""
    if case.status == "closed":
        return closed_words(scene, case, alerts) if may(who, "read", grant) else said(scene, "gone_closed_unread", case)
    moment = max((a.answered_at for a in mine if a.answered_at), default=None)
    key = {"holder": "gone_holding", "declined": "gone_declined"}.get(who, "")
    return said(scene, key, case, moment) if key and moment else ""


def closed_words(scene: Scene, case: Case, alerts: Sequence[Alert]) -> str:
    """That it is closed, and since when if an officer closed it."""
    moment = max((a.acted_at for a in alerts if a.step == "closed" and a.acted_at), default=None)
    return said(scene, "gone_closed", case, moment) if moment else said(scene, "gone_closed_unread", case)


def said(scene: Scene, key: str, case: Case, moment: datetime | None = None) -> str:
    """A sentence about a case and a moment."""
    return scene.say(key, number=case.number, time=when(scene.work, moment) if moment else "")
