"""The ways in which one officer can be reached: the preferred one first, another one when it does not carry."""

from handlers.events import OutgoingMessage
from handlers.work import Work


def delayed(work: Work, message: OutgoingMessage) -> None:
    """An urgent message is late on its way."""
    del work, message
