"""How two platforms bring words and take replies, composed by hand: update, headers, the answer to a send."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.bench.script import NOON

TOKEN = "7000000000:bench"
APP, OA, SECRET = "4000000000000000001", "4000000000000000002", "bench"
BOT = b'{"ok":true,"result":{"id":7000000000,"is_bot":true,"first_name":"Bench","username":"bench_bot"}}'
SENT = (
    b'{"ok":true,"result":{"message_id":%d,"date":1795000000,"chat":{"id":%s,"type":"private","first_name":"Lan"},'
    b'"from":{"id":7000000000,"is_bot":true,"first_name":"Bench"},"text":"."}}'
)
ZALO_SENT = (
    b'{"error":0,"message":"Success","data":{"message_id":"%d","user_id":"%s","sent_time":"1795000000000",'
    b'"quota":{"quota_type":"reply","remain":1000000,"total":1000000}}}'
)

Update = Callable[[int, int, str], tuple[bytes, str]]  # (its number, who, what) -> (body, headers)


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform: what comes from it, and how a message of ours looks and is answered."""

    update: Update
    send: bytes  # how the first line of a call that says something goes on, in small letters
    person: re.Pattern[bytes]
    sent: bytes  # the answer, with blanks for the message and the person
    other: bytes = b'{"ok":true,"result":true}'  # the answer to all other calls


def telegram(number: int, chat: int, text: str) -> tuple[bytes, str]:
    """A text message of a private chat in the shape of the Bot API."""
    person = {"id": chat, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
    message = {
        "message_id": number,
        "from": person,
        "chat": {"id": chat, "first_name": "Lan", "type": "private"},
        "date": NOON + number,
        "text": text,
    }
    return json.dumps({"update_id": number, "message": message}).encode(), ""


def zalo(number: int, chat: int, text: str) -> tuple[bytes, str]:
    """The same as an event of an Official Account, signed."""
    timestamp = str(1000 * (NOON + number))
    event = {
        "app_id": APP,
        "user_id_by_app": f"9{chat}",
        "event_name": "user_send_text",
        "timestamp": timestamp,
        "sender": {"id": str(chat)},
        "recipient": {"id": OA},
        "message": {"msg_id": f"b{number}", "text": text},
    }
    body = json.dumps(event, ensure_ascii=False).encode()
    mac = hashlib.sha256(APP.encode() + body + timestamp.encode() + SECRET.encode()).hexdigest()
    return body, f"X-ZEvent-Signature: mac={mac}\r\n"


PLATFORMS: Mapping[str, Platform] = {
    "telegram": Platform(telegram, b"/sendmessage ", re.compile(rb'chat_id"?\D{0,80}?(\d+)'), SENT),
    "zalo": Platform(
        zalo,
        b"/v3.0/oa/message/cs ",
        re.compile(rb'"user_id": ?"(\d+)"'),
        ZALO_SENT,
        b'{"error":0,"message":"Success"}',
    ),
}
