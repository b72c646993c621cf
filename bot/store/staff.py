"""Officers: invitations, linked ways, duty."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, bindparam, delete, insert, select, update

from bot.store.directory import FIRST, Directories
from bot.store.staff_tables import retired_officers
from bot.store.tables import invites, logins, officer_ways, officers, people, staff_sessions
from bot.store.transaction import Transaction
from bot.store.upsert import once, upsert
from handlers.events import Way

INVITE = insert(invites)
REDEEM = (
    update(invites)
    .where(invites.c.code_hash.in_(bindparam("hashes", expanding=True)))
    .where(invites.c.used.is_(False), invites.c.expires_at > bindparam("now"))
    .values(used=True)
    .returning(invites.c.officer_id)
)
LEAVE_OTHERS = delete(officer_ways).where(
    officer_ways.c.person_id == bindparam("this"), officer_ways.c.officer_id != bindparam("officer")
)
USED = upsert(officer_ways, ["officer_id", "person_id"], ["used_at"])
IS_OFFICER = update(people).where(people.c.id == bindparam("this"))
UNLINK = delete(officer_ways).where(
    officer_ways.c.officer_id == bindparam("officer"), officer_ways.c.person_id == bindparam("this")
)
NO_OFFICER = update(people).where(people.c.id == bindparam("this"), people.c.officer_id == bindparam("officer"))
LATEST_WAY = (
    select(officer_ways.c.person_id)
    .where(officer_ways.c.officer_id == bindparam("officer"))
    .order_by(officer_ways.c.used_at.desc(), officer_ways.c.person_id)
    .limit(1)
)
PREFER = (
    update(officer_ways)
    .where(officer_ways.c.officer_id == bindparam("officer"))
    .values(preferred=officer_ways.c.person_id == bindparam("this", type_=String))
)
OWN_WAYS = (
    select(officer_ways.c.person_id, people.c.channel, officer_ways.c.preferred, people.c.gone)
    .join_from(officer_ways, people)
    .where(officer_ways.c.officer_id == bindparam("officer"))
    .order_by(*FIRST)
)
SET_GONE = update(people).where(people.c.id == bindparam("this")).returning(people.c.officer_id)
LEAVE = (
    delete(officer_ways).where(officer_ways.c.officer_id == bindparam("this")),
    delete(invites).where(invites.c.officer_id == bindparam("this")),
    delete(logins).where(logins.c.officer_id == bindparam("this")),
    delete(staff_sessions).where(staff_sessions.c.officer_id == bindparam("this")),
    update(people).where(people.c.officer_id == bindparam("this")).values(officer_id=""),
    delete(officers).where(officers.c.id == bindparam("this")),
)
RETIRE = once(retired_officers, "id")
SET_DUTY = update(officers).where(officers.c.id == bindparam("this"))


class SqlStaff:
    """`handlers.work.Staff`."""

    def __init__(self, transaction: Transaction, directories: Directories) -> None:
        self._t = transaction
        self._directories = directories

    def invite(self, code: str, officer_id: str, expires_at: datetime) -> None:
        """Keep the keyed hash of a code that lets one person become this officer."""
        hashed = self._t.ring.hash("invite", code)
        self._t.run(INVITE, code_hash=hashed, officer_id=officer_id, expires_at=expires_at, used=False)

    def redeem(self, code: str) -> str:
        """The officer id an unexpired, unused code was made for, and use it up; "" if there is none."""
        hashes = self._t.ring.hashes("invite", code)
        return self._t.run(REDEEM, hashes=hashes, now=self._t.now).scalar() or ""

    def link(self, officer_id: str, person_id: str) -> None:
        """From now on this person is that officer, and nobody else."""
        self._t.run(LEAVE_OTHERS, this=person_id, officer=officer_id)
        self._t.run(USED, officer_id=officer_id, person_id=person_id, used_at=self._t.now)
        self._t.run(IS_OFFICER, this=person_id, officer_id=officer_id)
        self._t.known.forget_person(person_id)
        self._directories.changed()

    def unlink(self, officer_id: str, person_id: str) -> None:
        """This person is that officer no more: nothing is sent there, and what they write is a citizen's."""
        self._t.run(UNLINK, officer=officer_id, this=person_id)
        self._t.run(NO_OFFICER, this=person_id, officer=officer_id, officer_id="")
        self._t.known.forget_person(person_id)
        self._directories.changed()

    def used(self, officer_id: str, person_id: str) -> None:
        """This way was the officer's last: the first but for the preferred one. Writes nothing if that is known."""
        if self._t.run(LATEST_WAY, officer=officer_id).scalar() == person_id:
            return
        self._t.run(USED, officer_id=officer_id, person_id=person_id, used_at=self._t.now)
        self._directories.changed()

    def prefer(self, officer_id: str, person_id: str) -> None:
        """From now on this way is tried first, whichever was used last."""
        self._t.run(PREFER, officer=officer_id, this=person_id)
        self._directories.changed()

    def ways(self, officer_id: str) -> Sequence[Way]:
        """Every linked way in the order in which they are tried, those that are gone too."""
        return [Way(**row._mapping) for row in self._t.run(OWN_WAYS, officer=officer_id)]

    def set_duty(self, officer_id: str, on_duty: bool) -> None:
        """On or off duty."""
        self._t.run(SET_DUTY, this=officer_id, on_duty=on_duty)
        self._directories.changed()

    def remove(self, officer_id: str) -> None:
        """Take an officer out of the directory: no way in or out is left. What they did stays in the cases' history."""
        ways = self.ways(officer_id)
        for statement in LEAVE:
            self._t.run(statement, this=officer_id)
        self._t.run(RETIRE, id=officer_id)
        for way in ways:
            self._t.known.forget_person(way.person_id)
        self._directories.changed()

    def set_gone(self, person_id: str, gone: bool) -> None:
        """Whether this person blocked us; a way that is gone is no way."""
        officer_id = self._t.run(SET_GONE, this=person_id, gone=gone).scalar()
        self._t.known.forget_person(person_id)
        if officer_id:  # of thousands who left a campaign none is in the directory
            self._directories.changed()
