"""Looks that refuse to call a deployment live, each with what to run; what matters most comes first."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from bot.checks import Finding, Look, Site
from bot.checks.alarms import NO_WAY, look_at_alarms, tells_outside
from bot.checks.channels import look_at_zalo, look_at_zalo_bot, outside_channels
from bot.checks.configuration import look_at_addresses, look_at_names, look_at_telegram, look_at_trial
from bot.checks.content import NEEDED_IN_COMMUNE, NEEDED_IN_PROVINCE, communes_served, look_at_flows
from bot.checks.duty import look_at_duty
from bot.store.backups import is_backed_up, last_backup
from bot.store.copies import Kind, is_old
from bot.store.drills import answered_since
from bot.store.tables import ERASED
from referral.agencies import Agency, Directory, Officer
from referral.guidance import unsigned
from referral.jurisdiction.units import unit

DRILL_LASTS = timedelta(days=7)
LETTER_LASTS = timedelta(days=1)
DESK_OFFICERS = 2  # day and night cannot be one person
COPIES: Mapping[Kind, str] = {
    "backup": "The database was not backed up within 2 days: run `langnghe backup --to FILE` every night"
    " (docs/backup.md).",
    "drill": "No backup was proven within 90 days: run `langnghe backup drill FILE --key KEY` (docs/backup.md).",
}
OWN_PAGE = "officer_page"

Reasons = Iterator[str]


def live_findings(site: Site) -> list[Finding]:
    """Every reason not to call this deployment live, the weightiest first; none: it may be called live."""
    reasons = [reason for look in REASONS for reason in look(site)]
    errors = [finding for look in ALSO for finding in look(site) if finding.weight == "error"]
    return [*(Finding("error", reason) for reason in reasons), *errors]


def trial(site: Site) -> Reasons:
    """Every reply still says that nobody is on duty."""
    if not site.settings.real_agencies:
        yield "This is a trial: set REAL_AGENCIES=yes once real people answer every alert."
    samples = sum(agency.sample for agency in site.work.directory.agencies.values())
    if samples:
        yield f"{samples} agencies are samples: begin with a new database and real agencies (docs/directory.md)."


def intake_desk(site: Site) -> Reasons:
    """The last rung of every ladder must be there day and night."""
    directory = site.work.directory
    desk = directory.intake_desk()
    if desk is None:
        yield "There is no intake desk: add an agency of this role to the directory."
        return
    officers = directory.officers_of(desk.id)
    if len(officers) < DESK_OFFICERS:
        yield f"The intake desk has {len(officers)} officers: it needs at least {DESK_OFFICERS}, day and night."
    if not has_number(desk):
        yield "The intake desk has no confirmed number: call it, then confirm it in the directory."
    yield from at_the_desk(site, [officer for officer in officers if on_duty_and_reachable(site, officer)])


def at_the_desk(site: Site, present: Iterable[Officer]) -> Reasons:
    """Somebody must be reached now, and have shown it."""
    ids = [officer.id for officer in present]
    if not ids:
        yield "Nobody at the intake desk is on duty and reachable: `langnghe officer invite`, then “trực bật”."
    elif not answered_since(site.work.connection, ids, site.work.now - DRILL_LASTS):
        yield "Nobody on duty at the intake desk answered a drill within 7 days: run `langnghe drill`, press “Có mặt”."


def on_duty_and_reachable(site: Site, officer: Officer) -> bool:
    """Whether a message would reach this officer now, by a channel that this deployment has."""
    channels = {OWN_PAGE, *outside_channels(site.settings)}
    people = (site.work.people.get(way) for way in officer.ways)
    return officer.on_duty and any(person and person.address.channel in channels for person in people)


def without_officers(site: Site) -> Reasons:
    """An agency nobody works at hears nothing."""
    directory = site.work.directory
    for agency in sorted(directory.agencies.values(), key=lambda a: a.id):
        if not directory.officers_of(agency.id):
            yield f"{agency.id} has no officer: add one to the directory."


def communes(site: Site) -> Reasons:
    """Each commune that is served must have its three bodies, real and with a number somebody confirmed."""
    directory = site.work.directory
    for commune in communes_served(directory):
        for role in NEEDED_IN_COMMUNE:
            yield from lacking(directory.for_commune(role, commune), f"Commune {commune}", role)


def provinces(site: Site) -> Reasons:
    """Above each commune that is served there must be its province."""
    directory = site.work.directory
    for province in provinces_served(directory):
        for role in NEEDED_IN_PROVINCE:
            if directory.for_province(role, province) is None:
                yield f"Province {province} has no {role}: add it to the directory."


def lacking(agency: Agency | None, where: str, role: str) -> Reasons:
    """What is missing of one body."""
    if agency is None:
        yield f"{where} has no {role}: add it to the directory."
    elif not agency.sample and not has_number(agency):  # samples have a line of their own
        yield f"{where}: {agency.id} has no confirmed number: call it, then confirm it in the directory."


def provinces_served(directory: Directory) -> list[str]:
    """The provinces of the communes that are served, and those that have an agency of their own."""
    found = (unit(commune) for commune in communes_served(directory))
    own = {agency.province for agency in directory.agencies.values() if agency.province}
    return sorted(own | {place.province for place in found if place})


def has_number(agency: Agency) -> bool:
    """Whether there is a number that somebody has called."""
    return bool(agency.phone) and agency.phone_confirmed


def backup(site: Site) -> Reasons:
    """Without a copy of the key ring one broken disk makes everything unreadable."""
    connection = site.work.connection
    if last_backup(connection) is None:
        yield "The key ring was never backed up: run `langnghe keys backup --to FILE`, apart from the database."
    elif not is_backed_up(connection, site.settings.keyring_path):
        yield "The key ring changed since its backup: run `langnghe keys backup --to FILE` again."


def copies(site: Site) -> Reasons:
    """A backup that is old is a day that is lost; one that was never opened may be none."""
    for kind, words in COPIES.items():
        if is_old(site.work.connection, kind, site.work.now):
            yield words


def public_address(site: Site) -> Reasons:
    """People must reach us, nobody read along, and a flood from one of them not slow down all."""
    if not site.settings.web_address.startswith("https://"):
        yield "There is no public https address: put a web server with a certificate in front, set LANGNGHE_PUBLIC_URL."
    elif not site.settings.behind_proxy:
        yield "Everybody looks like one source: behind the https web server set LANGNGHE_BEHIND_PROXY=yes."


def alarm_way(site: Site) -> Reasons:
    """When the program is ill its messengers may be too."""
    if not tells_outside(site.settings):
        yield NO_WAY


def first_aid(site: Site) -> Reasons:
    """First aid is medical advice."""
    if any(advice.kind == "first_aid" for advice in unsigned(site.work.guidance.current())):
        yield "Nobody has signed off the first-aid texts: a doctor signs them at the console, /o/guidance."


def dead_letters(site: Site) -> Reasons:
    """Messages that never arrived are to be looked at the same day."""
    long_ago = site.work.now - LETTER_LASTS
    old = [letter for letter in site.work.outbox.dead_letters() if letter.at < long_ago and letter.problem != ERASED]
    if old:
        yield f"{len(old)} dead letters are older than a day: look at `langnghe dead-letters`."


REASONS = (
    trial,
    intake_desk,
    without_officers,
    communes,
    provinces,
    backup,
    copies,
    public_address,
    alarm_way,
    first_aid,
    dead_letters,
)
ALSO: tuple[Look, ...] = (
    look_at_flows,
    look_at_names,
    look_at_addresses,
    look_at_telegram,
    look_at_zalo,
    look_at_zalo_bot,
    look_at_trial,
    look_at_duty,
    look_at_alarms,
)
