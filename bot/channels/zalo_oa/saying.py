"""Say one message to one person: words, buttons or numbered lines instead, a picture, the form for a number."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.channels import ChannelError
from bot.channels.fields import Fields
from bot.channels.zalo_oa import sending
from bot.channels.zalo_oa.calls import Calls, Failed
from bot.channels.zalo_oa.client import CS
from bot.channels.zalo_oa.refreshing import Jobs
from bot.channels.zalo_oa.sending import Body
from bot.channels.zalo_oa.uploads import Asset, Uploads
from bot.log import log_of
from bot.metrics import ZALO_BUTTONS
from bot.store.work import SqlWork
from handlers.events import OutgoingMessage
from handlers.relay import file_for

PLAIN_SECONDS = 3600.0  # for so long buttons that were refused are not tried again

log = log_of("zalo")


@dataclass(frozen=True, slots=True)
class To:
    """A person as one account knows them."""

    account: str
    user: str

    @classmethod
    def at(cls, address: str) -> "To":
        """`<oa_id>:<user_id>`."""
        account, _, user = address.partition(":")
        return cls(account, user)


@dataclass(frozen=True, slots=True)
class Style:
    """What the deployer decided: whether there are buttons, and the picture that the form for a number shows."""

    buttons: bool = True
    image_url: str = ""  # Zalo wants one; "": no form, the number is typed


class Saying:
    """Messages within the window. Buttons that Zalo refuses are numbered lines at once, and for an hour."""

    def __init__(self, calls: Calls, desk: Jobs, style: Style, clock: Callable[[], float] = time.monotonic) -> None:
        self._calls = calls
        self._desk = desk
        self._uploads = Uploads(desk, calls)
        self._style = style
        self._clock = clock
        self._plain_until = 0.0

    async def say(self, to: To, message: OutgoingMessage) -> Fields:
        """Say it; what Zalo answered to the last part. Raises Failed or one of the errors of a channel."""
        shown = await self._desk.do(lambda work: shown_file(work, message)) if message.attachment_id else None
        data = await (self._show(to, message, shown) if shown else self._word(to, message))
        if message.wants == "phone" and self._style.image_url:
            await self._ask_phone(to)
        return data

    async def _word(self, to: To, message: OutgoingMessage) -> Fields:
        """The words, with buttons if there are and may be any."""
        if not (sending.has_buttons(message) and self._style.buttons and self._clock() >= self._plain_until):
            return await self._all(to, sending.texts(message))
        *parts, last = sending.with_buttons(message)
        await self._all(to, parts)
        try:
            data = await self._one(to, last)
        except Failed as failed:
            if failed.told.kind != "payload":
                raise
            return await self._without_buttons(to, replace(message, text=str(last["text"])))
        ZALO_BUTTONS.labels("taken").inc()
        return data

    async def _without_buttons(self, to: To, message: OutgoingMessage) -> Fields:
        """The same at once as numbered lines. If that is taken it was the buttons that Zalo did not want."""
        data = await self._all(to, sending.texts(message))
        ZALO_BUTTONS.labels("refused").inc()
        self._plain_until = self._clock() + PLAIN_SECONDS
        log.warning("zalo_buttons_refused", remedy="if it goes on: LANGNGHE_ZALO_BUTTONS=no")
        return data

    async def _show(self, to: To, message: OutgoingMessage, shown: tuple[bytes, str]) -> Fields:
        """A picture or file with its words; an upload that expired is made once more."""
        asset = await self._uploads.asset(to.account, *shown)
        try:
            return await self._with_asset(to, message, asset)
        except Failed as failed:
            if failed.told.kind != "reupload":
                raise
        return await self._with_asset(to, message, await self._uploads.again(to.account, asset))

    async def _with_asset(self, to: To, message: OutgoingMessage, asset: Asset) -> Fields:
        """A picture bears its words; a file stands alone, and so does a picture when there are buttons."""
        if asset.parcel.kind == "file":
            data = await self._one(to, sending.file(asset.id))
        else:
            caption = "" if message.buttons else message.text
            data = await self._one(to, sending.picture(caption, asset.id, asset.parcel.size))
            if caption:
                return data
        return await self._word(to, message) if message.text else data

    async def _ask_phone(self, to: To) -> None:
        """The form, beside what was said: without it the number is typed."""
        try:
            await self._one(to, sending.asks_phone(self._style.image_url))
        except (Failed, ChannelError):
            log.info("zalo_form_refused")

    async def _all(self, to: To, bodies: Sequence[Body]) -> Fields:
        """All of them in their order; what Zalo answered to the last."""
        data: Fields = {}
        for body in bodies:
            data = await self._one(to, body)
        return data

    async def _one(self, to: To, body: Body) -> Fields:
        return await self._calls.post(to.account, CS, {"recipient": {"user_id": to.user}, "message": body})


def shown_file(work: SqlWork, message: OutgoingMessage) -> tuple[bytes, str] | None:
    """The bytes and type of what the message shows, if this person may see it."""
    person = work.people.get(message.person_id)
    return file_for(work, person, message.attachment_id) if person else None
