"""What may still be sent to whom on a platform that counts."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Executable, Integer, bindparam, case, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.columns import AnyRow, UtcTime
from bot.store.pending import DUE_AT_ONCE
from bot.store.tables import ledger_people, ledger_quotas, people
from bot.store.transaction import Transaction
from bot.store.upsert import built, upsert
from referral.ledger import FREE, MONTH, Allowance, Quota, less, next_month
from referral.ledger_terms import BELIEVED, TERMS

OF_A_PERSON = frozenset({"reply"})  # kinds of quota that a platform tells of one person, not of the account
UNDER_WAY = timedelta(minutes=1)  # an answer about a quota may be older than what we have taken from it since

NOW = bindparam("now", type_=UtcTime)
THIS = ledger_people.c.person_id == bindparam("this")
QUOTA = (ledger_quotas.c.account == bindparam("its")) & (ledger_quotas.c.kind == bindparam("of"))
FOUND = (
    select(people.c.id, people.c.channel, people.c.gone, ledger_people)
    .select_from(people.outerjoin(ledger_people))
    .where(people.c.id.in_(bindparam("ids", expanding=True)))
)
QUOTAS = select(ledger_quotas).where(ledger_quotas.c.account.in_(bindparam("accounts", expanding=True)))
EVERY = select(ledger_quotas)
HELD = QUOTAS.order_by(ledger_quotas.c.account, ledger_quotas.c.kind).with_for_update()
A_QUOTA = select(ledger_quotas).where(QUOTA).with_for_update()
CLOSED = upsert(ledger_people, ["person_id"], ["closed_at"])
TOLD_FREE = upsert(ledger_people, ["person_id"], ["free"])
SET_QUOTA = upsert(ledger_quotas, ["account", "kind"], ["remain", "total", "at", "resets_at"])
COUNTED = (
    update(ledger_people)
    .where(THIS)
    .values(
        sent=ledger_people.c.sent + 1,
        free=case(
            (ledger_people.c.free > 0, ledger_people.c.free - bindparam("free_one", type_=Integer)),
            else_=ledger_people.c.free,
        ),
    )
)


def newer(insert: postgresql.Insert | sqlite.Insert) -> Executable:
    """Met again: the window is open anew, what was counted since the last time is past. Never moves backwards."""
    new = insert.excluded.last_at
    return insert.on_conflict_do_update(
        index_elements=["person_id"],
        set_={"last_at": new, "sent": 0, "free": None, "closed_at": None},
        where=or_(ledger_people.c.last_at.is_(None), ledger_people.c.last_at < new),
    )


def told(insert: postgresql.Insert | sqlite.Insert) -> Executable:
    """The platform's word; but one that is more than we count may be from before what we have just taken."""
    new, old = insert.excluded, ledger_quotas.c
    calm = or_(old.at <= bindparam("calm", type_=UtcTime), old.resets_at <= NOW, old.remain == 0)
    kept = case((or_(new.remain <= old.remain, calm), new.remain), else_=old.remain)
    return insert.on_conflict_do_update(
        index_elements=["account", "kind"], set_={"remain": kept, "total": new.total, "resets_at": new.resets_at}
    )


MET, TOLD = built(ledger_people, newer), built(ledger_quotas, told)


class SqlLedger:
    """`handlers.keeps_channels.Ledger`; `held`, `spent` and what a platform answers are for the desk and channels."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def interacted(self, person_id: str, at: datetime) -> None:
        """The person did something that opens the platform's window: what waited for that may go now."""
        self._t.run(MET, person_id=person_id, last_at=at, sent=0)
        self._t.run(DUE_AT_ONCE, this=person_id, now=self._t.now)

    def of(self, person_id: str, account: str) -> Allowance:
        """What is known of this person and of the account (`account_of`) that writes to them."""
        return self._read({person_id: account}, QUOTAS)[person_id]

    def held(self, accounts: Mapping[str, str]) -> Mapping[str, Allowance]:
        """The same for several persons; until the commit nobody else takes anything from these accounts' quotas."""
        return self._read(accounts, HELD)

    def quotas(self) -> Mapping[str, Mapping[str, Quota]]:
        """What is known of the quotas of every account. To read: not locked."""
        found: dict[str, dict[str, Quota]] = {}
        for row in self._t.run(EVERY):
            found.setdefault(row.account, {})[row.kind] = quota_of(row)
        return found

    def spent(self, person_id: str, account: str, kind: str) -> None:
        """One more goes to this person, taken from what `referral.ledger.drawn` says."""
        self._t.run(COUNTED, this=person_id, free_one=int(kind == FREE))
        if kind and kind != FREE:
            self._take(account, kind)

    def note_quota(self, account: str, kind: str, remain: int, total: int) -> None:
        """What the platform answered of an account's quota. What is told of one person is for `note_free`."""
        if kind in OF_A_PERSON:
            return
        gone_until = self._t.now + BELIEVED if remain == 0 else None
        row = {"account": account, "kind": kind, "remain": remain, "total": total, "resets_at": gone_until}
        self._t.run(TOLD, at=self._t.now, now=self._t.now, calm=self._t.now - UNDER_WAY, **row)

    def note_free(self, person_id: str, remain: int) -> None:
        """How many free messages the platform says are left for this person."""
        self._t.run(TOLD_FREE, person_id=person_id, sent=0, free=remain)

    def closed(self, person_id: str) -> None:
        """The platform refused: until the person does something, no words of ours reach them."""
        self._t.run(CLOSED, person_id=person_id, sent=0, closed_at=self._t.now)

    def exhausted(self, account: str, kind: str, until: datetime) -> None:
        """The platform takes no message of this kind (`referral.ledger.refusal`) until then."""
        self._set(account, kind, Quota(0, 0, until))

    def _read(self, accounts: Mapping[str, str], statement: Executable) -> Mapping[str, Allowance]:
        quotas: dict[str, dict[str, Quota]] = {account: {} for account in accounts.values()}
        for row in self._t.run(statement, accounts=list(quotas)):
            quotas[row.account][row.kind] = quota_of(row)
        rows = self._t.run(FOUND, ids=list(accounts))
        return {row.id: allowance_of(row, quotas[accounts[row.id]]) for row in rows}

    def _take(self, account: str, kind: str) -> None:
        row = self._t.run(A_QUOTA, its=account, of=kind).first()
        known = quota_of(row) if row else None
        if kind == MONTH and (known is None or (known.resets_at and known.resets_at <= self._t.now)):
            most = TERMS[account].monthly
            known = Quota(most, most, next_month(self._t.now))
        if known:
            self._set(account, kind, less(known))

    def _set(self, account: str, kind: str, quota: Quota) -> None:
        values = {"remain": quota.remain, "total": quota.total, "resets_at": quota.resets_at}
        self._t.run(SET_QUOTA, account=account, kind=kind, at=self._t.now, **values)


def allowance_of(row: AnyRow, quotas: Mapping[str, Quota]) -> Allowance:
    """What a row tells of a person, with the quotas of the account that writes to them."""
    return Allowance(row.channel, row.gone, row.last_at, row.sent or 0, row.free, row.closed_at, quotas)


def quota_of(row: AnyRow) -> Quota:
    """The quota of a row."""
    return Quota(row.remain, row.total, row.resets_at)
