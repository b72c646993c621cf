"""The board: for each commune of somebody's area what is open, late, dangerous or without anybody tonight."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from referral.agencies import Agency, Directory
from referral.duty import in_service, vacant
from referral.jurisdiction.units import units
from referral.jurisdiction.words import communes_of
from referral.permissions import ALLOWED
from referral.queue import served
from referral.records import dataclass
from referral.roster import Stretch
from referral.staff import Area, Grant
from referral.urgency import Urgency

UNKNOWN = ""  # the line of cases whose commune nobody knows yet
FEW = 5  # counts of children below it do not leave the house in a file
LEVELS = (Urgency.emergency, Urgency.urgent, Urgency.priority, Urgency.routine, Urgency.none)


@dataclass(frozen=True, slots=True)
class View:
    """From where somebody looks at the board: who they are, and how far their log-in reaches."""

    officer: str
    agency: str
    field: Area  # whose communes they see; of the cases there only those of their reach
    serves: Area  # where their agency acts: what they were told of counts only there
    whole_agency: bool = False  # sees the lines of all cases that the agency was asked about
    whole_area: bool = False  # sees the lines of all cases of the area


@dataclass(frozen=True, slots=True)
class Tally:
    """How many open cases of one urgency a commune has, as the store counts them."""

    commune: str
    urgency: int
    open: int
    unacknowledged: int  # nobody has accepted
    late: int  # nobody in time, or a legal clock has run out


@dataclass(frozen=True, slots=True)
class Places:
    """How many dangerous places a commune has that are not made safe."""

    commune: str
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Post:
    """Who is missing in a commune tonight: how many of its standing bodies, and whether for a time nobody is there."""

    empty: int = 0
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A commune on the board."""

    commune: str
    urgencies: tuple[int, ...] = (0,) * len(LEVELS)  # open cases in the order of LEVELS
    unacknowledged: int = 0
    late: int = 0
    places: int = 0
    overdue: int = 0  # of these places
    post: Post = Post()

    @property
    def open(self) -> int:
        """All open cases."""
        return sum(self.urgencies)

    @property
    def calm(self) -> bool:
        """Whether there is nothing to tell of it."""
        return not (self.open or self.places or self.post.empty or self.post.nobody)

    @property
    def pressing(self) -> str:
        """What is worst here: late, unacknowledged, nobody (tonight), overdue (places), open or calm."""
        found = {
            "late": self.late,
            "unacknowledged": self.unacknowledged,
            "nobody": self.post.nobody,
            "overdue": self.overdue,
            "open": not self.calm,
        }
        return next((name for name, there in found.items() if there), "calm")


def view_of(officer: str, agency: Agency, grant: Grant) -> View:
    """What the board shows to an officer with this log-in."""
    rows = ALLOWED[grant.role]
    field = grant.area if "area" in rows else field_of(agency)
    return View(officer, agency.id, field, served(agency), whole_agency="agency" in rows, whole_area="area" in rows)


def field_of(agency: Agency) -> Area:
    """The communes of an agency: its own, those of its province, or for the desk all."""
    province = "" if agency.communes else agency.province
    return Area(frozenset(agency.communes), province, agency.role == "intake_desk")


def communes_in(area: Area) -> tuple[str, ...]:
    """The codes of the communes of an area."""
    if area.everywhere:
        return tuple(units().current)
    of_province = communes_of(area.province) if area.province else ()
    return tuple(sorted({*area.communes, *of_province}))


def posts_in(directory: Directory, communes: Iterable[str], stretch: Stretch) -> Mapping[str, Post]:
    """The communes that miss somebody for some of a stretch of time; of those where somebody was ever linked."""
    found = ((commune, post_in(directory, commune, stretch)) for commune in communes)
    return {commune: post for commune, post in found if post != Post()}


def post_in(directory: Directory, commune: str, stretch: Stretch) -> Post:
    """Who is missing in one commune."""
    bodies = in_service(directory, commune)
    if not bodies:
        return Post()
    empty = sum(bool(vacant(directory, (body,), stretch)) for body in bodies if linked(directory, body))
    return Post(empty, bool(vacant(directory, bodies, stretch)))


def linked(directory: Directory, body: str) -> bool:
    """Whether a body takes part: somebody of it was linked, or it has a roster; else it is a matter of setting up."""
    return body in directory.roster.agencies or any(officer.ways for officer in directory.officers_of(body))


def lines(tallies: Sequence[Tally], places: Sequence[Places], posts: Mapping[str, Post]) -> tuple[Line, ...]:
    """A line for each commune with anything to tell, that which needs somebody most on top."""
    found: dict[str, Line] = {}
    for tally in tallies:
        found[tally.commune] = with_cases(found.get(tally.commune, Line(tally.commune)), tally)
    for spot in places:
        line = found.get(spot.commune, Line(spot.commune))
        found[spot.commune] = replace(line, places=spot.open, overdue=spot.overdue)
    for commune, post in posts.items():
        found[commune] = replace(found.get(commune, Line(commune)), post=post)
    return tuple(sorted(found.values(), key=need))


def with_cases(line: Line, tally: Tally) -> Line:
    """The line with the cases of one urgency."""
    more = (line.urgencies[n] + tally.open * (tally.urgency == level) for n, level in enumerate(LEVELS))
    return replace(
        line,
        urgencies=tuple(more),
        unacknowledged=line.unacknowledged + tally.unacknowledged,
        late=line.late + tally.late,
    )


def need(line: Line) -> tuple[object, ...]:
    """What sorts the board: emergencies that wait, what is late, what waits, nobody tonight, places, how much."""
    waits = min(line.urgencies[0], line.unacknowledged)
    order = (waits, line.late, line.unacknowledged, line.post.nobody, line.overdue)
    more = (*line.urgencies, line.places, line.post.empty)
    return (*(-int(number) for number in (*order, *more)), line.commune)


def total(every: Sequence[Line]) -> Line:
    """All lines as one."""
    return Line(
        UNKNOWN,
        tuple(sum(column) for column in zip(*(line.urgencies for line in every), strict=True)) or Line("").urgencies,
        sum(line.unacknowledged for line in every),
        sum(line.late for line in every),
        sum(line.places for line in every),
        sum(line.overdue for line in every),
        Post(sum(line.post.empty for line in every), any(line.post.nobody for line in every)),
    )
