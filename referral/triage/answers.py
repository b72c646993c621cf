"""Let structured answers raise a reading, join two readings, and say why in words a person can check."""

from collections.abc import Mapping
from dataclasses import replace

from referral.records import dataclass
from referral.triage import CATEGORIES, Triage
from referral.urgency import Urgency

NO_HARM = frozenset({"child_opinion", "info_request"})
HARM = frozenset(CATEGORIES) - NO_HARM  # not_relevant too: a text we did not understand


@dataclass(frozen=True, slots=True)
class Raise:
    """One answer that raises: to at least `to`, for these categories; `category` names a graver kind of harm."""

    answer: str
    value: str
    to: Urgency
    says: str
    only: frozenset[str] = HARM
    category: str = ""


ANY = frozenset(CATEGORIES)
WATER = frozenset({"drowning_now", "drowning_hazard"})
HAZARD = frozenset({"drowning_hazard", "injury_hazard"})
RAISES = (
    Raise("danger_now", "yes", Urgency.emergency, "trẻ đang gặp nguy hiểm ngay lúc này"),
    Raise("danger_now", "yes", Urgency.urgent, "người báo nói có nguy hiểm ngay lúc này", only=NO_HARM),
    Raise("danger_now", "unsure", Urgency.priority, "không rõ trẻ có đang nguy hiểm không"),
    Raise("what", "now", Urgency.emergency, "có trẻ đang dưới nước", ANY, "drowning_now"),
    Raise("what", "near_miss", Urgency.urgent, "đã có trẻ suýt đuối nước ở đây", HAZARD),
    Raise("still_in_water", "yes", Urgency.emergency, "trẻ còn ở dưới nước", ANY, "drowning_now"),
    Raise("still_in_water", "unsure", Urgency.emergency, "không rõ trẻ còn dưới nước không", ANY, "drowning_now"),
    Raise("breathing", "no", Urgency.emergency, "trẻ không thở", ANY - WATER, "injury_now"),
    Raise("breathing", "no", Urgency.emergency, "trẻ không thở", WATER, "drowning_now"),
    Raise("breathing", "unsure", Urgency.emergency, "không rõ trẻ còn thở không", ANY),
    Raise("injured", "yes", Urgency.urgent, "trẻ bị thương", ANY),
    Raise("abuser_near", "yes", Urgency.urgent, "người gây hại đang ở gần trẻ", ANY),
    Raise("children_there", "yes", Urgency.urgent, "trẻ em đang ở chỗ nguy hiểm", ANY),
    Raise("children_there", "often", Urgency.priority, "trẻ em hay tới chỗ nguy hiểm", ANY),
)


def weigh(heard: Triage, answers: Mapping[str, str]) -> Triage:
    """The reading after structured answers; they raise, with a reason in `answered`, and never lower."""
    for rule in RAISES:
        if answers.get(rule.answer) == rule.value and heard.category in rule.only:
            heard = lifted(heard, rule)
    return heard


def lifted(heard: Triage, rule: Raise) -> Triage:
    """The reading with one answer added."""
    category = rule.category or heard.category
    also = (heard.category,) if category != heard.category != "not_relevant" else ()
    return replace(
        heard,
        urgency=max(heard.urgency, rule.to),
        category=category,
        also=joined(also, heard.also, without=category),
        answered=joined(heard.answered, (rule.says,)),
        ask="",
    )


def worse(first: Triage, second: Triage) -> Triage:
    """Two readings as one: the more urgent decides and keeps its evidence, whose spans point into its own text."""
    top, rest = sorted((first, second), key=lambda t: (-t.urgency, t.category == "not_relevant"))
    category = rest.category if top.category == "not_relevant" else top.category  # a bare cry says nothing of the kind
    others = () if rest.category == "not_relevant" else (rest.category,)
    ages = [t.child_age for t in (first, second) if t.child_age is not None]
    return replace(
        top,
        category=category,
        also=joined(top.also, others, rest.also, without=category),
        reporter_is_child=first.reporter_is_child or second.reporter_is_child,
        child_age=min(ages, default=None),
        place_text=top.place_text or rest.place_text,
        answered=joined(top.answered, rest.answered),
    )


def joined(*parts: tuple[str, ...], without: str = "") -> tuple[str, ...]:
    """All words once, in order, but for one."""
    return tuple(dict.fromkeys(word for part in parts for word in part if word != without))


def reasons(triage: Triage, text: str) -> tuple[str, ...]:
    """Lines like "“đánh em” – đánh trẻ"; the text is the one that was judged."""
    quoted = (f"“{text[e.start : e.end]}” – {e.says}" for e in triage.evidence)
    return (*dict.fromkeys(quoted), *triage.answered)
