"""What the Zalo Bot Platform answers instead of a result: which of our errors follows, and how the platform stands."""

import json
from collections.abc import Callable, Mapping

from bot.channels import ChannelDown, ChannelError, NotNow, PersonGone, Refused, State, Throttled, Unanswered
from bot.channels.fields import Fields, fields, number, text
from bot.channels.silence import is_unclear
from referral.records import dataclass

UNREAD = -1  # nothing in it that we can read, and it may have been done
IDLE = 408  # nothing happened while we waited, which is no error
GONE = (
    "chat not found", "user not found", "chat_id not found", "blocked", "deactivated", "not a member", "kicked",
    "invalid chat", "chat_id is invalid", "cannot find chat",
)  # fmt: skip  # words that mean: nobody will ever read this here. Composed, for no list of them is published
SLOW = ("too many requests", "rate limit", "retry after", "slow down")  # words of a 429 that soon passes
LATER = ("temporarily unavailable", "try again", "internal", "timeout")  # words of a 400 that passes
QUOTA_SECONDS = 3600.0  # nobody says when a quota is filled again: a message an hour finds out
SLOW_SECONDS = 5.0
LONGEST_PAUSE = 3600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a result, or a code with its words."""

    ok: bool
    result: object = None
    code: int = 0
    words: str = ""
    wait: float = 0.0  # seconds that it asks us to wait, 0 if it does not say


def read_answer(status: int, body: bytes, retry_after: str = "") -> Answer:
    """The answer in a body; judged by its `ok`. What is no such answer counts by its status, a web page as none."""
    found = object_in(body)
    if not isinstance(found.get("ok"), bool):
        return Answer(False, code=UNREAD if is_unclear(status) else WITHOUT_WORDS.get(status, 0))
    words, wait = text(found.get("description")).lower(), seconds(retry_after, found)
    code = number(found.get("error_code")) or status
    return Answer(True, found.get("result")) if found["ok"] else Answer(False, None, code, words, wait)


def object_in(body: bytes) -> Fields:
    """The JSON object in a body, empty if there is none."""
    try:
        return fields(json.loads(body))
    except (ValueError, RecursionError):
        return {}


def seconds(header: str, found: Fields) -> float:
    """How long we are asked to wait, by the header or in the answer."""
    said = number(fields(found.get("parameters")).get("retry_after")) or number(found.get("retry_after"))
    told = int(header) if header.isdecimal() and header.isascii() and len(header) < 8 else said or 0
    return float(min(max(told, 0), LONGEST_PAUSE))


def down(_: Answer) -> ChannelError:
    """A 503, a page of the gateway in front of it, or nothing we can read."""
    return ChannelDown("The Zalo Bot Platform does not answer.")


def unread(_: Answer) -> ChannelError:
    """A 200 that we cannot read, or another 5xx: it may have been done."""
    return Unanswered("The Zalo Bot Platform did not answer.")


def unauthorized(_: Answer) -> ChannelError:
    """A 401: no message of ours passes until there is another token."""
    return ChannelDown("The Zalo Bot Platform refuses the token.")


def too_many(answer: Answer) -> ChannelError:
    """A 429: the month's quota, unless it says that it soon passes."""
    if answer.wait or any(part in answer.words for part in SLOW):
        return Throttled(answer.wait or SLOW_SECONDS)
    return NotNow(QUOTA_SECONDS)


def refused(answer: Answer) -> ChannelError:
    """A 400, 403 or 404 in its own words: the person is gone, or it passes, or a human must look."""
    if any(part in answer.words for part in GONE):
        return PersonGone("Nobody is there any more.")
    if any(part in answer.words for part in LATER):
        return ChannelDown("The Zalo Bot Platform cannot do it now.")
    return Refused("The Zalo Bot Platform does not take this.")


TABLE: Mapping[int, Callable[[Answer], ChannelError]] = {
    UNREAD: unread,
    400: refused,
    401: unauthorized,
    403: refused,
    404: refused,
    413: refused,
    429: too_many,
    500: unread,
    502: unread,
    504: unread,
}  # all others: ChannelDown
WITHOUT_WORDS = {
    401: 401,
    429: 429,
}  # what a status alone tells; a 403 or 404 without words is a gateway's
STATES: Mapping[type[ChannelError], State] = {ChannelDown: "down", Unanswered: "down", NotNow: "quota_gone"}


def channel_error(answer: Answer) -> ChannelError:
    """The error that follows; it quotes nothing of the platform's."""
    return TABLE.get(answer.code, down)(answer)


def state_after(answer: Answer) -> State:
    """How the platform stands after this answer."""
    if answer.ok or answer.code == IDLE:
        return "up"
    return "token_refused" if answer.code == 401 else STATES.get(type(channel_error(answer)), "up")
