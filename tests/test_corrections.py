"""An officer sets the place or the kind: kept with its reason, told to who holds it, and safe for what was sealed."""

from dataclasses import replace

from tests.room import Room, taken, the_case

POLICE, COMMITTEE, DESK = "Công an xã Sơn Tây", "UBND xã", "Trực ban"


def test_a_divided_commune_is_set_by_who_holds_the_case(here: Room) -> None:
    number = taken(here)
    divided = replace(the_case(here), commune="", candidates=("21340", "08707"))
    here.do(lambda work: work.cases.save(divided))
    here.officer(POLICE, f"nơi {number} phường Vĩnh Yên, Phú Thọ vì đã gọi hỏi lại")
    case = the_case(here)
    assert (case.commune, case.candidates, case.facts["ruled_out"]) == ("08707", (), "21340")
    (line,) = here.entries("place")
    assert "phường Vĩnh Yên, Phú Thọ, lý do: đã gọi hỏi lại" in line.text
    assert "đang ở phường Vĩnh Yên" in here.officer(POLICE, f"nơi {number} phường Vĩnh Yên, Phú Thọ: x")


def test_the_pond_stays_and_a_finer_place_replaces_it(here: Room) -> None:
    here.say("có bé rơi xuống ao đang chìm, xã Sơn Tây, Quảng Ngãi")
    number = the_case(here).number
    here.officer(POLICE, f"nhận {number}")
    here.officer(POLICE, f"nơi {number} phường Vĩnh Yên, Phú Thọ: nghe nhầm")
    assert the_case(here).facts["place"] == "ao"
    here.officer(POLICE, f"nơi {number} cầu sắt, xã Sơn Tây, Quảng Ngãi: nghe nhầm")
    assert the_case(here).facts["place"] == "cầu sắt, xã Sơn Tây, Quảng Ngãi"


def test_a_place_nobody_knows_changes_nothing(here: Room) -> None:
    number = taken(here)
    here.officer(POLICE, f"nơi {number} chỗ kia")
    here.officer(POLICE, "ở đằng kia")
    said = here.officer(POLICE, "gần đó")
    assert "chưa đổi gì" in said and the_case(here).commune == "21340"


def test_a_kind_is_set_and_what_was_sealed_stays_sealed(here: Room) -> None:
    number = taken(here)
    before = the_case(here)
    here.officer(POLICE, f"loại {number} đuối nước: nghe nhầm")
    case = the_case(here)
    assert (case.category, case.urgency, case.facts["sealed"]) == ("drowning_now", before.urgency, "yes")
    assert case.legal_ground == "save_a_life"
    (line,) = here.entries("kind")
    assert line.text == "bạo lực với trẻ → đuối nước, lý do: nghe nhầm"
    assert "rồi, tôi không đổi" in here.officer(POLICE, f"loại {number} đuối nước: x")
    assert "Không có loại" in here.officer(POLICE, f"loại {number} đánh ghen: x")
    here.officer(POLICE, f"loại {number} school_violence: x")
    assert the_case(here).category == "school_violence"


def test_who_does_not_hold_it_changes_nothing(here: Room) -> None:
    number = taken(here)
    before = the_case(here)
    for order in ("nơi {0} phường Vĩnh Yên, Phú Thọ: x", "loại {0} đuối nước: x", "gửi {0} xin chào"):
        assert "Chưa làm được" in here.officer(COMMITTEE, order.format(number))
    assert the_case(here) == before


def test_an_order_s_answers_never_join_the_officer_s_own_report(here: Room) -> None:
    number = taken(here)
    here.officer(POLICE, "có bé rơi xuống ao đang chìm, xã Sơn Tây, Quảng Ngãi")
    (own,) = [case for case in here.cases() if case.number != number]
    here.officer(POLICE, f"nơi {number} phường Vĩnh Yên, Phú Thọ: nghe nhầm")
    (after,) = [case for case in here.cases() if case.number != number]
    assert after == own
