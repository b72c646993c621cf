"""What the board shows: who looks decides which cases count, and only whoever may read a rescue sees its point."""

from collections.abc import Sequence

from handlers.access import access_case, officer_of, relation_to
from handlers.events import Person
from handlers.officer_pages import sitting
from handlers.work import Work
from referral.agencies import Officer
from referral.board import Line, View, communes_in, lines, posts_in, view_of
from referral.duty import tonight
from referral.hazards import pin_of
from referral.likeness import Point
from referral.permissions import may
from referral.records import dataclass
from referral.staff import Grant
from referral.urgency import Urgency

MOST_RESCUES = 50  # on one map


@dataclass(frozen=True, slots=True)
class Rescue:
    """An open rescue that has a pin, for somebody who may read the case."""

    number: str
    category: str
    urgency: Urgency
    commune: str
    point: Point


def view(work: Work, officer_id: str, grant: Grant) -> View | None:
    """From where an officer with this log-in looks; None if the directory has lost them."""
    agency = work.directory.agency_of(officer_id)
    return view_of(officer_id, agency, grant) if agency else None


def board(work: Work, seen: View) -> tuple[Line, ...]:
    """A line for each commune with anything to tell, that which needs somebody most on top. Reads only."""
    night = tonight(work.now, work.directory.calendar)
    posts = posts_in(work.directory, communes_in(seen.field), night)
    return lines(work.board.cases(seen), work.board.places(seen), posts)


def rescues(work: Work, person_id: str, seen: View, grant: Grant) -> Sequence[Rescue]:
    """The open rescues with a pin that this officer may read; each that is shown leaves an audit row."""
    person = sitting(work, person_id, grant)
    officer = officer_of(work, person) if person else None
    if person is None or officer is None:
        return ()
    found = (rescue(work, person, officer, number) for number in work.board.rescues(seen, MOST_RESCUES))
    return [one for one in found if one]


def rescue(work: Work, person: Person, officer: Officer, number: str) -> Rescue | None:
    """One rescue on the map; None if it has no pin or is not to be read here."""
    case = work.cases.by_number(number)
    point = pin_of(case) if case else None
    if case is None or point is None or not may(relation_to(work, officer, case, person.grant), "read", person.grant):
        return None
    access_case(work, person, number, "read")
    return Rescue(case.number, case.category, case.urgency, case.commune, point)
