"""Many alerts while the process is killed again and again: none is lost, and every second copy is explained."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot.store import Store
from bot.store.tables import alerts
from tests.kill.program import LOOK_AGAIN
from tests.kill.ringing import UNANSWERED

END_SECONDS = 600
MOST_UNDER_WAY = 2 * 64  # sends at once, and those whose ends were not yet committed


@dataclass(frozen=True, slots=True)
class Line:
    """One arrival, as the channel wrote it down: in which life of the process, and whether we were told of it."""

    boot: int
    answered: bool
    channel: str
    key: str


def ringing(folder: Path, most: int, boot: int) -> subprocess.Popen[bytes]:
    """One life of the process."""
    return subprocess.Popen([sys.executable, "-m", "tests.kill.ringing", str(folder), str(most), str(boot)])


def live_and_die(folder: Path, most: int, deaths: int) -> int:
    """Kill it each time after some more arrivals, then let it finish; how often it was killed."""
    chance, killed = Random(deaths), 0
    for boot in range(deaths):
        enough = arrived(folder) + chance.randrange(most // deaths)
        with ringing(folder, most, boot) as process:
            gives_up = time.monotonic() + END_SECONDS
            while process.poll() is None and arrived(folder) < enough and time.monotonic() < gives_up:
                time.sleep(LOOK_AGAIN)
            killed += process.poll() is None
            process.kill()
    with ringing(folder, most, deaths) as process:
        assert process.wait(END_SECONDS) == 0
    return killed


def arrived(folder: Path) -> int:
    """How many messages its channels have taken so far."""
    log = folder / "heard.log"
    return log.read_bytes().count(b"\n") if log.exists() else 0


def heard(folder: Path) -> Iterator[Line]:
    """Everything that arrived, in its order."""
    for line in (folder / "heard.log").read_text("utf-8").splitlines():
        boot, how, channel, key = line.split(" ", 3)
        yield Line(int(boot), how != UNANSWERED, channel, key)


def alert_keys(folder: Path) -> set[str]:
    """The key of every alert that the database knows, one message for each officer and case however many bodies."""
    store = Store.open(f"sqlite:///{folder}/ring.db", folder / "keys.json")
    with store.connection() as connection:
        rows = connection.execute(select(alerts).order_by(alerts.c.n)).all()
    store.close()
    first = {(row.case_id, row.officer, row.sent_at): row.n for row in reversed(rows)}
    return {f"alert:{case_id}:{n}:{officer}" for (case_id, officer, _), n in first.items()}


def unexplained(lines: list[Line]) -> list[Line]:
    """Copies of what we were told had arrived, but for those a death explains: it was not yet written down as sent."""
    under_way = {line for boot in lives(lines).values() for line in boot[-MOST_UNDER_WAY:]}
    return [copy for before, copy in copies(lines) if before.answered and not died_between(before, copy, under_way)]


def died_between(before: Line, copy: Line, under_way: set[Line]) -> bool:
    """Whether the first was among the last that its process sent, and the second came from the process after it."""
    return before in under_way and before.boot < copy.boot


def lives(lines: list[Line]) -> dict[int, list[Line]]:
    """What each life of the process sent, in its order."""
    found: dict[int, list[Line]] = {}
    for line in lines:
        found.setdefault(line.boot, []).append(line)
    return found


def copies(lines: list[Line]) -> Iterator[tuple[Line, Line]]:
    """Each second copy, behind the arrival before it."""
    known: dict[str, Line] = {}
    for line in lines:
        if line.key in known:
            yield known[line.key], line
        known[line.key] = line


def check(folder: Path, most: int, deaths: int) -> Counter[str]:
    """Run it and hold the channels' own log against the database; what was found, in numbers."""
    killed = live_and_die(folder, most, deaths)
    lines, wanted = list(heard(folder)), alert_keys(folder)
    assert len(wanted) >= most / 2, "an officer of two bodies gets one message"
    assert wanted <= {line.key for line in lines}, "an alert was lost"
    assert unexplained(lines) == []
    again = Counter("after a death" if before.answered else "after a lost answer" for before, _ in copies(lines))
    return Counter({"alerts": len(wanted), "deaths": killed, "arrivals": len(lines)}) + again


def test_no_alert_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    found = check(tmp_path, most=400, deaths=2)
    assert found["deaths"] == 2 and found["after a lost answer"] >= 1


@pytest.mark.soak
def test_ten_thousand_alerts_and_many_deaths(tmp_path: Path) -> None:
    found = check(tmp_path, most=10_000, deaths=25)
    print(dict(found))
    assert found["deaths"] == 25
