"""How urgent a text is and what kind of harm it tells of, with the words that made us think so."""

from referral.records import dataclass
from referral.urgency import Urgency

CATEGORIES = (
    "sexual_abuse", "physical_violence", "emotional_abuse", "neglect_abandonment", "child_labour",
    "trafficking_abduction", "child_marriage", "online_abuse", "school_violence", "self_harm",
    "drowning_now", "drowning_hazard", "injury_now", "injury_hazard", "disaster",
    "special_circumstances", "child_opinion", "info_request", "not_relevant",
)  # fmt: skip
ABUSE = frozenset({
    "sexual_abuse", "physical_violence", "emotional_abuse", "neglect_abandonment", "child_labour",
    "trafficking_abduction", "child_marriage", "online_abuse", "school_violence", "self_harm",
})  # fmt: skip
RESCUE = frozenset({"drowning_now", "injury_now", "disaster"})  # minutes count and the place may be told


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of the text (start and end offset in characters) and what it says to us."""

    start: int
    end: int
    says: str


@dataclass(frozen=True, slots=True)
class Triage:
    """The reading of one text. `ask` is one question when the text alone cannot decide, else empty."""

    urgency: Urgency
    category: str
    also: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    reporter_is_child: bool = False
    child_age: int | None = None
    place_text: str = ""
    ask: str = ""
    version: str = ""
    answered: tuple[str, ...] = ()  # what structured answers added, in words a person can check
