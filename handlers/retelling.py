"""What is new in what a reporter says of a case whose level an officer has set: the same story raises nothing twice."""

import re
from collections.abc import Mapping

from flows.words import fold
from handlers.scene import Said
from handlers.work import Work
from referral.case import Case
from referral.triage.judge import triage

SENTENCE = re.compile(r"[^.!?…;\n]+[.!?…;\n]*")


def new_answers(case: Case, answers: Mapping[str, str]) -> Mapping[str, str]:
    """The answers that may raise: all, until an officer has set the level; from then on those the case did not know."""
    if case.judged is None:
        return answers
    return {name: value for name, value in answers.items() if case.facts.get(name) != value}


def new_words(work: Work, case: Case, said: Said) -> Said:
    """The words that may raise: all, until an officer has set the level; from then on the sentences not yet told.

    Only the very same sentence is the same story. Told in other words it may be a new deed, and in doubt it raises.
    Ask before these words are written into the history.
    """
    if case.judged is None or said.triage.urgency <= case.urgency:
        return said
    told = {fold(sentence) for text in told_before(work, case) for sentence in sentences(text)}
    fresh = "".join(sentence for sentence in sentences(said.text) if fold(sentence) not in told).strip()
    return said if fresh == said.text.strip() else Said(fresh, triage(fresh))


def told_before(work: Work, case: Case) -> list[str]:
    """Everything that reporters have written of this case."""
    return [entry.text for entry in work.history.entries(case.id) if entry.actor == "reporter"]


def sentences(text: str) -> list[str]:
    """The sentences of a text with the marks that end them; joined they are the text, but for marks in front."""
    return SENTENCE.findall(text)
