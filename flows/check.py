"""What is wrong with flow files, said before they are used: `langnghe check` prints it, a test keeps ours clean."""

from collections import Counter
from collections.abc import Iterable, Mapping
from string import Formatter

from flows.fitting import SMALLEST
from flows.kinds import PLACE_KINDS
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
    "answer_by",
    "rescue_call",
    "about_friend",
    "shield",
    "name_doubt",
    "breathing",
    *guidance(),
}
MISSED = {"result", "gone", "next_steps"}  # what each order gives: done or why not, and what may follow
GIVES: Mapping[str, set[str]] = {  # what each action finds out, for the steps after it
    "open_case": CASE,
    "tell_agencies": CASE,
    "report_story": CASE,
    "hand_to_human": CASE,
    "contest": CASE | {"result"},
    "set_contact": set(),
    "show_status": {"result", "status"},
    "keep_taps": set(),
    "subscribe": {
        "reminder_again",
        "reminder_home",
        "reminder_place",
        "per_week",
        "sender",
        "reminder_role_known",
    },
    "set_role": set(),
    "set_home": {"reminder_place", "reminder_places", "reminder_province"},
    "set_topics": {"reminder_about", "reminder_same", "reminder_place"},
    "score": {"score"},
    "link_officer": {"result", "officer", "agency"},
    "show_duty": {"on_duty", "duty"},
    "duty_on": {"until"},
    "duty_off": {"result", "until", "agency", "instead"},
    "reach_case": MISSED | {"outcomes"},
    "list_cases": {"cases", "more_cases"},
    "accept": MISSED | {"holder", "time", "details"},
    "decline": MISSED,
    "open_details": MISSED | {"details"},
    "offer_agencies": MISSED | {"near"},
    "pass_on": MISSED | {"agency_name", "agencies", "instead"},
    "note": MISSED,
    "suggest_questions": MISSED | {"questions"},
    "check_question": {"verdict", "why", "better"},
    "rewrite_question": set(),
    "ask_reporter": MISSED | {"sent"},
    "more_steps": MISSED,
    "set_place": MISSED,
    "offer_kinds": MISSED | {"kinds", "all_kinds"},
    "set_kind": MISSED | {"before", "after"},
    "keep_sending": MISSED,
    "send_reporter": MISSED | {"sent"},
    "begin_intake": {"result"},
    "end_intake": CASE | {"vanishes"},
    "release": MISSED,
    "present": set(),
    "update": MISSED,
    "close": MISSED,
    "set_level": MISSED | {"before", "after"},
    "recuse": MISSED,
    "list_milestones": MISSED | {"milestones"},
    "record_milestone": MISSED,
    "show_data_answers": {"data_answers"},
    "request_data": {"answer_until", "done_until"},
    "link_cases": {"result"},
    "unlink_case": {"result"},
    "show_hazard": {"result", "hazard_lines"},
    "list_hazards": {"hazard_lines"},
    "fix_hazard": {"result", "hazard"},
    "check_hazard": {"result", "hazard"},
    "add_hazard": {"result", "hazard"},
    "after_storm": {"result", "n"},
    "place_safe": {"result"},
    "place_unsafe": {"result"},
    "hand_over": MISSED | {"agency_name", "agencies", "instead"},
    "call": {"result", "took", "agency_name", "phone", "agencies"},
    "called": {"result"},
    "answer_opinion": MISSED,
    "show_ways": {"ways", "way_orders"},
    "add_way": {"code", "door"},
    "prefer_way": {"result"},
    "offer_ways": {"result", "own_ways"},
    "drop_way": {"result"},
    "offer_phone": {"result"},
    "check_phone": {"result", "phone"},
    "send_code": {"result"},
    "check_code": {"result"},
    "drop_phone": {"result"},
    "approve_run": {"result", "state", "n"},
    "show_run": {"result", "run_lines", "run_orders"},
    "stop_run": {"result", "state", "n"},
    "pause_run": {"result", "state", "n"},
    "resume_run": {"result", "state", "n"},
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
    place = {"commune", "commune_words"} if step.kind in PLACE_KINDS else set()
    sending = {"sending_kind"} if step.kind == "sending" else set()
    return place | sending | GIVES.get(step.do, set()) | ({step.answer} if step.answer else set())


def problems_in(step: Step, known: set[str]) -> Iterable[str]:
    """The mistakes of one step, given the names known before it."""
    if step.do and step.do not in GIVES:
        yield f"unknown action {step.do!r}; use one of {', '.join(sorted(GIVES))}"
    for condition in step.only_if:
        if condition.name not in known:
            yield f"only_if uses {condition.name!r} before it is asked; move the step down or correct the name"
    if step.among and step.among not in known:
        yield f"among uses {step.among!r} before it is found out; move the step down or correct the name"
    if step.offers and step.offers not in known:
        yield f"offers {step.offers!r}, which is not known here; let an action find it first or correct the name"
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
    claims = Counter((flow.who, word) for flow in flows for word in {fold(word) for word in words_starting(flow)})
    return [f"the start word {word!r} begins two flows; keep it in one" for (_, word), n in claims.items() if n > 1]


def words_starting(flow: Flow) -> tuple[str, ...]:
    """All words that start a flow, alone or beside a case number."""
    return (*flow.starts, *flow.named, *flow.says)
