"""The engine: every flow runs forward and ends; back, edit and a changed file are survived."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.check import GIVES
from flows.engine import MOST_MISSES, Voice, advance, answer, back, edit, old_answer, repeat
from flows.library import flows
from flows.model import Flow, Session, Turn
from flows.parse import parse_flow
from flows.reading import Heard
from flows.words import command_in, phrase

VOICE = Voice(lambda text: text, "q1")
EDIT = "edit"


def to_english(text: str) -> str:
    """As if there were a translation: our words with a mark."""
    return f"E:{text}" if text else text


@dataclass
class Talk:
    """A conversation without a case: actions find out what the facts say."""

    flow: Flow
    facts: Mapping[str, str] = field(default_factory=dict)
    voice: Voice = VOICE
    session: Session = field(init=False)
    said: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    over: bool = False

    def __post_init__(self) -> None:
        self.session = Session(self.flow.name)

    def begin(self) -> "Talk":
        return self.take(advance(self.flow, self.session, self.voice))

    def hear(self, text: str = "", point: tuple[float, float] | None = None) -> "Talk":
        return self.take(answer(self.flow, self.session, Heard(text, point), self.voice))

    def take(self, turn: Turn) -> "Talk":
        """Do the actions of a turn and remember what was said."""
        self.said = [say.text for say in turn.says]
        while turn.action:
            self.done.append(turn.action)
            found = {name: self.facts.get(name, "") for name in GIVES[turn.action]}
            turn = advance(self.flow, replace(turn.session, answers={**turn.session.answers, **found}), self.voice)
            self.said += [say.text for say in turn.says]
        self.session, self.over = turn.session, turn.over
        return self


def talk(text: str, **facts: str) -> Talk:
    return Talk(parse_flow("a", text), facts).begin()


ASK = '[[step]]\nask = "{0}?"\nanswer = "{0}"\n'
TWO = ASK.format("one") + ASK.format("two")
CHOICE = '[[step]]\nask = "Có không?"\nanswer = "sure"\nchoices = { yes = "Có", edit = "Sửa" }\n'
PLACE = '[[step]]\nask = "Ở đâu?"\nanswer = "place"\nas = "place"\n'
SKIP = ASK.format("one") + "optional = true\n"


# forward


def test_it_says_asks_acts_and_ends() -> None:
    do_and_say = '[[step]]\ndo = "accept"\n[[step]]\nsay = "{result}!"\n'
    it = talk('[[step]]\nsay = "Chào."\n' + ASK.format("one") + do_and_say, result="ok")
    assert it.said == ["Chào.", "one?"] and not it.over
    it.hear("x")
    assert (it.said, it.done, it.over) == (["ok!"], ["accept"], True)


def test_a_step_whose_condition_is_false_is_passed() -> None:
    it = talk(ASK.format("one") + '[[step]]\nonly_if = "one is no"\nsay = "Không."\n' + ASK.format("two"))
    assert it.hear("x").said == ["two?"]


def test_what_is_known_is_not_asked() -> None:
    flow = parse_flow("a", TWO)
    assert advance(flow, Session("a", answers={"one": "x"}), VOICE).session.asked == "two"


def test_words_left_over_answer_the_next_question() -> None:
    flow = parse_flow("a", ASK.format("number") + 'as = "case"\n' + ASK.format("reason"))
    turn = advance(flow, Session("a"), VOICE, "LN-7K3FQ: bận")
    assert turn.over and turn.session.answers == {"number": "LN-7K3FQ", "reason": "bận"}
    assert advance(flow, Session("a"), VOICE, "gì đó").says[0].text == "number?"


def test_after_three_misses_a_human_is_asked_for_and_the_flow_goes_on() -> None:
    it = talk(CHOICE + ASK.format("two"))
    for _ in range(MOST_MISSES - 1):
        assert it.hear("gì?").said == [f"{phrase('need_choice')}\nCó không?"]
    assert it.hear("gì?").said == ["two?"]
    assert it.done == ["hand_to_human"] and it.session.misses == 0


def test_an_optional_question_can_be_skipped_by_word_or_button() -> None:
    it = talk(SKIP)
    assert it.hear("bỏ qua").over and it.session.answers == {"one": ""}
    assert advance(parse_flow("a", SKIP), Session("a"), VOICE).says[0].buttons == (phrase("skip"),)


def test_a_choice_in_another_language_is_the_choice() -> None:
    it = Talk(parse_flow("a", CHOICE), voice=Voice(to_english, "q1")).begin()
    assert it.said == ["E:Có không?"]
    assert it.hear("E:Có").over and it.session.answers["sure"] == "yes"


def test_user_words_are_never_read_as_a_format() -> None:
    it = talk(TWO + '[[step]]\nask = "{summary} {one}"\nanswer = "checked"\n')
    it.hear("{two} {0} { }").hear("{one.x!r:>9}")
    assert it.said[0].endswith("{two} {0} { }") and it.session.answers["two"] == "{one.x!r:>9}"


def test_a_blank_nobody_filled_stays_empty() -> None:
    assert talk('[[step]]\nsay = "Chào {name}."\n').said == ["Chào ."]


# back and edit


def test_back_asks_the_last_answer_again_and_at_the_beginning_the_first() -> None:
    it = talk(TWO)
    assert it.take(back(it.flow, it.session, VOICE)).said == ["one?"]
    it.hear("x")
    assert it.take(back(it.flow, it.session, VOICE)).said == ["one?"]
    assert it.hear("y").hear("z").session.answers == {"one": "y", "two": "z"}


def test_what_was_done_is_not_done_again_after_going_back() -> None:
    it = talk(ASK.format("one") + '[[step]]\ndo = "accept"\n' + ASK.format("two"))
    it.hear("x").take(back(it.flow, it.session, VOICE)).hear("y").hear("z")
    assert it.over and it.done == ["accept"]


def test_an_answer_is_chosen_to_be_changed_by_number_or_label() -> None:
    story = TWO.replace("one", "story").replace("two", "child_age") + CHOICE.replace("sure", "checked")
    for chosen in ("2", "Tuổi của trẻ", "tuoi cua tre"):
        it = talk(story).hear("x").hear("9").hear("Sửa")
        assert it.said == [phrase("which_answer")]
        assert it.session.options == ("Chuyện xảy ra", "Tuổi của trẻ")
        assert it.hear(chosen).said == ["child_age?"]
        assert it.hear("7").session.asked == "checked"


def test_a_choice_of_what_to_change_that_names_nothing_goes_on() -> None:
    it = talk(TWO).hear("x")
    it.take(edit(it.flow, it.session, VOICE))
    assert it.hear("gì đó").session.asked == "two"


def test_where_nothing_was_answered_there_is_nothing_to_change() -> None:
    it = talk(TWO)
    assert it.take(edit(it.flow, it.session, VOICE)).session.asked == "one"


def test_a_changed_place_forgets_its_commune() -> None:
    it = talk(PLACE + ASK.format("two")).hear("xã Sơn Tây, Quảng Ngãi")
    assert it.session.answers["commune"] == "21340"
    it.take(back(it.flow, it.session, VOICE))
    assert it.session.asked == "place" and "commune" not in it.session.answers


def test_a_question_is_repeated_after_other_words() -> None:
    it = talk(TWO)
    assert it.take(repeat(it.flow, it.session, VOICE, "Đã nhận.")).said == ["Đã nhận.\none?"]
    nothing = replace(it.session, asked="gone")
    assert it.take(repeat(it.flow, nothing, VOICE, "Đã nhận.")).said == ["Đã nhận.", "one?"]


def test_several_communes_from_the_first_message_are_offered_at_once() -> None:
    known = Session("a", answers={"place_options": "21340,20944"})
    turn = advance(parse_flow("a", PLACE), known, VOICE)
    assert turn.says[0].text.startswith("Là xã Sơn Tây, Quảng Ngãi, hay ") and len(turn.says[0].buttons) == 3


def test_a_place_of_several_communes_is_asked_about_with_buttons() -> None:
    it = talk(PLACE).hear("phường Ba Đình")
    assert it.said == [phrase("which_place")]
    assert it.hear("1").over and it.session.answers["commune"]


def test_bug_pins_without_end_were_asked_about_without_end() -> None:
    it = talk(PLACE)
    for _ in range(MOST_MISSES):
        it.hear(point=(14.99, 108.30))
    assert it.over and it.session.answers["point"], "what is known stays known"


# a flow file that changed under a running conversation


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (TWO, ["two?"]),  # unchanged
        (ASK.format("one") + ASK.format("added") + ASK.format("two"), ["added?"]),  # asked after the answer is read
        (ASK.format("one"), []),  # the question is gone: the conversation is over
        (ASK.format("one") + ASK.format("renamed"), ["renamed?"]),
        (TWO.replace("two?", "other words?"), ["other words?"]),
        ('[[step]]\nsay = "Mới."\n' + TWO, ["Mới.", "two?"]),
        ("", []),
    ],
)
def test_a_running_conversation_survives_a_changed_file(new: str, said: list[str]) -> None:
    it = talk(TWO).hear("x")  # we asked "two" in the old version
    flow = parse_flow("a", new)
    again = Talk(flow)
    again.session = it.session
    again.take(advance(flow, it.session, VOICE))
    assert again.said == said
    heard = Talk(flow)
    heard.session = it.session
    heard.hear("trả lời")
    if any(step.answer == "two" for step in flow.steps):
        assert heard.session.answers["two"] == "trả lời"
    assert heard.session.answers["one"] == "x", "nothing that was said is lost"


def test_back_to_a_question_that_is_gone_goes_on() -> None:
    it = talk(TWO).hear("x")
    flow = parse_flow("a", ASK.format("two"))
    assert back(flow, it.session, VOICE).session.asked == "two"
    assert edit(flow, it.session, VOICE).session.asked == "two", "nothing of this version was answered"


def test_a_step_done_in_an_old_version_is_not_done_again_wherever_it_stands() -> None:
    it = talk('[[step]]\ndo = "accept"\n' + TWO)
    moved = parse_flow("a", ASK.format("two") + '[[step]]\ndo = "accept"\n')
    assert answer(moved, replace(it.session, asked="two"), Heard("x"), VOICE).over


# every shipped flow ends

WORDS = ("1", "2", "3", "9", "có", "không", "không rõ", "bỏ qua", "LN-7K3FQ", "xã Tân Phú", "không có trong này", "")
texts = st.sampled_from(WORDS) | st.text(max_size=12)
heard = st.builds(Heard, texts) | st.builds(Heard, st.just(""), st.sampled_from([(14.99, 108.30), (48.85, 2.35)]))
facts = st.fixed_dictionaries(
    {
        "urgency": st.sampled_from(["emergency", "urgent", "priority"]),
        "category": st.sampled_from(["drowning_now", "injury_now", "neglect_abandonment"]),
        "reporter_is_child": st.sampled_from(["", "yes"]),
        "result": st.sampled_from(["found", "not_found", "done", "no_agency", "accepted", "held", "linked"]),
        "commune": st.sampled_from(["", "21340"]),
        "told": st.sampled_from(["", "x"]),
    }
)


def reads_as_edit(it: Talk, turn: Turn) -> bool:
    """Whether this answer goes back; only a person can do that, and as often as they like."""
    return turn.session.asked == EDIT


def forward(it: Talk, inputs: Iterator[Heard]) -> int:
    """Answer until the flow is over, never going back; returns how many answers that took."""
    for count, one in enumerate(inputs):
        if it.over:
            return count
        turn = answer(it.flow, it.session, one, it.voice)
        if not reads_as_edit(it, turn) and command_in(one.text) != EDIT:
            it.take(turn)
        else:
            it.hear("1")
    return -1


@pytest.mark.no_cover
@settings(deadline=None, max_examples=150)
@given(st.sampled_from(sorted(flows())), facts, st.lists(heard, min_size=1, max_size=8))
def test_every_flow_ends_whatever_is_answered(name: str, known: dict[str, str], answers: list[Heard]) -> None:
    flow = flows()[name]
    questions = len({step.answer for step in flow.steps if step.answer})
    most = questions * MOST_MISSES + 1
    it = Talk(flow, known).begin()
    inputs = (answers[n % len(answers)] for n in range(most + 1))
    assert 0 <= forward(it, inputs) <= most


def test_the_button_of_an_earlier_question_still_tells_what_it_answered() -> None:
    flow, session = parse_flow("a", SKIP), Session("a")
    asked = advance(flow, session, VOICE)
    known = old_answer(flow, session, asked.says[0].question, Heard("bé gái 9 tuổi"), VOICE)
    assert known[asked.session.asked] == "bé gái 9 tuổi"
    assert old_answer(flow, session, "gone:1", Heard("Có"), VOICE) == {}
    assert old_answer(flow, session, asked.says[0].question, Heard(""), VOICE) == {}


def test_of_some_choices_only_those_are_offered_and_read_that_may_be_made_now() -> None:
    step = '[[step]]\nask = "Gì?"\nanswer = "x"\nchoices = { a = "Bàn", b = "Ghế", c = "Tủ" }\namong = "open"\n'
    flow = parse_flow("a", f'[[step]]\ndo = "look"\n{step}')
    turn = advance(flow, Session("a"), VOICE, "Tủ")
    assert (turn.action, turn.rest) == ("look", "Tủ")
    known = replace(turn.session, answers={"open": "b,c"})
    asked = advance(flow, known, VOICE)
    assert asked.says[0].buttons == ("Ghế", "Tủ")
    assert answer(flow, asked.session, Heard("1"), VOICE).session.answers["x"] == "b"
    assert "x" not in answer(flow, asked.session, Heard("Bàn"), VOICE).session.answers
    assert advance(flow, known, VOICE, turn.rest).session.answers["x"] == "c"


OFFERING = """
[[step]]
ask = "Vụ nào?"
answer = "number"
as = "case"

[[step]]
do = "find"

[[step]]
ask = "Cho ai?"
answer = "agency"
as = "named"
offers = "near"

[[step]]
ask = "Vì sao?"
answer = "reason"
as = "reason"
choices = { far = "Đang ở xa" }

[[step]]
say = "Đã báo {agency}: {reason}."
offers = "next_steps"
"""
ENDLESS = "9" * 5_000  # more digits than a number may have
NEAR = {"near": "Trạm y tế\nCông an xã", "next_steps": "Khép"}


def offered_by(flow: Flow, turn: Turn) -> Turn:
    """What follows once the action has found what there is to offer."""
    found = replace(turn.session, answers={**turn.session.answers, **NEAR})
    return advance(flow, found, VOICE, turn.rest)


def test_what_an_action_found_is_offered_and_its_number_chooses_it() -> None:
    flow = parse_flow("a", OFFERING)
    turn = offered_by(flow, advance(flow, Session("a"), VOICE, "LN-7K3FQ"))
    assert turn.says[-1].buttons == ("Trạm y tế", "Công an xã")
    for said, meant in (("2", "Công an xã"), ("Trạm y tế", "Trạm y tế"), ("9", "9"), (ENDLESS, ENDLESS)):
        after = answer(flow, turn.session, Heard(said), VOICE)
        assert after.session.answers["agency"] == meant
        last = answer(flow, after.session, Heard("1"), VOICE)
        assert last.says[-1].text == f"Đã báo {meant}: Đang ở xa." and last.says[-1].buttons == ("Khép",)


def test_words_behind_an_action_answer_what_is_asked_after_it() -> None:
    flow = parse_flow("a", OFFERING)
    turn = advance(flow, Session("a"), VOICE, "LN-7K3FQ Trạm y tế vì cần khám")
    assert (turn.action, turn.rest) == ("find", "Trạm y tế vì cần khám")
    assert offered_by(flow, turn).says[-1].text == "Đã báo Trạm y tế: cần khám."
