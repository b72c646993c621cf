"""Tables in every encoding, too large, hostile; what goes out comes in unchanged."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from bot.directory_lines import AGENCY_COLUMNS, agencies_in
from bot.directory_officers import OFFICER_COLUMNS, officers_in
from bot.directory_table import read_upload
from bot.duty_lines import SHIFT_COLUMNS, shifts_in
from bot.matrix_words import MATRIX_COLUMNS, lines_in
from bot.table_bytes import TableEmpty, TableTooLarge, TableUnreadable, Upload, decoded
from bot.table_write import csv_of, xlsx_of
from bot.tables.comparing import Reader, dry_run
from bot.tables.days import DAY_COLUMNS, days_of
from bot.tables.rows import agency_rows, day_rows, officer_rows, shift_rows
from bot.web.console.directory_rows import rows_for
from referral.agencies import Directory, Officer
from referral.matrix import shipped_matrix
from referral.matrix_table import read_edition
from referral.sample import sample_directory
from referral.staff import Area, Grant
from tests.table_files import in_1258

EVERYWHERE = Grant("administrator", "", Area(everywhere=True))


def upload_of(data: bytes, name: str = "a.csv") -> Upload:
    """A file as it came in."""
    return Upload(name, data)


@pytest.mark.parametrize(
    ("data", "encoding", "guessed"),
    [
        ("Công an".encode(), "UTF-8", False),
        ("Công an".encode("utf-8-sig"), "UTF-8", False),
        ("Công an".encode("utf-16"), "UTF-16", False),
        ("Công an".encode("utf-16-le"), "UTF-16", True),
        ("Công an".encode("utf-16-be"), "UTF-16", True),
        (in_1258("Công an"), "Windows-1258", True),
    ],
)
def test_each_encoding_is_read(data: bytes, encoding: str, guessed: bool) -> None:
    found = decoded(upload_of(data))
    assert (found.text, found.encoding, found.guessed) == ("Công an", encoding, guessed)


def test_too_much_and_nothing() -> None:
    with pytest.raises(TableTooLarge):
        read_upload(upload_of(b"x" * 6_000_000), AGENCY_COLUMNS)
    with pytest.raises(TableTooLarge):
        read_upload(upload_of(b"a\n" * 20_001), AGENCY_COLUMNS)
    with pytest.raises(TableEmpty):
        read_upload(upload_of(b" \n"), AGENCY_COLUMNS)
    with pytest.raises(TableUnreadable):
        read_upload(upload_of(b"\xff\xfe\xd8"), AGENCY_COLUMNS)
    book = Workbook()
    book.worksheets[0]["A30000"] = "x"
    written = BytesIO()
    book.save(written)
    with pytest.raises(TableTooLarge):
        read_upload(upload_of(written.getvalue(), "a.xlsx"), AGENCY_COLUMNS)


HOSTILE = ("=1+1", "+84 255 123 456", "-2", "@SUM(A1)", 'Công an, "xã"', "'=x")


def test_no_cell_that_goes_out_is_calculated() -> None:
    data = csv_of([("name",), *((cell,) for cell in HOSTILE)]).decode("utf-8-sig")
    assert not any(line.lstrip('"').startswith(("=", "+", "-", "@")) for line in data.splitlines())
    sheet = load_workbook(BytesIO(xlsx_of([HOSTILE]))).worksheets[0]
    assert [cell.data_type for cell in next(sheet.iter_rows())] == ["s"] * len(HOSTILE)


def real_directory() -> Directory:
    """The sample directory as if it were real, with hostile names, shifts and corrected days."""
    sample = sample_directory()
    there = {one: replace(agency, sample=False) for one, agency in sample.agencies.items()}
    names = zip(sample.officers.values(), HOSTILE * 9, strict=False)
    officers = {o.id: Officer(o.id, o.agency, f"{name} {o.id}", o.deputy) for o, name in names}
    base = Directory(there, officers)
    text = "agency,officer,days,begin,end,holidays,rank,since,until\n"
    text += "police-21340,police-21340-1,T2-T6,07:30,17:30,không,chính,,\n"
    text += "police-21340,,CN,17:30,07:30,chỉ ngày lễ,phó,01/12/2026,31/12/2026\n"
    found = shifts_in(read_upload(upload_of(text.encode()), SHIFT_COLUMNS), base)
    assert not found.problems
    roster = type(base.roster)(tuple(shift for shifts in found.by_agency.values() for shift in shifts))
    return Directory(there, officers, roster=roster)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_goes_out_comes_in_unchanged(ending: str) -> None:
    base = real_directory()
    made = csv_of if ending == "csv" else xlsx_of
    kinds = {
        "agencies": agency_rows(base.agencies.values()),
        "officers": officer_rows(base.officers.values(), base),
        "shifts": shift_rows(base.roster.shifts),
    }
    for kind, rows in kinds.items():
        run = dry_run(kind, Upload(f"a.{ending}", made(rows)), Reader(EVERYWHERE, base))  # type: ignore[arg-type]
        assert (run.differences, run.problems) == ((), ()) and run.same, kind
    lines = read_upload(Upload(f"a.{ending}", made(rows_for("matrix", base, EVERYWHERE, ""))), MATRIX_COLUMNS)
    assert read_edition(lines_in(lines)[0]) == (shipped_matrix(), ())
    assert days_of(read_upload(Upload(f"a.{ending}", made(day_rows(base.calendar))), DAY_COLUMNS)) == ({}, ())


def test_a_sample_goes_out_as_a_comment() -> None:
    sample = sample_directory()
    read = read_upload(upload_of(csv_of(rows_for("agencies", sample, EVERYWHERE, ""))), AGENCY_COLUMNS)
    assert agencies_in(read, sample) == ({}, ())
    staff = read_upload(upload_of(csv_of(rows_for("officers", sample, EVERYWHERE, ""))), OFFICER_COLUMNS)
    assert officers_in(staff, sample) == ({}, ())


def test_days_with_mistakes() -> None:
    text = "ngày,công sở\n05/05/2027,nghỉ\n05/05/2027,làm việc\nhôm qua,nghỉ\n06/05/2027,ừ\n07/05/2027,như luật,x\n"
    found, problems = days_of(read_upload(upload_of(text.encode()), DAY_COLUMNS))
    assert len(found) == 1 and [problem.line for problem in problems] == [3, 4, 5, 6]
