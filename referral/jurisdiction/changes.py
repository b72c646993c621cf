"""What a newer catalogue changes: compared with the units in force, and the units that follow from it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from referral.jurisdiction import Unit
from referral.jurisdiction.catalogue import MOST_NAMED, BadTable, Heir, Listed
from referral.jurisdiction.names import spelled
from referral.jurisdiction.units import OldCommune, Units
from referral.records import dataclass

Became = Mapping[str, tuple[str, ...]]  # codes of those that have a commune's land, where it is not only itself


class ConversionNeeded(Exception):
    """The catalogue does not say who belongs where now: add these to --conversion (old_code,new_code):"""

    def __init__(self, ended: Sequence[str], new: Sequence[str]) -> None:
        lines = [f"as old_code: {listed(ended)}"] if ended else []
        lines += [f"as new_code: {listed(new)}"] if new else []
        super().__init__("\n".join([str(self.__doc__), *lines]))


@dataclass(frozen=True, slots=True)
class Difference:
    """What a catalogue changes. A commune may be renamed and moved as well; `catalogue` is all that it lists."""

    catalogue: tuple[Listed, ...]
    renamed: tuple[tuple[Unit, Listed], ...]
    moved: tuple[tuple[Unit, Listed], ...]  # to another province
    new: tuple[Listed, ...]
    ended: tuple[Unit, ...]
    provinces: tuple[tuple[str, str, str], ...]  # renamed: code, name before, name after; "" where there was or is none

    def __bool__(self) -> bool:
        return any((self.renamed, self.moved, self.new, self.ended, self.provinces))

    def communes(self) -> int:
        """How many communes are other than before."""
        both = (here.code for here, _ in (*self.renamed, *self.moved))
        return len({*both, *(there.code for there in self.new), *(here.code for here in self.ended)})


def difference(units: Units, export: tuple[Listed, ...]) -> Difference:
    """Compare a catalogue with the units in force, by code."""
    after = {there.code: there for there in export}
    both = [(here, after[code]) for code, here in units.current.items() if code in after]
    return Difference(
        export,
        tuple((here, there) for here, there in both if here.name != there.name),
        tuple((here, there) for here, there in both if here.province != there.province),
        tuple(there for there in export if there.code not in units.current),
        tuple(here for code, here in units.current.items() if code not in after),
        tuple(province_changes(units.provinces, provinces_of(export))),
    )


def provinces_of(export: Iterable[Listed]) -> dict[str, str]:
    """The provinces of a catalogue: code to name with its type."""
    return {there.province: there.province_name for there in export}


def province_changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    """Provinces that are new, gone or named otherwise, by code."""
    for code in sorted({*before, *after}):
        was, is_now = before.get(code, ""), after.get(code, "")
        if was != is_now:
            yield code, was, is_now


def apply(units: Units, change: Difference, conversion: Sequence[Heir], since: str) -> Units:
    """The units from the day `since` (YYYY-MM-DD), their version. Raises ConversionNeeded and BadTable."""
    became = heirs(units, change, conversion)
    current = {there.code: follow(there, units, before) for there, before in predecessors(units, change, became)}
    provinces = provinces_of(change.catalogue)
    goes_to = province_heirs(units, current, became)
    return replace(
        units,
        version=since,
        current=current,
        old=(*carried(units.old, became), *left_behind(units, current, became)),
        provinces=provinces,
        merged={name: goes_to[code] for name, code in (*units.merged.items(), *names_of(units.provinces))},
    )


def names_of(provinces: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Names of provinces with their codes."""
    return ((name, code) for code, name in provinces.items())


def heirs(units: Units, change: Difference, conversion: Sequence[Heir]) -> Became:
    """What communes became by the conversion, complete. Raises ConversionNeeded and BadTable."""
    listed_now = {there.code for there in change.catalogue}
    refuse_unknown(units, listed_now, conversion)
    became: defaultdict[str, set[str]] = defaultdict(set)
    for heir in conversion:
        became[heir.old].add(heir.new)
    reached = {heir.new for heir in conversion} | (units.current.keys() - became.keys())
    ended = [here.code for here in change.ended if here.code not in became]
    new = sorted(listed_now - reached)
    if ended or new:
        raise ConversionNeeded(ended, new)
    return {old: tuple(sorted(codes)) for old, codes in became.items()}


def refuse_unknown(units: Units, listed_now: set[str], conversion: Sequence[Heir]) -> None:
    """A conversion speaks of communes in force until now and of communes in the catalogue. Raises BadTable."""
    problems = []
    for heir in conversion:
        if heir.old not in units.current:
            problems.append(f"line {heir.line}: old_code {heir.old} is not in force: take it out.")
        if heir.new not in listed_now:
            problems.append(f"line {heir.line}: new_code {heir.new} is not in the catalogue: correct one of them.")
    if problems:
        raise BadTable(problems)


def predecessors(units: Units, change: Difference, became: Became) -> Iterable[tuple[Listed, list[Unit]]]:
    """Each commune of the catalogue with the communes whose land it has."""
    before: defaultdict[str, list[Unit]] = defaultdict(list)
    for code, here in units.current.items():
        for new in became.get(code, (code,)):
            before[new].append(replace(here, km2=here.km2 / len(became.get(code, (code,)))))
    return ((there, before[there.code]) for there in change.catalogue)


def follow(there: Listed, units: Units, before: list[Unit]) -> Unit:
    """A commune from then on: where it was, or in the middle of its predecessors."""
    same = units.current.get(there.code)
    if same and [one.code for one in before] == [there.code]:
        return replace(same, name=there.name, province=there.province, province_name=there.province_name)
    lat, lon = (sum(degrees) / len(before) for degrees in zip(*((one.lat, one.lon) for one in before), strict=True))
    km2 = sum(one.km2 for one in before)
    return Unit(there.code, there.name, there.province, there.province_name, lat, lon, km2)


def carried(old: Iterable[OldCommune], became: Became) -> Iterable[OldCommune]:
    """Communes that had ended before, with what their successors became in turn."""
    for was in old:
        if became.keys() & set(was.codes):
            codes = sorted({new for code in was.codes for new in became.get(code, (code,))})
            yield replace(was, codes=tuple(codes))
        else:
            yield was


def left_behind(units: Units, current: Mapping[str, Unit], became: Became) -> Iterable[OldCommune]:
    """What people will still write: communes that ended, were cut, renamed, or moved. They had no district."""
    for code, here in units.current.items():
        codes = became.get(code, (code,))
        if codes != (code,) or known_otherwise(here, current[code]):
            yield OldCommune(code, here.name, "", here.province_name, codes)


def known_otherwise(before: Unit, after: Unit) -> bool:
    """Whether a commune has another name or province now; another spelling of its name is the same."""
    return before.province != after.province or spelled(before.name) != spelled(after.name)


def province_heirs(units: Units, current: Mapping[str, Unit], became: Became) -> dict[str, str]:
    """For each province in force until now the one that has most of its communes from then on."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for code, here in units.current.items():
        votes[here.province].update(current[new].province for new in became.get(code, (code,)))
    kept = {there.province for there in current.values()}
    return {code: code if code in kept else found.most_common(1)[0][0] for code, found in votes.items()}


def successors(units: Units, code: str) -> tuple[str, ...]:
    """What has the land of a commune that is no longer in force; () when it is, or when nobody knows the code."""
    if code in units.current:
        return ()
    return next((was.codes for was in reversed(units.old) if was.code == code), ())


def cut(units: Units) -> dict[str, tuple[str, ...]]:
    """Communes in force under a code that another had, or that gave land away since 2025, with who has it now."""
    return {
        was.code: was.codes
        for was in units.old
        if not was.district and was.name and was.code in units.current and was.codes != (was.code,)
    }


def listed(codes: Sequence[str]) -> str:
    """The first few codes."""
    more = f" … and {len(codes) - MOST_NAMED} more" if len(codes) > MOST_NAMED else ""
    return " ".join(codes[:MOST_NAMED]) + more
