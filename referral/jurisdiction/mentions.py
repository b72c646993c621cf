"""Where a text names places: windows of 1 to 6 words that are a name, with the marker before or behind them."""

from collections.abc import Iterator
from typing import NamedTuple

from referral.jurisdiction.gazetteer import Index, Reading, index
from referral.jurisdiction.names import BEHIND, LEVELS, MARKER_KEYS, MARKERS, Token, spelled_word, tokens
from referral.jurisdiction.other_names import house, just_words, of_another

LONGEST = 6  # words of a name
LONGEST_SHORT = 12  # letters: "Ở BMT" is not shouted

HALVES = frozenset(("thanh", "thi", "dac", "huyen"))  # first words of the markers of two words
# Besides a name and these, a short answer to "where?" holds nothing.
SMALL_WORDS = frozenset((
    "o", "tai", "thuoc", "cua", "la", "nay", "cu", "truoc", "day", "kia", "tinh", "xa", "em", "chau", "con",
    "minh", "toi", "nha", "da", "a", "nhe", "do", "vietnam", "viet", "nam", "vn", "dia", "chi", "nham",
))  # fmt: skip


class Mention(NamedTuple):
    """Words [start, end) of a text that name a place; `named` to `last` is the name without its marker."""

    start: int
    named: int
    last: int
    end: int
    kind: str  # the type that the marker says, "" without a marker
    words: str  # as written
    spelling: str  # of the name, "" when the whole text is without accents
    doubtful: bool  # written like ordinary words: "xã ba"; the areas beside it must speak for it
    readings: tuple[Reading, ...]
    areas: tuple[Reading, ...]  # those of the readings that are a district or a province
    provinces: tuple[Reading, ...]

    @property
    def level(self) -> str:
        """The level that the marker says, "" without a marker."""
        return LEVELS.get(self.kind, "")


class Text(NamedTuple):
    """A text cut into words, with the places it names in the order they stand."""

    words: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    plain: bool  # whether all of it is without accents
    telling: tuple[int, ...]  # where the words stand that are not small

    def only(self, mention: Mention) -> bool:
        """Whether the name is the whole text, but for small words: a short answer to "where?"."""
        first, last = self.telling[:1], self.telling[-1:]
        return not first or (mention.start <= first[0] and last[0] < mention.end)


def read(text: str) -> Text:
    """The places a text names, without the names of persons and streets."""
    words = tokens(text.lower() if shouted(text) else text)
    plain = all(word.low.isascii() for word in words)
    kept = apart(list(named(words, plain=plain)))
    taken = {at for mention in kept for at in range(mention.start, mention.end)}
    places = [m for m in kept if m.kind or not of_another(words, m.start, taken, plain=plain)]
    places = [m._replace(doubtful=True) if not m.kind and house(words, m.start) else m for m in places]
    telling = tuple([at for at, word in enumerate(words) if word.key not in SMALL_WORDS])
    return Text(words, tuple(sorted(places)), plain, telling)


def shouted(text: str) -> bool:
    """Whether all is in capitals, so that they say nothing of names: "XÃ HỘI AN TOÀN"."""
    return len(text) > LONGEST_SHORT and text.isupper()


def apart(found: list[Mention]) -> list[Mention]:
    """Of mentions that overlap the marked one, then the longer, then the earlier stays."""
    taken: set[int] = set()
    kept = []
    for mention in sorted(found, key=lambda m: (not m.kind, m.named - m.last, m.start)):
        span = range(mention.start, mention.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(mention)
    return kept


def named(words: tuple[Token, ...], *, plain: bool) -> Iterator[Mention]:
    """Every name with its marker ("xã Sơn Long", "P.12", "Ben Nghe Ward"), and every one without."""
    names = index()
    for at in range(len(words)):
        hits = names_from(words, at, names)
        if not hits or within_marker(words, at):
            continue
        start, kind = marker_before(words, at, plain=plain)
        marked = longest(words, at, kind, hits) if kind else None
        if marked:
            yield as_mention(words, start, marked, plain=plain)
        elif bare := longest(words, at, "", hits):
            yield as_mention(words, at, marked_behind(words, bare, hits), plain=plain)


Hits = list[tuple[int, tuple[Reading, ...]]]  # the end of a name with what it can mean


class Found(NamedTuple):
    """A name at words [named, last), its marker up to `end`."""

    named: int
    last: int
    end: int
    kind: str
    doubtful: bool
    readings: tuple[Reading, ...]


def as_mention(words: tuple[Token, ...], start: int, found: Found, *, plain: bool) -> Mention:
    """A name with the words it stands in."""
    at, last, end, kind, doubtful, readings = found
    written = " ".join([word.raw for word in words[start:end]])
    spelling = "" if plain else spelled_words(words[at:last])
    areas = tuple([r for r in readings if r.area])
    provinces = tuple([r for r in areas if r.level == "province"])
    return Mention(start, at, last, end, kind, written, spelling, doubtful, readings, areas, provinces)


def marker_before(words: tuple[Token, ...], at: int, *, plain: bool) -> tuple[int, str]:
    """Where the marker before a word begins and the type it says; "" when there is none."""
    part = words[at].part
    for start in (at - 2, at - 1):
        if start < 0 or words[start].part != part or (start < at - 1 and words[at - 1].dash):
            continue
        key = words[start].key if start == at - 1 else words[start].key + words[at - 1].key
        kind = MARKER_KEYS.get(key)
        if kind and is_marker(words[start:at], words[at], plain=plain) and not after_number(words, start):
            return start, kind
    return at, ""


def within_marker(words: tuple[Token, ...], at: int) -> bool:
    """Whether a word is the second half of a marker: "đảo" in "xã đảo Thạnh An"."""
    return at > 0 and at + 1 < len(words) and f"{words[at - 1].low} {words[at].low}" in MARKERS


def marked_behind(words: tuple[Token, ...], bare: Found, hits: Hits) -> Found:
    """A name with the English marker that follows it, if one does: "Ben Nghe Ward"."""
    word = words[bare.last] if bare.last < len(words) else None
    if word is None or word.low not in BEHIND or word.part != words[bare.last - 1].part:
        return bare
    kind = BEHIND[word.low]
    marked = longest(words, bare.named, kind, [hit for hit in hits if hit[0] == bare.last]) if kind else bare
    return marked._replace(end=bare.last + 1) if marked else bare


def is_marker(marker: tuple[Token, ...], name: Token, *, plain: bool) -> bool:
    """Whether it is meant: with its accents or short, and "xa" (far) only where accents are missing altogether."""
    written = " ".join([word.low for word in marker])
    if written == "d":
        return name.key.isdigit()  # "D1": District 1
    return written in MARKERS or (written.isascii() and (plain or not name.raw.islower()))


def after_number(words: tuple[Token, ...], start: int) -> bool:
    """Whether a letter is a unit of measure: "8h", "5p"."""
    return start > 0 and words[start].glued and words[start - 1].key.isdigit()


def names_from(words: tuple[Token, ...], at: int, names: Index) -> Hits:
    """The names that begin at this word, the longest first; one that cuts into what follows comes last."""
    hits: Hits = []
    key, part = "", words[at].part
    for last, word in enumerate(words[at : at + LONGEST], at + 1):
        if word.part != part:
            break
        key += word.key
        if meant := names.get(key):
            hits.append((last, meant))
    if len(hits) < 2:
        return hits
    hits.reverse()
    return sorted(hits, key=lambda hit: astride(words, hit[0]) or cuts(words, hit[0], hits, names))


def longest(words: tuple[Token, ...], at: int, kind: str, hits: Hits) -> Found | None:
    """The first of these names that may bear this marker."""
    for last, readings in hits:
        if fit := fitting(readings, words[at:last], kind):
            return Found(at, last, last, kind, bool(kind) and just_words(words[at:last], kind), fit)
    return None


def astride(words: tuple[Token, ...], last: int) -> bool:
    """Whether a name would end within a marker of two words: "Tân Hòa Thành" in "Tân Hòa Thành phố Hòa Bình"."""
    if last == len(words) or words[last - 1].key not in HALVES:
        return False
    if words[last].dash or words[last].part != words[last - 1].part:
        return False
    return words[last - 1].key + words[last].key in MARKER_KEYS


def cuts(words: tuple[Token, ...], last: int, hits: Hits, names: Index) -> bool:
    """Whether an area that fits a shorter name reaches over this end: "Tân Phú Đông" in "Tân Phú Đồng Nai"."""
    if marks(words, last):
        return False
    for short, readings in hits:
        for end in range(last + 1, min(short + 3, len(words)) + 1):
            over = words[short:end]
            reaches = short < last and over[-1].part == over[0].part
            areas = names.get("".join([word.key for word in over]), ()) if reaches else ()
            if any([area.area in reading.fits for area in areas if area.area for reading in readings]):
                return True
    return False


def marks(words: tuple[Token, ...], at: int) -> bool:
    """Whether a marker stands here with a name to follow: "tỉnh Quảng Trị", not the second half of "Hà Tĩnh"."""
    if at + 1 >= len(words) or words[at].key not in MARKER_KEYS:
        return False
    return words[at].low.isascii() or words[at].low in MARKERS


def fitting(readings: tuple[Reading, ...], name: tuple[Token, ...], kind: str) -> tuple[Reading, ...]:
    """The readings that a marker and the accents allow."""
    if kind:
        return at_level(readings, kind)
    if name[0].key.isdigit() or just_words(name, kind):
        return ()
    if not name[0].raw.isupper():
        readings = tuple([r for r in readings if not r.caps])
    spelling = "" if all(word.low.isascii() for word in name) else spelled_words(name)
    if not spelling:
        return readings
    return tuple([r for r in readings if r.spelling == spelling or (not r.spelling and len(name) > 1)])


def at_level(readings: tuple[Reading, ...], kind: str) -> tuple[Reading, ...]:
    """The units that can bear this marker: a "thành phố" is a district's town or a city that is a province."""
    level, city = LEVELS[kind], kind == "thành phố"
    return tuple([r for r in readings if r.level == level or (city and r.level == "province" and r.kind == kind)])


def spelled_words(name: tuple[Token, ...]) -> str:
    """A name's spelling as in `names.spelled`."""
    return "".join([spelled_word(word.low) for word in name])
