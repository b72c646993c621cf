"""What is wrong with flow files, said before they are used: `langnghe check` prints it, a test keeps ours clean."""

from collections import Counter
from collections.abc import Iterable, Mapping
from string import Formatter

from flows.fitting import SMALLEST
from flows.model import Flow, Step
from flows.words import fold, guidance
from referral.triage import CATEGORIES

CASE = {
    "urgency",
    "category",
    "number",
    "receipt",
    "told",
    "reporter_is_child",
    "commune",
    "commune_words",
    "place_doubt",
    "shield",
    "name_doubt",
    *guidance(),
}
GIVES: Mapping[str, set[str]] = {  # what each action finds out, for the steps after it
    "open_case": CASE,
    "tell_agencies": CASE,
    "report_story": CASE,
    "hand_to_human": CASE,
    "contest": CASE | {"result"},
    "set_contact": set(),
    "show_status": {"result", "status"},
    "subscribe": set(),
    "unsubscribe": set(),
    "link_officer": {"result", "officer", "agency"},
    "duty_on": set(),
    "duty_off": set(),
    "list_cases": {"cases"},
    "accept": {"result", "holder", "details"},
    "decline": {"result"},
    "open_details": {"result", "details"},
    "pass_on": {"result", "agency_name", "agencies"},
    "note": {"result"},
    "ask_reporter": {"result", "sent"},
    "release": {"result"},
    "present": set(),
    "update": {"result"},
    "close": {"result"},
    "set_level": {"result", "before", "after"},
    "recuse": {"result"},
}
HEARD = {"reporter_is_child", "story", "what", "opinion", "place", "child_age", "receipt"}  # may be known at the start


def problems(flows: Mapping[str, Flow]) -> list[str]:
    """Every mistake, named by file and line with its remedy; empty if there is none."""
    found = [problem for flow in flows.values() for problem in problems_of(flow)]
    return [*found, *shared_starts(flows.values())]


def problems_of(flow: Flow) -> list[str]:
    """The mistakes of one flow."""
    known, found = set(HEARD), [f"{flow.name}.toml line 1: {problem}" for problem in problems_at_the_top(flow)]
    for step in flow.steps:
        found += [f"{flow.name}.toml line {step.line}: {problem}" for problem in problems_in(step, known)]
        known |= names_given(step)
    return found


def problems_at_the_top(flow: Flow) -> Iterable[str]:
    """The mistakes before the first step."""
    for topic in set(flow.topics) - set(CATEGORIES):
        yield f"unknown topic {topic!r}; use one of {', '.join(CATEGORIES)}"
    if not flow.topics and any(step.do == "open_case" for step in flow.steps):
        yield "a flow that opens a case needs topics; the first is the kind of case it opens"


def names_given(step: Step) -> set[str]:
    """The names that may be used after this step."""
    place = {"commune", "commune_words"} if step.kind == "place" else set()
    return place | GIVES.get(step.do, set()) | ({step.answer} if step.answer else set())


def problems_in(step: Step, known: set[str]) -> Iterable[str]:
    """The mistakes of one step, given the names known before it."""
    if step.do and step.do not in GIVES:
        yield f"unknown action {step.do!r}; use one of {', '.join(sorted(GIVES))}"
    for condition in step.only_if:
        if condition.name not in known:
            yield f"only_if uses {condition.name!r} before it is asked; move the step down or correct the name"
    for blank in blanks(step.say + step.ask) - known - {"summary"}:
        yield f"the blank {{{blank}}} is not known here; ask for it first or correct the name"
    if not balanced(step.say + step.ask):
        yield "a brace { or } stands alone; write {name}, or leave it out"
    if len(step.say + step.ask) > SMALLEST.text:
        yield f"longer than {SMALLEST.text} characters, the smallest channel; shorten it or make two steps"
    if step.choices and any(len(words) > SMALLEST.button_text for words in step.choices.values()):
        yield f"a choice is longer than {SMALLEST.button_text} characters; shorten it"


def blanks(text: str) -> set[str]:
    """The names in {braces}."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None} if balanced(text) else set()


def balanced(text: str) -> bool:
    """Whether each brace has its other half."""
    try:
        list(Formatter().parse(text))
    except ValueError:
        return False
    return True


def shared_starts(flows: Iterable[Flow]) -> list[str]:
    """Start words that two flows of the same people claim."""
    claims = Counter((flow.who, word) for flow in flows for word in {fold(word) for word in flow.starts})
    return [f"the start word {word!r} begins two flows; keep it in one" for (_, word), n in claims.items() if n > 1]
