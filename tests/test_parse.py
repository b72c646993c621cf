"""Flow files: read as they are written, and each mistake named by file, line and remedy."""

import pytest

from flows.parse import BadFlow, parse_flow

STEP = '[[step]]\nsay = "Chào."\n'

REFUSED = (  # the file, what the message names
    ("title = [ }", "a.toml: .*line 1"),
    ('titel = "A"\n' + STEP, "a.toml line 1: unknown word 'titel'; use one of menu, named, says, starts"),
    ("title = 5\n" + STEP, 'a.toml line 1: title is written as "words"'),
    ('starts = "nhận"\n' + STEP, r'a.toml line 1: starts is written as \["a", "b"\]'),
    ('menu = "1"\n' + STEP, "a.toml line 1: menu is written as 1"),
    ('who = "oficer"\n' + STEP, "a.toml line 1: unknown who 'oficer'; use one of citizen, officer, anyone"),
    ('step = [{ say = "Chào." }]\n', r"a.toml: begin each step with a line \[\[step\]\]"),
    (STEP + '\n[[step]]\nsays = "Chào."\n', "a.toml line 4: unknown word 'says'; use one of answer"),
    ("[[step]]\nsay = 5\n", 'a.toml line 1: say is written as "words"'),
    ('[[step]]\nask = "Ở đâu?"\nanswer = "place"\noptional = "yes"\n', "a.toml line 1: optional is written as true"),
    ('[[step]]\nask = "Ở đâu?"\nanswer = "a"\nchoices = ["Có"]\n', "a.toml line 1: choices is written as {"),
    (
        '[[step]]\nask = "Ở đâu?"\nanswer = "a"\nas = "decision"\n',
        "a.toml line 1: choices go with as = choice or decision or reason",
    ),
    ('[[step]]\nask = "Ở đâu?"\nanswer = "a"\nas = "age"\nchoices = { a = "A" }\n', "a.toml line 1: choices go with"),
    ('[[step]]\nask = "Ở đâu?"\nanswer = "a"\nchoices = {}\n', "a.toml line 1: choices are written as {"),
    ('[[step]]\nask = "Ở đâu?"\nanswer = "a"\nchoices = { n = 1 }\n', "a.toml line 1: choices are written as {"),
    ("[[step]]\n", "a.toml line 1: a step has exactly one of say, ask, do"),
    ('[[step]]\nsay = "Chào."\ndo = "note"\n', "a.toml line 1: a step has exactly one of say, ask, do"),
    ('# words\n\n[[step]]\nask = "Ở đâu?"\n', "a.toml line 3: ask and answer go together"),
    ('[[step]]\nsay = "Ở đâu?"\nanswer = "place"\n', "a.toml line 1: ask and answer go together"),
    ('[[step]]\nask = "Ở đâu?"\nanswer = "a"\nas = "spot"\n', "a.toml line 1: unknown kind 'spot'; use one of age"),
    ('[[step]]\ndo = "note"\noffers = "a"\n', "a.toml line 1: offers goes with say"),
    ('[[step]]\nask = "Gì?"\nanswer = "a"\noffers = "b"\nchoices = { a = "A" }\n', "a.toml line 1: offers goes with"),
    (STEP + STEP.replace("say", 'only_if = "a be b"\nsay'), "a.toml line 3: 'a be b': A condition is none of"),
)


@pytest.mark.parametrize(("text", "named"), REFUSED)
def test_a_mistake_is_named_by_line_and_remedy(text: str, named: str) -> None:
    with pytest.raises(BadFlow, match=named):
        parse_flow("a", text)


def test_what_is_left_out_has_its_usual_value() -> None:
    flow = parse_flow("a", STEP)
    assert (flow.title, flow.who, flow.starts, flow.menu, flow.topics) == ("a", "citizen", (), 0, ())
    (step,) = flow.steps
    assert (step.say, step.line, step.kind, step.only_if, step.optional) == ("Chào.", 1, "text", (), False)


def test_choices_make_a_choice_and_as_names_any_other_kind() -> None:
    choice, age = ('answer = "a"\nchoices = { yes = "Có" }\n', 'answer = "b"\nas = "age"\n')
    text = "".join(f'[[step]]\nask = "?"\n{rest}' for rest in (choice, age))
    assert [step.kind for step in parse_flow("a", text).steps] == ["choice", "age"]


def test_what_a_conversation_remembers_of_a_step_does_not_depend_on_its_place() -> None:
    here, moved = parse_flow("a", STEP), parse_flow("a", '[[step]]\ndo = "note"\n' + STEP)
    assert here.steps[0].key == moved.steps[1].key
    assert moved.steps[0].key == "do:note"


def test_the_same_said_or_done_twice_is_two_steps_the_same_asked_twice_is_one_answer() -> None:
    do, ask = '[[step]]\ndo = "note"\n', '[[step]]\nask = "?"\nanswer = "place"\n'
    keys = [step.key for step in parse_flow("a", do + do + STEP + STEP + ask + ask).steps]
    assert keys[:2] == ["do:note", "do:note:2"]
    assert keys[3] == f"{keys[2]}:2"
    assert keys[4:] == ["place", "place"]
