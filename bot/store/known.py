"""What a transaction has read under its own locks, or written: it need not be read again, nobody else can change it."""

from dataclasses import field

from flows.model import Session
from handlers.events import Person
from referral.alerts import Alert
from referral.case import Case
from referral.records import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """By id. A person or case is in here only while this transaction holds its row; alerts also of others."""

    people: dict[str, Person] = field(default_factory=dict)
    sessions: dict[str, Session | None] = field(default_factory=dict)  # of people in here
    cases: dict[str, Case] = field(default_factory=dict)
    alerts: dict[str, tuple[Alert, ...]] = field(default_factory=dict)  # read once; anew when their case is locked
    receipts: dict[str, bytes] = field(default_factory=dict)  # of cases in here, sealed

    def hold_case(self, case: Case) -> None:
        """The row of this case is held from now on: what was read of its alerts before that may be old."""
        if case.id not in self.cases:
            self.alerts.pop(case.id, None)
        self.cases[case.id] = case

    def forget_person(self, person_id: str) -> None:
        """Read this person again."""
        self.people.pop(person_id, None)
        self.sessions.pop(person_id, None)

    def forget_case(self, case_id: str) -> None:
        """Read this case again."""
        for part in (self.cases, self.alerts, self.receipts):
            part.pop(case_id, None)
