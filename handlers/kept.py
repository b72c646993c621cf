"""Which answers of a conversation belong to its case."""

from collections.abc import Mapping

from referral.case import Case

KEPT = (
    "danger_now", "place", "place_said", "place_text", "point", "point_near", "commune", "commune_words", "province",
    "place_options", "place_via", "place_ask", "place_doubt", "place_checked", "child_at", "happened_at", "lives",
    "other_place", "child_age", "injured", "story", "contact", "contact_when", "callback", "on_form", "what",
    "still_in_water", "breathing", "hazard_kind", "children_there", "opinion", "reporter_is_child", "source",
    "name_here",
)  # fmt: skip
KEPT_WITH_WORDS = frozenset((*KEPT, *(f"{name}_words" for name in KEPT)))
ECHOES = frozenset({"reporter_is_child", "commune", "commune_words"})  # of the case itself, see facts.case_facts


def kept(answers: Mapping[str, str], case: Case) -> dict[str, str]:
    """The answers that belong to the case, without what only the conversation needs, or what is no news to it."""
    news = {name: value for name, value in answers.items() if name in KEPT_WITH_WORDS}
    return {name: value for name, value in news.items() if value or name not in ECHOES or name in case.facts}
