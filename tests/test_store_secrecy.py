"""What the database holds: none of the content in its raw bytes, and the same content after new keys."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.store import Store, Surroundings
from bot.store.keyring import KeyRing
from bot.store.proving import DoesNotOpen, prove
from bot.store.retention import FIXED, forget
from bot.store.sealed_places import WHERE, columns
from bot.store.tables import attachments, cases, events, keys, metadata, people
from flows.model import Session
from handlers.events import Attachment, DataRequest, IncomingEvent, Media, OutgoingMessage
from handlers.keeps_directory import KeptTable
from handlers.keeps_queue import SavedView
from tests.fakes import FakeClock
from tests.store_cast import CASE, ENTRY, LAN, MINUTE, RECEIPT, found_directory, meet, open_case, send

SECRETS = (
    LAN.id, RECEIPT, "cạnh ao nhà bà Tư", "0912345678", "có chữ “đánh”", "ba em lại đánh em rồi",
    "lời dặn của em", "nơi em ở", "tin cho em", "ảnh gốc", "ảnh cho xem", "0987654321", "Cán bộ Một",
    "lời đáp riêng", "INVITECD", "event-77001", "message-77001", "platform-77001",
)  # fmt: skip


def fill(store: Store) -> list[str]:
    """Store something of every kind; the secrets that chance made on the way."""
    found_directory(store)
    person = meet(store)
    open_case(store)
    with store.begin() as connection:
        work = store.work(connection)
        work.first_time("event-77001")
        work.people.save_session(person.id, Session("report", {"place": "nơi em ở"}))
        work.history.record(CASE.id, ENTRY)
        photo = Media("photo", data="ảnh gốc".encode(), safe_copy="ảnh cho xem".encode())
        work.history.add_attachment(Attachment("p", CASE.id, "photo", "stored"), photo)
        work.requests.add(DataRequest("r1", person.id, work.now, "erase", "me", "lời đáp riêng"))
        work.staff.invite("INVITECD", "officer-1", work.now + MINUTE)
        work.mailbox.put(person.id, OutgoingMessage("message-77001", person.id, "tin cho em"))
        link = work.logins.issue("officer-1", work.now + MINUTE)
        token, _ = work.logins.open_session("officer-1", person.id, work.now + MINUTE)
    send(store, OutgoingMessage("message-77001", person.id, "tin cho em"))
    send(store, OutgoingMessage("message-77002", person.id, "tin cho em", lane="bulk"))
    with store.begin() as connection:
        work = store.work(connection)
        (parcel, _) = work.outbox.claim(work.now, ["webchat"], 9, MINUTE)
        work.outbox.sent(parcel.id, "platform-77001")
    return [link, token]


def raw(store: Store, folder: Path) -> bytes:
    """All bytes of the database: the files of SQLite, every value of PostgreSQL."""
    if store.database.is_sqlite:
        return b"".join(path.read_bytes() for path in folder.glob("*.db*"))
    return b"".join(values(store))


def values(store: Store) -> Iterator[bytes]:
    with store.connection() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield from (v if isinstance(v, bytes) else str(v).encode() for v in row)


def test_the_raw_bytes_tell_nothing(store: Store, tmp_path: Path) -> None:
    made = fill(store)
    content = raw(store, tmp_path)
    assert CASE.number.encode() in content  # we did look where it would be
    assert [secret for secret in (*SECRETS, *made) if secret.encode() in content] == []


def test_a_sample_of_every_sealed_column_is_opened(store: Store) -> None:
    """A proof looks into each of them, and finds those whose bytes belong elsewhere."""
    fill(store)
    assert set(columns()) == set(WHERE)
    with store.begin() as connection:
        work = store.work(connection)
        work.inbox.put(IncomingEvent("e", LAN, work.now, "x"), work.now)
        work.uploads.put("a", "b")
        work.views.save(f"case:{CASE.id}", SavedView("v", "a", "b"))
        work.tables.keep(KeptTable("o", "agencies", "51", False, b"a"))
        proof = prove(connection, store.vault)
        there = {"agencies", "cases.sealed_receipt", "attachments.sealed_copy", "mailbox", "outbox", "requests"}
        there |= {"inbox", "uploads", "saved_views", "kept_tables"}
        assert there <= {what for what, count in proof.opened.items() if count}
        connection.execute(update(attachments).values(sealed_copy=attachments.c.sealed_original))
        with pytest.raises(DoesNotOpen, match=r"attachments\.sealed_copy"):
            prove(connection, store.vault)


def test_an_erased_key_leaves_the_file(store: Store, tmp_path: Path) -> None:
    open_case(store)
    with store.connection() as connection:
        wrapped = connection.execute(select(keys.c.wrapped).where(keys.c.subject == f"case:{CASE.id}")).scalar_one()
    with store.begin() as connection:
        store.work(connection).cases.erase(CASE.id)
    store.database.empty_log()
    assert wrapped not in raw(store, tmp_path)


@pytest.mark.parametrize("rotate", ["rotate_wrap", "rotate_lookup"])
def test_everything_is_found_after_new_keys(
    store: Store, url: str, ring_path: Path, clock: FakeClock, rotate: str
) -> None:
    fill(store)
    person = meet(store)
    old = store.vault.ring
    getattr(store, rotate)(ring_path)
    again = Store.open(url, ring_path, Surroundings(clock=clock))
    assert again.vault.ring == KeyRing.load(ring_path) != old
    assert meet(again) == person
    with again.begin() as connection:
        work = again.work(connection)
        assert work.cases.by_receipt(RECEIPT) == CASE
        assert work.history.entries(CASE.id) == [ENTRY]
        assert not work.first_time("event-77001")
        assert work.staff.redeem("INVITECD") == "officer-1"
        assert work.directory.agencies["desk"].phone == "0987654321"
        assert len(work.mailbox.after(person.id, 0, 9)) == 1
        work.mailbox.put(person.id, OutgoingMessage("message-77001", person.id, "tin cho em"))
        assert len(work.mailbox.after(person.id, 0, 9)) == 1
    assert not send(again, OutgoingMessage("message-77001", person.id, "tin cho em"))
    again.close()


def test_rotating_leaves_nothing_under_the_old_keys(store: Store, ring_path: Path) -> None:
    fill(store)
    store.rotate_wrap(ring_path)
    store.rotate_lookup(ring_path)
    ring = store.vault.ring
    with store.connection() as connection:
        assert set(connection.execute(select(keys.c.ring_key)).scalars()) == {ring.wrap_id}
        hashes = [*connection.execute(select(people.c.address_hash)).scalars()]
        hashes += connection.execute(select(cases.c.receipt_hash)).scalars()
    assert all(hashed.startswith(ring.hash_prefix) for hashed in hashes)


def test_a_rotation_cut_short_loses_nothing(store: Store, url: str, ring_path: Path) -> None:
    """The new ring is saved and then the process dies: the next start opens everything, and can rotate."""
    fill(store)
    person = meet(store)
    store.vault.ring.rotate_wrap().rotate_lookup().save(ring_path)
    again = Store.open(url, ring_path)
    assert meet(again) == person
    again.rotate_lookup(ring_path)
    with again.connection() as connection:
        assert again.work(connection).cases.by_receipt(RECEIPT) == CASE
    again.close()


def test_erased_ones_do_not_stop_a_rotation(store: Store, ring_path: Path) -> None:
    open_case(store)
    person = meet(store)
    with store.begin() as connection:
        store.work(connection).cases.erase(CASE.id)
        store.work(connection).people.erase(person.id)
    store.rotate_lookup(ring_path)
    store.rotate_wrap(ring_path)


def test_the_store_forgets_what_it_need_not_keep(store: Store, clock: FakeClock) -> None:
    fill(store)
    person = meet(store)
    with store.begin() as connection:
        store.work(connection).mailbox.drop_until(person.id, 99)
        forget(connection, clock.now + FIXED["events"])
        assert connection.execute(select(events)).all() != []
        forget(connection, clock.now + FIXED["events"] + timedelta(hours=1))
        left = {t.name for t in metadata.sorted_tables if connection.execute(select(t)).first()}
    assert left.isdisjoint({"events", "invites", "logins", "staff_sessions", "mailbox"})
    assert {"cases", "people", "outbox"} <= left
