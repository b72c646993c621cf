"""`langnghe poster …`: printable posters by which the people of a commune or a school subscribe to reminders."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.cli_directory import code_of_province
from bot.cli_hazards import code_of_commune
from bot.cli_places import deployed
from bot.directory_places import of_whole_province
from bot.opening import opened
from bot.poster_words import BadSchool, Doors, Poster, Voice, place_name, poster, school_name
from bot.posters import as_pdf, as_png, drawn
from bot.settings import Settings
from bot.store import Store
from bot.subscribe_links import Origin, first_account, slug_of
from bot.texts import read_catalogues, translator
from referral.records import dataclass

SHOWN_FROM = 5  # a smaller number could tell who it is


class NoPublicAddress(Exception):
    """Set LANGNGHE_PUBLIC_URL first: a code that leads to this very machine helps nobody. --force draws it anyway."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NoCommuneNamed(Exception):
    """Whom is the poster for? Name communes, by code or name, or a whole province with --all-of."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NotOneSchool(Exception):
    """A school is in one commune: name exactly that one with --school."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class PosterNotWritten(Exception):
    """The poster cannot be written: is --out a folder, may this program write there, is there room on the disk?"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


# What the command may say in one sentence.
EXPECTED = (NoPublicAddress, NoCommuneNamed, NotOneSchool, BadSchool, PosterNotWritten)

Communes = Annotated[list[str] | None, typer.Argument(help="Communes, by code or by name with the province.")]
School = Annotated[str, typer.Option(help="For a school there, by its name.")]
AllOf = Annotated[str, typer.Option(help="All communes of this province.")]
Out = Annotated[Path, typer.Option(help="The folder to write into; what is there already stays as it is.")]
Pdf = Annotated[bool, typer.Option("--pdf", help="Only as PDF.")]
Png = Annotated[bool, typer.Option("--png", help="Only as a picture.")]
Lang = Annotated[Literal["vi", "en"], typer.Option(help="The language of the poster.")]
Force = Annotated[bool, typer.Option("--force", help="Even if the address leads to this machine.")]
Subscribers = Annotated[bool, typer.Option("--subscribers", help="How many subscribed through each; draws nothing.")]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: which origins, the name of the school, where and how to write."""

    origins: Sequence[Origin]
    school: str
    folder: Path
    endings: tuple[str, ...]
    mark: str = ""  # of the language, in the name of the file

    def file(self, origin: Origin, ending: str) -> Path:
        """Where a poster goes."""
        name = "-".join(filter(None, ("poster", origin.commune, origin.slug, self.mark)))
        return self.folder / f"{name}.{ending}"

    def missing(self, origin: Origin) -> list[str]:
        """The endings that are not there yet."""
        return [ending for ending in self.endings if not self.file(origin, ending).exists()]


def posters(
    communes: Communes = None,
    school: School = "",
    all_of: AllOf = "",
    out: Out = Path("posters"),
    pdf: Pdf = False,
    png: Png = False,
    lang: Lang = "vi",
    force: Force = False,
    subscribers: Subscribers = False,
) -> None:
    """Draw posters with QR codes, A4, as PDF and PNG: whoever scans one subscribes to reminders for that commune."""
    if subscribers:
        return show_sources()
    settings = Settings()
    if not force and not leads_here(settings.public_url):
        raise NoPublicAddress
    with deployed() as store:
        origins = list(origins_of(communes or [], all_of, school_name(school)))
        doors, voice = doors_of(settings, store), voice_of(settings, store, lang)
    endings = tuple(ending for ending, asked in (("pdf", pdf), ("png", png)) if asked or pdf == png)
    order = Order(origins, school_name(school), out, endings, "" if lang == "vi" else lang)
    return print_all(order, doors, voice)


def leads_here(public_url: str) -> bool:
    """Whether an address leads to us from a telephone on the street."""
    host = urlsplit(public_url).hostname or ""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local", ".internal"))


def origins_of(communes: Sequence[str], all_of: str, school: str) -> Iterator[Origin]:
    """What posters are for, each once. Raises UnknownCommune, UnknownProvince, NoCommuneNamed, NotOneSchool."""
    codes = [code_of_commune(commune) for commune in communes]
    codes += of_whole_province(code_of_province(all_of)) if all_of else ()
    if not codes:
        raise NoCommuneNamed
    if school and len(set(codes)) != 1:
        raise NotOneSchool
    return (Origin(code, slug_of(school)) for code in dict.fromkeys(codes))


def doors_of(settings: Settings, store: Store) -> Doors:
    """The ways in that this deployment has."""
    with store.begin() as connection:
        account = first_account(store.work(connection).tokens.names()) if settings.zalo_app_id else ""
    return Doors(settings.web_address, settings.telegram_name, account)


def voice_of(settings: Settings, store: Store, lang: str) -> Voice:
    """The language, the rules, and whether real people answer."""
    with store.begin() as connection:
        live = store.work(connection).directory.live
    return Voice(translator(read_catalogues()), lang, settings.campaign_rules, live)


def print_all(order: Order, doors: Doors, voice: Voice) -> None:
    """Draw what is not there yet, and say how many files that were."""
    console, written = Console(), 0
    for origin in track(order.origins, "Drawing", console=console, transient=True, disable=len(order.origins) < 3):
        endings = order.missing(origin)
        if endings:
            save(order, origin, endings, poster(origin, order.school, doors, voice))
        written += len(endings)
    there = len(order.origins) * len(order.endings) - written
    console.print(f"Written: {written}. Already there, left as they were: {there}.", highlight=False)
    if not voice.live:
        console.print("This is a trial: the posters say that nobody is on duty.")


def save(order: Order, origin: Origin, endings: Sequence[str], words: Poster) -> None:
    """Draw one poster and write it under its names. Raises PosterNotWritten."""
    sheet = drawn(words)
    made = {"png": lambda: as_png(sheet), "pdf": lambda: as_pdf(sheet, ", ".join(words.names))}
    try:
        order.folder.mkdir(parents=True, exist_ok=True)
        for ending in endings:
            write_whole(order.file(origin, ending), made[ending]())
    except OSError:
        raise PosterNotWritten from None


def write_whole(file: Path, content: bytes) -> None:
    """A file that is there is whole: an interrupted one has another name and is written anew."""
    part = file.with_suffix(".part")
    part.write_bytes(content)
    part.replace(file)


def show_sources() -> None:
    """How many subscribed in each commune, by poster, list or chat; small numbers stay hidden."""
    with opened() as (_, work):
        rows = work.subscriptions.sources()
    table = Table("Code", "Commune", "Through", "Subscribers")
    for code, source, count in rows:
        name = place_name(code) if code else "not named"
        table.add_row(code, name, source, str(count) if count >= SHOWN_FROM else f"under {SHOWN_FROM}")
    Console().print(table)
