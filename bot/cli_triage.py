"""`langnghe triage`: how urgent a text is and what kind of harm, for programs and for a person."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.json_lines import pipe
from bot.settings import Settings
from bot.triage_lines import answer
from flows.words import sections
from referral.triage import Triage
from referral.triage.judge import triage, use

Explain = Annotated[str | None, typer.Option("--explain", help="A text to explain to a person.")]


def triage_texts(explain: Explain = None) -> None:
    """JSON Lines with id and text in, a reading a line out; exit code 1 if a line was bad. Nothing is kept or sent."""
    use(Settings().lexicon)
    if explain is None:
        pipe(answer)
        return
    for part in explained(explain, triage(explain)):
        Console().print(part, soft_wrap=True)


def explained(text: str, heard: Triage) -> Iterator[Text]:
    """A reading as a person checks it: how urgent, what, the words marked, what each says."""
    words = sections()
    yield Text(f"{words['urgency'][heard.urgency.name].upper()} · {words['categories'][heard.category]}", "bold")
    if heard.also:
        yield Text(f"Cũng có thể: {', '.join(words['categories'][kind] for kind in heard.also)}")
    yield marked(text, heard)
    yield from (Text(f"• “{text[one.start : one.end]}” – {one.says}") for one in heard.evidence)
    yield from (Text(line) for line in facts(heard))


def marked(text: str, heard: Triage) -> Text:
    """The text with the words of the evidence in brackets, so that they are seen without colours too."""
    inside = {at for one in heard.evidence for at in range(one.start, one.end)}
    shown = Text()
    for at, letter in enumerate(text):
        begins, ends = at in inside and at - 1 not in inside, at in inside and at + 1 not in inside
        shown.append(f"{'[' if begins else ''}{letter}{']' if ends else ''}", "bold yellow" if at in inside else "")
    return shown


def facts(heard: Triage) -> Iterator[str]:
    """What else was read, one line each."""
    if heard.reporter_is_child:
        yield "Người viết có lẽ là trẻ em."
    if heard.child_age is not None:
        yield f"Tuổi của trẻ: {heard.child_age}"
    if heard.place_text:
        yield f"Nơi: {heard.place_text}"
    if heard.ask:
        yield f"Nên hỏi: {heard.ask}"
    yield f"Bộ từ và bộ đo: {heard.version}"
