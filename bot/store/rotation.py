"""New keys for old: wrap every data key again, hash every address and receipt again. Stop the program first."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from bot.store.canary import PUT, mark_fit, value
from bot.store.case_rows import CASES, KEY_OF_CASE, receipt_place
from bot.store.case_rows import place as case_place
from bot.store.case_rows import subject as case_subject
from bot.store.columns import AnyRow
from bot.store.hidden import KIND
from bot.store.people import KEY_OF_PERSON, PRIVATE
from bot.store.people import place as person_place
from bot.store.people import subject as person_subject
from bot.store.staff_tables import case_hidden
from bot.store.tables import cases, keys, people
from bot.store.vault import DataKey, Safe, Vault
from referral.conflict import hidden_names

AT_ONCE = 500
HIDDEN = "hidden_written"  # the fact about this database that `hide_all` has been done
WRAPPED_BEFORE = select(keys).where(keys.c.ring_key != bindparam("current")).limit(AT_ONCE)
WRAP = update(keys).where(keys.c.subject == bindparam("this"))
PEOPLE_BEFORE = (
    select(people.c.id, people.c.channel, people.c.sealed)
    .join_from(people, keys, KEY_OF_PERSON)
    .where(~people.c.address_hash.startswith(bindparam("current")))
    .limit(AT_ONCE)
)
HASH_PERSON = update(people).where(people.c.id == bindparam("this"))
CASES_BEFORE = (
    select(cases.c.id, cases.c.sealed_receipt)
    .join_from(cases, keys, KEY_OF_CASE)
    .where(~cases.c.receipt_hash.startswith(bindparam("current")))
    .limit(AT_ONCE)
)
OPENABLE = select(cases.c.id, cases.c.sealed).join_from(cases, keys, KEY_OF_CASE).limit(AT_ONCE)
HIDDEN_BEFORE = OPENABLE.where(
    cases.c.id.in_(select(case_hidden.c.case_id).where(~case_hidden.c.who_hash.startswith(bindparam("current"))))
)
CASES_AFTER = OPENABLE.where(cases.c.id > bindparam("after")).order_by(cases.c.id)
SHOW = delete(case_hidden).where(case_hidden.c.case_id == bindparam("this"))
HASH_CASE = update(cases).where(cases.c.id == bindparam("this"))


def rewrap_all(connection: Connection, vault: Vault) -> None:
    """Wrap every data key with the ring's current key."""

    def rewrapped(row: AnyRow) -> dict[str, object]:
        key = vault.rewrap(DataKey(row.subject, row.ring_key, row.wrapped))
        return {"this": key.subject, "ring_key": key.ring_key, "wrapped": key.wrapped}

    while rows := connection.execute(WRAPPED_BEFORE, {"current": vault.ring.wrap_id}).all():
        connection.execute(WRAP, [rewrapped(row) for row in rows])
    mark_fit(connection, vault.ring)


def rehash_all(connection: Connection, vault: Vault) -> None:
    """Hash every address and receipt with the ring's current lookup key.

    The hash of a sent message's id stays, in the outbox and in campaigns' copies: receipts are looked up by older keys
    too, and come within days.
    """
    safe = Safe(connection, vault)
    current = {"current": vault.ring.hash_prefix}
    while met := connection.execute(PEOPLE_BEFORE, current).all():
        connection.execute(HASH_PERSON, [address_again(safe, row) for row in met])
    while found := connection.execute(CASES_BEFORE, current).all():
        connection.execute(HASH_CASE, [receipt_again(safe, row) for row in found])
    while hidden := connection.execute(HIDDEN_BEFORE, current).all():
        hide_again(safe, hidden)
    mark_fit(connection, vault.ring)


def hide_all(connection: Connection, vault: Vault) -> None:
    """Write down once from whom each case is hidden that was kept before lists left out what is hidden."""
    if value(connection, HIDDEN) is not None:
        return
    after = ""
    while met := connection.execute(CASES_AFTER, {"after": after}).all():
        hide_again(Safe(connection, vault), met)
        after = met[-1].id
    connection.execute(PUT.on(connection), {"key": HIDDEN, "value": "yes"})


def hide_again(safe: Safe, rows: Sequence[AnyRow]) -> None:
    """From whom these cases are hidden, by the ring's current lookup key, in place of what was written before."""
    connection, ring = safe.connection, safe.vault.ring
    connection.execute(SHOW, [{"this": row.id} for row in rows])
    opened = (CASES.validate_json(safe.open(case_subject(row.id), case_place(row.id), row.sealed)) for row in rows)
    found = [{"case_id": case.id, "who_hash": ring.hash(KIND, name)} for case in opened for name in hidden_names(case)]
    if found:
        connection.execute(insert(case_hidden), found)


def address_again(safe: Safe, row: AnyRow) -> dict[str, object]:
    """A person's new hash."""
    private = PRIVATE.validate_json(safe.open(person_subject(row.id), person_place(row.id), row.sealed))
    return {"this": row.id, "address_hash": safe.vault.ring.hash("address", f"{row.channel}:{private.id}")}


def receipt_again(safe: Safe, row: AnyRow) -> dict[str, object]:
    """A receipt's new hash."""
    receipt = safe.open(case_subject(row.id), receipt_place(row.id), row.sealed_receipt).decode()
    return {"this": row.id, "receipt_hash": safe.vault.ring.hash("receipt", receipt)}
