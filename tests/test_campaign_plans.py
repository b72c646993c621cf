"""However young PostgreSQL's figures are, no statement of a campaign walks the copies of a run for each person."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.store import Store
from bot.store.campaign_copies import Outcome
from bot.store.campaigns import parsed
from bot.store.migrations.versions.v0026_plans import NO_FIGURES
from bot.store.work import SqlWork
from handlers.events import Address
from referral.campaigns import Subscription
from referral.campaigns.runs import Run
from tests.subscribers import Crowd, run_of

PEOPLE, LAST, PAGE = 300, 20, 70
EACH = 60  # rows of copies that one copy may cost: claimed, put back, claimed again, sent and answered
READ = text(
    "SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0) FROM pg_stat_xact_user_tables"
    " WHERE relname = 'campaign_copies'"
)
OFTEN = (1000, 1000)
MANY = 3000
COPIES = text(  # one in ten waits for a day that is far away
    "INSERT INTO campaign_copies (run_id, person_id, human, channel, commune, state, reason, paid, attempts, page, at,"
    " due_at) SELECT :run, 'p' || n, 'p' || n, 'telegram', '', CASE n % 10 WHEN 0 THEN 'waiting' ELSE 'sent' END,"
    f" '', FALSE, 1, '', 0, 9000000000000000000 FROM generate_series(1, {MANY}) n"
)


def gather(work: SqlWork) -> None:
    """Many subscribe."""
    for n in range(PEOPLE):
        person = work.people.at(Address("telegram", str(n)))
        work.subscriptions.save(Subscription(person.id, "telegram", work.now))
        work.people.save(replace(person, subscribed=True))


def rows_read(work: SqlWork) -> int:
    """Rows of copies that this connection has read of late."""
    return int(work.connection.execute(READ).scalar_one())


def rows_of_last(crowd: Crowd, run: Run) -> int:
    """All but the last get their copy; rows that are read for a copy of the last page, until all are answered."""
    for _ in range((PEOPLE - LAST) // PAGE):
        crowd.sent(crowd.claim(run, most=PAGE, per=OFTEN))

    def last(work: SqlWork) -> int:
        before = rows_read(work)
        page = work.copies.claim(run, parsed(run), "telegram", LAST, OFTEN)
        work.copies.ended(run.id, page.id, [Outcome(one.person_id, "waiting") for one in page.recipients])
        again = work.copies.claim(run, parsed(run), "telegram", LAST, OFTEN)
        assert len(again.recipients) == len(page.recipients) == LAST
        work.copies.ended(run.id, again.id, [Outcome(one.person_id, "sent") for one in again.recipients])
        for one in again.recipients:
            assert work.campaigns.answered(one.person_id, work.now) == run.campaign
        return (rows_read(work) - before) // LAST

    return crowd.do(last)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_copy_costs_as_many_rows_in_a_large_run_as_in_a_small_one(store: Store) -> None:
    crowd = Crowd(store)
    crowd.do(gather)
    assert rows_of_last(crowd, crowd.add(run_of("r1"))) < EACH  # planned while there were no copies
    crowd.do(lambda work: work.connection.execute(text("ANALYZE")))
    assert rows_of_last(crowd, crowd.add(run_of("r2"))) < EACH  # its figures know nothing of this run


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_what_waits_is_found_among_many_copies_of_a_run_that_is_younger_than_the_figures(store: Store) -> None:
    crowd = Crowd(store)
    crowd.do(gather)
    old, young = crowd.add(run_of("r1")), crowd.add(run_of("r2"))
    crowd.do(lambda work: work.connection.execute(COPIES, {"run": old.id}))
    crowd.do(lambda work: work.connection.execute(text("ANALYZE")))
    crowd.do(lambda work: work.connection.execute(COPIES, {"run": young.id}))
    page = crowd.claim(young, most=LAST)
    wait = [Outcome(one.person_id, "waiting") for one in page.recipients]
    crowd.do(lambda work: work.copies.ended(young.id, page.id, wait))

    def again(work: SqlWork) -> int:
        before = rows_read(work)
        assert len(work.copies.claim(young, parsed(young), "telegram", LAST, OFTEN).recipients) == LAST
        return rows_read(work) - before

    assert crowd.do(again) < LAST * EACH


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_figures_of_runs_from_before_the_upgrade_are_gone_and_none_are_taken_again(store: Store) -> None:
    crowd = Crowd(store)
    run = crowd.add(run_of("r1"))

    def do(*statements: str) -> object:
        return crowd.do(lambda work: [work.connection.execute(text(one)) for one in statements])

    crowd.do(lambda work: work.connection.execute(COPIES, {"run": run.id}))
    do("ALTER TABLE campaign_copies ALTER run_id SET STATISTICS -1", "ANALYZE campaign_copies")
    assert {"run_id", "human"} <= known_columns(crowd)
    do(*NO_FIGURES, "ANALYZE campaign_copies")
    assert "human" in known_columns(crowd) and "run_id" not in known_columns(crowd)


def known_columns(crowd: Crowd) -> set[str]:
    """The columns of copies of which PostgreSQL has figures."""
    asked = text("SELECT attname FROM pg_stats WHERE tablename = 'campaign_copies'")
    return crowd.do(lambda work: set(work.connection.execute(asked).scalars()))
