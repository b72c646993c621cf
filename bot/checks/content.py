"""Looks at what comes with the program and what was put into it: flows, texts, directory, numbers."""

from collections.abc import Iterable, Iterator

from bot.checks import Finding, Site, Weight
from bot.messages import texts
from bot.texts import read_catalogues, untranslated
from flows.check import problems
from flows.library import flows
from referral.agencies import COMMUNE_ROLES, PROVINCE_ROLES, Directory
from referral.guidance import unsigned
from referral.matrix import BadMatrix
from referral.matrix_table import parse_edition
from referral.roles import WANTED

NEEDED_IN_COMMUNE = ("police", "people_committee", "health_station")
NEEDED_IN_PROVINCE = tuple(role for role in PROVINCE_ROLES if role in WANTED)


def look_at_flows(_site: Site) -> Iterator[Finding]:
    """Mistakes in the flow files, by file and line; one that cannot be read at all stops the command."""
    found = problems(flows())
    for problem in found:
        yield Finding("error", problem)
    if not found:
        yield Finding("ok", f"{len(flows())} flows have no mistake.")


def look_at_first_aid(site: Site) -> Iterator[Finding]:
    """First aid and advice: somebody must have signed off what is said."""
    if open_ones := unsigned(site.work.guidance.current()):
        yield Finding("warning", f"{len(open_ones)} texts with advice are signed off by nobody: /o/guidance.")


def look_at_directory(site: Site) -> Iterator[Finding]:
    """Who would not be found, or not be reached."""
    directory = site.work.directory
    if directory.intake_desk() is None:
        yield Finding("error", "There is no intake desk: a case could end with nobody. Add an agency of this role.")
    yield from gaps(directory)
    if not any(officer.ways for officer in directory.officers.values()):
        yield Finding("warning", "No officer can be reached yet: `langnghe officer link` or `invite`.")
    samples = sum(agency.sample for agency in directory.agencies.values())
    if samples:
        weight: Weight = "error" if directory.real_agencies else "warning"
        yield Finding(weight, f"{samples} agencies are samples: every reply says that this is a trial.")


def gaps(directory: Directory) -> Iterator[Finding]:
    """Communes and provinces where a body is missing, so that the next level hears instead."""
    for commune in communes_served(directory):
        for role in NEEDED_IN_COMMUNE:
            if directory.for_commune(role, commune) is None:
                yield Finding("warning", f"Commune {commune} has no {role}: the province desk is asked instead.")
    for province in codes((a.province,) for a in directory.agencies.values() if a.province):
        for role in NEEDED_IN_PROVINCE:
            if directory.for_province(role, province) is None:
                yield Finding("warning", f"Province {province} has no {role}: the intake desk is asked instead.")


def communes_served(directory: Directory) -> list[str]:
    """The communes that some agency serves."""
    return codes(a.communes for a in directory.agencies.values() if a.role in COMMUNE_ROLES)


def codes(several: Iterable[Iterable[str]]) -> list[str]:
    """Each code once, in order."""
    return sorted({code for some in several for code in some})


def look_at_matrices(site: Site) -> Iterator[Finding]:
    """Editions of the matrix that this version of the program cannot read."""
    for province, text in site.work.matrices.texts().items():
        try:
            parse_edition(text)
        except BadMatrix as problem:
            words = f"The matrix of province {province} cannot be read, the shipped one is in force: {problem}"
            yield Finding("error", f"{words} Correct the table: `langnghe matrix import`.")


def look_at_translations(_site: Site) -> Iterator[Finding]:
    """What people who read another language would see in Vietnamese."""
    wanted = frozenset(text for _, text in texts() if text)
    for locale, missing in untranslated(read_catalogues(), wanted).items():
        if missing:
            yield Finding("warning", f"{len(missing)} of {len(wanted)} texts have no translation into {locale}.")
        else:
            yield Finding("ok", f"All {len(wanted)} texts are translated into {locale}.")


def look_at_numbers(site: Site) -> Iterator[Finding]:
    """Numbers that no citizen is shown, because nobody has confirmed them."""
    unconfirmed = [a for a in site.work.directory.agencies.values() if a.phone and not a.phone_confirmed]
    if unconfirmed:
        yield Finding("warning", f"{len(unconfirmed)} agencies have a number that nobody has confirmed.")
