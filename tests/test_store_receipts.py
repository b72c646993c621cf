"""What the outbox knows of messages afterwards: arrived, seen, given up, waiting; and lines that are untold again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Executable

from bot.store import Store
from bot.store.outbox import DROP, LET_GO, TAKE_BACK
from bot.store.people import FORGET
from bot.store.receipts import HELD_UP, OURS, UNDER_WAY
from bot.store.traces import TRACES, TRACES_ABOUT
from handlers.events import Copy, Mark, OutgoingMessage
from tests.fakes import FakeClock
from tests.store_cast import CASE, ENTRY, MINUTE, START, meet, open_case, plan_of, send

HOUR = timedelta(hours=1)


def claimed(store: Store, person: str, *keys: str) -> list[int]:
    """The numbers of these messages, which are now being sent."""
    send(store, *(OutgoingMessage(key, person, key, lane="urgent") for key in keys))
    numbers = []
    for _ in keys:
        with store.begin() as connection:
            work = store.work(connection)
            (parcel,) = work.outbox.claim(work.now, ("webchat",), 9, MINUTE)
            work.outbox.sent(parcel.id, f"m-{parcel.message.key}")
            numbers.append(parcel.id)
    return numbers


@pytest.mark.parametrize("mark", ["delivered", "seen"])
def test_what_the_platform_tells_is_kept(store: Store, mark: Mark) -> None:
    me = meet(store).id
    claimed(store, me, "a", "b")
    with store.begin() as connection:
        work = store.work(connection)
        work.receipts.mark("somebody else", ["m-a"], mark)
        assert work.receipts.of("a") is None
        work.receipts.mark(me, ["m-a"], mark)
        assert [work.receipts.of(key) for key in ("a", "b", "never")] == [mark, None, None]
        assert sorted(work.receipts.copies(["a", "b", "never"]), key=str) == sorted(
            [Copy(me, "sent", mark), Copy(me, "sent")], key=str
        )


def test_what_was_seen_stays_seen(store: Store) -> None:
    me = meet(store).id
    claimed(store, me, "a")
    with store.begin() as connection:
        work = store.work(connection)
        for mark in ("seen", "delivered"):
            work.receipts.mark(me, ["m-a"], mark)
        assert work.receipts.of("a") == "seen"


def test_where_a_message_stands(store: Store) -> None:
    me = meet(store).id
    send(store, OutgoingMessage("a", me, "a"))
    with store.begin() as connection:
        work = store.work(connection)
        assert work.receipts.copies(["a"]) == [Copy(me, "waiting")]
        (parcel,) = work.outbox.claim(work.now, ("webchat",), 9, MINUTE)
        assert work.receipts.copies(["a"]) == [Copy(me, "waiting")]
        work.outbox.dead(parcel.id, "window")
        assert work.receipts.copies(["a"]) == [Copy(me, "dead")]


def test_what_waits_for_later_holds_up_what_comes_after_it(store: Store, clock: FakeClock) -> None:
    me = meet(store).id
    send(store, OutgoingMessage("a", me, "a", lane="urgent"), OutgoingMessage("r", me, "r", wait=HOUR))
    with store.begin() as connection:
        work = store.work(connection)
        assert not work.receipts.held_up(me), "it may go now, and only what is urgent counts"
        parcel = next(p for p in work.outbox.claim(work.now, ("webchat",), 9, MINUTE) if p.message.key == "a")
        assert not work.receipts.held_up(me), "it is being sent"
        work.outbox.retry(parcel.id, work.now + HOUR)
        assert work.receipts.held_up(me)
    clock.forward(HOUR)
    with store.begin() as connection:
        assert not store.work(connection).receipts.held_up(me)


def test_one_line_is_untold_again(store: Store) -> None:
    open_case(store)
    with store.begin() as connection:
        history = store.work(connection).history
        for text in ("một", "hai", "ba"):
            history.record(CASE.id, replace(ENTRY, text=text, told=True))
        history.mark_untold(CASE.id, 2)
        assert [entry.text for entry in history.untold(CASE.id)] == ["hai"]
        history.mark_untold(CASE.id, 9)
        assert len(history.untold(CASE.id)) == 1


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("statement", [HELD_UP, UNDER_WAY, OURS, LET_GO, DROP, TAKE_BACK])
def test_what_waits_for_somebody_is_found_by_its_index_however_much_was_sent(
    store: Store, statement: Executable
) -> None:
    """Each alert asks it of each way; all that was ever sent is in the same table (SQLite's plan)."""
    steps = plan_of(store, statement, {"this": "p", "now": START, "hashes": ["t"], "about": "c"})
    assert any("ix_outbox_person (person_id=?" in step for step in steps), steps
    assert not [step for step in steps if "SCAN" in step], steps


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("statement", [TRACES, TRACES_ABOUT, *FORGET])
def test_whoever_hides_or_is_forgotten_is_found_without_a_walk_over_all_that_was_sent(
    store: Store, statement: Executable
) -> None:
    """Who hides the page waits for it, and so does everybody behind in the writer's line (SQLite's plan)."""
    steps = plan_of(store, statement, {"this": "p", "since": START, "about": "c", "most": 9})
    assert not [step for step in steps if "SCAN" in step], steps
    assert not [step for step in steps if "TEMP B-TREE" in step], steps
