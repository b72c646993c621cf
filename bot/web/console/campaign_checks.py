"""What is wrong with a campaign that is being written, by field and in the words of a person."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field

from wtforms import Form

from bot.web.console.campaign_form import raw_of
from bot.web.console.campaign_words import (
    CHANNEL_WORDS,
    ELSEWHERE,
    NO_COMMUNE,
    QUIET_HOUR,
    REMEDIES,
    TOO_LONG_BY,
)
from handlers.campaign_catalogue import offers
from handlers.campaign_rights import may_write
from handlers.campaign_writing import lacks_picture, too_long
from handlers.work import Work
from referral.campaigns import BadCampaign, Campaign
from referral.campaigns.hours import is_loud
from referral.campaigns.parse import NAME, campaign_in, checked
from referral.records import dataclass
from referral.staff import Grant

WORD = re.compile(r"^\w*: (\w+): ", re.MULTILINE)
SHOWN_AT: Mapping[str, str] = {"audience": "more", "topic": "topic"}
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a field: a sentence of ours and what goes into it."""

    at: str  # the field
    words: str
    blanks: Mapping[str, object] = field(default_factory=dict)

    def said(self, say: Say) -> str:
        """The sentence in the language of the page."""
        blanks = {name: say(value) if isinstance(value, str) else value for name, value in self.blanks.items()}
        return say(self.words).format(**blanks) if blanks else say(self.words)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed: the campaign, None if it cannot be read, and all that is wrong with it."""

    campaign: Campaign | None
    mistakes: Sequence[Mistake] = ()


def draft_of(name: str, form: Form) -> Draft:
    """Read what was typed into the form."""
    raw, unknown = raw_of(form)
    named = NAME.fullmatch(name) is not None
    lost = [*([] if named else mistakes_of("")), *(Mistake("communes", NO_COMMUNE, {"name": line}) for line in unknown)]
    try:
        found = checked(campaign_in(name if named else "x", raw))
    except BadCampaign as problem:
        return Draft(None, [*lost, *mistakes_of(str(problem))])
    return Draft(None if lost else found, lost)


def mistakes_of(message: str) -> Sequence[Mistake]:
    """The mistakes that a reader told, one for each word; what has no word is about the name."""
    named = dict.fromkeys(WORD.findall(message)) or {"name": None}
    shown = dict.fromkeys(SHOWN_AT.get(word, word) for word in named)
    return [Mistake(word, REMEDIES.get(word, REMEDIES["name"])) for word in shown]


def unfit(work: Work, grant: Grant, campaign: Campaign) -> Iterator[Mistake]:
    """What stands against keeping it that its words alone do not show."""
    if not may_write(grant, campaign):
        yield Mistake("provinces", ELSEWHERE)
    if not is_loud(campaign.at, work.house.campaigns):
        yield Mistake("at", QUIET_HOUR)
    if campaign.flow and campaign.flow not in offers(campaign):
        yield Mistake("flow", REMEDIES["flow"])
    for one in too_long(work, campaign):
        yield Mistake(one.locale, TOO_LONG_BY, {"channel": CHANNEL_WORDS[one.channel], "n": one.over_by})
    if lacks_picture(work, campaign):
        yield Mistake("picture", REMEDIES["picture"])


def put_beside(form: Form, mistakes: Sequence[Mistake], say: Say) -> None:
    """Each mistake at its field."""
    for one in mistakes:
        if one.at in form:
            form[one.at].errors = [*form[one.at].errors, one.said(say)]
