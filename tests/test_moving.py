"""A commune ends while cases are open: they follow, whoever must know is told, nobody is left out, twice is once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.replay import LOOKS, ended_provinces, replay
from bot.store.work import SqlWork
from handlers.moving import AgencyMove, agency_moves, move_case, moved_case
from referral.agencies import Agency, Directory
from referral.case import Case
from referral.jurisdiction.changes import apply, difference
from referral.jurisdiction.units import units, use
from referral.urgency import Urgency
from tests.fakes import FakeClock
from tests.mergers import MERGED, PART, SON_KY, SON_TAY, SON_TAY_THUONG, catalogue, heirs, merger, split
from tests.room import Room
from tests.subscribers import Crowd

pytestmark = pytest.mark.usefixtures("units_as_before")

CRY = "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi"
POLICE = "Công an xã Sơn Tây"


def case_of(commune: str = "", candidates: tuple[str, ...] = (), facts: dict[str, str] | None = None) -> Case:
    return Case(
        "c", "LN-7K3FQ", "physical_violence", Urgency.urgent, FakeClock().now,
        commune=commune, candidates=candidates, province="51", facts=facts or {},
    )  # fmt: skip


def merge() -> None:
    export, conversion = merger()
    use(apply(units(), difference(units(), export), conversion, "2026-12-01"))


def divide() -> None:
    export, conversion = split()
    use(apply(units(), difference(units(), export), conversion, "2026-12-01"))


def audits(work: SqlWork) -> list[str]:
    return list(
        work.connection.execute(text("SELECT action FROM audit WHERE actor = 'deployer' ORDER BY id")).scalars()
    )


def test_a_case_in_force_stays_as_it_is() -> None:
    merge()
    assert moved_case(case_of(SON_KY), {}) == case_of(SON_KY)
    assert moved_case(case_of("00000"), {}) == case_of("00000")  # a code that nobody knows
    assert moved_case(case_of(), {}) == case_of()


def test_a_case_follows_the_one_heir() -> None:
    merge()
    before = {"commune": SON_TAY, "commune_words": "xã Sơn Tây, Quảng Ngãi", "place": "ao"}
    moved = moved_case(case_of(SON_TAY, facts=before), {})
    words = {"place": "ao", "commune": MERGED.code, "commune_words": "xã Sơn Nguyên, Quảng Ngãi"}
    assert moved == replace(case_of(MERGED.code), facts=words)


def test_a_case_with_several_heirs_is_asked_about() -> None:
    divide()
    moved = moved_case(case_of(SON_TAY, facts={"commune": SON_TAY, "place": "ao"}), {})
    assert (moved.commune, moved.candidates) == ("", (MERGED.code, PART.code))
    assert moved.facts == {"place": "ao", "place_options": f"{MERGED.code},{PART.code}"}


def test_candidates_that_became_one_are_the_commune() -> None:
    merge()
    assert moved_case(case_of(candidates=(SON_TAY, SON_TAY_THUONG)), {}).commune == MERGED.code
    unsure = moved_case(case_of(candidates=(SON_TAY,)), {})  # a reading nobody has confirmed
    assert (unsure.commune, unsure.candidates) == ("", (MERGED.code,))


def test_candidates_in_several_provinces_are_in_none() -> None:
    merge()
    moved = moved_case(case_of(candidates=(SON_TAY, "00004")), {})
    assert (moved.candidates, moved.province) == ((MERGED.code, "00004"), "")


def test_a_case_of_a_province_that_ended_is_in_the_one_that_follows() -> None:
    assert moved_case(case_of(), {"51": "48"}).province == "48"


def test_a_moved_case_is_recorded_and_everybody_concerned_is_told(here: Room) -> None:
    here.say(CRY)
    here.officer(POLICE, "nhận " + here.cases()[0].number)
    merge()
    move_all(here)
    told = [message.text for message in here.deliver()]
    (case,) = here.cases()
    assert case.commune == MERGED.code
    assert here.do(audits) == [f"move {SON_TAY} > {MERGED.code}"]
    assert any("địa giới vừa thay đổi" in line and "xã Sơn Nguyên, Quảng Ngãi" in line for line in told)
    assert not any("không còn thuộc đơn vị" in line for line in told)
    before = here.rows()
    move_all(here)
    assert here.rows() == before and len(here.do(audits)) == 1


def test_a_divided_commune_is_decided_by_whoever_holds_the_case(here: Room) -> None:
    here.say(CRY)
    here.officer(POLICE, "nhận " + here.cases()[0].number)
    divide()
    move_all(here)
    told = [message.text for message in here.deliver()]
    assert any("vừa được chia lại" in line and "xã Sơn Nguyên" in line and "xã Sơn Đông" in line for line in told)


def test_a_divided_commune_that_nobody_holds_is_decided_by_the_desk_above(here: Room) -> None:
    here.say("hàng xóm hay đánh con, xã Sơn Tây, Quảng Ngãi")
    here.clock.forward(timedelta(minutes=3))
    divide()
    move_all(here)
    assert "province_desk-51-1" in {value for row in here.rows()["alerts"] for value in row}


def test_a_commune_that_gave_land_away_is_asked_about(here: Room) -> None:
    here.say(CRY)
    new = heirs(f"{SON_TAY}>{SON_TAY}", f"{SON_TAY}>{PART.code}")
    use(apply(units(), difference(units(), catalogue(PART)), new, "2026-12-01"))
    (touched,) = LOOKS["Open cases"](here.store, {})
    assert (touched.after, touched.review) == ((SON_TAY, PART.code), "is it still there?")


def move_all(here: Room) -> None:
    """Move every case, each in its transaction."""
    for case in here.cases():
        here.do(lambda work, id=case.id: move_case(work, work.cases.get(id), {}))  # type: ignore[misc]


def served(*agencies: Agency) -> Directory:
    return Directory({agency.id: agency for agency in agencies})


def police(name: str, *communes: str, province: str = "") -> Agency:
    return Agency(name, f"Công an {name}", "police", communes, province)


def test_an_agency_takes_the_heirs_of_its_communes() -> None:
    divide()
    son_tay, other = police("a", SON_TAY, SON_KY), police("b", "00004")
    (move,) = agency_moves(served(son_tay, other), {})
    assert move.after.communes == (MERGED.code, PART.code, SON_KY)
    assert "split" in move.review


def test_two_agencies_of_one_commune_are_reviewed() -> None:
    merge()
    one, two = agency_moves(served(police("a", SON_TAY), police("b", SON_TAY_THUONG)), {})
    assert one.after.communes == two.after.communes == (MERGED.code,)
    assert "several bodies" in one.review and "several bodies" in two.review


def test_a_commune_that_another_body_serves_stays_with_it() -> None:
    export = catalogue(without=[SON_TAY])
    use(apply(units(), difference(units(), export), heirs(f"{SON_TAY}>{SON_TAY_THUONG}"), "2026-12-01"))
    gone, stays = police("a", SON_TAY), police("b", SON_TAY_THUONG)
    health = Agency("c", "Trạm y tế", "health_station", (SON_TAY,))
    assert agency_moves(served(gone, stays, health), {}) == (
        AgencyMove(gone, replace(gone, communes=()), "several bodies of this role: which one stays?"),
        AgencyMove(health, replace(health, communes=(SON_TAY_THUONG,))),
    )


def test_a_commune_that_gave_land_away_is_reviewed() -> None:
    new = heirs(f"{SON_TAY}>{SON_TAY}", f"{SON_TAY}>{PART.code}")
    use(apply(units(), difference(units(), catalogue(PART)), new, "2026-12-01"))
    (move,) = agency_moves(served(police("a", SON_TAY)), {})
    assert move.before == move.after and "gave land away" in move.review


def test_a_code_that_nobody_knows_is_reviewed() -> None:
    (move,) = agency_moves(served(police("a", "00000")), {})
    assert move.before == move.after and "nobody knows" in move.review


def test_an_agency_of_a_province_that_ended() -> None:
    desk = Agency("a", "Trực ban tỉnh", "province_desk", province="51")
    other = Agency("b", "Trực ban", "province_desk", province="48")
    (move,) = agency_moves(served(desk), {"51": "48"})
    assert (move.after.province, move.review) == ("48", "")
    (move,) = agency_moves(served(desk, other), {"51": "48"})
    assert move.after.province == "" and "several bodies" in move.review


def test_replay_shows_then_moves_and_then_finds_nothing(here: Room) -> None:
    here.say(CRY)
    divide()
    provinces = ended_provinces(here.store)
    shown = {title: look(here.store, provinces) for title, look in LOOKS.items()}
    assert {title: len(rows) for title, rows in shown.items()} == {
        "Agencies": 3, "Officers": 6, "Open cases": 1, "Subscriptions": 0,
    }  # fmt: skip
    assert shown["Open cases"][0].review == "somebody must say which"
    replay(here.store, provinces)
    again = {title: look(here.store, provinces) for title, look in LOOKS.items()}
    assert not again["Open cases"]
    assert here.do(lambda work: work.directory.for_commune("police", PART.code)).id == "police-21340"  # type: ignore[union-attr]
    assert f"move agency police-21340 > {MERGED.code}+{PART.code}" in here.do(audits)
    (case,) = here.cases()
    assert case.candidates == (MERGED.code, PART.code)
    assert len(here.rows()["alerts"]) >= 3


def test_subscribers_follow_their_commune(here: Room) -> None:
    crowd = Crowd(here.store)
    crowd.join("1", commune=SON_TAY, province="51"), crowd.join("2"), crowd.join("3", province="51")
    merge()
    (touched,) = LOOKS["Subscriptions"](here.store, {})
    assert (touched.what, touched.before, touched.review) == ("1 subscribers", (SON_TAY, "51"), "")
    replay(here.store, {})
    assert here.do(lambda work: work.subscriptions.places()) == {("", ""): 1, ("", "51"): 1, (MERGED.code, "51"): 1}
    assert f"move 1 subscribers {SON_TAY} 51 > {MERGED.code} 51" in here.do(audits)
    assert not LOOKS["Subscriptions"](here.store, {})


def test_subscribers_of_a_divided_commune_stay_in_the_province(here: Room) -> None:
    Crowd(here.store).join("1", commune=SON_TAY, province="51")
    divide()
    (touched,) = LOOKS["Subscriptions"](here.store, {})
    assert touched.after == ("51",) and "until they name a commune" in touched.review
    replay(here.store, {})
    assert here.do(lambda work: work.subscriptions.places()) == {("", "51"): 1}


def test_subscribers_of_a_province_that_ended_are_in_the_one_that_follows(here: Room) -> None:
    Crowd(here.store).join("1", province="51")
    (touched,) = LOOKS["Subscriptions"](here.store, {"51": "48"})
    assert (touched.after, touched.review) == (("48",), "")
