"""What people say of where they are: the place takes nothing from the harm, and makes none."""

import pytest

from referral.triage.judge import triage
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
