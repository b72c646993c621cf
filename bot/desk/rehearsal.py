"""A trial sends nothing to strangers: what an outside messenger would bring an officer, the operator reads."""

from collections.abc import Callable
from dataclasses import replace

from bot.store.outbox import Parcel
from handlers.events import Address, OutgoingMessage
from handlers.ways import PHONE
from referral.records import dataclass

INSTEAD = "BẢN THỬ, lẽ ra gửi cho cán bộ {officer}:\n{text}"


def always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Who may be written to outside our pages while real people do not answer yet."""

    live: Callable[[], bool] = always
    testers: frozenset[Address] = frozenset()
    operator: Address | None = None

    def holds(self, parcel: Parcel) -> bool:
        """Whether this parcel, on a channel that is not our own, must not reach whom it is for."""
        officers = parcel.officer_id != "" or parcel.address.channel == PHONE  # who writes down a number is an officer
        outgoing = officers and parcel.message.act != "fetch"
        return outgoing and not self.live() and parcel.address not in self.testers | {self.operator}

    def keeps_campaigns_from(self, address: Address) -> bool:
        """Whether no campaign may reach this address, on a channel that is not our own: only testers take part."""
        return not self.live() and address not in self.testers

    def stand_in(self, parcel: Parcel) -> Parcel | None:
        """The words for the operator, with nothing to press; None: nobody gets them, and nobody's chat is cleared."""
        if self.operator is None or parcel.message.act != "say":
            return None
        text = INSTEAD.format(officer=parcel.officer_id, text=parcel.message.text)
        message = OutgoingMessage(parcel.message.key, parcel.person_id, text, lane=parcel.message.lane)
        return replace(parcel, address=self.operator, message=message)
