"""Legal clocks, marks, shorter waits and requests on both databases."""

from dataclasses import replace
from datetime import timedelta

from bot.store import Store
from handlers.events import DataRequest
from referral.deadlines import Clock, Mark
from tests.store_cast import MINUTE, START, meet

CLOCK = Clock("plan", 1, START, START + 5 * MINUTE, "5 working days")
MARK = Mark("plan", 1, 100, START, ("officer-1",), (("police-1", "officer-2", START - MINUTE),))


def test_clocks_come_back_as_they_were_the_first_due_first(store: Store) -> None:
    sooner = replace(
        CLOCK, name="measures", due_at=START + MINUTE, stopped_at=START, stopped_by="officer-1", ended=True
    )
    with store.begin() as connection:
        work = store.work(connection)
        work.clocks.save("case:1", [CLOCK, sooner])
        work.clocks.save("case:2", [])
        work.clocks.save("case:1", [changed := replace(CLOCK, marked=80, step="plan")])
        assert work.clocks.of("case:1") == [sooner, changed]
        assert work.clocks.of("case:2") == []


def test_what_was_recorded_once_stays(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        work.clocks.mark("case:1", MARK)
        work.clocks.mark("case:1", replace(MARK, at=START + timedelta(days=1), told=()))
        assert work.clocks.marks("case:1") == [MARK]


def test_a_provinces_waits_replace_its_earlier_ones(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        work.clocks.shorten("51", {"plan": "3 working days"})
        work.clocks.shorten("48", {"plan": "2 working days"})
        work.clocks.shorten("51", {"measures": "6 hours"})
        assert work.clocks.shorter("51") == {"measures": "6 hours"}
        assert work.clocks.shortened() == [("48", "plan", "2 working days"), ("51", "measures", "6 hours")]


def test_a_request_keeps_its_words_until_whoever_asked_is_erased(store: Store) -> None:
    person = meet(store)
    request = DataRequest("r1", person.id, START, "erase", "me")
    with store.begin() as connection:
        work = store.work(connection)
        work.requests.add(request)
        done = replace(request, answer="đã xóa", answered_at=START, done_at=START)
        work.requests.save(done)
        assert work.requests.get("r1") == done and work.requests.get("r2") is None
        assert work.requests.of_person(person.id) == work.requests.every() == [done]
        work.people.erase(person.id)
        assert work.requests.get("r1") == replace(done, wish="", whose="", answer="")
