"""Somebody on Zalo, and a human of the account: what they do becomes the platform's events, as the page has them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.zalo_fake.accounts import User, digits
from tests.zalo_fake.calls import Json, Sent, Upload
from tests.zalo_fake.events import Scene, attachment, card, info

if TYPE_CHECKING:
    from tests.zalo_fake.server import FakeZalo

PATIENCE = 20.0
BACK = "#bot"  # what a human of the account writes to hand somebody back
SPOKEN = {"oa.query.show", "oa.query.hide"}


class Person:
    """One person with one account; `id` is theirs there. Every action returns the event as sent."""

    def __init__(self, fake: "FakeZalo", user: User) -> None:
        self._fake = fake
        self.user = user

    @property
    def id(self) -> str:
        return self.user.id

    def say(self, text: str, quoting: str = "") -> Json:
        """Write a message, perhaps as an answer to another one."""
        return self.send("text", {"text": text} | ({"quote_msg_id": quoting} if quoting else {}))

    def press(self, message: Sent, words: str) -> Json:
        """Press the button with these words: its payload comes back as the person's text."""
        button = next((key for key in message.raw_buttons if key["title"] == words), None)
        assert button is not None, f"no such button, only {message.buttons}"
        assert button["type"] in SPOKEN, f"that one does not speak: {button['type']}"
        return self.send("text", {"text": button["payload"]}, shown=button["type"] == "oa.query.show")

    def photo(self, data: bytes, caption: str = "") -> Json:
        """A photo; Zalo serves it as a stream of octets."""
        url = self._kept("photo.jpg", data)
        return self._attached("image", {"url": url, "thumbnail": url}, caption)

    def gif(self, data: bytes) -> Json:
        url = self._kept("moving.gif", data)
        return self._attached("gif", {"url": url, "thumbnail": url})

    def voice(self, data: bytes) -> Json:
        return self._attached("audio", {"url": self._kept("voice.m4a", data)})

    def video(self, data: bytes) -> Json:
        url = self._kept("video.mp4", data)
        return self._attached("video", {"url": url, "thumbnail": url, "description": ""})

    def file(self, data: bytes, name: str = "tep.pdf") -> Json:
        ending = name.rsplit(".", 1)[-1]
        about = {"size": str(len(data)), "name": name, "checksum": "0" * 32, "type": ending}
        return self._attached("file", {"url": self._kept(name, data), **about})

    def sticker(self) -> Json:
        return self._attached("sticker", {"id": "20123", "url": self._kept("sticker.png", b"sticker")})

    def location(self, latitude: float, longitude: float, place: str = "") -> Json:
        """A place: the degrees are strings."""
        coordinates = {"latitude": str(latitude), "longitude": str(longitude)}
        return self._attached("location", {"coordinates": coordinates}, place)

    def link(self, url: str, text: str = "") -> Json:
        about = {"url": url, "thumbnail": "", "description": "", "title": ""}
        return self._attached("link", about, text)

    def card(self, phone: str, name: str = "Người Mẫu") -> Json:
        """Somebody's business card."""
        return self._attached("business_card", card(phone, self._kept("qr.png", b"qr")), name)

    def follow(self, source: str = "oa_profile") -> Json:
        """Follow the account; it opens the window."""
        self.user.follower = True
        self._fake.accounts.interact(self.user)
        return self._push(self.scene().flat("follow", follower={"id": self.id}, source=source))

    def unfollow(self) -> Json:
        self.user.follower, self.user.gone = False, True
        return self._push(self.scene().flat("unfollow", follower={"id": self.id}, source="zalo"))

    def chat_now(self) -> Json:
        """Press the account's chat button; it opens the window and says nothing."""
        self._fake.accounts.interact(self.user)
        return self._push(self.scene().flat("user_click_chatnow", user_id=self.id))

    def withdraw(self) -> Json:
        """Ask Zalo to have their data removed."""
        return self._push(self.scene().flat("user_withdraw", user_id=self.id))

    def submit(self, newer: bool = True, phone: str = "84900000000") -> Json:
        """Fill the form in which name, phone and address can be left."""
        found = info(newer, phone)
        self.user.shared = found
        self._fake.accounts.interact(self.user)
        return self._push(self.scene().envelope("user_submit_info", True) | {"info": found})

    def react(self, message: Sent, icon: str = "/-heart") -> Json:
        about = {"msg_id": message.message_id, "react_icon": icon}
        return self._push(self.scene().envelope("user_reacted_message", True) | {"message": about})

    def sees(self) -> Json:
        """Look at all that came; the program is told, in the shape the fake is set to."""
        fresh = [sent for sent in self.messages() if not sent.seen]
        for sent in fresh:
            sent.seen = True
        ids = [sent.message_id for sent in fresh]
        fake = self._fake
        return self._push(self.scene().seen(ids, fake.seen_by_user, fake.seen_array)) if ids else {}

    def send(self, kind: str, content: Mapping[str, object], shown: bool = True) -> Json:
        """A message with this content; not `shown`: it stands in no chat."""
        accounts = self._fake.accounts
        accounts.interact(self.user)
        msg_id = accounts.new_id()
        told: Json = {"message_id": msg_id, "message": str(content.get("text", "")), "kind": kind, "shown": shown}
        accounts.note(self.user.oa_id, self.id, 1, told | {"attachments": content.get("attachments", [])})
        return self._push(self.scene().said(kind, msg_id, **content))

    def scene(self) -> Scene:
        return Scene(self._fake.app_id, self.user, self._fake.hours.ms())

    def messages(self) -> list[Sent]:
        """All that reached them, in order."""
        return self._fake.sent(self.id)

    def heard(self) -> list[str]:
        """The words of it."""
        return [sent.text for sent in self.messages()]

    async def hears(self, words: str, patience: float = PATIENCE) -> Sent:
        """The newest message with these words, now or soon. Raises TimeoutError."""
        await self._fake.until(lambda: any(words in text for text in self.heard()), patience)
        return next(sent for sent in reversed(self.messages()) if words in sent.text)

    def _attached(self, kind: str, payload: Mapping[str, object], text: str = "") -> Json:
        return self.send(kind, {"attachments": attachment(kind, payload)} | ({"text": text} if text else {}))

    def _kept(self, name: str, data: bytes) -> str:
        """The address of a file the person sent."""
        return self._fake.media_address(self._fake.accounts.keep_file(Upload(name, "", data)))

    def _push(self, event: Json) -> Json:
        return self._fake.push(event)


class Admin:
    """A human who answers in the app of the account."""

    def __init__(self, fake: "FakeZalo", oa_id: str) -> None:
        self._fake = fake
        self._oa_id = oa_id
        self.id = digits(f"admin of {oa_id}")

    def say(self, person: Person, text: str) -> Json:
        """Write to somebody: the program hears it as an echo that names the human."""
        accounts = self._fake.accounts
        sent = Sent(self._oa_id, person.id, accounts.new_id(), accounts.hours.ms(), "human", text, admin_id=self.id)
        accounts.add(sent)
        return self._fake.push(person.scene().echo("oa_send_text", sent))

    def hand_back(self, person: Person) -> Json:
        """Leave somebody to the program again."""
        return self.say(person, BACK)
