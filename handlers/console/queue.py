"""The queue as a page shows it: what waits for me, what I hold, what my agency or my area has; and words looked for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import islice

from handlers.deadlines import next_due
from handlers.details import case_line, pressing
from handlers.officer_pages import sitting
from handlers.scene import when, words
from handlers.views import CaseLine
from handlers.work import Work
from referral.agencies import Agency, Officer
from referral.case import Case
from referral.queue import NOWHERE, TAKEN_RANK, Filter, Mark, Reach, Scope, reach_of, speaks_of
from referral.records import dataclass
from referral.staff import Grant

PAGE = 50
COUNTED = 1000  # more are only said to be more
SEARCHED = 2000  # open cases that are opened for one search
AT_ONCE = 100  # of them in one query
RINGS = 1  # how far from an emergency a case may be that rings


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks at the queue: an officer, where they work, and what their log-in grants."""

    officer: Officer
    agency: Agency | None
    grant: Grant

    def reach(self, action: str = "see_line") -> Reach:
        """The cases with which they may do this."""
        return reach_of(self.officer, self.agency, self.grant, action)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the list. `next` is where the following page begins, "" at the end; a count stops at COUNTED."""

    lines: Sequence[CaseLine] = ()
    next: str = ""
    count: int = 0

    @property
    def many(self) -> bool:
        """Whether there are more than are counted."""
        return self.count > COUNTED


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What needs me now."""

    waiting: Part
    mine: Part
    ours: Part | None  # None for who oversees nothing


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought: the first lines, how many cases speak of it, how many open ones were looked through."""

    lines: Sequence[CaseLine] = ()
    hits: int = 0
    looked: int = 0
    more: bool = False  # there are open cases that were not looked through


def looker(work: Work, person_id: str, grant: Grant) -> Looker | None:
    """Who sits at the page, if they are an officer."""
    person = sitting(work, person_id, grant)
    officer = work.directory.officers.get(person.officer_id) if person else None
    return Looker(officer, work.directory.agencies.get(officer.agency), grant) if officer else None


def first_page(work: Work, who: Looker) -> FirstPage:
    """What waits for an answer, what I hold or was told, then what my agency or area has."""
    reach = who.reach()
    waiting, mine = (part_of(work, who, Filter(scope)) for scope in ("waiting", "mine"))
    ordered = replace(mine, lines=sorted(mine.lines, key=pressing)) if not mine.next else mine
    oversees = bool(reach.bodies) or reach.area != NOWHERE
    return FirstPage(waiting, ordered, part_of(work, who, Filter("ours")) if oversees else None)


def part_of(work: Work, who: Looker, wanted: Filter, after: Mark | None = None) -> Part:
    """One page of the list."""
    reach = who.reach()
    found = work.queue.page(reach, wanted, after, PAGE + 1)
    shown = found[:PAGE]
    following = str(shown[-1][0]) if len(found) > PAGE else ""
    lines = tuple(line_of(work, case, who.officer.id) for _, case in shown)
    whole = len(lines) if not following and after is None else work.queue.count(reach, wanted, COUNTED + 1)
    return Part(lines, following, whole)


def line_of(work: Work, case: Case, officer_id: str) -> CaseLine:
    """One row; what is due is said to those who oversee it too."""
    line = case_line(work, case, officer_id)
    if line.due or case.status == "closed":
        return line
    found = due_there(work, case)
    return replace(line, due=found[0], due_at=found[1]) if found else line


def due_there(work: Work, case: Case) -> tuple[str, datetime | None] | None:
    """What is due with a case that somebody else must answer, or the legal clock that ends next."""
    alerts = work.alerts.of(case.id)
    if any(alert.answer == "accepted" for alert in alerts):
        return next_due(work, case)
    moment = min((alert.due_at for alert in alerts if alert.answer == ""), default=None)
    if moment is None:
        return None
    key = "queue_unanswered" if moment > work.now else "queue_unanswered_late"
    return words(work, work.page_locale, key, time=when(work, moment)), moment


def search(work: Work, who: Looker, wanted: str) -> Found:
    """The open cases that this officer may read and that speak of all these words. Reads only, and may take long."""
    hits, looked, every = list[Case](), 0, readable(work, who)
    for case in islice(every, SEARCHED):
        looked += 1
        hits += [case] if speaks_of(texts(work, case), wanted) else []
    lines = tuple(line_of(work, case, who.officer.id) for case in hits[:PAGE])
    return Found(lines, len(hits), looked, more=next(every, None) is not None)


def readable(work: Work, who: Looker) -> Iterator[Case]:
    """Every open case that they may read, in the order of the queue."""
    reach, after = who.reach("read"), None
    while page := work.queue.page(reach, Filter(), after, AT_ONCE):
        yield from (case for _, case in page)
        after = page[-1][0]


def texts(work: Work, case: Case) -> Iterator[str]:
    """What is known and was said and noted of a case."""
    yield from case.facts.values()
    yield from (entry.text for entry in work.history.entries(case.id))


@dataclass(frozen=True, slots=True)
class News:
    """What an open page compares with what it knows: the list in one word, and the cases that ring."""

    list: str
    ringing: frozenset[str]  # ids


def news(work: Work, who: Looker) -> News:
    """How the first page stands, nothing opened. It changes each minute too: what is due is told in minutes."""
    reach = who.reach()
    scopes: tuple[Scope, ...] = ("waiting", "mine", "ours")
    rows = [work.queue.standings(reach, Filter(scope), None, PAGE + 1) for scope in scopes]
    said = f"{work.now:%d%H%M}|" + "|".join(f"{row.id}.{row.version}.{row.mark}" for part in rows for row in part)
    ringing = frozenset(row.id for row in rows[0] if row.mark.rank % TAKEN_RANK <= RINGS)
    return News(sha256(said.encode()).hexdigest()[:16], ringing)
