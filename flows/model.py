"""Every noun of a conversation on one page: Flow, Step, Session, Say, Turn."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from referral.conditions import Condition
from referral.records import dataclass

Answers = Mapping[str, str]
Wants = Literal["", "place", "phone"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: it says something, asks for an answer, or does an action; `line` is its line in the file."""

    key: str  # answer name, "do:action" or "say:n": what a running conversation remembers
    say: str = ""
    ask: str = ""
    answer: str = ""
    kind: str = "text"  # `as` in the file, see flows.kinds.KINDS
    choices: Mapping[str, str] = field(default_factory=dict)  # key -> words on the button
    among: str = ""  # the fact that names, by commas, which of the choices are offered; "" offers them all
    optional: bool = False
    offers: str = ""  # a known name whose lines are buttons: what an action found to choose from, or to do next
    only_if: tuple[Condition, ...] = ()
    do: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """One conversation: who may have it, the words and triage topics that start it, its steps in order."""

    name: str
    title: str
    who: str  # citizen, officer or anyone
    starts: tuple[str, ...]
    steps: tuple[Step, ...]
    topics: tuple[str, ...] = ()  # triage categories that lead here
    menu: int = 0  # its place in the menu, 0 = not shown there
    named: tuple[str, ...] = ()  # words that start it only beside a case number
    says: tuple[str, ...] = ()  # the same, and they answer its question too: "Đang trên đường LN-7K3FQ"


@dataclass(frozen=True, slots=True)
class Session:
    """Where one person stands in one conversation. It names answers, not step numbers: a changed file is survived."""

    flow: str
    answers: Answers = field(default_factory=dict)
    order: tuple[str, ...] = ()  # names of the answers in the order given, for "back"
    done: frozenset[str] = frozenset()  # keys of what was said and done: never twice
    asked: str = ""  # the answer we wait for
    question: str = ""  # id of that question, bound to its buttons
    options: tuple[str, ...] = ()  # what we offered when several readings fitted
    misses: int = 0
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """One thing to say, in the person's language, with the words on its buttons."""

    text: str
    buttons: tuple[str, ...] = ()
    question: str = ""
    wants: Wants = ""  # what the person may share with one press where the channel offers it
    places: tuple[str, ...] = ()  # codes of the provinces or communes a page may suggest while one types


@dataclass(frozen=True, slots=True)
class Turn:
    """What the engine decided: what to say, then an action to do (or none), and where the person stands after."""

    session: Session
    says: tuple[Say, ...] = ()
    action: str = ""
    over: bool = False  # nothing is left to say or ask
    rest: str = ""  # words that answer what is asked after the action
