"""How a play is written down: lines of people, directions in brackets, and our answers behind an arrow."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.events import OutgoingMessage

OURS = ("-> ", "   ")  # an answer and the further lines of its text
NUMBER = re.compile(r"LN-[0-9A-Z]{5}")
PLACE = re.compile(r"HZ-[0-9A-Z]{5}")
RUN = re.compile(r"CD-(?!7K3FQ)[0-9A-Z]{5}")  # not the example in our questions
LOG_IN = re.compile(r"(?<=[?]t=)[0-9a-f]{24}")
CODE = re.compile(r"(?<=liên kết )[2-9A-Z]{8}")
PROOF = re.compile(r"(?<=code: )\d{6}$")  # as `written` shows the template for it
RECEIPT = re.compile(r"(?<!\d)\d(?:[ .-]?\d){15}(?!\d)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line somebody wrote for the play; comments and empty lines do nothing."""

    number: int
    text: str

    @property
    def acts(self) -> bool:
        return bool(self.text.strip()) and not self.text.startswith("#")


@dataclass(frozen=True, slots=True)
class Said:
    """Something that reached somebody."""

    name: str
    message: OutgoingMessage
    channel: str = ""  # where it arrived, in plays that show it


def read(text: str) -> list[Line]:
    """The lines of a play without our answers."""
    lines = enumerate(text.rstrip("\n").split("\n"), 1)
    return [Line(number, line) for number, line in lines if not line.startswith(OURS)]


def written(said: Said) -> list[str]:
    """An answer as the play shows it: `-> Lan: text [button]`, further lines of the text below it."""
    message = said.message
    marks = [mark for mark, there in marks_of(message) if there]
    rows = [row.strip() for row in text_of(message).split("\n") if row.strip()] or [""]
    where = f" on {said.channel}" if said.channel else ""
    rows[0] = " ".join([f"-> {said.name}{where}:", *marks, rows[0]]).rstrip()
    rows[-1] = " ".join([rows[-1], *(f"[{button}]" for button in message.buttons)])
    return [rows[0], *(f"   {row}" for row in rows[1:])]


def text_of(message: OutgoingMessage) -> str:
    """What is read: the words, or what fills the blanks of a template."""
    fields = message.notice.fields if message.act == "notice" and message.notice else ()
    return "\n".join(f"{name}: {value}" for name, value in fields) or message.text


def marks_of(message: OutgoingMessage) -> Iterable[tuple[str, bool]]:
    """What is not text about a message, in words."""
    yield "(rings)", message.siren
    yield "(clears the screen)", message.act == "clear"
    yield "(silently takes back what was said of it)", message.act == "retract"
    yield "(by a template)", message.act == "notice"
    yield "(with the photo)", message.act == "say" and bool(message.attachment_id)


class Names:
    """Random numbers as a play writes them: the first case LN-AAAA1, the first receipt <mã 1>."""

    def __init__(self) -> None:
        self._written: dict[str, str] = {}  # real -> in the play

    def hide(self, text: str) -> str:
        """Our text with every random number replaced by its name in the play."""
        text = NUMBER.sub(lambda found: self._name(found.group(), "LN-AAAA{}"), text)
        text = PLACE.sub(lambda found: self._name(found.group(), "HZ-AAAA{}"), text)
        text = RUN.sub(lambda found: self._name(found.group(), "CD-AAAA{}"), text)
        text = CODE.sub(lambda found: self._name(found.group(), "<lk {}>"), text)
        text = PROOF.sub(lambda found: self._name(found.group(), "<số {}>"), text)
        text = LOG_IN.sub("<vé vào>", text)
        return RECEIPT.sub(lambda found: self._name(found.group(), "<mã {}>"), text)

    def show(self, text: str) -> str:
        """A person's text with the real numbers put in."""
        for real, name in self._written.items():
            text = text.replace(name, real)
        return text

    def _name(self, real: str, pattern: str) -> str:
        plain = re.sub(r"[ .]", "", real)
        for known, name in self._written.items():
            if re.sub(r"[ .]", "", known) == plain:
                return name
        alike = sum(1 for name in self._written.values() if name.startswith(pattern[:3]))
        return self._written.setdefault(real, pattern.format(alike + 1))


def told(said: Sequence[Said], order: dict[str, int]) -> list[Said]:
    """What was said at one moment, by person: between persons the order of arrival means nothing."""
    return sorted(said, key=lambda one: order[one.name])
