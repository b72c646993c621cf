"""Cases for the tests of reports: invented, many at a time, in two communes of one province."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.store.work import SqlWork
from referral.alerts import Alert
from referral.case import Case
from referral.deadlines import Clock
from referral.follow_up import Survey
from referral.urgency import Urgency

SON_TAY, OTHER, PROVINCE = "21340", "21343", "51"
KINDS = ("physical_violence", "sexual_abuse", "neglect_abandonment", "child_opinion", "drowning_hazard")
HOUR = timedelta(hours=1)


def cases(count: int, at: datetime, commune: str = SON_TAY) -> Iterator[Case]:
    """So many cases, one each hour, of several kinds and ages, two of three of them closed."""
    for n in range(count):
        closed = n % 3
        yield Case(
            id=f"{commune}-{n:06}",
            number=f"LN-{commune}{n:06}",
            category=KINDS[n % len(KINDS)],
            urgency=Urgency(n % 4 + 1),
            opened_at=at + n * HOUR / max(count / 500, 1),
            commune=commune,
            province=PROVINCE,
            status="closed" if closed else "open",
            outcome="helped" if closed else "",
            facts={"child_age": str(n % 19), "story": "lời kể " * 20, "answered": "yes" if n % 2 else ""},
        )


def fill(work: SqlWork, found: Iterator[Case]) -> None:
    """Store them with an alert that was answered, a clock and a survey each."""
    for n, case in enumerate(found):
        work.cases.add(case, f"{case.number[3:]:0>16}")
        work.alerts.add(case.id, alert(case, n))
        due = case.opened_at + 12 * HOUR
        clock = Clock("measures", 1, case.opened_at, due, "12 hours", case.opened_at + n % 24 * HOUR, "x", "measures")
        work.clocks.save(f"case:{case.id}", [clock])
        work.surveys.save(case.id, Survey(0, ok="ok" if n % 4 else "not_ok"))


def alert(case: Case, n: int) -> Alert:
    """The police of the commune were asked at once and answered after some minutes; every fifth never."""
    sent = case.opened_at + timedelta(minutes=1)
    asked = Alert(1, f"police-{case.commune}", f"police-{case.commune}-1", case.urgency, sent, sent + 0.5 * HOUR)
    if n % 5 == 0:
        return asked
    answered = sent + timedelta(minutes=n % 60)
    return replace(asked, answer="accepted", answered_at=answered, step="visited", acted_at=answered + HOUR)
