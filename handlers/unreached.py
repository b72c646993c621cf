"""A line that does not reach a reporter: another follower of the case gets it, or it waits and its holders hear so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.events import Entry, OutgoingMessage, Person
from handlers.followers import followers
from handlers.relay import may_read, shown_at
from handlers.speaking import hint, hint_at, may_read_now, session_about, tell_holders
from handlers.work import Work
from referral.case import Case

TEMPLATE = "template"  # a platform's template went out instead: they know that there is something to read
TELL, HINT = "tell", "hint"  # how the keys of lines about a case begin, see speaking.push and speaking.hint
PARTS = 4  # of the key of a line, before whom it was meant for: see speaking.say_line


def unreached(work: Work, case: Case, message: OutgoingMessage, problem: str) -> None:
    """Nothing is lost: told to whoever else follows the case and may read it now, else on their return."""
    if problem != TEMPLATE and (first_tries(work, message) or passed_on(work, case, message)):
        return
    keep_for_return(work, case, message)
    if problem == TEMPLATE:
        return
    one = next((one for one in other_followers(work, case, message) if hint_at(one.contact, work.now)), None)
    if one and kind_of(message) == TELL:
        hint(work, case, one)
    tell_holders(work, case, "unreachable", absence(work, message))


def late(work: Work, case: Case, message: OutgoingMessage) -> None:
    """A line about their case waits for its platform: another follower has it now, or the holders hear so, once."""
    if message.act == "say" and for_follower(message) and not passed_on(work, case, message):
        tell_holders(work, case, "reporter_later", absence(work, message))


def passed_on(work: Work, case: Case, message: OutgoingMessage) -> bool:
    """Whether another follower, who may read this line now, is sent it as well: one of them, once."""
    key = f"{message.key}:{message.person_id}"
    copies = work.receipts.copies([key])
    if copies or kind_of(message) != TELL or message.attachment_id:
        return any(copy.state != "dead" for copy in copies)
    entry = entry_of(work.history.entries(case.id), message)
    others = other_followers(work, case, message)
    reader = next((one for one in others if entry and may_have(work, case, one, entry)), None)
    if reader:
        work.send(replace(message, key=key, person_id=reader.id, act="say"))
    return reader is not None


def first_tries(work: Work, message: OutgoingMessage) -> bool:
    """Whether this is a copy, and what it was copied from may still arrive or has: then nothing is lost with it."""
    parts = message.key.split(":")
    before = [":".join(parts[:n]) for n in range(PARTS, len(parts))] if kind_of(message) == TELL else []
    return any(copy.state != "dead" for copy in work.receipts.copies(before))


def may_have(work: Work, case: Case, person: Person, entry: Entry) -> bool:
    """Whether a line may go to this follower now: status to all, other words by when they showed the receipt."""
    session = session_about(work, person, case)
    allowed = entry.kind == "status" or (session is not None and may_read(session, entry))
    return allowed and may_read_now(work, person, case)


def for_follower(message: OutgoingMessage) -> bool:
    """Whether it is a line to whoever follows the case, be they an officer besides."""
    return kind_of(message) in (TELL, HINT)


def kind_of(message: OutgoingMessage) -> str:
    """What kind of message it is, by its key."""
    return message.key.partition(":")[0]


def absence(work: Work, message: OutgoingMessage) -> str:
    """By what the holders hear of the same absence once."""
    person = work.people.get(message.person_id)
    return f"{message.person_id}:{person.seen_at if person else ''}"


def other_followers(work: Work, case: Case, message: OutgoingMessage) -> list[Person]:
    """Who else follows the case and was not tried with this line, the most recently active first."""
    tried = {message.person_id, *message.key.split(":")}
    return [one for one in followers(work, case) if one.id not in tried and not one.gone]


def keep_for_return(work: Work, case: Case, message: OutgoingMessage) -> None:
    """The line counts as untold again, unless it is status and somebody has read it with the receipt since."""
    entries = work.history.entries(case.id)
    entry = entry_of(entries, message)
    if entry and not (entry.kind == "status" and read_since(work, case, entry.at)):
        work.history.mark_untold(case.id, place_of(entries, message))


def entry_of(entries: Sequence[Entry], message: OutgoingMessage) -> Entry | None:
    """The entry of the history that a message told; None if it told none."""
    place = place_of(entries, message)
    return entries[place - 1] if 0 < place <= len(entries) else None


def place_of(entries: Sequence[Entry], message: OutgoingMessage) -> int:
    """Which entry of the history a message told, counted from 1; 0 if it told none."""
    if message.attachment_id:
        return next((n for n, one in enumerate(entries, 1) if one.attachment_id == message.attachment_id), 0)
    kind, *more = message.key.split(":")
    return int(more[1]) if kind == TELL else 0


def read_since(work: Work, case: Case, at: datetime) -> bool:
    """Whether a follower showed the receipt after that moment, and so has read the status of then."""
    sessions = (work.people.session(follower) for follower in work.cases.followers(case.id))
    shown = (shown_at(one) for one in sessions if one and one.case_id == case.id)
    return any(moment and moment > at for moment in shown)
