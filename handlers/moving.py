"""Cases and agencies follow when their commune or province is no longer in force: moved, or put to whoever decides."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from handlers.scene import words
from handlers.settle import settle
from handlers.speaking import tell_holders
from handlers.work import Work
from referral.agencies import Agency, Directory
from referral.case import Case
from referral.jurisdiction.changes import cut, successors
from referral.jurisdiction.units import unit, units
from referral.jurisdiction.words import spoken
from referral.records import dataclass

Provinces = Mapping[str, str]  # codes that are no longer in force: the code of the province that follows
ABOUT_COMMUNE = ("commune", "commune_words", "place_options", "place_via")  # facts that name communes by code
MOST_SAID = 5  # communes in one line


@dataclass(frozen=True, slots=True)
class AgencyMove:
    """An agency before and after; `review` says what a person must look at."""

    before: Agency
    after: Agency
    review: str = ""


def moved_case(case: Case, provinces: Provinces) -> Case:
    """The case with the communes and the province of today; itself when they are in force, or nobody knows them."""
    pointed = (case.commune,) if case.commune else case.candidates
    now = todays(pointed)
    if now == pointed:
        return replace(case, province=provinces.get(case.province, case.province))
    sure = len(now) == 1 and bool(case.commune or len(pointed) > 1)
    commune = now[0] if sure else ""
    return replace(
        case,
        commune=commune,
        candidates=() if sure else now,
        province=common_province(now),
        facts={**without_commune(case), **facts_of(now, commune)},
    )


def todays(codes: Iterable[str]) -> tuple[str, ...]:
    """Communes of today in place of those that ended; a code that nobody knows stays."""
    known = units()
    return tuple(dict.fromkeys(now for code in codes for now in (successors(known, code) or (code,))))


def common_province(codes: tuple[str, ...]) -> str:
    """The province that all these communes are in, "" when there are several."""
    found = {known.province for code in codes if (known := unit(code))}
    return found.pop() if len(found) == 1 else ""


def without_commune(case: Case) -> dict[str, str]:
    """The facts of a case that name no commune by code."""
    return {name: value for name, value in case.facts.items() if name not in ABOUT_COMMUNE}


def facts_of(codes: tuple[str, ...], commune: str) -> dict[str, str]:
    """What the facts say of the communes of today."""
    if commune:
        return {"commune": commune, "commune_words": spoken(commune)}
    return {"place_options": ",".join(codes)}


def move_case(work: Work, case: Case, provinces: Provinces) -> Case:
    """Bring a case to the communes of today, tell who holds it, and whoever must know from now on."""
    moved = moved_case(case, provinces)
    if moved == case:
        return case
    work.cases.save(moved)
    codes = (moved.commune,) if moved.commune else moved.candidates
    work.audit("deployer", f"move {case.commune or '+'.join(case.candidates)} > {'+'.join(codes)}", case.id)
    tell_moved(work, moved, codes)
    return settle(work, moved)


def move_hazards(work: Work) -> None:
    """Dangerous places follow their commune where it became one commune; where it was split, their cases say which."""
    for hazard in work.hazards.listed(every=True):
        now = todays((hazard.commune,))
        if now != (hazard.commune,) and len(now) == 1:
            work.hazards.save(replace(hazard, commune=now[0], province=common_province(now)))
            work.audit("deployer", f"move {hazard.number} {hazard.commune} > {now[0]}")


@dataclass(frozen=True, slots=True)
class SubscriberMove:
    """So many ways of subscribers in one commune and province, and where they are from now on."""

    many: int
    before: tuple[str, str]
    after: tuple[str, str]


def subscriber_moves(work: Work, provinces: Provinces) -> tuple[SubscriberMove, ...]:
    """Subscribers of communes and provinces that ended; of a commune that was split only the province is known."""
    found = ((many, here, place_today(here, provinces)) for here, many in work.subscriptions.places().items())
    return tuple(SubscriberMove(many, before, after) for many, before, after in found if before != after)


def place_today(here: tuple[str, str], provinces: Provinces) -> tuple[str, str]:
    """The commune and province of today; the commune is "" if it became several."""
    commune, province = here
    now = todays((commune,)) if commune else ()
    if now == (commune,) or not now:
        return commune, provinces.get(province, province)
    return (now[0] if len(now) == 1 else ""), common_province(now)


def move_subscribers(work: Work, provinces: Provinces) -> None:
    """Subscribers follow their commune."""
    for move in subscriber_moves(work, provinces):
        work.subscriptions.move(move.before, move.after)
        places = (" ".join(filter(None, place)) or "nowhere" for place in (move.before, move.after))
        work.audit("deployer", f"move {move.many} subscribers {' > '.join(places)}")


def tell_moved(work: Work, case: Case, codes: tuple[str, ...]) -> None:
    """Tell the holders where the case is now, or that somebody must say which commune it is."""
    place = words(work, "vi", "either").join(spoken(code) for code in codes[:MOST_SAID])
    tag = "+".join(codes[:MOST_SAID])
    if case.commune:
        tell_holders(work, case, "place_moved", tag, place=place)
    elif codes:
        tell_holders(work, case, "place_divided", tag, place=place)


@dataclass(frozen=True, slots=True)
class Served:
    """What stands when agencies are moved: how many serve a commune in a role, which communes were cut."""

    directory: Directory
    provinces: Provinces
    many: Mapping[tuple[str, str], int]  # by role and commune
    cut: frozenset[str]

    @classmethod
    def by(cls, directory: Directory, provinces: Provinces) -> "Served":
        many = Counter((a.role, code) for a in directory.agencies.values() for code in a.communes)
        return cls(directory, provinces, many, frozenset(cut(units())))


def agency_moves(directory: Directory, provinces: Provinces) -> tuple[AgencyMove, ...]:
    """Which agencies serve communes or a province that are no longer in force, or that were cut, and what follows."""
    served = Served.by(directory, provinces)
    moves = [agency_move(directory.agencies[id], served) for id in sorted(directory.agencies)]
    several = Counter((move.after.role, code) for move in moves for code in move.after.communes)
    asked = (replace(move, review="; ".join(reviews(move, served, several))) for move in moves)
    return tuple(move for move in asked if move.before != move.after or move.review)


def agency_move(agency: Agency, served: Served) -> AgencyMove:
    """One agency with the communes of today; what another body of its role serves already stays with that one."""
    communes = tuple(
        code for code in todays(agency.communes) if code in agency.communes or not served.many[agency.role, code]
    )
    province = served.provinces.get(agency.province, agency.province)
    taken = province != agency.province and served.directory.for_province(agency.role, province) is not None
    return AgencyMove(agency, replace(agency, communes=communes, province="" if taken else province))


def reviews(move: AgencyMove, served: Served, several: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """What a person must look at, in the deployer's words."""
    before, after = move.before, move.after
    followed = [successors(units(), code) for code in before.communes if not unit(code)]
    if any(len(codes) > 1 for codes in followed):
        yield "a commune was split: do all parts belong here?"
    if not all(followed):
        yield "a code that nobody knows: correct it"
    if served.cut.intersection(before.communes):
        yield "a commune gave land away or its code was used again: who serves that?"
    added = set(todays(before.communes)) - set(before.communes)
    shared = any(several[after.role, code] > 1 for code in added & set(after.communes))
    if shared or added - set(after.communes) or (before.province and not after.province):
        yield "several bodies of this role: which one stays?"
