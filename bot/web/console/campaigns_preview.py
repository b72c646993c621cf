"""A campaign as each channel will show it, with its next days and what stands against sending it."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.channels.zalo_oa.templates import filled as blanks_of
from bot.web.console.campaign_words import CHANNEL_WORDS
from bot.web.desk import WebWork
from handlers.campaign_counting import quotas
from handlers.campaign_preview import EXAMPLE, Preview, View, previews
from handlers.campaign_words import connected
from referral.campaigns import Campaign
from referral.campaigns.dates import LATEST, sentences, upcoming
from referral.campaigns.quotas import Known
from referral.campaigns.years import missing, the_year, years
from referral.clock import local
from referral.jurisdiction.words import spoken
from referral.ledger_terms import TERMS
from referral.records import dataclass

NEXT_DAYS = 5
UNSEEN = "terminal"  # nobody who subscribes reads there


@dataclass(frozen=True, slots=True)
class Card:
    """One message as a phone shows it, and the warnings under it."""

    preview: Preview
    picture: str = ""
    template: Sequence[tuple[str, str]] = ()
    lacks_template: bool = False  # whom our own words may not reach now gets nothing there
    left: tuple[int, int] | None = None  # what the platform still lets us send, of how many

    @property
    def channel(self) -> str:
        """What people call it."""
        return CHANNEL_WORDS[self.preview.reader.channel]

    @property
    def over_by(self) -> int:
        """So many characters too long."""
        return self.preview.longest - self.preview.most


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is shown of a campaign before anybody gets it."""

    when: str
    day: date
    place: str
    cards: Sequence[Card]
    days: Sequence[date]
    wordless: Sequence[str]  # placeholders without words that year


def shown(work: WebWork, campaign: Campaign) -> Shown:
    """The campaign as it is sent on its next day, to somebody in a commune that it is for."""
    today = local(work.now).date()
    day = upcoming(campaign, today) or today
    view = View([name for name in connected(work) if name != UNSEEN], commune=seen_from(campaign))
    left = quotas(work)
    cards = [card(one, campaign, left) for one in previews(work, campaign, day, view)]
    year = the_year(years(work.campaigns.years()), day.year)
    return Shown(campaign.when, day, spoken(view.commune), cards, next_days(work, campaign), missing(campaign, year))


def card(one: Preview, campaign: Campaign, left: Mapping[str, Known]) -> Card:
    """A message with its warnings."""
    channel = one.reader.channel
    terms = TERMS.get(channel)
    sums = [(quota.remain, quota.total) for quota in left.get(channel, {}).values()]
    return Card(
        preview=one,
        picture=one.message.picture,
        template=tuple(blanks_of(one.template).items()) if one.template else (),
        lacks_template=bool(terms and terms.window and "notice" in terms.takes and one.template is None),
        left=(sum(remain for remain, _ in sums), sum(total for _, total in sums)) if sums else None,
    )


def seen_from(campaign: Campaign) -> str:
    """The first commune that it names, else one as an example."""
    named = (one.words[0] for one in campaign.audience if one.name == "commune" and one.words)
    return next(named, EXAMPLE)


def next_days(work: WebWork, campaign: Campaign) -> Sequence[date]:
    """Its next days from today on; none for one that waits for something that happens."""
    today, found = local(work.now).date(), set[date]()
    for days in sentences(campaign):
        coming = days.between(today, LATEST)
        found |= {day for _, day in zip(range(NEXT_DAYS), coming, strict=False)}
    return sorted(found)[:NEXT_DAYS]
