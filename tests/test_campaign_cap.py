"""Not more often than the cap: copies that wait for another day, and who is lost while they wait."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store import Store
from bot.store.campaign_copies import DUE_AT_ONCE
from tests.fakes import FakeClock
from tests.store_cast import START
from tests.subscribers import Crowd, run_of

DAY = timedelta(days=1)


@pytest.fixture
def crowd(store: Store) -> Crowd:
    return Crowd(store)


def test_one_message_a_day_and_three_a_week(crowd: Crowd, clock: FakeClock) -> None:
    me = crowd.join("1")
    for day in range(3):
        long = replace(run_of(f"d{day}"), ends_at=START + 9 * DAY)
        assert crowd.claim_all(crowd.add(long)) == [me]
        second = crowd.add(replace(run_of(f"e{day}"), ends_at=START + 9 * DAY))
        assert crowd.claim_all(second) == [] and crowd.states(second) == {("waiting", "cap"): 1}
        crowd.do(lambda work, id=second.id: work.copies.over(id, "stopped"))  # type: ignore[misc]
        clock.forward(DAY)
    fourth = crowd.add(replace(run_of("f"), starts_at=clock.now, ends_at=clock.now + 9 * DAY))
    tries = []
    while not (page := crowd.claim(fourth)).recipients:
        due = crowd.next_due(fourth)
        tries.append(due)
        assert due is not None and due > clock.now
        clock.now = due
    assert [one.person_id for one in page.recipients] == [me]
    assert clock.now == START + 7 * DAY and len(tries) == 4, "each day it was looked at again"


def test_two_campaigns_that_wait_for_the_same_morning_do_not_both_come(crowd: Crowd, clock: FakeClock) -> None:
    crowd.join("1")
    assert crowd.claim_all(crowd.add(run_of("a")))
    runs = [crowd.add(replace(run_of(id), ends_at=START + 9 * DAY)) for id in ("b", "c")]
    for run in runs:
        assert crowd.claim_all(run) == []
    clock.forward(DAY)
    assert [len(crowd.claim_all(run)) for run in runs] == [1, 0]


def test_what_waits_past_the_end_is_skipped(crowd: Crowd) -> None:
    crowd.join("1")
    assert crowd.claim_all(crowd.add(run_of("a")))
    short = crowd.add(replace(run_of("b"), ends_at=START + DAY))
    assert crowd.claim_all(short) == [] and crowd.states(short) == {("skipped", "cap"): 1}
    assert crowd.next_due(short) is None


def test_what_was_put_off_too_often_is_skipped(crowd: Crowd, clock: FakeClock) -> None:
    crowd.join("1")
    assert crowd.claim_all(crowd.add(run_of("a")))
    run = crowd.add(run_of("b"))
    assert crowd.claim_all(run) == []
    clock.now = START + DAY
    assert crowd.claim_all(crowd.add(replace(run_of("c"), ends_at=START + 9 * DAY)))
    assert crowd.claim_all(run) == [] and crowd.states(run) == {("skipped", "cap"): 1}


@pytest.mark.parametrize("lost", ["hidden", "gone", "stopped", "erased", "case"])
def test_whoever_is_lost_while_a_copy_waits_gets_none(crowd: Crowd, clock: FakeClock, lost: str) -> None:
    me = crowd.join("1")
    assert crowd.claim_all(crowd.add(run_of("a")))
    run = crowd.add(replace(run_of("b"), ends_at=START + 9 * DAY))
    assert crowd.claim_all(run) == []
    lose(crowd, me, lost)
    clock.forward(DAY)
    assert crowd.claim_all(run) == []
    reason = "stopped" if lost == "stopped" else "left"
    assert crowd.states(run) == {("skipped", reason): 1}


def lose(crowd: Crowd, person_id: str, how: str) -> None:
    """Somebody hides, blocks us, stops, is erased, or is in danger."""

    def hide(work) -> None:  # type: ignore[no-untyped-def]
        work.people.save(replace(work.people.get(person_id), contact="hidden"))

    ways = {
        "hidden": lambda: crowd.do(hide),
        "gone": lambda: crowd.do(lambda work: work.staff.set_gone(person_id, True)),
        "stopped": lambda: crowd.do(lambda work: work.subscriptions.end(person_id)),
        "erased": lambda: crowd.do(lambda work: work.people.erase(person_id)),
        "case": lambda: crowd.in_case(person_id),
    }
    ways[how]()


def test_a_copy_that_waits_keeps_its_way_although_a_better_one_came(crowd: Crowd, clock: FakeClock) -> None:
    me = crowd.join("1", human="h", rank=1)
    assert crowd.claim_all(crowd.add(run_of("a")))
    run = crowd.add(replace(run_of("b"), ends_at=START + 9 * DAY))
    assert crowd.claim_all(run) == []
    crowd.join("2", human="h", rank=0)
    clock.forward(DAY)
    assert crowd.claim_all(run) == [me]


def test_of_many_that_wait_a_claim_looks_at_some_and_says_that_there_are_more(crowd: Crowd, clock: FakeClock) -> None:
    for n in range(DUE_AT_ONCE + 1):
        crowd.join(str(n))
    run = crowd.add(replace(run_of(), ends_at=START + 9 * DAY))
    assert crowd.claim_all(run, most=500, per=(0, 0)) == []
    clock.forward(DAY)
    pages = [crowd.claim(run, most=500, per=(0, 0)) for _ in range(2)]
    assert [(len(page.recipients), page.more) for page in pages] == [(0, True), (0, False)]
