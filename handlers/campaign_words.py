"""What a campaign says to one kind of reader, exactly as it is sent: one message that fits the channel."""

from dataclasses import dataclass
from datetime import date

from handlers.events import Notice, OutgoingMessage
from handlers.work import Work
from referral.campaigns import Campaign


@dataclass(frozen=True, slots=True)
class Reader:
    """All that the words depend on."""

    channel: str
    locale: str = "vi"
    commune: str = ""
    province: str = ""


def compose(work: Work, campaign: Campaign, day: date, reader: Reader) -> OutgoingMessage:
    """The message without its key and person. The same function makes the preview."""
    text = campaign.texts.get(reader.locale) or campaign.texts["vi"]
    notice = Notice("campaign", (("title", campaign.title), ("sender", work.house.campaigns.sender)))
    return OutgoingMessage("", "", text, lane="bulk", picture=campaign.picture, notice=notice)
