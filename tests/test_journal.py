"""The journal of a mailing: what was begun and answered is known after a death, and nothing is guessed."""

import os
from pathlib import Path

import pytest

from bot.desk import journal
from bot.desk.journal import FileLog, Heading, Journal, Unwritten, locked, read
from bot.store.campaign_copies import Outcome

HEADING = Heading("r1", "p1", ["a", "b", "c", "d"])
NOTED = [
    Outcome("a", "sent", paid=True),
    Outcome("b", "unsure", "died"),
    Outcome("c", "failed", "gone"),
    Outcome("d", "waiting"),
]


def write(folder: Path, holder: str) -> Journal:
    """A page in which one copy arrived, one was begun, one failed, one was not begun."""
    made = Journal(folder, holder)
    page = made.page(HEADING)
    for person in ("a", "b", "c"):
        page.begin(person)
    page.answered(NOTED[0])
    page.answered(NOTED[2])
    return made


def test_who_lives_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "me")
    assert list(Journal(tmp_path, "you").remains()) == []


def test_what_the_dead_knew(tmp_path: Path) -> None:
    write(tmp_path, "me")._unlock()
    you = Journal(tmp_path, "you")
    (remains,) = you.remains()
    assert remains.holder == "me" and remains.pages == [(HEADING, NOTED)]
    assert list(Journal(tmp_path, "they").remains()) == []  # one at a time
    you.forget(remains)
    you.release(remains)
    assert list(you.remains()) == []


def test_after_a_power_loss_nothing_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "me")
    (tmp_path / "boot").write_text("another\n")
    monkeypatch.setattr(journal, "BOOT_ID", tmp_path / "boot")
    found = read(tmp_path / "me" / "p1")
    assert found and {(one.state, one.reason) for one in found[1]} == {("unsure", "died")}
    monkeypatch.setattr(journal, "BOOT_ID", tmp_path / "nowhere")
    assert read(tmp_path / "me" / "p1")


@pytest.mark.parametrize("cut", range(1, 60))
def test_a_torn_end_never_doubles(tmp_path: Path, cut: int) -> None:
    """Whatever is cut off the end, no copy that was begun on a line before it is taken for one that was not."""
    write(tmp_path, "me")
    path = tmp_path / "me" / "p1"
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    begun = {line for line in whole[:-cut].decode().split("\n")[2:-1] if line in ("a", "b", "c")}
    if found := read(path):
        assert not begun & {one.person_id for one in found[1] if one.state == "waiting"}


def test_a_full_disk_begins_nothing(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "p1", HEADING)
    os.close(log._file)
    with pytest.raises(Unwritten):
        log.begin("a")
    log.answered(NOTED[0])


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_page_that_a_full_disk_does_not_take_leaves_nothing_open(tmp_path: Path) -> None:
    path, before = tmp_path / "p1", open_files()
    path.symlink_to("/dev/full")
    with pytest.raises(Unwritten):
        FileLog(path, HEADING)
    assert open_files() == before and list(tmp_path.iterdir()) == []


def test_a_folder_that_could_not_be_locked_is_made_use_of_later(tmp_path: Path) -> None:
    (tmp_path / ".me").mkdir()
    Journal(tmp_path, "me").page(HEADING).close()
    assert [folder.name for folder in tmp_path.iterdir()] == ["me"]


def test_a_page_that_is_written_down_leaves_nothing(tmp_path: Path) -> None:
    mine = Journal(tmp_path, "me")
    mine.page(HEADING).close()
    mine.close()
    mine.close()
    assert list(tmp_path.iterdir()) == []
    Journal(None, "me").page(HEADING).close()


def test_a_folder_that_is_gone_is_nobodys(tmp_path: Path) -> None:
    assert locked(tmp_path / "gone" / "lock") is None


@pytest.mark.parametrize("garbage", [b"\xff\xfe\n\xff\n", b"one two\na b\n", b"a b c d\n\n"])
def test_a_garbled_page_holds_up_no_other_and_its_lock_is_free_again(tmp_path: Path, garbage: bytes) -> None:
    write(tmp_path, "me")._unlock()
    (tmp_path / "me" / "p0").write_bytes(garbage)
    you = Journal(tmp_path, "you")
    (remains,) = you.remains()
    assert remains.pages == [(HEADING, NOTED)]
    you.release(remains)
    (again,) = Journal(tmp_path, "they").remains()
    you.forget(again)
    you.release(again)


@pytest.mark.parametrize("garbage", [b"x\n", b"\xff\xfe\n", b"\n"])
def test_a_page_with_a_line_that_is_none_of_ours_is_unsure(tmp_path: Path, garbage: bytes) -> None:
    """Whoever it was about may have one: nobody of the page is written to again."""
    write(tmp_path, "me")
    with (tmp_path / "me" / "p1").open("ab") as page:
        page.write(garbage)
    found = read(tmp_path / "me" / "p1")
    assert found and {(one.state, one.reason) for one in found[1]} == {("unsure", "died")}


def test_a_garbled_fate_is_unsure(tmp_path: Path) -> None:
    write(tmp_path, "me")
    with (tmp_path / "me" / "p1").open("ab") as page:
        page.write(b"b se\nc failed\n")
    found = read(tmp_path / "me" / "p1")
    assert found and [one.state for one in found[1]] == ["sent", "unsure", "unsure", "waiting"]
