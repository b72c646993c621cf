"""Fill a template: names of placeholders become words; a template can read nothing but these words.

In this folder the libraries that write are loaded by the function that writes: a start has no use for them.
"""

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from bot.forms.mau_01 import template
from referral.forms import PLACEHOLDERS

OURS = "mau-01"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold


class BadTemplate(Exception):
    """Correct the template: its placeholders are in docs/forms.md; `langnghe check` names what is wrong."""


def names(folder: Path | None) -> tuple[str, ...]:
    """The forms there are: ours, then those of the deployer."""
    found = sorted(file.stem for file in folder.glob("*.docx")) if folder and folder.is_dir() else []
    return (OURS, *(name for name in found if NAME.fullmatch(name) and name != OURS))


def filled(form: str, folder: Path | None, fields: Mapping[str, str]) -> bytes:
    """A form with its words filled in, or BadTemplate, whose words hold no content."""
    source = BytesIO(template()) if form == OURS or folder is None else folder / f"{form}.docx"
    return rendered(source, {name: printable(text) for name, text in fields.items()})


def rendered(source: BytesIO | Path, words: Mapping[str, object], environment: object = None) -> bytes:
    """A template with these words in it, or BadTemplate. A sandbox: a template runs nothing and reads nothing else."""
    from docxtpl import DocxTemplate

    stream = BytesIO()
    try:
        document = DocxTemplate(source)
        document.render(dict(words), environment or SandboxedEnvironment(undefined=StrictUndefined), autoescape=True)
        document.save(stream)
    except TemplateError as problem:
        raise BadTemplate(reason(problem)) from None
    except faults() as problem:
        raise BadTemplate(f"{type(problem).__name__}: no DOCX file, or a damaged one") from None
    return stream.getvalue()


def faults() -> tuple[type[Exception], ...]:
    """What a file that is no DOCX, or an odd expression in it, makes the libraries raise."""
    from docx.opc.exceptions import OpcError

    ours = (ArithmeticError, AttributeError, LookupError, OSError, SyntaxError, TypeError, ValueError)
    return (*ours, BadZipFile, OpcError)


def printable(text: str) -> str:
    """The text without what XML cannot hold."""
    return UNPRINTABLE.sub("", text)


def reason(problem: TemplateError) -> str:
    """What is wrong, without any words of a case."""
    found = re.search(r"'(\w{1,40})' is undefined", str(problem))
    return f"unknown placeholder {found[1]}" if found else type(problem).__name__


def tried(form: str, folder: Path | None) -> str:
    """What is wrong with a template, tried with its own labels; "" if nothing is."""
    try:
        filled(form, folder, PLACEHOLDERS)
    except BadTemplate as problem:
        return str(problem)
    return ""
