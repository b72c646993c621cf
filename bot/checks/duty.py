"""Looks for posts that nobody holds now or within a day, before a case arrives."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from bot.checks import Finding, Site, Weight
from bot.duty_words import stretch_words
from referral.agencies import ROLES, Directory
from referral.calendar import ONE_DAY
from referral.duty import Vacancy, reached, vacancies
from referral.roster import Stretch

MOST_LINES = 20
MOST_NAMED = 5  # agencies on one line
EMPTY_ALL_DAY = "nobody on duty now, nor within 24 hours"
EMPTY_NOW = "nobody on duty now"
EMPTY_LATER = "nobody on duty for a part of the next 24 hours"
NO_OFFICER = "no officer"
NOT_LINKED = "no officer whom a message reaches"
LACKS = (EMPTY_ALL_DAY, EMPTY_NOW, EMPTY_LATER, NO_OFFICER, NOT_LINKED)  # in this order they are said
REMEDY = "`langnghe duty show --agency ID`, docs/duty.md."

Group = tuple[str, str]  # role, what is missing


def look_at_duty(site: Site) -> Iterator[Finding]:
    """Who would not answer now or in the next 24 hours; nothing to see while nobody was linked at all."""
    directory, now = site.work.directory, site.work.now
    if not any(officer.ways for officer in directory.officers.values()):
        return
    stretch = (now, now + ONE_DAY)
    empty = vacancies(directory, stretch)
    findings = [*at_the_desk(directory, empty, stretch), *elsewhere(grouped(directory, empty, stretch))]
    yield from findings[:MOST_LINES]
    if len(findings) > MOST_LINES:
        yield Finding("warning", f"… and {len(findings) - MOST_LINES} more lines about duty.")
    if not findings:
        yield Finding("ok", "Every agency has somebody on duty, now and for the next 24 hours.")


def at_the_desk(directory: Directory, empty: Sequence[Vacancy], stretch: Stretch) -> Iterator[Finding]:
    """The last rung of every ladder: an error, unless this is a trial in which nobody sits there yet."""
    desk = directory.intake_desk()
    for vacancy in empty:
        if desk and vacancy.agency == desk.id:
            linked = bool(reached(directory, (desk.id,)))
            weight: Weight = "error" if linked or directory.real_agencies else "warning"
            lacks = lacking(directory, vacancy, stretch)
            words = f"The intake desk has {lacks}: {when(vacancy)}. Put somebody there: {REMEDY}"
            yield Finding(weight, words)


def grouped(directory: Directory, empty: Sequence[Vacancy], stretch: Stretch) -> Mapping[Group, Sequence[str]]:
    """The agencies but for the desk, by role and by what they lack."""
    found = defaultdict[Group, list[str]](list)
    for vacancy in empty:
        role = directory.agencies[vacancy.agency].role
        if role != "intake_desk":
            found[role, lacking(directory, vacancy, stretch)].append(vacancy.agency)
    return found


def lacking(directory: Directory, vacancy: Vacancy, stretch: Stretch) -> str:
    """What is missing at an agency."""
    if not reached(directory, (vacancy.agency,)):
        return NOT_LINKED if directory.officers_of(vacancy.agency) else NO_OFFICER
    if vacancy.stretches == (stretch,):
        return EMPTY_ALL_DAY
    return EMPTY_NOW if vacancy.stretches[0][0] == stretch[0] else EMPTY_LATER


def elsewhere(groups: Mapping[Group, Sequence[str]]) -> Iterator[Finding]:
    """One line for each role and what it lacks, posts that were held before those that never were."""
    for (role, lacks), ids in sorted(groups.items(), key=lambda found: weight_of(found[0])):
        more = ", …" if len(ids) > MOST_NAMED else ""
        named = ", ".join(ids[:MOST_NAMED])
        many = f"{len(ids)} agencies have" if len(ids) > 1 else "1 agency has"
        yield Finding("warning", f"{role}: {many} {lacks}: {named}{more}. The next rung is asked instead: {REMEDY}")


def weight_of(group: Group) -> tuple[int, int]:
    """Where a group stands in the report."""
    return LACKS.index(group[1]), ROLES.index(group[0])


def when(vacancy: Vacancy) -> str:
    """The stretches of time without anybody."""
    return "; ".join(stretch_words(stretch) for stretch in vacancy.stretches)
