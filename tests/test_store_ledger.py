"""The ledger in the store: what people and platforms do, kept so that no process undoes what another one wrote."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from bot.store import Store
from handlers import incoming, welcome
from handlers.events import Address, IncomingEvent, Presence
from referral.ledger import FREE, MONTH, Allowance, Quota, Wish, next_month, refusal
from referral.ledger_terms import BELIEVED, TERMS
from tests.fakes import FakeClock
from tests.store_cast import LAN, MINUTE, START, meet

MAI = Address("zalo_oa", "11:220000000000000000001")
ITS = "zalo_oa:11"
DAY = timedelta(days=1)


def known(store: Store, person_id: str, account: str = ITS) -> Allowance:
    with store.begin() as connection:
        return store.work(connection).ledger.of(person_id, account)


def test_nothing_is_known_of_somebody_new(store: Store) -> None:
    assert known(store, meet(store, MAI).id) == Allowance("zalo_oa")


def test_what_somebody_does_opens_the_window_and_never_moves_back(store: Store) -> None:
    mai = meet(store, MAI).id
    with store.begin() as connection:
        ledger = store.work(connection).ledger
        ledger.interacted(mai, START)
        ledger.note_free(mai, 7)
        ledger.spent(mai, ITS, FREE)
        ledger.closed(mai)
    late = Allowance("zalo_oa", last_at=START, sent=1, free=6, closed_at=START)
    assert known(store, mai) == late
    with store.begin() as connection:
        store.work(connection).ledger.interacted(mai, START - MINUTE)
    assert known(store, mai) == late, "an older message that arrives late opens nothing"
    with store.begin() as connection:
        store.work(connection).ledger.interacted(mai, START + MINUTE)
    assert known(store, mai) == Allowance("zalo_oa", last_at=START + MINUTE), "what was counted is past"


def test_the_first_thing_known_may_be_that_the_window_is_closed(store: Store) -> None:
    mai = meet(store, MAI).id
    with store.begin() as connection:
        store.work(connection).ledger.closed(mai)
    assert known(store, mai) == Allowance("zalo_oa", closed_at=START)
    with store.begin() as connection:
        store.work(connection).ledger.interacted(mai, START - MINUTE)
    assert known(store, mai).closed_at is None


def test_free_ones_are_counted_down_to_nothing_and_no_further(store: Store) -> None:
    mai = meet(store, MAI).id
    with store.begin() as connection:
        ledger = store.work(connection).ledger
        ledger.note_free(mai, 1)
        for _ in range(3):
            ledger.spent(mai, ITS, FREE)
    assert (known(store, mai).free, known(store, mai).sent) == (0, 3)


def test_each_account_has_its_own_quotas(store: Store) -> None:
    mai = meet(store, MAI).id
    with store.begin() as connection:
        ledger = store.work(connection).ledger
        ledger.note_quota(ITS, "sub_quota", 5, 10)
        ledger.note_quota("zalo_oa:12", "sub_quota", 9, 10)
        ledger.note_quota(ITS, "reply", 0, 8)
        ledger.spent(mai, ITS, "sub_quota")
        ledger.spent(mai, ITS, "")
    assert known(store, mai).quotas == {"sub_quota": Quota(4, 10)}, "`reply` is told of a person"
    assert known(store, mai, "zalo_oa:12").quotas == {"sub_quota": Quota(9, 10)}


def test_an_answer_from_before_gives_nothing_back_until_it_is_calm(store: Store, clock: FakeClock) -> None:
    def told(remain: int) -> Quota:
        with store.begin() as connection:
            store.work(connection).ledger.note_quota(ITS, "sub_quota", remain, 10)
        return known(store, mai).quotas["sub_quota"]

    mai = meet(store, MAI).id
    assert told(9) == Quota(9, 10)
    with store.begin() as connection:
        store.work(connection).ledger.spent(mai, ITS, "sub_quota")
    assert told(9).remain == 8, "of what is under way the platform did not know yet"
    assert told(5).remain == 5
    clock.forward(2 * MINUTE)
    assert told(7).remain == 7, "what failed is given back"
    assert told(0) == Quota(0, 10, clock.now + BELIEVED), "until then it is believed"
    assert told(4).remain == 4, "bought anew"


def test_a_refusal_is_kept_until_it_ends(store: Store) -> None:
    mai = meet(store, MAI).id
    kind = refusal(Wish("urgent"))
    with store.begin() as connection:
        ledger = store.work(connection).ledger
        ledger.exhausted(ITS, kind, START + DAY)
        ledger.exhausted(ITS, kind, START + 2 * DAY)
    assert known(store, mai).quotas == {kind: Quota(0, 0, START + 2 * DAY)}


def test_the_month_of_a_bot_is_counted_from_its_first_message(store: Store, clock: FakeClock) -> None:
    def month() -> Quota:
        with store.begin() as connection:
            store.work(connection).ledger.spent(an.id, "zalo_bot", MONTH)
        return known(store, an.id, "zalo_bot").quotas[MONTH]

    an, most = meet(store, Address("zalo_bot", "a1")), TERMS["zalo_bot"].monthly
    assert month() == Quota(most - 1, most, next_month(START))
    assert month() == Quota(most - 2, most, next_month(START))
    clock.now = next_month(START)
    assert month() == Quota(most - 1, most, next_month(clock.now))


def test_many_at_once_lose_no_count(store: Store) -> None:
    mai, together = meet(store, MAI).id, Barrier(4)

    def take() -> None:
        together.wait()
        for _ in range(5):
            with store.begin() as connection:
                work = store.work(connection)
                remain = work.ledger.held({mai: ITS})[mai].quotas["sub_quota"].remain
                work.ledger.spent(mai, ITS, "sub_quota")
                seen.append(remain)

    with store.begin() as connection:
        store.work(connection).ledger.interacted(mai, START)
        store.work(connection).ledger.note_quota(ITS, "sub_quota", 100, 100)
    seen: list[int] = []
    threads = [Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(81, 101)), "each has seen what no other one saw"
    assert (known(store, mai).quotas["sub_quota"].remain, known(store, mai).sent) == (80, 20)


def test_a_person_who_is_forgotten_is_in_no_ledger(store: Store) -> None:
    mai = meet(store, MAI).id
    with store.begin() as connection:
        work = store.work(connection)
        work.ledger.interacted(mai, START)
        work.people.erase(mai)
        assert work.ledger.of(mai, ITS) == Allowance("zalo_oa")


@pytest.mark.parametrize(("address", "last_at"), [(MAI, START - MINUTE), (LAN, None)])
def test_whoever_writes_opens_the_window_if_there_is_one(store: Store, address: Address, last_at: object) -> None:
    with store.begin() as connection:
        incoming.take(store.work(connection), IncomingEvent("1", address, START - MINUTE, "chào"))
    assert known(store, meet(store, address).id).last_at == last_at


@pytest.mark.parametrize(("here", "last_at"), [(True, START), (False, None)])
def test_who_follows_opens_the_window_who_leaves_does_not(store: Store, here: bool, last_at: object) -> None:
    meet(store, MAI)
    with store.begin() as connection:
        welcome.came_or_left(store.work(connection), Presence("1", MAI, here, START + DAY))
    assert known(store, meet(store, MAI).id).last_at == last_at, "a clock that runs ahead opens it no longer"
