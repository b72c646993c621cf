"""An officer's form as the words they might have typed: the core hears the same from every channel."""

from collections.abc import Mapping

from bot.web.parts import BadInput
from bot.web.words import NO_WORDS, NOT_HERE
from referral.records import dataclass

WORDS_LIMIT = 5000


@dataclass(frozen=True, slots=True)
class Form:
    """What a form says: the verb, the fields that follow the number, and which of them must be filled in."""

    verb: str
    fields: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


FORMS = {
    "accept": Form("nhận"),
    "decline": Form("từ chối", ("words",), ("words",)),
    "note": Form("ghi chú", ("words",), ("words",)),
    "ask": Form("hỏi", ("words",), ("words",)),
    "answer": Form("trả lời", ("words",), ("words",)),
    "update": Form("cập nhật", ("choice",), ("choice",)),
    "milestone": Form("mốc", ("choice",), ("choice",)),
    "pass": Form("chuyển", ("choice", "words"), ("choice", "words")),
    "place": Form("đổi nơi", ("words", "why"), ("words", "why")),
    "kind": Form("đổi loại", ("choice", "words"), ("choice", "words")),
    "send": Form("gửi", ("words",), ("words",)),
    "give": Form("giao", ("choice", "words"), ("choice", "words")),
    "call": Form("gọi"),
    "link": Form("gộp", ("words",), ("words",)),
    "unlink": Form("tách"),
    "level": Form("mức", ("choice", "words"), ("choice", "words")),
    "close": Form("đóng", ("choice",), ("choice",)),
}


def typed_words(number: str, fields: Mapping[str, str]) -> str:
    """The form as one line: "từ chối LN-7K3FQ <lý do>", "chuyển LN-7K3FQ <cơ quan>: <lý do>"."""
    form = FORMS.get(fields.get("act", ""))
    if form is None:
        raise BadInput(NOT_HERE, 404)
    said = {name: written(fields.get(name, "")) for name in form.fields}
    if any(not said[name] for name in form.needed):
        raise BadInput(NO_WORDS)
    return f"{form.verb} {number} {': '.join(filter(None, said.values()))}".rstrip()


def written(typed: str) -> str:
    """What was typed into a field, its lines as a browser shows and counts them."""
    return typed.replace("\r\n", "\n").strip()[:WORDS_LIMIT]
