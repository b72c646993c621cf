"""The tables that deployers fill in, as spreadsheets and editors write them."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.cli_directory import read_tables
from bot.directory_lines import AGENCY_COLUMNS
from bot.directory_officers import officers_in
from bot.directory_table import BadHeadings, Line, read_table
from bot.directory_template import EXAMPLES, template_text
from bot.directory_workbook import FORMULA, MERGED
from bot.directory_workbook import written as as_written
from bot.table_bytes import TableUnreadable
from referral.agencies import ROLES, Agency, Directory
from tests.table_files import written

HEADINGS = ",".join(AGENCY_COLUMNS)
EMPTY = Directory()


ROW = {"id": "x", "name": "Công an", "role": "police", "place": "21340; 21343", "phone": "", "phone_confirmed": "yes"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_as_spreadsheets_write_it(tmp_path: Path, encoding: str, mark: str) -> None:
    cells = mark.join(f'"{cell}"' if ";" in cell else cell for cell in ROW.values())
    text = f"# comment;with,marks\n{mark.join(AGENCY_COLUMNS)}\n\n  \n{cells}\n"
    assert read_table(written(tmp_path, text, encoding=encoding), AGENCY_COLUMNS) == (Line(5, ROW),)


def test_vietnamese_headings_in_any_order_and_cells_over_several_lines(tmp_path: Path) -> None:
    text = 'TÊN,Vai trò,Nơi,Điện thoại,Đã gọi thử\n"Công\nan",police,"21340;\r\n21343",,yes\nB,police,,,\n'
    first, second = read_table(written(tmp_path, text), AGENCY_COLUMNS)
    assert first == Line(2, {**ROW, "id": ""}) and second.number == 5


@pytest.mark.parametrize(
    ("value", "cell"),
    [(None, ""), (True, "yes"), (False, "no"), (21340, "21340"), (51.0, "51"), (0.5, "0.5"), ("a", "a")],
)
def test_a_cell_of_a_workbook(value: object, cell: str) -> None:
    assert as_written(value) == cell


def test_a_workbook_is_read_like_the_table_it_shows(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (list(AGENCY_COLUMNS), [None], ["x", "Công an", "police", 21340.0, 905123456, True]):
        sheet.append(row)
    sheet.append(["y", "Công an", "police", 21340, None, False, None])
    file = tmp_path / "agencies.XLSX"
    book.save(file)
    first, second = read_table(file, AGENCY_COLUMNS)
    assert first == Line(3, {**ROW, "place": "21340", "phone": "905123456"})
    assert second.cells["phone_confirmed"] == "no" and not second.surplus


def test_a_title_above_the_headings_is_left_out(tmp_path: Path) -> None:
    text = f"Công an; danh sách, tên và nơi; 2026\n\nTên\n{HEADINGS}\nx,Công an,police,21340; 21343,,yes\n"
    assert read_table(written(tmp_path, text), AGENCY_COLUMNS) == (Line(5, ROW),)
    with pytest.raises(BadHeadings, match="twice: fax"):
        read_table(written(tmp_path, text.replace("place", "fax")), AGENCY_COLUMNS)


def test_cells_of_a_workbook_that_only_look_empty_say_why(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    rows = (["Danh sách"], list(AGENCY_COLUMNS), ["x", '="Công" & " an"', "police", 21340], ["y", "B", "police"])
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:H1")
    sheet.merge_cells("D3:D4")
    file = tmp_path / "agencies.xlsx"
    book.save(file)
    first, second = read_table(file, AGENCY_COLUMNS)
    assert (first.unread, second.unread) == ({"name": FORMULA}, {"place": MERGED})
    found = read_tables(file, None, EMPTY).problems
    assert [(problem.line, problem.column) for problem in found] == [(3, "name"), (4, "place")]
    assert found[1].what.words == f"this cell is {MERGED}" and "CSV" in found[1].what.remedy


def test_an_officer_in_a_merged_cell_is_asked_about() -> None:
    cells = {"id": "", "agency": "", "name": "", "deputy": ""}
    _, (problem,) = officers_in([Line(2, cells, unread={"name": MERGED})], EMPTY)
    assert problem.column == "name" and problem.what.words == f"this cell is {MERGED}"


def test_the_id_of_an_officer_who_was_removed_is_nobody_elses() -> None:
    here = Directory({"desk": Agency("desk", "Bàn trực", "intake_desk")}, retired=frozenset({"desk-1"}))
    cells = {"id": "", "agency": "desk", "name": "Nguyễn Thị Mẫu", "deputy": ""}
    assert set(officers_in([Line(2, cells)], here)[0]) == {"desk-2"}
    _, (problem,) = officers_in([Line(2, {**cells, "id": "desk-1"})], here)
    assert problem.column == "id" and "leave it empty" in problem.what.remedy


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# nothing\n", "first line"),
        ("name,role,place,phone\n", "first line"),
        (f"{HEADINGS},fax\n", "fax"),
        (f"{HEADINGS},mã\n", "mã"),
        (f"{HEADINGS},,fax\n", "fax"),
    ],
)
def test_headings_that_are_not_ours(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadHeadings, match=words):
        read_table(written(tmp_path, text), AGENCY_COLUMNS)


def test_a_comma_without_quotation_marks_is_seen(tmp_path: Path) -> None:
    line = "x,Công an,công an,Xã Sơn Tây, Quảng Ngãi,0900000000,yes"
    (found,) = read_table(written(tmp_path, f"{HEADINGS}\n{line}\n"), AGENCY_COLUMNS)
    assert found.surplus


def test_empty_columns_at_the_end_are_none(tmp_path: Path) -> None:
    assert read_table(written(tmp_path, f"{HEADINGS},,\n,,,,,,,\n"), AGENCY_COLUMNS) == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", b'"' + b"x" * 200_000),
        ("a.xlsx", b"no workbook"),
        ("a.xlsx", b"PK\x03\x04 no archive"),
    ],
)
def test_a_file_that_is_no_table_is_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(TableUnreadable, match="saved as CSV in UTF-8 or as XLSX"):
        read_table(file, AGENCY_COLUMNS)
    with pytest.raises(TableUnreadable):
        read_table(tmp_path / f"none-{name}", AGENCY_COLUMNS)


def test_the_template_has_an_example_for_each_role_and_no_line(tmp_path: Path) -> None:
    file = written(tmp_path, template_text())
    assert read_table(file, AGENCY_COLUMNS) == ()
    assert set(EXAMPLES) == set(ROLES)
    filled = written(tmp_path, template_text().replace("#", ""), "filled.csv")
    found = read_tables(filled, None, EMPTY)
    assert not found.problems
    assert [agency.role for agency in found.agencies.values()] == list(EXAMPLES)
