"""Translations: read the catalogues once, then answer from dictionaries."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).parents[1] / "locales"
SOURCE = "vi"  # the language our texts are written in

Translate = Callable[[str, str], str]  # (locale, Vietnamese text) -> the text in that language
Catalogues = Mapping[str, Mapping[str, str]]


@cache  # a process may open the database several times, and a catalogue takes a fifteenth of a second to parse
def read_catalogues(folder: Path = LOCALES) -> Catalogues:
    """The finished translations of every language in the folder: {locale: {Vietnamese: translated}}."""
    locales = sorted(child.name for child in folder.glob("*/") if catalogue_file(child.name, folder).exists())
    return {locale: read_catalogue(catalogue_file(locale, folder)) for locale in locales}


def catalogue_file(locale: str, folder: Path = LOCALES) -> Path:
    """Where a language's catalogue is."""
    return folder / locale / "LC_MESSAGES" / "langnghe.po"


def read_catalogue(file: Path) -> Mapping[str, str]:
    """One .po file, without what is untranslated or only guessed (fuzzy)."""
    from babel.messages.pofile import read_po  # with a large library, when the first catalogue is read

    with file.open("rb") as stream:
        messages = read_po(stream, abort_invalid=True)
    return {str(m.id): str(m.string) for m in messages if m.id and m.string and not m.fuzzy}


def translator(catalogues: Catalogues) -> Translate:
    """A function that says a Vietnamese text in another language, or as it is where nobody has translated it."""

    def translate(locale: str, text: str) -> str:
        return catalogues.get(locale, {}).get(text, text)

    return translate


def said(locale: str, text: str) -> str:
    """A text by the catalogues that we ship; they are read when first another language is needed."""
    return text if locale == SOURCE else read_catalogues().get(locale, {}).get(text, text)


def untranslated(catalogues: Catalogues, texts: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """For each language, which of the texts it lacks."""
    return {locale: texts - known.keys() for locale, known in catalogues.items()}
