"""SQLite prepares each statement of a conversation once, not at every run."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import cast

from bot.store.statements import driver
from bot.store.work import SqlWork
from handlers.events import Address
from tests.bench.script import FIRST_CHAT, STEPS, words
from tests.room import Room, room

FRAME = (sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_TRANSACTION)  # once for a whole group of jobs


def converse(here: Room, chat: int) -> None:
    """One person tells all, as somebody who may have had a copy of a campaign."""
    address = Address("telegram", str(chat))
    for step in STEPS:
        here.say(words(chat, step), address)

    def answer(work: SqlWork) -> str:
        return work.campaigns.answered(work.people.at(address).id, work.now - timedelta(days=3))

    assert here.do(answer) == ""


def test_no_statement_of_a_conversation_is_prepared_twice(tmp_path: Path) -> None:
    looked: list[int] = []

    def look(action: int, *_rest: object) -> int:  # SQLite asks for leave while it prepares, and only then
        if action not in FRAME:
            looked.append(action)
        return sqlite3.SQLITE_OK

    with room(tmp_path) as here:
        with here.store.begin() as connection:
            cast(sqlite3.Connection, driver(connection)).set_authorizer(look)
        for chat in range(FIRST_CHAT, FIRST_CHAT + 3):  # the second and third meet cases that are like theirs
            looked.clear()
            converse(here, chat)
            assert chat == FIRST_CHAT + 2 or looked
    assert looked == []
