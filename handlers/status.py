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
    key = "accepted_by_phone" if alert.phoned else "accepted"
    return scene.say(key, agency=taken_by(scene.work, alert), time=hour(alert.answered_at or alert.sent_at))


def taken_by(work: Work, alert: Alert, locale: str = "vi") -> str:
    """The agency that an alert was accepted by: its officer's, or the body itself if it did on the phone."""
    body = work.directory.agencies.get(alert.body)
    return agency_name(work, body, locale) if alert.phoned and body else body_of(work, alert.officer, locale)


def body_of(work: Work, officer_id: str, locale: str = "vi") -> str:
    """The agency of an officer as people read it; the officer is never named to a citizen."""
    officer = work.directory.officers.get(officer_id)
    agency = work.directory.agencies.get(officer.agency) if officer else None
    return agency_name(work, agency, locale) if agency else ""
