"""A run: one campaign on one day, from planning to its end; and every step it may take."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from referral.records import dataclass

State = Literal["planning", "approval", "running", "paused", "stopped", "done"]
Step = Literal["counted", "held", "approve", "pause", "resume", "widen", "stop", "end"]
Why = Literal["state", "own", "not_permitted", "over", "twice", "nobody", "whole"]
CopyState = Literal["sending", "sent", "waiting", "failed", "skipped", "unsure"]

OPEN: tuple[State, ...] = ("planning", "approval", "running", "paused")
STEPS: Mapping[State, Mapping[Step, State]] = {
    "planning": {"counted": "running", "held": "approval", "widen": "planning", "stop": "stopped", "end": "done"},
    "approval": {"approve": "running", "widen": "planning", "stop": "stopped", "end": "done"},
    "running": {"pause": "paused", "held": "approval", "widen": "planning", "stop": "stopped", "end": "done"},
    "paused": {"resume": "running", "held": "approval", "widen": "planning", "stop": "stopped", "end": "done"},
    "stopped": {},
    "done": {"widen": "planning"},  # a pilot that went well
}


class BadStep(Exception):
    """This run cannot do that now; the message says how it stands and what can be done, `why` the same in one word."""

    def __init__(self, message: str, why: Why = "state") -> None:
        super().__init__(message)
        self.why = why


@dataclass(frozen=True, slots=True)
class Run:
    """`text` is the campaign as it was planned, or as it was corrected since; `area`: while it is a pilot, its commune.

    Nobody gets two copies of one run, pilot or not.
    """

    id: str
    number: str  # CD-7K3FQ, by which people name it
    campaign: str
    day: str  # ISO date
    spot: str
    text: str
    state: State
    starts_at: datetime
    ends_at: datetime
    area: str = ""
    planned: int = 0  # recipients, as counted before the first was sent
    claimed: int = 0  # recipients that were taken up so far
    created_by: str = ""  # officer id, "deployer", or "calendar"
    corrected_by: str = ""  # whoever changed its words since, a space between
    approved_by: str = ""
    begun_at: datetime | None = None  # from when its starts are spread; later after a pause
    ended_at: datetime | None = None
    turn: int = 0  # of the runs of one day and spot, each after the one before was stopped


def step(run: Run, taken: Step) -> State:
    """The state after this step. Raises BadStep."""
    after = STEPS[run.state].get(taken)
    if after is None:
        allowed = ", ".join(STEPS[run.state]) or "nothing: it is over"
        raise BadStep(f"{run.number} is {run.state}; from there: {allowed}.")
    return after
