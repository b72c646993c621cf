"""A request without an answer: whether it may have arrived, which decides whether it may ever be said again."""

from http import HTTPStatus

from aiohttp import ClientConnectorError, ConnectionTimeoutError, InvalidURL

from bot.channels import ChannelDown, Unanswered

NOT_BEGUN = (ClientConnectorError, ConnectionTimeoutError, InvalidURL)  # no connection: no byte of it has left


def is_begun(problem: BaseException) -> bool:
    """Whether some of the request may have left before this happened."""
    return not isinstance(problem, NOT_BEGUN)


def no_answer(problem: BaseException, words: str) -> ChannelDown:
    """The error for the desk; the words are ours, for those of the problem may hold the address."""
    return Unanswered(words) if is_begun(problem) else ChannelDown(words)


def is_unclear(status: int) -> bool:
    """Whether an answer without a result leaves open if it was done: a gateway that gave up waiting cannot know."""
    broken = status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.SERVICE_UNAVAILABLE
    return status < HTTPStatus.MULTIPLE_CHOICES or broken


def no_sense(status: int, words: str) -> ChannelDown:
    """The same for an answer that cannot be read, by its status."""
    return Unanswered(words) if is_unclear(status) else ChannelDown(words)
