"""Fit a message to a channel: split long texts at sentences, turn buttons into numbered lines where there are none."""

import re
import unicodedata
from dataclasses import replace

from flows.model import Say
from referral.records import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one message of a channel may hold: characters of text, buttons, characters on a button."""

    text: int = 4000
    buttons: int = 8
    button_text: int = 60
    clears: bool = True  # whether what was said can be removed again
    shows: frozenset[str] = frozenset()  # kinds of files that a person can be shown here: photo, voice
    caption: int = 0  # how long the words under a campaign's picture may be; 0: no picture, the words alone
    may_refuse_buttons: bool = False  # whether a platform that did not take them gets numbered lines, in one message
    captions_buttons: bool = True  # whether buttons stand under a picture too, in the same message
    fetches: bool = False  # whether it fetches them from our public web address, so that there must be one with https


CHANNELS = {
    "webchat": Limits(text=4000, buttons=8, button_text=80, caption=4000, shows=frozenset({"photo", "voice"})),
    "terminal": Limits(text=10000, buttons=9, button_text=200, caption=10000),
    "officer_page": Limits(text=4000, buttons=8, button_text=80, caption=4000),
    # captions: Telegram 1024 units of UTF-16 (C2), the Zalo bot 2000 (B); on Zalo OA the words stand below (A6)
    "telegram": Limits(text=2000, buttons=100, button_text=64, caption=1024),  # of its 4096 an emoji takes two
    "zalo_oa": Limits(
        text=2000,
        buttons=5,
        button_text=100,
        clears=False,
        shows=frozenset({"photo"}),
        caption=2000,
        may_refuse_buttons=True,
        captions_buttons=False,
    ),
    "zalo_bot": Limits(text=2000, buttons=0, clears=False, shows=frozenset({"photo"}), caption=2000, fetches=True),
    "zns": Limits(text=2000, buttons=0, clears=False),
}
SMALLEST = Limits(text=2000, buttons=5, button_text=60)  # what a flow's text must fit, see flows.check


def fit(say: Say, limits: Limits) -> tuple[Say, ...]:
    """The messages that say the same within the limits; buttons stay on the last one."""
    text = unicodedata.normalize("NFC", say.text)
    buttons = () if too_many(say, limits) else say.buttons
    if say.buttons and not buttons:
        text = "\n".join([text, *say.buttons]) if say.places else numbered(text, say.buttons)  # its lines have numbers
    parts = split(text, limits.text)
    return (*(Say(part) for part in parts[:-1]), replace(say, text=parts[-1], buttons=buttons))


def too_many(say: Say, limits: Limits) -> bool:
    """Whether the buttons do not fit this channel."""
    return len(say.buttons) > limits.buttons or any(len(b) > limits.button_text for b in say.buttons)


def numbered(text: str, buttons: tuple[str, ...]) -> str:
    """The text with its buttons as lines to answer by number."""
    return "\n".join([text, *(f"{n}. {words}" for n, words in enumerate(buttons, 1))])


def split(text: str, limit: int) -> list[str]:
    """Cut at the last line, sentence or word that fits; never drop anything but the white space at the cut."""
    parts = []
    while len(text) > limit:
        cut = best_cut(text[: limit + 1])
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text]


def best_cut(window: str) -> int:
    """Where to cut a text one character longer than allowed."""
    for pattern in (r"\n", r"[.!?…]\s", r"\s"):
        cuts = [m.end() for m in re.finditer(pattern, window[:-1])]
        if cuts and cuts[-1] > len(window) // 3:
            return cuts[-1]
    return len(window) - 1
