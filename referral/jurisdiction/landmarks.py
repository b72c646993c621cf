"""Schools, stations and offices of the deployer's own directory as landmarks: their names say which commune."""

from collections.abc import Iterable, Mapping

from referral.jurisdiction.mentions import Text
from referral.jurisdiction.names import fold, tokens

FEWEST, LONGEST = 3, 9  # words of a landmark's name as people write it
SHORT = {
    "truong": "", "tieuhoc": "th", "trunghoccoso": "thcs", "trunghocphothong": "thpt", "mamnon": "mn",
    "tramyte": "tyt", "congan": "ca", "ubnhandan": "ubnd", "uybannhandan": "ubnd",
}  # fmt: skip

Landmarks = Mapping[str, tuple[str, ...]]
NONE: Landmarks = {}


def landmarks_of(named: Iterable[tuple[str, tuple[str, ...]]]) -> Landmarks:
    """Names in bare letters, also as people shorten them ("TH Sơn Long"), with the communes they stand for."""
    found: dict[str, set[str]] = {}
    for name, codes in named:
        for key in short_forms(name) if len(tokens(name)) >= FEWEST else ():
            found.setdefault(key, set()).update(codes)
    return {key: tuple(sorted(codes)) for key, codes in found.items()}


def short_forms(name: str) -> set[str]:
    """The full name and every way to shorten its first words."""
    forms = {fold(name)}
    for long, short in SHORT.items():
        forms |= {form.replace(long, short, 1) for form in forms if form.startswith(long)}
    return forms


def standing_for(said: Text, known: Landmarks) -> tuple[str, tuple[str, ...]]:
    """The longest landmark that the text names, as written, and its communes; ("", ()) when there is none."""
    words = said.words
    for count in range(min(LONGEST, len(words)), 1, -1):
        for start in range(len(words) - count + 1):
            written = words[start : start + count]
            if codes := known.get("".join([word.key for word in written])):
                return " ".join([word.raw for word in written]), codes
    return "", ()
