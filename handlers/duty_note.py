"""The daily note at four in the afternoon: who must find somebody for tonight, before a case arrives."""

from datetime import datetime, time

from handlers.duty import keep_timers
from handlers.duty_words import in_words, when
from handlers.events import OutgoingMessage, Timer
from handlers.scene import words
from handlers.speaking import tell_officer
from handlers.work import Work
from referral.agencies import DESKS, Agency
from referral.calendar import ONE_DAY
from referral.clock import VIETNAM, local
from referral.duty import empty_communes, tonight, vacant
from referral.jurisdiction.words import spoken

KEY = "duty_note"
NOTE_AT = time(16)
MOST_NAMED = 20  # communes in one note


def begin(work: Work) -> None:
    """Watch over duty: the timer of the note, unless it is overdue or right, and those of the shifts."""
    kept = {timer.key: timer.due_at for timer in work.timers_of(KEY)}
    if KEY not in kept or kept[KEY] > next_note(work.now):  # a clock put back must not silence it for days
        work.set_timer(Timer(KEY, next_note(work.now), "duty_note"))
    keep_timers(work)


def next_note(now: datetime) -> datetime:
    """The next four o'clock in the afternoon."""
    today = datetime.combine(local(now).date(), NOTE_AT, VIETNAM)
    return today if today > now else today + ONE_DAY


def write(work: Work, timer: Timer) -> None:
    """Once a day: look at every desk, each in a transaction of its own, and set the timers anew."""
    desk = work.directory.agencies.get(timer.subject)
    if desk:
        write_to(work, desk)
        return
    for agency in work.directory.agencies.values():
        if agency.role in DESKS:
            work.set_timer(Timer(f"{KEY}:{agency.id}", work.now, "duty_note", agency.id))
    work.set_timer(Timer(KEY, next_note(work.now), "duty_note"))
    keep_timers(work)


def write_to(work: Work, desk: Agency) -> None:
    """Tell the officers of a desk what is empty tonight; nothing is sent if nothing is."""
    text = gaps_of_desk(work, desk) if desk.role == "intake_desk" else gaps_of_province(work, desk)
    key = f"{KEY}:{local(work.now).date()}"
    for officer in work.directory.officers_of(desk.id) if text else ():
        tell_officer(work, officer.id, OutgoingMessage(key, "", text))


def gaps_of_desk(work: Work, desk: Agency) -> str:
    """When the desk itself has nobody tonight."""
    empty = vacant(work.directory, (desk.id,), tonight(work.now, work.directory.calendar))
    return words(work, "vi", "duty_note_desk", stretches=in_words(work, empty)) if empty else ""


def gaps_of_province(work: Work, desk: Agency) -> str:
    """The communes of a province in which at some time tonight nobody answers."""
    since, until = tonight(work.now, work.directory.calendar)
    communes = empty_communes(work.directory, desk.province, (since, until))
    if not communes:
        return ""
    names = [spoken(code) for code in communes[:MOST_NAMED]]
    if len(communes) > MOST_NAMED:
        names.append(words(work, "vi", "duty_note_more", count=str(len(communes) - MOST_NAMED)))
    return words(work, "vi", "duty_note", since=when(work, since), until=when(work, until), places="; ".join(names))
