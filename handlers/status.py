"""Where a case stands, in plain true words: what a receipt shows, never the story."""

from handlers.scene import Scene, agency_name
from handlers.work import Work
from referral.alerts import Alert
from referral.case import Case
from referral.clock import hour, hour_and_day


def status_lines(scene: Scene, case: Case) -> str:
    """When it was received, who accepted, what they reported, whether it is closed."""
    work = scene.work
    lines = [scene.say("received", time=hour_and_day(case.opened_at))]
    accepted = [a for a in work.alerts.of(case.id) if a.answer == "accepted"]
    lines += [acceptance(scene, alert) for alert in accepted] or [scene.say("nobody_yet")]
    lines += [entry.text for entry in work.history.entries(case.id) if entry.kind == "status"]
    return "\n".join(dict.fromkeys(lines))


def acceptance(scene: Scene, alert: Alert) -> str:
    """Who accepted and at what time."""
    agency = body_of(scene.work, alert.officer)
    return scene.say("accepted", agency=agency, time=hour(alert.answered_at or alert.sent_at))


def body_of(work: Work, officer_id: str, locale: str = "vi") -> str:
    """The agency of an officer as people read it; the officer is never named to a citizen."""
    officer = work.directory.officers.get(officer_id)
    agency = work.directory.agencies.get(officer.agency) if officer else None
    return agency_name(work, agency, locale) if agency else ""
