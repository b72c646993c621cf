"""What a transaction keeps of the officers: their ways, their duty, the links they log in with."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol

from handlers.events import Way
from referral.roster import Override, Shift


class Staff(Protocol):
    """Officers: invitations, linked ways, duty."""

    def invite(self, code: str, officer_id: str, expires_at: datetime) -> None: ...
    def redeem(self, code: str) -> str:
        """The officer id an unexpired, unused code was made for, and use it up; "" if there is none."""
        ...

    def link(self, officer_id: str, person_id: str) -> None: ...
    def remove(self, officer_id: str) -> None:
        """Take an officer out of the directory: no way in or out is left."""
        ...

    def used(self, officer_id: str, person_id: str) -> None:
        """This way was the officer's last: alerts take it before others, but not before the preferred one."""
        ...

    def prefer(self, officer_id: str, person_id: str) -> None:
        """From now on this way is tried first, whichever was used last."""
        ...

    def unlink(self, officer_id: str, person_id: str) -> None:
        """This person is that officer no more."""
        ...

    def ways(self, officer_id: str) -> Sequence[Way]:
        """Every linked way in the order in which they are tried, those that are gone too."""
        ...

    def set_duty(self, officer_id: str, on_duty: bool) -> None: ...
    def set_gone(self, person_id: str, gone: bool) -> None:
        """Whether this person, officer or not, blocked us; a way that is gone is no way."""
        ...


class Duty(Protocol):
    """The roster: shifts, exceptions from them, days on which offices are closed or open all the same."""

    def replace(self, agencies: Iterable[str], new_shifts: Iterable[Shift]) -> None:
        """These agencies have these shifts and no others."""
        ...

    def correct(self, day: date, off: bool | None) -> None:
        """Offices are closed on this day, or open; None: as the law says."""
        ...

    def override(self, override: Override) -> None:
        """For a while this officer is on or off duty, whatever the shifts say."""
        ...

    def end_overrides(self, officer_id: str) -> None:
        """From now on the shifts count again; an exception that begins later stays."""
        ...


class Logins(Protocol):
    """Links that log an officer in."""

    def issue(self, officer_id: str, expires_at: datetime, case_id: str = "") -> str:
        """The secret of a link that logs this officer in once, to a case if one is named."""
        ...

    def issue_as(self, token: str, officer_id: str, expires_at: datetime) -> None:
        """The same by a secret that is known already; twice is once."""
        ...

    def end_links(self, officer_id: str, case_id: str) -> None:
        """The unused links of this officer to this case lead nowhere from now on."""
        ...
