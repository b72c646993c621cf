"""An officer's question is checked: what it should not hold is named, and harmless ones pass, however typed."""

import pytest

from flows.words import sections
from referral.questions import (
    SEVERAL,
    BadQuestions,
    Finding,
    parse_questions,
    review,
    shipped_questions,
    suggested,
)
from referral.triage import CATEGORIES

WRONG = {  # asked of a child: the rule it breaks
    "gửi cho chú ảnh cơ thể em": "body_picture",
    "chụp vết bầm trên người gửi qua đây": "body_picture",
    "chup hinh vung kin gui chu xem": "body_picture",
    "em cởi áo ra chụp được không": "body_picture",
    "em có ảnh nóng nào họ gửi không, gửi cho tôi": "body_picture",
    "họ sờ em ở chỗ nào": "sexual_detail",
    "nó chạm vào vùng kín của em phải không?": "sexual_detail",
    "no quan he may lan roi": "sexual_detail",
    "em còn trinh không": "sexual_detail",
    "chú ấy đưa tay vào trong chưa": "sexual_detail",
    "bị hiếp như thế nào": "sexual_detail",
    "vì sao em không nói với mẹ?": "why",
    "vi sao em ko noi voi me": "why",
    "tại sao giờ mới kể": "why",
    "sao em lại đi với nó": "why",
    "sao không báo công an": "why",
    "sao bây giờ mới báo": "why",
    "em đã làm gì mà bị đánh": "blame",
    "em có hư không": "blame",
    "có phải tại em không nghe lời không": "blame",
    "hôm đó em mặc gì": "blame",
    "đáng lẽ em phải chạy đi chứ": "blame",
    "em nói thật không đó": "disbelief",
    "chuyện này có thật không": "disbelief",
    "em bịa chuyện hả": "disbelief",
    "bố em đánh em đúng không": "leading",
    "chắc là ông nội làm": "leading",
    "có phải dượng đánh em": "leading",
    "rõ ràng là cô giáo đánh": "leading",
    "bạn em tên gì": "third_person",
    "bạn kia học trường nào": "third_person",
    "cho tôi số điện thoại của bạn đó": "third_person",
    "em học lớp mấy": "third_person",
    "họ tên của em": "third_person",
    "chúng tôi sẽ bắt nó ngay": "promise",
    "chu hua khong noi voi ai dau": "promise",
    "yên tâm, chú đảm bảo": "promise",
    "mười phút nữa tới ngay đây": "promise",
    "kể lại từ đầu cho chú nghe": "in_detail",
    "em đang ở đâu? có ai ở đó không?": SEVERAL,
}
HARMLESS = (
    "Bây giờ em có an toàn không?",
    "Em đang ở đâu, gần chỗ gì?",
    "Lúc nào nhắn cho em thì an toàn?",
    "Có ai ở bên em lúc này không?",
    "Trẻ đang ở đâu lúc này?",
    "em co sao khong",
    "hiện tại em ở đâu?",
    "Em thấy trong người ra sao rồi?",
    "nhà ở thôn nào vậy anh",
    "anh chị gửi giúp ảnh con đường vào nhà",
    "gui anh xin vi tri",
    "anh chị có thấy trẻ lúc này không",
    "cháu bé khoảng mấy tuổi?",
    "có ai lớn ở nhà không",
    "em muốn nói chuyện với ai",
    "em có bị đau ở đâu không, có cần đi khám ngay không?",
    "chúng tôi gọi vào số nào thì tiện",
    "em tin người lớn nào ở gần đó?",
    "do em kể nên tôi hiểu hơn rồi, bây giờ em cần gì?",
    "trẻ còn ở trong nhà đó không",
    "cổng nhà sơn màu gì cho dễ tìm",
    "mấy giờ họ về nhà",
    "đường vào có xe ô tô đi được không",
    "bây giờ còn đánh nhau không",
    "em ăn cơm chưa",
    "có cần gọi 115 không",
    "ao nằm phía nào của trường",
    "có rào quanh ao chưa",
    "ngày mai em có đi học không",
    "tôi gọi lại lúc bảy giờ tối được không",
    "ai đang giữ bé",
    "co can dua di vien khong a",
)


@pytest.mark.parametrize("question", WRONG)
def test_what_breaks_the_rule_of_few_facts_is_named(question: str) -> None:
    assert review(question, child=True).rule == WRONG[question]


@pytest.mark.parametrize("question", HARMLESS)
def test_a_harmless_question_passes(question: str) -> None:
    assert review(question, child=True) == review(question, child=False) == Finding()


def test_a_body_and_a_child_s_sexual_detail_are_refused_and_a_grown_up_may_be_asked() -> None:
    assert review("chụp ảnh cơ thể bé gửi tôi", child=False).verdict == "refused"
    assert review("họ sờ em ở chỗ nào", child=True).verdict == "refused"
    assert review("họ sờ em ở chỗ nào", child=False).verdict == "doubtful"
    assert review("vì sao chụp ảnh cơ thể em", child=True) == Finding("refused", "body_picture"), "the worst counts"


def test_the_sentences_are_many_and_half_of_them_harmless() -> None:
    assert len(WRONG) + len(HARMLESS) >= 60
    assert {rule.name for rule in shipped_questions().rules} <= set(WRONG.values())


def test_every_kind_of_case_has_questions_that_pass_their_own_check() -> None:
    wordings = sections()["question_suggestions"], sections()["question_child"]
    for category in CATEGORIES:
        known = [[key for key in suggested(category) if key in wording] for wording in wordings]
        assert set().union(*known) == set(suggested(category)) and all(0 < len(keys) <= 5 for keys in known)


def test_a_key_means_the_same_to_a_child() -> None:
    assert "child_where" not in sections()["question_child"], "a child is asked where it is by where_now"


@pytest.mark.parametrize(
    "text",
    [
        "rule = []",
        'rule = []\n[suggest]\ncats = ["a"]\nother = []',
        "rule = []\n[suggest]\ndisaster = []",
        '[[rule]]\nname = "a"\nverdict = "fine"\nchild = "refused"\nwords = []\n[suggest]\nother = []',
        '[[rule]]\nname = "a"\n[suggest]\nother = []',
        "no table",
    ],
)
def test_a_wrong_table_is_refused(text: str) -> None:
    with pytest.raises(BadQuestions):
        parse_questions(text)
