"""Telegram as one way to reach people: send, remove, download, each failing with one of a channel's errors."""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import quote

from telegram.error import BadRequest, ChatMigrated, InvalidToken, TelegramError

from bot.channels import Begin, ChannelDown, ChannelError, Refused, Send, State, Throttled, at_once
from bot.channels.fields import Fields, fields, identity, number, text
from bot.channels.jobs import Jobs
from bot.channels.telegram.client import Client
from bot.channels.telegram.content import MOST_BYTES
from bot.channels.telegram.errors import BadPicture, NoFile, channel_error, is_of_the_picture, names_no_file
from bot.channels.telegram.pacing import Pacing
from bot.channels.telegram.pictures import Pictures
from bot.channels.telegram.posting import Ready, ready
from bot.channels.telegram.sending import is_shown, parameters
from bot.channels.telegram.showing import Hands, Say, Showing, Turn
from bot.log import log_of
from flows.fitting import CHANNELS
from handlers.events import Media, MediaKind, OutgoingMessage

KINDS: dict[str, MediaKind] = {"photo": "photo", "voice": "voice", "video": "video", "document": "document"}
MOST_REMOVED = 100  # messages in one call
MOST_CALLS = 20  # to clear one chat: everybody shares the pace, and a clearing that never ends holds up its person

log = log_of("telegram")


class Telegram:
    """One bot. Close it after the desk has delivered its last message."""

    name = "telegram"
    limits = CHANNELS["telegram"]
    own = False
    templates: frozenset[str] = frozenset()

    def __init__(self, token: str, api: str, pacing: Pacing | None = None, desk: Jobs | None = None) -> None:
        self.client = Client(token, api)
        self._pacing = pacing or Pacing()
        self._pictures = Pictures(desk, self.client.number) if desk else None  # without a desk: words alone

    async def send(self, address: str, message: OutgoingMessage) -> str:
        """Send a message with its buttons, or its picture; Telegram's number of it."""
        if message.picture:
            return await self.many(message)(address, at_once)
        sent = await self._followed(
            address, lambda chat: self._call(chat, Turn(message.lane), "sendMessage", parameters(chat, message))
        )
        return number_of(sent)

    def many(self, message: OutgoingMessage) -> Send:
        """The same for many people: what does not differ between them is made once."""
        say = self._showing(message) if self._pictures and is_shown(message) else self._words(message)

        async def send(address: str, begin: Begin) -> str:
            return number_of(await say(address, Turn(message.lane, begin)))

        return send

    def _words(self, message: OutgoingMessage) -> Say:
        form = ready("sendMessage", parameters("", message))
        return lambda address, turn: self._handed(address, turn, form)

    def _showing(self, message: OutgoingMessage) -> Say:
        assert self._pictures
        return Showing(Hands(self._handed, self._uploaded), self._pictures, message).to

    async def clear(self, address: str, traces: Sequence[str]) -> None:
        """Remove these messages from the chat, the newest first, as far as they are young enough."""
        known = sorted({int(trace) for trace in traces if trace.isdecimal()}, reverse=True)
        try:
            await self._remove(address, known)
        except TelegramError as error:
            raise self._told(address, error) from None

    async def retract(self, address: str, _message: OutgoingMessage, traces: Sequence[str]) -> None:
        """Remove these messages, both sides, as far as they are young enough."""
        await self.clear(address, traces)

    async def fetch(self, ref: str) -> Media:
        """Download `kind:file_id`, at most 20 MB."""
        kind, _, file_id = ref.partition(":")
        if kind not in KINDS:
            raise Refused("This is no reference of Telegram's.")
        try:
            return Media(KINDS[kind], ref, await self._download(file_id))
        except TelegramError as error:
            raise channel_error(error) from None

    def state(self) -> State:
        """How the platform stands, as this process last saw it."""
        if self.client.state == "up" and self._pacing.quiet():
            return "throttled"
        return self.client.state

    def problems(self) -> Sequence[str]:
        """A bot's token does not run out."""
        return ()

    async def close(self) -> None:
        """Close the connections."""
        await self.client.close()

    async def _call(self, chat: str, turn: Turn, method: str, values: dict[str, object]) -> object:
        return await self._in_turn(chat, turn, lambda: self.client.call(method, **values))

    async def _in_turn(self, chat: str, turn: Turn, call: Callable[[], Awaitable[object]]) -> object:
        """What a call brings that waits for its turn."""
        slot = await self._pacing.turn(chat, turn.lane)
        turn.begin()
        try:
            answer = await call()
        finally:
            self._pacing.answered(slot)
        self._pacing.arrived(chat)
        return answer

    async def _handed(self, chat: str, turn: Turn, form: Ready) -> Fields:
        """A call that is ready, in its turn."""
        return await self._followed(chat, lambda there: self._post(turn, there, form))

    async def _uploaded(self, chat: str, turn: Turn, values: Mapping[str, object]) -> Fields:
        """A photo with its file, in its turn."""
        return await self._followed(chat, lambda there: self._show(turn, {**values, "chat_id": there}))

    async def _show(self, turn: Turn, values: dict[str, object]) -> object:
        try:
            return await self._call(text(values["chat_id"]), turn, "sendPhoto", values)
        except BadRequest as refused:
            if is_of_the_picture(refused):
                raise BadPicture("Telegram does not take this picture.") from None
            raise

    async def _post(self, turn: Turn, chat: str, form: Ready) -> object:
        try:
            return await self._in_turn(chat, turn, lambda: self.client.post(form.method, form.to(chat)))
        except BadRequest as refused:
            if form.method == "sendPhoto" and names_no_file(refused):
                raise NoFile from None
            raise

    async def _followed(self, chat: str, call: Callable[[str], Awaitable[object]]) -> Fields:
        """What a call brings; where the group has a new number, once more there."""
        try:
            return fields(await call(chat))
        except ChatMigrated as moved:
            chat = str(moved.new_chat_id)
        except TelegramError as error:
            raise self._told(chat, error) from None
        try:
            return fields(await call(chat))
        except TelegramError as error:
            raise self._told(chat, error) from None

    def _told(self, chat: str, error: TelegramError) -> ChannelError:
        """What follows an error; a 429 is remembered for whom it concerns."""
        problem = channel_error(error)
        if isinstance(problem, Throttled):
            self._pacing.slow_down(chat, problem.retry_after)
        return problem

    async def _remove(self, chat: str, numbers: list[int]) -> None:
        """Remove messages in groups; a group that is refused is halved, for one message that is too old spoils it."""
        groups = deque(numbers[start : start + MOST_REMOVED] for start in range(0, len(numbers), MOST_REMOVED))
        refused = 0
        for _ in range(MOST_CALLS):
            group = groups.popleft() if groups else []
            if group and not await self._removed(chat, group):
                middle = len(group) // 2
                refused += middle == 0
                groups.extend((group[:middle], group[middle:]) if middle else ())
        if refused or groups:
            log.info("cleared_in_part", refused=refused, left=sum(map(len, groups)))

    async def _removed(self, chat: str, numbers: list[int]) -> bool:
        """Whether Telegram took the group."""
        try:
            await self._call(chat, Turn("reply"), "deleteMessages", {"chat_id": chat, "message_ids": numbers})
        except BadRequest:
            return False
        return True

    async def _download(self, file_id: str) -> bytes:
        file = fields(await self.client.call("getFile", file_id=file_id))
        if (number(file.get("file_size")) or 0) > MOST_BYTES:
            raise Refused("too_large")
        path = text(file.get("file_path"))
        try:
            data = await self.client.download(quote(path))
        except InvalidToken:  # a 404: the file is not there any more, or not yet
            raise ChannelDown("The file is not there.") from None
        if len(data) > MOST_BYTES:
            raise Refused("too_large")
        return data


def number_of(sent: Fields) -> str:
    """Telegram's number of a message."""
    return identity(sent.get("message_id"))
