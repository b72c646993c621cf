"""What somebody who only needs to know of a case may read of it: by their role, never the story."""

from collections.abc import Sequence

from referral.roles import OFFICES, TO_SUPERVISE, TO_SUPPORT, BriefField
from referral.telling import Telling

CONSENTS_FROM, CHILD_UNTIL, PROTECTED_UNTIL = 7, 16, 18  # Decree 56 ch. IV; Children Law Art. 1; criminal procedure


def fields_for(role: str, tellings: Sequence[Telling]) -> tuple[BriefField, ...]:
    """What an officer of this role may read who was told for these reasons; to supervise shows how far it is."""
    modes = {telling.mode for telling in tellings}
    known = OFFICES[role].brief if role in OFFICES else TO_SUPPORT
    fields = (*(known if "know" in modes else ()), *(TO_SUPERVISE if "supervise" in modes else ()))
    return tuple(dict.fromkeys(fields))


def age_group(age: str) -> str:
    """In which group of the law a child of this age is: a key of the words, "" if it is not known."""
    if not age.isdecimal():
        return ""
    groups = ((CONSENTS_FROM, "small"), (CHILD_UNTIL, "child"), (PROTECTED_UNTIL, "youth"))
    return next((name for limit, name in groups if int(age) < limit), "")
