"""`langnghe places resolve` at its edges: lines too long, degrees that are none, pipes that break."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.json_lines import TOO_LONG, PipesBroken
from bot.place_lines import NO_DEGREES
from referral.jurisdiction.units import units
from tests.mergers import SON_TAY
from tests.test_cli_places import WAIT, rows


def test_degrees_that_are_none_are_said() -> None:
    code, (bad, worse) = rows('{"id": 1, "lat": 500, "lon": 1}\n{"id": 2, "text": "Hà Nội", "lat": 1, "lon": -181}')
    assert code == 1 and bad == {"id": 1, "error": NO_DEGREES} and worse == {"id": 2, "error": NO_DEGREES}


def test_a_text_and_a_pin_of_one_line_are_both_resolved() -> None:
    here = units().current[SON_TAY]
    line = {"id": 1, "text": "phường Ba Đình, Hà Nội", "lat": here.lat, "lon": here.lon}
    code, (one, half) = rows(json.dumps(line) + '\n{"id": 2, "text": "Hà Nội", "lat": null, "lon": 1}\n')
    assert (one["codes"], one["pin"]["codes"][0], list(one)[-1]) == (["00004"], SON_TAY, "pin")  # type: ignore[index]
    assert code == 1 and "lat" in str(half["error"])


def test_a_line_that_is_too_long_is_told_at_once() -> None:
    good = json.dumps({"id": 1, "text": "a" * 99_000})
    longer = json.dumps({"id": 2, "text": "đ" * 500_000}, ensure_ascii=False)
    code, found = rows("\n".join((json.dumps({"id": 0, "text": "a" * 100_000}), longer, good)))
    assert code == 1 and [row["id"] for row in found] == [None, None, 1]
    assert found[0]["error"] == found[1]["error"] == TOO_LONG


@pytest.mark.parametrize("pipes", ["<&-", "< in > /dev/full", "< in >&-"])
def test_pipes_that_break_are_one_line(tmp_path: Path, pipes: str) -> None:
    (tmp_path / "in").write_text('{"id": 1, "text": ""}\n', "utf-8")
    program = f"{sys.executable} -c 'from bot.cli import main; main()' places resolve {pipes}"
    environment = {"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(["sh", "-c", program], cwd=tmp_path, env=environment, capture_output=True, timeout=WAIT)
    assert ended.returncode == 1
    assert ended.stderr.decode() == f"langnghe: {PipesBroken()}\n"
