"""What a message is judged to be: our own examples, the development sample, and what must always hold."""

import json
import tomllib
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.triage import CATEGORIES, Evidence, Triage
from referral.triage.answers import RAISES, Raise, reasons, weigh, worse
from referral.triage.examples import Example, examples
from referral.triage.facts import child_age
from referral.triage.judge import MOST_ALSO, house, triage
from referral.triage.keys import letters
from referral.triage.lexicon import SHIPPED, LexiconError, load, parse
from referral.triage.place import place_text, site_text
from referral.triage.reading import read
from referral.urgency import Urgency
from tests.test_jurisdiction import without_accents

SAMPLE = Path(__file__).parents[2] / "shared" / "triage" / "sample.jsonl"
EXAMPLES = tuple(examples())
SURE = "Có cháu bé rơi xuống ao, chưa vớt được."

LABELS = tomllib.loads(Path(__file__).with_name("triage_examples.toml").read_text())["label"]
ROWS = [(label["urgency"], label["category"], text) for label in LABELS for text in label["messages"]]
TEXTS = st.one_of(
    st.text(), st.sampled_from([text for _, _, text in ROWS]), st.text("aăđêcnoứ con bị đánh.,\u200b\u0301")
)


@pytest.mark.parametrize(("urgency", "text"), [(urgency, text) for urgency, _, text in ROWS])
def test_no_emergency_is_taken_lightly_and_nothing_harmless_rings(urgency: str, text: str) -> None:
    heard = triage(text).urgency
    assert heard >= Urgency.urgent or urgency != "emergency"
    assert heard < Urgency.emergency or urgency not in ("routine", "none")


def test_examples_are_mostly_judged_as_labelled() -> None:
    judged = [(Urgency[urgency], category, triage(text)) for urgency, category, text in ROWS]
    assert sum(heard.urgency < label for label, _, heard in judged) <= len(ROWS) // 30
    assert sum(heard.urgency > label + 1 for label, _, heard in judged) <= len(ROWS) // 30
    assert sum(category in (heard.category, *heard.also) for _, category, heard in judged) >= len(ROWS) * 4 // 5


@pytest.mark.skipif(not SAMPLE.exists(), reason="the development sample is not beside this checkout")
def test_development_sample_is_judged_as_well_as_we_promise() -> None:
    rows = [json.loads(line) for line in SAMPLE.read_text().splitlines()]
    judged = [(row, triage(row["text"])) for row in rows]
    sirens = [heard.urgency for row, heard in judged if row["urgency"] == "emergency"]
    calm = [heard.urgency for row, heard in judged if row["urgency"] in ("routine", "none")]
    named = [heard.category in (row["category"], *row["also"]) for row, heard in judged]
    below = [heard.urgency < Urgency[row["urgency_floor"]] for row, heard in judged]
    above = [heard.urgency > Urgency[row["urgency_ceiling"]] for row, heard in judged]
    child = [heard.reporter_is_child == row["reporter_is_child"] for row, heard in judged]
    age = [heard.child_age == row["child_age"] for row, heard in judged]
    assert sirens.count(Urgency.emergency) / len(sirens) >= 0.9
    assert calm.count(Urgency.emergency) / len(calm) <= 0.13
    assert sum(named) / len(named) >= 0.85
    assert sum(below) / len(below) <= 0.03
    assert sum(above) / len(above) <= 0.08
    assert sum(child) / len(child) >= 0.92
    assert sum(age) / len(age) >= 0.95


@given(TEXTS)
def test_any_text_is_judged_once_and_for_all(text: str) -> None:
    heard = triage(text)
    assert heard == triage(text)
    assert heard.category in CATEGORIES and heard.category not in heard.also and len(heard.also) <= MOST_ALSO
    assert all(0 <= e.start < e.end <= len(text) and e.says for e in heard.evidence)
    assert heard.place_text in text and heard.version == house().judge("").version


@given(TEXTS)
def test_an_independent_emergency_never_lowers(text: str) -> None:
    assert triage(f"{text}\n{SURE}").urgency == Urgency.emergency >= triage(text).urgency


@pytest.mark.parametrize(("urgency", "category", "text"), ROWS)
def test_decomposed_letters_and_invisible_ones_change_nothing(urgency: str, category: str, text: str) -> None:
    strange = "\ufeff" + "\u200b ".join(unicodedata.normalize("NFD", text).split(" "))
    heard = triage(strange)
    assert (heard.urgency, heard.ask) == (triage(text).urgency, triage(text).ask)
    assert all(unicodedata.normalize("NFC", strange[e.start : e.end]).strip() for e in heard.evidence)


@pytest.mark.parametrize("text", [text for urgency, _, text in ROWS if urgency == "emergency"])
def test_without_diacritics_an_emergency_is_still_heard(text: str) -> None:
    assert triage(without_accents(text)).urgency >= Urgency.urgent


def test_without_diacritics_no_emergency_of_the_examples_becomes_nothing() -> None:
    heard = [example.text for example in EXAMPLES if triage(example.text).urgency == Urgency.emergency]
    assert [text for text in heard if triage(without_accents(text)).urgency == Urgency.none] == []


@given(st.sampled_from(EXAMPLES), st.sampled_from(EXAMPLES))
def test_a_worse_sentence_never_lowers(one: Example, other: Example) -> None:
    calmer, worse_one = sorted((one, other), key=lambda example: triage(f"{example.text}.").urgency)
    assert triage(f"{calmer.text}.\n{worse_one.text}.").urgency >= triage(f"{worse_one.text}.").urgency


@pytest.mark.parametrize("piece", ["đánh con ", "a.", "\u200b", "a\u0301", "1 ", "Ở Xã ", "cá đuối ", "giờ khỏe rồi. "])
def test_ten_thousand_characters_of_anything_are_judged(piece: str) -> None:
    assert triage(piece * (10_000 // len(piece))).category in CATEGORIES


def test_evidence_points_into_the_original() -> None:
    text = "Dạ   c.o.n b.ị thầy S\u200bỜ ạ"
    heard = triage(text)
    assert heard.urgency == Urgency.urgent and heard.reporter_is_child
    assert reasons(heard, text)[0] == "“b.ị thầy S\u200bỜ” – đụng chạm, sờ mó trẻ"


def test_old_and_new_tone_marks_are_one_word() -> None:
    assert [t.word for t in read("thuỷ khoẻ hoà", {})[0].tokens] == ["thủy", "khỏe", "hòa"]


def test_a_capital_that_becomes_two_letters_keeps_its_place() -> None:
    assert [(t.start, t.end) for t in read("İ ơi", {})[0].tokens] == [(0, 1), (2, 4)]


def test_we_ask_when_we_cannot_know() -> None:
    assert triage("cứu").ask == house().lexicon.asks["cry"]
    assert triage("qwerty 123").ask == house().lexicon.asks["unclear"]
    assert triage("ba đánh em").ask == ""
    assert triage("ba đánh em, cứu em với").category == "physical_violence"


@pytest.mark.parametrize(
    ("calmer", "graver"),
    [
        ("bé rơi xuống ao nhưng cứu được và khỏe rồi", "bé rơi xuống ao, cứu được rồi"),
        ("đã vớt cháu lên, giờ khỏe rồi", "đã vớt cháu lên, giờ khỏe rồi. Mà đứa kia chưa vớt được"),
        ("không ai đánh con cả", "ba đánh con"),
    ],
)
def test_negation_closing_and_questions_lower_only_what_they_cover(calmer: str, graver: str) -> None:
    assert triage(calmer, voiced=False).urgency < triage(graver, voiced=False).urgency


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("cháu 7 tuổi", 7), ("bé 14 tháng tuổi", 1), ("trẻ sơ sinh", 0), ("chừng 6, 7 tuổi", 6), ("em 13t", 13),
        ("con 16 bị giữ lại", 16), ("mẹ 35 tuổi với bé 4 tuổi", 4), ("lớp 9", None), ("bé bị 3 tháng nay", None),
        ("ông 62 tuổi", None), ("bé nặng 20kg", None), ("", None),
    ],
)  # fmt: skip
def test_only_a_stated_age_counts(text: str, age: int | None) -> None:
    assert child_age(text) == age


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Có cháu bé rơi xuống ao ở thôn 3 xã Sơn Long", "thôn 3 xã Sơn Long"),
        ("đánh nhau trước cổng trường THCS Hoa Sen nè", "trước cổng trường THCS Hoa Sen"),
        ("Em ở Vĩnh Yên ạ", "Vĩnh Yên"), ("nhà em ở xã sơn long, gấp", "xã sơn long"),
        ("o phuong ba dinh", "phuong ba dinh"),
        ("CỨU VỚI KIỆT 12", "KIỆT 12"), ("ao sau nhà em", ""), ("ở nhà", ""), ("xã này không ai lo", ""),
    ],
)  # fmt: skip
def test_a_place_needs_a_name_or_number(text: str, place: str) -> None:
    assert place_text(text) == place


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("có đứa bé rơi xuống ao nhà bà Tư xã Sơn Long, chưa vớt được", "ao nhà bà Tư xã Sơn Long"),
        ("be roi xuong ao nha ba Tu xa Son Long, chua vot duoc", "ao nha ba Tu xa Son Long"),
        ("nhà em có bé rơi giếng ở xóm 4, xã Sơn Long. Cứu", "giếng ở xóm 4, xã Sơn Long"),
        ("co chau roi xuong ho da gan cho Ba Don mau len", "ho da gan cho Ba Don"),
        ("hôm trước bé rơi xuống hồ đá sau chùa", "hồ đá sau chùa"),
        ("bé té sau trường tiểu học Hoa Sen rồi", "sau trường tiểu học Hoa Sen"),
        ("nhà ông Sáu ấp 3, cháy lớn", "nhà ông Sáu ấp 3"),
        ("cháy ở ngõ 12 đường Láng\nmau lên", "ngõ 12 đường Láng"),
        ("o dap Da Ban co be duoi nuoc", "dap Da Ban"),
        ("bé chìm ở chợ nổi đoạn gần cầu Mới phía bên tay phải cạnh trạm bơm nước của xã",
         "chợ nổi đoạn gần cầu Mới phía bên tay phải cạnh trạm"),
        ("hàng xóm đánh bé, công an xã chưa tới", ""), ("bé kẹt ở xóm 3", "xóm 3"),
        ("sau khi ăn bé bị hóc ở nhà", ""), ("ba đập con em", ""), ("dap chau be", ""), ("em bé chìm rồi", ""),
        ("ao", "ao"), ("", ""), ("gần", ""),
    ],
)  # fmt: skip
def test_a_site_runs_from_its_first_word_to_the_end_of_its_clause(text: str, site: str) -> None:
    assert site_text(text) == site


@given(TEXTS)
def test_a_site_is_a_stretch_of_the_text(text: str) -> None:
    assert site_text(text) in text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cos em bes rowi xuoosng ao", "có em bé rơi xuống ao"),
        ("nguowif ddang ddanhs chasu hoaf thuyr quar giaf", "người đang đánh cháu hòa thủy quả già"),
        ("bo61 d9ang d9a1nh em cu71u em", "bố đang đánh em cứu em"),
        ("nguo7i2 ca62u tru7o7ng2", "người cầu trường"),
        ("is her car for sale now", "is her car for sale now"),
        ("my father hits me, help us now, he has a gas box", "my father hits me, help us now, he has a gas box"),
        ("nha so k8 duong d9 to 12", "nha so k8 duong d9 to 12"),
    ],
)
def test_keystrokes_are_read_when_a_text_is_made_of_them(typed: str, meant: str) -> None:
    read_as = letters(typed.split())
    assert " ".join(read_as.get(word, word) for word in typed.split()) == meant


def test_evidence_of_keystrokes_points_into_the_original() -> None:
    text = "em bij thaayf sowf ngwcj"
    heard = triage(text)
    assert heard.category == "sexual_abuse" and "thaayf sowf" in [
        text[one.start : one.end][-11:] for one in heard.evidence
    ]


@pytest.mark.parametrize(
    ("text", "child"),
    [
        ("có người đang đánh cháu bé dã man", False), ("ba nó đánh con nhỏ hoài", False),
        ("nó đánh con tôi", False), ("dì đánh con chị ấy", False),
        ("bà con ơi cứu bé", False), ("ba đánh con", True), ("hàng xóm hay mắng con", False),
        ("chú hàng xóm sờ em", True),
        ("em trai em bị đánh", True), ("dượng đánh em hoài", True),
    ],
)  # fmt: skip
def test_words_for_another_child_do_not_make_the_writer_one(text: str, child: bool) -> None:
    assert triage(text).reporter_is_child is child


@pytest.mark.parametrize(
    "text",
    ["bé rơi xuống ao, em sợ quá", "lỡ chân bé rơi xuống ao rồi", "ba danh con cho chua", "bố đánh em như đánh con chó",
     "ba em lại đánh em haha", "cha danh con chay mau"],
)  # fmt: skip
def test_harmless_looking_words_do_not_hide_harm(text: str) -> None:
    assert triage(text).urgency >= Urgency.priority


CALM = Triage(Urgency.routine, "info_request")


@pytest.mark.parametrize("rule", RAISES)
@pytest.mark.parametrize("urgency", list(Urgency))
def test_answers_raise_with_a_reason_and_never_lower(rule: Raise, urgency: Urgency) -> None:
    heard = Triage(urgency, sorted(rule.only)[0], ask="?")
    weighed = weigh(heard, {rule.answer: rule.value})
    assert weighed.urgency == max(urgency, rule.to) and rule.says in weighed.answered and weighed.ask == ""


def test_answers_name_the_graver_harm_and_leave_others_alone() -> None:
    hazard = Triage(Urgency.priority, "drowning_hazard", also=("injury_hazard",))
    weighed = weigh(hazard, {"still_in_water": "yes", "breathing": "no"})
    assert (weighed.category, weighed.also) == ("drowning_now", ("drowning_hazard", "injury_hazard"))
    assert weigh(Triage(Urgency.none, "not_relevant"), {"breathing": "no"}).also == ()
    assert weigh(CALM, {"danger_now": "no", "nonsense": "yes"}) == CALM
    assert weigh(CALM, {"danger_now": "yes"}).urgency == Urgency.urgent


def test_what_a_hazard_turns_out_to_be_raises_it() -> None:
    hazard = Triage(Urgency.priority, "injury_hazard")
    now, near = weigh(hazard, {"what": "now"}), weigh(hazard, {"what": "near_miss"})
    assert (now.urgency, now.category, now.also) == (Urgency.emergency, "drowning_now", ("injury_hazard",))
    assert (near.urgency, near.category) == (Urgency.urgent, "injury_hazard")
    assert weigh(CALM, {"what": "near_miss"}) == CALM


URGENCIES = st.sampled_from(list(Urgency))
READINGS = st.builds(Triage, URGENCIES, st.sampled_from(CATEGORIES), child_age=st.none() | st.integers(0, 17))


@given(READINGS, READINGS)
def test_the_worse_of_two_readings_wins_and_forgets_nothing(first: Triage, second: Triage) -> None:
    both = worse(first, second)
    assert both.urgency == max(first.urgency, second.urgency) == worse(second, first).urgency
    assert {first.category, second.category} - {"not_relevant"} <= {both.category, *both.also}
    assert both.child_age in (first.child_age, second.child_age)


def test_worse_keeps_place_and_reasons() -> None:
    grave = Triage(Urgency.urgent, "sexual_abuse", evidence=(Evidence(0, 2, "x"),), answered=("a",))
    both = worse(replace(CALM, place_text="xã Sơn Long", answered=("b",)), grave)
    assert (both.place_text, both.answered, both.evidence) == ("xã Sơn Long", ("a", "b"), grave.evidence)


FRAME = '[ask]\n[spelling]\n[words]\n[[frame]]\nsays = "x"\ncategory = "self_harm"\nurgency = "urgent"\nwords = ["a"]\n'


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (FRAME.replace("self_harm", "sadness"), 'category = "sadness"'),
        (FRAME.replace('"urgent"', '"soon"'), 'urgency = "soon"'),
        (FRAME + 'needs = ["nobody"]\n', 'needs = "nobody"'),
        (FRAME.replace('["a"]', '["<nobody>"]'), "nobody"),
        (FRAME + "oops", "mine.toml"),
    ],
)
def test_a_mistake_in_the_lexicon_is_named(content: str, named: str) -> None:
    with pytest.raises(LexiconError, match=named):
        parse([("mine.toml", content.encode())])


def test_the_version_is_the_content_of_the_lexicon() -> None:
    shipped = load(SHIPPED)
    more = parse([(file.name, file.read_bytes()) for file in sorted(SHIPPED.glob("*.toml"))] + [("more", b"# a word")])
    assert load(SHIPPED).version == shipped.version != more.version
