"""What is read only when it is needed can be read: a start would not notice that it is missing."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from bot.later import read_the_rest
from bot.roles import ALL
from bot.texts import read_catalogues, said

BOT = Path(__file__).parents[1] / "bot"


def inside_functions() -> Iterator[str]:
    """The modules that functions of `bot` import."""
    for file in BOT.rglob("*.py"):
        for function in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.ImportFrom) and node.module:
                        yield node.module
                    if isinstance(node, ast.Import):
                        yield from (name.name for name in node.names)


LATE = sorted(set(inside_functions()))


def test_the_messengers_are_among_them() -> None:
    assert {"bot.channels.telegram.setting_up", "bot.desk.pokes", "bot.web.console.routes"} <= set(LATE)


@pytest.mark.parametrize("name", LATE)
def test_what_is_read_late_is_there(name: str) -> None:
    assert import_module(name)


def test_the_rest_can_be_read() -> None:
    read_the_rest(ALL)


def test_another_language_is_read_when_it_is_needed() -> None:
    text, english = next(iter(read_catalogues()["en"].items()))
    assert (said("vi", text), said("en", text)) == (text, english)
