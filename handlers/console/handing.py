"""A way in that somebody makes for an officer: it goes to the officer's own channel and is shown only where none is."""

from datetime import timedelta
from typing import Literal

from handlers.events import OutgoingMessage
from handlers.scene import words
from handlers.speaking import tell_officer
from handlers.ways import first_tried, send_to
from handlers.work import Work
from referral.records import dataclass

LINK_LASTS = timedelta(hours=24)
INVITE_LASTS = timedelta(days=7)
MADE = {"link": "link_made", "invite": "invite_made"}  # what the officer is told, as a key of phrases
SHOWN = "x"  # begins the secret of a link that its maker saw: the session that it opens proves nothing
CODE_LENGTH = 10
PLAIN = OutgoingMessage("", "")  # in no hurry: a phone number, which takes no words of ours, is no way for it


@dataclass(frozen=True, slots=True)
class Handing:
    """A log-in link or an invite code for an officer, by whom and from which form; the same form makes the same one."""

    kind: Literal["link", "invite"]
    officer: str
    once: str
    actor: str
    agency: str  # whose the maker is, as the officer is told
    address: str  # of our pages


def hand(work: Work, wish: Handing) -> str:
    """Make it, send it to the officer's own channel, tell them who did; what its maker is shown, "" if nothing."""
    shown, sent = to_show(work, wish), has_channel(work, wish.officer)
    became = "sent" if sent else "shown" if shown else "refused"
    work.audit(wish.actor, f"{wish.kind} for {wish.officer}", detail=became)
    if shown or sent:
        keep(work, wish)
        tell(work, wish)
    return shown


def tell(work: Work, wish: Handing) -> None:
    """Tell the officer who made it, on every page of theirs too; the secret goes to their own channel alone."""
    officer = work.directory.officers[wish.officer]
    text = words(work, "vi", MADE[wish.kind], agency=maker(work, wish))
    tell_officer(work, officer.id, OutgoingMessage(f"{MADE[wish.kind]}:{wish.once}", "", text))
    for way in first_tried(work, officer, PLAIN)[:1]:
        key = f"{wish.kind}_secret:{wish.once}:{officer.id}"
        send_to(work, officer, OutgoingMessage(key, "", said(work, wish)), way)


def maker(work: Work, wish: Handing) -> str:
    """Whose the one is who makes it, as the officer reads it."""
    return wish.agency or words(work, "vi", "an_administrator")


def to_show(work: Work, wish: Handing) -> str:
    """What the maker may see of it: nothing if the officer has a channel of their own, or is in any open case.

    Which cases an officer is in the maker may have to be kept from, so whoever is in one looks like everybody else.
    """
    open_case = work.cases.alerted(wish.officer, 1) or work.cases.told(wish.officer)
    return "" if open_case or has_channel(work, wish.officer) else said(work, wish)


def has_channel(work: Work, officer: str) -> bool:
    """Whether something can be sent to this officer alone, outside our page."""
    return bool(first_tried(work, work.directory.officers[officer], PLAIN))


def keep(work: Work, wish: Handing) -> None:
    """From now on it lets somebody in, once."""
    if wish.kind == "link":
        work.logins.issue_as(secret_of(work, wish), wish.officer, work.now + LINK_LASTS)
    else:
        work.staff.invite(secret_of(work, wish), wish.officer, work.now + INVITE_LASTS)


def secret_of(work: Work, wish: Handing) -> str:
    """The same for the same form of the same maker, and nobody else can make it."""
    mark = work.credentials.mark(f"officer {wish.kind}", f"{wish.actor}:{wish.officer}:{wish.once}")
    if wish.kind == "invite":
        return mark[:CODE_LENGTH].upper()
    return mark if has_channel(work, wish.officer) else SHOWN + mark


def said(work: Work, wish: Handing) -> str:
    """The secret as somebody uses it."""
    secret = secret_of(work, wish)
    return f"{wish.address}/o/login?t={secret}" if wish.kind == "link" else f"liên kết {secret}"
