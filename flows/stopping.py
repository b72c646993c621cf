"""How people say in their own words that they want no more reminders: whole sentences only, so no story is taken."""

import re
import unicodedata
from functools import cache

from flows.words import fold

MOST = 12  # words, with all their politeness; what says more says something else
ME = "(?:toi|em|minh|con|chau|tui|anh chi)"
BEFORE = f"(?:da|vang|oi|a|xin|lam on|vui long|nho|thoi|anh chi|ad|admin|ban|tro ly|lang nghe|cho {ME}|please|pls)"
AFTER = (
    f"(?:nua|di|nha|nhe|a|dau|luon|het|nghe|voi|ad|anh chi|(?:giup|gium|dum|ho)(?: {ME})?|duoc khong|cam on|xin cam on"
    "|please|pls|thanks|thank you)"
)
THING = "(?:(?:may |nhung |cac )?(?:tin nhan|tin nhac|loi nhac|nhac nho|tin|nhac)(?: nay)?|nay|loi nhac nay)"
FOR_ME = f"(?:(?:cho|toi|den) {ME})"
SEND = "(?:nhac nho|nhac|nhan|gui)"
WANT = "(?:muon |can |thich )"
ORDERS = (
    f"ngung {SEND}(?: {THING})?(?: {FOR_ME}| {ME}(?= nua))?",
    f"(?:dung|thoi)(?: co)? {SEND}(?: {THING}(?: {FOR_ME})?| {FOR_ME}| {ME}(?= nua)|(?= nua| gium| giup| ho))",
    f"(?:ngung|dung|thoi) dang ky(?: nhan)?(?: {THING})?",
    f"(?:huy|ngung) nhan {THING}",
    f"(?:{ME} )?(?:huy|bo) dang ky(?: nhan)?(?: {THING})?",
    f"(?:{ME} )?muon (?:huy|bo|ngung|dung) (?:dang ky(?: nhan)?|nhan)(?: {THING})?",
    f"(?:{ME} )?khong {WANT}(?:nhan|dang ky)(?: {THING})?(?= nua|$)",
    f"(?:{ME} )?khong nhan(?: {THING})? nua",
    "(?:i want to )?(?:unsubscribe|opt out)(?: me)?(?: from (?:this|these|the reminders))?",
    "(?:stop|quit) (?:sending|messaging|texting|reminding)(?: me)?(?: any)?(?: more)?"
    "(?: these| this| the| those)?(?: reminders| messages| texts)?(?: any ?more| now)?",
    "(?:do not|don t|dont) (?:send|message|text|remind) me(?: any)?(?: more)?(?: these| this| the| those)?"
    "(?: reminders| messages| texts)?(?: any ?more)?",
    "(?:i )?(?:do not|don t|dont) want (?:any |these |your |more )*(?:reminders|messages|texts)(?: any ?more)?",
    "no more (?:reminders|messages|texts)|cancel (?:my |the )?(?:subscription|reminders)",
)
AGAIN = "(?: (?:dung|khong) (?:gui|nhan|nhac))?"  # "không nhận tin nữa, đừng gửi"
SOUNDS = {  # with marks, only these are the words meant: "bố nhắn tin cho em" tells of a father
    "bo": ("bỏ",), "dung": ("đừng", "dừng"), "thoi": ("thôi",), "huy": ("hủy", "huỷ"), "ngung": ("ngừng", "ngưng"),
    "nhan": ("nhắn", "nhận"), "nhac": ("nhắc",), "gui": ("gửi", "gởi"), "tin": ("tin",), "con": ("con",), "em": ("em",),
    "toi": ("tôi", "tới", "tui"), "muon": ("muốn",), "ho": ("hộ",), "co": ("có",),
}  # fmt: skip
OTHERWISE = re.compile(r"không (?:muốn |cần |thích )?nhắn|đừng nhận")  # not to write, not to accept
BARE = frozenset({"huy", "ngung", "thoi", "thoi khong can", "khong muon nua", "thoi khong muon nua", "cancel"})


def says_stop(text: str) -> bool:
    """Whether these words, all of them, ask for no more reminders."""
    said = fold(text)
    return len(said.split()) <= MOST and orders().fullmatch(said) is not None and meant(text)


def says_stop_here(text: str) -> bool:
    """The same, in the middle of subscribing, where one word is enough."""
    return says_stop(text) or (fold(text) in BARE and meant(text))


@cache
def orders() -> re.Pattern[str]:
    """Every order with the politeness around it, folded."""
    every = "|".join(ORDERS)
    return re.compile(f"(?:{BEFORE} )*(?:{every}){AGAIN}(?: {AFTER})*")


def meant(text: str) -> bool:
    """Whether the marks, where somebody wrote any, say the words that are looked for."""
    plain = unicodedata.normalize("NFC", text.lower())
    words = re.findall(r"\w+", plain)
    return OTHERWISE.search(plain) is None and all(sounds_so(word) for word in words)


def sounds_so(word: str) -> bool:
    """Whether a word is without marks or has the right ones."""
    bare = fold(word)
    return word == bare or bare not in SOUNDS or word in SOUNDS[bare]
