"""Two cases that are one: what stands in the way of merging them, so that nobody loses a case or learns of one."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from typing import Literal

from referral.alerts import ENDED, Alert
from referral.case import Case
from referral.conflict import shut_out
from referral.deadlines import CLOSED, SYSTEM, Clock
from referral.records import dataclass

Hindrance = Literal["", "same", "closed", "chained", "shielded", "less_urgent", "elsewhere", "others_hold"]


@dataclass(frozen=True, slots=True)
class Merge:
    """A case that was merged into another. `joined`: who follows the other one only since then, with the moment from
    which they could read before that ("" who reported it themselves)."""

    case: str  # case id
    kept: str  # case id
    officer: str
    at: datetime
    joined: Mapping[str, str] = field(default_factory=dict)


def hindrance(case: Case, kept: Case, alerts: Sequence[Alert], kept_alerts: Sequence[Alert]) -> Hindrance:
    """Why a case may not become part of another one; "" if it may.

    Each rule keeps what a merge must never do: tell somebody who must not know, lower what is urgent, send people to
    another commune, leave a holder without their case, or make a chain. What is refused can still be tied
    (handlers.linking).
    """
    if case.id == kept.id:
        return "same"
    if "closed" in (case.status, kept.status):
        return "closed"
    if case.absorbed:
        return "chained"
    if (case.avoid, shut_out(case)) != (kept.avoid, shut_out(kept)):
        return "shielded"
    if case.urgency > kept.urgency:
        return "less_urgent"
    if case.commune and case.commune != kept.commune:
        return "elsewhere"
    return "others_hold" if holders(alerts) - concerned(kept_alerts) else ""


def holders(alerts: Sequence[Alert]) -> frozenset[str]:
    """The officers who accepted and still hold the case."""
    return frozenset(a.officer for a in alerts if a.answer == "accepted")


def concerned(alerts: Sequence[Alert]) -> frozenset[str]:
    """The officers who were asked for a case and may still take it, or hold it."""
    return frozenset(a.officer for a in alerts if a.answer not in ENDED)


def merged(case: Case, kept: Case) -> tuple[Case, Case]:
    """Both as they are afterwards: the one at rest, the other the only one that is worked on."""
    return (
        replace(case, status="closed", merged_into=kept.id),
        replace(kept, absorbed=tuple(dict.fromkeys((*kept.absorbed, case.id)))),
    )


def apart(case: Case, kept: Case) -> tuple[Case, Case]:
    """Both as they are once that is undone: whoever was shut out meanwhile stays shut out of both."""
    return (
        replace(case, status="open", merged_into=""),
        replace(kept, absorbed=tuple(one for one in kept.absorbed if one != case.id)),
    )


def as_before(clocks: Sequence[Clock], at: datetime) -> tuple[Clock, ...]:
    """The clocks that stopped only because of the merge, running again from when they began."""
    return tuple(taken_up(clock, at) for clock in clocks if clock.ended and clock.run == latest(clocks, clock.name))


def latest(clocks: Sequence[Clock], name: str) -> int:
    """The number of the last run of a clock."""
    return max(clock.run for clock in clocks if clock.name == name)


def taken_up(clock: Clock, at: datetime) -> Clock:
    """One clock: what an officer had stopped before stays stopped."""
    rested = (clock.stopped_at, clock.stopped_by, clock.step) == (at, SYSTEM, CLOSED)
    again = replace(clock, ended=False)
    return replace(again, stopped_at=None, stopped_by="", step="") if rested else again


def shared(case: Case, kept: Case) -> Case:
    """A merged case with everybody who may not know of the one it became part of shut out of it as well."""
    return replace(
        case,
        avoid=case.avoid | kept.avoid,
        excluded=case.excluded | kept.excluded,
        named=case.named | (kept.named - case.cleared),
    )
