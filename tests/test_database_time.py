"""Several processes on one PostgreSQL go by its clock, whatever their machines' clocks say."""

import asyncio
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.desk.leases import Leases
from bot.settings import Settings
from bot.store import Store
from bot.store.database import Database
from bot.store.database_time import DatabaseTime
from bot.store.store import utc_now
from bot.wiring import Program, open_program
from handlers.events import OutgoingMessage
from referral.alarm_table import CLOCKS_APART
from tests.databases import drop, fresh_url
from tests.fakes import FakeClock
from tests.office import LAN
from tests.test_scale import done

AHEAD = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
LEASE = 15 * SECOND


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[list[Program]]:
    """Two processes on one PostgreSQL; the clock of the second one's machine is ahead."""
    url = fresh_url("postgresql", tmp_path, "places")
    settings = Settings(data_dir=tmp_path, database_url=url)
    both = [open_program(settings, clock) for clock in (utc_now, lambda: utc_now() + AHEAD)]
    yield both
    for program in both:
        asyncio.run(program.desk.stop())
        program.close()
    drop(url)


def test_nobody_takes_what_another_is_just_sending(pair: list[Program]) -> None:
    one, ahead = (program.store for program in pair)
    done(one, lambda work: work.send(OutgoingMessage("m", work.people.at(LAN).id, "1")))
    claims = [done(store, lambda work: work.outbox.claim(work.now, ("webchat",), 9, LEASE)) for store in (one, ahead)]
    assert [len(parcels) for parcels in claims] == [1, 0]


def test_what_is_written_in_turn_has_its_moments_in_that_order(pair: list[Program]) -> None:
    moments: list[datetime] = []
    for program in pair * 2:
        moments.append(done(program.store, lambda work: work.now))
        time.sleep(0.1)  # longer than an answer takes, which is all that they may differ by
    assert moments == sorted(moments) and moments[-1] - moments[0] < AHEAD


def test_the_machine_that_goes_wrong_still_says_so(pair: list[Program]) -> None:
    ahead = pair[1]
    asyncio.run(ahead.guard.watchman.see())
    assert ahead.guard.last and ahead.guard.last.vitals.clock_off > CLOCKS_APART


def test_each_renewal_of_the_leases_reads_it(postgresql: str, tmp_path: Path) -> None:
    now = DatabaseTime(lambda: utc_now() + AHEAD)
    store = Store.open(postgresql, tmp_path / "ring.json")
    assert now() - utc_now() > AHEAD - SECOND, "nothing was read yet"
    leases = Leases(store, read=now.read)
    leases.want("forget")
    asyncio.run(leases.renew())
    assert abs(now() - utc_now()) < AHEAD / 2
    store.close()


def test_a_step_of_the_machines_clock_changes_nothing_and_sleep_is_counted(postgresql: str) -> None:
    own, ticks = FakeClock(), [100.0]
    now = DatabaseTime(own, lambda: ticks[0])
    read(postgresql, now)
    before = now()
    own.forward(AHEAD)
    assert now() == before
    ticks[0] += 18
    assert now() == before + 18 * SECOND


def test_a_slow_answer_is_left_out_while_a_better_one_is_fresh(postgresql: str) -> None:
    ticks: list[float] = []
    now = DatabaseTime(FakeClock(), lambda: ticks.pop(0))

    def asked(at: float, takes: float) -> datetime:
        """What the time is for it at second 1,000, after a question at this second that took so long."""
        ticks.extend((at, at + takes, 1000.0))
        read(postgresql, now)
        return now()

    quick = asked(0.0, 0.002)
    assert asked(1.5, 4.0) == quick, "two seconds of doubt"
    assert quick - asked(700.0, 0.1) > 600 * SECOND, "the first may be wrong by more by now; this one is taken"


def read(url: str, now: DatabaseTime) -> None:
    """Read the clock of the database there."""
    database = Database.open(url)
    with database.connection() as connection:
        now.read(connection)
    database.close()
