"""Run a conversation forward: from where a person stands and what they said to what we say and do next. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from flows.kinds import KINDS, PLACE_KINDS
from flows.model import Answers, Flow, Say, Session, Step, Turn, Wants
from flows.places import DERIVED, ask_offered, first_choice, suggested, turns_page
from flows.reading import Again, Heard, Miss, Read
from flows.words import command_in, fold, label, numbered, phrase, sections
from referral.conditions import holds
from referral.records import dataclass

MOST_MISSES = 3  # then a human
WANTS: Mapping[str, Wants] = {
    "place": "place",
    "site": "place",
    "home": "place",
    "phone": "phone",
}  # kinds of answers that one press can share


@dataclass(frozen=True, slots=True)
class Voice:
    """How we speak this turn: the person's language, and the id that binds buttons to the question asked now."""

    translate: Callable[[str], str]
    question: str

    def words(self, text: str, answers: Answers) -> str:
        """A text in the person's language with its {blanks} filled; a blank nobody filled stays empty."""
        filled = self.translate(text).format_map(Blanks(answers))
        return "\n".join(line.rstrip() for line in filled.splitlines())


class Blanks(dict[str, str]):
    """Answers as blanks; one that is missing is the empty word."""

    def __missing__(self, name: str) -> str:
        return ""


def advance(flow: Flow, session: Session, voice: Voice, rest: str = "") -> Turn:
    """Go forward from where the person stands to the next question, the next action or the end."""
    says: list[Say] = []
    for step in flow.steps:
        if step.key in session.done or not holds(step.only_if, session.answers):
            continue
        if step.do:
            return Turn(finished(session, step), tuple(says), step.do, rest=rest)
        if step.say:
            words = (*buttons(step, voice), *offered(step, session))
            says.append(Say(voice.words(step.say, session.answers), words))
            session = finished(session, step)
        elif step.answer not in session.answers:
            step = narrowed(step, session.answers)
            if rest:
                return with_says(take(flow, session, step, Heard(rest), voice), says)
            return with_says(ask(session, step, voice), says)
    return Turn(session, tuple(says), over=True)


def take(flow: Flow, session: Session, step: Step, heard: Heard, voice: Voice) -> Turn:
    """Words that came before their question was asked: used if they fit, else the question is asked."""
    heard = localized(heard, tuple(step.choices.values()), voice)
    reading = KINDS[step.kind](heard, step, session)
    if isinstance(reading, Read):
        return advance(flow, answered(session, step, reading), voice, reading.rest)
    return ask(session, step, voice)


def ask(session: Session, step: Step, voice: Voice, first: str = "") -> Turn:
    """Ask a step's question, after `first` if something must be said about the last answer."""
    open_place = ask_offered(session.answers) if step.kind in PLACE_KINDS else None
    if open_place:
        return with_says(ask_again(session, step, open_place, voice), [Say(first)] if first else [])
    facts = {**session.answers, "summary": summary(session, voice)}
    text = "\n".join(part for part in (first, voice.words(step.ask, facts)) if part)
    question = f"{step.answer}:{voice.question}"  # an old button still tells what it answered
    asked = replace(session, asked=step.answer, question=question, options=offered(step, session))
    return Turn(asked, (Say(text, (*buttons(step, voice), *asked.options), question, WANTS.get(step.kind, "")),))


def buttons(step: Step, voice: Voice) -> tuple[str, ...]:
    """The words on the buttons of a question, or below something said: those are commands, nothing waits for them."""
    skip = (voice.translate(phrase("skip")),) if step.optional else ()
    return (*(voice.translate(words) for words in step.choices.values()), *skip)


def offered(step: Step, session: Session) -> tuple[str, ...]:
    """What an action found to choose from, one button a line."""
    return tuple(line for line in session.answers.get(step.offers, "").split("\n") if line)


def picked(heard: Heard, step: Step, options: tuple[str, ...]) -> Heard:
    """The number of something offered, as the words it stands for: a channel without buttons shows numbers."""
    numbered = {str(n): words for n, words in enumerate(options, 1)} if step.offers else {}
    return replace(heard, text=numbered.get(heard.text.strip(), heard.text))


def ask_again(session: Session, step: Step, again: Again, voice: Voice) -> Turn:
    """Ask the one more question that a reading needs."""
    known = replace(
        session,
        answers={**session.answers, **again.also},
        asked=step.answer,
        question=voice.question,
        options=again.options,
    )
    words = tuple(voice.translate(option) for option in again.options)
    text, places = voice.words(phrase(again.ask), known.answers), suggested(known.answers)
    return Turn(known, (Say(text, words, voice.question, places=places),))


def answer(flow: Flow, session: Session, heard: Heard, voice: Voice) -> Turn:
    """What a person said, read as the answer we wait for."""
    if session.asked == "edit":
        return choose_edit(flow, session, heard, voice)
    step = step_for(flow, session, session.asked)
    if step is None:  # the flow file changed and no longer asks this
        return advance(flow, replace(session, asked="", options=()), voice)
    if step.optional and command_in(heard.text) == "skip":
        return advance(flow, answered(session, step, Read("")), voice)
    heard = localized(picked(heard, step, session.options), (*step.choices.values(), *session.options), voice)
    return follow(flow, session, step, KINDS[step.kind](heard, step, session), voice)


def missed(flow: Flow, session: Session, heard: Heard, voice: Voice) -> bool:
    """Whether these words are no answer to the question that waits."""
    step = step_for(flow, session, session.asked)
    if step is None:
        return False
    heard = localized(picked(heard, step, session.options), (*step.choices.values(), *session.options), voice)
    return isinstance(KINDS[step.kind](heard, step, session), Miss)


def step_for(flow: Flow, session: Session, name: str) -> Step | None:
    """The step that asks for this answer; of several wordings (to a child, to a grown-up) the one that fits."""
    asking = [s for s in flow.steps if s.answer and s.answer == name]
    found = next((s for s in asking if holds(s.only_if, session.answers)), asking[0] if asking else None)
    return narrowed(found, session.answers) if found else None


def narrowed(step: Step, answers: Answers) -> Step:
    """The step with those of its choices that may be made now."""
    if not step.among:
        return step
    open_ones = answers.get(step.among, "").split(",")
    return replace(step, choices={key: words for key, words in step.choices.items() if key in open_ones})


def localized(heard: Heard, offered: tuple[str, ...], voice: Voice) -> Heard:
    """A choice made in another language, as the Vietnamese words it stands for; "số 1" is a number among them."""
    back = {fold(voice.translate(words)): words for words in offered}
    return replace(heard, text=back.get(fold(heard.text), numbered(heard.text) if offered else heard.text))


def follow(flow: Flow, session: Session, step: Step, reading: Read | Miss | Again, voice: Voice) -> Turn:
    """Go on after a reading: forward, one more question, or after three misses a human."""
    if isinstance(reading, Read) and reading.value == "edit":
        return edit(flow, session, voice)
    if isinstance(reading, Read):
        return advance(flow, answered(session, step, reading), voice, reading.rest)
    return once_more(session, step, reading, voice)


def once_more(session: Session, step: Step, reading: Miss | Again, voice: Voice) -> Turn:
    """Ask once more, but only so often: then a human gets what is known. A first choice of communes is always asked."""
    missed = replace(session, misses=session.misses + (not turns_page(reading, session.answers)))
    if missed.misses >= MOST_MISSES and not first_choice(reading, session.answers):
        known = {**session.answers, **(reading.also if isinstance(reading, Again) else {})}
        given_up = replace(missed, answers=known, misses=0, asked="", options=())
        return Turn(finished(given_up, step), (), "hand_to_human")
    if isinstance(reading, Again):
        return ask_again(missed, step, reading, voice)
    return ask(missed, step, voice, voice.words(phrase(reading.say), session.answers))


def answered(session: Session, step: Step, reading: Read) -> Session:
    """The session with one more answer."""
    order = (*(name for name in session.order if name != step.answer), step.answer)
    answers = {**session.answers, **reading.also, step.answer: reading.value}
    return replace(session, answers=answers, order=order, asked="", question="", options=(), misses=0)


def finished(session: Session, step: Step) -> Session:
    """The session with one more step said or done."""
    return replace(session, done=session.done | {step.key})


def with_says(turn: Turn, says: list[Say]) -> Turn:
    """The turn after what was already to be said."""
    return replace(turn, says=(*says, *turn.says))


def back(flow: Flow, session: Session, voice: Voice) -> Turn:
    """Ask the last answered question again; at the beginning, the current one."""
    return ask_anew(flow, session, session.order[-1] if session.order else "", voice)


def edit(flow: Flow, session: Session, voice: Voice) -> Turn:
    """Ask which answer is to be changed."""
    options = tuple(label(name) for name in editable(flow, session))
    if not options:
        return advance(flow, session, voice)
    asked = replace(session, asked="edit", question=voice.question, options=options)
    words = tuple(voice.translate(option) for option in options)
    return Turn(asked, (Say(voice.words(phrase("which_answer"), {}), words, voice.question),))


def choose_edit(flow: Flow, session: Session, heard: Heard, voice: Voice) -> Turn:
    """The answer to be changed was named: ask it anew; if it was not named, go on."""
    names = editable(flow, session)
    said = fold(heard.text)
    chosen = (n for i, n in enumerate(names, 1) if said in (str(i), fold(label(n)), fold(voice.translate(label(n)))))
    return ask_anew(flow, session, next(chosen, ""), voice)


def editable(flow: Flow, session: Session) -> tuple[str, ...]:
    """The names of the given answers, in the order of the flow."""
    given = (s.answer for s in flow.steps if s.answer and session.answers.get(s.answer) and s.answer != "checked")
    return tuple(dict.fromkeys(given))


def ask_anew(flow: Flow, session: Session, name: str, voice: Voice) -> Turn:
    """Forget one answer and what follows from it, and ask for it; actions that were done stay done."""
    step = step_for(flow, session, name)
    gone = {name, "checked"} | (set(DERIVED) if step and step.kind in PLACE_KINDS else set())
    answers = {key: value for key, value in session.answers.items() if key not in gone}
    order = tuple(n for n in session.order if n not in gone)
    fresh = replace(session, answers=answers, order=order, asked="", options=())
    return ask(fresh, step, voice) if step else advance(flow, fresh, voice)


def old_answer(flow: Flow, session: Session, question: str, heard: Heard, voice: Voice) -> dict[str, str]:
    """What the button of an earlier question answered, as facts; empty if it cannot be read any more."""
    step = step_for(flow, session, question.partition(":")[0])
    if step is None:
        return {}
    reading = KINDS[step.kind](localized(heard, tuple(step.choices.values()), voice), step, session)
    return {**reading.also, step.answer: reading.value} if isinstance(reading, Read) else {}


def repeat(flow: Flow, session: Session, voice: Voice, first: str) -> Turn:
    """Say something and ask the current question again."""
    step = step_for(flow, session, session.asked)
    return ask(session, step, voice, first) if step else with_says(advance(flow, session, voice), [Say(first)])


def summary(session: Session, voice: Voice) -> str:
    """What the person has told so far, one answer a line, in the order of the labels."""
    given = ((name, session.answers.get(f"{name}_words") or session.answers[name]) for name in labelled(session.order))
    return "\n".join(f"• {voice.translate(label(name))}: {voice.translate(value)}" for name, value in given if value)


def labelled(names: tuple[str, ...]) -> list[str]:
    """The names that have a label, in the order of the labels."""
    return [name for name in sections()["labels"] if name in names]
