"""Whom a campaign reaches, as conditions of a query: the same five sentences as everywhere, over what we know."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Column, ColumnElement, and_, exists, false, or_, true

from bot.store.campaign_tables import subscriptions
from bot.store.tables import case_people, cases, people
from referral.campaigns import WORK, Whom
from referral.conditions import Condition

# What an open case may be about without anybody having been hurt by somebody. All else holds campaigns back: a cry of
# which nobody knows yet what it is about, and a rescue too, for who bleeds may have been beaten.
HARMLESS = ("drowning_hazard", "injury_hazard", "child_opinion", "info_request")
Known = ColumnElement[str] | Column[str]


def is_one_of(known: Known, words: Sequence[str]) -> ColumnElement[bool]:
    """Whether a column holds one of these words."""
    return or_(false(), *(known == word for word in words))


s = subscriptions.c
better = subscriptions.alias("better")
better_people = people.alias("better_people")
ways = subscriptions.alias("ways")
ON_A_BETTER_WAY = exists().where(  # of the ways of one human the preferred one that can be written to
    better.c.human == s.human,
    or_(
        better.c.rank < s.rank,
        and_(better.c.rank == s.rank, better.c.person_id < s.person_id),
    ),
    better.c.push != "no",
    better_people.c.id == better.c.person_id,
    better_people.c.gone.is_(False),
)
IN_A_CASE_OF_HARM = exists().where(  # any way of this human
    ways.c.human == s.human,
    case_people.c.person_id == ways.c.person_id,
    cases.c.id == case_people.c.case_id,
    cases.c.status == "open",
    ~is_one_of(cases.c.category, HARMLESS),
)
REACHABLE = and_(people.c.gone.is_(False), s.push != "no")

NAMES: Mapping[str, Known] = {
    "commune": s.commune,
    "province": s.province,
    "role": s.role,
    "channel": s.channel,
    "language": people.c.locale,
}


VERBS: Mapping[str, Callable[[Known, Sequence[str]], ColumnElement[bool]]] = {
    "is": is_one_of,
    "is one of": is_one_of,
    "is not": lambda known, words: ~is_one_of(known, words),
    "is given": lambda known, _: known != "",
    "is missing": lambda known, _: known == "",
}


def audience(of: Whom) -> ColumnElement[bool]:
    """The subscribers that a campaign is for, each on the preferred of the ways on which they can be reached."""
    return and_(suited(of), ~ON_A_BETTER_WAY)


def suited(of: Whom) -> ColumnElement[bool]:
    """The subscribers that a campaign is for, on any way on which they can be reached."""
    here = s.commune == of.commune if of.commune else true()
    allowed = s.push == "yes" if of.neutral else false()
    sentences = [sentence(condition) for condition in of.audience]
    return and_(REACHABLE, wants(of.topic), here, or_(~IN_A_CASE_OF_HARM, allowed), *sentences)


def sentence(condition: Condition) -> ColumnElement[bool]:
    """One of the five sentences. A topic is one of several, so of a topic they say whether it is among them."""
    if condition.name != "topic":
        return VERBS[condition.verb](NAMES[condition.name], condition.words)
    if condition.verb in ("is given", "is missing"):
        return chosen(condition.verb)
    found = or_(false(), *(wants(word) for word in condition.words))
    return ~found if condition.verb == "is not" else found


def chosen(verb: str) -> ColumnElement[bool]:
    """Whether somebody named topics at all."""
    return s.topics != "," if verb == "is given" else s.topics == ","


def wants(topic: str) -> ColumnElement[bool]:
    """Who subscribed to this topic, by name or by naming none; reminders of work only by name."""
    named = s.topics.contains(f",{topic},", autoescape=True)
    return named if topic == WORK else or_(s.topics == ",", named)
