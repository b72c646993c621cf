"""Say one message to one person: words, buttons or numbered lines instead, a picture, the form for a number."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.channels import ChannelError, Refused
from bot.channels.fields import Fields
from bot.channels.jobs import Jobs
from bot.channels.zalo_oa import sending
from bot.channels.zalo_oa.calls import Calls, Failed
from bot.channels.zalo_oa.client import CS
from bot.channels.zalo_oa.errors import Kind
from bot.channels.zalo_oa.sending import Body
from bot.channels.zalo_oa.trips import To, Trip, Trips
from bot.channels.zalo_oa.uploads import Asset, Uploads
from bot.log import log_of
from bot.metrics import VARIANTS
from bot.store.work import SqlWork
from handlers.events import OutgoingMessage
from handlers.relay import file_for
from referral.records import dataclass

PLAIN_SECONDS = 3600.0  # for so long buttons that were refused are not tried again

NOT_THERE: tuple[Kind, ...] = ("reupload", "asset")  # it may be there when it is uploaded anew
UNSHOWN: tuple[Kind, ...] = (*NOT_THERE, "payload", "human")  # what may be wrong with a picture and not with its words

log = log_of("zalo")


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
        self._trips = Trips()
        self._style = style
        self._clock = clock
        self._plain_until = 0.0

    async def say(self, to: To, message: OutgoingMessage) -> Fields:
        """Say what of it was not said yet; Zalo's answer to the last part. Raises Failed or an error of a channel."""
        trip = self._trips.begin(to, message.key)
        data = await (self._show if message.attachment_id or message.picture else self._word)(trip, message)
        if message.wants == "phone" and self._style.image_url:
            await self._ask_phone(trip)
        self._trips.end(trip)
        return data

    async def finish(self) -> None:
        """Wait for the calls that are under way."""
        await self._trips.finish()
        await self._uploads.finish()

    async def _word(self, trip: Trip, message: OutgoingMessage) -> Fields:
        """The words, with buttons if there are and may be any."""
        if not (sending.has_buttons(message) and self._style.buttons and self._clock() >= self._plain_until):
            return await self._all(trip, sending.texts(message))
        *parts, last = sending.with_buttons(message)
        await self._all(trip, parts)
        try:
            data = await self._one(trip, last)
        except Failed as failed:
            if failed.told.kind != "payload":
                raise
            return await self._without_buttons(trip, replace(message, text=str(last["text"])))
        VARIANTS.labels("buttons", "taken").inc()
        return data

    async def _without_buttons(self, trip: Trip, message: OutgoingMessage) -> Fields:
        """The same at once as numbered lines. If that is taken it was the buttons that Zalo did not want."""
        data = await self._all(trip, sending.texts(message))
        VARIANTS.labels("buttons", "refused").inc()
        self._plain_until = self._clock() + PLAIN_SECONDS
        log.warning("zalo_buttons_refused", remedy="if it goes on: LANGNGHE_ZALO_BUTTONS=no")
        return data

    async def _show(self, trip: Trip, message: OutgoingMessage) -> Fields:
        """A picture or file with its words; the words alone if it is not there or Zalo does not take it."""
        try:
            asset = await self._asset_of(trip.to.account, message)
            if asset is None:
                return await self._word(trip, message)
            caption = "" if asset.parcel.kind == "file" else sending.caption(message)
            data = await self._asset(trip, asset, caption)
        except (Failed, Refused) as problem:
            if not message.text or not is_of_the_picture(problem):
                raise
            VARIANTS.labels("picture", "words_alone").inc()
            log.warning("zalo_picture_refused")
            return await self._word(trip, message)
        return await self._word(trip, message) if message.text and not caption else data

    async def _asset_of(self, account: str, message: OutgoingMessage) -> Asset | None:
        """What it shows, uploaded; None if it is not there, or if this person may not see it."""
        if message.picture:
            return await self._uploads.public(account, message.picture)
        shown = await self._desk.do(lambda work: shown_file(work, message))
        return await self._uploads.asset(account, *shown) if shown else None

    async def _asset(self, trip: Trip, asset: Asset, caption: str) -> Fields:
        """The picture or file. What is not there any more is uploaded once more, and forgotten if that was no help."""
        try:
            return await self._one(trip, shape(asset, caption))
        except Failed as failed:
            if failed.told.kind not in NOT_THERE:
                raise
        fresh = await self._uploads.again(trip.to.account, asset)
        try:
            return await self._one(trip, shape(fresh, caption))
        except Failed as failed:
            if failed.told.kind in UNSHOWN:
                await self._uploads.forget(fresh)
            raise

    async def _ask_phone(self, trip: Trip) -> None:
        """The form, beside what was said: without it the number is typed."""
        try:
            await self._one(trip, sending.asks_phone(self._style.image_url))
        except (Failed, ChannelError):
            log.info("zalo_form_refused")

    async def _all(self, trip: Trip, bodies: Sequence[Body]) -> Fields:
        """All of them in their order; what Zalo answered to the last."""
        data: Fields = {}
        for body in bodies:
            data = await self._one(trip, body)
        return data

    async def _one(self, trip: Trip, body: Body) -> Fields:
        to = trip.to
        whole = {"recipient": {"user_id": to.user}, "message": body}
        return await trip.part(body, lambda: self._calls.post(to.account, CS, whole))


def shape(asset: Asset, caption: str) -> Body:
    """The body for what was uploaded: a file stands alone."""
    if asset.parcel.kind == "file":
        return sending.file(asset.id)
    return sending.picture(caption, asset.id, asset.parcel.size)


def is_of_the_picture(problem: Failed | Refused) -> bool:
    """Whether the words alone may fare better."""
    return isinstance(problem, Refused) or problem.told.kind in UNSHOWN


def shown_file(work: SqlWork, message: OutgoingMessage) -> tuple[bytes, str] | None:
    """The bytes and type of what the message shows, if this person may see it."""
    person = work.people.get(message.person_id)
    return file_for(work, person, message.attachment_id) if person else None
