"""A running SQLite deployment moves to PostgreSQL: nothing is lost, nobody is heard twice, and there is never both."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from bot.cli import main
from bot.store import Store, Surroundings, moving
from bot.store.database import Database, DatabaseSilent
from bot.store.moved import ARRIVING, MovedAway, StillArriving, spoken
from bot.store.moving import AlwaysSending, Move, NotEmpty, NotTheSame, WrongWay, compared
from bot.store.rows import plain
from bot.store.tables import metadata
from bot.store.transfer import NotPortable
from handlers import incoming
from handlers.events import Address, Entry, IncomingEvent
from tests import cli
from tests.databases import drop, empty_postgresql, fresh_url, server
from tests.fakes import seeded_chance
from tests.room import BEATEN, LAN, OURS, Room, room, taken

TU = Address("webchat", "tu")


def quiet(_table: str, _rows: int) -> None:
    """Nobody listens."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Room]:
    """Where a case was taken and answered."""
    with room(tmp_path) as made:
        taken(made)
        yield made


@pytest.fixture
def target() -> Iterator[str]:
    """An empty PostgreSQL database."""
    url = empty_postgresql()
    yield url
    drop(url)


def ring(house: Room) -> Path:
    return Path(house.store.database.engine.url.database or "").parent / "keys.json"


def opened(house: Room, url: str) -> Room:
    """The same room on another database."""
    surroundings = Surroundings(OURS, house.clock, seeded_chance(2), True)
    return replace(house, store=Store.open(url, ring(house), surroundings))


def source(house: Room) -> str:
    return str(house.store.database.engine.url)


def usable(house: Room, url: str) -> bool:
    """Whether a program starts on it and can write."""
    try:
        there = opened(house, url)
    except (MovedAway, StillArriving):
        return False
    there.do(lambda work: work.audit("test", "present"))
    there.store.close()
    return True


def test_a_servers_limits_end_no_move(house: Room, target: str) -> None:
    """deploy/postgresql.conf ends a transaction that waits for a minute, as one does while SQLite is read."""
    name = target.split("@/")[1].split("?")[0]
    server().do(f"ALTER DATABASE {name} SET idle_in_transaction_session_timeout = '50ms'")
    assert Move(house.store, target, lambda _table, _rows: time.sleep(0.1)).run().tallies["cases"].rows == 1


def test_what_was_said_goes_along_and_the_talk_goes_on(house: Room, target: str) -> None:
    words = IncomingEvent("late", LAN, house.clock.now, text="bé đang khóc")
    house.do(lambda work: incoming.take(work, words))  # the answer waits to be sent
    before, rows = house.cases(), house.rows()
    moved = Move(house.store, target, quiet).run()
    assert moved.late == 0 and moved.tallies["cases"].rows == 1
    assert moved.proof.log.broken is None and moved.proof.log.rows > 0
    assert {"cases", "cases.sealed_receipt", "entries", "people", "outbox"} <= {
        k for k, n in moved.proof.opened.items() if n
    }
    there = opened(house, target)
    assert there.cases() == before
    assert there.rows() == rows
    house.store.close()
    assert there.say("bé mặc áo đỏ")
    assert there.say(BEATEN, TU)
    assert len(there.cases()) == 2
    there.store.close()


def test_what_comes_in_meanwhile_goes_along(house: Room, target: str) -> None:
    """Words, a new case, and somebody who is erased, while the tables are copied."""
    gone = house.person(Address("webchat", "stranger"))
    meanwhile: dict[str, Callable[[], object]] = {
        "cases": lambda: house.say(BEATEN, TU),
        "people": lambda: house.do(lambda work: work.people.erase(gone)),
        "outbox": lambda: house.say("bé mặc áo đỏ"),
    }

    def told(table: str, _rows: int) -> None:
        meanwhile.pop(table, lambda: None)()

    Move(house.store, target, told).run()
    assert meanwhile == {}
    there = opened(house, target)
    assert len(there.cases()) == 2
    assert there.do(lambda work: work.people.get(gone)) is None
    assert any("áo đỏ" in str(entry.text) for c in there.cases() for entry in entries(there, c.id))
    there.store.close()


def test_values_that_only_one_row_may_have_change_hands_meanwhile(house: Room, target: str) -> None:
    """While the tables are looked through again, and once more before the hold."""
    house.say(BEATEN, TU)
    first, second = (case.id for case in house.cases())
    lan, tu = house.person(LAN), house.person(TU)
    swaps: list[int] = []

    def swap(table: str, _rows: int) -> None:
        if table == "outbox":
            house.do(lambda work: exchange(work.connection, "cases", "number", (first, second)))
            house.do(lambda work: exchange(work.connection, "people", "address_hash", (lan, tu)))
            house.do(lambda work: work.people.at(Address("webchat", f"new {len(swaps)}")))
            swaps.append(1)

    Move(house.store, target, swap).run()
    assert len(swaps) == 2


def exchange(connection: Connection, table: str, column: str, ids: tuple[str, str]) -> None:
    """What one row had the other gets."""
    old = {i: connection.execute(text(f"SELECT {column} FROM {table} WHERE id = :id"), {"id": i}).scalar() for i in ids}
    for row, value in ((ids[0], "nobody's"), (ids[1], old[ids[0]]), (ids[0], old[ids[1]])):
        connection.execute(text(f"UPDATE {table} SET {column} = :value WHERE id = :id"), {"value": value, "id": row})


def entries(house: Room, case_id: str) -> Sequence[Entry]:
    return house.do(lambda work: work.history.entries(case_id))


def test_the_old_one_refuses_and_never_says_the_password(house: Room, target: str) -> None:
    Move(house.store, target, quiet).run()
    with pytest.raises(IntegrityError, match="moved away"):
        house.say("còn đánh")
    with pytest.raises(MovedAway, match="LANGNGHE_DATABASE_URL") as refusal:
        opened(house, source(house))
    assert target.split("/")[3].split("?")[0] in str(refusal.value)
    assert "secret" not in spoken("postgresql://me:secret@h/db?password=secret") and "h" in spoken("postgresql://h/db")


def test_numbers_that_were_given_are_not_given_again(house: Room, target: str) -> None:
    """A page says up to which message it has seen: one that was forgotten must not come back as another."""
    last = number(house, "SELECT max(id) FROM outbox")
    house.do(lambda work: work.connection.execute(text("DELETE FROM outbox")))
    Move(house.store, target, quiet).run()
    there = opened(house, target)
    there.say(BEATEN, TU)
    assert number(there, "SELECT min(id) FROM outbox") == last + 1
    there.store.close()


def number(house: Room, question: str) -> int:
    return int(house.do(lambda work: work.connection.execute(text(question)).scalar_one()))


def test_a_value_that_does_not_fit_stops_the_move_and_changes_nothing(house: Room, target: str) -> None:
    house.do(lambda work: work.connection.execute(text("UPDATE cases SET source = 'a' || char(0)")))
    with pytest.raises(NotPortable, match=r"column source of table cases\b"):
        Move(house.store, target, quiet).run()
    house.do(lambda work: work.connection.execute(text("UPDATE cases SET source = '', version = 'many'")))
    with pytest.raises(NotPortable, match=r"column version of table cases\b"):
        Move(house.store, target, quiet).run()
    house.do(lambda work: work.connection.execute(text("UPDATE cases SET version = 1")))
    Move(house.store, target, quiet).run()  # the target was left empty, and the source usable


def test_only_into_an_empty_postgresql(house: Room, target: str, tmp_path: Path) -> None:
    with pytest.raises(WrongWay):
        Move(house.store, f"sqlite:///{tmp_path}/other.db", quiet).run()
    opened(house, target).store.close()
    with pytest.raises(NotEmpty):
        Move(house.store, target, quiet).run()
    assert usable(house, source(house))


def test_it_waits_for_messages_that_are_on_their_way(house: Room, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "LOOKS", 2)
    house.do(
        lambda work: work.connection.execute(text("UPDATE outbox SET state = 'sending', due_at = due_at + 86400000000"))
    )
    with pytest.raises(AlwaysSending):
        Move(house.store, target, quiet).run()
    assert usable(house, source(house))


def test_a_difference_is_found_wherever_it_is(house: Room) -> None:
    """One letter, one row more, one row less."""
    url = fresh_url("sqlite", ring(house).parent)
    other = Store.open(url, ring(house), Surroundings())
    tables = {table.name: table for table in plain(metadata)}
    with house.store.connection() as here, other.connection() as there:
        for name in ("cases", "agencies"):
            with pytest.raises(NotTheSame, match=name):
                compared(here, there, [tables[name]])
        assert compared(here, there, [tables["uploads"]])
    other.close()


def dying(house: Room, target: str, at: str) -> None:
    """In a process of its own: move, and be killed at this point."""

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    count = iter(range(1000))
    moment = int(at) if at.isdecimal() else -1
    if moment < 0:
        setattr(moving, at, die)
    there = opened(house, source(house))
    Move(there.store, target, lambda *_: die() if next(count) == moment else None).run()


@pytest.mark.parametrize("at", [*map(str, Random(11).sample(range(30), 2)), "expect", "leave", "arrive"])
def test_killed_anywhere_one_of_the_two_is_in_use(house: Room, target: str, at: str) -> None:
    house.store.close()
    process = multiprocessing.get_context("fork").Process(target=dying, args=(house, target, at))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    moved = not usable(house, source(house))
    assert moved == (at == "arrive")
    assert bool(meta_of(target)) == (at in {"leave", "arrive"})
    if not moved:
        assert not meta_of(target) or not usable(house, target)
        again = opened(house, source(house))
        Move(again.store, target, quiet).run()
        again.store.close()
    assert usable(house, target) and not usable(house, source(house))


def meta_of(url: str) -> set[str]:
    """The facts about a database; none if it is empty."""
    database = Database.open(url)
    with database.connection() as connection:
        there = connection.dialect.has_table(connection, "meta")
        found = set(connection.execute(text("SELECT key FROM meta")).scalars()) if there else set()
    database.close()
    return found


def test_the_command_says_what_to_do_next(
    house: Room, target: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANGNGHE_DATABASE_URL", source(house))
    monkeypatch.setenv("LANGNGHE_KEYRING", str(ring(house)))
    shown = cli.command("move", "--to", "postgresql://me:secret@127.0.0.1/db")
    assert "LANGNGHE_TARGET_URL" in str(shown.exception)
    monkeypatch.setenv("LANGNGHE_TARGET_URL", "postgresql://me:secret@127.0.0.1:1/db")
    assert isinstance(cli.command("move").exception, DatabaseSilent)
    monkeypatch.setenv("LANGNGHE_TARGET_URL", target)
    with monkeypatch.context() as cut_off:
        cut_off.setattr(moving, "arrive", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        assert cli.command("move").exit_code
    assert ARRIVING in meta_of(target)
    finished = cli.command("move")
    assert "Set LANGNGHE_DATABASE_URL" in finished.output and finished.exit_code == 0
    assert ARRIVING not in meta_of(target)
    monkeypatch.setattr("sys.argv", ["langnghe", "check"])
    with pytest.raises(SystemExit, match="was moved"):
        main()
    assert isinstance(cli.command("move").exception, MovedAway)
