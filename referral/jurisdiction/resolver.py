"""Words become a place: readings of every name, narrowed by the names beside it; what stays tied is the answer."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from referral.jurisdiction import Elsewhere, Place, PlaceStatus, Role
from referral.jurisdiction.claims import MOST_AREAS, Claim, claims_of, total
from referral.jurisdiction.explain import became, read_as
from referral.jurisdiction.gazetteer import IN_DISTRICT, IN_PROVINCE, NOW_IN_PROVINCE, Reading
from referral.jurisdiction.landmarks import NONE, Landmarks, standing_for
from referral.jurisdiction.mentions import Mention, Text, read
from referral.jurisdiction.names import fold
from referral.jurisdiction.other_names import FAMOUS
from referral.jurisdiction.roles import FIRST, codes_of, corrected, near, responsible, role_of, without, works_away
from referral.jurisdiction.spelling import near_bare, near_marked
from referral.jurisdiction.units import Units, unit, units

MOST_LINES = 5
# Provinces whose bare letters are everyday words.
PASSING = frozenset(("camau", "bentre", "hoabinh", "thanhhoa", "sonla", "laocai", "hue"))
# Say that a place follows.
TOWARDS = frozenset((
    "ở", "tại", "từ", "về", "quê", "đến", "tới", "lên", "xuống", "ra", "vào", "vô", "qua", "sang", "ngoài", "trong",
    "dưới", "trên", "bên", "thuộc", "là", "người", "miệt", "vùng", "miền", "khu", "nơi", "chỗ", "gần", "phía", "o",
    "và", "hay", "hoặc",
))  # fmt: skip
TOWARDS_KEYS = frozenset(map(fold, TOWARDS))
CONFIDENCE: dict[PlaceStatus, float] = {"commune": 0.95, "ambiguous": 0.5, "province": 0.6}


def resolve(text: str, landmarks: Landmarks = NONE) -> Place:
    """The commune that a text names, the communes that fit equally well, or its province. Total, pure, silent.

    A name without a marker (xã, phường …) counts only beside a fitting district or province, or as the whole text.
    The name of a school or station of the directory decides where the text leaves several communes open, or all.
    """
    said, place = named(text, units())
    return at_landmark(place, said, landmarks) if landmarks and place.status != "commune" else place


@lru_cache(maxsize=8)  # what was said just now is looked up by each who asks; bot.store.remembering forgets it
def named(text: str, _known: Units) -> tuple[Text, Place]:
    """A text as words and places, and what its names say while these units are in use."""
    said = corrected(read(text))
    return said, placed(said)


def at_landmark(place: Place, said: Text, landmarks: Landmarks) -> Place:
    """The place, narrowed by a landmark that is not elsewhere."""
    words, codes = standing_for(said, landmarks)
    near = [code for code in codes if not place.codes or code in place.codes]
    found = tuple(code for code in near if place.province in ("", provinces_of((code,))))
    if not found:
        return place
    status: PlaceStatus = "commune" if len(found) == 1 else "ambiguous"
    line = f"“{words}”: {became(found)}"
    reading = (line, *place.reading)[:MOST_LINES]
    return Place(status, found, provinces_of(found), reading, CONFIDENCE[status], ("",) * len(found), "landmark")


def placed(said: Text) -> Place:
    """What the names of a text say; where somebody only lives counts when nothing else is named."""
    found = look(said)
    if found.role != "lives":
        return found.place
    elsewhere = look(without(said, found.claims)).place
    if elsewhere.status == "none" or (elsewhere.province == found.place.province and not elsewhere.codes):
        return found.place
    home = Elsewhere("lives", found.place.codes, found.place.province)
    return replace(elsewhere, others=(home, *elsewhere.others))


class Found(NamedTuple):
    """What a look at a text finds: the place, what its words say it is, and the claims it rests on."""

    place: Place
    role: Role = ""
    claims: tuple[Claim, ...] = ()


def look(said: Text) -> Found:
    """The first rule that finds something decides; of several places the one that is responsible."""
    for rule, find in RULES.items():
        if claims := find(said):
            role, main, others = responsible(claims, said)
            return Found(as_place(rule, (*main, *also_known(main, said)), others, said), role, claims)
    return Found(only_province(said))


def also_known(claims: tuple[Claim, ...], said: Text) -> tuple[Claim, ...]:
    """The same place by its other name: "Phường Định Công, Hà Nội (Đại Kim, Hoàng Mai cũ)"."""
    codes = {code for c in claims for code in codes_of(c)}
    if len(codes) < 2 or claims[0].mention.level != "commune":
        return ()
    others = claims_of(without(said, claims), lambda m: not m.kind)
    return tuple(c for c in others if c.fit >= IN_DISTRICT and codes.intersection(codes_of(c)))


def marked_communes(said: Text) -> tuple[Claim, ...]:
    """Names with xã, phường, thị trấn, đặc khu before them; beside a full address a lone name is none of its own."""
    claims = claims_of(said, lambda m: m.level == "commune")
    full = [c for c in claims if c.fit >= IN_DISTRICT]
    codes = {code for c in full for code in codes_of(c)}
    return tuple(c for c in claims if not full or c.fit or codes.intersection(codes_of(c)))


def bare_names(said: Text) -> tuple[Claim, ...]:
    """The best fitting names without a marker; a province's name is that province unless much speaks against it."""
    claims = claims_of(said, lambda m: not m.kind)
    sure = [c for c in claims if c.fit >= (IN_DISTRICT + NOW_IN_PROVINCE if c.mention.provinces else NOW_IN_PROVINCE)]
    if not sure:
        sure = [c for c in claims if said.only(c.mention) and not c.mention.provinces]
    best = max((c.fit for c in sure), default=0)
    return tuple(c for c in sure if c.fit == best)


def marked_districts(said: Text) -> tuple[Claim, ...]:
    """Names with huyện, quận, thị xã, thành phố before them, unless a province of today bears the name as well."""
    return claims_of(said, lambda m: m.level == "district" and not m.provinces)


def bare_communes(said: Text) -> tuple[Claim, ...]:
    """Bare names, unless all they say is the district of a name that is misspelled."""
    claims = bare_names(said)
    area_only = all([any([r.level == "district" for r in c.readings]) for c in claims])
    return (near_bare(said) if claims and area_only else ()) or claims


RULES = {
    "marked commune": marked_communes,
    "near spelling": near_marked,
    "name": bare_communes,
    "near name": near_bare,
    "district": marked_districts,
}


def as_place(rule: str, claims: tuple[Claim, ...], others: tuple[Elsewhere, ...], said: Text) -> Place:
    """The communes that all claims share, else those of any."""
    found = ordered(claims, said)
    lines = explained((c.mention, reading) for c in claims for reading in c.readings)
    unsure = any([not_sure(c) or near(said, c.mention.start) for c in claims])
    status: PlaceStatus = "commune" if len(found) == 1 and not unsure else "ambiguous"
    return Place(
        status, tuple(found), provinces_of(found), lines, CONFIDENCE[status], tuple(found.values()), rule, others
    )


def not_sure(claim: Claim) -> bool:
    """Whether a claim must be confirmed: a slip of the pen, a likely heir, a person's name that is also a commune."""
    mention, readings, fit = claim
    if (mention.doubtful and not fit) or not any([reading.sure for reading in readings]):
        return True
    return not mention.kind and fit <= IN_PROVINCE and fold(mention.words) in FAMOUS


def provinces_of(codes: Iterable[str]) -> str:
    """The one province of these communes, "" when there are several."""
    provinces = {known.province for code in codes if (known := unit(code))}
    return provinces.pop() if len(provinces) == 1 else ""


def explained(named: Iterable[tuple[Mention, Reading]]) -> tuple[str, ...]:
    """Which words were read as what, the first few."""
    lines = (read_as(mention.words, reading) for mention, reading in named)
    return tuple(dict.fromkeys(islice(lines, MOST_LINES)))


def ordered(claims: tuple[Claim, ...], said: Text) -> dict[str, str]:
    """Codes with the old name each was found by, first those in an area that the text names anywhere."""
    shared = set.intersection(*({code for r in c.readings for code in r.codes} for c in claims))
    readings = list(dict.fromkeys([reading for c in claims for reading in c.readings]))
    if len(readings) > 1:
        own = {c.mention.start for c in claims}
        far = list(islice((m for m in said.mentions if m.areas and m.start not in own), MOST_AREAS))
        readings.sort(key=lambda r: -total(r, far))
    found: dict[str, str] = {}
    for reading in readings:
        for code in reading.codes:
            if code in shared or not shared:
                found.setdefault(code, old_name(reading))
    return found


def old_name(reading: Reading) -> str:
    """The name of an old commune, "" when the commune of today was named itself."""
    return reading.name if reading.old and reading.level == "commune" else ""


def only_province(said: Text) -> Place:
    """The one province that the text names, if it names one; of two the one that is responsible."""
    ends = {m.end for m in said.mentions}
    here = (m for m in said.mentions if m.provinces and not works_away(said, m.start))
    named = [(role_of(said, m.start), m) for m in here if is_place(said, m, m.start in ends)]
    first = min((role for role, _ in named), key=FIRST.index, default="")
    meant = [(m, reading) for role, m in named if role == first for reading in m.provinces]
    return province_of({reading.province for _, reading in meant}, explained(meant))


def is_place(said: Text, mention: Mention, in_row: bool) -> bool:
    """Whether a province is said as a place, not as a part of something else: "nem chua Thanh Hóa"."""
    if mention.kind or said.only(mention):
        return True
    if mention.words.islower() and fold(mention.words) in PASSING:
        return False  # "chay ca mau", "hòa bình"
    before = said.words[mention.start - 1] if mention.start else None
    if before is None or before.part != said.words[mention.start].part:
        return True
    return in_row or before.low in TOWARDS or (said.plain and before.key in TOWARDS_KEYS)


def province_of(codes: set[str], lines: tuple[str, ...]) -> Place:
    """A province when there is exactly one, else nothing: two are a journey or a mistake, not a place."""
    if len(codes) != 1:
        return Place("none")
    return Place("province", (), codes.pop(), lines, CONFIDENCE["province"], rule="province")
