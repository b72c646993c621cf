"""The conversations that come with the program, and which of them some words or a topic lead to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from flows.model import Flow
from flows.parse import parse_flow
from flows.words import fold

MOST_PARTICLES = 2  # words, as in “vào trực nhé”


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
    return next((f for f in flows().values() if category in f.topics), None)


def flow_started_by(text: str, who: str) -> tuple[Flow, str] | None:
    """The flow these words start, and the words left over; a citizen's story is never taken for a start word."""
    said = fold(text)
    for start, flow in starts(who).get(said.partition(" ")[0], ()):
        rest = rest_after(text, said, start)
        if rest is not None and (not rest or (flow.who != "citizen" and takes(flow, rest))):
            return flow, rest
    return None


def takes(flow: Flow, rest: str) -> bool:
    """Whether words after the start word may belong to it: an answer, or a particle or two.

    “Trực ban báo có trẻ rơi xuống ao” begins with a command and is none.
    """
    return len(rest.split()) <= MOST_PARTICLES or any(step.ask for step in flow.steps)


@cache
def starts(who: str) -> Mapping[str, Sequence[tuple[str, Flow]]]:
    """Folded start words by their first word, for a citizen or an officer; the longest first."""
    found = defaultdict[str, list[tuple[str, Flow]]](list)
    for flow in (flow for flow in flows().values() if flow.who in (who, "anyone")):
        for start in map(fold, (flow.title, *flow.starts)):
            found[start.partition(" ")[0]].append((start, flow))
    return {first: sorted(ones, key=lambda one: len(one[0]), reverse=True) for first, ones in found.items()}


def rest_after(text: str, said: str, start: str) -> str | None:
    """What follows the start word in the text as it was written; None if the text does not begin with it."""
    if said != start and not said.startswith(f"{start} "):
        return None
    words = text.split()
    ends = [n for n in range(len(words) + 1) if f"{start} ".startswith(f"{fold(' '.join(words[:n]))} ".lstrip())]
    return " ".join(words[ends[-1] :]).strip(" :,")  # of "gộp LN-7K3FQ" the number stays whole
