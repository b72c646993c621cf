"""What people say of where they are: the place takes nothing from the harm, and makes none."""

import pytest

from referral.triage.judge import house, triage
from referral.triage.place import place_text
from referral.triage.reading import read
from referral.triage.whereabouts import only_whereabouts
from referral.urgency import Urgency


@pytest.mark.parametrize(
    "text", ["bé té ao", "bé té ao xã Sơn Tây, Quảng Ngãi", "be te ao xa Son Tay, Quang Ngai", "BÉ TÉ AO THÔN 3"]
)
def test_bug_a_fall_into_a_pond_with_an_address_was_an_injury(text: str) -> None:
    heard = triage(text)
    assert (heard.urgency, heard.category) == (Urgency.emergency, "drowning_now")


@pytest.mark.parametrize(
    "text",
    [
        "rơi xuống bể phốt mọi người ơi cứu với", "rơi xuống bể phốt nhà bà Tư xã Sơn Tây", "be lot xuong ham cau roi",
        "cháu rơi xuống bể nước ngầm", "bé té kênh Vĩnh Tế", "em lọt cống phường 5",
    ],
)  # fmt: skip
def test_bug_a_fall_into_a_cess_pit_or_canal_had_no_kind(text: str) -> None:
    heard = triage(text, voiced=False)
    assert (heard.urgency, heard.category) == (Urgency.emergency, "drowning_now")
    assert triage(text).category == "drowning_now"


@pytest.mark.parametrize("text", ["con bị ngã bể đầu", "con toi bi nga be dau"])
def test_a_broken_head_is_no_fall_into_a_tank(text: str) -> None:
    assert triage(text, voiced=False).category == "injury_now"


@pytest.mark.parametrize(
    "text",
    ["bé bị bỏ trước cổng", "be bi bo truoc cong", "bé bị bỏ rơi ngay cổng chùa", "bé bị mẹ bỏ trước cửa nhà nội"],
)
def test_bug_a_child_left_at_a_gate_was_routine(text: str) -> None:
    heard = triage(text)
    assert heard.urgency >= Urgency.urgent and heard.category == "neglect_abandonment"


def test_a_kitten_left_at_a_gate_is_none() -> None:
    assert triage("mèo con bị bỏ trước cổng chùa, ai nhận nuôi").urgency == Urgency.none


HARMLESS = (
    "con đang ở trường", "em đang ở nhà bạn", "vâng tôi đang ở nhà", "dạ, con đang ở nhà bà ngoại ạ",
    "em dang o truong a",
    "con đang ở chợ với má", "Vâng ạ. Em đang ngồi trong lớp ạ!", "con dang o nha ban em a", "e đag ở nhà nha",
    "con gái em đang ở nhà ông bà nội", "con đang trên xe buýt", "con đang ở với bà ngoại",
    "dạ con đang ở nhà, thôn 3 xã Hòa Tiến",
)  # fmt: skip


@pytest.mark.parametrize("text", HARMLESS)
def test_bug_where_somebody_is_was_an_emergency(text: str) -> None:
    heard = triage(text)
    assert heard.urgency == Urgency.none and heard.ask


@pytest.mark.parametrize(
    "text",
    [
        "con đang ở nhà một mình", "con đang ở nhà ông ấy", "em đang ở nhà với ổng", "em dang o nha ong Ba",
        "em đang ở với ổng bả", "em dang o voi ong ba", "em đang trốn ở nhà bạn", "em đang bị nhốt ở nhà",
        "em đang ở nhà nghỉ", "em đang ở nhà tắm", "em đang ở nhà vệ sinh", "em đang ở nhà bạn trai",
        "em đang ở trên cầu", "em đang ở sân thượng trường", "em đang ở trên mái nhà", "con đang ở bờ sông",
        "con đang ở ngoài ao nhà", "con đang ở nhà kho", "em đang ở nhà người lạ", "nó đang ở nhà em",
        "con đang ở nhà. Cứu con", "con đang ở nhà, ba say", "con đang ở nhà với ba", "con không ở nhà nữa",
        "em đang ở nhà thầy", "em đang ở nhà chú", "con o nha duong", "con đang ở xe", "em đang ở quán",
    ],
)  # fmt: skip
def test_whatever_may_tell_of_danger_is_left_to_the_second_voice(text: str) -> None:
    assert not only_whereabouts(read(text, house().lexicon.spelling))


@pytest.mark.parametrize("text", ["con bi duong danh", "em bi duong danh dap", "CON BI DUONG DANH", "phuong bi danh"])
def test_bug_a_stepfather_who_beats_was_a_street(text: str) -> None:
    assert not place_text(text)
    assert triage(text).urgency >= Urgency.priority and triage(text).category == "physical_violence"


def test_a_street_without_diacritics_is_still_one() -> None:
    assert place_text("nha em o duong dang van ngu") == "duong dang van"
    assert place_text("xã danh thắng") == "xã danh thắng"


@pytest.mark.parametrize("text", ["bé té đập Đá Bàn", "bé rơi xuống đập", "bé té đập", "be roi xuong dap nuoc roi"])
def test_bug_a_fall_into_a_dam_was_a_hazard_or_nothing(text: str) -> None:
    for heard in (triage(text), triage(text, voiced=False)):
        assert (heard.urgency, heard.category) == (Urgency.emergency, "drowning_now")


@pytest.mark.parametrize("text", ["bé té đập đầu", "be te dap dau", "bé ngã xuống đập đầu xuống đất"])
def test_who_falls_on_the_head_is_hurt(text: str) -> None:
    assert triage(text).category == "injury_now"
