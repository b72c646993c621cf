"""Fire and whoever is stuck are told 114; a child on a ledge may be the friend of the one who writes."""

import pytest

from referral.triage.rescue import about_friend, rescue_number

STUCK = (
    "cháy nhà rồi, có hai đứa nhỏ trong đó", "CHÁY PHÒNG TRỌ", "nha dang chay co em be", "bé bị điện giật nằm bất tỉnh",
    "bé bị mắc kẹt trong thang máy", "smoke everywhere, two kids inside", "bạn em đứng ngoài lan can",
)  # fmt: skip
HURT = (
    "bé uống thuốc diệt cỏ", "bé chảy máu nhiều", "em be chay ra duong bi xe dung", "tàu lửa đâm bé",
    "con bất tỉnh không thở", "",
)  # fmt: skip


@pytest.mark.parametrize("text", STUCK)
def test_who_must_be_got_out_needs_the_fire_brigade(text: str) -> None:
    assert rescue_number(["", text]) == "114"


@pytest.mark.parametrize("text", HURT)
def test_who_is_hurt_needs_an_ambulance(text: str) -> None:
    assert rescue_number([text]) == "115"


@pytest.mark.parametrize(
    "text", ["bạn em đòi nhảy lầu", "bạn cùng lớp con uống thuốc", "nho ban em doi tu tu", "my friend"]
)
def test_a_friend_is_spoken_of(text: str) -> None:
    assert about_friend([text])


@pytest.mark.parametrize("text", ["em muốn chết", "bạn trai em bỏ em, em không muốn sống nữa", "con chán sống rồi"])
def test_a_child_that_speaks_of_itself(text: str) -> None:
    assert not about_friend([text])
