"""Dangerous places, linked cases and the query for what is alike, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.store import Store
from bot.store.tables import hazards, keys
from referral.hazards import Hazard, HazardStatus
from referral.urgency import Urgency
from tests.store_cast import CASE, MINUTE, START, open_case

WORDS = "ao nhà bà Tư thôn 3"
PLACE = Hazard(
    "h1", "HZ-22222", "pond", "14773", "38", "committee", START, START + MINUTE, WORDS, (15.5, 108.25),
    "confirmed", START, "officer-1", "photo-1", START, "reporter", START, 2,
)  # fmt: skip
BARE = Hazard("h2", "HZ-33333", "well", "14776", "38", "", START, START)


def cases(store: Store, count: int) -> list[str]:
    """Open so many cases."""
    found = [replace(CASE, id=f"c{n}", number=f"LN-{n}") for n in range(count)]
    for n, case in enumerate(found):
        open_case(store, case, f"{n:016d}")
    return [case.id for case in found]


def test_a_place_is_kept_whole(store: Store) -> None:
    with store.begin() as connection:
        places = store.work(connection).hazards
        places.add(BARE)
        places.add(replace(BARE, id="h1", number="HZ-1"))
        places.save(PLACE)
    with store.connection() as connection:
        places = store.work(connection).hazards
        assert places.get("h1") == PLACE == places.by_number("HZ-22222") and places.get("h2") == BARE
        assert places.get("h3") is None and places.by_number("HZ-1") is None and places.of_case("c0") is None


def test_where_it_is_in_words_is_sealed(store: Store) -> None:
    with store.begin() as connection:
        store.work(connection).hazards.add(PLACE)
        row = connection.execute(select(hazards)).one()
    assert not any(WORDS in str(value) for value in row) and WORDS.encode() not in row.sealed


def test_reports_join_and_leave_and_the_last_takes_the_place_along(store: Store) -> None:
    one, two = cases(store, 2)
    with store.begin() as connection:
        places = store.work(connection).hazards
        places.add(PLACE)
        for case_id in (one, two, one):
            places.join("h1", case_id)
        assert places.cases("h1") == [one, two] and places.of_case(two) == PLACE
        assert places.report_counts() == {"h1": 2}
        places.leave(one)
        assert places.cases("h1") == [two]
        places.leave(two)
        places.leave(two)
        assert places.get("h1") is None and places.of_case(two) is None
        assert connection.execute(select(keys).where(keys.c.subject == "hazard:h1")).first() is None


def test_a_place_whose_key_is_gone_has_no_words(store: Store) -> None:
    with store.begin() as connection:
        store.work(connection).hazards.add(PLACE)
        connection.execute(keys.delete().where(keys.c.subject == "hazard:h1"))
    with store.connection() as connection:
        assert store.work(connection).hazards.get("h1") == replace(PLACE, description="")


def test_lists_by_area_and_by_what_became_of_them(store: Store) -> None:
    states: tuple[HazardStatus, ...] = ("open", "fixed", "confirmed", "gone")
    with store.begin() as connection:
        places = store.work(connection).hazards
        for n, status in enumerate(states):
            places.add(replace(BARE, id=f"h{n}", number=f"HZ-{n}", status=status, commune=f"1477{n % 2}"))
        assert [h.status for h in places.listed()] == ["open", "fixed"]
        assert {h.status for h in places.listed(every=True)} == set(states)
        assert [h.status for h in places.listed(commune="14771")] == ["fixed"]
        assert len(places.listed(province="38")) == 2 and places.listed(province="51") == []


@pytest.mark.parametrize(("category", "words"), [("drowning_hazard", WORDS), ("physical_violence", "")])
def test_a_place_outlives_its_case_without_words_that_are_of_a_child(store: Store, category: str, words: str) -> None:
    one, two = cases(store, 2)
    with store.begin() as connection:
        work = store.work(connection)
        work.hazards.add(PLACE)
        work.hazards.join("h1", one)
        work.links.tie(one, two, "officer-1")
        work.cases.save(replace(CASE, id=one, number="LN-0", category=category))
        work.cases.erase(one)
        assert work.hazards.get("h1") == replace(PLACE, description=words)
        assert work.hazards.cases("h1") == [] and work.links.of(two) == []


def test_cases_are_tied_and_untied(store: Store) -> None:
    a, b, c, d = cases(store, 4)
    with store.begin() as connection:
        links = store.work(connection).links
        links.tie(a, b, "officer-1")
        links.tie(a, b, "officer-1")
        assert links.of(a) == [b] and links.of(b) == [a] and links.of(c) == []
        links.tie(c, d, "officer-1")
        links.tie(d, a, "officer-1")
        assert sorted(links.of(c)) == [a, b, d], "what either was tied to before comes along"
        links.untie(b)
        assert links.of(b) == [] and sorted(links.of(a)) == [c, d]
        links.untie(c)
        links.untie(d)
        assert links.of(a) == links.of(d) == [], "one that is left alone is in none"


def test_what_is_beside_is_open_near_in_time_of_its_kind_and_bounded(store: Store) -> None:
    here = replace(CASE, id="here", number="LN-HERE")
    open_case(store, here, "9" * 16)
    others = [
        replace(here, id="near", number="LN-1", opened_at=START - MINUTE),
        replace(here, id="early", number="LN-2", opened_at=START - timedelta(hours=2)),
        replace(here, id="closed", number="LN-3", status="closed"),
        replace(here, id="elsewhere", number="LN-4", commune="14776"),
        replace(here, id="other", number="LN-5", category="child_marriage"),
        replace(here, id="calm", number="LN-6", urgency=Urgency.routine),
    ]
    for n, case in enumerate(others):
        open_case(store, case, f"{n:016d}")
    since = START - timedelta(hours=1)
    with store.connection() as connection:
        beside = store.work(connection).cases.beside
        assert [c.id for c in beside(here, ("physical_violence",), since)] == ["calm", "near"]
        assert {c.id for c in beside(here, ("physical_violence", "child_marriage"), since)} == {"calm", "near", "other"}
        assert len(beside(here, ("a", "b", "c"), since)) == 0
    for n in range(30):
        open_case(store, replace(here, id=f"more{n}", number=f"LN-M{n}"), f"7{n:015d}")
    with store.connection() as connection:
        assert len(store.work(connection).cases.beside(here, ("physical_violence",), since)) == 20
