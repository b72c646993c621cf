"""Reading Zalo: the shapes its documents and other people's programs tell of, and whatever else may come."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.zalo_oa.buttons import MOST_CHARACTERS, payload, pressed
from bot.channels.zalo_oa.envelope import Event
from bot.channels.zalo_oa.reading import READERS, STARTS, Read, event_in, read
from handlers.events import Happening, IncomingEvent, Presence, Receipt, TakeOver, Withdrawal
from tests.test_telegram_reading import anything, load, scalars

PAYLOADS = sorted((Path(__file__).parent / "payloads" / "zalo_oa").glob("*.json"))
OA, USER = "2847561930475610283", "7361940285716394028"
SAID = "cứu em với"
MADE = "made"

KEYS = (
    "sender", "recipient", "id", "admin_id", "oa_id", "user_id", "follower", "timestamp", "message", "msg_id",
    "msg_ids", "text", "attachments", "type", "payload", "url", "size", "name", "description", "coordinates",
    "latitude", "longitude", "info", "phone", "full_address", "delivery_time", "tracking_id", "submit_time", "data",
)  # fmt: skip
named = st.recursive(
    scalars | st.sampled_from([OA, USER, "84900000456", "image", "link", '{"phone":1}', "#ln q\nCó", 2**70, "gif"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=25,
)
KINDS = ("text", "image", "gif", "audio", "video", "file", "sticker", "link", "location", "business_card", "hologram")
EVENT_NAMES = (*READERS, *(f"user_send_{kind}" for kind in KINDS), *STARTS, "oa_send_text", "x")
events = st.builds(
    lambda name, rest: {**rest, "event_name": name},
    st.sampled_from(EVENT_NAMES) | anything,
    st.dictionaries(st.sampled_from(KEYS), named, max_size=8),
)


def body_of(raw: object) -> bytes:
    return json.dumps(raw).encode()


def reading(raw: object) -> Read:
    event = event_in(body_of(raw), (OA,))
    assert event is not None
    return read(event)


def told(event: IncomingEvent | Happening) -> dict[str, object]:
    """What an event says, without what is empty; as the payload files write it."""
    address = event.address
    where = address.id if address.channel == "zalo_oa" else f"{address.channel} {address.id}"
    made = MADE if event.id.count(":") > 2 and not event.id.endswith(":2") else event.id
    return {"kind": type(event).__name__, "id": made, "address": where} | more(event)


def more(event: IncomingEvent | Happening) -> dict[str, object]:
    match event:
        case Presence():
            found = {"at": event.at and event.at.isoformat()}
            return {**found, "here": event.here, "greet": event.greet}
        case Receipt():
            found = {"at": event.at and event.at.isoformat()}
            return {**found, "mark": event.mark, "message_ids": list(event.message_ids)}
        case TakeOver():
            return {"at": event.at and event.at.isoformat(), "back": event.back}
        case Withdrawal():
            return {}
    media = event.media and [event.media.kind, event.media.ref, event.media.problem]
    every = {
        "at": event.at and event.at.isoformat(), "text": event.text, "point": event.point and list(event.point),
        "media": media, "phone": event.phone, "question": event.question, "edited": event.edited,
        "unread": event.unread, "message_id": event.message_id, "locale": event.locale, "source": event.source,
    }  # fmt: skip
    return {name: value for name, value in every.items() if value}


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_payload(path: Path) -> None:
    case = load(path)
    found = reading(case["event"])
    assert [told(event) for event in found.happened] == case.get("happened", [])
    assert found.ignored == case.get("ignored", "")
    assert "composed" in str(case["_source"]) and "captured" not in str(case["_source"])
    if "variants" in case:
        assert [list(variant) for variant in found.variants] == case["variants"]
    assert all(event.id.startswith(f"zalo_oa:{OA}:") and USER not in event.id for event in found.happened)
    assert reading(case["event"]) == found  # the same body twice is the same event


def test_every_event_name_of_ours_has_a_payload() -> None:
    names = {str(event["event_name"]) for path in PAYLOADS if isinstance(event := load(path)["event"], dict)}
    assert set(READERS) <= names
    assert all(any(name.startswith(start) for name in names) for start in STARTS)


@given(st.dictionaries(st.text(), anything) | events)
def test_no_event_raises(raw: dict[str, object]) -> None:
    event = event_in(body_of(raw), (OA,))
    if event is None:
        assert "event_name" not in raw
        return
    found = read(event)
    assert bool(found.happened) != bool(found.ignored)
    for one in found.happened:
        assert one.address.id and one.id
        if isinstance(one, IncomingEvent):
            json.dumps([one.text, one.phone, one.id], ensure_ascii=False).encode()  # any database can keep it


def nodes(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """The way to every value inside."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*path, key)
        yield from nodes(one, (*path, key))


def mutated(event: object, path: tuple[object, ...], value: object) -> object:
    """The same event with another value there."""
    changed = at = deepcopy(event)
    for key in path[:-1]:
        at = at[key]  # type: ignore[index]
    at[path[-1]] = value  # type: ignore[index]
    return changed


@given(st.data())
def test_no_mutation_of_a_payload_raises(data: st.DataObject) -> None:
    event = load(data.draw(st.sampled_from(PAYLOADS)))["event"]
    path = data.draw(st.sampled_from(list(nodes(event))))
    found = event_in(body_of(mutated(event, path, data.draw(anything | named))), (OA,))
    assert found is not None and read(found)


@given(st.binary() | anything.map(body_of))
def test_no_body_raises(body: bytes) -> None:
    event_in(body)


DEEP = b'{"event_name":"user_send_text","message":' + b"[" * 200_000
LONG = b'{"event_name":"user_send_text","timestamp":' + b"9" * 5000 + b"}"


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"\xff", b"null", b'"x"', DEEP, b'{"a":' * 9000, b"{}", b'{"a":1}'])
def test_what_is_no_event_is_not_read(body: bytes) -> None:
    assert event_in(body) is None


def test_a_number_of_thousands_of_digits_is_no_harm() -> None:
    event = event_in(LONG)
    assert event is not None and read(event).ignored == "malformed"


@given(st.dictionaries(st.text(min_size=1).filter(lambda key: key not in {"text", "attachments"}), anything))
def test_odd_fields_never_lose_the_words(odd: dict[str, object]) -> None:
    (event,) = reading(text_event(**{**odd, "text": SAID})).happened
    assert isinstance(event, IncomingEvent) and event.text == SAID


def text_event(**message: object) -> dict[str, object]:
    return {"event_name": "user_send_text", "sender": {"id": USER}, "recipient": {"id": OA}, "message": message}


def test_two_messages_without_ids_or_times_are_two() -> None:
    first, second, again = (reading(text_event(text=words)).happened[0].id for words in ("một", "hai", "một"))
    assert first != second and first == again


def test_ids_that_differ_in_the_last_digit_are_two() -> None:
    near = [reading(text_event(text="x") | {"sender": {"id": int(USER) + n}}).happened[0].address for n in range(3)]
    assert len(set(near)) == 3 and near[0].id == f"{OA}:{USER}"


def test_the_same_person_at_another_account_is_another_address() -> None:
    other = reading(text_event(text="x") | {"recipient": {"id": "1111111111111111111"}})
    assert other.happened[0].address.id == f"1111111111111111111:{USER}" and other.oa == "1111111111111111111"


def test_what_happens_twice_is_told_by_its_time() -> None:
    follow = {"event_name": "follow", "oa_id": OA, "follower": {"id": USER}}
    ids = {reading(follow | {"timestamp": str(1763805600000 + n)}).happened[0].id for n in (0, 1, 0)}
    others = {reading(follow | {"timestamp": "1763805600000", "follower": {"id": who}}).happened[0].id for who in "12"}
    assert len(ids) == 2 and len(others) == 2


def test_receipts_of_the_same_moment_are_kept_apart() -> None:
    seen = {
        "event_name": "user_seen_message",
        "timestamp": "1763805600000",
        "sender": {"id": OA},
        "recipient": {"id": USER},
    }
    ids = {reading(seen | {"message": {"msg_ids": listed}}).happened[0].id for listed in (["a"], ["b"], ["a", "b"])}
    assert len(ids) == 3


def test_who_sends_a_receipt_is_only_sure_of_a_known_account() -> None:
    seen = {
        "event_name": "user_seen_message",
        "sender": {"id": USER},
        "recipient": {"id": OA},
        "message": {"msg_id": "m"},
    }
    known, unknown = read(Event(seen, "m", (OA,))), read(Event(seen, "m"))
    assert (known.oa, known.happened[0].address.id) == (OA, f"{OA}:{USER}")
    assert (unknown.oa, dict(unknown.variants)["seen_sender"]) == ("", "unknown")


@pytest.mark.parametrize("words", ["Có", "Nhận LN-7K3FQ", "Chỗ nước nguy hiểm gần nhà", "1", "a\nb", "#1"])
@pytest.mark.parametrize("question", ["", "place:abcdefghijkl"])
def test_words_survive_the_way_through_a_button(words: str, question: str) -> None:
    (event,) = reading(text_event(text=payload(question, words))).happened
    assert isinstance(event, IncomingEvent) and (event.question, event.text) == (question, words)


@given(st.text(max_size=1500), st.text("abc:_0", max_size=1500))
def test_a_payload_is_never_too_long(words: str, question: str) -> None:
    assert len(payload(question, words)) <= MOST_CHARACTERS


@given(st.text().filter(lambda text: not text.startswith("#ln ")))
def test_what_is_no_payload_stays_speech(text: str) -> None:
    assert pressed(text) == ("", text)


@given(st.text())
def test_a_payload_typed_by_hand_loses_no_words(text: str) -> None:
    question, words = pressed(f"#ln {text}")
    assert words and len(question) + len(words) >= len(text) - 1
