"""The fault harness: each of its checks can fail, its schedule is repeatable, and the system stands its short form."""

import asyncio
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.faults.evidence import Arrival, Broken, Evidence, Report, Spared, Standing
from tests.faults.ground import SPARE, disk
from tests.faults.injections import INJECTIONS, schedule
from tests.faults.invariants import INVARIANTS, kinds_of_doubles, violations
from tests.faults.network import LINES, Network, network
from tests.faults.run import perform
from tests.faults.stage import Plan

POLICE, STATION, CITIZEN = "telegram:1", "telegram:2", "telegram:9"
ALERT = "LN-AAAAA · KHẨN CẤP · đuối nước · ao số zq1 xã Sơn Tây"
FIRST, SECOND = "Tôi đang báo cho: Công an xã Sơn Tây.", "Bé còn dưới nước không?"
SHORT = 20.0  # seconds of load; then what waits is waited for, however long it takes


ADDED = ("mũ xanh zq1", "áo vàng zq1")
HELD = Standing("LN-AAAAA", held=True, asked=True, timed=True)


def arrival(to: str, text: str, at: float, told: bool = True) -> Arrival:
    return Arrival(to, text, at, at + 0.1, told)


WELL = Evidence(
    reports=(Report("zq1", CITIZEN, frozenset({POLICE, STATION}), True, ADDED, (ADDED,)),),
    arrivals=(
        arrival(POLICE, ALERT, 1), arrival(STATION, ALERT, 2), arrival(CITIZEN, FIRST, 3), arrival(CITIZEN, SECOND, 4),
        arrival(POLICE, "Nhắc lại, thông báo 4 · LN-AAAAA", 5), arrival(POLICE, "Nhắc lại, thông báo 5 · LN-AAAAA", 6),
    ),
    opened={"zq1": "mũ xanh zq1\náo vàng zq1"},
    log='{"event": "job_failed"}',
    cases=(HELD,),
    accepted=frozenset({"LN-AAAAA"}),
)  # fmt: skip
Break = Callable[[Evidence], Evidence]


def without(to: str, text: str) -> Break:
    return lambda seen: replace(seen, arrivals=tuple(o for o in seen.arrivals if (o.to, o.text) != (to, text)))


def added(*more: Arrival) -> Break:
    return lambda seen: replace(seen, arrivals=(*seen.arrivals, *more))


def backwards(seen: Evidence) -> Evidence:
    turned = (replace(one, at=10 - one.at) for one in seen.arrivals)
    return replace(seen, arrivals=tuple(sorted(turned, key=lambda one: one.at)))


def standing(how: Standing) -> Break:
    return lambda seen: replace(seen, cases=(how,))


BROKEN: Mapping[str, tuple[Break, str]] = {
    "an alert is removed": (without(STATION, ALERT), "0 alerts lost"),
    "an answer is removed": (without(CITIZEN, FIRST), "0 reports lost"),
    "one report, two cases": (added(arrival(POLICE, ALERT.replace("AAAAA", "BBBBB"), 7)), "0 reports lost"),
    "a double without an excuse": (added(arrival(POLICE, ALERT, 20)), "doubles only with a reason"),
    "the question first": (backwards, "order to each person"),
    "nobody was asked": (
        lambda seen: without(POLICE, ALERT)(without(STATION, ALERT)(seen)), "every case has somebody",
    ),
    "nobody has it": (standing(replace(HELD, held=False, asked=False)), "every case has somebody"),
    "its holder lost it": (standing(replace(HELD, held=False)), "every case has somebody"),
    "its timer is gone": (standing(replace(HELD, timed=False)), "every case has somebody"),
    "no second question came": (
        lambda seen: replace(seen, reports=(replace(seen.reports[0], ended=False),)), "every conversation goes on",
    ),
    "a message lies there": (lambda seen: replace(seen, lying=1), "nothing is left lying"),
    "additions swapped": (
        lambda seen: replace(seen, opened={"zq1": "áo vàng zq1\nmũ xanh zq1"}), "order of each person",
    ),
    "an addition missing": (lambda seen: replace(seen, opened={"zq1": "áo vàng zq1"}), "order of each person"),
    "a word in the log": (lambda seen: replace(seen, log="ao số zq1"), "no words in the log"),
}  # fmt: skip


def wrong(seen: Evidence) -> set[str]:
    return {name for name, found in violations(seen).items() if found}


def test_what_went_well_violates_nothing() -> None:
    assert wrong(WELL) == set()


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_program_is_found(name: str) -> None:
    break_it, invariant = BROKEN[name]
    assert invariant in wrong(break_it(WELL))


def test_every_invariant_bites() -> None:
    assert {invariant for _, invariant in BROKEN.values()} == set(INVARIANTS)


def test_a_double_is_excused_by_what_hid_the_first_and_by_nothing_else() -> None:
    lost = replace(WELL, arrivals=(arrival(POLICE, ALERT, 0, told=False), *WELL.arrivals))
    assert wrong(lost) == set() and kinds_of_doubles(lost) == {"answer lost": 1}
    twice = added(arrival(POLICE, ALERT, 20))(WELL)
    assert wrong(replace(twice, broken=(Broken("p0 died", 0.5, 1.5),))) == set()
    assert wrong(replace(twice, broken=(Broken("p0 died", 12, 13),))) == {"doubles only with a reason"}
    assert wrong(replace(twice, broken=(Broken("no line to telegram", 0.5, 1.5, "telegram"),))) == set()
    assert wrong(replace(twice, broken=(Broken("no line to zalo", 0.5, 1.5, "zalo"),))) != set()


def test_a_torn_case_is_spared_alone() -> None:
    removed = without(STATION, ALERT)(WELL)
    assert wrong(replace(removed, spared=(Spared("LN-AAAAA"),))) == set()
    assert wrong(replace(removed, spared=(Spared("LN-ZZZZZ"),))) == {"0 alerts lost"}


def test_the_schedule_is_repeatable_and_leaves_nothing_out() -> None:
    moments = schedule(list(INJECTIONS), 60, Random(3))
    assert moments == schedule(list(INJECTIONS), 60, Random(3)) != schedule(list(INJECTIONS), 60, Random(4))
    assert {name for _, name in moments} == set(INJECTIONS) and moments == sorted(moments)


def test_a_full_disk_is_full_and_a_cut_line_is_cut(tmp_path: Path) -> None:
    """What needs root: where it is not given, the runs below break less, and this says so."""
    lines, no_lines = network()
    ground, no_disk = disk(tmp_path, 16)
    try:
        if no_lines or no_disk:
            pytest.skip(f"NOT injected below: network loss ({no_lines}), full disk and slow disk ({no_disk})")
        ground.fill()
        with pytest.raises(OSError, match="No space"):
            (ground.folder / "more").write_bytes(bytes(2 * SPARE))
        ground.free()
        assert (ground.folder / "more").write_bytes(bytes(2 * SPARE)) == 2 * SPARE
        assert up_lines(lines) == set(LINES)
        lines.cut("zalo")
        assert up_lines(lines) == set(LINES) - {"zalo"}
    finally:
        ground.remove()
        lines.remove()


def up_lines(lines: Network) -> set[str]:
    """The lines of which the program's end has a carrier."""
    shown = subprocess.run((*lines.prefix, "ip", "-br", "link"), check=True, capture_output=True, text=True).stdout
    return {name for name in LINES for line in shown.splitlines() if name in line and "LOWER_UP" in line}


@pytest.mark.no_cover
@pytest.mark.parametrize(("database", "processes"), [("sqlite", 1), ("postgresql", 2)])
def test_nothing_is_lost_whatever_breaks(database: str, processes: int) -> None:
    outcome = asyncio.run(perform(Plan(database, processes, SHORT, seed=1)))
    assert outcome.faults == () and {name: found for name, found in outcome.wrong.items() if found} == {}
    assert outcome.injected.keys() | outcome.missing.keys() == INJECTIONS.keys()
    assert outcome.figures["reports"] >= SHORT / 4
