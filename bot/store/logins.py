"""One-time log-in links of officers and the short sessions that they open; only keyed hashes of secrets are kept."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, select, update

from bot.store.tables import logins, staff_sessions
from bot.store.transaction import Transaction
from bot.store.upsert import once
from referral.records import dataclass

TOUCH_EVERY = timedelta(minutes=1)  # `used_at` is kept this exactly, so that a page that polls does not write
ISSUE = once(logins, "token_hash")
REDEEM = (
    update(logins)
    .where(logins.c.token_hash.in_(bindparam("hashes", expanding=True)))
    .where(logins.c.used_at.is_(None), logins.c.expires_at > bindparam("now"))
    .values(used_at=bindparam("now"))
    .returning(logins.c.officer_id)
)
END_LINKS = update(logins).where(
    logins.c.officer_id == bindparam("officer"), logins.c.case_id == bindparam("about"), logins.c.used_at.is_(None)
)
OPEN = insert(staff_sessions)
IS_SESSION = staff_sessions.c.token_hash.in_(bindparam("hashes", expanding=True))
SESSION = select(staff_sessions).where(IS_SESSION, staff_sessions.c.expires_at > bindparam("now"))
TOUCH = update(staff_sessions).where(IS_SESSION).values(used_at=bindparam("now"))
OVER = update(staff_sessions).values(expires_at=bindparam("now"))  # the row stays a while: a network that is known
END = OVER.where(IS_SESSION, staff_sessions.c.expires_at > bindparam("now"))


@dataclass(frozen=True, slots=True)
class StaffSession:
    """An officer who is logged in on a page."""

    officer_id: str
    person_id: str
    csrf: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    id: str = ""  # what a list names it by
    account_id: str = ""  # "" who came by a one-time link
    source_hash: str = ""
    browser: str = ""
    proven_at: datetime | None = None  # when who sits here last proved who they are


class SqlLogins:
    """Links and sessions."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def issue(self, officer_id: str, expires_at: datetime, case_id: str = "") -> str:
        """The secret of a link that logs this officer in once, to a case if one is named."""
        token = self._t.chance.id()
        self.issue_as(token, officer_id, expires_at, case_id)
        return token

    def issue_as(self, token: str, officer_id: str, expires_at: datetime, case_id: str = "") -> None:
        """The same by a secret that is known already; twice is once."""
        hashed = self._t.ring.hash("login", token)
        row = {"officer_id": officer_id, "expires_at": expires_at, "used_at": None, "case_id": case_id}
        self._t.run(ISSUE, token_hash=hashed, **row)

    def end_links(self, officer_id: str, case_id: str) -> None:
        """The unused links of this officer to this case lead nowhere from now on."""
        self._t.run(END_LINKS, officer=officer_id, about=case_id, used_at=self._t.now)

    def redeem(self, token: str) -> str:
        """The officer an unused, unexpired link was made for, and use it up; "" if there is none."""
        hashes = self._t.ring.hashes("login", token)
        return self._t.run(REDEEM, hashes=hashes, now=self._t.now).scalar() or ""

    def open_session(
        self, officer_id: str, person_id: str, expires_at: datetime, account_id: str = ""
    ) -> tuple[str, str]:
        """Open a session; its secret for the cookie and the secret of its forms."""
        token, csrf, now = self._t.chance.id(), self._t.chance.id(), self._t.now
        session = StaffSession(
            officer_id, person_id, csrf, now, now, expires_at, self._t.chance.id(), account_id, proven_at=now
        )
        values = {name: getattr(session, name) for name in StaffSession.__slots__}
        self._t.run(OPEN, token_hash=self._t.ring.hash("session", token), **values)
        return token, csrf

    def session(self, token: str, quiet: bool = False) -> StaffSession | None:
        """The session with this secret unless it is over; notes that it was used.

        What an open page asks by itself (`quiet`) counts as use only for who came by a one-time link.
        """
        session = self.peek(token)
        if session and not (quiet and session.account_id) and self._t.now - session.used_at >= TOUCH_EVERY:
            self._t.run(TOUCH, hashes=self._t.ring.hashes("session", token), now=self._t.now)
        return session

    def peek(self, token: str) -> StaffSession | None:
        """The session with this secret unless it is over. Writes nothing."""
        row = self._t.run(SESSION, hashes=self._t.ring.hashes("session", token), now=self._t.now).first()
        return StaffSession(**{name: row._mapping[name] for name in StaffSession.__slots__}) if row else None

    def end(self, token: str) -> None:
        """Log out."""
        self._t.run(END, hashes=self._t.ring.hashes("session", token), now=self._t.now)
