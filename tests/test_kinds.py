"""Answer kinds: what people type, press or send is read as the answer, or missed with the words that help."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.kinds import KINDS, PHOTO_KEPT, TEXT_LIMIT
from flows.library import flows
from flows.model import Session, Step
from flows.reading import Again, Heard, Miss, Read

STEP = Step("a", answer="a")
YES = Step("a", answer="danger", choices={"yes": "Có", "no": "Không", "unsure": "Không rõ"})
HERE = Session("report")

CHOSEN = {
    "1": "yes", "Có": "yes", "co": "yes", "dạ có ạ": "yes", "yes": "yes", "vâng": "yes", "CÓ!": "yes",
    "2": "no", "không": "no", "ko": "no", "Không, cháu ổn": "no", "dạ không": "no",
    "3": "unsure", "không rõ": "unsure", "hình như không rõ": "unsure", "không rõ lắm đâu": "unsure",
    "4": "", "bla": "", "": "", "…": "", "có lẽ": "yes",
}  # fmt: skip

READ = {
    ("age", "9"): "9", ("age", "cháu 9 tuổi"): "9", ("age", "09"): "9", ("age", "8 tháng"): "0", ("age", "٣"): "3",
    ("age", "chín"): "", ("age", "123"): "",
    ("phone", "0912 345 678"): "0912345678", ("phone", "gọi +84.912.345.678 nhé"): "+84912345678",
    ("phone", "12345"): "", ("phone", "không có"): "",
    ("case", "LN-7K3FQ"): "LN-7K3FQ", ("case", "vụ ln 7k3fq"): "LN-7K3FQ", ("case", "LN7K3FQ"): "LN-7K3FQ",
    ("case", "7K3FQ"): "",
    ("hazard", "HZ-7K3FQ"): "HZ-7K3FQ", ("hazard", "chỗ hz 7k3fq đó"): "HZ-7K3FQ", ("hazard", "LN-7K3FQ"): "LN-7K3FQ",
    ("hazard", "ao bà Tư"): "",
    ("run", "CD-7K3FQ"): "CD-7K3FQ", ("run", "số cd 7k3fq đó"): "CD-7K3FQ", ("run", "LN-7K3FQ"): "",
    ("photo", PHOTO_KEPT): "yes", ("photo", "rào rồi mà"): "",
    ("receipt", "4821 773 099 140 265"): "4821773099140265", ("receipt", "4821773099140265"): "4821773099140265",
    ("receipt", "mã 4821.773.099.140.265"): "4821773099140265", ("receipt", "4821 773 099 140 26"): "",
    ("receipt", "4821 773 099 140 2657"): "",
    ("text", "  một câu "): "một câu", ("text", " \n "): "",
    ("named", "cho Trạm y tế"): "Trạm y tế", ("named", ": vì sao"): "", ("named", " "): "",
}  # fmt: skip

OFFERED = Step("reason", answer="reason", choices={"far": "Đang ở xa", "busy": "Đang bận"})


def value(kind: str, text: str, step: Step = STEP) -> str:
    reading = KINDS[kind](Heard(text), step, HERE)
    return reading.value if isinstance(reading, Read) else ""


@pytest.mark.parametrize("text", CHOSEN)
def test_a_choice_is_its_number_its_words_or_what_means_the_same(text: str) -> None:
    assert value("choice", text, YES) == CHOSEN[text]


def test_a_sentence_that_holds_two_choices_is_asked_again() -> None:
    step = Step("a", answer="a", choices={"police": "Công an xã", "school": "Nhà trường"})
    assert value("choice", "đừng báo nhà trường", step) == "school"
    assert KINDS["choice"](Heard("nhà trường hay công an xã"), step, HERE) == Miss("need_choice")


def test_the_words_of_a_choice_are_kept_beside_its_key() -> None:
    assert KINDS["choice"](Heard("2"), YES, HERE) == Read("no", {"danger_words": "Không"})


DECIDED = {
    "Có": ("yes", ""), "2: vì cháu ổn": ("no", "vì cháu ổn"), "không vì một lẽ: cháu ổn": ("no", "một lẽ: cháu ổn"),
    ": có": ("", ""), "bla: có": ("", ""),
}  # fmt: skip


@pytest.mark.parametrize("text", DECIDED)
def test_a_decision_leaves_its_reason_for_the_next_question(text: str) -> None:
    reading = KINDS["decision"](Heard(text), YES, HERE)
    assert ((reading.value, reading.rest) if isinstance(reading, Read) else ("", "")) == DECIDED[text]


@pytest.mark.parametrize(("kind", "text"), READ)
def test_an_answer_is_read_however_it_is_written(kind: str, text: str) -> None:
    assert value(kind, text) == READ[kind, text]


def test_what_follows_a_case_number_or_an_agency_is_left_for_the_next_question() -> None:
    assert KINDS["case"](Heard("LN-7K3FQ: bận trực"), STEP, HERE) == Read("LN-7K3FQ", rest="bận trực")
    for text in ("Trạm y tế: cần khám", "cho Trạm y tế vì cần khám"):
        assert KINDS["named"](Heard(text), STEP, HERE) == Read("Trạm y tế", rest="cần khám")


def test_an_endless_text_is_cut() -> None:
    assert len(value("text", "x" * (TEXT_LIMIT + 5))) == TEXT_LIMIT


def test_bug_not_sure_in_a_sentence_was_not_understood_because_it_holds_the_word_no() -> None:
    assert value("choice", "em không rõ nữa", YES) == "unsure"


@settings(deadline=None)
@given(st.sampled_from([s for flow in flows().values() for s in flow.steps if s.answer]), st.text(max_size=80))
def test_any_text_is_read_missed_or_asked_about(step: Step, text: str) -> None:
    assert isinstance(KINDS[step.kind](Heard(text), step, HERE), Read | Miss | Again)


def test_a_reason_is_offered_or_in_own_words() -> None:
    for said in ("1", "đang ở xa", "Đang ở xa"):
        assert value("reason", said, OFFERED) == "Đang ở xa"
    assert value("reason", "xe hỏng", OFFERED) == "xe hỏng" and value("reason", " ", OFFERED) == ""


def test_a_site_is_a_place_and_perhaps_a_reason() -> None:
    reading = KINDS["site"](Heard("phường Vĩnh Yên, Phú Thọ: đã tới nơi"), STEP, HERE)
    assert isinstance(reading, Read) and (reading.also["commune"], reading.rest) == ("08707", "đã tới nơi")
    assert isinstance(KINDS["site"](Heard(""), STEP, HERE), Miss)


def test_what_is_sent_on_is_known_by_its_kind() -> None:
    sending = KINDS["sending"]
    assert sending(Heard("tới ngã ba"), STEP, HERE) == Read("tới ngã ba", {"sending_kind": "words"})
    assert sending(Heard(point=(14.9, 108.3)), STEP, HERE) == Read("14.90000, 108.30000", {"sending_kind": "place"})
    assert sending(Heard("nhìn này", media="photo"), STEP, HERE) == Read("nhìn này", {"sending_kind": "photo"})
    assert sending(Heard(""), STEP, HERE) == Miss("need_words")


FEELS = Step("ok", answer="ok", kind="feeling", choices={"ok": "Ổn rồi", "not_ok": "Chưa ổn", "unsure": "Không rõ"})


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("Ổn rồi", "ok"), ("ổn rồi ạ", "ok"), ("Chưa ổn", "not_ok"), ("vẫn không ổn rồi", "not_ok"), ("chưa", "not_ok"),
        ("em thấy chưa thật ổn", "not_ok"), ("không rõ", "unsure"), ("không biết ổn chưa", ""), ("3", "unsure"),
        ("em tưởng ổn rồi mà ba lại đánh em nữa", ""), ("cảm ơn", ""),
    ],
)  # fmt: skip
def test_a_feeling_is_read_from_few_words_and_in_doubt_it_is_not_over(said: str, value: str) -> None:
    reading = KINDS["feeling"](Heard(said), FEELS, Session("after_close"))
    assert (reading.value if isinstance(reading, Read) else "") == value


def test_a_denial_means_nothing_where_nothing_can_be_denied() -> None:
    step = replace(FEELS, choices={"in_time": "Đúng lúc", "no": "Không"})
    assert KINDS["feeling"](Heard("không"), step, Session("after_close")) == Read("no", {"ok_words": "Không"})
