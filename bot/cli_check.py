"""`langnghe check`: what a deployer should put right before people rely on the program."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rich.console import Console
from rich.text import Text

from bot.messages import texts
from bot.store.work import SqlWork
from bot.texts import read_catalogues, untranslated
from bot.wiring import opened
from flows.check import problems
from flows.library import flows
from flows.words import sections
from referral.agencies import COMMUNE_ROLES, PROVINCE_ROLES, Directory

NEEDED_IN_COMMUNE = ("police", "people_committee", "health_station")
STYLES = {"error": "bold red", "warning": "yellow", "ok": "green"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. An error means: do not go live like this."""

    weight: Literal["error", "warning", "ok"]
    words: str


def check() -> None:
    """Look at the flows, the key ring, the directory, the translations and the numbers; exit code 1 on errors."""
    with opened() as (_, work):
        findings = [finding for look in LOOKS for finding in look(work)]
    console = Console()
    for finding in findings:
        console.print(Text(f"{finding.weight:8}", STYLES[finding.weight]), Text(finding.words), soft_wrap=True)
    if any(finding.weight == "error" for finding in findings):
        sys.exit(1)


def look_at_flows(_work: SqlWork) -> Iterator[Finding]:
    """Mistakes in the flow files, by file and line; one that cannot be read at all stops the command."""
    found = problems(flows())
    for problem in found:
        yield Finding("error", problem)
    if not found:
        yield Finding("ok", f"{len(flows())} flows have no mistake.")


def look_at_first_aid(_work: SqlWork) -> Iterator[Finding]:
    """First aid is medical advice: somebody must have signed it off."""
    if not sections()["guidance"]["signed_off_by"]:
        yield Finding("warning", "Nobody has signed off the first-aid texts: see [guidance] in flows/phrases.toml.")


def look_at_key_ring(_work: SqlWork) -> Iterator[Finding]:
    """Without a fitting key ring the store does not open at all."""
    yield Finding("ok", "The key ring fits the database.")


def look_at_directory(work: SqlWork) -> Iterator[Finding]:
    """Who would not be found, or not be reached."""
    directory = work.directory
    if directory.intake_desk() is None:
        yield Finding("error", "There is no intake desk: a case could end with nobody. Add an agency of this role.")
    yield from gaps(directory)
    if not any(officer.ways for officer in directory.officers.values()):
        yield Finding("warning", "No officer can be reached yet: `langnghe officer link` or `invite`.")
    samples = sum(agency.sample for agency in directory.agencies.values())
    if samples:
        weight: Literal["error", "warning"] = "error" if directory.real_agencies else "warning"
        yield Finding(weight, f"{samples} agencies are samples: every reply says that this is a trial.")


def gaps(directory: Directory) -> Iterator[Finding]:
    """Communes and provinces where a body is missing, so that the next level hears instead."""
    for commune in places(a.communes for a in directory.agencies.values() if a.role in COMMUNE_ROLES):
        for role in NEEDED_IN_COMMUNE:
            if directory.for_commune(role, commune) is None:
                yield Finding("warning", f"Commune {commune} has no {role}: the province desk is asked instead.")
    for province in places((a.province,) for a in directory.agencies.values() if a.province):
        for role in PROVINCE_ROLES:
            if directory.for_province(role, province) is None:
                yield Finding("warning", f"Province {province} has no {role}: the intake desk is asked instead.")


def places(codes: Iterable[Iterable[str]]) -> list[str]:
    """Each code once, in order."""
    return sorted({code for several in codes for code in several})


def look_at_translations(_work: SqlWork) -> Iterator[Finding]:
    """What people who read another language would see in Vietnamese."""
    wanted = frozenset(text for _, text in texts() if text)
    for locale, missing in untranslated(read_catalogues(), wanted).items():
        if missing:
            yield Finding("warning", f"{len(missing)} of {len(wanted)} texts have no translation into {locale}.")
        else:
            yield Finding("ok", f"All {len(wanted)} texts are translated into {locale}.")


def look_at_numbers(work: SqlWork) -> Iterator[Finding]:
    """Numbers that no citizen is shown, because nobody has confirmed them."""
    unconfirmed = [a for a in work.directory.agencies.values() if a.phone and not a.phone_confirmed]
    if unconfirmed:
        yield Finding("warning", f"{len(unconfirmed)} agencies have a number that nobody has confirmed.")


LOOKS: tuple[Callable[[SqlWork], Iterator[Finding]], ...] = (
    look_at_flows,
    look_at_first_aid,
    look_at_key_ring,
    look_at_directory,
    look_at_translations,
    look_at_numbers,
)
