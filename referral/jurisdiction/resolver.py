"""Words become a place: readings of every name, narrowed by the names beside it; what stays tied is the answer."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from referral.jurisdiction import Place, PlaceStatus
from referral.jurisdiction.explain import read_as
from referral.jurisdiction.gazetteer import Reading
from referral.jurisdiction.mentions import Mention, Text, read
from referral.jurisdiction.names import fold
from referral.jurisdiction.units import unit

FEW = 5  # a district alone is a question when it became this many communes or fewer, else only its province is known
MOST_LINES = 5
MOST_AREAS = 6  # weighed for one name: an address has three, and no text makes us slow
MOST_AFTER = 20  # names looked at for them
# May stand between a name and the area it is in.
LINKS = frozenset(("thuoc", "cua", "o", "tai", "nay", "la", "cu", "truoc", "day"))
# Provinces whose bare letters are everyday words.
PASSING = frozenset(("camau", "bentre", "hoabinh", "thanhhoa", "sonla", "laocai", "hue"))
CONFIDENCE: dict[PlaceStatus, float] = {"commune": 0.95, "ambiguous": 0.5, "province": 0.6}


@dataclass(frozen=True, slots=True)
class Claim:
    """What one mention can be when everything beside it is weighed; `fit` is how well the best readings fit."""

    mention: Mention
    readings: tuple[Reading, ...]
    fit: int


def resolve(text: str) -> Place:
    """The commune that a text names, the communes that fit equally well, or its province. Total, pure, silent.

    A name without a marker (xã, phường …) counts only beside a fitting district or province, or as the whole text.
    """
    said = read(text)
    for claims in (marked_communes(said), bare_names(said), marked_districts(said)):
        if claims:
            return as_place(claims, said)
    return only_province(said)


def marked_communes(said: Text) -> tuple[Claim, ...]:
    """Names with xã, phường, thị trấn, đặc khu before them."""
    return claims_of(said, lambda m: m.level == "commune")


def bare_names(said: Text) -> tuple[Claim, ...]:
    """The best fitting names without a marker; a province's name is that province unless much speaks against it."""
    claims = claims_of(said, lambda m: not m.kind)
    sure = [c for c in claims if c.fit >= (3 if c.mention.provinces else 1)]
    if not sure:
        sure = [c for c in claims if said.only(c.mention) and not c.mention.provinces]
    best = max((c.fit for c in sure), default=0)
    return tuple(c for c in sure if c.fit == best)


def marked_districts(said: Text) -> tuple[Claim, ...]:
    """Names with huyện, quận, thị xã, thành phố before them, unless a province of today bears the name as well."""
    return claims_of(said, lambda m: m.level == "district" and not m.provinces)


def claims_of(said: Text, wanted: Callable[[Mention], bool]) -> tuple[Claim, ...]:
    """What the wanted mentions can be; one that everything beside it contradicts is nothing."""
    known: dict[tuple[str, ...], Claim] = {}  # the same name in the same company is weighed once
    claims = []
    for at, mention in enumerate(said.mentions):
        if wanted(mention):
            areas = beside(said, at)
            key = tuple(m.words for m in (mention, *areas))
            if key not in known:
                known[key] = claim(mention, areas)
            claims.append(replace(known[key], mention=mention))
    return tuple(c for c in claims if c.readings)


def claim(mention: Mention, areas: tuple[Mention, ...]) -> Claim:
    """The readings of a mention that fit the areas beside it best, then its marker, then its accents."""
    rated = [
        (total(reading, areas), reading.kind == mention.kind, reading.spelling == mention.spelling, reading)
        for reading in mention.readings
        if reading.level != "province" and not contradicted(reading, areas)
    ]
    best = max((rate[:3] for rate in rated), default=(0, False, False))
    return Claim(mention, tuple(rate[3] for rate in rated if rate[:3] == best), best[0])


def beside(said: Text, at: int) -> tuple[Mention, ...]:
    """The areas right after a name, or right before it: "xã Sơn Long, Sơn Tây, Quảng Ngãi", or the other way round."""
    after = tuple(islice(areas_after(said, at), MOST_AREAS))
    return after or areas_before(said, at)


def areas_after(said: Text, at: int) -> Iterator[Mention]:
    """Areas that follow with nothing but linking words between, up to the next marked commune."""
    end = said.mentions[at].end
    for other in islice(said.mentions, at + 1, at + 1 + MOST_AFTER):
        between = said.words[end : other.start]
        if other.level == "commune" or any(word.key not in LINKS for word in between):
            return
        end = other.end
        if other.areas:
            yield other


def areas_before(said: Text, at: int) -> tuple[Mention, ...]:
    """Areas that lead up to a name without a word between; none when they belong to a commune before."""
    start = said.mentions[at].start
    found: list[Mention] = []
    for other in reversed(said.mentions[max(0, at - MOST_AREAS) : at]):
        if other.end != start:
            break
        if other.level == "commune":
            return ()
        start = other.start
        found += [other] if other.areas else []
    return tuple(found)


def total(reading: Reading, areas: Iterable[Mention]) -> int:
    """How well a reading fits all areas beside it."""
    return sum(fit(reading, area) for area in areas)


def fit(reading: Reading, area: Mention) -> int:
    """2 when the reading is part of the area as it was written, 1 when they only touch, 0 when neither."""
    return max((weight(reading, meant, area.kind) for meant in area.areas), default=0)


def weight(reading: Reading, area: Reading, kind: str) -> int:
    """How well a reading fits one meaning of an area's name with this marker."""
    if area.area in reading.inside:
        return 2 if kind in ("", area.kind) else 1
    return int(area.area in reading.touches)


def contradicted(reading: Reading, areas: tuple[Mention, ...]) -> bool:
    """Whether a marked area, or every province named beside it, says that it is elsewhere."""
    provinces = [area for area in areas if area.provinces]
    elsewhere = bool(provinces) and not total(reading, provinces)
    return elsewhere or any(area.kind and not fit(reading, area) for area in areas)


def as_place(claims: tuple[Claim, ...], said: Text) -> Place:
    """The communes that all claims share, else those of any; a large district alone is but its province."""
    readings = {reading for c in claims for reading in c.readings}
    found = ordered(claims, said)
    lines = explained((c.mention, reading) for c in claims for reading in c.readings)
    if len(found) > FEW and all(reading.level == "district" for reading in readings):
        return province_of({reading.province for reading in readings}, lines)
    status: PlaceStatus = "commune" if len(found) == 1 else "ambiguous"
    provinces = {known.province for code in found if (known := unit(code))}
    province = provinces.pop() if len(provinces) == 1 else ""
    return Place(status, tuple(found), province, lines, CONFIDENCE[status], tuple(found.values()))


def explained(named: Iterable[tuple[Mention, Reading]]) -> tuple[str, ...]:
    """Which words were read as what, the first few."""
    lines = (read_as(mention.words, reading) for mention, reading in named)
    return tuple(dict.fromkeys(islice(lines, MOST_LINES)))


def ordered(claims: tuple[Claim, ...], said: Text) -> dict[str, str]:
    """Codes with the old name each was found by, first those in an area that the text names anywhere."""
    shared = set.intersection(*({code for r in c.readings for code in r.codes} for c in claims))
    own = {c.mention.start for c in claims}
    far = tuple(islice((m for m in said.mentions if m.areas and m.start not in own), MOST_AREAS))
    readings = dict.fromkeys(reading for c in claims for reading in c.readings)
    found: dict[str, str] = {}
    for reading in sorted(readings, key=lambda r: -total(r, far)):
        for code in reading.codes:
            if code in shared or not shared:
                found.setdefault(code, old_name(reading))
    return found


def old_name(reading: Reading) -> str:
    """The name of an old commune, "" when the commune of today was named itself."""
    return reading.name if reading.old and reading.level == "commune" else ""


def only_province(said: Text) -> Place:
    """The one province that the text names, if it names one."""
    sure = [m for m in said.mentions if not in_passing(m) or said.only(m)]
    named = [(m, reading) for m in sure for reading in m.provinces]
    return province_of({reading.province for _, reading in named}, explained(named))


def in_passing(mention: Mention) -> bool:
    """Whether a province's name in small letters may be ordinary words: "chay ca mau", "hòa bình"."""
    return not mention.kind and mention.words.islower() and fold(mention.words) in PASSING


def province_of(codes: set[str], lines: tuple[str, ...]) -> Place:
    """A province when there is exactly one, else nothing: two are a journey or a mistake, not a place."""
    if len(codes) != 1:
        return Place("none")
    return Place("province", (), codes.pop(), lines, CONFIDENCE["province"])
