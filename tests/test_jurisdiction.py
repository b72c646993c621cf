"""Words become the right commune, an honest list, a province or nothing, and candidates are said in spoken words."""

import unicodedata
from itertools import chain
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral.jurisdiction import Place
from referral.jurisdiction.gazetteer import index, province_id
from referral.jurisdiction.names import bare_name as bare
from referral.jurisdiction.names import fold, spelled, split_type, tokens
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import units
from referral.jurisdiction.words import LONGEST, choices, chosen, label, spoken
from tests.test_units import TABLES_HERE, rows

COMMUNE = [
    ("xã Sơn Long, Sơn Tây, Quảng Ngãi", "21340"),
    ("xa son long son tay quang ngai", "21340"),
    ("XÃ SƠN LONG HUYỆN SƠN TÂY TỈNH QUẢNG NGÃI", "21340"),
    ("Quảng Ngãi, Sơn Tây, xã Sơn Long", "21340"),
    ("thôn 3 xã Sơn Long huyện Sơn Tây", "21340"),
    ("xã Sơn Long, huyện Sơn Hòa, Phú Yên", "22177"),
    ("Sơn Long, Quảng Ngãi", "21340"),
    ("xã Sơn Long (nay là xã Sơn Tây), Quảng Ngãi", "21340"),
    ("x. Sơn Long, h. Sơn Tây, t. Quảng Ngãi", "21340"),
    ("xã Sơn Tây, Quảng Ngãi", "21340"),
    ("Trà Mai, Nam Trà My, Quảng Nam", "20944"),
    ("xã Trà Mai", "20944"),
    ("xã Nam Trà My, Đà Nẵng", "20944"),
    ("Trà Mai, huyện Nam Trà My", "20944"),
    ("phường 1, TP Sóc Trăng, Sóc Trăng", "31510"),
    ("P.01 tp.Sóc Trăng", "31510"),
    ("P12 Q.10 HCM", "27163"),
    ("Phường Bến Nghé, Quận 1, TP.HCM", "26740"),
    ("p. Ba Đình, tx Bỉm Sơn, Thanh Hoá", "14812"),
    ("Ba Đình cũ ở Bỉm Sơn", "14812"),
    ("phường Ba Đình, thành phố Thanh Hóa", "14797"),
    ("phường Ba Đình, Hà Nội", "00004"),
    ("xã Ba Đình, Thanh Hóa", "16171"),
    ("Vĩnh Phúc, Ba Đình, Hà Nội", "00008"),
    ("phường Xuân Hương, Đà Lạt", "24781"),
    ("thị trấn Trà My", "20900"),
    ("đặc khu Phú Quốc", "31078"),
    ("huyện Lý Sơn", "21548"),
    ("phường Đại Phúc, TP Bắc Ninh", "09190"),
    ("xã Sơn Hạ, Quảng Ngãi", "21292"),
    ("xã Sơn Hà, Quảng Ngãi", "21289"),
    ("xã Sơn Long, Tân Lập, Quảng Ngãi", "21340"),
]
SEVERAL = [
    ("xã Sơn Long", {"21340", "22177"}),
    ("Sơn Long", {"21340", "22177"}),
    ("dạ em ở Sơn Long ạ", {"21340", "22177"}),
    ("có đứa bé rơi xuống ao nhà bà Tư xã Sơn Long chưa vớt được", {"21340", "22177"}),
    ("thon 3 xa son long", {"21340", "22177"}),
    ("Vĩnh Yên, Vĩnh Phúc", {"08707", "08716"}),
    ("TP Vĩnh Yên", {"08707", "08716"}),
    ("phường Ba Đình", {"00004", "14797", "14812"}),
    ("phường 1 Sóc Trăng", {"31510", "31732", "31783"}),
    ("huyện Sơn Tây, Quảng Ngãi", {"21334", "21340", "21343"}),
    ("Sơn Tây, Quảng Ngãi", {"21334", "21340", "21343"}),
    ("phường Thành Công, quận Ba Đình, Hà Nội", {"00025", "00190"}),
    ("Quận 1 TPHCM", {"26737", "26740", "26743", "26758"}),
    ("huyện Thanh Ba Phú Thọ", {"08152", "08173", "08203", "08209", "08218", "08227"}),
    ("xã Trà Mai rồi về xã Sơn Tây Thượng", {"20944", "21334"}),
]
PROVINCE = [
    ("Quảng Nam", "48"),
    ("Sóc Trăng", "92"),
    ("Sóc Trăng, Cần Thơ", "92"),
    ("Sài Gòn", "79"),
    ("o hcm", "79"),
    ("em ở Huế", "46"),
    ("em o ca mau", "96"),
    ("bé bị đánh ở Cà Mau", "96"),
    ("TP Bắc Ninh", "24"),
    ("xã Sơn Long, Hà Nội", "01"),
    ("trường tiểu học Sơn Long, Quảng Ngãi", "51"),
    ("tỉnh Đắc Lắc", "66"),
]
NONE = [
    "",
    "   ",
    "cho em hỏi gọi 111 có mất tiền không ạ",
    "ba em lại đánh em rồi",
    "chị Phương Liên ở đường Quảng Nam",
    "công an xã hội an toàn",
    "em o xa gia dinh",
    "em o xa ba me",
    "từ Hà Nội vào Đà Nẵng",
    "bé Sơn Long bị ngã",
    "chảy cả máu rồi",
    "chau bi danh chay ca mau mui",
    "o ben tre em choi nuoc",
    "nhờ công an phường tới gấp",
    "p hải làm sao giờ",
    "co be o xa ba me, song voi ong ba",
    "lúc 8h Sơn Tây",
    "5p Ba Đình",
    "Bắc",
    "ao",
    "1",
    "👶🆘",
    "дом в Москве",
    "không còn cách nào khác đâu",
]


@pytest.mark.parametrize(("text", "code"), COMMUNE)
def test_one_commune(text: str, code: str) -> None:
    found = resolve(text)
    assert (found.status, found.codes) == ("commune", (code,))
    assert found.province == units().current[code].province
    assert found.reading
    assert found.confidence > 0.9


@pytest.mark.parametrize(("text", "codes"), SEVERAL)
def test_several_communes_are_a_question_with_all_of_them(text: str, codes: set[str]) -> None:
    found = resolve(text)
    assert (found.status, set(found.codes)) == ("ambiguous", codes)
    assert len(found.codes) == len(found.via) == len(codes)


@pytest.mark.parametrize(("text", "code"), PROVINCE)
def test_only_the_province_is_known(text: str, code: str) -> None:
    found = resolve(text)
    assert (found.status, found.codes, found.province) == ("province", (), code)


WORKS_AWAY = (
    "bố say rượu đánh con, mẹ con đi làm xa trên Sài Gòn", "me em di lam xa tren sai gon", "bố mẹ đi làm ăn ở Đồng Nai",
    "chồng tôi làm ở thành phố Hồ Chí Minh, hàng xóm sờ con gái tôi", "mẹ làm công nhân ở Bình Dương, em ở với bà",
)  # fmt: skip
WORKS_THERE = (
    "cháu đi làm ở Sài Gòn bị chủ đánh",
    "em 14 tuổi đi làm ở Bình Dương bị chủ nhốt",
    "bé ở Sài Gòn bị bố đánh",
)


@pytest.mark.parametrize("text", WORKS_AWAY)
def test_bug_where_a_parent_works_became_the_province_of_the_case(text: str) -> None:
    assert resolve(text) == Place("none")


@pytest.mark.parametrize("text", WORKS_THERE)
def test_a_child_that_works_somewhere_is_there(text: str) -> None:
    assert resolve(text).province == "79"


@pytest.mark.parametrize("text", NONE)
def test_nothing_is_invented(text: str) -> None:
    assert resolve(text) == Place("none")


def test_a_place_far_from_the_name_only_orders_the_question() -> None:
    found = resolve("tôi ở Hà Nội, cháu tôi ở xã Tân Lập bị đánh")
    assert found.status == "ambiguous"
    assert {units().current[code].province for code in found.codes[:2]} == {"01"}
    assert len(found.codes) > 10


def test_an_area_belongs_to_the_commune_before_it() -> None:
    found = resolve("xã Trà Mai, Quảng Nam, xã Sơn Long")
    assert set(found.codes) == {"20944", "21340", "22177"}


def test_a_unit_that_both_kept_its_name_and_was_a_district_town_is_one_question() -> None:
    found = resolve("Đông Anh, Hà Nội")
    assert found.status == "ambiguous"
    assert units().current[found.codes[0]].name == "Xã Đông Anh"


def test_accents_break_a_tie_but_their_absence_asks() -> None:
    assert resolve("xã Sơn Hạ, Quảng Ngãi").status == resolve("xã Sơn Hà, Quảng Ngãi").status == "commune"
    assert set(resolve("xa son ha quang ngai").codes) >= {"21289", "21292"}


def test_readings_say_what_was_read_as_what() -> None:
    assert resolve("xã Sơn Long, Sơn Tây, Quảng Ngãi").reading == (
        "“xã Sơn Long”: xã cũ thuộc huyện Sơn Tây, Quảng Ngãi, nay là Xã Sơn Tây",
    )
    assert resolve("Sóc Trăng").reading == ("“Sóc Trăng”: tỉnh cũ, nay thuộc Thành phố Cần Thơ",)
    assert resolve("Quảng Ngãi").reading == ("“Quảng Ngãi”: Tỉnh Quảng Ngãi",)
    assert resolve("xã Sơn Tây, Quảng Ngãi").reading == ("“xã Sơn Tây”: xã Sơn Tây, Tỉnh Quảng Ngãi",)
    assert resolve("huyện Thanh Ba").reading[0].endswith("…")
    assert resolve("TP Vĩnh Yên").reading[0].endswith("nay thuộc Phường Vĩnh Yên hoặc Phường Vĩnh Phúc")


# Properties


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    honest(resolve(text))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(sorted(index())) | st.sampled_from(("xã", "tp.", "quận", ",", "ở", "5", "bà")), max_size=12
    )
)
def test_any_heap_of_names_gets_an_honest_answer(words: list[str]) -> None:
    honest(resolve(" ".join(words)))


def honest(found: Place) -> None:
    counts = {"commune": len(found.codes) == 1, "ambiguous": len(found.codes) > 1}
    assert counts.get(found.status, not found.codes)
    assert bool(found.province) or found.status != "province"
    assert all(code in units().current for code in found.codes)
    assert len(found.codes) == len(set(found.codes)) == len(found.via)


@pytest.mark.parametrize(
    "words",
    ["Sơn Tây ", "Sơn Tây, Quảng Ngãi, ", "xã Tân Lập ", "Hà Nội xã Tân Lập ", "xã ", "phường 1 ", "a", "9", "h'"],
)
def test_ten_thousand_characters_get_an_answer(words: str) -> None:
    honest(resolve((words * 10_000)[:10_000]))


def test_every_commune_of_today_written_fully_is_found() -> None:
    lost = [
        here
        for here in units().current.values()
        if here.code not in resolve(f"{here.name}, {here.province_name}").codes
    ]
    assert lost == []


def test_every_commune_of_today_is_found_without_accents_too() -> None:
    texts = {here.code: without_accents(f"{here.name}, {here.province_name}") for here in units().current.values()}
    assert [text for code, text in texts.items() if code not in resolve(text).codes] == []


def test_old_communes_with_district_and_province_give_exactly_their_communes() -> None:
    written = [was for was in units().old if was.name][::7]
    wrong = [
        was
        for was in written
        if not set(was.codes) <= set(resolve(f"{was.name}, {was.district}, {was.province}").codes)
    ]
    assert wrong == []


class TestAgainstTheOfficialTables:
    """Collected only where ../shared/data lies beside the checkout."""

    __test__ = TABLES_HERE

    def test_official_old_communes_are_never_resolved_to_another_place(self) -> None:
        known = {row["old_code"] for row in rows("conversion_differences.csv")}
        official: dict[tuple[str, str], set[str]] = {}
        for row in rows("nso_conversion_2025-07.csv"):
            text = f"{row['old_name']}, {row['old_district']}, {row['old_province']}"
            official.setdefault((row["old_code"], text), set()).add(row["new_code"])
        sample = [(text, codes) for (code, text), codes in official.items() if code and code not in known][::5]
        answers = [(codes, resolve(text)) for text, codes in sample]
        assert sum(not codes <= set(found.codes) for codes, found in answers) <= len(sample) // 500
        assert not any(found.status == "commune" and not codes & set(found.codes) for codes, found in answers)


def without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in letters if not unicodedata.combining(c))


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
def test_the_form_of_the_letters_does_not_matter(form: Literal["NFC", "NFD", "NFKC"]) -> None:
    text = unicodedata.normalize(form, "xã Sơn\u200b Long, Sơn Tây, Quảng Ngãi")
    assert resolve(text).codes == ("21340",)


# Names


def test_folding_leaves_bare_letters() -> None:
    assert fold("Ea H’leo") == fold("EA H'LEO") == "eahleo"
    assert fold("Phường 01") == "phuong1"
    assert fold("000") == "0"
    assert fold("Đắk Nông") == "daknong"


def test_where_the_tone_stands_does_not_matter() -> None:
    assert spelled("Thanh Hoá") == spelled("thanh hóa") != spelled("Thanh Hòa")
    assert spelled("Đăk Mil") == spelled("Đắk Mil") == spelled("Đak Mil")


def test_a_full_stop_after_an_abbreviation_ends_no_name() -> None:
    assert len({word.part for word in tokens("tp. Vinh")}) == 1
    assert len({word.part for word in tokens("Sơn Long. Tôi")}) == 2


def test_a_type_is_split_from_a_name() -> None:
    assert split_type("Thị Xã Sơn Tây") == ("thị xã", "Sơn Tây")


def test_a_province_has_one_id_before_and_after_the_merger() -> None:
    assert province_id("Tỉnh Bà Rịa - Vũng Tàu") == "bariavungtau"


# Spoken words


def test_communes_are_said_as_people_say_them() -> None:
    assert spoken("21340") == "xã Sơn Tây, Quảng Ngãi"
    assert spoken("26740") == "phường Sài Gòn, TP.HCM"
    assert spoken("00000") == ""


def test_choices_tell_namesakes_apart_by_their_old_name() -> None:
    assert choices(resolve("phường Ba Đình")) == (
        "phường Ba Đình, Hà Nội",
        "Ba Đình cũ của TP Thanh Hóa",
        "Ba Đình cũ của Bỉm Sơn, Thanh Hóa",
    )


def test_the_parts_of_one_old_commune_are_said_by_their_new_names() -> None:
    assert choices(resolve("phường Thành Công, quận Ba Đình, Hà Nội")) == (
        "phường Giảng Võ, Hà Nội",
        "phường Ô Chợ Dừa, Hà Nội",
    )


def test_a_commune_is_not_called_by_an_old_name_that_is_its_own() -> None:
    assert choices(resolve("Sóc Sơn, Hà Nội"))[0] == "xã Sóc Sơn, Hà Nội"


def test_at_most_as_many_choices_as_wanted() -> None:
    assert len(choices(resolve("xã Tân Lập"))) == 5
    assert len(choices(resolve("xã Tân Lập"), most=3)) == 3
    assert choices(Place("ambiguous", ("00000", "21340"))) == ("xã Sơn Tây, Quảng Ngãi",)
    assert choices(Place("none")) == ()


@pytest.mark.parametrize(
    "text", ["phường Ba Đình", "xã Tân Lập", "phường 1", "Vĩnh Yên, Vĩnh Phúc", "xa son ha quang ngai"]
)
def test_each_candidate_has_a_label_of_its_own(text: str) -> None:
    found = resolve(text)
    assert len(set(choices(found, most=len(found.codes)))) == len(found.codes)


def test_a_choice_may_be_typed() -> None:
    found = resolve("phường Ba Đình")
    assert chosen(found.codes, "bim son") == chosen(found.codes, "Phường Bỉm Sơn") == "14812"
    assert chosen(found.codes, "phuong bim son thanh hoa") == "14812"


@pytest.mark.parametrize("said", ["", "không có trong này", "xã"])
def test_what_was_not_offered_is_nothing(said: str) -> None:
    assert chosen(resolve("phường Ba Đình").codes, said) == ""
    assert chosen(("",), said) == ""


def test_labels_are_short_and_distinct() -> None:
    said = [spoken(code) for code in units().current]
    assert len(set(said)) == len(said)
    assert max(map(len, said)) <= LONGEST
    old = chain.from_iterable(((code, bare(was.name)) for code in was.codes) for was in units().old if was.name)
    assert max(len(label(code, name)) for code, name in old) <= LONGEST
