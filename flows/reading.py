"""What an answer kind is given and what it returns: read, missed, or one more question."""

from collections.abc import Mapping
from dataclasses import field

from referral.jurisdiction.landmarks import Landmarks
from referral.records import dataclass


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: words, or a point (latitude, longitude in degrees), in the person's language."""

    text: str = ""
    point: tuple[float, float] | None = None
    media: str = ""  # the kind of photo, recording or file that came, if one did
    landmarks: Landmarks = field(default_factory=dict)  # schools and stations of the directory that words may name


@dataclass(frozen=True, slots=True)
class Read:
    """The answer was understood. `also` are facts that follow from it, `rest` words for the next question."""

    value: str
    also: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Miss:
    """The answer was not understood; `say` is the key of the phrase that tells what to write."""

    say: str


@dataclass(frozen=True, slots=True)
class Again:
    """One more question is needed: the key of its phrase, what to offer, and what is known meanwhile."""

    ask: str
    options: tuple[str, ...] = ()
    also: Mapping[str, str] = field(default_factory=dict)


Reading = Read | Miss | Again
