"""One report: the numbers of a place over a period as they may be seen, and what changed since the period before."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from referral.hiding import TOTAL
from referral.records import dataclass
from referral.reports.figures import CaseFigure, HazardFigure
from referral.reports.periods import Period
from referral.reports.scope import Place
from referral.reports.tables import Shown, Tables, by_commune, by_province, sums, tables
from referral.reports.times import Took, times

Change = Literal["more", "less", "same", "unknown"]
When = datetime | None

# What a share is of: the question, the answers that count as done, and those that count at all.
SHARES: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "acknowledged": ("acknowledged", ("in_time",), ("in_time", "late")),
    "measures": ("measures", ("kept",), ("kept", "late")),
    "plan": ("plan", ("kept",), ("kept", "late")),
    "satisfied": ("satisfied", ("ok",), ("ok", "not_ok")),
    "answered": ("opinion", ("answered",), ("answered", "waiting")),
}
HEADLINES = ("cases", "acknowledged", "measures", "handled", "hazards_fixed")  # what a leader reads first


@dataclass(frozen=True, slots=True)
class Material:
    """All that is counted together: the cases of a province or an agency, its dangerous places, copies sent by row.

    None where that is not known: of an agency, or of copies that were forgotten since.
    """

    cases: Sequence[CaseFigure] = ()
    hazards: Sequence[HazardFigure] | None = ()
    reached: Mapping[str, int] | None = None
    whole_country: bool = False  # then its rows are provinces


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is worked out once for all rows: the tables, and what else is counted."""

    material: Material
    tables: Tables
    reached: Mapping[str, Shown] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The numbers as they may be shown. Percentages are whole; None where too little is known."""

    place: Place
    period: Period
    cases: Shown
    answers: Mapping[str, tuple[tuple[str, Shown], ...]]
    parts: tuple[tuple[str, Shown], ...]  # of the country each province, of other places each commune, of one nothing
    shares: Mapping[str, int | None]
    times: Mapping[str, Took]
    hazards_found: int | None
    hazards_fixed: int | None
    reached: Shown


def prepared(material: Material) -> Prepared:
    """The material with its tables."""
    known = tables(material.cases, by_province if material.whole_country else by_commune)
    return Prepared(material, known, None if material.reached is None else sums(material.reached))


def report(found: Prepared, place: Place, period: Period) -> Report:
    """The report of a place: of a commune its row of the tables of the whole province."""
    row, known = place.commune or TOTAL, found.tables
    answers = {question: known.line(row, question) for question in known.answers}
    whole = known.whole(row)
    own = [figure for figure in found.material.cases if place.commune in ("", figure.commune)]
    return Report(
        place=place,
        period=period,
        cases=whole,
        answers=answers,
        parts=() if place.commune else tuple((code, known.whole(code)) for code in known.rows if code != TOTAL),
        shares=shares_of(answers),
        times=times(() if whole.why else own),
        hazards_found=places_within(found.material.hazards, place, period, lambda one: one.found_at),
        hazards_fixed=places_within(found.material.hazards, place, period, lambda one: one.fixed_at),
        reached=Shown(None, "unknown") if found.reached is None else found.reached.get(row, Shown(0)),
    )


def places_within(
    hazards: Sequence[HazardFigure] | None, place: Place, period: Period, moment: Callable[[HazardFigure], When]
) -> int | None:
    """How many dangerous places have this moment in the period."""
    if hazards is None:
        return None
    found = [moment(one) for one in hazards if place.commune in ("", one.commune)]
    return sum(at is not None and period.since <= at < period.until for at in found)


def shares_of(answers: Mapping[str, Sequence[tuple[str, Shown]]]) -> Mapping[str, int | None]:
    """The percentages, each only from numbers that are shown; what is still open is no failure."""
    found = {name: share(dict(answers[question]), done, of) for name, (question, done, of) in SHARES.items()}
    outcomes = dict(answers["outcome"])
    return {**found, "handled": share(outcomes, [key for key in outcomes if key != "open"], list(outcomes))}


def share(cells: Mapping[str, Shown], done: Sequence[str], of: Sequence[str]) -> int | None:
    """How much of the one the other is, in percent; None if a number of it is hidden or there are none."""
    numbers = [cells[key].number for key in of]
    whole = sum(number or 0 for number in numbers)
    if None in numbers or not whole:
        return None
    return round(100 * sum(cells[key].number or 0 for key in done) / whole)


def headlines(now: Report) -> Mapping[str, int | None]:
    """The five numbers that a leader reads before a meeting."""
    shares = {name: now.shares[name] for name in ("acknowledged", "measures", "handled")}
    known = {"cases": now.cases.number, **shares, "hazards_fixed": now.hazards_fixed}
    return {name: known[name] for name in HEADLINES}


def changes(now: Report, before: Report) -> Mapping[str, tuple[int | None, int | None, Change]]:
    """Each headline now and in the period before, and which way it went."""
    old = headlines(before)
    return {name: (number, old[name], change(number, old[name])) for name, number in headlines(now).items()}


def change(now: int | None, before: int | None) -> Change:
    """Which way a number went."""
    if now is None or before is None:
        return "unknown"
    return "same" if now == before else "more" if now > before else "less"
