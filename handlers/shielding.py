"""Who must not know of a case is cut off in the transaction that finds it, and whoever is above hears what was seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from handlers.doubt import desk_hears
from handlers.events import Lane, OutgoingMessage
from handlers.scene import agency_name, when, words
from handlers.speaking import tell_officer
from handlers.where import commune
from handlers.work import Work
from referral.agencies import Agency, Officer
from referral.alerts import ENDED
from referral.case import Case
from referral.conflict import (
    SHIELD,
    agency_may_know,
    answered_about_name,
    concerned,
    excluding,
    in_conflict,
    may_know,
    shut_out,
)
from referral.plan import above, knowing
from referral.records import dataclass

OPENED_BY = frozenset({"read", "read_brief", "accept", "open_sealed"})  # audited actions that show content
TOLD_IN = ("story", "opinion")  # answers that tell the story
RETRACTED_IN: tuple[Lane, ...] = ("urgent", "reply")  # lanes in which something about a case may be on its way


@dataclass(frozen=True, slots=True)
class Cut:
    """An officer who must not know: when they were told, asked to take it or not, and when that ended."""

    officer: str
    told_at: datetime
    cut_at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody who must not know had seen before they were cut off."""

    officer: Officer
    told_at: datetime
    opened_at: datetime | None
    cut_at: datetime


def shielded(work: Work, before: Case, case: Case, words_now: str = "") -> Case:
    """The case without whom its reporter's words shut out: what is said now, and all of it where the place is new."""
    told = [case.facts.get(name, "") for name in TOLD_IN if case.facts.get(name) != before.facts.get(name)]
    texts = dict.fromkeys(text for text in (words_now, *told, *(retold(work, before, case))) if text)
    for text in texts:
        case = excluding(case, text, work.directory)
    answer = case.facts.get("name_here", "")
    if answer and answer != before.facts.get("name_here"):
        case = answered_about_name(case, answer)
    alone = case.desk_first and in_conflict(case) and not desk_hears(work.directory, case)
    return replace(case, desk_first=None) if alone else case


def retold(work: Work, before: Case, case: Case) -> Iterable[str]:
    """Everything told so far, where another place brings other names to compare with."""
    places = ((c.commune, c.candidates, c.province) for c in (before, case))
    if len(set(places)) == 1:
        return ()
    told = (entry.text for entry in work.history.entries(case.id) if entry.actor == "reporter")
    return (*(case.facts.get(name, "") for name in TOLD_IN), *told)


def cut_off(work: Work, case: Case) -> tuple[Cut, ...]:
    """End the alerts of everybody who must not know and take back what they were sent; who was cut off now."""
    if not in_conflict(case):
        return ()
    disown_calls(work, case)
    cut = (*end_told(work, case), *end_alerts(work, case))
    for officer in dict.fromkeys(one.officer for one in cut):
        work.audit(officer, "cut_off", case.id)
        take_back(work, case, officer)
    return cut


def end_alerts(work: Work, case: Case) -> tuple[Cut, ...]:
    """Alerts of whoever must not know end; what each had been told."""
    asked = [a for a in work.alerts.of(case.id) if a.answer != "cut" and not may_know(case, a.officer, work.directory)]
    for alert in asked:
        work.alerts.save(case.id, replace(alert, answer="cut", answered_at=work.now))
    return tuple(Cut(alert.officer, alert.sent_at, work.now) for alert in asked)


def end_told(work: Work, case: Case) -> tuple[Cut, ...]:
    """Whoever was only told of the case, must not know of it, and was not cut off before."""
    before = cut_at(work, case)
    told = (t for t in work.tellings.of(case.id) if t.officer not in before)
    return tuple(Cut(t.officer, t.at, work.now) for t in told if not may_know(case, t.officer, work.directory))


def cut_at(work: Work, case: Case) -> dict[str, datetime]:
    """When each officer was cut off from a case."""
    return {row.actor: row.at for row in work.audited(case.id) if row.action == "cut_off"}


def disown_calls(work: Work, case: Case) -> None:
    """A body that said yes on the phone and must not know any more does not count: the desk that phoned holds it."""
    for alert in work.alerts.of(case.id):
        body = work.directory.agencies.get(alert.body)
        if alert.phoned and body and not agency_may_know(case, body):
            work.alerts.save(case.id, replace(alert, phoned=False))


def shield_now(work: Work, before: Case | None, case: Case) -> str:
    """What the reporter may be told of whom their words have just shut out, as a key of phrases; "" if nobody."""
    shut = [(one.avoid, one.excluded) for one in (before, case) if one]
    why = case.facts.get(SHIELD, "")
    if not why or (before and shut[0] == shut[1]):
        return ""
    just = work.now in cut_at(work, case).values()
    return "shield_withdrawn" if just else f"shield_{why}"


def take_back(work: Work, case: Case, officer_id: str) -> None:
    """Remove every trace of a case from an officer, wherever they are linked, without a word to them."""
    work.logins.end_links(officer_id, case.id)
    for way in (way.person_id for way in work.staff.ways(officer_id)):
        work.take_back(way, case.id)
        forget_conversation(work, case, way)
        for lane in RETRACTED_IN:
            key = f"retract:{case.id}:{lane}:{way}:{work.now}"
            work.send(OutgoingMessage(key, way, lane=lane, act="retract", case_id=case.id))


def forget_conversation(work: Work, case: Case, way: str) -> None:
    """End a conversation that is about the case, or names it."""
    session = work.people.session(way)
    if session and case.id != session.case_id and not any(case.number in told for told in session.answers.values()):
        return
    if session:
        work.people.save_session(way, None)
        work.drop_timer(f"session:{way}")


def tell_above(work: Work, case: Case, cut: Sequence[Cut]) -> None:
    """Tell whoever is one level above that somebody had seen of the case, when, and that it is over; names nobody."""
    if not cut:
        return
    lines = [seen_words(work, "conflict_agency", seen) for seen in by_agency(seen_by(work, case, cut))]
    blanks = {"number": case.number, "place": commune(work, case), "seen": " ".join(lines)}
    tell_coordinators(work, case, f"seen:{case.id}:{work.now}", words(work, "vi", "conflict_seen", **blanks))


def tell_coordinators(work: Work, case: Case, key: str, text: str) -> None:
    """Tell the officers one level above who were asked about the case, else the first who can be reached."""
    higher = above(case, work.directory)
    known = knowing(case, higher, work.directory) if higher else []
    asked = {a.officer for a in work.alerts.of(case.id) if a.answer not in ENDED}
    told = [o for o in known if o.id in asked] or [o for o in known if o.on_duty][:1] or known[:1]
    for officer in told:
        buttons = (words(work, "vi", "button_open", number=case.number),) if officer.id in asked else ()
        tell_officer(work, officer.id, OutgoingMessage(key, "", text, buttons, "urgent", case_id=case.id))


def seen_by(work: Work, case: Case, cut: Sequence[Cut]) -> list[Seen]:
    """What each officer who was cut off had seen, by when they were first told and the audit rows."""
    opened: dict[str, datetime] = {}
    for row in work.audited(case.id):
        if row.action in OPENED_BY:
            opened.setdefault(row.actor, row.at)
    first = {one.officer: one for one in sorted(cut, key=lambda one: one.told_at, reverse=True)}
    known = ((work.directory.officers.get(officer), one) for officer, one in sorted(first.items()))
    return [Seen(o, one.told_at, opened.get(o.id), one.cut_at) for o, one in known if o]


def by_agency(seen: Iterable[Seen]) -> list[Seen]:
    """The same, one for each agency: its first alert and the first who opened the case."""
    found: dict[str, Seen] = {}
    for one in seen:
        other = found.setdefault(one.officer.agency, one)
        opened = min((at for at in (one.opened_at, other.opened_at) if at), default=None)
        told = min(one.told_at, other.told_at)
        found[one.officer.agency] = replace(other, told_at=told, opened_at=opened)
    return list(found.values())


def seen_words(work: Work, key: str, seen: Seen) -> str:
    """One line of what was seen and when."""
    agency = work.directory.agencies.get(seen.officer.agency)
    opened = words(work, work.page_locale, "conflict_opened", time=when(work, seen.opened_at)) if seen.opened_at else ""
    blanks = {
        "name": seen.officer.name,
        "agency": agency_name(work, agency) if agency else "",
        "told": when(work, seen.told_at),
        "opened": opened or words(work, work.page_locale, "conflict_unopened"),
        "cut": when(work, seen.cut_at),
    }
    return words(work, work.page_locale, key, **blanks)


def shield_lines(work: Work, case: Case) -> Mapping[str, str]:
    """For whoever works on the case: who must not know, and what they had seen before they were cut off."""
    cut = cut_before(work, case)
    seen = "; ".join(seen_words(work, "conflict_officer", one) for one in seen_by(work, case, cut))
    return {"shut_out": ", ".join(kept_out(work, case)), "seen_before": seen}


def cut_before(work: Work, case: Case) -> list[Cut]:
    """Everybody who was cut off from a case up to now."""
    ended, out = cut_at(work, case), [a for a in work.alerts.of(case.id) if a.answer == "cut"]
    asked = [Cut(a.officer, a.sent_at, a.answered_at or work.now) for a in out]
    told = (t for t in work.tellings.of(case.id) if not may_know(case, t.officer, work.directory))
    return [*asked, *(Cut(t.officer, t.at, ended[t.officer]) for t in told if t.officer in ended)]


def kept_out(work: Work, case: Case) -> list[str]:
    """The names of the agencies and officers that must not know."""
    told = {*(a.officer for a in work.alerts.of(case.id)), *(t.officer for t in work.tellings.of(case.id))}
    before = {o.agency for one in told if (o := work.directory.officers.get(one))}
    here = dict.fromkeys([*concerned(case, work.directory), *known_agencies(work, shut_out(case) | before)])
    agencies = [a for a in here if not agency_may_know(case, a)]
    officers = (work.directory.officers.get(one) for one in sorted(shut_out(case)))
    single = [o.name for o in officers if o and o.agency not in {a.id for a in agencies}]
    return [*(agency_name(work, a) for a in agencies), *single]


def known_agencies(work: Work, ids: Iterable[str]) -> list[Agency]:
    """The agencies among these ids."""
    return [agency for one in sorted(ids) if (agency := work.directory.agencies.get(one))]
