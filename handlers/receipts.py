"""The platform says that a message of ours arrived or was seen: kept, so that no second way is tried in vain."""

from handlers.events import Receipt
from handlers.work import Work


def marked(work: Work, receipt: Receipt) -> None:
    """Keep when it arrived or was seen."""
    person = work.people.find(receipt.address)
    if person:
        work.receipts.mark(person.id, receipt.message_ids, receipt.mark)
