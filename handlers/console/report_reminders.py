"""Reports that are due: coordinators who owe one are reminded, and on the day the province hears who owes it."""

from collections.abc import Iterator
from datetime import datetime

from handlers.console.reports import coordinators, standings
from handlers.events import OutgoingMessage, Timer
from handlers.scene import words
from handlers.speaking import tell_officer
from handlers.work import Work
from referral.calendar import ONE_DAY
from referral.clock import VIETNAM, local
from referral.jurisdiction.words import listed, province_of, spoken
from referral.reports.periods import REMIND_AT, Owed, owed, reminders, usual_reminders

KEY = "report_due"
MOST_NAMED = 20  # communes in one message
KINDS = {"half": "report_half", "year": "report_year"}
TEXTS = {True: "report_due_soon", False: "report_due_today"}


def begin(work: Work) -> None:
    """At the start: look every morning, unless that is waited for; directory and deadlines change in between."""
    kept = {timer.key: timer.due_at for timer in work.timers_of(KEY)}
    if KEY not in kept or kept[KEY] > next_morning(work.now):  # what is overdue is not lost
        work.set_timer(Timer(KEY, next_morning(work.now), "report_due"))


def next_morning(now: datetime) -> datetime:
    """The next time of the day at which reminders go out."""
    today = datetime.combine(local(now).date(), REMIND_AT, VIETNAM)
    return today if today > now else today + ONE_DAY


def due(work: Work, timer: Timer) -> None:
    """Every morning: each province with something to remind of in a transaction of its own; then that of a province."""
    if timer.subject:
        remind_province(work, timer.subject, timer.due_at)
        return
    for province in provinces(work):
        if list(passed(work, province, timer.due_at)):
            work.set_timer(Timer(f"{KEY}:{province}", timer.due_at, "report_due", province))
    work.set_timer(Timer(KEY, next_morning(work.now), "report_due"))


def provinces(work: Work) -> list[str]:
    """The provinces in which somebody owes reports."""
    return sorted({province_of(code) for agency in coordinators(work) for code in agency.communes} - {""})


def passed(work: Work, province: str, since: datetime) -> Iterator[tuple[datetime, Owed, int]]:
    """The reminders of a province that fell due from this moment until now, with the days that were left then."""
    deadlines = work.reports.deadlines(province)
    for year in range(local(since).year, local(work.now).year + 2):
        for one in owed(deadlines, year):
            for moment, left in reminders(one, usual_reminders(), work.directory.calendar):
                if since <= moment <= work.now:
                    yield moment, one, left


def remind_province(work: Work, province: str, since: datetime) -> None:
    """Of several reminders of one report only the last is still true."""
    fell_due = sorted(passed(work, province, since), key=lambda stage: stage[0])
    for one, left in {one.name: (one, left) for _, one, left in fell_due}.values():
        remind(work, province, one, left)


def remind(work: Work, province: str, one: Owed, left: int) -> None:
    """Remind those who owe a report; on its last day the province hears who they are."""
    owing = [known.commune for known in standings(work, province, one.name) if known.at is None]
    for commune in owing:
        tell_coordinators(work, commune, one)
    if owing and not left:
        tell_province(work, province, one, owing)


def tell_coordinators(work: Work, commune: str, one: Owed) -> None:
    """Remind the coordinators of a commune, by the days that are left now."""
    left = (one.due - local(work.now).date()).days
    bodies = [agency for agency in coordinators(work, province_of(commune)) if commune in agency.communes]
    text = words(work, "vi", TEXTS[left > 0], **named(work, one), place=spoken(commune), days=str(left))
    for officer in (officer for body in bodies for officer in work.directory.officers_of(body.id)):
        message = OutgoingMessage(f"{KEY}:{commune}:{one.name}:{left}", "", text, lane="bulk")
        tell_officer(work, officer.id, message)


def tell_province(work: Work, province: str, one: Owed, owing: list[str]) -> None:
    """Tell the province's desk which communes owe the report."""
    places = [listed(code) for code in owing[:MOST_NAMED]]
    if len(owing) > MOST_NAMED:
        places.append(words(work, "vi", "duty_note_more", count=str(len(owing) - MOST_NAMED)))
    text = words(work, "vi", "report_owed", **named(work, one), count=str(len(owing)), places="; ".join(places))
    desk = work.directory.for_province("province_desk", province)
    for officer in work.directory.officers_of(desk.id) if desk else ():
        tell_officer(work, officer.id, OutgoingMessage(f"{KEY}:{province}:{one.name}", "", text, lane="bulk"))


def named(work: Work, one: Owed) -> dict[str, str]:
    """A report as a message names it: its kind with the year, and its day."""
    kind = words(work, "vi", KINDS[one.kind], year=str(one.due.year))
    return {"report": kind, "day": f"{one.due:%d/%m/%Y}"}
