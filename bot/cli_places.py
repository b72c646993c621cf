"""`langnghe places …`: which commune words mean, a newer catalogue, and what follows from it."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.boundaries import BoundariesNotWritten, BoundariesUnreadable, import_boundaries
from bot.place_lines import answered
from bot.place_words import difference_tables, explained, history_table, touched_table
from bot.places import BadDay, compared, following, load, today, update
from bot.replay import LOOKS, ended_provinces, replay
from bot.settings import Settings
from bot.store import Store
from bot.store.places import Edition, editions, in_force
from bot.texts import read_catalogues, translator
from bot.wiring import open_store
from referral.jurisdiction.catalogue import BadTable, Heir, read_conversion, read_export
from referral.jurisdiction.changes import ConversionNeeded, Difference
from referral.jurisdiction.geojson import NoCodes, NotGeoJson, OldBoundaries, OtherCoordinates
from referral.jurisdiction.survey import WrongCodes

app = typer.Typer(no_args_is_help=True)
Deployment = Annotated[bool, typer.Option("--deployment", help="With the place data of this deployment's database.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it without asking.")]
CatalogueFile = Annotated[Path, typer.Option("--file", help="The catalogue of the statistics office as CSV, in UTF-8.")]
ConversionFile = Annotated[
    Path | None, typer.Option("--conversion", help="CSV with old_code and new_code: what ended communes became.")
]
Since = Annotated[str, typer.Option(help="The first day it is in force, as 2026-12-01; empty: today.")]


class FileUnreadable(Exception):
    """The file cannot be read as text: is it there, may this program read it, is it saved as CSV in UTF-8?"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


# What the commands below may say in one sentence.
EXPECTED = (
    FileUnreadable, BadTable, ConversionNeeded, BadDay, BoundariesUnreadable, BoundariesNotWritten,
    NotGeoJson, OtherCoordinates, NoCodes, OldBoundaries, WrongCodes,
)  # fmt: skip


@app.callback()
def about() -> None:
    """Places: from words to official codes."""


@app.command("resolve")
def resolve_lines(deployment: Deployment = False) -> None:
    """JSON Lines with id and text (or lat and lon) in, an object a line out; exit code 1 if a line was bad."""
    use_deployment(deployment)
    good = True
    for row, fine in answered(sys.stdin.buffer):
        sys.stdout.buffer.write(row)
        sys.stdout.buffer.flush()
        good = good and fine
    if not good:
        sys.exit(1)


@app.command()
def explain(text: str, deployment: Deployment = False) -> None:
    """How a text is understood, for a person."""
    use_deployment(deployment)
    for part in explained(text):
        Console().print(part)


@app.command("update")
def update_units(
    file: CatalogueFile, conversion: ConversionFile = None, since: Since = "", apply_now: Apply = False
) -> None:
    """Compare a newer catalogue with the place data of this deployment; keep it as a new version if you say so."""
    export = read_export(text_of(file))
    heirs = read_conversion(text_of(conversion)) if conversion else ()
    with deployed() as store:
        with store.connection() as connection:
            change = compared(connection, export)
            day = since or today(store, connection)
            show(change)
            if change:
                following(connection, change, heirs, day)  # whatever is missing is said before the question
        if change and (apply_now or agreed()):
            keep_version(store, change, heirs, (file.name, day))


def show(change: Difference) -> None:
    """What a catalogue changes."""
    console = Console()
    for part in difference_tables(change):
        console.print(part)
    if not change:
        console.print("Nothing differs: the place data are those of this catalogue.")


def agreed() -> bool:
    """Whether a person types yes."""
    typed: str = typer.prompt("Type yes to keep this as a new version", default="no", show_default=False)
    if typed.strip().lower() != "yes":
        Console().print("Nothing was changed.")
    return typed.strip().lower() == "yes"


def keep_version(store: Store, change: Difference, heirs: Sequence[Heir], source: tuple[str, str]) -> None:
    """Keep a new version from a source and a day on, and say what comes next."""
    with store.begin() as connection:
        edition = update(connection, change, heirs, Edition("", *source, store.work(connection).now))
    console = Console()
    console.print(f"Kept. In force from {edition.valid_from}; a running server takes it within a minute.")
    console.print("From that day on: langnghe places replay", highlight=False)


@app.command("replay")
def replay_moves(apply_now: Apply = False) -> None:
    """What points to communes that ended: agencies, officers, open cases, subscriptions; --apply moves them."""
    console = Console()
    with deployed() as store:
        provinces = ended_provinces(store)
        for title, look in LOOKS.items():
            console.print(touched_table(title, look(store, provinces)))
        if apply_now:
            replay(store, provinces)
            console.print("Moved. What somebody must decide stands in the last column.")
        else:
            console.print("Nothing was changed. To move them: langnghe places replay --apply", highlight=False)


@app.command()
def history() -> None:
    """The versions of the place data of this deployment; nothing is ever overwritten."""
    with deployed() as store, store.connection() as connection:
        known, used = editions(connection), in_force(connection, today(store, connection))
    Console().print(history_table(known, used))


@app.command("import-boundaries")
def import_geojson(file: Path) -> None:
    """Take the boundaries of communes from a GeoJSON file: a pin then names its commune."""
    report = import_boundaries(file, Settings().data_dir)
    for line in report.lines():
        Console().print(line, highlight=False, markup=False)


@contextmanager
def deployed() -> Iterator[Store]:
    """The store of this deployment, with its place data in use."""
    store = open_store(Settings(), translator(read_catalogues()))
    try:
        load(store)
        yield store
    finally:
        store.close()


def use_deployment(wanted: bool) -> None:
    """Work with the place data of this deployment, if that is wanted; otherwise nothing is opened or made."""
    if wanted:
        with deployed():
            pass


def text_of(file: Path) -> str:
    """A file's text. Raises FileUnreadable."""
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise FileUnreadable from None
