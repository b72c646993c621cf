"""Who follows a case: whoever reported it and whoever showed its receipt, the most recently active first."""

from collections.abc import Iterator

from handlers.events import Person
from handlers.work import Work
from referral.case import Case
from referral.conflict import may_know


def followers(work: Work, case: Case) -> Iterator[Person]:
    """The persons linked to the case, who was active last first; never an officer who must not know of it."""
    known = (work.people.get(follower) for follower in work.cases.followers(case.id))
    return (person for person in known if person and may_read(work, case, person))


def latest_follower(work: Work, case: Case) -> Person | None:
    """The first of them."""
    return next(followers(work, case), None)


def may_read(work: Work, case: Case, person: Person) -> bool:
    """Whether a follower may hear of the case: everybody but an officer who is shut out."""
    return not person.officer_id or may_know(case, person.officer_id, work.directory)
