"""Merging at the console: two cases become one to work on, the other rests whole; and it can be undone."""

from dataclasses import replace
from typing import Literal

from handlers.access import access_case
from handlers.deadlines import subject_of
from handlers.events import Entry, OutgoingMessage, Person
from handlers.scene import words
from handlers.settle import settle
from handlers.speaking import tell_officer
from handlers.work import Work
from referral.case import Case
from referral.merging import Hindrance, Merge, apart, as_before, concerned, hindrance, merged
from referral.records import dataclass

Done = Literal["done", "not_found"] | Hindrance


@dataclass(frozen=True, slots=True)
class Wish:
    """What an officer asks for: which case is to become part of which, and why."""

    number: str
    kept: str
    reason: str


def merge(work: Work, person: Person, wish: Wish) -> Done:
    """Make a case part of another one; only who may tie both may, and nothing is done that could not be undone."""
    numbers = sorted({wish.number, wish.kept})  # always in one order: two officers at once never wait for each other
    found = {number: access_case(work, person, number, "link") for number in numbers}
    case, kept = found[wish.number], found[wish.kept]
    if case is None or kept is None:
        return "not_found"
    stands = hindrance(case, kept, work.alerts.of(case.id), work.alerts.of(kept.id))
    if stands:
        return stands
    join(work, person.officer_id, case, kept)
    keep_line(work, person, (case, kept), words(work, "vi", "merged_line", **blanks(case, kept), reason=wish.reason))
    return "done"


def join(work: Work, officer_id: str, case: Case, kept: Case) -> None:
    """The case rests, its reporters follow the other one, its officers hear where it went."""
    work.merges.add(Merge(case.id, kept.id, officer_id, work.now, follow(work, case, kept)))
    rests, grown = merged(case, kept)
    for changed in (rests, grown):
        work.cases.save(changed)
        settle(work, changed)
    tell_officers(work, case, kept, "merged")


def follow(work: Work, case: Case, kept: Case) -> dict[str, str]:
    """Who reported the case follows the other one from now on, and reads of it what comes from now on; who is new."""
    known = set(work.cases.followers(kept.id))
    joined = {}
    for person_id in work.cases.followers(case.id):
        session = work.people.session(person_id)
        if session and session.case_id == case.id:
            since = {"linked_at": work.now.isoformat()}
            work.people.save_session(person_id, replace(session, case_id=kept.id, answers={**session.answers, **since}))
        if person_id not in known:
            work.cases.follow(kept.id, person_id)
            joined[person_id] = session.answers.get("linked_at", "") if session else ""
    return joined


def undo(work: Work, person: Person, number: str) -> Done:
    """Bring a case back as it was: open, with its alerts, its clocks and its own reporters."""
    case = access_case(work, person, number, "link")
    made = work.merges.of(case.id) if case else None
    kept = work.cases.get(made.kept) if made else None
    if case is None or made is None or kept is None or not access_case(work, person, kept.number, "link"):
        return "not_found"
    alone, left = apart(case, kept)
    work.merges.undo(made, person.officer_id)
    work.clocks.save(subject_of(case), as_before(work.clocks.of(subject_of(case)), made.at))
    bring_back(work, made)
    keep_line(work, person, (case, kept), words(work, "vi", "unmerged_line", **blanks(case, kept)))
    for changed in (left, alone):
        work.cases.save(changed)
        settle(work, changed)
    tell_officers(work, case, kept, "unmerged")
    return "done"


def bring_back(work: Work, made: Merge) -> None:
    """Conversations that were led on to the other case are about their own one again."""
    for person_id, before in made.joined.items():
        session = work.people.session(person_id)
        if session and session.case_id == made.kept:
            answers = {name: value for name, value in session.answers.items() if name != "linked_at"}
            answers |= {"linked_at": before} if before else {}
            work.people.save_session(person_id, replace(session, case_id=made.case, answers=answers))


def keep_line(work: Work, person: Person, cases: tuple[Case, ...], text: str) -> None:
    """The line of both histories: who, when, why."""
    for case in cases:
        work.history.record(case.id, Entry("merged", work.now, person.officer_id, text))
        work.audit(person.officer_id, "merge", case.id)


def tell_officers(work: Work, case: Case, kept: Case, key: str) -> None:
    """Tell who holds or was asked for the case what became of it; the other number only to who has that case too."""
    alerts, with_kept = work.alerts.of(case.id), concerned(work.alerts.of(kept.id))
    for officer in concerned(alerts):
        text = words(work, "vi", MERGED[key, officer in with_kept], **blanks(case, kept))
        message = OutgoingMessage(f"{key}:{case.id}:{work.now}", "", text, lane="urgent", case_id=case.id)
        tell_officer(work, officer, message)


MERGED = {  # what became of it, and whether the reader has the other case too
    ("merged", True): "merged_into",
    ("merged", False): "merged_rests",
    ("unmerged", True): "unmerged",
    ("unmerged", False): "unmerged",
}


def blanks(case: Case, kept: Case) -> dict[str, str]:
    """The two numbers."""
    return {"number": case.number, "kept": kept.number}
