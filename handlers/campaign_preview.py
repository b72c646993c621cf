"""What a campaign looks like on each channel and in each language before anybody gets it: the very message."""

from collections.abc import Sequence
from datetime import date

from handlers.campaign_words import Reader, compose, connected, length, most, most_long
from handlers.events import Notice, OutgoingMessage
from handlers.work import Work
from referral.campaigns import LANGUAGES, Campaign
from referral.ledger_terms import TERMS
from referral.records import dataclass

ARTICLES = "zalo_oa"  # the channel whose accounts broadcast articles
EXAMPLE = "21340"  # the commune of somebody who named one, where nobody chose another


@dataclass(frozen=True, slots=True)
class Preview:
    """The message of one kind of reader, how long it is, and how long it may be.

    `longest`: with its buttons as lines, where the platform may not take buttons. `template`: what is sent, paid, to
    whoever may not be written to in our own words; `article`: what the platform itself broadcasts beside it.
    """

    reader: Reader
    message: OutgoingMessage
    length: int
    longest: int
    most: int
    template: Notice | None = None
    article: str = ""

    @property
    def fits(self) -> bool:
        """Whether it is one message there."""
        return self.longest <= self.most


@dataclass(frozen=True, slots=True)
class View:
    """What of the previews is wanted; "" or () is everything, `commune` "" somebody who named none."""

    channels: Sequence[str] = ()
    locales: Sequence[str] = LANGUAGES
    commune: str = EXAMPLE


ALL = View()


def previews(work: Work, campaign: Campaign, day: date, view: View = ALL) -> Sequence[Preview]:
    """A preview for each channel that this house connects and each language."""
    names = [name for name in connected(work) if not view.channels or name in view.channels]
    readers = [Reader(name, locale, view.commune) for name in names for locale in view.locales]
    return [preview(work, campaign, day, reader) for reader in readers]


def preview(work: Work, campaign: Campaign, day: date, reader: Reader) -> Preview:
    """The message of this reader, exactly as it is sent."""
    message = compose(work, campaign, day, reader)
    longest, templates = most_long(message, reader.channel), may_be_template(work, reader.channel)
    return Preview(
        reader=reader,
        message=message,
        length=length(message.text),
        longest=longest,
        most=most(message, reader.channel),
        template=message.notice if templates else None,
        article=campaign.article if reader.channel == ARTICLES else "",
    )


def may_be_template(work: Work, channel: str) -> bool:
    """Whether a template for campaigns was approved there."""
    return "campaign" in work.house.templates and channel in TERMS and "notice" in TERMS[channel].takes
