"""Official forms: what is known stands there, what is not says so, and a template reads nothing but words."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from sqlalchemy import select

from bot.checks import Site
from bot.checks.configuration import look_at_forms_folder
from bot.checks.forms import look_at_forms
from bot.forms.fill import BadTemplate, filled, names, tried
from bot.forms.mau_01 import saved, template
from bot.settings import Settings
from bot.store.tables import audit
from bot.store.work import SqlWork
from handlers.events import Address
from handlers.forms import form_fields
from referral.forms import NOT_AGREED, PLACEHOLDERS, UNKNOWN, completed, regulation
from tests.cast import OFFICERS, OFFICERS_AT
from tests.room import BEATEN, LAN, Room, room

STORY = "hàng xóm đánh bé 7 tuổi <bầm> & tím, xã Sơn Tây, Quảng Ngãi"
POLICE = Address(OFFICERS_AT, OFFICERS["Công an xã Sơn Tây"])
CHAIR = Address(OFFICERS_AT, OFFICERS["UBND xã"])


def texts(data: bytes) -> str:
    """Everything a reader of the file sees."""
    assert zipfile.ZipFile(BytesIO(data)).testzip() is None
    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    foot = [line.text for line in document.sections[0].footer.paragraphs]
    return "\n".join([*(line.text for line in document.paragraphs), *cells, *foot])


def written(folder: Path, name: str, *lines: str) -> Path:
    """A template of a deployer."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    (folder / f"{name}.docx").write_bytes(saved(document))
    return folder


def told(here: Room, *answers: str) -> str:
    """A case with these answers that the commune's chair holds; its number."""
    for words in (STORY, "Không", "Không có", "Có", "Đừng nhắn trước", *answers):
        here.say(words)
    number = here.cases()[0].number
    here.officer("UBND xã", f"nhận {number}")
    return number


def test_the_form_holds_what_was_told_and_says_what_is_missing(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        number = told(here, "0912345678", "Không")
        fields = here.do(lambda work: form_fields(work, work.people.at(CHAIR).id, number))
        assert fields is not None
        seen = texts(filled("mau-01", None, fields))
    for words in (number, STORY, "UBND xã Sơn Tây", "14:00", "22/11/2026", "trẻ em bị xâm hại", "Bị thương: có"):
        assert words.lower() in seen.lower(), words
    assert "Mẫu số 01, Nghị định 56/2017/NĐ-CP" in seen and UNKNOWN in seen and "Còn thiếu: Họ tên trẻ" in seen
    assert "0912345678" not in seen and NOT_AGREED in seen


def test_the_reporters_number_stands_there_only_if_they_agreed(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        number = told(here, "0912345678", "Được")
        fields = here.do(lambda work: form_fields(work, work.people.at(CHAIR).id, number))
    assert fields is not None and fields["dien_thoai_nguoi_bao"] == "0912345678"
    assert fields["ten_nguoi_bao"] == UNKNOWN


@pytest.mark.parametrize("who", [POLICE, LAN])
def test_nobody_else_gets_it_and_who_gets_it_is_written_down(who: Address, tmp_path: Path) -> None:
    with room(tmp_path) as here:
        number = told(here, "bỏ qua")
        assert here.do(lambda work: form_fields(work, work.people.at(who).id, number)) is None
        assert here.do(lambda work: form_fields(work, "nobody", number)) is None
        here.do(lambda work: form_fields(work, work.people.at(CHAIR).id, number))
        actors = here.do(lambda work: actors_of(work, "form"))
    assert actors == [OFFICERS["UBND xã"]]


def actors_of(work: SqlWork, action: str) -> list[str]:
    """Who did this, by the audit rows."""
    return list(work.connection.execute(select(audit.c.actor).where(audit.c.action == action)).scalars())


def test_our_template_uses_every_placeholder() -> None:
    used = set(re.findall(r"\{\{ (\w+) \}\}", texts(template())))
    assert used == set(PLACEHOLDERS)
    assert tried("mau-01", None) == ""


def test_every_placeholder_is_documented() -> None:
    page = (Path(__file__).parents[1] / "docs" / "forms.md").read_text("utf-8")
    assert dict(re.findall(r"\| `\{\{ (\w+) \}\}` \| (.+) \|", page)) == dict(PLACEHOLDERS)


def test_what_a_person_wrote_is_never_a_template() -> None:
    fields = completed({"loi_bao": "{{ so_vu }}\x00 </w:t> & “bố”"}, False, regulation("mau-01").words)
    assert "{{ so_vu }} </w:t> & “bố”" in texts(filled("mau-01", None, fields))


def test_a_deployers_template_is_one_more_form(tmp_path: Path) -> None:
    folder = written(tmp_path, "mau-02", "Vụ {{ so_vu }}", "{% if ten_tre %}{{ ten_tre }}{% endif %}")
    written(folder, "mau-01", "not ours")
    written(folder, "Tên xấu", "x")
    assert names(folder) == ("mau-01", "mau-02")
    assert "Vụ LN-7K3FQ" in texts(filled("mau-02", folder, {**PLACEHOLDERS, "so_vu": "LN-7K3FQ"}))
    assert names(None) == names(folder / "none") == ("mau-01",)


BROKEN = {
    "{{ ten_cha }}": "unknown placeholder ten_cha",
    "{{ so_vu": "TemplateSyntaxError",
    "{{ so_vu.__class__.__mro__ }}": "SecurityError",
    "{{ 1 / 0 }}": "ZeroDivisionError",
    "{% for n in range(10**9) %}x{% endfor %}": "OverflowError",
}


@pytest.mark.parametrize("line", BROKEN)
def test_a_template_that_fails_says_why_without_any_words_of_a_case(line: str, tmp_path: Path) -> None:
    folder = written(tmp_path, "mau-02", line)
    with pytest.raises(BadTemplate) as problem:
        filled("mau-02", folder, PLACEHOLDERS)
    assert BROKEN[line] in str(problem.value)
    assert tried("mau-02", folder) == str(problem.value)


def test_the_check_names_a_template_that_cannot_be_filled_in(tmp_path: Path) -> None:
    folder = written(tmp_path, "mau-02", "{{ so_vu }}")
    (folder / "mau-03.docx").write_bytes(b"no docx")
    found = {f.words: f.weight for f in look_at_forms(site(folder))}
    assert list(found.values()) == ["ok", "error"]
    assert any("mau-03" in words and "damaged" in words for words in found)
    assert [f.weight for f in look_at_forms_folder(site(folder / "none"))] == ["error"]
    assert list(look_at_forms(site(folder / "none"))) == list(look_at_forms_folder(site(folder))) == []
    assert list(look_at_forms(site(None))) == []


def site(folder: Path | None) -> Site:
    """A deployment with this folder of forms; the database is not looked at."""
    return Site(Settings(forms=folder), work=None)  # type: ignore[arg-type]


def test_bug_a_report_taken_by_phone_came_by_chat_on_the_form(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.officer("Trực ban", f"báo hộ: {BEATEN}")
        number = here.cases()[0].number
        here.officer("UBND xã", f"nhận {number}")
        fields = here.do(lambda work: form_fields(work, work.people.at(CHAIR).id, number))
        assert fields and fields["nguon_tin"] == "qua điện thoại"
