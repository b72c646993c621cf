"""Whom a campaign reaches, as conditions of a query: the same five sentences as everywhere, over what we know."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Column, ColumnElement, FromClause, and_, exists, false, or_, true

from bot.store.campaign_tables import subscriptions
from bot.store.tables import case_people, cases, people
from referral.campaigns import WORK, Whom
from referral.conditions import Condition
from referral.records import dataclass

# What an open case may be about without anybody having been hurt by somebody. All else holds campaigns back: a cry of
# which nobody knows yet what it is about, and a rescue too, for who bleeds may have been beaten.
HARMLESS = ("drowning_hazard", "injury_hazard", "child_opinion", "info_request")
Known = ColumnElement[str] | Column[str]


def is_one_of(known: Known, words: Sequence[str]) -> ColumnElement[bool]:
    """Whether a column holds one of these words."""
    return or_(false(), *(known == word for word in words))


@dataclass(frozen=True, slots=True)
class Way:
    """A subscription and its person, as tables of a query."""

    subscription: FromClause = subscriptions
    person: FromClause = people

    def known(self, name: str) -> Known:
        """What a sentence may speak of, but for topics."""
        return self.person.c.locale if name == "language" else self.subscription.c[name]


THIS = Way()
OTHER = Way(subscriptions.alias("better"), people.alias("better_people"))
s, better = THIS.subscription.c, OTHER.subscription.c
ways = subscriptions.alias("ways")
IN_A_CASE_OF_HARM = (  # any way of this human
    exists()
    .where(
        ways.c.human == s.human,
        case_people.c.person_id == ways.c.person_id,
        cases.c.id == case_people.c.case_id,
        cases.c.status == "open",
        ~is_one_of(cases.c.category, HARMLESS),
    )
    .correlate(subscriptions)
)

VERBS: Mapping[str, Callable[[Known, Sequence[str]], ColumnElement[bool]]] = {
    "is": is_one_of,
    "is one of": is_one_of,
    "is not": lambda known, words: ~is_one_of(known, words),
    "is given": lambda known, _: known != "",
    "is missing": lambda known, _: known == "",
}


def audience(of: Whom) -> ColumnElement[bool]:
    """The subscribers that a campaign is for, each on the preferred of the ways that it is for."""
    return and_(suited(of), ~on_a_better_way(of))


def suited(of: Whom) -> ColumnElement[bool]:
    """The subscribers that a campaign is for, on any way on which they can be reached."""
    return and_(fits(of, THIS), may_reach(of))


def may_reach(of: Whom) -> ColumnElement[bool]:
    """Whether nothing forbids to write to them, whatever they subscribed to: they hid, are gone, or in a case."""
    return and_(is_open(THIS), or_(~IN_A_CASE_OF_HARM, allowed(of, THIS)))


def is_open(way: Way) -> ColumnElement[bool]:
    """Whether this way can be written to."""
    return and_(way.person.c.gone.is_(False), way.subscription.c.push != "no")


def on_a_better_way(of: Whom) -> ColumnElement[bool]:
    """Whether it is for another way of this human, which they prefer.

    Of cases it asks only what one way can differ in from another: who is in one is so on all ways.
    """
    preferred = or_(better.rank < s.rank, and_(better.rank == s.rank, better.person_id < s.person_id))
    if of.connected is not None:  # a way on which we send comes before all on which we do not
        theirs, here = on_one_of(better.channel, of.connected), on_one_of(s.channel, of.connected)
        preferred = and_(or_(theirs, ~here), or_(preferred, and_(theirs, ~here)))
    may = or_(~IN_A_CASE_OF_HARM, allowed(of, OTHER)) if of.neutral else true()
    return (
        exists()
        .where(
            better.human == s.human, preferred, OTHER.person.c.id == better.person_id, fits(of, OTHER), may,
        )
        .correlate(subscriptions)
    )  # fmt: skip


def on_one_of(channel: Known, connected: frozenset[str] | None) -> ColumnElement[bool]:
    """Whether we send on this channel."""
    return true() if connected is None else is_one_of(channel, sorted(connected))


def fits(of: Whom, way: Way) -> ColumnElement[bool]:
    """Whether this way can be reached and is one that a campaign is for, but for cases."""
    here = way.subscription.c.commune == of.commune if of.commune else true()
    sentences = [sentence(condition, way) for condition in of.audience]
    return and_(is_open(way), wants(of.topic, way), here, *sentences)


def allowed(of: Whom, way: Way) -> ColumnElement[bool]:
    """Whether it may go there although a case of harm is open."""
    return way.subscription.c.push == "yes" if of.neutral else false()


def sentence(condition: Condition, way: Way) -> ColumnElement[bool]:
    """One of the five sentences. A topic is one of several, so of a topic they say whether it is among them."""
    if condition.name != "topic":
        return VERBS[condition.verb](way.known(condition.name), condition.words)
    if condition.verb in ("is given", "is missing"):
        return chosen(condition.verb, way)
    found = or_(false(), *(wants(word, way) for word in condition.words))
    return ~found if condition.verb == "is not" else found


def chosen(verb: str, way: Way) -> ColumnElement[bool]:
    """Whether somebody named topics at all."""
    topics = way.subscription.c.topics
    return topics != "," if verb == "is given" else topics == ","


def wants(topic: str, way: Way) -> ColumnElement[bool]:
    """Who subscribed to this topic, by name or by naming none; reminders of work only by name."""
    topics = way.subscription.c.topics
    named = topics.contains(f",{topic},", autoescape=True)
    return named if topic == WORK else or_(topics == ",", named)
