"""The platform says that a message of ours arrived or was seen: kept, so that no second way is tried in vain."""

from handlers.events import Receipt
from handlers.work import Work


class TooEarly(Exception):
    """The message is not written down as sent yet: the platform must tell this again in a moment."""


def marked(work: Work, receipt: Receipt) -> None:
    """Keep when it arrived or was seen. Raises TooEarly."""
    person = work.people.find(receipt.address)
    if person and work.receipts.too_early(person.id, receipt.message_ids):
        raise TooEarly
    if person:
        work.receipts.mark(person.id, receipt.message_ids, receipt.mark)
