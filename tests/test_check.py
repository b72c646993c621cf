"""What `langnghe check` says of flow files: ours are clean, and each mistake is named by line and remedy."""

import re
from pathlib import Path

import pytest

from flows.check import GIVES, problems
from flows.kinds import KINDS
from flows.library import flows
from flows.parse import parse_flow
from handlers.actions import ACTIONS

ASK = '[[step]]\nask = "Ở đâu?"\nanswer = "town"\n'

FOUND = (  # the file, the problem
    ('[[step]]\ndo = "sing"\n', "a.toml line 1: unknown action 'sing'; use one of accept, add_hazard"),
    (f'[[step]]\nonly_if = "town is x"\nsay = "Chào."\n{ASK}', "a.toml line 1: only_if uses 'town' before it is asked"),
    (f'[[step]]\nsay = "Chào {{town}}."\n{ASK}', "a.toml line 1: the blank {town} is not known here"),
    ('[[step]]\nsay = "Chào {}."\n', "a.toml line 1: the blank {} is not known here"),
    ('[[step]]\nsay = "Chào {."\n', "a.toml line 1: a brace { or } stands alone"),
    ('[[step]]\nsay = "Chào }."\n', "a.toml line 1: a brace { or } stands alone"),
    (f'{ASK}[[step]]\nsay = "{"x" * 2001}"\n', "a.toml line 4: longer than 2000 characters"),
    (f'{ASK}choices = {{ yes = "{"x" * 61}" }}\n', "a.toml line 1: a choice is longer than 60 characters"),
    (f'topics = ["cats"]\n{ASK}', "a.toml line 1: unknown topic 'cats'; use one of sexual_abuse"),
    (
        f'{ASK}choices = {{ yes = "Có" }}\namong = "wanted"\n',
        "a.toml line 1: among uses 'wanted' before it is found out",
    ),
    (f'{ASK}offers = "near"\n', "a.toml line 1: offers 'near', which is not known here"),
    ('[[step]]\ndo = "open_case"\n', "a.toml line 1: a flow that opens a case needs topics"),
)


def test_our_flows_have_no_mistake() -> None:
    assert problems(flows()) == []


@pytest.mark.parametrize(("text", "problem"), FOUND)
def test_a_mistake_is_named_by_line_and_remedy(text: str, problem: str) -> None:
    (found,) = problems({"a": parse_flow("a", text)})
    assert found.startswith(problem)


def test_what_was_asked_or_found_out_before_may_be_used() -> None:
    after = '[[step]]\nonly_if = "town is given and status is given"\nsay = "{town} {status}"\n'
    status = '[[step]]\ndo = "show_status"\n'
    place = '[[step]]\nask = "Ở đâu?"\nanswer = "place"\nas = "place"\n[[step]]\nsay = "{commune_words}"\n'
    assert problems({"a": parse_flow("a", ASK + status + after + place)}) == []


def test_two_flows_of_the_same_people_do_not_share_a_start_word() -> None:
    made = {name: parse_flow(name, f'starts = ["Báo tin"]\n{ASK}') for name in ("a", "b")}
    assert problems(made) == ["the start word 'bao tin' begins two flows; keep it in one"]
    made["b"] = parse_flow("b", f'who = "officer"\nstarts = ["báo tin"]\n{ASK}')
    assert problems(made) == []


def test_what_actions_find_out_is_known_of_each_action() -> None:
    assert set(GIVES) == set(ACTIONS)


def test_the_page_on_flows_names_every_action_and_kind() -> None:
    page = (Path(__file__).parent.parent / "docs" / "flows.md").read_text("utf-8")
    named = {word for code in re.findall(r"`([^`\n]+)`", page) for word in code.split()}
    assert {*GIVES, *KINDS} <= named
