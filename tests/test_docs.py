"""The pages for people: whatever they link to, name, or tell somebody to type is there."""

import ast
import re
from functools import cache
from pathlib import Path

from typer.core import TyperGroup

from bot.commands import COMMANDS, loaded
from bot.settings import Settings, environment_name

ROOT = Path(__file__).parents[1]
FOLDERS = ("bot", "handlers", "flows", "referral", "tests", "docs", "deploy", "locales")
FILES = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*")]
PAGES = {file: file.read_text("utf-8") for file in (ROOT / "README.md", *FILES) if file.suffix == ".md"}
MODULES = [file for file in FILES if file.suffix == ".py"]
SUFFIXES = (
    "py",
    "md",
    "toml",
    "txt",
    "html",
    "js",
    "css",
    "jsonl",
    "conf",
    "yml",
    "service",
    "timer",
    "pot",
    "po",
    "csv",
    "json",
)
ELSEWHERE = {"LANGNGHE_TARGET_URL"}  # read by two commands alone: no address with a password is ever an argument
MINE = "tests/plays/my_first.txt"  # the reader is to write it

Named = set[tuple[str, ...]]


def anchor(heading: str) -> str:
    """What a heading is called in an address."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def code_of(page: str) -> list[str]:
    """The lines of its blocks of code, and what stands between backticks."""
    blocks = re.findall(r"^```.*?\n(.*?)^```", page, re.M | re.S)
    return [*"\n".join(blocks).splitlines(), *re.findall(r"`([^`\n]+)`", page)]


def in_code(pattern: str) -> Named:
    """Page and groups of each place of the code on the pages that fits."""
    found = re.compile(pattern)
    return {
        (page.name, *match.groups())
        for page, text in PAGES.items()
        for line in code_of(text)
        for match in found.finditer(line)
    }


def in_words(pattern: str) -> Named:
    """Page and groups of each place of the pages that fits."""
    return {(page.name, *match.groups()) for page, text in PAGES.items() for match in re.finditer(pattern, text)}


@cache
def names_in(module: Path) -> frozenset[str]:
    """All that a module defines, at any depth."""
    nodes = list(ast.walk(ast.parse(module.read_text("utf-8"))))
    made = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    return frozenset(
        made | {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    )


def test_every_link_leads_somewhere() -> None:
    links = {(page, link) for page, text in PAGES.items() for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text)}
    lost: Named = set()
    for page, link in links:
        name, _, section = link.partition("#")
        to = (page.parent / name).resolve() if name else page
        sections = {anchor(title) for title in re.findall(r"^#+ (.*)$", PAGES.get(to, ""), re.M)}
        if not to.exists() or (section and section not in sections):
            lost.add((page.name, link))
    assert links and lost == set()


def test_every_file_that_is_named_is_there() -> None:
    named = in_code(rf"(?<![\w/.])((?:{'|'.join(FOLDERS)})/[\w./*-]*\.(?:{'|'.join(SUFFIXES)}))\b")
    assert named and {(page, name) for page, name in named if name != MINE and not any(ROOT.glob(name))} == set()


def test_what_is_named_beside_a_file_is_in_it() -> None:
    named: Named = {(page, file, name) for page, name, file in in_words(r"`(\w+)` (?:in|of) `([\w/]+\.py)`")}
    named |= in_words(r"`([\w/]+\.py)`,? `(\w+)`")
    homes = {file: [module for module in MODULES if f"{module}".endswith(f"/{file}")] for _, file, _ in named}
    assert named and {one for one in named if not any(one[2] in names_in(module) for module in homes[one[1]])} == set()


def test_what_is_named_with_its_module_is_in_it() -> None:
    pairs = {one for one in in_code(r"^(?:\w+\.)*(\w+)\.(\w+)(?:\(.*\))?$") if one[2] not in SUFFIXES}
    ends = {stem: (f"/{stem}.py", f"/{stem}/__init__.py") for _, stem, _ in pairs}
    homes = {stem: [module for module in MODULES if f"{module}".endswith(ends[stem])] for stem in ends}
    known = {one for one in pairs if homes[one[1]]}
    assert known and {one for one in known if not any(one[2] in names_in(module) for module in homes[one[1]])} == set()


def wrong_in(line: str) -> str:
    """Which of the words after `langnghe` is no command and no option of it; "" if they can be typed."""
    first, *rest = line.split()
    if first not in COMMANDS:
        return first
    command = loaded(first)
    while rest and isinstance(command, TyperGroup) and rest[0] in command.commands:
        command = command.commands[rest.pop(0)]
    if isinstance(command, TyperGroup) and rest and re.fullmatch(r"[a-z][a-z-]*", rest[0]):
        return rest[0]
    options = {option for known in command.params for option in known.opts} | {"--help"}
    return next((word for word in rest if re.fullmatch(r"--[a-z-]+", word) and word not in options), "")


def test_every_command_can_be_typed() -> None:
    lines = in_code(r"(?:^|[;&=] |/bin/|(?<=[a-z]) )langnghe ([a-z][^\\|;&#]*)")
    assert lines and {(page, line, wrong) for page, line in lines if (wrong := wrong_in(line))} == set()


def test_everything_else_to_type_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    settings = {environment_name(name) for name in Settings.model_fields} | ELSEWHERE
    assert {target for _, target in in_code(r"^make ([a-z-]+)")} <= targets
    assert {name for _, name in in_words(r"\b(LANGNGHE_[A-Z_]*[A-Z])\b")} <= settings
    modules = {name.replace(".", "/") for _, name in in_code(r"-m (tests[\w.]*\w)")}
    assert (
        modules
        and {m for m in modules if not any(ROOT.glob(f"{m}.py")) and not any(ROOT.glob(f"{m}/__main__.py"))} == set()
    )
