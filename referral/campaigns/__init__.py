"""Campaigns as data: what is said to whom on which day, the year's theme, who is subscribed. Plain nouns."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime, time, timedelta

from referral.conditions import Condition
from referral.records import dataclass

TOPICS = ("drowning", "home", "rights", "school", "health", "holidays", "storm", "work")
WORK = "work"  # reminders for officers; the only topic that nobody has unless it is named
ROLES = ("parent", "teacher", "pupil", "volunteer")  # what a subscriber may be; an officer is the role of their agency
LANGUAGES = ("vi", "en")


class BadCampaign(ValueError):
    """A campaign has a mistake; the message names the campaign, the word and what to write instead.

    `why`: the same in one word, where a page says it in its own language.
    """

    def __init__(self, message: str, why: str = "") -> None:
        super().__init__(message)
        self.why = why


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign as its file says it. `when` is a sentence of `dates`; `texts` are by language, with placeholders."""

    name: str  # drowning_weekly: a-z and _, unique
    title: str  # for staff, in Vietnamese
    topic: str  # one of TOPICS: who did not subscribe to it gets nothing
    when: str
    texts: Mapping[str, str]
    at: time = time(8, 30)  # local; never in the quiet hours
    days: int = 2  # how many days it may take, counted from its own
    spread: timedelta = timedelta(minutes=60)  # over which the messages start, so that not all answer at once
    audience: tuple[Condition, ...] = ()
    flow: str = ""  # the conversation that its button begins
    picture: str = ""  # the hash of a picture in the store
    link: str = ""  # https, stands under the text
    article: str = ""  # id of a Zalo article, broadcast by the platform itself beside our own messages
    sender: str = ""  # who speaks; "": the deployer's
    neutral: bool = False  # nothing in it tells that somebody reported; else nobody with an open abuse case gets it
    on: bool = False  # as its file says; what a coordinator turned on or off is kept in the store


def article_mistakes(campaign: Campaign) -> tuple[str, ...]:
    """Why its article may not go to all followers of an account, subscribed or not: nobody there is left out."""
    wrong = {
        "neutral: an article reaches also who has an open case of abuse; write neutral = true": not campaign.neutral,
        "audience: an article goes to all followers; leave audience out": bool(campaign.audience),
        "topic: an article is no reminder of work; write another topic": campaign.topic == WORK,
    }
    return tuple(words for words, found in wrong.items() if campaign.article and found)


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a campaign is for; `commune`: only those there, for a pilot or a spot.

    `connected`: the channels that we send on; a way on another one stands in nobody's way. None: on all.
    """

    topic: str
    audience: tuple[Condition, ...] = ()
    neutral: bool = False
    commune: str = ""
    connected: frozenset[str] | None = None


def whom(campaign: Campaign, commune: str = "", connected: frozenset[str] | None = None) -> Whom:
    """The subscribers a campaign is for."""
    return Whom(campaign.topic, campaign.audience, campaign.neutral, commune, connected)


@dataclass(frozen=True, slots=True)
class Year:
    """What changes each year, by language: the theme of the Action Month, and slogans.

    Slogans of one topic stand under topic and language: "drowning.vi".
    """

    year: int
    themes: Mapping[str, str] = field(default_factory=dict)
    slogans: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    example: bool = False  # ours, until the year's own is written; an invented theme is never sent


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One day on which a campaign is due. `spot`: the only commune it is for, when something there brought it about."""

    campaign: str
    day: date
    starts_at: datetime
    spot: str = ""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who asked for reminders, and what we know of them. No names, no words."""

    person_id: str
    channel: str
    since: datetime
    source: str = "chat"  # chat, link:<place it hung>, list:<name>, office
    human: str = ""  # the same for all ways of one human; "": this is their only one
    rank: int = 0  # of the ways of one human the lowest is the preferred one
    commune: str = ""
    province: str = ""
    role: str = ""  # one of ROLES, or of referral.roles.OFFICES for an officer
    topics: tuple[str, ...] = ()  # (): all but WORK


def is_own_wish(subscription: Subscription) -> bool:
    """Whether they asked for it themselves; a list or an office subscribes nobody who stopped."""
    return subscription.source == "chat" or subscription.source.startswith("link:")


@dataclass(frozen=True, slots=True)
class Rules:
    """What the deployer decided for all campaigns; times are local."""

    sender: str = "Lắng Nghe"
    approval: int = 1000  # more recipients than this need a second person
    quiet_from: time = time(21)
    quiet_until: time = time(7)
    per_day: int = 1  # campaign messages to one human on one day
    per_week: int = 3
