"""What opens an account, on both databases: once is once, sealed is sealed, and old keys still find it."""

from datetime import timedelta
from pathlib import Path

from bot.store import Store
from bot.store.work import SqlWork
from handlers.keeps_accounts import Arrival
from referral.credentials import Tries
from referral.staff import Account
from tests.fakes import FakeClock
from tests.store_cast import MINUTE, START, meet

LATER = START + timedelta(days=3)
WHO = Account("account-1", "Đặng.Lan", "auditor", "Cô Lan")


def add(work: SqlWork) -> None:
    """The account."""
    work.accounts.add(WHO, "test")


def test_tries_are_counted_and_taken_back(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        add(work)
        assert [work.credentials.count_try(WHO.id).failures for _ in range(3)] == [0, 1, 2]
    with store.begin() as connection:
        credentials = store.work(connection).credentials
        found = credentials.of(WHO.id, lock=True)
        assert found and found.tries == Tries(3, START)
        credentials.set_tries(WHO.id, Tries())
        assert credentials.of(WHO.id, lock=True).tries == Tries()  # type: ignore[union-attr]
        assert credentials.of("nobody") is None


def test_a_second_factor_is_offered_then_taken_and_each_step_counts_once(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        add(work)
        work.credentials.offer_factor(WHO.id, "SECRET")
        offered = work.credentials.of(WHO.id)
        assert offered and (offered.secret, offered.offered) == ("", "SECRET")
        work.credentials.take_factor(WHO.id, 5)
        taken = work.credentials.of(WHO.id)
        assert taken and (taken.secret, taken.offered) == ("SECRET", "")
        assert [work.credentials.use_step(WHO.id, step) for step in (5, 4, 6, 6)] == [False, False, True, False]
        work.credentials.void(WHO.id)
        gone = work.accounts.get(WHO.id)
        assert gone and not gone.second_factor and not gone.password


def test_codes_and_links_are_good_once_and_an_older_key_still_finds_them(store: Store, ring_path: Path) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        add(work)
        codes = work.credentials.new_codes(WHO.id, "once")
        assert work.credentials.new_codes(WHO.id, "once") == codes and len(set(codes)) == 10
        token = work.credentials.invite(WHO.id, LATER, "once")
        assert work.credentials.invite(WHO.id, LATER, "once") == token
    store.rotate_lookup(ring_path)
    with store.begin() as connection:
        work = store.work(connection)
        assert work.accounts.by_name(" đặng.lan") == work.accounts.get(WHO.id)
        assert [work.credentials.use_code(WHO.id, codes[0]) for _ in range(2)] == [True, False]
        assert not work.credentials.use_code("other", codes[1])
        assert work.credentials.codes_left(WHO.id) == 9
        assert not work.credentials.has_codes(WHO.id, "another form")


def test_nothing_of_an_account_lies_open(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        add(work)
        work.credentials.offer_factor(WHO.id, "JBSWY3DPEHPK3PXP")
        secrets = [*work.credentials.new_codes(WHO.id, "once"), work.credentials.invite(WHO.id, LATER, "once")]
        tables = ("accounts", "recovery_codes", "account_invites", "audit")
        kept = "".join(str(list(connection.exec_driver_sql(f"SELECT * FROM {name}"))) for name in tables)
    assert not any(secret in kept for secret in (*secrets, "JBSWY3DPEHPK3PXP", "Lan", "ng.Lan"))


def test_a_session_goes_on_under_a_new_secret(store: Store, clock: FakeClock) -> None:
    person = meet(store)
    with store.begin() as connection:
        work = store.work(connection)
        add(work)
        first, csrf = work.logins.open_session("", person.id, LATER, WHO.id)
        work.seats.arrived(first, Arrival("192.0.2.1", "Chrome, Android", "mark-1"))
        assert work.seats.known_source(WHO.id, "192.0.2.1") and not work.seats.known_source(WHO.id, "192.0.2.2")
        second = work.seats.renew(first, Arrival("192.0.2.2", "Chrome, Android", "mark-2"))
        session = work.logins.session(second)
        assert session and (session.csrf, session.id, session.expires_at) == (csrf, "mark-2", LATER)
        assert work.seats.comes_from(session.source_hash, "192.0.2.2") and work.seats.comes_from("", "192.0.2.9")
        assert not work.seats.comes_from(session.source_hash, "192.0.2.1")
        assert work.seats.opened_by(WHO.id, "mark-2") and not work.seats.opened_by(WHO.id, "mark-3")
        assert [one.id for one in work.seats.live(WHO.id, "")] == ["mark-2"]
        assert work.seats.latest() == {WHO.id: START}
    clock.forward(MINUTE)
    with store.begin() as connection:
        work = store.work(connection)
        assert work.logins.session(first) is None and not work.seats.opened_by(WHO.id, "mark-2")
        assert not work.seats.end_one("other", "", "mark-2")
        assert work.seats.end_account(WHO.id, "mark-2") == 0 and work.seats.end_account(WHO.id) == 1
        assert work.logins.session(second) is None
        assert work.seats.known_source(WHO.id, "192.0.2.2"), "a network stays known after the session has ended"
