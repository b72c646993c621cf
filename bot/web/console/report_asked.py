"""What somebody asks a report of: place and period from the address, checked; what was counted is kept a while."""

from asyncio import Semaphore, Task, create_task, shield
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, timedelta

from aiohttp import web

from bot.web.console.report_words import BAD_PERIOD
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput, WebParts
from bot.web.seat import Seat
from bot.web.words import NOT_FOUND
from handlers.console import reports
from referral.clock import local
from referral.jurisdiction.words import province_of
from referral.records import dataclass
from referral.reports.periods import BadPeriod, Owed, Period, before, half_year, in_months, owed_named, whole_year
from referral.reports.report import Prepared, Report, prepared, report
from referral.reports.scope import Place, Scope, may_ask, places

Key = tuple[Scope, str]
Count = Callable[[WebWork], Prepared]
LASTS = timedelta(minutes=5)
MOST_KEPT = 32


@dataclass(frozen=True, slots=True)
class Asked:
    """One report somebody may have. `name` is that of the report that is owed (“2027-half”), "" for a free period."""

    place: Place
    period: Period
    name: str = ""
    preset: str = "half"  # half, year, owed or free: what the form shows as chosen

    @property
    def told(self) -> str:
        """Place and days, as the audit log keeps them."""
        where = self.place.commune or self.place.province or self.place.agency or "all"
        return f"{where} {self.period.first} {self.period.last}"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was counted a moment ago or is being counted, by whose eyes and for what: counting opens every case."""

    kept: OrderedDict[Key, tuple[datetime, Prepared]] = field(default_factory=OrderedDict)
    under_way: dict[Key, Task[Prepared]] = field(default_factory=dict)
    turn: Semaphore = field(default_factory=lambda: Semaphore(1))  # one is counted at a time: the queue stays quick

    def get(self, key: Key, now: datetime) -> Prepared | None:
        """What was counted, unless that is too long ago."""
        at, found = self.kept.get(key, (now, None))
        return found if now - at < LASTS else None

    async def found(self, key: Key, parts: WebParts, job: Count) -> Prepared:
        """What is kept, else what is counted now; whoever asks meanwhile waits for the same. Raises Unanswered."""
        kept = self.get(key, parts.clock())
        if kept is not None:
            return kept
        if key not in self.under_way:
            self.under_way[key] = create_task(self.count(key, parts, job))
        return await shield(self.under_way[key])  # who leaves takes nothing from the others

    async def count(self, key: Key, parts: WebParts, job: Count) -> Prepared:
        """Count when it is its turn, and keep it."""
        try:
            async with self.turn:
                found = await parts.look(job)
            self.put(key, parts.clock(), found)
            return found
        finally:
            del self.under_way[key]

    def put(self, key: Key, now: datetime, found: Prepared) -> None:
        """Keep it, and let go of the oldest."""
        self.kept[key] = (now, found)
        self.kept.move_to_end(key)
        while len(self.kept) > MOST_KEPT:
            self.kept.popitem(last=False)


SHELF = web.AppKey("reports_shelf", Shelf)


async def asked_of(request: web.Request, seat: Seat) -> Asked:
    """What the address asks for, the usual where it says nothing. Raises BadInput; what is not theirs is not there."""
    query = request.query
    place = place_of(query, places(seat.grant))
    if place is None or not may_ask(seat.grant, place, province_of(place.commune) if place.commune else ""):
        raise BadInput(NOT_FOUND, 404)
    today = local(request.app[PARTS].clock()).date()
    if query.get("report"):
        owed = await owed_report(request.app[PARTS], place, query["report"])
        return Asked(place, owed.period, owed.name, "owed")
    return Asked(place, period_of(query, today), "", preset_of(query))


def place_of(query: Mapping[str, str], mine: Sequence[Place]) -> Place | None:
    """The place that is named, else the first of one's own."""
    commune, province = query.get("commune", "")[:8], query.get("province", "")[:8]
    if commune:
        return Place(commune=commune)
    return Place(province=province) if province else next(iter(mine), None)


async def owed_report(parts: WebParts, place: Place, name: str) -> Owed:
    """The report with this name, by the deadlines of the place's province. Raises BadInput."""
    province = place.province or province_of(place.commune)
    deadlines = await parts.look(lambda work: work.reports.deadlines(province))
    owed = owed_named(deadlines, name)
    if owed is None:
        raise BadInput(NOT_FOUND, 404)
    return owed


def preset_of(query: Mapping[str, str]) -> str:
    """Which kind of period is asked for."""
    chosen = query.get("period", "")
    return chosen if chosen in ("half", "year", "free") else "free" if query.get("from") else "half"


def period_of(query: Mapping[str, str], today: date) -> Period:
    """The period of the address. Raises BadInput."""
    preset = preset_of(query)
    if preset != "free":
        return half_year(today) if preset == "half" else whole_year(today)
    try:
        return in_months(date.fromisoformat(query.get("from", "")), date.fromisoformat(query.get("to", "")))
    except (BadPeriod, ValueError):
        raise BadInput(BAD_PERIOD) from None


async def counted(app: web.Application, asked: Asked, officer: str) -> Report:
    """The report, counted anew if that was not done a moment ago; once, however many ask for it."""
    key = (reports.scope_of(asked.place, asked.period), officer)
    found = await app[SHELF].found(key, app[PARTS], lambda work: prepared(reports.material(work, *key)))
    return report(found, asked.place, asked.period)


async def counted_before(app: web.Application, asked: Asked, officer: str) -> Report:
    """The same of the period before."""
    return await counted(app, Asked(asked.place, before(asked.period)), officer)
