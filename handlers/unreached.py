"""A line that did not reach a reporter: another follower of the case gets it, or it waits and its holders hear so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.events import Entry, OutgoingMessage, Person
from handlers.speaking import hint, may_read, may_read_now, tell_holders
from handlers.work import Work
from referral.case import Case

TEMPLATE = "template"  # a platform's template went out instead: they know that there is something to read
TELL = "tell"  # how the keys of lines about a case begin, see speaking.push


def unreached(work: Work, case: Case, message: OutgoingMessage, problem: str) -> None:
    """Nothing is lost: told to whoever else follows the case and may be written to now, else on their return."""
    if problem == TEMPLATE:
        keep_for_return(work, case, message)
        return
    others = other_followers(work, case, message) if message.key.startswith(f"{TELL}:") else []
    reader = next((one for one in others if may_read_now(work, one, case)), None)
    if reader and not message.attachment_id:
        work.send(replace(message, key=f"{message.key}:{message.person_id}", person_id=reader.id))
        return
    keep_for_return(work, case, message)
    for one in others[:1]:
        hint(work, case, one)
    person = work.people.get(message.person_id)
    tell_holders(work, case, "unreachable", f"{message.person_id}:{person.seen_at if person else ''}")


def other_followers(work: Work, case: Case, message: OutgoingMessage) -> list[Person]:
    """Who else follows the case and was not tried with this line, the most recently active first."""
    tried = {message.person_id, *message.key.split(":")}
    known = (work.people.get(follower) for follower in work.cases.followers(case.id) if follower not in tried)
    return [one for one in known if one and not one.gone and may_read(work, case, one)]


def keep_for_return(work: Work, case: Case, message: OutgoingMessage) -> None:
    """The line counts as untold again, unless somebody has read it with the receipt since."""
    entries = work.history.entries(case.id)
    place = place_of(entries, message)
    if 0 < place <= len(entries) and not read_since(work, case, entries[place - 1].at):
        work.history.mark_untold(case.id, place)


def place_of(entries: Sequence[Entry], message: OutgoingMessage) -> int:
    """Which entry of the history a message told, counted from 1; 0 if it told none."""
    if message.attachment_id:
        return next((n for n, one in enumerate(entries, 1) if one.attachment_id == message.attachment_id), 0)
    kind, *more = message.key.split(":")
    return int(more[1]) if kind == TELL else 0


def read_since(work: Work, case: Case, at: datetime) -> bool:
    """Whether a follower showed the receipt after that moment, and so has read all that there was."""
    sessions = [work.people.session(follower) for follower in work.cases.followers(case.id)]
    shown = (one.answers.get("linked_at") for one in sessions if one and one.case_id == case.id)
    return any(moment and datetime.fromisoformat(moment) > at for moment in shown)
