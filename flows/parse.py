"""Read a flow file: a mistake is named by file, line and what to write instead."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zlib import crc32

from flows.kinds import KINDS
from flows.model import Flow, Step
from referral.conditions import BadCondition, parse_conditions

Words = Mapping[str, type]  # the words a file may have, and what stands behind them

STEP_WORDS: Words = {
    "say": str,
    "ask": str,
    "answer": str,
    "as": str,
    "choices": dict,
    "among": str,
    "optional": bool,
    "offers": str,
    "only_if": str,
    "do": str,
}
FLOW_WORDS: Words = {
    "title": str,
    "who": str,
    "starts": list,
    "topics": list,
    "menu": int,
    "named": list,
    "says": list,
    "step": list,
}
EXAMPLES = {str: '"words"', dict: '{ yes = "Có" }', bool: "true", list: '["a", "b"]', int: "1"}
CHOOSING = ("choice", "decision", "reason", "feeling", "breath", "water")  # kinds that need choices
WHO = ("citizen", "officer", "anyone")


class BadFlow(ValueError):
    """A flow file has a mistake; the message names the file, the line and the remedy."""


def parse_flow(name: str, text: str) -> Flow:
    """Read one flow from the text of its file, or raise BadFlow."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFlow(f"{name}.toml: {error}") from None
    lines = step_lines(text)
    refuse_unknown(name, 1, raw, FLOW_WORDS)
    if len(lines) != len(raw.get("step", [])):
        raise BadFlow(f"{name}.toml: begin each step with a line [[step]]")
    if raw.get("who", "citizen") not in WHO:
        raise BadFlow(f"{name}.toml line 1: unknown who {raw['who']!r}; use one of {', '.join(WHO)}")
    steps = [parse_step(name, line, step) for line, step in zip(lines, raw.get("step", []), strict=True)]
    return Flow(
        name=name,
        title=raw.get("title", name),
        who=raw.get("who", "citizen"),
        starts=tuple(raw.get("starts", ())),
        steps=distinct(steps),
        topics=tuple(raw.get("topics", ())),
        menu=raw.get("menu", 0),
        named=tuple(raw.get("named", ())),
        says=tuple(raw.get("says", ())),
    )


def step_lines(text: str) -> list[int]:
    """The line numbers of the [[step]] headings."""
    return [n for n, line in enumerate(text.splitlines(), 1) if line.strip().startswith("[[step]]")]


def distinct(steps: list[Step]) -> tuple[Step, ...]:
    """The steps with keys that differ: the second time the same is said or done gets a number of its own."""
    seen: Counter[str] = Counter()
    numbered = []
    for step in steps:
        seen[step.key] += 1
        repeated = seen[step.key] > 1 and not step.answer
        numbered.append(replace(step, key=f"{step.key}:{seen[step.key]}") if repeated else step)
    return tuple(numbered)


def parse_step(name: str, line: int, raw: Mapping[str, Any]) -> Step:
    """Read one step, or raise BadFlow."""
    refuse_unknown(name, line, raw, STEP_WORDS)
    refuse_shape(name, line, raw)
    try:
        only_if = parse_conditions(raw.get("only_if", ""))
    except BadCondition as error:
        raise BadFlow(f"{name}.toml line {line}: {error}") from None
    return Step(
        key=step_key(raw),
        say=raw.get("say", ""),
        ask=raw.get("ask", ""),
        answer=raw.get("answer", ""),
        kind=kind_of(raw),
        choices=raw.get("choices", {}),
        among=raw.get("among", ""),
        optional=raw.get("optional", False),
        offers=raw.get("offers", ""),
        only_if=only_if,
        do=raw.get("do", ""),
        line=line,
    )


def kind_of(raw: Mapping[str, Any]) -> str:
    """What `as` says; left out, a choice where there are choices, else any words."""
    return str(raw.get("as", "choice" if "choices" in raw else "text"))


def step_key(raw: Mapping[str, Any]) -> str:
    """What a running conversation remembers of a step: its answer, its action, or the words it said."""
    if "answer" in raw:
        return str(raw["answer"])
    return f"do:{raw['do']}" if "do" in raw else f"say:{crc32(raw['say'].encode()):08x}"


def refuse_unknown(name: str, line: int, raw: Mapping[str, Any], allowed: Words) -> None:
    """Raise BadFlow for a word that flow files do not have, or what cannot stand behind it."""
    unknown = sorted(set(raw) - set(allowed))
    if unknown:
        raise BadFlow(f"{name}.toml line {line}: unknown word {unknown[0]!r}; use one of {', '.join(sorted(allowed))}")
    for word, value in raw.items():
        if not isinstance(value, allowed[word]):
            raise BadFlow(f"{name}.toml line {line}: {word} is written as {EXAMPLES[allowed[word]]}")


def refuse_shape(name: str, line: int, raw: Mapping[str, Any]) -> None:
    """Raise BadFlow unless the step says, asks or does exactly one thing."""
    if len({"say", "ask", "do"} & set(raw)) != 1:
        raise BadFlow(f"{name}.toml line {line}: a step has exactly one of say, ask, do")
    if ("ask" in raw) != ("answer" in raw):
        raise BadFlow(f"{name}.toml line {line}: ask and answer go together")
    if not raw.get("choices", {"": ""}) or not all(isinstance(words, str) for words in raw.get("choices", {}).values()):
        raise BadFlow(f'{name}.toml line {line}: choices are written as {{ yes = "Có", no = "Không" }}')
    if "ask" in raw and ("choices" in raw) != (kind_of(raw) in CHOOSING):
        raise BadFlow(f"{name}.toml line {line}: choices go with as = {' or '.join(CHOOSING)}, or without as")
    if "offers" in raw and {"do", "choices"} & set(raw):
        raise BadFlow(f"{name}.toml line {line}: offers goes with say, or with ask without choices")
    if raw.get("as", "text") not in KINDS:
        raise BadFlow(f"{name}.toml line {line}: unknown kind {raw['as']!r}; use one of {', '.join(sorted(KINDS))}")
