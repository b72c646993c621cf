"""The methods of the platform: what each checks, does and answers."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession

from tests.zalo_bot_fake.answers import ApiError
from tests.zalo_bot_fake.calls import Call, Json, Sent
from tests.zalo_bot_fake.updates import Updates

MOST_TEXT = 2000
BOT = {"id": "b07b07b07b07b07b07b0", "account_name": "bot.langnghe", "account_type": "BASIC", "can_join_groups": False}


@dataclass(slots=True)
class Bot:
    """One bot with its chats."""

    updates: Updates = field(default_factory=Updates)
    sent: list[Sent] = field(default_factory=list)
    said: list[Json] = field(default_factory=list)  # the updates that people's messages became
    strangers: set[str] = field(default_factory=set)  # chats that do not exist, or whose people blocked the bot
    quota: int | None = None  # messages that may still be sent
    clean_is_404: bool = False  # what getWebhookInfo answers where there is no webhook
    local_webhooks: bool = True  # the real platform refuses addresses like those of our tests
    fetches: tuple[float, ...] = (0.0, 0.05, 0.1)  # seconds after which a picture's address is fetched
    echoes: bool = False  # its own messages come back as updates
    last_id: int = 0  # a program that remembers an earlier world needs a later beginning
    _fetching: set[asyncio.Task[None]] = field(default_factory=set)

    def new_id(self) -> str:
        """Twenty hexadecimal digits, never given before in this world."""
        self.last_id += 1
        return f"{self.last_id:020x}"

    def say(self, call: Call, text: str, photo: str = "") -> Json:
        """A message reaches its chat. Raises ApiError."""
        if call.chat_id in self.strangers or not call.chat_id:
            raise ApiError(400, "Bad Request: chat not found")
        if self.quota is not None and len(self.sent) >= self.quota:
            raise ApiError(429)
        sent = Sent(call.chat_id, self.new_id(), text, call, photo, now())
        self.sent.append(sent)
        if photo:
            self.fetch(sent)
        if self.echoes:
            self.updates.put(echo(sent))
        return {"message_id": sent.message_id, "date": now()}

    def fetch(self, sent: Sent) -> None:
        """Fetch the picture, more than once and some time later, as the real one was seen to do."""
        for pause in self.fetches:
            task = asyncio.create_task(self._fetch(sent, pause))
            self._fetching.add(task)
            task.add_done_callback(self._fetching.discard)

    async def fetched(self) -> None:
        """Wait until all pictures were fetched."""
        await asyncio.gather(*self._fetching)

    async def _fetch(self, sent: Sent, pause: float) -> None:
        await asyncio.sleep(pause)
        try:
            async with ClientSession() as client, client.get(sent.photo) as answer:
                sent.fetched.append((answer.status, await answer.read()))
        except ClientError:
            sent.fetched.append((0, b""))


def now() -> int:
    """Milliseconds since 1970."""
    return int(time.time() * 1000)


def echo(sent: Sent) -> Json:
    """One of our own messages, come back."""
    message = {
        "message_id": sent.message_id,
        "date": now(),
        "chat": {"id": sent.chat_id, "chat_type": "PRIVATE"},
        "from": {"id": BOT["id"], "display_name": "Bot", "is_bot": True},
        "text": sent.text,
        "message_type": "CHAT_MESSAGE",
    }
    return {"event_name": "message.text.received", "message": message}


def within(value: object, name: str) -> str:
    """A text of 1 to 2,000 characters. Raises ApiError."""
    if not isinstance(value, str) or not 1 <= len(value) <= MOST_TEXT:
        raise ApiError(400, f"Bad Request: {name} must be non-empty and at most {MOST_TEXT} characters")
    return value


async def get_me(_bot: Bot, _call: Call) -> object:
    return dict(BOT)


async def get_updates(bot: Bot, call: Call) -> object:
    return await bot.updates.poll(float(str(call.params.get("timeout", 30))))


async def set_webhook(bot: Bot, call: Call) -> object:
    url, secret = str(call.params.get("url", "")), str(call.params.get("secret_token", ""))
    if not 8 <= len(secret) <= 256:
        raise ApiError(400, "Bad Request: secret_token must be 8-256 characters")
    if not (url.startswith("https://") or bot.local_webhooks) or (is_local(url) and not bot.local_webhooks):
        raise ApiError(400, "Bad Request: webhook url is invalid")
    bot.updates.move(url, secret)
    return {"url": url, "updated_at": now()}


async def delete_webhook(bot: Bot, _call: Call) -> object:
    bot.updates.move("")
    return {"url": "", "updated_at": now()}


async def get_webhook_info(bot: Bot, _call: Call) -> object:
    if not bot.updates.url and bot.clean_is_404:
        raise ApiError(404)
    return {"url": bot.updates.url}


async def send_message(bot: Bot, call: Call) -> object:
    return bot.say(call, within(call.params.get("text"), "text"))


async def send_photo(bot: Bot, call: Call) -> object:
    photo, caption = str(call.params.get("photo", "")), call.params.get("caption")
    if not photo.startswith(("https://", "http://")):
        raise ApiError(400, "Bad Request: photo is invalid")
    return bot.say(call, "" if caption is None else within(caption, "caption"), photo)


async def send_sticker(bot: Bot, call: Call) -> object:
    within(call.params.get("sticker"), "sticker")
    return bot.say(call, "")


async def send_chat_action(_bot: Bot, call: Call) -> object:
    if call.params.get("action") != "typing":
        raise ApiError(400, "Bad Request: action is invalid")
    return True


def is_local(url: str) -> bool:
    """Whether an address leads to this machine or its network."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost"


METHODS: Mapping[str, Callable[[Bot, Call], Awaitable[object]]] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendSticker": send_sticker,
    "sendChatAction": send_chat_action,
}
