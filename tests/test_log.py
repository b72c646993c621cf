"""The log holds kinds and ids, and its end is not the end of the program."""

import io
import json
import subprocess
import sys
import threading
import warnings

import pytest

from bot.log import log_of, start_log, where

SECRET = "what somebody wrote"
EVERYTHING_FAILS = f"""
import asyncio, gc, logging, threading, warnings
from bot.log import start_log

def fail():
    raise ValueError("{SECRET}")

class Careless:
    def __del__(self):
        fail()

async def forget():
    task = asyncio.create_task(asyncio.to_thread(fail))
    await asyncio.wait([task])
    del task
    gc.collect()
    asyncio.get_running_loop().call_soon(fail)
    await asyncio.sleep(0)

start_log("info")
logging.getLogger("telegram").error("token %s", "{SECRET}")
logging.getLogger("telegram").error("wrong %d", "{SECRET}")
logging.getLogger("alembic").info("{SECRET}")
try:
    fail()
except ValueError:
    logging.getLogger("aiohttp.server").exception("from {SECRET}")
warnings.warn("{SECRET}")
asyncio.run(forget())
thread = threading.Thread(target=fail, name="{SECRET}")
thread.start()
thread.join()
Careless()
fail()
"""


@pytest.fixture(autouse=True)
def hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `start_log` takes over is put back afterwards."""
    for place, name in (
        (sys, "excepthook"),
        (sys, "unraisablehook"),
        (threading, "excepthook"),
        (warnings, "showwarning"),
    ):
        monkeypatch.setattr(place, name, getattr(place, name))


def failed() -> Exception:
    try:
        raise ValueError(SECRET)
    except ValueError as fault:
        return fault


def test_a_line_is_json_with_kinds_and_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    start_log("info")
    log_of("writer").error("job_failed", about="id-1", where=where(failed()))
    line = json.loads(stream.getvalue())
    assert (line["event"], line["about"], line["area"]) == ("job_failed", "id-1", "writer")
    assert line["where"].startswith("ValueError < test_log.py:")
    assert SECRET not in stream.getvalue()


def test_bug_a_closed_standard_error_ended_the_writer_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = io.StringIO()
    gone.close()
    monkeypatch.setattr(sys, "stderr", gone)
    start_log("info")
    log_of("writer").error("job_failed", about="id-1")


def test_whatever_fails_wherever_says_kind_and_place_only() -> None:
    ended = subprocess.run(
        [sys.executable, "-W", "default", "-c", EVERYTHING_FAILS], capture_output=True, text=True, check=False
    )
    assert SECRET not in ended.stderr + ended.stdout
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [line["event"] for line in lines] == [
        "library", "library", "library", "warned", "library", "library", "thread_crashed", "fault_lost", "crashed",
    ]  # fmt: skip
    assert all(line["level"] and line["timestamp"] and line["area"] for line in lines)
    assert [line["of"] for line in lines if line["event"] == "library"] == [
        "telegram", "telegram", "aiohttp.server", "asyncio", "asyncio",
    ]  # fmt: skip
    assert sum("ValueError < " in line.get("where", "") for line in lines) == 6
    assert ended.returncode == 1
