"""`make messages`: collect every text a person can read and bring the catalogues of all languages up to date."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.texts import LOCALES, catalogue_file
from bot.web.parts import LANGUAGES
from flows.library import flows
from flows.words import sections
from referral.clock_rules import shipped_rules
from referral.retention import KEEP
from referral.rights import CHECK, GROUNDS, HINTS, REFUSALS

ROOT = Path(__file__).parents[1]
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"N_": None, "_": None, "gettext": None}
WIDTH = 110


def texts() -> Iterator[tuple[str, str]]:
    """Every Vietnamese text with the file it stands in."""
    for name, flow in flows().items():
        for step in flow.steps:
            for text in (flow.title, step.say, step.ask, *step.choices.values()):
                yield f"flows/{name}.toml", text
    for section in sections().values():
        for text in section.values():
            yield "flows/phrases.toml", text
    yield from of_tables()
    found = extract_from_dir(ROOT / "bot", METHODS, {"**/templates/**.html": {"silent": "false"}}, KEYWORDS)
    for file, _line, message, _comments, _context in found:
        yield f"bot/{file}", message if isinstance(message, str) else message[0]


def of_tables() -> Iterator[tuple[str, str]]:
    """The words of the tables about personal data and of the legal clocks, which pages show."""
    for keep in KEEP.values():
        yield from (("referral/retention.py", text) for text in (keep.what, keep.since, keep.why))
    for question in CHECK.values():
        yield from (("referral/rights.py", text) for text in (question.words, question.why))
    yield from (("referral/clocks.toml", rule.title) for rule in shipped_rules().values())
    for words in (REFUSALS, GROUNDS, HINTS):
        yield from (("referral/rights.py", text) for text in words.values())


def collected() -> Catalog:
    """All texts as a template without translations."""
    catalog = Catalog(project="langnghe", charset="utf-8", fuzzy=False)
    for file, text in texts():
        if text:
            catalog.add(text, locations=[(file, 0)])
    return catalog


def updated(template: Catalog, file: Path, locale: str) -> Catalog:
    """A language's catalogue with the texts of the template: new ones empty, old ones gone, none guessed."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        write(Catalog(locale=locale, project="langnghe", charset="utf-8", fuzzy=False), file)
    with file.open("rb") as stream:
        catalog = read_po(stream, locale=locale, abort_invalid=True)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def write(catalog: Catalog, file: Path) -> None:
    """Write a catalogue in an order that does not change from run to run."""
    with file.open("wb") as stream:
        write_po(stream, catalog, width=WIDTH, sort_output=True, include_lineno=False, omit_header=False)


def main(folder: Path = LOCALES) -> None:
    """Rewrite langnghe.pot and one langnghe.po for each language of the pages but Vietnamese."""
    template = collected()
    folder.mkdir(exist_ok=True)
    write(template, folder / "langnghe.pot")
    for locale in sorted(LANGUAGES.keys() - {"vi"}):
        file = catalogue_file(locale, folder)
        write(updated(template, file, locale), file)


if __name__ == "__main__":
    main()
