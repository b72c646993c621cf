"""`langnghe places …`: which commune words mean, a newer catalogue, and what follows from it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.boundaries import BoundariesNotWritten, BoundariesUnreadable, import_boundaries
from bot.json_lines import PipesBroken, pipe
from bot.opening import open_store
from bot.place_consent import ProvinceNotKnown, Unexpected, refuse_provinces, settled
from bot.place_lines import answer
from bot.place_words import difference_tables, explained, history_table, touched_table
from bot.places import BadDay, NotWithdrawn, built_on, compared, following, load, today, update, withdraw
from bot.replay import LOOKS, ended_provinces, replay
from bot.settings import Settings
from bot.store import Store
from bot.store.places import Edition, editions, in_force
from bot.texts import read_catalogues, translator
from referral.jurisdiction.catalogue import BadTable, Heir, read_conversion, read_export
from referral.jurisdiction.changes import ConversionNeeded, Difference
from referral.jurisdiction.geojson import NoCodes, NotGeoJson, OldBoundaries, OtherCoordinates
from referral.jurisdiction.survey import WrongCodes

app = typer.Typer(no_args_is_help=True)
Deployment = Annotated[bool, typer.Option("--deployment", help="With the place data of this deployment's database.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it without asking.")]
Expect = Annotated[int, typer.Option(help="As --apply, if exactly so many communes change; needed for more than 1 %.")]
NewProvince = Annotated[bool, typer.Option("--new-province", help="The catalogue has a province that was not there.")]
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
    PipesBroken, FileUnreadable, Unexpected, ProvinceNotKnown, NotWithdrawn, BadTable, ConversionNeeded, BadDay,
    BoundariesUnreadable, BoundariesNotWritten,
    NotGeoJson, OtherCoordinates, NoCodes, OldBoundaries, WrongCodes,
)  # fmt: skip


@app.callback()
def about() -> None:
    """Places: from words to official codes."""


@app.command("resolve")
def resolve_lines(deployment: Deployment = False) -> None:
    """JSON Lines with id and text (or lat and lon) in, an object a line out; exit code 1 if a line was bad."""
    use_deployment(deployment)
    pipe(answer)


@app.command()
def explain(text: str, deployment: Deployment = False) -> None:
    """How a text is understood, for a person."""
    use_deployment(deployment)
    for part in explained(text):
        Console().print(part)


@app.command("update")
def update_units(
    file: CatalogueFile,
    conversion: ConversionFile = None,
    since: Since = "",
    apply_now: Apply = False,
    expect: Expect = 0,
    new_province: NewProvince = False,
) -> None:
    """Compare a newer catalogue with the place data of this deployment; keep it as a new version if you say so."""
    export = read_export(text_of(file))
    heirs = read_conversion(text_of(conversion)) if conversion else ()
    with deployed() as store:
        with store.connection() as connection:
            now = today(store, connection)
            day = since or now
            change = compared(connection, export, day, now)
            show(change)
            if change:
                following(connection, change, heirs, day)  # whatever is missing is said before the question
        if not new_province:
            refuse_provinces(change)
        if change and settled(change, expect, apply_now=apply_now):
            keep_version(store, change, heirs, (file.name, day))


def show(change: Difference) -> None:
    """What a catalogue changes."""
    console = Console()
    for part in difference_tables(change):
        console.print(part)
    if not change:
        console.print("Nothing differs: the place data are those of this catalogue.")


def keep_version(store: Store, change: Difference, heirs: Sequence[Heir], source: tuple[str, str]) -> None:
    """Keep a new version from a source and a day on, and say what comes next."""
    with store.begin() as connection:
        edition = update(connection, change, heirs, Edition("", *source, store.work(connection).now))
        later = built_on(connection, edition)
    console = Console()
    console.print(f"Kept. In force from {edition.valid_from}; a running server takes it within a minute.")
    console.print("From that day on: langnghe places replay", highlight=False)
    warn_of(later)


def warn_of(later: Sequence[Edition]) -> None:
    """Say which versions for later days do not know what was done now."""
    for one in later:
        words = f"{one.version}, in force from {one.valid_from}, does not know of this: withdraw it and give it anew."
        Console().print(words, highlight=False, markup=False, soft_wrap=True)


@app.command("withdraw")
def withdraw_version(version: str) -> None:
    """Take back a version of the place data: the one before it is in force again; the history keeps both."""
    with deployed() as store, store.begin() as connection:
        gone = withdraw(connection, version, store.work(connection).now)
        later, used = built_on(connection, gone), in_force(connection, today(store, connection))
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(f"Withdrawn: {gone.version}. In force today: {used.version if used else '-'}.")
    console.print("What was moved to its communes stands in: langnghe places replay")
    warn_of(later)


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
