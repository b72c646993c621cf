"""The log holds kinds and ids, and its end is not the end of the program."""

import io
import json
import sys

import pytest

from bot.log import log_of, start_log, where


def failed() -> Exception:
    try:
        raise ValueError("what somebody wrote")
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
    assert "what somebody wrote" not in stream.getvalue()


def test_bug_a_closed_standard_error_ended_the_writer_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = io.StringIO()
    gone.close()
    monkeypatch.setattr(sys, "stderr", gone)
    start_log("info")
    log_of("writer").error("job_failed", about="id-1")
