"""A place is short and tells of no harm; a whole story never stands where officers look for one."""

import pytest

from referral.triage.site import MOST_OF_ANSWER, tells_no_place, where_only

KEPT = (
    "xã Sơn Tây, Quảng Ngãi", "Ao nhà ông Bảy, thôn Đông, gần chợ", "14.99000, 108.30000", "Phường Cứu", "",
    "cạnh Trường Tiểu học số 1, thôn Gò Lã, xã Sơn Tây, huyện Sơn Tây cũ",
)  # fmt: skip
CUT = {
    "ba danh con o son tay quang ngai dau lam cuu con voi": "",
    "ba em đánh em gãy tay, xã Sơn Tây, Quảng Ngãi": "xã Sơn Tây, Quảng Ngãi",
    "con bị nhốt trong phòng ở xã Sơn Tây tỉnh Quảng Ngãi": "xã Sơn Tây tỉnh Quảng Ngãi",
    "chú hay vào phòng em ban đêm": "",
    "Không có": "",
    "Không có, xã Sơn Tây": "xã Sơn Tây",
}
WAY = "từ ngã ba chợ đi vô khoảng hai trăm mét bên tay trái"


@pytest.mark.parametrize("text", KEPT)
def test_a_place_stays_as_it_was_told(text: str) -> None:
    assert where_only(text) == text


@pytest.mark.parametrize("text", CUT)
def test_of_a_story_only_the_place_is_kept(text: str) -> None:
    assert where_only(text) == CUT[text]


def test_the_way_there_may_be_told_where_it_was_asked() -> None:
    assert where_only(WAY) == ""
    assert where_only(WAY, MOST_OF_ANSWER) == WAY


@pytest.mark.parametrize("text", ["con so lam", "con sợ lắm", "ba say ruou dang cam dao", "cứu em với", "nhanh lên"])
def test_fear_and_danger_are_no_place(text: str) -> None:
    assert tells_no_place(text)


@pytest.mark.parametrize(
    "text",
    [
        "nhà em ở gần chợ, con sợ lắm",
        "bờ sông, bé chìm rồi",
        "Cà Ná",
        "xom moi",
        "ở đây",
        "đèo Cù Mông",
        "con đường đất",
    ],
)
def test_what_may_be_a_place_is_taken_as_one(text: str) -> None:
    assert not tells_no_place(text)
