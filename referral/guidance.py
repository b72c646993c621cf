"""Texts and numbers that a human answers for: which they are, what an edited one must keep to, what is unsigned."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from string import Formatter
from typing import Literal

from referral.records import dataclass

Kind = Literal["first_aid", "danger", "prevention", "rights"]
LOCALES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Advice:
    """A text that people may act upon. `where`: guidance:NAME, phrases:NAME, or flow:NAME and how the step begins."""

    key: str
    kind: Kind
    where: str


# First aid is medical, "rights" is legal advice; the others are what one does in danger and to keep children safe.
ADVICE: Sequence[Advice] = (
    Advice("not-breathing", "first_aid", "guidance:first_aid_not_breathing"),
    Advice("breathing", "first_aid", "guidance:first_aid_breathing"),
    Advice("quiz-ashore", "first_aid", "flow:swim_quiz:Ngày trước nhiều người"),
    Advice("quiz-ashore-unsure", "first_aid", "flow:swim_quiz:Câu này nhiều người cũng chưa chắc"),
    Advice("quiz-ashore-right", "first_aid", "flow:swim_quiz:Đúng rồi! Đừng dốc ngược"),
    Advice("drowning-now", "danger", "flow:drowning:GỌI NGAY 114"),
    Advice("disaster-now", "danger", "flow:report:Gọi ngay 112"),
    Advice("self-harm-near", "danger", "flow:report:Gọi ngay 115 hoặc 111. Đừng để ai"),
    Advice("self-harm-friend", "danger", "flow:report:Gọi ngay 111 (trẻ em, miễn phí) hoặc 115; bạn"),
    Advice("self-harm-self", "danger", "flow:report:Gọi ngay 111 (trẻ em, miễn phí) hoặc 115. Đừng ở"),
    Advice("safe-person", "danger", "flow:report:Nếu được, đưa trẻ"),
    Advice("safe-person-child", "danger", "flow:report:Nếu được, em ra"),
    Advice("numbers", "danger", "flow:guidance:111: tổng đài trẻ em"),
    Advice("emergency-numbers", "danger", "phrases:emergency_numbers"),
    Advice("prevent-drowning", "prevention", "flow:guidance:Trẻ nhỏ: luôn có người lớn"),
    Advice("quiz-friend", "prevention", "flow:swim_quiz:Thấy bạn đuối thì ai cũng cuống"),
    Advice("quiz-watch", "prevention", "flow:swim_quiz:Câu này nhiều người cũng phân vân"),
    Advice("home-water", "prevention", "flow:safe_home:Làm nắp chắc"),
    Advice("home-heat", "prevention", "flow:safe_home:Để phích nước"),
    Advice("home-power", "prevention", "flow:safe_home:Lắp nắp che"),
    Advice("home-medicine", "prevention", "flow:safe_home:Cất trong tủ có khóa"),
    Advice("home-height", "prevention", "flow:safe_home:Làm chắn song"),
    Advice("home-small", "prevention", "flow:safe_home:Nhặt hết đồ nhỏ"),
    Advice("may-report", "rights", "flow:guidance:Chỉ người có trách nhiệm"),
    Advice("at-home", "rights", "flow:guidance:Ai đánh, dọa"),
    Advice("own-body", "rights", "flow:know_111:Nhớ điều này nữa nhé"),
    Advice("what-111-does", "rights", "flow:know_111:Khi em gọi"),
)
BY_KEY: Mapping[str, Advice] = {advice.key: advice for advice in ADVICE}


@dataclass(frozen=True, slots=True)
class Signature:
    """Who answers for a text: their name, in which function, since when."""

    name: str
    function: str
    on: date


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a text in both languages; every edit makes a new one, which nobody has signed yet.

    A signature is never taken back: who answers for it too stands behind who signed first.
    """

    id: int
    key: str
    vi: str
    en: str
    at: datetime
    actor: str
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number of a province. One that nobody confirmed is never shown to a citizen."""

    province: str
    number: str
    name: str
    confirmed_by: str = ""
    confirmed_on: date | None = None


NATIONAL: Mapping[str, str] = {  # they stand in the texts; here a province says who tried them there
    "111": "Tổng đài quốc gia bảo vệ trẻ em",
    "112": "Thiên tai, tìm kiếm cứu nạn",
    "113": "Công an",
    "114": "Chữa cháy, cứu nạn, cứu hộ",
    "115": "Cấp cứu y tế",
}
GROUPS = re.compile(r"\d{2,}(?:[ .-]\d{2,})*")  # the digits of one number, as people group them
Wrong = Literal["empty", "too_long", "brace", "blanks", "numbers"]


def wrongs(shipped: str, edited: str, longest: int) -> tuple[Wrong, ...]:
    """What speaks against saying this text in place of the one that comes with the program."""
    if not edited.strip():
        return ("empty",)
    names = blanks(edited)
    looks: Mapping[Wrong, bool] = {
        "too_long": len(edited) > longest,
        "brace": names is None,
        "blanks": names is not None and names != blanks(shipped),
        "numbers": bool(national_in(shipped) - national_in(edited)),
    }
    return tuple(wrong for wrong, holds in looks.items() if holds)


def blanks(text: str) -> frozenset[str] | None:
    """The names in {braces}; None if a brace stands alone, or holds more than a name."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return None
    plain = all(name is None or (name.isidentifier() and not spec and not turn) for _, name, spec, turn in parts)
    return frozenset(name for _, name, _, _ in parts if name is not None) if plain else None


def national_in(text: str) -> set[str]:
    """The national numbers that a text says, each by itself: a call for help is never edited away."""
    found = (set(re.split(r"\D", one)) for one in GROUPS.findall(text))
    return {number for groups in found if groups <= NATIONAL.keys() for number in groups}


def unsigned(current: Mapping[str, Edition]) -> tuple[Advice, ...]:
    """The texts for which nobody answers in the words in which they are said now."""
    return tuple(a for a in ADVICE if not ((e := current.get(a.key)) and e.signatures))
