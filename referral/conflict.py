"""May this agency, or this officer, know of this case? One answer for every path, and who is shut out by words."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from referral.accused import Finding, accused
from referral.agencies import COMMUNE_ROLES, PROVINCE_ROLES, Agency, Directory, Officer
from referral.case import Case
from referral.triage.reading import read

SHIELD = "shield"  # the fact of a case that says what its reporter may be told: "asked" or "harm"
LEAST_WORDS = 2  # of a name that is known by itself


def agency_may_know(case: Case, agency: Agency) -> bool:
    """Whether this agency may hear of the case at all."""
    return agency.role not in case.avoid and agency.id not in shut_out(case)


def officer_may_know(case: Case, officer: Officer, role: str) -> bool:
    """Whether an officer, whose agency has this role, may hear of the case at all."""
    return role not in case.avoid and shut_out(case).isdisjoint((officer.id, officer.agency))


def may_know(case: Case, officer_id: str, directory: Directory) -> bool:
    """The same by the officer's id; whoever the directory has lost may know nothing once anybody is shut out."""
    officer = directory.officers.get(officer_id)
    agency = directory.agencies.get(officer.agency) if officer else None
    if officer is None or agency is None:
        return not in_conflict(case)
    return officer_may_know(case, officer, agency.role)


def shut_out(case: Case) -> frozenset[str]:
    """Ids of agencies and officers that must not know, for sure or until the reporter has answered about a name."""
    return case.excluded | case.named


def hidden_names(case: Case) -> frozenset[str]:
    """Ids of agencies and officers, and roles, that must not know of the case: what a list leaves it out by."""
    return shut_out(case) | {role_name(role) for role in case.avoid}


def role_name(role: str) -> str:
    """A role among ids: no id looks like it."""
    return f"role:{role}"


def commune_may_know(case: Case, directory: Directory) -> bool:
    """Whether the commune of a case may hear of it at all: one of its bodies, or of the roles that it could have."""
    here = [body for role in COMMUNE_ROLES if (body := directory.for_commune(role, case.commune))]
    return not case.avoid.issuperset(COMMUNE_ROLES) and (not here or any(agency_may_know(case, body) for body in here))


def in_conflict(case: Case) -> bool:
    """Whether anybody must not know of this case."""
    return bool(case.avoid or case.excluded or case.named)


def excluding(case: Case, text: str, directory: Directory) -> Case:
    """The case without whom these words accuse or want kept out; nobody is let in again by words."""
    known = known_names(case, directory)
    found = accused(text, frozenset(known))
    return applied(case, found, {" ".join(name): who for name, who in known.items()}) if found else case


def applied(case: Case, found: Iterable[Finding], known: dict[str, tuple[Agency | Officer, ...]]) -> Case:
    """The case with all findings: a post shuts its role out, a name whoever bears it."""
    found = tuple(found)
    meant = [(f, one) for f in found for one in known.get(f.name, ())]
    sure = {one.id for f, one in meant if f.role or isinstance(one, Agency)}
    doubted = {i for f, one in meant if not f.role and isinstance(one, Officer) for i in (one.id, one.agency)}
    asked = any(f.why == "do_not_tell" for f in found if f.sure)
    why = "asked" if asked else "harm" if any(f.sure for f in found) else ""
    return replace(
        case,
        avoid=case.avoid | {f.role for f in found if f.role},
        excluded=case.excluded | sure,
        named=case.named | (doubted - case.cleared - case.excluded - sure),
        facts={**case.facts, SHIELD: why} if why else case.facts,
    )


def answered_about_name(case: Case, answer: str) -> Case:
    """The case after the reporter was asked whether the one they named works there: only "no" lets them in again."""
    if answer == "no":
        return replace(case, named=frozenset(), cleared=case.cleared | case.named)
    return replace(case, excluded=case.excluded | case.named, named=frozenset()) if answer == "yes" else case


def known_names(case: Case, directory: Directory) -> dict[tuple[str, ...], tuple[Agency | Officer, ...]]:
    """The names of the bodies and officers that this case could reach, as words."""
    known: dict[tuple[str, ...], tuple[Agency | Officer, ...]] = {}
    for agency in concerned(case, directory):
        bearers: tuple[Agency | Officer, ...] = (agency, *directory.officers_of(agency.id))
        for one in bearers:
            name = name_words(one.name)
            if len(name) >= LEAST_WORDS:
                known[name] = (*known.get(name, ()), one)
    return known


def concerned(case: Case, directory: Directory) -> Iterator[Agency]:
    """The bodies of the communes it may be, of the province, and the desk."""
    codes = dict.fromkeys((case.commune, *case.candidates, case.facts.get("child_at", "")))
    local = (directory.for_commune(role, code) for code in codes if code for role in COMMUNE_ROLES)
    higher = (directory.for_province(role, case.province) for role in PROVINCE_ROLES if case.province)
    yield from dict.fromkeys(agency for agency in (*local, *higher, directory.intake_desk()) if agency)


@lru_cache(maxsize=10_000)
def name_words(name: str) -> tuple[str, ...]:
    """A name as the words of a text are read."""
    return tuple(token.word for clause in read(name, {}) for token in clause.tokens)
