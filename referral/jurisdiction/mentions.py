"""Where a text names places: windows of 1 to 6 words that are a name, with the marker before them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from referral.jurisdiction.gazetteer import PROVINCE_ALIASES, Reading, index
from referral.jurisdiction.names import LEVELS, MARKER_KEYS, MARKERS, Token, fold, spelled_word, tokens

LONGEST = 6  # words of a name
SHORT = 5  # letters: a name of one word below this must be written with a capital

# Whose name follows these is a person, a street or a building, not a commune.
BEFORE_OTHER_NAMES = frozenset((
    "anh", "chị", "em", "ông", "bà", "cô", "chú", "bác", "dì", "cậu", "mợ", "thím", "bé", "cháu", "con",
    "tên", "thầy", "mẹ", "má", "bố", "cha", "ba", "bạn", "đường", "phố", "chợ", "ngõ", "hẻm", "ngách",
    "cầu", "trường", "học", "hồ", "sông", "quán",
))  # fmt: skip
BEFORE_OTHER_KEYS = frozenset(fold(word) for word in BEFORE_OTHER_NAMES)

# Ordinary words that are also a commune's name: written small they are just words, unless a marker stands before.
SPEECH = frozenset((
    "giadinh", "congan", "hanhphuc", "dongtien", "trungtam", "antoan", "binhan", "binhyen", "anninh",
    "thanhcong", "hoian",
))  # fmt: skip
FAR_FROM = frozenset(("giadinh", "trungtam"))  # "xa gia đình": far from, whatever is written without accents
# Besides a name and these, a short answer to "where?" holds nothing.
SMALL_WORDS = frozenset((
    "o", "tai", "thuoc", "cua", "la", "nay", "cu", "truoc", "day", "kia", "tinh", "xa", "em", "chau", "con",
    "minh", "toi", "nha", "da", "a", "nhe", "do", "vietnam", "viet", "nam", "vn", "dia", "chi",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """Words [start, end) of a text that name a place. `named` is where the name begins, after its marker."""

    start: int
    named: int
    end: int
    kind: str  # the type that the marker says, "" without a marker
    words: str  # as written
    spelling: str  # of the name, "" when the whole text is without accents
    readings: tuple[Reading, ...]

    @property
    def level(self) -> str:
        """The level that the marker says, "" without a marker."""
        return LEVELS.get(self.kind, "")

    @property
    def areas(self) -> tuple[Reading, ...]:
        """What it can mean as a district or a province."""
        return tuple(r for r in self.readings if r.area)

    @property
    def provinces(self) -> tuple[Reading, ...]:
        """What it can mean as a province."""
        return tuple(r for r in self.readings if r.level == "province")


@dataclass(frozen=True, slots=True)
class Text:
    """A text cut into words, with the places it names in the order they stand."""

    words: tuple[Token, ...]
    mentions: tuple[Mention, ...]

    def only(self, mention: Mention) -> bool:
        """Whether the name is the whole text, but for small words: a short answer to "where?"."""
        rest = (*self.words[: mention.start], *self.words[mention.end :])
        return all(word.key in SMALL_WORDS for word in rest)


def read(text: str) -> Text:
    """The places a text names, without the names of persons and streets."""
    words = tokens(text)
    plain = all(word.low.isascii() for word in words)
    kept = apart([*marked(words, plain=plain), *unmarked(words, plain=plain)])
    taken = {at for mention in kept for at in range(mention.start, mention.end)}
    others = {at + 1 for at, word in enumerate(words) if at not in taken and other_name(word, plain=plain)}
    places = (m for m in kept if m.kind or m.start not in others or words[m.start - 1].part != words[m.start].part)
    return Text(words, tuple(sorted(places, key=lambda m: m.start)))


def apart(found: list[Mention]) -> list[Mention]:
    """Of mentions that overlap the marked one, then the longer, then the earlier stays."""
    taken: set[int] = set()
    kept = []
    for mention in sorted(found, key=lambda m: (not m.kind, m.named - m.end, m.start)):
        span = range(mention.start, mention.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(mention)
    return kept


def marked(words: tuple[Token, ...], *, plain: bool) -> Iterator[Mention]:
    """Names right after a marker: "xã Sơn Long", "P.12", "tx Bỉm Sơn"."""
    for named in range(1, len(words)):
        start, kind = marker_before(words, named, plain=plain)
        if kind:
            yield from longest(words, Mention(start, named, named, kind, "", "", ()), plain=plain)


def unmarked(words: tuple[Token, ...], *, plain: bool) -> Iterator[Mention]:
    """Bare names that are spelled right."""
    for start in range(len(words)):
        yield from longest(words, Mention(start, start, start, "", "", "", ()), plain=plain)


def marker_before(words: tuple[Token, ...], named: int, *, plain: bool) -> tuple[int, str]:
    """Where the marker before a word begins and the type it says; "" when there is none."""
    for start in (named - 2, named - 1):
        if start < 0 or words[start].part != words[named].part:
            continue
        marker = words[start:named]
        kind = MARKER_KEYS.get("".join(word.key for word in marker), "")
        if kind and is_marker(marker, words[named], plain=plain) and not after_number(words, start):
            return start, kind
    return named, ""


def is_marker(marker: tuple[Token, ...], name: Token, *, plain: bool) -> bool:
    """Whether it is meant: with its accents or short, and "xa" (far) only where accents are missing altogether."""
    written = " ".join(word.low for word in marker)
    if name.low in ("hội", "hoi"):
        return False  # xã hội: society
    return written in MARKERS or (written.isascii() and (plain or not name.raw.islower()))


def after_number(words: tuple[Token, ...], start: int) -> bool:
    """Whether a letter is a unit of measure: "8h", "5p"."""
    return start > 0 and words[start].glued and words[start - 1].key.isdigit()


def other_name(before: Token, *, plain: bool) -> bool:
    """Whether the word before says that a person's, street's or building's name follows."""
    return before.low in BEFORE_OTHER_NAMES or (plain and before.key in BEFORE_OTHER_KEYS)


def longest(words: tuple[Token, ...], at: Mention, *, plain: bool) -> Iterator[Mention]:
    """The longest name that begins here."""
    names = index()
    window = part_of(words, at.named)
    found = list(accumulate(word.key for word in window))
    for count in range(len(window), 0, -1):
        known = names.get(found[count - 1])
        readings = fitting(known, window[:count], at) if known else ()
        if readings:
            end = at.named + count
            written = " ".join(word.raw for word in words[at.start : end])
            spelling = "" if plain else spelled_words(window[:count])
            yield Mention(at.start, at.named, end, at.kind, written, spelling, readings)
            return


def part_of(words: tuple[Token, ...], start: int) -> tuple[Token, ...]:
    """At most LONGEST words from here, up to the next comma."""
    window = words[start : start + LONGEST]
    part = words[start].part
    return window if window[-1].part == part else tuple(word for word in window if word.part == part)


def fitting(readings: tuple[Reading, ...], name: tuple[Token, ...], at: Mention) -> tuple[Reading, ...]:
    """The readings that a marker and the accents allow."""
    if name[0].raw.islower() and just_words(name, at):
        return ()
    spelling = "" if all(word.low.isascii() for word in name) else spelled_words(name)
    if at.kind:
        return tuple(r for r in readings if at_level(r, at.kind) and faults(r, spelling, at) < min(2, len(name)))
    return () if name[0].key.isdigit() else tuple(r for r in readings if spelling in ("", r.spelling))


def faults(reading: Reading, spelling: str, at: Mention) -> int:
    """How many of marker and accents are other than the unit's: a name of one word bears none, others one."""
    typed = reading.kind != at.kind and reading.level == "commune"
    return typed + (spelling not in ("", reading.spelling))


def at_level(reading: Reading, kind: str) -> bool:
    """Whether a unit can bear this marker: a "thành phố" is a district's town or a province of today."""
    if kind == "thành phố" and reading.level == "province":
        return not reading.old
    return reading.level == LEVELS[kind]


def just_words(name: tuple[Token, ...], at: Mention) -> bool:
    """Whether a name in small letters is but ordinary words: "xã ba", "xa gia dinh", "bo"."""
    key = "".join(word.key for word in name)
    if at.kind:
        return at.kind == "xã" and (key in FAR_FROM or (len(name) == 1 and len(key) < SHORT))
    if len(name) > 1 or key.upper() in PROVINCE_ALIASES:
        return key in SPEECH
    return name[0].low.isascii()


def spelled_words(name: tuple[Token, ...]) -> str:
    """A name's spelling as in `names.spelled`."""
    return "".join(spelled_word(word.low) for word in name)
