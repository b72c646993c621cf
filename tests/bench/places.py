"""`python -m tests.bench.places`: our resolver beside the package vietnamadminunits in one run."""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import cycle
from statistics import median, quantiles
from time import thread_time_ns
from typing import NamedTuple

from referral.jurisdiction import Place, pins
from referral.jurisdiction.boundaries import Boundaries, simplify
from referral.jurisdiction.corrections import code_aliases
from referral.jurisdiction.resolver import named, resolve
from tests.bench.goals import Goal, tell
from tests.bench.pins import points
from tests.places.polygons import cells, winding
from tests.places.score import GOALS, SPLITS, count, rows, verdict

ROUNDS = 5  # others may work on these cores: of several rounds the best is nearest to what the code costs
STORIES, LENGTH = 20, 2_000  # stories, and their characters
FEW = 4  # stories for the package: it takes half a second for each
TALE = frozenset(("story", "long_story", "voice", "teencode", "none", "two_places"))  # kinds that stories are made of
# Prints seconds of processor and the peak in megabytes (as Linux says it) from a bare Python to the first answer.
FRESH = """
from pathlib import Path
from time import process_time
peak = lambda: int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) * 1024 / 1e6
bare, start = peak(), process_time()
from {module} import {name}
{name}("Xã Sơn Long, Huyện Sơn Tây, Tỉnh Quảng Ngãi")
print(process_time() - start, peak() - bare)
"""
LOADED = {"ours": ("referral.jurisdiction.resolver", "resolve"), "package": ("vietnamadminunits", "convert_address")}

Find = Callable[[str], Place]


class Took(NamedTuple):
    """Microseconds of processor, each of the best round."""

    median: float
    most: float  # the 99th percentile


class Package:
    """vietnamadminunits 1.0.4 with its geocoder cut off, for it would send addresses to a service abroad."""

    def __init__(self) -> None:
        converter = importlib.import_module("vietnamadminunits.converter.converter_2025")
        vars(converter)["get_geo_location"] = self.nowhere
        both = importlib.import_module("vietnamadminunits")
        self.parts = both.convert_address, both.parse_address
        self.sent = 0

    def nowhere(self, address: object) -> None:
        """What the geocoder would have been asked; without an answer the package takes its default commune."""
        self.sent += 1

    def convert(self, text: str) -> Place:
        """An address as it was before July 2025."""
        return as_place(self.parts[0](text))

    def both(self, text: str) -> Place:
        """The better of the two orders: as an old address, and if that finds no commune as one of today."""
        found = self.convert(text)
        return found if found.codes else as_place(self.parts[1](text))


def as_place(found: object) -> Place:
    """The package's answer as ours; it knows one commune, a province or nothing."""
    code, province = getattr(found, "ward_code", None), getattr(found, "province_code", None)
    if code:
        return Place("commune", (code_aliases().get(code, code),), province or "")
    return Place("province", (), province) if province else Place("none")


def micros(act: Callable[[], object]) -> float:
    """The processor time that something takes: what others do on this machine in between does not count."""
    named.cache_clear()  # a text said again at once would be answered from memory
    start = thread_time_ns()
    act()
    return (thread_time_ns() - start) / 1000


def measure(acts: Mapping[str, Find], texts: Sequence[str], rounds: int = ROUNDS) -> dict[str, Took]:
    """The best of several rounds, the contenders in turn in each."""
    found: dict[str, list[Took]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, find in acts.items():
            found[name].append(spread([micros(partial(find, text)) for text in texts]))
    return {name: best(each) for name, each in found.items()}


def spread(took: Sequence[float]) -> Took:
    """Median and 99th percentile."""
    return Took(median(took), quantiles(took, n=100, method="inclusive")[-1])


def best(rounds: Sequence[Took]) -> Took:
    """The lowest of each."""
    return Took(min(one.median for one in rounds), min(one.most for one in rounds))


def stories(texts: Iterable[str]) -> list[str]:
    """Texts of exactly LENGTH characters, put together from shorter ones."""
    found, so_far = [], ""
    for text in cycle(tuple(texts)):
        so_far += f"{text}. "
        if len(so_far) >= LENGTH:
            found.append(so_far[:LENGTH])
            so_far = ""
        if len(found) == STORIES:
            return found
    return found


def pin_times() -> Took:
    """Pins with boundaries of all communes (stand-ins with winding borders, simplified as an import does)."""
    pins.use(Boundaries(simplify(winding(cells()))))
    drawn = points()
    pins.locate(*drawn[0])
    found = [spread([micros(partial(pins.locate, *pin)) for pin in drawn]) for _ in range(ROUNDS)]
    pins.use(None)
    return best(found)


def loading(name: str) -> tuple[float, float]:
    """Seconds and megabytes to the first answer in a fresh process, the best of several."""
    module, function = LOADED[name]
    command = [sys.executable, "-c", FRESH.format(module=module, name=function)]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for _ in range(ROUNDS)]
    return min(float(run[0]) for run in runs), min(float(run[1]) for run in runs)


def print_times(title: str, took: Mapping[str, Took]) -> None:
    """A line for each contender, and how many times faster than each ours is."""
    print(f"\n{title:46} {'median µs':>10} {'99 % µs':>10}   ours is")
    ours = took["ours"]
    for name, each in took.items():
        ratio = "" if name == "ours" else f"{each.median / ours.median:8.1f}x"
        print(f"  {name:44} {each.median:10.0f} {each.most:10.0f} {ratio}")


def print_right(finders: Mapping[str, Find]) -> None:
    """What each gets right and wrong, both splits together."""
    known = [row for split in SPLITS for row in rows(split)]
    total = count((row, "") for row in known)
    counted = {name: count((row, verdict(row, find(row.text))) for row in known) for name, find in finders.items()}
    print(f"\n{'correctness on the suite':50} " + "  ".join(f"{name:>35}" for name in finders))
    for goal in GOALS:
        shown = (f"{goal.reached(c)} of {total[goal.status, '']}" for c in counted.values())
        print(f"  {f'{goal.status}: {goal.counted}':48} " + "  ".join(f"{each:>35}" for each in shown))


def main() -> None:
    """Measure and print."""
    package = Package()
    others = {"convert_address": package.convert, "convert_address, else parse_address": package.both}
    known = [row for split in SPLITS for row in rows(split)]
    for find in (resolve, *others.values()):
        find(known[0].text)  # loads
    print(f"processor time, best of {ROUNDS} rounds; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    each = measure({"ours": resolve, **others}, [row.text for row in known])
    print_times(f"{len(known)} addresses of the suite", each)
    print(f"  the package would have sent {package.sent // (2 * ROUNDS)} of them to an outside geocoder")
    tales = stories(row.text for row in known if row.kind in TALE)
    told = measure({"ours": resolve}, tales) | measure(others, tales[:FEW], rounds=1)
    print_times(f"{STORIES} stories of {LENGTH} characters", told)
    crowd = measure({"ours": resolve}, stories(row.text for row in known))
    print_times(f"{STORIES} texts of {LENGTH} characters full of addresses", crowd)
    print_right({"ours": resolve, **others})
    tell_goals(each["ours"], told["ours"], pin_times())


def tell_goals(address: Took, story: Took, pin: Took) -> None:
    """The goals."""
    loads = {name: loading(name) for name in LOADED}
    print("\nloading, to the first answer: " + "; ".join(f"{n} {s:.2f} s, {mb:.0f} MB" for n, (s, mb) in loads.items()))
    seconds, megabytes = loads["ours"]
    tell([
        Goal("an address, median", address.median, 100, "µs", must=150),
        Goal("an address, 99th percentile", address.most, 1_000, "µs"),
        Goal("a story of 2,000 characters, 99th percentile", story.most / 1000, 5, "ms"),
        Goal("a pin with boundaries, 99th percentile", pin.most, 1_000, "µs"),
        Goal("place data loaded, to the first answer", seconds, 1, "s"),
        Goal("the same, memory", megabytes, 60, "MB"),
    ])  # fmt: skip


if __name__ == "__main__":
    main()
