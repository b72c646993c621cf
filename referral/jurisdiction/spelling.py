"""A name that is spelled like no commune: the nearest spelling inside the area that the text names, to be confirmed."""

from collections.abc import Iterator

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from referral.jurisdiction.claims import Claim
from referral.jurisdiction.gazetteer import Reading, communes_of, index
from referral.jurisdiction.mentions import Mention, Text, marker_before
from referral.jurisdiction.names import LEVELS, Token
from referral.jurisdiction.other_names import BEFORE_OTHER_NAMES
from referral.jurisdiction.units import units

LONGEST = 4  # words of a misspelled name
LETTERS_PER_FAULT = 4  # one slip in four letters is a slip, more is another name
MOST_FAULTS = 2
MOST_NAMES = 8  # tried in one text


def near_marked(said: Text) -> tuple[Claim, ...]:
    """Names with a commune's marker that are nearly one of the area's communes."""
    return near(said, marked_unknown(said))


def near_bare(said: Text) -> tuple[Claim, ...]:
    """Names in capitals right before an area that are nearly one of its communes."""
    return near(said, bare_unknown(said))


def near(said: Text, unknown: Iterator[tuple[int, int, str]]) -> tuple[Claim, ...]:
    """What the unknown names can be: words [start, end) with the type before them."""
    areas = narrowest(said)
    claims = []
    for (start, end, kind), _ in zip(unknown if areas else (), range(MOST_NAMES), strict=False):
        if readings := nearest(said.words[start:end], kind, areas):
            claims.append(Claim(mention(said, start, end, kind)._replace(readings=readings), readings, 0))
    return tuple(claims)


def mention(said: Text, start: int, end: int, kind: str) -> Mention:
    """Words as a mention that needs to be confirmed."""
    written = " ".join([word.raw for word in said.words[start:end]])
    return Mention(start, start, end, end, kind, written, "", True, (), (), ())


def narrowest(said: Text) -> tuple[str, ...]:
    """The ids of the districts that the text names, each in a province it names if it names one; else the provinces."""
    provinces = {r.area for m in said.mentions for r in m.provinces}
    districts = [r for m in said.mentions if not m.provinces for r in m.areas if r.level == "district"]
    inside = [r.area for r in districts if not provinces or not provinces.isdisjoint(r.fits)]
    return tuple(dict.fromkeys(inside)) or tuple(sorted(provinces))


def nearest(name: tuple[Token, ...], kind: str, areas: tuple[str, ...]) -> tuple[Reading, ...]:
    """The communes in these areas whose names are nearest to the first words, of this type if any is."""
    known = communes_of(units())
    found: list[tuple[int, Reading]] = []
    for count in range(1, len(name) + 1):
        key = "".join([word.key for word in name[:count]])
        allowed = min(MOST_FAULTS, len(key) // LETTERS_PER_FAULT)
        for area in areas:
            names, readings = known.get(area, ((), ()))
            close = extract(key, names, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=MOST_NAMES)
            found += [(int(faults), readings[at]) for _, faults, at in close]
    fewest = min([faults for faults, _ in found], default=0)
    best = [reading for faults, reading in found if faults == fewest]
    return tuple(dict.fromkeys([r for r in best if r.kind == kind] or best))


def marked_unknown(said: Text) -> Iterator[tuple[int, int, str]]:
    """Words after a commune's marker that are not a known name as a whole."""
    names = index()
    for at in range(1, len(said.words)):
        start, kind = marker_before(said.words, at, plain=said.plain)
        if start == at or LEVELS[kind] != "commune":
            continue
        end = run_end(said, at)
        keys = ["".join([word.key for word in said.words[at:last]]) for last in range(at + 1, end + 1)]
        if not any([key in names for key in (*keys[1:], keys[-1])]):
            yield at, end, kind


def bare_unknown(said: Text) -> Iterator[tuple[int, int, str]]:
    """Words in capitals that fill the part right before an area."""
    known = {at for mention in said.mentions for at in range(mention.start, mention.end)}
    for area in said.mentions:
        end = area.start
        start = end
        while start > 0 and said.words[start - 1].part == said.words[end - 1].part and end - start <= LONGEST:
            start -= 1
        name = said.words[start:end]
        if area.areas and 0 < len(name) <= LONGEST and known.isdisjoint(range(start, end)) and named_so(name):
            yield start, end, ""


def named_so(name: tuple[Token, ...]) -> bool:
    """Whether all words are written like a commune's name."""
    return all([word.raw[0].isupper() for word in name]) and name[0].low not in BEFORE_OTHER_NAMES


def run_end(said: Text, start: int) -> int:
    """Where a name that begins here must end: at a comma, at the next place, or after a few words."""
    stops = {mention.start for mention in said.mentions if mention.areas}
    part = said.words[start].part
    end = start + 1
    while end < min(start + LONGEST, len(said.words)) and end not in stops and said.words[end].part == part:
        end += 1
    return end
