"""What one name can mean in its company: the areas beside it speak for some of its readings and against others."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from referral.jurisdiction.gazetteer import IN_DISTRICT, IN_PROVINCE, Reading
from referral.jurisdiction.mentions import Mention, Text

MOST_AREAS = 6  # weighed for one name: an address has three, and no text makes us slow
MOST_AFTER = 20  # names looked at for them
ELSEWHERE = -1  # fits less than anything that is needed
WIDEST_GAP = 6  # words between a name and an area that still belongs to it
# May stand between a name and the area it is in.
LINKS = frozenset(("thuoc", "cua", "o", "tai", "nay", "la", "cu", "truoc", "day"))
# Say that another place begins.
PARTING = frozenset(("o", "tai", "que", "song", "ve", "den", "di", "vao", "ra", "qua", "tu", "sang", "nha", "gan"))


class Claim(NamedTuple):
    """What one mention can be when everything beside it is weighed; `fit` is how well the best readings fit."""

    mention: Mention
    readings: tuple[Reading, ...]
    fit: int


def claims_of(said: Text, wanted: Callable[[Mention], bool]) -> tuple[Claim, ...]:
    """What the wanted mentions can be; one that everything beside it contradicts is nothing."""
    known: dict[tuple[str, ...], Claim] = {}  # the same name in the same company is weighed once
    claims = []
    for at, mention in enumerate(said.mentions):
        if wanted(mention):
            areas = beside(said, at)
            if mention.level == "district":
                areas = tuple([area for area in areas if area.provinces])  # two districts are two places
            key = tuple([m.words for m in (mention, *areas)])
            if key in known:
                one = known[key]
                claims.append(one._replace(mention=mention._replace(doubtful=one.mention.doubtful)))
            else:
                known[key] = claim(mention, areas)
                claims.append(known[key])
    return tuple([c for c in claims if c.readings])


def claim(mention: Mention, areas: tuple[Mention, ...]) -> Claim:
    """The readings of a mention that fit the areas beside it best, then its marker, then its accents."""
    sorts = sorted_out(areas)
    rated = [
        (fit, reading.kind == mention.kind, spelled_so(reading, mention), not reading.joined, reading)
        for reading in mention.readings
        if reading.level != "province" and (fit := weighed(reading, sorts)) >= needed(reading, mention)
    ]
    best = max([rate[:4] for rate in rated], default=(0, False, False, False))
    tied = tuple([rate[4] for rate in rated if rate[:4] == best])
    if not tied and mention.level == "commune":
        return moved(mention, areas)
    if not best[0] and any([not area.provinces for area in areas]):
        mention = mention._replace(doubtful=True)  # the district beside it is another's: it must be confirmed
    return Claim(mention, tied, best[0])


def moved(mention: Mention, areas: tuple[Mention, ...]) -> Claim:
    """A commune of this name elsewhere in the province: districts were redrawn, and people err. To be confirmed."""
    provinces = {area for meant in areas for r in meant.areas for area in (r.area, *r.fits) if "/" not in area}
    named = {r.area for meant in areas for r in meant.provinces} or provinces
    found = [r for r in mention.readings if r.kind == mention.kind and spelled_so(r, mention)]
    inside = tuple([r for r in found if any([r.fits.get(area, 0) == IN_PROVINCE for area in named])])
    return Claim(mention._replace(doubtful=True), inside if not mention.doubtful else (), 0)


def spelled_so(reading: Reading, mention: Mention) -> bool:
    """Whether the accents speak for a reading; where either has none they cannot."""
    return reading.spelling == mention.spelling or not reading.spelling or not mention.spelling


def needed(reading: Reading, mention: Mention) -> int:
    """How well the areas must fit a name that bears another marker or other accents: one of one word bears none."""
    if not mention.kind:
        return IN_DISTRICT if mention.doubtful and not reading.area else 0
    if mention.doubtful:
        return IN_PROVINCE
    faults = (reading.kind != mention.kind and reading.level == "commune") + (not spelled_so(reading, mention))
    return IN_PROVINCE if faults >= min(2, mention.last - mention.named) else 0


def beside(said: Text, at: int) -> tuple[Mention, ...]:
    """The areas right after a name, or right before it: "xã Sơn Long, Sơn Tây, Quảng Ngãi", or the other way round."""
    after = tuple(islice(areas_after(said, at), MOST_AREAS))
    if any(len(area.areas) > len(area.provinces) for area in after):
        return named_twice(after)
    return named_twice((*areas_before(said, at), *after))


def named_twice(areas: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """In "Cao Bằng, Cao Bằng" the first is the town."""
    found = list(areas)
    for at in range(len(found) - 1):
        if found[at].words.lower() == found[at + 1].words.lower():
            towns = tuple([a for a in found[at].areas if a.level == "district"])
            found[at] = found[at]._replace(areas=towns, provinces=()) if towns else found[at]
    return tuple(found)


def areas_after(said: Text, at: int) -> Iterator[Mention]:
    """Areas that follow, with little between, up to the next marked commune."""
    end = said.mentions[at].end
    for other in islice(said.mentions, at + 1, at + 1 + MOST_AFTER):
        if other.level == "commune" or apart(said, end, other):
            return
        end = other.end
        if other.areas:
            yield other


def apart(said: Text, end: int, other: Mention) -> bool:
    """Whether the words between say that an area is another place: only links, or a few about the first, do not."""
    between = said.words[end : other.start]
    if all([word.key in LINKS for word in between]):
        return False
    alone = bool(other.kind) or said.words[other.start].part != said.words[other.start - 1].part
    return not alone or len(between) > WIDEST_GAP or any([word.key in PARTING for word in between])


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
    return sum([fit(reading, area) for area in areas])


def fit(reading: Reading, area: Mention) -> int:
    """How well a reading fits the best meaning of an area's name; a little less when its marker is another."""
    meant = [a for a in area.areas if a.kind == area.kind] or area.areas
    found = max([reading.fits.get(a.area, 0) for a in meant], default=0)
    if found and area.kind not in ("", meant[0].kind):
        return max(found - 1, 1)
    return min(found, IN_PROVINCE) if area.provinces else found  # "Sóc Trăng" is a province and its town


def weighed(reading: Reading, areas: Sequence[Sequence[Mention]]) -> int:
    """How well a reading fits all areas, sorted out; ELSEWHERE when they say that it is elsewhere.

    Every province named says so, or every district with its marker.
    """
    provinces, marked, others = areas
    in_province = total(reading, provinces)
    if provinces and not in_province:
        return ELSEWHERE
    in_district = total(reading, marked)
    if marked and not in_district:
        return ELSEWHERE
    return in_province + in_district + total(reading, others)


def sorted_out(areas: Iterable[Mention]) -> tuple[list[Mention], list[Mention], list[Mention]]:
    """The areas whose name is a province's, the districts with their marker, and the others."""
    sorts: tuple[list[Mention], list[Mention], list[Mention]] = [], [], []
    for area in areas:
        sorts[0 if area.provinces else 1 if area.kind else 2].append(area)
    return sorts
