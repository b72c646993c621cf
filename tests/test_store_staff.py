"""The directory, invitations, ways and duty, log-in links and sessions."""

from dataclasses import replace
from datetime import timedelta

from bot.store import Store, Surroundings
from bot.store.tables import officer_ways
from handlers.events import Address
from tests.fakes import FakeClock
from tests.store_cast import AGENCIES, LAN, MINUTE, OFFICERS, START, found_directory, meet

PHONE = Address("telegram", "7001")


def test_the_directory_is_kept_whole(store: Store) -> None:
    found_directory(store)
    with store.connection() as connection:
        directory = store.work(connection).directory
    assert tuple(directory.agencies.values()) == AGENCIES
    assert tuple(directory.officers.values()) == OFFICERS
    assert not directory.live


def test_real_agencies_is_the_deployers_word(store: Store) -> None:
    real = Store(store.database, store.vault, Surroundings(real_agencies=True))
    with real.begin() as connection:
        real.work(connection).directories.replace(AGENCIES[:1], ())
        assert real.work(connection).directory.live


def test_another_import_keeps_duty_and_ways(store: Store) -> None:
    found_directory(store)
    person = meet(store)
    with store.begin() as connection:
        work = store.work(connection)
        work.staff.link("officer-1", person.id)
        work.staff.set_duty("officer-1", False)
        work.directories.replace(AGENCIES, [replace(OFFICERS[0], name="Cán bộ Mới")])
        expected = replace(OFFICERS[0], name="Cán bộ Mới", on_duty=False, ways=(person.id,), channels=("webchat",))
        assert work.directory.officers == {"officer-1": expected, "officer-2": OFFICERS[1]}


def test_a_change_is_seen_by_other_processes(store: Store) -> None:
    found_directory(store)
    other = Store(store.database, store.vault, Surroundings())
    with other.connection() as connection:
        assert other.work(connection).directory.officers["officer-1"].on_duty
    with store.begin() as connection:
        store.work(connection).staff.set_duty("officer-1", False)
    with other.connection() as connection:
        assert not other.work(connection).directory.officers["officer-1"].on_duty


def test_a_change_that_was_rolled_back_is_forgotten(store: Store) -> None:
    found_directory(store)
    with store.begin() as connection:
        savepoint = connection.begin_nested()
        work = store.work(connection)
        work.staff.set_duty("officer-1", False)
        assert not work.directory.officers["officer-1"].on_duty
        savepoint.rollback()
        assert store.work(connection).directory.officers["officer-1"].on_duty


def test_the_directory_is_read_once_while_it_stays_the_same(store: Store) -> None:
    found_directory(store)
    with store.connection() as connection:
        assert store.work(connection).directory is store.work(connection).directory


def test_an_invite_works_once(store: Store) -> None:
    with store.begin() as connection:
        staff = store.work(connection).staff
        staff.invite("ABCDEFGH", "officer-1", START + MINUTE)
        assert staff.redeem("HGFEDCBA") == ""
        assert [staff.redeem("ABCDEFGH"), staff.redeem("ABCDEFGH")] == ["officer-1", ""]


def test_an_invite_expires(store: Store, clock: FakeClock) -> None:
    with store.begin() as connection:
        store.work(connection).staff.invite("ABCDEFGH", "officer-1", START + MINUTE)
    clock.forward(MINUTE)
    with store.begin() as connection:
        assert store.work(connection).staff.redeem("ABCDEFGH") == ""


def test_the_way_used_last_comes_first(store: Store, clock: FakeClock) -> None:
    found_directory(store)
    page, phone = meet(store), meet(store, PHONE)
    for person, linked in ((page, True), (phone, True), (page, False), (page, False)):
        clock.forward(MINUTE)
        with store.begin() as connection:
            staff = store.work(connection).staff
            if linked:
                staff.link("officer-1", person.id)
            else:
                staff.used("officer-1", person.id)
    with store.connection() as connection:
        work = store.work(connection)
        assert work.directory.officers["officer-1"].ways == (page.id, phone.id)
        latest = connection.execute(officer_ways.select().order_by(officer_ways.c.used_at.desc())).first()
        assert latest and latest.used_at == START + 3 * MINUTE  # the repeat wrote nothing


def test_a_person_is_one_officer(store: Store) -> None:
    found_directory(store)
    person = meet(store)
    with store.begin() as connection:
        work = store.work(connection)
        work.staff.link("officer-1", person.id)
        work.staff.link("officer-2", person.id)
        assert [officer.ways for officer in work.directory.officers.values()] == [(), (person.id,)]
        assert work.people.at(LAN).officer_id == "officer-2"


def test_a_link_logs_in_once_and_expires(store: Store, clock: FakeClock) -> None:
    with store.begin() as connection:
        logins = store.work(connection).logins
        used, late = (logins.issue("officer-1", START + MINUTE) for _ in range(2))
        assert [logins.redeem(used), logins.redeem(used), logins.redeem("x")] == ["officer-1", "", ""]
    clock.forward(MINUTE)
    with store.begin() as connection:
        assert store.work(connection).logins.redeem(late) == ""


def test_a_session_notes_its_use_and_ends(store: Store, clock: FakeClock) -> None:
    person = meet(store)
    with store.begin() as connection:
        token, csrf = store.work(connection).logins.open_session("officer-1", person.id, START + 9 * MINUTE)
    clock.forward(MINUTE)
    with store.begin() as connection:
        store.work(connection).logins.session(token)
    with store.begin() as connection:
        logins = store.work(connection).logins
        session = logins.session(token)
        assert session and (session.officer_id, session.person_id, session.csrf) == ("officer-1", person.id, csrf)
        assert session.used_at == START + MINUTE
        assert logins.session("x") is None
        logins.end(token)
        assert logins.session(token) is None


def test_a_session_expires(store: Store, clock: FakeClock) -> None:
    person = meet(store)
    with store.begin() as connection:
        token, _ = store.work(connection).logins.open_session("officer-1", person.id, START + MINUTE)
    clock.forward(timedelta(hours=1))
    with store.connection() as connection:
        assert store.work(connection).logins.session(token) is None
