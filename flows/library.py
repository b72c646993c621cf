"""The conversations that come with the program, and which of them some words or a topic lead to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from flows.kinds import CASE_NUMBER, HAZARD_NUMBER, RUN_NUMBER
from flows.model import Flow
from flows.parse import parse_flow
from flows.words import fold
from referral.records import dataclass

MOST_PARTICLES = 2  # words, as in “vào trực nhé”


@dataclass(frozen=True, slots=True)
class Start:
    """Folded words that start a flow; some only beside a number, and of those some are an answer as well."""

    words: str
    flow: Flow
    beside_number: bool = False
    answers: bool = False


@cache
def flows() -> Mapping[str, Flow]:
    """Every shipped flow by its name, in the order of their names."""
    found = (f for f in (files("flows")).iterdir() if f.name.endswith(".toml") and f.name != "phrases.toml")
    names = {f.name.removesuffix(".toml"): f.read_text("utf-8") for f in found}
    return {name: parse_flow(name, names[name]) for name in sorted(names)}


def menu(who: str) -> tuple[Flow, ...]:
    """The flows that a menu offers to a citizen or an officer."""
    return tuple(sorted((f for f in flows().values() if f.who == who and f.menu), key=lambda f: f.menu))


def flow_for_topic(category: str) -> Flow | None:
    """The flow that a triage category leads to."""
    return next((f for f in flows().values() if category in f.topics and f.who == "citizen"), None)


def flow_started_by(text: str, who: str) -> tuple[Flow, str] | None:
    """The flow these words start, and the words left over; a citizen's story is never taken for a start word."""
    said = fold(text)
    for start in starts(who).get(said.partition(" ")[0], ()):
        rest = rest_after(text, said, start.words)
        if rest is not None and may_follow(rest, start):
            return start.flow, text.strip() if start.answers else rest
    return None


def may_follow(rest: str, start: Start) -> bool:
    """Whether these words may stand behind a start word: nothing in a citizen's, a number in some of officers'.

    “Gửi tiếp LN-7K3FQ: mai xã rào ao” is about a case, so it is no order to a campaign.
    """
    about_run = any(step.kind == "run" for step in start.flow.steps)
    if about_run and HAZARD_NUMBER.search(rest):
        return False
    if start.beside_number:
        return (RUN_NUMBER if about_run else CASE_NUMBER).search(rest) is not None
    return not rest or (start.flow.who != "citizen" and takes(start.flow, rest))


def takes(flow: Flow, rest: str) -> bool:
    """Whether words after the start word may belong to it: an answer, or a particle or two.

    “Trực ban báo có trẻ rơi xuống ao” begins with a command and is none.
    """
    return len(rest.split()) <= MOST_PARTICLES or any(step.ask for step in flow.steps)


@cache
def starts(who: str) -> Mapping[str, Sequence[Start]]:
    """Start words by their first word, for a citizen or an officer; the longest first."""
    found = defaultdict[str, list[Start]](list)
    every = (start for flow in flows().values() if flow.who in (who, "anyone") for start in starts_of(flow))
    for start in sorted(every, key=lambda start: len(start.words), reverse=True):
        found[start.words.partition(" ")[0]].append(start)
    return dict(found)


def starts_of(flow: Flow) -> Iterator[Start]:
    """The start words of one flow."""
    yield from (Start(fold(words), flow) for words in (flow.title, *flow.starts))
    yield from (Start(fold(words), flow, beside_number=True) for words in flow.named)
    yield from (Start(fold(words), flow, beside_number=True, answers=True) for words in flow.says)


def rest_after(text: str, said: str, start: str) -> str | None:
    """What follows the start word in the text as it was written; None if the text does not begin with it."""
    if said != start and not said.startswith(f"{start} "):
        return None
    words = text.split()
    ends = [n for n in range(len(words) + 1) if f"{start} ".startswith(f"{fold(' '.join(words[:n]))} ".lstrip())]
    rest = text.split(maxsplit=ends[-1])[ends[-1] :]  # of "gộp LN-7K3FQ" the number stays whole
    return "".join(rest).strip(" :,\r\n\t")
