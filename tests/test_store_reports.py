"""Figures out of the database: whoever must not know of a case does not count it; drafts and versions are sealed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from time import sleep

from bot.store import Store
from bot.store.work import SqlWork
from handlers.keeps_console import Draft, Handed, Maker, TokenGrant, Viewer
from referral.agencies import Officer
from referral.reports.periods import Schedule, deadlines_of
from referral.reports.scope import Place, Scope
from tests.report_cast import OTHER, PROVINCE, SON_TAY, cases, fill
from tests.store_cast import START

DAY = timedelta(days=1)
ALL = Scope(START, START + 400 * DAY)


def working(store: Store, job: Callable[[SqlWork], None]) -> None:
    """Run something in a transaction."""
    with store.begin() as connection:
        job(store.work(connection))


def test_figures_are_read_in_slices_and_within_the_scope(store: Store) -> None:
    working(store, lambda work: fill(work, cases(510, START)))
    working(store, lambda work: fill(work, cases(2, START, OTHER)))

    def look(work: SqlWork) -> None:
        assert len(work.counted.cases(ALL, Viewer())) == 512
        assert len(work.counted.cases(replace(ALL, province=PROVINCE), Viewer())) == 512
        assert len(work.counted.cases(replace(ALL, province="01"), Viewer())) == 0
        assert len(work.counted.cases(replace(ALL, agency=f"police-{OTHER}"), Viewer())) == 2
        assert len(work.counted.cases(replace(ALL, until=START), Viewer())) == 0
        one = work.counted.cases(replace(ALL, agency=f"police-{OTHER}"), Viewer())[1]
        assert (one.commune, one.satisfied, one.measures, one.in_time) == (OTHER, "ok", "kept", True)

    working(store, look)


def test_what_is_hidden_from_the_viewer_is_left_out(store: Store) -> None:
    (case,) = cases(1, START)
    shut = replace(case, excluded=frozenset({"officer-9"}))
    working(store, lambda work: work.cases.add(shut, "1" * 16))

    def look(work: SqlWork) -> None:
        viewer = Viewer(Officer("officer-9", "police-1", ""))
        assert not work.counted.cases(ALL, viewer) and len(work.counted.cases(ALL, Viewer())) == 1
        assert not work.counted.hazards(ALL, viewer) and work.counted.reached(ALL) == {}

    working(store, look)


def test_an_erased_case_is_not_read_from_its_table(store: Store) -> None:
    working(store, lambda work: fill(work, cases(2, START)))
    working(store, lambda work: work.cases.erase(f"{SON_TAY}-000000"))

    def look(work: SqlWork) -> None:
        assert len(work.counted.cases(ALL, Viewer())) == 1

    working(store, look)


def test_a_report_is_kept_in_versions(store: Store) -> None:
    def write(work: SqlWork) -> None:
        assert work.reports.draft(SON_TAY, "2027-half") == {}
        work.reports.save_draft(Draft(SON_TAY, "2027-half", {"II": "lời"}), "a")
        assert work.reports.draft(SON_TAY, "2027-half") == {"II": "lời"}
        first = work.reports.hand_in(Handed("r1", SON_TAY, PROVINCE, "2027-half", "a", "{}"))
        second = work.reports.hand_in(replace(first, id="r2", content='{"n": 2}'))
        assert (first.version, second.version) == (1, 2) and work.reports.handed("r2") == second
        assert [one.id for one in work.reports.versions(SON_TAY, "2027-half")] == ["r2", "r1"]
        assert list(work.reports.handed_in(PROVINCE, "2027-half")) == [SON_TAY]
        assert work.reports.handed("r3") is None

    working(store, write)


def test_two_who_hand_the_same_report_in_at_once_make_two_versions(store: Store) -> None:
    """Which of them is the correction the database decides; neither is told that something failed."""

    def hand_in(report_id: str) -> int:
        with store.begin() as connection:
            work = store.work(connection)
            kept = work.reports.hand_in(Handed(report_id, SON_TAY, PROVINCE, "2027-half", "a", "{}"))
            sleep(0.2)  # the others begin meanwhile
            return kept.version

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(hand_in, ("r1", "r2", "r3"))) == [1, 2, 3]


def test_who_keeps_words_meanwhile_is_seen_by_who_looks_before_they_write(store: Store) -> None:
    def write(words: str) -> str:
        with store.begin() as connection:
            work = store.work(connection)
            work.reports.lock(SON_TAY, "2027-half")
            before = work.reports.draft(SON_TAY, "2027-half").get("II", "")
            work.reports.save_draft(Draft(SON_TAY, "2027-half", {"II": before + words}), "a")
            sleep(0.2)  # the other one looks meanwhile
            return before

    with ThreadPoolExecutor(2) as pool:
        seen = sorted(pool.map(write, "ab"))
    assert seen in (["", "a"], ["", "b"])


def test_a_province_has_its_own_deadlines_and_layout_else_those_of_all(store: Store) -> None:
    def write(work: SqlWork) -> None:
        assert work.reports.deadlines(PROVINCE) == Schedule() and work.reports.layout(PROVINCE) == b""
        for province, half in (("", "05-25"), (PROVINCE, "06-01")):
            work.reports.set_deadlines(province, {2027 + bool(province): deadlines_of(half, "11-20")})
            work.reports.set_layout(province, half.encode(), "a")
        for province, last in (("01", (5, 25)), (PROVINCE, (6, 1))):
            known = work.reports.deadlines(province)
            assert [known.of(year).half for year in (2026, 2027, 2028)] == [(6, 15), (5, 25), last]
        assert (work.reports.layout("01"), work.reports.layout(PROVINCE)) == (b"05-25", b"06-01")
        work.reports.set_layout(PROVINCE, b"", "a")
        assert work.reports.layout(PROVINCE) == b"05-25"

    working(store, write)


def test_a_token_opens_until_it_ends(store: Store) -> None:
    def write(work: SqlWork) -> None:
        grant = TokenGrant("máy", Place(province=PROVINCE), Maker("a", "officer-1", "b", "police"), work.now + DAY)
        token, over = "lnt_1", "lnt_2"
        work.api_tokens.make(grant, token, "a")
        found = work.api_tokens.find(token)
        assert found and found.grant == grant and not found.used_at and work.api_tokens.find(token + "x") is None
        work.api_tokens.used(found.id)
        (line,) = work.api_tokens.of(PROVINCE)
        assert line.used_at == work.now and not work.api_tokens.of("01") and len(work.api_tokens.of("")) == 1
        work.api_tokens.make(replace(grant, expires_at=work.now), over, "a")
        work.api_tokens.revoke(line.id)
        assert work.api_tokens.find(token) is None and work.api_tokens.find(over) is None

    working(store, write)
