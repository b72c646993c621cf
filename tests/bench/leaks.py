"""Whether the time of an answer tells what exists: `python -m tests.bench.leaks [--rounds N]`.

Each pair is asked in turns over HTTP; printed are the medians, their ratio, and whether the middle halves overlap.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from bot.store.work import SqlWork
from tests.console_login import member, type_password
from tests.console_office import clerk
from tests.test_conflict_paths import NEVER
from tests.web_house import DROWNING, OFFICER, AtDesk, WebHouse, citizen, open_house

Ask = Callable[[], Awaitable[object]]
WRONG = "sai mật khẩu rồi"
ELSEWHERE = "police-08707-1"  # was never asked about DROWNING


async def timed(ask: Ask) -> float:
    """Seconds of one answer."""
    began = perf_counter()
    await ask()
    return perf_counter() - began


async def in_turns(house: WebHouse, rounds: int, pair: tuple[Ask, Ask]) -> tuple[list[float], list[float]]:
    """The seconds of each, asked one after the other; a day passes in between, so that nobody is slowed."""
    found: tuple[list[float], list[float]] = ([], [])
    for n in range(rounds + 2):
        for which in (0, 1) if n % 2 else (1, 0):
            house.clock.forward(timedelta(minutes=20))
            seconds = await timed(pair[which])
            if n >= 2:
                found[which].append(seconds)
    return found


def told(name: str, there: Sequence[float], not_there: Sequence[float]) -> str:
    """A line of the table."""
    one, other = quantiles(there, n=4), quantiles(not_there, n=4)
    overlap = one[0] <= other[2] and other[0] <= one[2]
    ratio = median(there) / median(not_there)
    figures = f"{median(there) * 1000:8.2f} {median(not_there) * 1000:8.2f} ms  ratio {ratio:5.2f}"
    return f"{name:44} {figures}  middle halves {'overlap' if overlap else 'APART'}"


async def pairs(house: WebHouse) -> dict[str, tuple[Ask, Ask]]:
    """What is compared: first what is there but not for whoever asks, then what never was."""
    await (await citizen(house)).say(DROWNING)
    (number,) = await house.desk.do(lambda work: [case.number for case in work.cases.alerted(OFFICER)])
    who, links = await member(house), await house.desk.do(used_links)
    desk, browser = AtDesk(await house.new_browser()), await house.new_browser()
    ids = iter(links)

    async def case(wanted: str) -> None:
        at = await clerk(house, "officer", ELSEWHERE)
        await (await at.browser.get(f"/o/case/{wanted}")).read()

    async def link(token: str) -> None:
        await (await browser.post("/o/login", data={"t": token})).read()

    return {
        "log-in: wrong password, unknown name": (
            lambda: type_password(desk, who.name, WRONG),
            lambda: type_password(desk, "khong.ai", WRONG),
        ),
        "case of others, case that is none": (lambda: case(number), lambda: case(NEVER)),
        "one-time link: used, never made": (lambda: link(next(ids)), lambda: link("f" * 24)),
    }  # fmt: skip


def used_links(work: SqlWork) -> list[str]:
    """Links that were used up."""
    made = [work.logins.issue(OFFICER, work.now + timedelta(days=99)) for _ in range(500)]
    for token in made:
        work.logins.redeem(token)
    return made


async def run(rounds: int) -> None:
    """The table."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_house(Path(folder)) as house:
            print(f"{rounds} rounds; there, not there:")
            for name, pair in (await pairs(house)).items():
                print(told(name, *await in_turns(house, rounds, pair)), flush=True)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    asyncio.run(run(parser.parse_args().rounds))


if __name__ == "__main__":
    main()
