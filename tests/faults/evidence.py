"""What was seen from outside: what people said and whether it was taken, what reached whom, what was broken when."""

from dataclasses import dataclass, field

ALERT = "LN-"


@dataclass(frozen=True, slots=True)
class Report:
    """An emergency somebody told of. `tag` stands in its words and nowhere else; `bodies` are to hear of it."""

    tag: str
    who: str
    bodies: frozenset[str]  # whom of the officers; named like `to` in Arrival
    taken: bool  # whether the platform, or the page, was told that it is kept
    added: tuple[str, ...] = ()  # what they wrote later
    pairs: tuple[tuple[str, str], ...] = ()  # of these the second was handed over after the first had been taken
    ended: bool = True  # whether their conversation came to its end


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that reached somebody. Times are of `time.monotonic()`; `told`: we were told that it arrived."""

    to: str
    text: str
    at: float
    ended_at: float
    told: bool = True


@dataclass(frozen=True, slots=True)
class Broken:
    """When something was broken that can take the record of a send: a death, a stall, a database that is away.

    `to` is what the names begin with of those whom it concerns, "" for everybody.
    """

    what: str
    since: float
    until: float
    to: str = ""


@dataclass(frozen=True, slots=True)
class Spared:
    """What a corrupt row may have taken with it: the number of its case, and who was to hear, "" for everybody."""

    number: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands at the end: whether somebody holds it, is still asked, and when we look at it again."""

    number: str
    held: bool
    asked: bool
    timed: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it."""

    reports: tuple[Report, ...]
    arrivals: tuple[Arrival, ...]
    broken: tuple[Broken, ...] = ()
    spared: tuple[Spared, ...] = ()
    opened: dict[str, str] = field(default_factory=dict)  # what an officer reads in a case: by tag
    log: str = ""
    cases: tuple[Standing, ...] = ()  # those that are open
    accepted: frozenset[str] = frozenset()  # the numbers that somebody was told to have taken
    lying: int = 0  # messages, events and timers long overdue
