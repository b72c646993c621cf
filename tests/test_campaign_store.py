"""What is kept of campaigns: texts, runs and who works them, receipts, answers, and for how long."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Executable, Table, func, select

from bot.store import Store
from bot.store.campaign_copies import ORPHANED, OVER, Outcome
from bot.store.campaign_line import due
from bot.store.campaign_progress import FIRST_WAITING, NEXT_RUN
from bot.store.campaign_tables import campaign_copies, campaign_cursors
from bot.store.campaigns import parsed
from bot.store.retention import FIXED, forget
from bot.store.work import SqlWork
from handlers.events import Mark
from handlers.keeps_campaigns import Group, Kept
from referral.campaigns import whom
from referral.campaigns.runs import Run
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


def holds(crowd: Crowd, run: Run, me: str) -> bool:
    """Whether this process may work it now."""
    return crowd.do(lambda work: work.campaigns.hold(run.id, me, SECONDS)) is not None


def test_one_process_works_a_run_at_a_time(crowd: Crowd, clock: FakeClock) -> None:
    run = crowd.add(run_of())
    hold = partial(holds, crowd, run)
    assert hold("a") and hold("a") and not hold("b")
    clock.forward(SECONDS)
    assert hold("b") and not hold("a")
    crowd.do(lambda work: work.campaigns.let_go(run.id, "a"))
    assert not hold("a"), "it was not theirs to let go"
    crowd.do(lambda work: work.campaigns.let_go(run.id, "b"))
    assert hold("a")
    crowd.do(lambda work: work.campaigns.save(replace(run, state="paused")))
    assert not hold("a"), "who sends must notice that it was paused"


def test_a_lease_from_before_the_clock_went_back_holds_nobody_up(crowd: Crowd, clock: FakeClock) -> None:
    run = crowd.add(run_of())
    hold = partial(holds, crowd, run)
    assert hold("a")
    clock.forward(-SECONDS)
    assert not hold("b"), "two machines differ that much"
    clock.forward(-DAY)
    assert hold("b") and not hold("a")


def test_whoever_is_gone_holds_no_run(crowd: Crowd) -> None:
    runs = [crowd.add(run_of(id)) for id in ("a", "b")]
    for run, me in zip(runs, ("x", "y"), strict=True):
        assert crowd.do(lambda work, run=run, me=me: work.campaigns.hold(run.id, me, SECONDS))  # type: ignore[misc]
    crowd.do(lambda work: work.campaigns.let_all_go("x"))
    assert [
        crowd.do(lambda work, run=run: work.campaigns.hold(run.id, "z", SECONDS)) is not None  # type: ignore[misc]
        for run in runs
    ] == [True, False]


def test_an_old_run_is_found_behind_a_hundred_newer_ones(crowd: Crowd) -> None:
    for n in range(101):
        crowd.add(replace(run_of(f"p{n}"), state="paused", starts_at=START + DAY))
    old = crowd.add(run_of("old"))
    crowd.add(replace(run_of("over"), state="done"))
    found = crowd.do(lambda work: work.campaigns.open_runs())
    assert len(found) == 102 and found[0] == old


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
    assert crowd.do(lambda work: work.copies.sending(run.id)) == 0 and crowd.next_due(run) == START + DAY
    assert crowd.do(lambda work: work.copies.over(run.id, "late"))
    assert crowd.states(run) == {("skipped", "late"): 1}
    crowd.do(lambda work: work.copies.ended(run.id, page.id, ()))


def waits(crowd: Crowd, run: Run, count: int) -> None:
    """So many copies of a run that were put off."""
    page = crowd.claim(crowd.add(run), most=count)
    outcomes = [Outcome(one.person_id, "waiting", "down", due_at=START + DAY) for one in page.recipients]
    crowd.do(lambda work: work.copies.ended(run.id, page.id, outcomes))


def test_what_is_over_is_ended_some_at_a_time(crowd: Crowd) -> None:
    for n in range(5):
        crowd.join(str(n))
    run = run_of()
    waits(crowd, run, 5)
    over = [crowd.do(lambda work: work.copies.over(run.id, "late", most=2)) for _ in range(3)]
    assert over == [False, False, True] and crowd.states(run) == {("skipped", "late"): 5}


def test_what_waits_is_seen_by_channel_and_by_run(crowd: Crowd) -> None:
    crowd.join("1"), crowd.join("2"), crowd.join("3", "webchat")
    run = run_of("a")
    waits(crowd, run, 2)
    crowd.claim(run, "webchat")
    assert crowd.do(lambda work: work.progress.waiting(run.id)) == {"telegram": START + DAY}
    assert crowd.do(lambda work: work.progress.left_behind()) == []
    for state in ("stopped", "done"):
        long_ago = replace(run, state=state, ended_at=START - 90 * DAY)
        crowd.do(lambda work, now=long_ago: work.campaigns.save(now))  # type: ignore[misc]
        assert crowd.do(lambda work: work.progress.left_behind()) == ["a"]
    crowd.do(lambda work: work.copies.over("a", "late"))
    assert crowd.do(lambda work: work.progress.left_behind()) == []


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (FIRST_WAITING, "campaign_copies_waiting (run_id=? AND state=? AND channel>?)"),
        (NEXT_RUN, "campaign_copies_waiting (run_id>?)"),
        (ORPHANED, "campaign_copies_sending (run_id=? AND state=?)"),
        (OVER, "campaign_copies_waiting (run_id=? AND state=?)"),
        (due(whom(parsed(run_of()))), "campaign_copies_waiting (run_id=? AND state=? AND channel=? AND due_at<?)"),
    ],
)
def test_what_waits_is_found_by_its_index_however_much_it_is(store: Store, statement: Executable, index: str) -> None:
    if not store.database.is_sqlite:
        pytest.skip("the plan is SQLite's")
    made = statement.compile(store.database.engine)  # type: ignore[attr-defined]
    values = tuple(0 if name in ("most", "now", "today", "lately") else "x" for name in made.positiontup or ())
    with store.connection() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {made}", values)]
    assert any(index in step for step in plan), plan
    assert not [step for step in plan if step.startswith("SCAN") or "TEMP B-TREE FOR ORDER" in step], plan


def test_copies_are_kept_for_more_than_a_year(crowd: Crowd, clock: FakeClock) -> None:
    crowd.join("1")
    run, open_run = crowd.add(run_of("a")), crowd.add(run_of("b"))
    crowd.claim_all(run), crowd.claim_all(open_run)
    crowd.do(lambda work: work.campaigns.save(replace(run, state="done", ended_at=START)))

    def left(after: timedelta) -> list[int]:
        clock.now = START + after
        crowd.do(lambda work: forget(work.connection, work.now))
        return [crowd.do(partial(rows_in, table)) for table in (campaign_copies, campaign_cursors)]

    assert left(FIXED["copies"]) == [2, 2]
    assert left(FIXED["copies"] + DAY) == [1, 1]
    assert crowd.do(lambda work: work.campaigns.run("a")) is not None, "that it was sent is kept"


def rows_in(table: Table, work: SqlWork) -> int:
    return int(work.connection.execute(select(func.count()).select_from(table)).scalar_one())
