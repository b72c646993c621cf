"""What an officer's form says, handed to the desk like typed words."""

import re

from aiohttp import web

from bot.web.hub import rings
from bot.web.parts import PARTS, BadInput
from bot.web.reading import check
from bot.web.seat import Seat
from bot.web.words import NOT_FOUND
from handlers.events import Address, IncomingEvent
from referral.records import dataclass

NUMBER = re.compile(r"LN-[0-9A-Z]{4,8}")
ONCE = re.compile(r"[A-Za-z0-9_-]{8,40}")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What an officer's form says. `once` is the form's hidden field: two clicks are one happening."""

    once: str
    words: str
    question: str = ""


def event_id(seat: Seat, once: str) -> str:
    """Under which id the desk hears this form, however often it is sent."""
    return f"officer_page:{seat.officer_id}:{check(ONCE, once)}"


async def tell(request: web.Request, seat: Seat, spoken: Spoken) -> None:
    """Hand a form to the desk like typed words, and give the answer a moment to arrive."""
    parts = request.app[PARTS]
    if not seat.officer_id:
        raise BadInput(NOT_FOUND, 404)  # who is no officer has nobody to talk to
    event = IncomingEvent(
        id=event_id(seat, spoken.once),
        address=Address("officer_page", seat.officer_id),
        at=None,
        text=spoken.words,
        question=spoken.question,
        account=seat.account,
    )
    with parts.hub.listening(seat.officer_id) as bell:
        await parts.desk.receive(event)
        await rings(bell, parts.settings.reply_seconds)
