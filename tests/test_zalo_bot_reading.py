"""Reading the Zalo Bot Platform: the shapes of the protocol page, and whatever else may come."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.zalo_bot.content import MARKS, kind_by_name, moment
from bot.channels.zalo_bot.reading import Read, read_body, read_update, updates_in
from handlers.events import IncomingEvent
from tests.test_telegram_reading import anything, load, scalars

PAYLOADS = sorted((Path(__file__).parent / "payloads" / "zalo_bot").glob("*.json"))
BOT = "b07b07b07b07b07b07b0"
SAID = "cứu em với"

NAMES = (
    "ok", "result", "event_name", "message", "message_id", "date", "chat", "chat_type", "id", "from", "is_bot",
    "display_name", "caption", "url", "message_type", *MARKS,
)  # fmt: skip
named = st.recursive(
    scalars | st.sampled_from(["PRIVATE", "GROUP", BOT, "message.text.received", 1795000000455, "https://a.zdn.vn/b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)
bodies = st.dictionaries(st.sampled_from(NAMES), named | anything, max_size=5)


def told(event: IncomingEvent | None) -> object:
    """What an event says, without what is empty; as the payload files write it."""
    if event is None:
        return None
    assert event.address.channel == "zalo_bot"
    media = event.media and [event.media.kind, event.media.ref, event.media.problem]
    plain: dict[str, object] = {
        "id": event.id,
        "address": event.address.id,
        "at": event.at and event.at.isoformat(),
        "text": event.text,
    }
    plain |= {"message_id": event.message_id, "unread": event.unread, "media": media}
    assert (event.point, event.phone, event.question, event.edited, event.locale, event.source) == (
        None, "", "", False, "", "",
    )  # fmt: skip
    return {name: value for name, value in plain.items() if value}


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_payload(path: Path) -> None:
    case = load(path)
    body = json.dumps(case["body"]).encode()
    read = read_body(body, BOT)
    assert read is not None and read_body(body, BOT) == read
    assert told(read.event) == case.get("event")
    assert read.ignored == case.get("ignored", "")
    assert [list(variant) for variant in read.variants] == case["variants"]
    assert str(case["_source"]).startswith("composed")


def test_there_is_a_payload_of_every_kind() -> None:
    found = (load(path)["body"] for path in PAYLOADS)
    names = {str(body.get("event_name")) for body in found if isinstance(body, dict)}
    assert {kind_by_name(name) for name in names} >= {"text", "image", "sticker", "voice", "unsupported"}


@given(bodies)
def test_nothing_that_comes_raises(body: dict[str, object]) -> None:
    read = read_update(body, BOT)
    assert bool(read.event) != bool(read.ignored)
    if read.event:
        assert read.event.id.startswith("zalo_bot:") and read.event.address.id
        assert read.event.text or read.event.media or read.event.unread


@given(bodies, st.sampled_from(["text", "caption"]))
def test_words_are_heard_beside_whatever_else_is_odd(odd: dict[str, object], name: str) -> None:
    known = {"chat": {"id": "c1", "chat_type": "PRIVATE"}, "from": {"id": "c1"}}
    message = {**odd, **dict.fromkeys(("text", "caption"), ""), **known, name: SAID}
    read = read_update({"message": message}, BOT)
    assert read.event and SAID in read.event.text


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"\xff", b"[" * 100_000, b'{"a":', b'"x"'])
def test_what_is_no_object_is_no_update(body: bytes) -> None:
    assert read_body(body, BOT) is None


def test_a_bot_that_is_not_known_yet_hears_everybody() -> None:
    message = {"message_id": "1", "chat": {"id": "c", "chat_type": "PRIVATE"}, "from": {"id": BOT}, "text": SAID}
    assert read_update({"message": message}, "").event
    assert read_update({"message": message}, BOT) == Read(
        ignored="bot", variants=(("zalo_bot_shape", "bare"), ("zalo_bot_name", "no_name"))
    )


def test_two_messages_without_an_id_are_two() -> None:
    def event_id(**more: object) -> str:
        event = read_update({"message": {"chat": {"id": "c"}, **more}}, BOT).event
        return event.id if event else ""

    one = event_id(text="một", date=1795000000455)
    assert one == event_id(text="một", date=1795000000455)
    assert len({one, event_id(text="hai", date=1795000000455), event_id(text="một", date=1795000000456)}) == 3


def test_one_update_or_a_list_of_them() -> None:
    one = {"message": {"text": "1"}}
    assert list(updates_in(one)) == [one] and list(updates_in([one, one, 7])) == [one, one]
    assert list(updates_in(None)) == list(updates_in("x")) == list(updates_in({})) == []


@pytest.mark.parametrize("value", [None, True, -1, 0, 1795000000, 10**20, "x", "9" * 20, 1.5, "١٢"])
def test_no_absurd_time(value: object) -> None:
    assert moment(value) is None
