"""What is kept of campaigns: texts, runs and who works them, receipts, answers, and for how long."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Table, func, select

from bot.store import Store
from bot.store.campaign_copies import Outcome
from bot.store.campaign_tables import campaign_copies, campaign_cursors
from bot.store.retention import COPIES_KEPT, forget
from bot.store.work import SqlWork
from handlers.events import Mark
from handlers.keeps_campaigns import Group, Kept
from tests.fakes import FakeClock
from tests.store_cast import START
from tests.subscribers import Crowd, run_of

DAY = timedelta(days=1)
SECONDS = timedelta(seconds=15)


@pytest.fixture
def crowd(store: Store) -> Crowd:
    return Crowd(store)


def test_texts_years_and_pictures_are_kept(crowd: Crowd) -> None:
    kept = Kept("x", "title = 1", True, "officer-1", "abc:10", "officer-2")
    crowd.do(lambda work: work.campaigns.keep(replace(kept, on=False)))
    crowd.do(lambda work: work.campaigns.keep(kept))
    assert crowd.do(lambda work: work.campaigns.kept()) == {"x": kept}
    (
        crowd.do(lambda work: work.campaigns.keep_year(2027, "a")),
        crowd.do(lambda work: work.campaigns.keep_year(2027, "b")),
    )
    assert crowd.do(lambda work: work.campaigns.years()) == {2027: "b"}
    digests = [crowd.do(lambda work: work.campaigns.add_picture(b"png", "image/png")) for _ in range(2)]
    assert digests[0] == digests[1]
    assert crowd.do(lambda work: work.campaigns.picture(digests[0])) == (b"png", "image/png")
    assert crowd.do(lambda work: work.campaigns.picture("none")) is None


def test_a_run_is_kept_once_for_a_day_and_spot(crowd: Crowd) -> None:
    run = crowd.add(run_of())
    assert not crowd.do(lambda work: work.campaigns.add(replace(run, id="r2", number="CD-2")))
    assert (
        crowd.do(lambda work: work.campaigns.run("r1"))
        == run
        == crowd.do(lambda work: work.campaigns.by_number(run.number))
    )
    assert crowd.do(lambda work: work.campaigns.run("none") or work.campaigns.by_number("none")) is None
    later = crowd.add(replace(run_of("r3"), starts_at=START + DAY, state="paused"))
    assert crowd.do(lambda work: work.campaigns.runs()) == [later, run]
    assert crowd.do(lambda work: work.campaigns.runs(("running",))) == [run]
    assert crowd.do(lambda work: work.campaigns.runs(campaign="campaign_r3", most=1)) == [later]


def test_one_process_works_a_run_at_a_time(crowd: Crowd, clock: FakeClock) -> None:
    run = crowd.add(run_of())

    def hold(me: str) -> bool:
        return crowd.do(lambda work: work.campaigns.hold(run.id, me, SECONDS)) is not None

    assert hold("a") and hold("a") and not hold("b")
    clock.forward(SECONDS)
    assert hold("b") and not hold("a")
    crowd.do(lambda work: work.campaigns.let_go(run.id, "a"))
    assert not hold("a"), "it was not theirs to let go"
    crowd.do(lambda work: work.campaigns.let_go(run.id, "b"))
    assert hold("a")
    crowd.do(lambda work: work.campaigns.save(replace(run, state="paused")))
    assert not hold("a"), "who sends must notice that it was paused"


def test_whom_it_would_reach_by_what_the_ledger_knows(crowd: Crowd, clock: FakeClock) -> None:
    crowd.join("1"), crowd.join("2", "zalo_oa"), crowd.join("3", "zalo_oa", contact="hidden")
    groups = crowd.do(lambda work: work.campaigns.groups(run_of()))
    assert sorted(groups, key=str) == [Group("telegram", 1), Group("zalo_oa", 1)]


# What came of it


@pytest.mark.parametrize("mark", ["delivered", "seen"])
def test_a_receipt_reaches_the_copy(crowd: Crowd, clock: FakeClock, mark: Mark) -> None:
    me = crowd.join("1")
    run = crowd.add(run_of())
    page = crowd.claim(run)
    trace = f"t-{me}"
    assert crowd.do(lambda work: work.receipts.too_early(me, [trace])), "it is being sent"
    assert crowd.do(lambda work: work.receipts.is_ours(me, trace))
    crowd.sent(page)
    assert not crowd.do(lambda work: work.receipts.too_early(me, [trace]))
    assert not crowd.do(lambda work: work.receipts.too_early(me, ["another"]))
    assert crowd.do(lambda work: work.receipts.is_ours(me, trace))
    assert not crowd.do(lambda work: work.receipts.is_ours(me, "another") or work.receipts.is_ours(me, ""))
    crowd.do(lambda work: work.receipts.mark("somebody else", [trace], mark))
    crowd.do(lambda work: work.receipts.mark(me, [trace], mark))
    (figure,) = crowd.do(lambda work: work.campaigns.figures(run.id))
    assert (figure.delivered, figure.seen) == (1, int(mark == "seen"))


def test_the_echo_of_a_copy_that_timed_out_is_ours_for_a_while(crowd: Crowd, clock: FakeClock) -> None:
    me = crowd.join("1")
    page = crowd.claim(crowd.add(run_of()))
    crowd.do(lambda work: work.copies.ended(page.run_id, page.id, [Outcome(me, "unsure", "timeout")]))
    assert crowd.do(lambda work: work.receipts.is_ours(me, "unknown"))
    assert not crowd.do(lambda work: work.receipts.too_early(me, ["unknown"])), "it will never be known"
    clock.forward(timedelta(minutes=11))
    assert not crowd.do(lambda work: work.receipts.is_ours(me, "unknown"))


def test_answers_and_stops_are_noted_on_the_newest_copy(crowd: Crowd, clock: FakeClock) -> None:
    me = crowd.join("1")
    old, new = run_of("a"), replace(run_of("b"), ends_at=START + 9 * DAY)
    crowd.claim_all(crowd.add(old))
    clock.forward(DAY)
    crowd.claim_all(crowd.add(new))
    assert [crowd.do(lambda work: work.campaigns.answered(me, START)) for _ in range(2)] == ["campaign_b"] * 2
    crowd.do(lambda work: work.campaigns.stopped(me, START))
    crowd.do(lambda work: work.campaigns.stopped("nobody", START))
    assert crowd.do(lambda work: work.campaigns.answered(me, START + 2 * DAY)) == ""
    counted = {id: crowd.do(lambda work, id=id: work.campaigns.figures(id))[0] for id in ("a", "b")}  # type: ignore[misc]
    assert [(figure.answered, figure.stopped) for figure in counted.values()] == [(0, 0), (1, 1)]


def test_what_is_over_waits_no_more(crowd: Crowd) -> None:
    crowd.join("1")
    run = crowd.add(run_of())
    page = crowd.claim(run)
    assert crowd.do(lambda work: work.copies.sending(run.id)) == 1
    outcome = Outcome(page.recipients[0].person_id, "waiting", "down", due_at=START + DAY)
    crowd.do(lambda work: work.copies.ended(run.id, page.id, [outcome]))
    assert crowd.do(lambda work: (work.copies.sending(run.id), work.copies.next_due(run.id))) == (0, START + DAY)
    crowd.do(lambda work: work.copies.over(run.id, "late"))
    assert crowd.states(run) == {("skipped", "late"): 1}
    crowd.do(lambda work: work.copies.ended(run.id, page.id, ()))


def test_copies_are_kept_for_more_than_a_year(crowd: Crowd, clock: FakeClock) -> None:
    crowd.join("1")
    run, open_run = crowd.add(run_of("a")), crowd.add(run_of("b"))
    crowd.claim_all(run), crowd.claim_all(open_run)
    crowd.do(lambda work: work.campaigns.save(replace(run, state="done", ended_at=START)))

    def left(after: timedelta) -> list[int]:
        clock.now = START + after
        crowd.do(lambda work: forget(work.connection, work.now))
        return [crowd.do(partial(rows_in, table)) for table in (campaign_copies, campaign_cursors)]

    assert left(COPIES_KEPT) == [2, 2]
    assert left(COPIES_KEPT + DAY) == [1, 1]
    assert crowd.do(lambda work: work.campaigns.run("a")) is not None, "that it was sent is kept"


def rows_in(table: Table, work: SqlWork) -> int:
    return int(work.connection.execute(select(func.count()).select_from(table)).scalar_one())
