"""Where a case stands, in plain true words: what a receipt shows, never the story."""

from handlers.events import Entry
from handlers.facts import answer_day
from handlers.scene import Scene, agency_name, when, words
from handlers.work import Work
from referral.alerts import Alert
from referral.case import Case
from referral.clock import hour_and_day


def status_lines(scene: Scene, case: Case) -> str:
    """When it was received, what happened since in the order it did, and what comes next."""
    work = scene.work
    accepted = [a for a in work.alerts.of(case.id) if a.answer == "accepted"]
    warned = warnings(scene)
    told = [as_told(work, e) for e in work.history.entries(case.id) if e.kind == "status" and e.text not in warned]
    lines = [scene.say("received", time=hour_and_day(case.opened_at))]
    lines += [line for line in (acceptance(scene, alert) for alert in accepted) if line not in told]
    return "\n".join(dict.fromkeys([*lines, *told, *coming(scene, case, bool(accepted))]))


def warnings(scene: Scene) -> frozenset[str]:
    """The warning that nobody had accepted by then: what is true of it now is said last, or not at all."""
    return frozenset(words(scene.work, locale, "nobody") for locale in ("vi", scene.person.locale))


def coming(scene: Scene, case: Case, accepted: bool) -> list[str]:
    """What comes next, and by when if that is known; nothing is promised that nobody promised."""
    if case.status == "closed":
        return [scene.say("next_closed")]
    due = due_line(scene, case)
    if not accepted:
        return [scene.say("nobody_yet"), *due]
    return [scene.say("next_step"), *due]


def due_line(scene: Scene, case: Case) -> list[str]:
    """By when something must be done for this case: of a child's opinion the answer."""
    day = answer_day(scene.work, case)
    return [scene.say("next_answer", day=day)] if day and case.facts.get("answered") != "yes" else []


def acceptance(scene: Scene, alert: Alert) -> str:
    """Who accepted and at what time."""
    key = "accepted_by_phone" if alert.phoned else "accepted"
    return scene.say(key, agency=taken_by(scene.work, alert), time=when(scene.work, alert.answered_at or alert.sent_at))


def as_told(work: Work, entry: Entry) -> str:
    """A line that was kept, as it is read now: its moment with the day only if that is another one."""
    return entry.text.replace(hour_and_day(entry.at), when(work, entry.at))


def taken_by(work: Work, alert: Alert, locale: str = "") -> str:
    """The agency that an alert was accepted by: its officer's, or the body itself if it did on the phone."""
    body = work.directory.agencies.get(alert.body)
    return agency_name(work, body, locale) if alert.phoned and body else body_of(work, alert.officer, locale)


def body_of(work: Work, officer_id: str, locale: str = "") -> str:
    """The agency of an officer as people read it; the officer is never named to a citizen."""
    officer = work.directory.officers.get(officer_id)
    agency = work.directory.agencies.get(officer.agency) if officer else None
    return agency_name(work, agency, locale) if agency else ""
