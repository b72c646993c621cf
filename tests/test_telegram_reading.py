"""Reading Telegram: the shapes it documents, and whatever else may come."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.buttons import MOST_BYTES, button_data, rows
from bot.channels.telegram.commands import COMMANDS, SHOWN, plain
from bot.channels.telegram.content import FILES
from bot.channels.telegram.reading import KINDS, read_body, read_update
from flows.library import flow_started_by
from flows.words import command_in
from handlers.events import IncomingEvent, Presence

PAYLOADS = sorted((Path(__file__).parent / "payloads" / "telegram").glob("*.json"))
SAID = "cứu em với"

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
anything = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)
NAMES = (
    "from", "chat", "id", "type", "date", "edit_date", "text", "caption", "photo", "location", "latitude", "venue",
    "longitude", "contact", "phone_number", "user_id", "file_id", "file_size", "data", "reply_markup",
    "inline_keyboard", "callback_data", "message", "new_chat_member", "status", "message_id", *FILES,
)  # fmt: skip
named = st.recursive(
    scalars | st.sampled_from(["private", "group", "kicked", "/start lk_x", 7001, "q\n#1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)
updates = st.fixed_dictionaries(
    {"update_id": st.integers(0, 9) | anything}, optional={kind: named | anything for kind in (*KINDS, "poll")}
)


def load(path: Path) -> Mapping[str, object]:
    found: Mapping[str, object] = json.loads(path.read_text("utf-8"))
    return found


def told(event: IncomingEvent | Presence | None) -> object:
    """What an event says, without what is empty; as the payload files write it."""
    if event is None:
        return None
    plain: dict[str, object] = {"id": event.id, "address": event.address.id}
    if isinstance(event, Presence):
        return {**plain, "here": event.here}
    media = event.media and [event.media.kind, event.media.ref, event.media.problem]
    more = {
        "at": event.at and event.at.isoformat(), "text": event.text, "point": event.point and list(event.point),
        "media": media, "phone": event.phone, "question": event.question, "edited": event.edited,
        "unread": event.unread, "message_id": event.message_id, "locale": event.locale, "source": event.source,
    }  # fmt: skip
    return plain | {name: value for name, value in more.items() if value}


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_payload(path: Path) -> None:
    case = load(path)
    update = case["update"]
    assert isinstance(update, dict)
    read = read_update(update, "42")
    assert told(read.event) == case.get("event")
    assert (read.ignored, read.press) == (case.get("ignored", ""), case.get("press", ""))
    assert read.update == update.get("update_id")


@given(st.dictionaries(st.text(), anything) | updates)
def test_no_update_raises(raw: dict[str, object]) -> None:
    read = read_update(raw, "42")
    assert (read.event is None) == bool(read.ignored)
    if isinstance(read.event, IncomingEvent):
        json.dumps(read.event.text, ensure_ascii=False).encode()  # any database can keep it


@given(st.binary() | anything.map(lambda value: json.dumps(value).encode()))
def test_no_body_raises(body: bytes) -> None:
    read_body(body, "42")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"7", b'{"a":' * 9000, b"[" * 200_000, b"\xff", b'{"update_id":' + b"9" * 5000 + b"}", b"null"]
)
def test_what_is_no_object_is_not_read(body: bytes) -> None:
    assert read_body(body, "42") is None


@given(st.dictionaries(st.text(min_size=1).filter(lambda name: name not in {"text", "from", "chat"}), anything))
def test_odd_fields_never_lose_the_words(odd: dict[str, object]) -> None:
    message = {**odd, "from": {"id": 7}, "chat": {"id": 7, "type": "private"}, "text": SAID}
    event = read_update({"update_id": 1, "message": message}, "42").event
    assert isinstance(event, IncomingEvent)
    assert event.text.startswith(SAID)


def test_an_absurd_number_is_no_number() -> None:
    for value in (2**63, -(2**63) - 1, 10**5000, True, 1.5, "7", None):
        assert read_update({"update_id": value, "message": {}}, "42").ignored == "malformed"


@given(st.text(min_size=1, max_size=60), st.text("abc:_0", max_size=30), st.integers(0, 99))
def test_a_button_is_never_too_long(words: str, question: str, index: int) -> None:
    data = button_data(question, words, index)
    assert len(data.encode("utf-8", "replace")) <= MOST_BYTES


@pytest.mark.parametrize(
    "words", ["Có", "Nhận LN-7K3FQ", "Chỗ nước nguy hiểm gần nhà hoặc gần trường học của em", "#1"]
)
def test_words_survive_the_way_through_a_button(words: str) -> None:
    data = button_data("place:abcdefghijklmnop", words, 1)
    keys = {"inline_keyboard": [[{"text": words, "callback_data": data}]]}
    chat = {"id": 7, "type": "private"}
    query = {"id": "q", "from": {"id": 7}, "message": {"chat": chat, "reply_markup": keys}, "data": data}
    event = read_update({"update_id": 1, "callback_query": query}, "42").event
    assert isinstance(event, IncomingEvent)
    assert (event.question, event.text) == ("place:abcdefghijklmnop", words)


def test_long_buttons_stand_alone() -> None:
    assert rows(("Có", "Không", "Không rõ")) == [((0, "Có"), (1, "Không")), ((2, "Không rõ"),)]
    assert [len(row) for row in rows(("Có", "Chỗ nước nguy hiểm gần nhà"))] == [1, 1]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("/start sub", "đăng ký"), ("/start sub_21340", "đăng ký 21340"), ("/stop", "ngừng nhắc"),
        ("/start@lang_nghe_bot sub_21340_truong-a", "đăng ký 21340 truong-a"), ("/dung", "dừng"),
        *((f"/start {odd}", "/start") for odd in (
            "sub_", "sub_2134", "sub_213401", "sub_21340_", "sub_21340_Truong", "sub_21340_a--b", "sub_21340_a_b",
            "subx", "sub21340",
        )),
    ],
)  # fmt: skip
def test_a_poster_subscribes_and_what_is_malformed_is_the_beginning(said: str, heard: str) -> None:
    assert plain(said) == heard


def test_every_command_is_understood() -> None:
    for command, words in COMMANDS.items():
        assert command_in(words) or any(flow_started_by(words, side) for side in ("officer", "citizen")), command
    assert command_in("/start") == "menu"
    assert all(set(shown) <= set(COMMANDS) for shown in SHOWN.values())
