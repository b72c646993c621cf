"""A report in the words of a page: headlines that can be read aloud, tables with their bars, shares, spans."""

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from bot.web.console import report_words as said
from bot.web.console.report_charts import bars
from bot.web.words import N_
from referral.records import dataclass
from referral.reports.report import Report, changes
from referral.reports.scope import Place
from referral.reports.tables import Shown

Say = Callable[[str], str]
LONG = frozenset({"kind", "culprit"})  # tables whose noughts are left out
PERCENT = frozenset(said.SHARES)
MOST_BARS = 20
COMMUNES, PROVINCES = N_("Xã, phường"), N_("Tỉnh, thành phố")
HAZARDS_FOUND = N_("Chỗ nguy hiểm được phát hiện")
HAZARDS_FIXED = N_("Chỗ nguy hiểm đã khắc phục")
REACHED = N_("Lượt người nhận tin truyền thông")


@dataclass(frozen=True, slots=True)
class Block:
    """One question: its table, and the bars of what of it may be shown."""

    key: str
    title: str
    rows: tuple[tuple[str, str], ...]
    chart: Markup


def blocks(report: Report, say: Say) -> Sequence[Block]:
    """Every question of a report."""
    asked = [block(say, question, report.answers[question]) for question in said.QUESTIONS]
    return [*([parts(report, say)] if report.parts else []), *asked]


def block(say: Say, question: str, cells: Sequence[tuple[str, Shown]]) -> Block:
    """One question with its answers."""
    told = [(answer, cell) for answer, cell in cells if question not in LONG or cell.number != 0]
    rows = [(say(said.answer_words(question, answer)), cell) for answer, cell in told]
    return drawn(question, say(said.QUESTIONS[question]), rows)


def parts(report: Report, say: Say) -> Block:
    """How many cases each commune, or each province of the country, has, the most first."""
    by_number = sorted(report.parts, key=lambda line: (-(line[1].number or 0), line[0]))
    rows = [(said.commune_words(code), cell) for code, cell in by_number]
    title = PROVINCES if report.place == Place() else COMMUNES
    return drawn("communes", say(title), [(say(words), cell) for words, cell in rows])


def drawn(key: str, title: str, rows: Sequence[tuple[str, Shown]]) -> Block:
    """A table and its bars; what is hidden has no bar."""
    seen = [(words, cell.number) for words, cell in rows if cell.number]
    return Block(key, title, tuple((words, said.shown_words(cell)) for words, cell in rows), bars(seen[:MOST_BARS]))


def headlines(now: Report, old: Report, say: Say) -> Sequence[tuple[str, str, str]]:
    """What changed: name, number, and which way it went, each in words."""
    found = changes(now, old)
    return [
        (
            say(said.HEADLINES[name]),
            number(name, new),
            say(said.CHANGES[way]).format(before=number(name, before)),
        )
        for name, (new, before, way) in found.items()
    ]


def number(name: str, value: int | None) -> str:
    """A headline's number; "–" where it is hidden or unknown."""
    return "–" if value is None else f"{value} %" if name in PERCENT else str(value)


def shares(report: Report, say: Say) -> Sequence[tuple[str, str]]:
    """The percentages."""
    return [(say(words), number(name, report.shares[name])) for name, words in said.SHARES.items()]


def spans(report: Report, say: Say) -> Sequence[tuple[str, str, str]]:
    """Median and 90th percentile of each span."""
    return [
        (say(words), span(say, report.times[name].median), span(say, report.times[name].most))
        for name, words in said.SPANS.items()
    ]


def span(say: Say, minutes: int | None) -> str:
    """A span in words."""
    words, n = said.span_words(minutes)
    return say(words).format(n=n)


def counts(report: Report, say: Say) -> Sequence[tuple[str, str]]:
    """What else is counted."""
    words: Mapping[str, str] = {
        say(HAZARDS_FOUND): number("hazards_found", report.hazards_found),
        say(HAZARDS_FIXED): number("hazards_fixed", report.hazards_fixed),
        say(REACHED): said.shown_words(report.reached),
    }
    return list(words.items())


def cases(report: Report) -> str:
    """How many cases there are."""
    return said.shown_words(report.cases)
