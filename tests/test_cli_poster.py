"""`langnghe poster`: what it writes, what it never overwrites, and what it will not draw."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bot.channels.zalo_oa.tokens import PREFIX
from bot.cli_directory import UnknownProvince
from bot.cli_hazards import UnknownCommune
from bot.cli_poster import NoCommuneNamed, NoPublicAddress, NotOneSchool, PosterNotWritten, leads_here
from bot.opening import opened
from bot.poster_words import BadSchool
from bot.store.tokens import Pair
from handlers.events import Address
from referral.campaigns import Subscription
from referral.jurisdiction.units import units
from tests import cli

command = partial(cli.command, "poster")
said = partial(cli.said, "poster")

SCHOOL = "Trường THCS Sơn Tây"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A house with a public address, and a folder for its posters."""
    for name, value in {
        "LANGNGHE_DATA_DIR": str(tmp_path / "var"),
        "LANGNGHE_PUBLIC_URL": "https://langnghe.example.vn",
        "COLUMNS": "200",
    }.items():
        monkeypatch.setenv(name, value)
    yield tmp_path / "posters"


def files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_poster_is_written_once_as_pdf_and_picture(folder: Path) -> None:
    words = said("21340", "xã Sơn Tây, Quảng Ngãi", "--out", str(folder))
    assert "Written: 2." in words and "nobody is on duty" in words
    assert files(folder) == ["poster-21340.pdf", "poster-21340.png"]
    (folder / "poster-21340.pdf").write_bytes(b"mine")
    assert "Written: 0. Already there, left as they were: 2." in said("21340", "--out", str(folder))
    assert (folder / "poster-21340.pdf").read_bytes() == b"mine"


def test_one_kind_one_school_one_language(folder: Path) -> None:
    said("21340", "--school", SCHOOL, "--lang", "en", "--png", "--out", str(folder))
    assert files(folder) == ["poster-21340-truong-thcs-son-tay-en.png"]
    said("21340", "--pdf", "--out", str(folder))
    assert "poster-21340.pdf" in files(folder) and "poster-21340.png" not in files(folder)


def test_a_whole_province_goes_on_where_it_was_left(folder: Path) -> None:
    folder.mkdir()
    here = [code for code, commune in units().current.items() if commune.province == "51"]
    drawn_before = [folder / f"poster-{code}.pdf" for code in here if code not in ("21340", "21343")]
    for file in drawn_before:
        file.touch()
    assert f"Written: 2. Already there, left as they were: {len(here) - 2}." in said(
        "--all-of", "Quảng Ngãi", "--pdf", "--out", str(folder)
    )
    assert len(files(folder)) == len(here) and not any(file.stat().st_size for file in drawn_before)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["Xã Không Có"], UnknownCommune),
        (["Sơn Tây"], UnknownCommune),
        (["--all-of", "Atlantis"], UnknownProvince),
        ([], NoCommuneNamed),
        (["21340", "21343", "--school", SCHOOL], NotOneSchool),
        (["21340", "--school", "☃ Sơn Tây"], BadSchool),
        (["21340", "--school", "學校"], BadSchool),
        (["21340", "--school", "  "], BadSchool),
        (["21340", "--school", "Trường " * 30], BadSchool),
    ],
)
def test_what_cannot_be_meant_is_said(words: list[str], problem: type[Exception], folder: Path) -> None:
    assert isinstance(command(*words, "--out", str(folder)).exception, problem)
    assert not folder.exists()


def test_a_folder_that_is_none_is_said(folder: Path) -> None:
    folder.write_text("a file")
    assert isinstance(command("21340", "--pdf", "--out", str(folder)).exception, PosterNotWritten)


def test_without_a_public_address_only_by_force(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANGNGHE_PUBLIC_URL")
    assert isinstance(command("21340", "--out", str(folder)).exception, NoPublicAddress)
    said("21340", "--pdf", "--force", "--out", str(folder))
    assert files(folder) == ["poster-21340.pdf"]


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://langnghe.example.vn", True),
        ("http://[2001:4860::1]:8080/", True),
        ("", False),
        ("http://127.0.0.1:8080", False),
        ("http://localhost", False),
        ("https://[::1]/", False),
        ("http://192.168.1.2", False),
        ("http://desk.local", False),
    ],
)
def test_which_address_a_telephone_on_the_street_reaches(address: str, leads: bool) -> None:
    assert leads_here(address) == leads


def test_a_zalo_account_and_a_bot_are_ways_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said("21340", "--png", "--out", str(folder))
    monkeypatch.setenv("LANGNGHE_ZALO_APP_ID", "1")
    monkeypatch.setenv("LANGNGHE_TELEGRAM_NAME", "LangNgheBot")
    with opened() as (_, work):
        work.tokens.put(f"{PREFIX}579", Pair("a", "r", work.now, work.now, work.now))
    said("21340", "--png", "--out", str(folder / "more"))
    one, three = (file.read_bytes() for file in (folder / "poster-21340.png", folder / "more" / "poster-21340.png"))
    assert one != three


def test_subscribers_are_counted_by_poster_and_small_numbers_hidden() -> None:
    with opened() as (_, work):
        for n in range(8):
            person = work.people.at(Address("webchat", f"p{n}"))
            source = "link:truong-a" if n < 6 else "chat"
            since = datetime(2026, 6, 1, tzinfo=UTC)
            work.subscriptions.save(Subscription(person.id, "webchat", since, source, commune="21340" if n < 7 else ""))
    words = said("--subscribers")
    rows = [line.split() for line in words.splitlines() if "link:" in line or "chat" in line]
    assert any("link:truong-a" in row and "6" in row for row in rows)
    assert words.count("under 5") == 2 and "not named" in words and "Xã Sơn Tây, Quảng Ngãi" in words
