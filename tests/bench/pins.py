"""How long a pin takes, with and without boundaries, and how long boundaries take to read; nothing is asserted."""

from collections.abc import Callable
from statistics import median, quantiles
from time import perf_counter

import numpy

from bot.boundaries import packed, unpacked
from referral.jurisdiction import pins
from referral.jurisdiction.survey import read_geojson
from referral.jurisdiction.units import units
from tests.places.polygons import cells, geojson, winding

PINS = 3_000


def points() -> list[tuple[float, float]]:
    """Pins near the centres of communes all over the country, always the same."""
    chance = numpy.random.default_rng(11)
    known = list(units().current.values())
    drawn = [(known[at], *chance.normal(0, 0.02, 2)) for at in chance.integers(len(known), size=PINS)]
    return [(here.lat + float(up), here.lon + float(across)) for here, up, across in drawn]


def timed(act: Callable[[], object]) -> float:
    """Seconds that something takes."""
    start = perf_counter()
    act()
    return perf_counter() - start


def measure(name: str, place: Callable[[float, float], object]) -> None:
    """One line: median and 99th percentile in microseconds."""
    took = [timed(lambda pin=pin: place(*pin)) * 1e6 for pin in points()]  # type: ignore[misc]
    print(f"{name:28} median {median(took):7.1f} µs   99 % {quantiles(took, n=100)[-1]:7.1f} µs")


def main() -> None:
    """Measure and print."""
    measure("side", pins.side)
    measure("locate, centres only", pins.locate)
    text = geojson(winding(cells()))
    start = perf_counter()
    drawn, report = read_geojson(text)
    print(f"import of {len(text) / 1e6:.0f} MB GeoJSON: {perf_counter() - start:.1f} s; {report.lines()[0]}")
    data = packed(drawn)
    print(f"the file kept: {len(data) / 1e6:.1f} MB, read again in {timed(lambda: unpacked(data)):.2f} s")
    pins.use(unpacked(data))
    measure("locate with boundaries", pins.locate)


if __name__ == "__main__":
    main()
