"""`python -m tests.faults`: break everything for some minutes, print what held; exit code 1 if something did not."""

import argparse
import asyncio
import signal
import sys

from rich.console import Console
from rich.table import Table

from tests.faults.injections import INJECTIONS
from tests.faults.run import Outcome, perform
from tests.faults.stage import Plan


def asked() -> Plan:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.5)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--processes", type=int, choices=(0, 1, 2, 3, 4), default=0, help="0: as fits the database")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1.0, help="reports a second")
    parser.add_argument("--only", nargs="*", choices=tuple(INJECTIONS), default=())
    found = parser.parse_args()
    processes = found.processes or {"sqlite": 1, "postgresql": 3}[found.database]
    if found.database == "sqlite" and processes > 1:
        parser.error("several processes run on PostgreSQL only")
    return Plan(found.database, processes, found.minutes * 60, found.seed, tuple(found.only), found.rate)


def show(plan: Plan, outcome: Outcome) -> None:
    """The summary."""
    console = Console(width=110)
    head = f"{plan.database}, {plan.processes} process(es), {plan.seconds:.0f} s, seed {plan.seed}"
    table = Table("What must hold", "Violations", "The first", title=head)
    for name, wrong in outcome.wrong.items():
        table.add_row(name, str(len(wrong)), "; ".join(wrong[:3]))
    console.print(table)
    console.print(", ".join(f"{name}: {many}" for name, many in outcome.figures.items()))
    console.print("Injected: " + ", ".join(f"{name} {many}x" for name, many in outcome.injected.items()))
    for name, why in outcome.missing.items():
        console.print(f"NOT injected: {name}: {why}")
    for fault in outcome.faults:
        console.print(f"THE HARNESS FAILED: {fault}")
    console.print("Everything held." if outcome.holds else "NOT everything held.")


async def stoppable(plan: Plan) -> Outcome:
    """Whoever ends us with SIGTERM leaves no process, no mount and no network behind, as with Ctrl-C."""
    task = asyncio.current_task()
    assert task
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await perform(plan)


if __name__ == "__main__":
    plan = asked()
    try:
        outcome = asyncio.run(stoppable(plan))
    except (asyncio.CancelledError, KeyboardInterrupt):
        sys.exit("Stopped before its end: nothing is shown.")
    show(plan, outcome)
    sys.exit(0 if outcome.holds else 1)
