"""A post or a name counts only in the frame of harm or of do-not-tell; figures over many sentences as people write."""

import pytest

from referral.accused import accused, called
from referral.posts import BadPosts, names_in, parse_posts, shipped_posts
from tests.conflict_figures import Judged, figures, judged

NAMES = frozenset({("lò", "văn", "mẫu"), ("trạm", "cứu", "hộ", "sao", "mai")})
SEEN = [one for part in ("seen", "seen_later", "seen_last") for one in judged(part)]


@pytest.mark.parametrize("one", SEEN, ids=lambda one: one.sentence)
def test_each_sentence_shuts_out_whom_it_means(one: Judged) -> None:
    assert one.right, one.found


def test_sentences_never_seen_before_shut_nobody_out_wrongly() -> None:
    precision, recall = figures("held_out")
    assert precision == 1.0
    assert recall >= 0.7


def test_the_evidence_is_the_stretch_that_says_so() -> None:
    text = "Dạ chào anh chị ạ. Hôm qua chú công an xã sờ soạng em trong bếp, em sợ"
    (found,) = accused(text)
    assert found.sure and found.why == "harm" and found.role == "police"
    assert "công an xã sờ soạng em" in text[found.start : found.end]
    assert "Dạ chào" not in text[found.start : found.end]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ông Lò Văn Mẫu hay sờ soạng cháu", [("", "lò văn mẫu")]),
        ("ong Lo Van Mau hay so soang chau toi", [("", "lò văn mẫu")]),
        ("đừng nói với Lò Văn Mẫu", [("", "lò văn mẫu")]),
        ("chú công an Lò Văn Mẫu đánh em", [("police", "lò văn mẫu")]),
        ("đừng báo Trạm cứu hộ Sao Mai", [("", "trạm cứu hộ sao mai")]),
        ("đừng báo ai nữa nhưng Lò Văn Mẫu thì được", []),
        ("Lò Văn Mẫu ở gần nhà em, thầy tốt lắm", []),
        ("nhờ chú Lò Văn Mẫu giúp, ba đánh em", []),
        ("ba em đánh em trước mặt Lò Văn Mẫu", []),
    ],
)
def test_a_name_counts_in_the_same_frames(text: str, found: list[tuple[str, str]]) -> None:
    assert [(one.role, one.name) for one in accused(text, NAMES)] == found


def test_a_name_of_two_people_is_found_once_for_each_word_row() -> None:
    assert names_in(("lo", "van", "mau"), True, NAMES) == [("lò văn mẫu", (0, 3))]
    assert names_in(("lo", "van", "mau"), False, NAMES) == []


def test_who_calls_for_help_leaves_nobody_out() -> None:
    assert called("em báo trưởng thôn rồi, kêu công an nhanh giùm em") == {"people_committee", "police"}
    assert called("đừng báo công an") == frozenset()
    assert called("") == frozenset()


def test_a_long_text_is_read_once() -> None:
    assert accused("gọi công an giúp em, ba em đánh em " * 500) == ()


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ("", "words"),
        ("[words]\n[posts]\nfairies = ['tiên']\n[frames]\n[misread]\nwords = []", "fairies"),
        ("[words]\n[posts]\n[frames]\nharm = ['<nothing>']\n[misread]\nwords = []", "nothing"),
        ("no toml", "posts.toml"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(broken: str, problem: str) -> None:
    with pytest.raises(BadPosts, match=problem):
        parse_posts(broken, {})


def test_what_is_misread_without_diacritics_says_nothing() -> None:
    assert "so em" in shipped_posts().misread
    assert accused("thay giao giang bai hay, em so em bi diem kem") == ()
