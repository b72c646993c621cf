"""A backup of the running program, on both databases: nobody else reads it, it comes back whole, the talk goes on."""

import errno
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.backup_file import new_file, one_moment, read_backup, write_backup
from bot.cli_backup import NoFile, NoRecipient
from bot.cli_keys import BackupExists, CannotRead
from bot.passphrases import WrongPassphrase, locked, unlocked
from bot.recipients import PIECE, Altered, BadKey, Sealing, SecretKey, WrongKey, opened
from bot.store import Store, Surroundings
from bot.store.copies import last, note
from bot.store.database import Database
from bot.store.keyring import KeyRing
from bot.store.migrate import DatabaseIsNewer
from bot.store.moving import NotEmpty
from bot.store.portable import Dump, NoBackup, compressed, expanded
from bot.store.proving import DoesNotOpen
from bot.store.restoring import NotWhole, Restored, nowhere, restore
from bot.store.vault import KeyRingDoesNotFit
from handlers.events import Address
from tests.cast import live_directory
from tests.cli import command
from tests.databases import KINDS, drop, empty_postgresql
from tests.fakes import FakeClock, seeded_chance
from tests.room import BEATEN, OURS, Room, move_in, taken

SECRET = SecretKey(bytes(range(32)))
OTHER: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda folder: f"sqlite:///{folder}/restored.db",
    "postgresql": lambda _folder: empty_postgresql(),
}


@pytest.fixture
def house(url: str, ring_path: Path, clock: FakeClock) -> Iterator[Room]:
    """Where a case was taken and answered, on either database."""
    store = Store.open(url, ring_path, Surroundings(OURS, clock, seeded_chance(1), True))
    made = Room(store, clock)
    made.do(lambda work: move_in(work, live_directory(), True))
    taken(made)
    yield made
    store.close()


def lines_of(house: Room) -> list[bytes]:
    with one_moment(house.store.database) as connection:
        return list(Dump(connection, house.store.now()).lines())


def tried(lines: list[bytes], ring: Path) -> Restored:
    """Restored into nowhere."""
    with nowhere() as database, database.begin() as connection:
        return restore(iter(lines), connection, ring)


@pytest.mark.parametrize("kind", KINDS)
def test_lost_restored_and_the_talk_goes_on(house: Room, kind: str, ring_path: Path, tmp_path: Path) -> None:
    """Also while somebody writes: what came after the first moment is in the next backup."""
    file, url = tmp_path / "backup", OTHER[kind](tmp_path)
    cases, rows = house.cases(), house.rows()
    write_backup(house.store, file, SECRET.public)
    with one_moment(house.store.database) as connection:
        lines = Dump(connection, house.store.now()).lines()
        first = next(lines)
        house.say(BEATEN, Address("webchat", "tu"))
        later = tried([first, *lines], ring_path)
    assert later.tallies["cases"].rows in {1, 2} and later.proof.log.broken is None
    house.store.close()
    database = Database.open(url)
    done = read_backup(file, SECRET, database, ring_path)
    database.close()
    assert done.proof.opened["entries"] > 0 and done.proof.log.rows > 0
    back = replace(house, store=Store.open(url, ring_path, Surroundings(OURS, house.clock, seeded_chance(3), True)))
    assert back.cases() == cases and back.rows() == rows
    assert back.say("bé mặc áo đỏ") and back.say(BEATEN, Address("webchat", "minh"))
    assert len(back.cases()) == 2
    back.store.close()
    drop(url)


def test_a_backup_sees_one_moment(house: Room, ring_path: Path) -> None:
    """A message that comes in between two tables is wholly in it or not at all."""
    with one_moment(house.store.database) as connection:
        lines = Dump(connection, house.store.now()).lines()
        head = [next(lines), next(lines)]
        house.say(BEATEN, Address("webchat", "tu"))
        assert tried([*head, *lines], ring_path).tallies["cases"].rows == 1


def test_the_file_tells_nothing_and_only_the_key_opens_it(house: Room, ring_path: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    write_backup(house.store, file, SECRET.public)
    assert file.stat().st_mode & 0o077 == 0
    assert not any(word in file.read_bytes() for word in (b"21340", b"agencies", b"LN-"))
    with pytest.raises(FileExistsError):
        write_backup(house.store, file, SECRET.public)
    assert [path.name for path in tmp_path.glob("*.part")] == []
    with nowhere() as database:
        with pytest.raises(WrongKey):
            read_backup(file, SecretKey.create(), database, ring_path)
        KeyRing.create().save(tmp_path / "other.json")
        with pytest.raises(KeyRingDoesNotFit):
            read_backup(file, SECRET, database, tmp_path / "other.json")
        read_backup(file, SECRET, database, ring_path)  # what failed left nothing behind
        with pytest.raises(NotEmpty):
            read_backup(file, SECRET, database, ring_path)


def test_on_a_disk_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As FAT on a stick: whole under its name all the same, and never in place of another file."""

    def refused(_from: Path, to: Path) -> None:
        raise PermissionError(errno.EPERM, "on purpose") if not to.exists() else FileExistsError

    monkeypatch.setattr(os, "link", refused)
    with new_file(tmp_path / "a") as file:
        file.write(b"all of it")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"all of it")]
    with pytest.raises(FileExistsError), new_file(tmp_path / "a") as file:
        file.write(b"another")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"all of it")]


def sealed(content: bytes) -> bytes:
    file = BytesIO()
    sealing = Sealing(file, SECRET.public)
    for n in range(0, len(content), 1000):
        sealing.write(content[n : n + 1000])
    sealing.close()
    return file.getvalue()


LONG = bytes(range(256)) * (3 * PIECE // 256)
SEALED = sealed(LONG)


@given(at=st.integers(0, len(SEALED) - 1), cut=st.booleans())
def test_a_cut_or_altered_file_is_refused(at: int, cut: bool) -> None:
    altered = SEALED[:at] if cut else SEALED[:at] + bytes([SEALED[at] ^ 1]) + SEALED[at + 1 :]
    with pytest.raises((Altered, WrongKey)):
        list(opened(BytesIO(altered), SECRET))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_every_length_comes_back(size: int) -> None:
    assert b"".join(opened(BytesIO(sealed(LONG[:size])), SECRET)) == LONG[:size]


def test_pieces_cannot_be_exchanged() -> None:
    """Two pieces of the same file in another order, or one from another file."""
    start, piece = len(SEALED) - 3 * (PIECE + 16), PIECE + 16
    head, one, two, three = SEALED[:start], *(SEALED[start + n * piece :][:piece] for n in range(3))
    other = sealed(LONG)[start:][:piece]
    for pieces in ((two, one, three), (one, three), (one, two), (other, two, three), (one, one, two, three)):
        with pytest.raises(Altered):
            list(opened(BytesIO(head + b"".join(pieces)), SECRET))


@given(st.text())
def test_a_key_with_a_wrong_letter_is_none(text: str) -> None:
    with pytest.raises(BadKey):
        Sealing(BytesIO(), text)
    assert SecretKey.read(f" {SECRET}\n") == SECRET and "bytes" not in repr(SECRET)
    with pytest.raises(BadKey):
        SecretKey.read(SECRET.public)
    with pytest.raises(BadKey):
        SecretKey.read(str(SECRET).replace("A", "B", 1))


def changed(lines: list[bytes], n: int, change: Callable[[dict[str, object]], object]) -> list[bytes]:
    """The same with one line changed."""
    row = json.loads(lines[n])
    change(row)
    lines = [*lines]
    lines[n] = json.dumps(row).encode()
    return lines


def line_of(lines: list[bytes], table: str) -> int:
    """The first line with rows of this table."""
    names = [shape["name"] for shape in json.loads(lines[0])["tables"]]
    return next(n for n, line in enumerate(lines) if line.startswith(b"[%d," % names.index(table)))


def test_what_is_not_a_whole_backup(tmp_path: Path, clock: FakeClock) -> None:
    """Only whoever has the public key could make these; none brings down more than itself."""
    ring = tmp_path / "ring.json"
    store = Store.open(f"sqlite:///{tmp_path}/a.db", ring, Surroundings(OURS, clock, seeded_chance(1), True))
    house = Room(store, clock)
    house.do(lambda work: move_in(work, live_directory(), True))
    taken(house)
    lines = lines_of(house)
    spoil(house)
    spoiled_lines = lines_of(house)
    store.close()
    spoiled = line_of(lines, "cases")
    bad = [[], lines[:-1], [*lines[:-1], b"{}"], [lines[0], b"[999,[]]", lines[-1]], [b"no", *lines[1:]]]
    bad.append([lines[0], b"[0,[[1]]]", lines[-1]])
    for broken in bad:
        with pytest.raises(NoBackup):
            tried(broken, ring)
    with pytest.raises(NotWhole, match="alerts"):
        tried(without_rows(lines, spoiled), ring)
    with pytest.raises(DoesNotOpen, match="cases"):
        tried(spoiled_lines, ring)
    with pytest.raises(DatabaseIsNewer):
        tried(changed(lines, 0, lambda row: row.update(revision="9999")), ring)
    assert tried(as_of_0024(lines), ring).tallies["cases"].rows == 1
    with pytest.raises(NoBackup):
        list(expanded([b"not packed"]))
    assert list(expanded(compressed(lines))) == lines
    packed = b"".join(compressed(lines))
    assert list(expanded(packed[n : n + 7] for n in range(0, len(packed), 7))) == lines


def spoil(house: Room) -> None:
    """What a bad disk does before anybody looks."""
    spoiled = text("UPDATE cases SET sealed = zeroblob(100)")
    house.do(lambda work: work.connection.execute(spoiled))


def without_rows(lines: list[bytes], n: int) -> list[bytes]:
    """A line whose rows are gone."""
    table, _ = json.loads(lines[n])
    return [*lines[:n], json.dumps([table, []]).encode(), *lines[n + 1 :]]


def as_of_0024(lines: list[bytes]) -> list[bytes]:
    """The backup as the version before this table would have made it."""
    names = [shape["name"] for shape in json.loads(lines[0])["tables"]]
    gone = names.index("retired_officers")

    def opening(row: dict[str, object]) -> None:
        tables = row["tables"]
        assert isinstance(tables, list)
        row.update(revision="0024", tables=[t for t in tables if t["name"] != "retired_officers"])

    def moved_up(line: bytes) -> bytes:
        n, rows = json.loads(line)
        return json.dumps([n - (n > gone), rows]).encode()

    return [changed(lines, 0, opening)[0], *map(moved_up, lines[1:-1]), lines[-1]]


def test_a_drill_is_remembered_and_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands as a deployer uses them."""
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(tmp_path / "var"))
    secret, file = str(tmp_path / "secret"), str(tmp_path / "backup")
    assert isinstance(command("backup").exception, NoFile)
    assert isinstance(command("backup", "--to", file).exception, NoRecipient)
    made = command("backup", "key", "--to", secret, "--passphrase", given="five random words\nfive random words\n")
    public = next(word for word in made.output.split() if word.startswith("LANGNGHE_BACKUP_RECIPIENT="))
    monkeypatch.setenv(*public.split("="))
    assert "rows" in command("backup", "--to", file).output
    assert isinstance(command("backup", "--to", file).exception, BackupExists)
    asked = ("backup was proven", "not backed up")
    check = command("check", "--live").output
    assert asked[0] in check and asked[1] not in check
    assert isinstance(command("backup", "drill", file, "--key", secret, given="six\n").exception, WrongPassphrase)
    assert isinstance(command("backup", "drill", file, "--key", f"{secret}2").exception, CannotRead)
    shown = command("backup", "drill", file, "--key", secret, given="five random words\n").output
    assert "officers" in shown and "114 officers" in shown
    assert asked[0] not in command("check", "--live").output
    assert isinstance(command("restore", file, "--key", secret, given="five random words\n").exception, NotEmpty)
    to = f"sqlite:///{tmp_path}/new.db"
    back = command("restore", file, "--key", secret, "--to", to, given="five random words\n")
    assert "erasures repeat" in " ".join(back.output.split())
    monkeypatch.setenv("LANGNGHE_DATABASE_URL", to)
    monkeypatch.setenv("LANGNGHE_KEYRING", str(tmp_path / "var" / "keys.json"))
    assert "fits the database" in command("check").output


def test_the_dates_are_kept(store: Store, clock: FakeClock) -> None:
    with store.begin() as connection:
        assert last(connection, "backup") is None
        note(connection, "backup", clock.now, 1)
        note(connection, "backup", clock.now - timedelta(days=1), 1)
        assert last(connection, "backup") == clock.now and last(connection, "drill") is None


def test_a_ring_behind_a_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(tmp_path / "var"))
    copy, ring = tmp_path / "ring.locked", tmp_path / "var" / "keys.json"
    command("keys", "backup", "--to", str(copy), "--passphrase", given="five words\nfive words\n")
    before = ring.read_bytes()
    assert copy.stat().st_mode & 0o077 == 0 and b"wraps" not in copy.read_bytes()
    ring.unlink()
    assert isinstance(command("keys", "open", str(copy), "--to", str(ring), given="four\n").exception, WrongPassphrase)
    command("keys", "open", str(copy), "--to", str(ring), given="five words\n")
    assert ring.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"{}", b'{"salt": 1}', locked(b"ring", "words")[:-9]])
def test_a_locked_file_that_is_damaged(content: bytes) -> None:
    with pytest.raises(WrongPassphrase):
        unlocked(content, "words")
