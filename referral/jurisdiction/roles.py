"""Two places in one text, told apart by their words: where it happened, where a child is now, where someone lives."""

import re
from collections.abc import Iterable

from referral.jurisdiction import Elsewhere, Role
from referral.jurisdiction.claims import Claim, beside
from referral.jurisdiction.mentions import Text

WORDS_BEFORE = 6
# The last cue before a place decides. Bare letters, a space before each word.
NOT_A_CHILD = r"(?<! chau)(?<! con)(?<! em)(?<! ban)"  # "cháu tôi ở": where the child is
LIVES = (
    rf" (?:que|ho khau|thuong tru|truoc|nha (?:toi|minh|em|con|chau|be|no)|minh o|song o|sinh song)|{NOT_A_CHILD} toi o"
)
NOW = r" (?:hien|gio|dang o|nay dang|dua ve|dua len|chuyen)"
HAPPENED = r" (?:xay ra|thay|chung kien|bi [a-z]+ o|su viec|vu viec|den choi|di qua|ghe)"
CUES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("lives", re.compile(LIVES)),
    ("now", re.compile(NOW)),
    ("happened", re.compile(HAPPENED)),
)
FIRST: tuple[Role, ...] = ("now", "happened", "", "lives")  # whose commune is responsible


def role_of(said: Text, start: int) -> Role:
    """What the words before a place say it is; "" when they say nothing."""
    before = "".join([f" {word.key}" for word in said.words[max(0, start - WORDS_BEFORE) : start]])
    found: tuple[int, Role] = (-1, "")
    for role, cue in CUES:
        for match in cue.finditer(before):
            found = max(found, (match.start(), role))
    return found[1]


def responsible(claims: tuple[Claim, ...], said: Text) -> tuple[Role, tuple[Claim, ...], tuple[Elsewhere, ...]]:
    """The claims whose place is responsible, what it is, and the other places; names of one commune are one place."""
    roles = {c.mention.start: role_of(said, c.mention.start) for c in claims}
    first = min(roles.values(), key=FIRST.index)
    codes = {code for c in claims if roles[c.mention.start] == first for code in codes_of(c)}
    main = tuple(c for c in claims if roles[c.mention.start] == first or codes.intersection(codes_of(c)))
    others = (Elsewhere(roles[c.mention.start], codes_of(c)) for c in claims if c not in main)
    return first, main, tuple(dict.fromkeys(others))


def codes_of(claim: Claim) -> tuple[str, ...]:
    """The communes that a claim can be."""
    return tuple(dict.fromkeys(code for reading in claim.readings for code in reading.codes))


def without(said: Text, claims: Iterable[Claim]) -> Text:
    """The text without these places and the areas beside them."""
    gone = {c.mention.start for c in claims}
    at = [number for number, mention in enumerate(said.mentions) if mention.start in gone]
    gone |= {area.start for number in at for area in beside(said, number)}
    return said._replace(mentions=tuple([m for m in said.mentions if m.start not in gone]))
