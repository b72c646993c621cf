"""The open sessions of the console: where each came from, proving again, ending them one by one."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update

from bot.store.logins import IS_SESSION, OPEN, OVER, SESSION, StaffSession
from bot.store.tables import staff_sessions
from bot.store.transaction import Transaction
from handlers.keeps_accounts import Arrival

OF_ACCOUNT = staff_sessions.c.account_id == bindparam("account")
LIVE = staff_sessions.c.expires_at > bindparam("now")
END_ACCOUNT = OVER.where(OF_ACCOUNT, LIVE, staff_sessions.c.id != bindparam("but")).returning(staff_sessions.c.id)
END_ONE = OVER.where(
    staff_sessions.c.account_id == bindparam("account"), staff_sessions.c.officer_id == bindparam("officer"),
    staff_sessions.c.id == bindparam("this"), LIVE,
).returning(staff_sessions.c.id)  # fmt: skip
NOTE = update(staff_sessions).where(IS_SESSION)
LATER = staff_sessions.c.expires_at > bindparam("later")  # not one that was renewed just now
MINE = (
    select(staff_sessions)
    .where(OF_ACCOUNT, staff_sessions.c.officer_id == bindparam("officer"), LATER)
    .order_by(staff_sessions.c.used_at.desc())
    .limit(50)
)
IS_SOURCE = staff_sessions.c.source_hash.in_(bindparam("hashes", expanding=True))
FROM_THERE = select(staff_sessions.c.id).where(OF_ACCOUNT, IS_SOURCE).limit(1)
OPENED_BY = select(staff_sessions.c.id).where(
    OF_ACCOUNT, staff_sessions.c.id == bindparam("this"), staff_sessions.c.proven_at > bindparam("since")
)
LATEST = select(staff_sessions.c.account_id, func.max(staff_sessions.c.created_at)).group_by(
    staff_sessions.c.account_id
)
UNTIL = select(func.max(staff_sessions.c.expires_at)).where(staff_sessions.c.id.in_(bindparam("ids", expanding=True)))
GRACE = timedelta(seconds=10)  # a second click comes with the secret from before
REPEAT = timedelta(minutes=1)


class SqlSeats:
    """`bot.web.desk.Seats`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def arrived(self, token: str, arrival: Arrival) -> None:
        """Note where a session that was just opened came from."""
        values = {"source_hash": self._source(arrival.source), "browser": arrival.browser}
        marked = {"id": arrival.mark} if arrival.mark else {}
        self._t.run(NOTE, hashes=self._t.ring.hashes("session", token), **values, **marked)

    def renew(self, token: str, arrival: Arrival) -> str:
        """The session proved itself again: it goes on under a new secret; with the old one only seconds more."""
        hashes, now = self._t.ring.hashes("session", token), self._t.now
        row = self._t.run(SESSION, hashes=hashes, now=now).one()
        until = self._t.run(UNTIL, ids=[row.id, arrival.mark]).scalar()  # a second click finds the old one shortened
        fresh, kept = self._t.chance.id(), {name: row._mapping[name] for name in StaffSession.__slots__}
        kept |= {"used_at": now, "proven_at": now, "expires_at": until}
        self._t.run(OPEN, token_hash=self._t.ring.hash("session", fresh), **kept)
        self.arrived(fresh, arrival)
        self._t.run(NOTE, hashes=hashes, expires_at=min(row.expires_at, now + GRACE), proven_at=None)
        return fresh

    def doubt(self, token: str) -> None:
        """Whoever uses this session must prove again who they are."""
        self._t.run(NOTE, hashes=self._t.ring.hashes("session", token), proven_at=None)

    def opened_by(self, account_id: str, mark: str) -> bool:
        """Whether a form with this mark opened or renewed a session of this account just now."""
        return self._t.found(OPENED_BY, account=account_id, this=mark, since=self._t.now - REPEAT)

    def comes_from(self, source_hash: str, source: str) -> bool:
        """Whether a session was opened from this network address; yes if either is not known."""
        return not source_hash or not source or source_hash in self._t.ring.hashes("source", source)

    def known_source(self, account_id: str, source: str) -> bool:
        """Whether this account was opened from this network address before, in the last weeks."""
        hashes = self._t.ring.hashes("source", source)
        return bool(source) and self._t.run(FROM_THERE, account=account_id, hashes=hashes).first() is not None

    def live(self, account_id: str, officer_id: str) -> Sequence[StaffSession]:
        """The open sessions of this account, or of this officer without one, the latest used first."""
        rows = self._t.run(MINE, account=account_id, officer=officer_id, later=self._t.now + GRACE)
        return [StaffSession(**{name: row._mapping[name] for name in StaffSession.__slots__}) for row in rows]

    def latest(self) -> Mapping[str, datetime]:
        """When each account was last logged in to, by its id, as far back as sessions are kept."""
        return {row[0]: row[1] for row in self._t.run(LATEST) if row[0]}

    def end_one(self, account_id: str, officer_id: str, session_id: str) -> bool:
        """End a session that is this account's or this officer's; False if it is not."""
        return self._t.run(
            END_ONE, account=account_id, officer=officer_id, this=session_id, now=self._t.now
        ).first() is not None  # fmt: skip

    def end_account(self, account_id: str, but: str = "") -> int:
        """End every session of this account but the one with this id; how many."""
        return len(self._t.run(END_ACCOUNT, account=account_id, but=but, now=self._t.now).all())

    def end_others(self, account_id: str, officer_id: str, but: str) -> int:
        """End every session of this account, or of this officer without one, but this; how many."""
        others = [one.id for one in self.live(account_id, officer_id) if one.id != but]
        return sum(self.end_one(account_id, officer_id, session_id) for session_id in others)

    def _source(self, source: str) -> str:
        return self._t.ring.hash("source", source) if source else ""
