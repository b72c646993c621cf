"""docs/threat-model.md promises nothing that no test holds, and says of each actor what is not promised."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
PAGE = (HERE / "docs" / "threat-model.md").read_text("utf-8")
ACTORS = PAGE.split("## What is promised")[1].split("\n### ")[1:]
NAMED = re.compile(r"`(tests/test_\w+\.py)::(test_\w+)`")
ROWS = [row for actor in ACTORS for row in re.findall(r"^\|.*\|$", actor, re.MULTILINE) if not row.startswith("|---")]
PROMISES = [row for row in ROWS if not row.startswith("| promise |")]


@pytest.mark.parametrize("row", PROMISES)
def test_each_promise_names_a_test_that_is_there(row: str) -> None:
    promise, how, tests = (cell.strip() for cell in row.strip("|").split("|"))
    named = NAMED.findall(tests)
    assert promise and how and named, row
    for path, function in named:
        assert (HERE / path).is_file(), path
        assert re.search(rf"^(async )?def {function}\(", (HERE / path).read_text("utf-8"), re.MULTILINE), (
            path,
            function,
        )


def test_each_actor_is_told_what_is_not_promised() -> None:
    assert len(ACTORS) >= 10
    assert [actor.splitlines()[0] for actor in ACTORS if "**Not promised" not in actor] == []
    assert all("| promise | how | test |" in actor for actor in ACTORS)
