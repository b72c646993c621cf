"""How people write places: English, slips of the pen, names that vanished, two places at once, landmarks."""

import pytest

from referral.jurisdiction import Elsewhere
from referral.jurisdiction.landmarks import landmarks_of
from referral.jurisdiction.names import split_alias
from referral.jurisdiction.resolver import resolve

SON_LONG = "21340"
DICH_VONG = {"00160", "00166"}

COMMUNE = [
    ("12 Le Loi, Ben Nghe Ward, District 1, Ho Chi Minh City", "26740"),
    ("Ward 12, District 10, HCMC", "27163"),
    ("Son Long commune, Son Tay district, Quang Ngai province", SON_LONG),
    ("Phường Tân Hòa Thành phố Hòa Bình Tỉnh Hòa Bình", "04792"),
    ("xa phu thinh huyen tan phu dong nai", "26134"),
    ("P. Tăng Nhơn Phú A, Q9, HCM", "26842"),
    ("Xã Tam Phước, huyện Long Thành, Đồng Nai", "26374"),
    ("xã Hải Ninh, Thành phố Quảng Ninh", "06733"),
    ("Hưng Đạo, Cao Bằng, Cao Bằng", "01273"),
    ("xã uar, huyện krông pa, tỉnh gia lai", "24109"),
    ("thị trấn Mỹ Long, huyện Cầu Ngang, Trà Vinh", "29419"),
    ("xã Đức Huệ, Tỉnh Tây Ninh", "27925"),
    ("phường Sài Gòn (phường Bến Nghé cũ), TP.HCM", "26740"),
    ("thị trấn Kép, Lạng Giang, Bắc Giang", "07399"),
]
TO_CONFIRM = [
    ("xã Sơn Logn, huyện Sơn Tây, Quảng Ngãi", {SON_LONG}),
    ("Sơn Lonh, Sơn Tây, Quảng Ngãi", {SON_LONG}),
    ("phuong ben ngeh quan 1 hcm", {"26740"}),
    ("xã Sơn Long, huyện Sơn Tịnh, Quảng Ngãi", {SON_LONG}),
]


@pytest.mark.parametrize(("text", "code"), COMMUNE)
def test_written_so_it_is_one_commune(text: str, code: str) -> None:
    found = resolve(text)
    assert (found.status, found.codes) == ("commune", (code,))


@pytest.mark.parametrize(("text", "codes"), TO_CONFIRM)
def test_a_slip_of_the_pen_is_asked_about(text: str, codes: set[str]) -> None:
    found = resolve(text)
    assert (found.status, set(found.codes)) == ("ambiguous", codes)


def test_a_name_of_today_that_an_old_commune_bore_is_asked_about_first_today_s() -> None:
    found = resolve("Phường Bồ Đề, Thành phố Hà Nội")
    assert (found.status, found.codes) == ("ambiguous", ("00118", "00097", "00145"))


def test_a_name_like_none_in_the_area_leaves_the_area() -> None:
    assert resolve("xã Abcdefg, huyện Sơn Tây, Quảng Ngãi").rule == "district"
    assert resolve("Nhà Văn Hoá Lớn Thôn, Quảng Ngãi").status == "province"


def test_an_abbreviation_that_is_also_a_word_counts_only_in_capitals() -> None:
    assert resolve("em ở BMT").status == "ambiguous"
    assert resolve("bmt qua").status == "none"


def test_an_old_province_that_became_two_is_no_place_yet() -> None:
    assert resolve("quê Sông Bé").status == "none"


def test_where_it_happened_comes_before_where_somebody_lives() -> None:
    found = resolve(
        "tôi ở phường Dịch Vọng, Cầu Giấy, Hà Nội. Hôm qua đi qua xã Sơn Long, Sơn Tây, Quảng Ngãi thấy bé bị đánh"
    )
    assert found.codes == (SON_LONG,)
    (home,) = found.others
    assert home.role == "lives" and set(home.codes) == DICH_VONG


def test_where_a_child_is_now_comes_first() -> None:
    found = resolve("quê em ở Sơn Tây, Quảng Ngãi, giờ em đang ở phường Dịch Vọng, Cầu Giấy, Hà Nội")
    assert set(found.codes) == DICH_VONG


def test_a_home_with_a_marker_gives_way_to_a_bare_name() -> None:
    found = resolve("nhà tôi ở phường Dịch Vọng, Cầu Giấy, Hà Nội, hôm qua thấy ở Sơn Long, Quảng Ngãi")
    assert found.codes == (SON_LONG,)
    assert found.others[0] == Elsewhere("lives", tuple(sorted(DICH_VONG)), "01")


def test_a_home_alone_is_the_place() -> None:
    assert set(resolve("Tôi ở phường Dịch Vọng, Cầu Giấy, Hà Nội").codes) == DICH_VONG
    assert set(resolve("Nhà tôi ở phường Dịch Vọng. Ở Hà Nội mưa lớn").codes) == DICH_VONG


def test_a_childs_home_is_told_by_its_relative() -> None:
    found = resolve("tôi ở phường Dịch Vọng, Cầu Giấy, Hà Nội, cháu tôi ở xã Sơn Long, Sơn Tây, Quảng Ngãi bị đánh")
    assert found.codes == (SON_LONG,)


def test_beside_a_full_address_a_lone_name_is_none_of_its_own() -> None:
    found = resolve("Bưu điện xã Gò Công, ấp Gò Công, xã Nguyễn Việt Khái, huyện Phú Tân, Cà Mau")
    assert found.codes == ("32212",)


def test_a_name_that_vanished_says_what_it_became() -> None:
    found = resolve("Xã Dương Hà, huyện Gia Lâm, Hà Nội")
    assert "tên trước đây, đã nhập vào Xã Thiên Đức" in found.reading[0]


HOME = "nhà em ở xã Sơn Tây, Quảng Ngãi"
SON_TAY, SON_HA, VINH_YEN, VINH_PHUC = "21340", "21292", "08716", "08707"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"cứu em với bố đánh em, {HOME}, mẹ em đi làm ở phường Vĩnh Yên, Phú Thọ", SON_TAY),
        (f"bố đánh em, {HOME}, bà ngoại em ở xã Sơn Hạ, Quảng Ngãi", SON_TAY),
        ("tôi hiện ở phường Bến Thành, TPHCM. Cháu tôi ở xã Sơn Tây, Quảng Ngãi bị đánh", SON_TAY),
        ("em sắp chuyển về xã Sơn Hạ, Quảng Ngãi, bố đánh em ở xã Sơn Tây, Quảng Ngãi", SON_TAY),
        ("bé bị đánh ở xã Sơn Tây, Quảng Ngãi, cô Hiền ở xã Sơn Hạ, Quảng Ngãi", SON_TAY),
        ("bé bị đánh trước chợ xã Sơn Tây, Quảng Ngãi. Thầy Hùng ở xã Sơn Hạ, Quảng Ngãi biết việc", SON_TAY),
        ("không phải ở xã Sơn Hạ, Quảng Ngãi mà ở xã Sơn Tây, Quảng Ngãi", SON_TAY),
        ("xã Sơn Hạ, Quảng Ngãi, à quên, xã Sơn Tây, Quảng Ngãi", SON_TAY),
        ("thôn Hòa Bình, xã Ea Kao", "24169"),
        ("khách sạn Hà Nội, xã Ea Kao", "24169"),
        ("xã đảo Thạnh An, Cần Giờ", "27676"),
        ("cứu em được không, ở xã Sơn Tây, Quảng Ngãi", SON_TAY),
        ("có ai cứu em không ở xã Sơn Tây, Quảng Ngãi", SON_TAY),
        ("co ai giup khong o xa son tay quang ngai", SON_TAY),
        ("bé ngã xuống ao có ai cứu được không ở xã Sơn Tây, Quảng Ngãi", SON_TAY),
        ("hôm trước em bị đánh ở xã Sơn Tây, Quảng Ngãi, trường em ở xã Sơn Hạ, Quảng Ngãi", SON_TAY),
        ("12 Đông Ngàn, Từ Sơn, Bắc Ninh", "09367"),
        ("em trước đây ở xã Sơn Hạ, Quảng Ngãi, giờ em ở xã Sơn Tây, Quảng Ngãi", SON_TAY),
    ],
)
def test_the_place_of_the_child_is_meant(text: str, code: str) -> None:
    found = resolve(text)
    assert (found.status, found.codes) == ("commune", (code,))


def test_where_a_child_is_now_goes_before_where_it_happened_which_is_kept() -> None:
    found = resolve("em bị đánh ở xã Sơn Hạ, Quảng Ngãi, giờ em đang ở xã Sơn Tây, Quảng Ngãi")
    assert (found.codes, found.others) == ((SON_TAY,), (Elsewhere("happened", (SON_HA,)),))


def test_now_beside_a_place_of_which_nothing_is_said_is_asked_about() -> None:
    found = resolve("em đang ở xã Sơn Hạ, Quảng Ngãi đi làm, con em ở nhà xã Sơn Tây, Quảng Ngãi bị ông đánh")
    assert (found.status, set(found.codes)) == ("ambiguous", {SON_TAY, SON_HA})


@pytest.mark.parametrize("text", ["Cách xã Sơn Tây 3 km, Quảng Ngãi", "bé ở gần xã Sơn Tây, Quảng Ngãi"])
def test_near_a_commune_is_asked_about(text: str) -> None:
    found = resolve(text)
    assert (found.status, found.codes) == ("ambiguous", (SON_TAY,))


def test_near_an_office_of_a_commune_is_in_it() -> None:
    assert resolve("gần UBND xã Sơn Tây, Quảng Ngãi").status == "commune"


@pytest.mark.parametrize(
    "text",
    [
        "12 Lê Lợi, Quảng Ngãi", "thôn Bình Minh, Quảng Ngãi", "Bố em là Nguyễn Bình Minh, Quảng Ngãi",
        "không phải xã Sơn Tây, Quảng Ngãi", "em không ở xã Sơn Tây, Quảng Ngãi nữa",
    ],
)  # fmt: skip
def test_streets_hamlets_persons_and_what_is_denied_are_no_commune(text: str) -> None:
    assert resolve(text).status == "province"


def test_the_name_of_a_famous_person_is_asked_about() -> None:
    assert resolve("Lê Lợi, Quảng Ngãi").status == "ambiguous"


LANDMARKS = landmarks_of(
    [("Trường Tiểu học Sơn Long", (SON_LONG,)), ("Trạm Y tế xã Ba Tơ", ("21484",)), ("Chợ", ("1",))]
)


@pytest.mark.parametrize("text", ["bé học trường TH Sơn Long", "truong tieu hoc son long, quang ngai"])
def test_a_school_of_the_directory_is_a_place(text: str) -> None:
    found = resolve(text, LANDMARKS)
    assert (found.status, found.codes, found.rule) == ("commune", (SON_LONG,), "landmark")


def test_a_landmark_never_speaks_against_the_words() -> None:
    assert resolve("trường tiểu học Sơn Long, Hà Nội", LANDMARKS).status == "province"
    assert resolve("trường TH Sơn Long, phường Bến Nghé, Quận 1, HCM", LANDMARKS).codes == ("26740",)
    assert resolve("ở chợ", LANDMARKS).status == "none"


def test_an_alias_in_bare_letters_has_no_spelling() -> None:
    assert split_alias("phuongmydinh") == ("phường", "midinh", "")
    assert split_alias("xatanyen") == ("xã", "tanyen", "")
    assert split_alias("Xã Mỹ Đình")[:2] == ("xã", "Mỹ Đình")
