"""The file that proves to Zalo whose domain this is: there under its name alone, and on no page that people see."""

import asyncio
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.settings import Settings
from bot.web.zalo_proof import code_in
from bot.wiring import open_program, web_app

CODE = "SToMCuFj6X0t-qgG_NX"
TAG = f'<meta name="zalo-platform-site-verification" content="{CODE}" />'


@pytest.mark.parametrize("setting", [CODE, f"zalo_verifier{CODE}", f"zalo_verifier{CODE}.html", f" {CODE}.html "])
def test_the_code_is_found_in_every_way_of_writing_it(setting: str) -> None:
    assert code_in(setting) == CODE


@pytest.mark.parametrize("setting", ["", "zalo_verifier", ".html", 'x"><script>', "a/b", "é", "x" * 300])
def test_what_is_no_code_is_none(setting: str) -> None:
    assert code_in(setting) == ""


def pages(folder: Path, setting: str, *paths: str) -> list[tuple[int, str, str]]:
    """The status, type and text of these pages, with this setting."""
    program = open_program(Settings(data_dir=folder, zalo_verifier=setting))

    async def visit() -> list[tuple[int, str, str]]:
        async with TestClient(TestServer(web_app(program))) as browser:
            answers = [await browser.get(path) for path in paths]
            found = [(answer.status, answer.content_type, await answer.text()) for answer in answers]
        await program.desk.stop()
        return found

    found = asyncio.run(visit())
    program.close()
    return found


def test_the_proof_is_there_under_its_name_alone(tmp_path: Path) -> None:
    right, *others, chat = pages(
        tmp_path,
        f"zalo_verifier{CODE}.html",
        f"/zalo_verifier{CODE}.html",
        f"/zalo_verifier{CODE.lower()}.html",
        f"/zalo_verifier{CODE}",
        "/zalo_verifier.html",
        "/",
    )
    assert right[:2] == (200, "text/html") and TAG in right[2]
    assert [status for status, _, _ in others] == [404] * 3
    assert chat[0] == 200 and "zalo" not in chat[2].lower()


def test_there_is_none_without_the_setting(tmp_path: Path) -> None:
    found = pages(tmp_path, "", f"/zalo_verifier{CODE}.html", "/zalo_verifier.html", "/zalo_verifierNone.html")
    assert [status for status, _, _ in found] == [404] * 3
