"""The events of the protocol page (A3, A4), composed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tests.zalo_fake.accounts import User
from tests.zalo_fake.calls import Json, Sent


@dataclass(frozen=True, slots=True)
class Scene:
    """Which app, which person of which account, and when."""

    app_id: str
    user: User
    at: int

    def envelope(self, name: str, from_user: bool) -> Json:
        """What every event with a sender begins with."""
        user, account = {"id": self.user.id}, {"id": self.user.oa_id}
        ends = {"sender": user, "recipient": account} if from_user else {"sender": account, "recipient": user}
        return {"app_id": self.app_id, "user_id_by_app": self.user.by_app, **self.named(name), **ends}

    def named(self, name: str) -> Json:
        """Its name and time: epoch ms in a string."""
        return {"event_name": name, "timestamp": str(self.at)}

    def said(self, kind: str, msg_id: str, **content: object) -> Json:
        """Something the person sent."""
        return self.envelope(f"user_send_{kind}", True) | {"message": {"msg_id": msg_id, **content}}

    def flat(self, name: str, **more: object) -> Json:
        """A management event: no sender, no recipient."""
        return {"app_id": self.app_id, "oa_id": self.user.oa_id, "user_id_by_app": self.user.by_app, **more} | (
            self.named(name)
        )

    def echo(self, name: str, sent: Sent) -> Json:
        """A message of the account as Zalo tells it to the program; `admin_id` if a human wrote it."""
        event = self.envelope(name, False)
        if sent.admin_id:
            event["sender"] = {"id": self.user.oa_id, "admin_id": sent.admin_id}
        message: Json = {"msg_id": sent.message_id}
        if name == "oa_reacted_message":
            return event | {"message": message | {"react_icon": sent.text}}
        if sent.text:
            message["text"] = sent.text
        if sent.kind != "text":
            message["attachments"] = [{"type": sent.kind, "payload": echoed(sent)}]
        return event | {"message": message}

    def received(self, sent: Sent) -> Json:
        """A message of the account arrived; a template by phone is told of in its own shape."""
        event = self.envelope("user_received_message", False)
        message: Json = {"msg_id": sent.message_id}
        if sent.way == "zns":
            message |= {"delivery_time": str(self.at), "tracking_id": sent.tracking_id}
        return event | {"message": message}

    def seen(self, ids: list[str], by_user: bool, array: bool) -> Json:
        """Messages were seen; who is the sender, and whether it is an array, differs between sources."""
        shown: Json = {"msg_ids": ids} if array else {"msg_id": ids[-1]}
        return self.envelope("user_seen_message", by_user) | {"message": shown}


def echoed(sent: Sent) -> Json:
    """What stands in the attachment of an echo."""
    return {"url": sent.image} if sent.image else {"buttons": sent.raw_buttons}


def attachment(kind: str, payload: Mapping[str, object]) -> list[Json]:
    return [{"type": kind, "payload": dict(payload)}]


def card(phone: str, picture: str) -> Json:
    """A business card: JSON inside a string."""
    inside = json.dumps({"phone": phone, "qrCodeUrl": picture})
    return {"thumbnail": picture, "url": picture, "description": inside}


def info(newer: bool, phone: str) -> Json:
    """What a person submits in the form, in the shape until 2025 or the newer one. Invented."""
    if not newer:
        place = {"address": "12 đường Mẫu", "city": "Quảng Ngãi", "district": "Sơn Tây", "ward": "Sơn Tây"}
        return {"name": "Người Mẫu", "phone": phone, **place}
    place = {"user_city": "Quảng Ngãi", "user_ward": "Xã Sơn Tây", "user_address": "12 đường Mẫu"}
    return {"name": "Người Mẫu", "phone": phone, "user_dob": "01/01/2000", "gender": "1", "full_address": place}
