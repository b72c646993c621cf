"""The colours of every page, by day and by night: what is written can be read, and a field and the focus are seen."""

import re
from itertools import product
from pathlib import Path

import pytest

import bot.web

TONE = (Path(bot.web.__file__).parent / "static" / "tone.css").read_text("utf-8")
DAY, NIGHT = (
    dict(re.findall(r"--([\w-]+): (#\w{6})", part)) for part in re.findall(r":root \{(.*?)\}", TONE, re.DOTALL)
)
GROUNDS = ("paper", "card", "mine", "tint", "warn-tint", "gold-tint")
INKS = ("ink", "soft-ink", "main", "warn", "gold")
PAIRS = [
    *product(INKS, GROUNDS, [5.5]),
    ("on-main", "main", 5.5), ("card", "warn", 5.5),
    *product(("rim", "focus"), ("paper", "card"), [3]),
]  # fmt: skip


def light(colour: str) -> float:
    """How bright it is, 0 to 1, as WCAG counts."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [DAY, {**DAY, **NIGHT}], ids=["day", "night"])
def test_what_is_on_a_colour_stands_out_from_it(colours: dict[str, str]) -> None:
    for upper, lower, least in PAIRS:
        dark, bright = sorted((light(colours[upper]), light(colours[lower])))
        assert (bright + 0.05) / (dark + 0.05) >= least, (upper, lower)
