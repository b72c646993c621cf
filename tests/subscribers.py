"""Subscribers and runs for the tests of campaigns: invented, on whichever database the test runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.store import Store
from bot.store.campaign_copies import Outcome, Page
from bot.store.campaigns import parsed
from bot.store.work import SqlWork
from handlers.events import Address
from referral.campaigns import Subscription
from referral.campaigns.runs import Run
from tests.store_cast import CASE, START, open_case

T = TypeVar("T")
PER = (1, 3)
TWO_DAYS = timedelta(days=2)


def text_of(topic: str = "drowning", **more: str) -> str:
    """A campaign as its run keeps it."""
    words = {"title": "Thử", "topic": topic, "when": "1 June", "vi": "Chào", "en": "Hello", **more}
    return "\n".join(f'{name} = "{said}"' for name, said in words.items())


def run_of(id: str = "r1", text: str = "", area: str = "", spot: str = "") -> Run:
    """A run that is on now, for two days."""
    run = Run(id, f"CD-{id.upper()}", f"campaign_{id}", "2026-11-22", spot, text or text_of(), "running", START, START)
    return replace(run, ends_at=START + TWO_DAYS, area=area)


@dataclass(frozen=True, slots=True)
class Crowd:
    """A store with whom it knows."""

    store: Store

    def do(self, job: Callable[[SqlWork], T]) -> T:
        """One transaction."""
        with self.store.begin() as connection:
            return job(self.store.work(connection))

    def join(self, id: str, channel: str = "telegram", contact: str = "", **known: object) -> str:
        """Somebody subscribes; their person's id."""

        def subscribe(work: SqlWork) -> str:
            person = work.people.at(Address(channel, id))
            blank = Subscription(person.id, channel, work.now)
            work.subscriptions.save(replace(blank, **known))  # type: ignore[arg-type]
            work.people.save(replace(person, contact=contact, subscribed=True))
            return person.id

        return self.do(subscribe)

    def add(self, run: Run) -> Run:
        """The run is kept."""
        assert self.do(lambda work: work.campaigns.add(run))
        return run

    def claim(self, run: Run, channel: str = "telegram", most: int = 100, per: tuple[int, int] = PER) -> Page:
        """One page of the run as the store has it now."""

        def page(work: SqlWork) -> Page:
            now = work.campaigns.run(run.id) or run
            return work.copies.claim(now, parsed(now), channel, most, per)

        return self.do(page)

    def claim_all(
        self, run: Run, channels: Sequence[str] = ("telegram",), most: int = 100, per: tuple[int, int] = PER
    ) -> list[str]:
        """Whoever is claimed until nobody is left, in that order; each is told as sent."""
        found: list[str] = []
        for channel in channels:
            more = True
            while more:
                page = self.claim(run, channel, most, per)
                found += [one.person_id for one in page.recipients]
                self.sent(page)
                more = page.more or bool(page.recipients)
        return found

    def sent(self, page: Page) -> None:
        """All of this page were sent."""
        outcomes = [Outcome(one.person_id, "sent", trace=f"t-{one.person_id}") for one in page.recipients]
        self.do(lambda work: work.copies.ended(page.run_id, page.id, outcomes))

    def states(self, run: Run) -> dict[tuple[str, str], int]:
        """How many copies there are of each state and reason."""
        found: dict[tuple[str, str], int] = {}
        for figure in self.do(lambda work: work.campaigns.figures(run.id)):
            key = (figure.state, figure.reason)
            found[key] = found.get(key, 0) + figure.count
        return found

    def next_due(self, run: Run) -> datetime | None:
        """When the first copy that waits is due."""
        return self.do(lambda work: min(work.progress.waiting(run.id).values(), default=None))

    def speak(self, person_id: str, locale: str) -> None:
        """Somebody writes in this language, kept by who does not know that they are subscribed."""

        def save(work: SqlWork) -> None:
            person = work.people.get(person_id)
            assert person
            work.people.save(replace(person, subscribed=False, locale=locale))

        self.do(save)

    def in_case(self, person_id: str, **changed: object) -> None:
        """A case of this person's is open."""
        open_case(self.store, replace(CASE, **changed))  # type: ignore[arg-type]
        self.do(lambda work: work.cases.follow(CASE.id, person_id))
