"""Which case became part of which is kept on both databases, and that it was undone."""

from dataclasses import replace

from bot.store import Store
from bot.store.work import SqlWork
from handlers.events import Address
from referral.merging import Merge
from tests.store_cast import CASE


def test_a_merge_is_kept_undone_and_made_again(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        case, kept, person = two(work)
        assert work.merges.of(case) is None
        made = Merge(case, kept, "police", work.now, {person: ""})
        work.merges.add(made)
        work.cases.follow(kept, person)
    with store.begin() as connection:
        work = store.work(connection)
        assert work.merges.of(case) == made
        work.merges.undo(made, "committee")
        assert work.merges.of(case) is None and work.cases.followers(kept) == []
        work.merges.add(made)
        assert work.merges.of(case) == made
        assert not work.seen("form:x")
        assert work.first_time("form:x") and work.seen("form:x")


def two(work: SqlWork) -> tuple[str, str, str]:
    """Two cases and somebody."""
    first, second = replace(CASE, id="first", number="LN-22222"), replace(CASE, id="second", number="LN-33333")
    work.cases.add(first, "1" * 16)
    work.cases.add(second, "2" * 16)
    return first.id, second.id, work.people.at(Address("webchat", "lan")).id
