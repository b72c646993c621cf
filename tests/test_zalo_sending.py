"""What a message looks like to Zalo: pure."""

import unicodedata
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.zalo_oa.buttons import pressed
from bot.channels.zalo_oa.hours import is_night, until_morning
from bot.channels.zalo_oa.sending import CALLED, asks_phone, picture, texts, with_buttons
from bot.channels.zalo_oa.templates import BadTemplates, filled, kinds_in, templates_in
from handlers.events import Notice, OutgoingMessage
from tests.fakes import AFTERNOON

ASKED = OutgoingMessage("k", "p", "Trẻ có đang gặp nguy hiểm không?", ("Có", "Không"), question="danger_now:x1")


def buttons_of(message: OutgoingMessage) -> list[Any]:
    attachment = cast(Any, with_buttons(message)[-1])["attachment"]
    assert attachment["type"] == "template" and attachment["payload"]["template_type"] == "button"
    return cast(list[Any], attachment["payload"]["buttons"])


def test_buttons_know_their_question() -> None:
    yes, no = buttons_of(ASKED)
    assert (yes["title"], yes["type"], no["title"]) == ("Có", "oa.query.hide", "Không")
    assert pressed(yes["payload"]) == ("danger_now:x1", "Có")


def test_an_emergency_number_can_be_tapped() -> None:
    message = OutgoingMessage("k", "p", "Hãy gọi ngay 113 hoặc 111. Gọi 113 nếu có dao.", ("Có", "Không"))
    assert [(b["title"], b["type"]) for b in buttons_of(message)][2:] == [
        ("📞 113", "oa.open.phone"),
        ("📞 111", "oa.open.phone"),
    ]
    assert buttons_of(message)[2]["payload"] == {"phone_code": "113"}


def test_five_buttons_are_the_most_and_answers_come_first() -> None:
    message = OutgoingMessage("k", "p", "111, 113, 114, 115", ("A", "B", "C"))
    assert [b["title"] for b in buttons_of(message)] == ["A", "B", "C", "📞 111", "📞 113"]


@pytest.mark.parametrize("text", ["LN-111", "1113", "0113", "113/2020", "Điều 1.113", "113.5 km", "số 111-222", "112"])
def test_other_numbers_are_not_called(text: str) -> None:
    assert CALLED.findall(text) == []


@pytest.mark.parametrize("text", ["Gọi 113.", "gọi 113, ngay", "(113)", "113", "113!", "“115”"])
def test_a_number_is_found_beside_any_mark(text: str) -> None:
    assert len(CALLED.findall(text)) == 1


def test_without_buttons_the_menu_is_numbered() -> None:
    assert texts(ASKED) == [{"text": f"{ASKED.text}\n1. Có\n2. Không"}]


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=5000), st.booleans())
def test_no_text_is_too_long_and_letters_are_composed(text: str, split: bool) -> None:
    words = unicodedata.normalize("NFD" if split else "NFC", text)
    message = OutgoingMessage("k", "p", words, ("Có",))
    for body in [*texts(message), *with_buttons(message)]:
        said = str(body["text"])
        assert len(said) <= 2000 and said == unicodedata.normalize("NFC", said)


def test_a_form_and_a_picture() -> None:
    (element,) = cast(Any, asks_phone("https://a.example/f.png"))["attachment"]["payload"]["elements"]
    assert len(element["title"]) <= 100 and len(element["subtitle"]) <= 500
    (still,) = cast(Any, picture("Ảnh", "7", None))["attachment"]["payload"]["elements"]
    (moving,) = cast(Any, picture("", "8", (3, 4)))["attachment"]["payload"]["elements"]
    assert still == {"media_type": "image", "attachment_id": "7"} and "text" not in picture("", "8", None)
    assert moving == {"media_type": "gif", "width": 3, "height": 4, "attachment_id": "8"}


def test_templates_are_read() -> None:
    assert templates_in(" alert=123; officer = 4a ;") == {"alert": "123", "officer": "4a"}
    assert templates_in("") == {}


def test_the_kinds_are_known_whatever_else_is_wrong() -> None:
    assert kinds_in(" alert=123; code = 4a ;") == {"alert", "code"}
    assert kinds_in("alert=;officer;=7;code=ñ") == {"code"} and kinds_in("") == frozenset()


@pytest.mark.parametrize("words", ["alert", "alert=", "alarm=1", "alert=1;alert=2", "alert=1,officer=2", "alert=ñ"])
def test_a_mistake_in_the_templates_is_told(words: str) -> None:
    with pytest.raises(BadTemplates, match="LANGNGHE_ZALO_TEMPLATES"):
        templates_in(words)


def test_the_blanks_are_as_long_as_zalo_takes_them() -> None:
    fields = (("number", "LN-7K3FQ"), ("place", "xã " * 100), ("date", "x" * 30), ("other", ""), ("name", "A\n B"))
    found = filled(Notice("alert", fields))
    assert found["number"] == "LN-7K3FQ" and found["other"] == "-" and found["name"] == "A B"
    assert (len(found["place"]) <= 200, len(found["date"])) == (True, 20) and found["date"].endswith("…")


@pytest.mark.parametrize(
    ("hour", "night", "seconds"),
    [(14, False, 60), (15, True, 8 * 3600), (22, True, 3600), (23, False, 60), (17, True, 6 * 3600)],
)
def test_the_night_is_vietnams(hour: int, night: bool, seconds: float) -> None:
    now = datetime(2026, 11, 22, hour, tzinfo=UTC)
    assert (is_night(now), until_morning(now)) == (night, seconds)
    assert not is_night(AFTERNOON)
