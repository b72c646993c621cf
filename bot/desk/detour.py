"""What becomes of a message that cannot go as it is: later, as a template, or a dead letter that is heard of."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from bot.channels import Channel, NotNow
from bot.desk.planning import ACTS, ANSWERED, account, counted, wish_of
from bot.desk.reactions import Reactions
from bot.store.outbox import Parcel
from bot.store.work import SqlWork
from handlers.events import FetchResult
from handlers.speaking import NEUTRAL, PLAIN
from referral.ledger import FREE, Verdict, drawn, refusal

Fate = Literal["sent", "later", "throttled", "dead", "redirected", "diverted", "answered"]

TRIED_FOR = timedelta(hours=24)
HINTED = "template"  # the problem of a line sent as a template only: its words wait until the citizen is back


class Detour:
    """Each way a message can take that is not the straight one. Nothing is lost without somebody hearing of it."""

    def __init__(self, channels: Mapping[str, Channel], reactions: Reactions) -> None:
        self._channels = channels
        self._react = reactions

    def take(self, work: SqlWork, parcel: Parcel, verdict: Verdict) -> Fate:
        """What the ledger decided before it was sent."""
        if verdict.kind == "later" and verdict.when:
            return self._postponed(work, parcel, verdict.when)
        if verdict.kind == "other_way":
            return self._as_template(work, parcel)
        return let_go(work, parcel) if verdict == ANSWERED else self.lost(work, parcel, verdict.reason)

    def out_of_reach(self, work: SqlWork, parcel: Parcel) -> Fate:
        """The platform lets nobody write to this person: words of ours go as a template, a template goes nowhere."""
        if parcel.message.act == "say":
            work.ledger.closed(parcel.person_id)
        return self._as_template(work, parcel)

    def not_now(self, work: SqlWork, parcel: Parcel, problem: NotNow) -> Fate:
        """The platform takes none for a while: nor is it asked for the others of its kind."""
        until = work.now + timedelta(seconds=problem.seconds)
        if counted(parcel):
            wish, its = wish_of(parcel.message), account(parcel)
            free = drawn(work.ledger.of(parcel.person_id, its), wish, work.now) == FREE
            work.ledger.exhausted(its, refusal(wish, free), until)
        return self._postponed(work, parcel, until)

    def late(self, work: SqlWork, parcel: Parcel) -> None:
        """What is urgent takes another way as well, while this one is tried; so does what a reporter waits for."""
        if is_waited_for(parcel):
            self._react.delayed(work, parcel.message)

    def lost(self, work: SqlWork, parcel: Parcel, problem: str) -> Fate:
        """A dead letter, and whoever must hear of it does."""
        message, fate = parcel.message, dead(work, parcel, problem)
        if message.act == "fetch":
            self._react.fetched(work, FetchResult(message.attachment_id, None, problem))
        else:
            self._react.failed(work, message, problem)
        return fate

    def _postponed(self, work: SqlWork, parcel: Parcel, when: datetime) -> Fate:
        """It is not tried before then; but what would come after its day is told of at once."""
        if when >= parcel.at + parcel.message.wait + TRIED_FOR:
            return self.lost(work, parcel, "quota")
        work.outbox.postpone(parcel.id, when, parcel.until)
        self.late(work, parcel)
        return "later"

    def _as_template(self, work: SqlWork, parcel: Parcel) -> Fate:
        """Once as a template, where there is one and it may be sent; else it is a dead letter."""
        if not self._has_template(parcel) or not may_be_noticed(work, parcel):
            return self.lost(work, parcel, "window")
        work.outbox.turn(parcel.id, replace(parcel.message, act="notice"), parcel.until)
        if not parcel.officer_id:
            self._react.failed(work, parcel.message, HINTED)
        return "diverted"

    def _has_template(self, parcel: Parcel) -> bool:
        message = parcel.message
        templates = self._channels[parcel.address.channel].templates
        return message.act == "say" and message.notice is not None and message.notice.kind in templates


def may_be_noticed(work: SqlWork, parcel: Parcel) -> bool:
    """Whether this person may find a template of ours on the phone: officers, and citizens who said so."""
    person = work.people.get(parcel.person_id)
    return person is not None and (bool(parcel.officer_id) or person.contact in NEUTRAL | {PLAIN})


def is_waited_for(parcel: Parcel) -> bool:
    """Whether somebody must hear that it is late: alerts and the like, and words about a case to a citizen."""
    message = parcel.message
    to_reporter = not parcel.officer_id and message.case_id != "" and message.act in ACTS
    return message.lane == "urgent" or to_reporter


def let_go(work: SqlWork, parcel: Parcel) -> Fate:
    """It need not be said any more."""
    work.outbox.let_go(parcel.id)
    return "answered"


def dead(work: SqlWork, parcel: Parcel, problem: str) -> Fate:
    """Write down that it will never arrive."""
    work.outbox.dead(parcel.id, problem)
    return "dead"
