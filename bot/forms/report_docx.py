"""A commune's report as DOCX: our own layout under the headings I to VI, or one that a deployer uploaded."""

from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from bot.forms.fill import BadTemplate, faults, printable, rendered
from bot.forms.mau_01 import centred, saved
from bot.forms.report_layout import OnlyFields, look_through
from referral.records import dataclass
from referral.reports.headings import HEADINGS

if TYPE_CHECKING:
    from docx.document import Document as Docx

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LIMIT = 900 * 1024  # bytes of an uploaded layout
UNPACKED = 20 * 1024 * 1024  # of all that is in it
HEAD = "ỦY BAN NHÂN DÂN {{ dia_ban }}"
TITLE = "BÁO CÁO CÔNG TÁC TRẺ EM"
PERIOD = "Từ {{ tu_ngay }} đến {{ den_ngay }}"
LINES = ("{%p for muc_nay in muc %}", "{{ muc_nay.ten }}", "{{ muc_nay.loi }}", "{%p endfor %}")
SIGNATURE = "Ngày {{ ngay_lap }}\nNgười lập báo cáo\n(ký, ghi rõ họ tên)\n\n\n"


@dataclass(frozen=True, slots=True)
class Filling:
    """The words of one report, ready to be put into a layout."""

    head: Mapping[str, str]
    counts: Sequence[tuple[str, str]]
    spans: Sequence[tuple[str, str, str]]
    tables: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    written: Mapping[str, str]  # under the headings, by their key


@cache
def own_layout() -> bytes:
    """The layout that comes with the program."""
    from docx import Document
    from docx.shared import Pt

    document = Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(13)
    document.add_paragraph(HEAD)
    centred(document, TITLE)
    centred(document, PERIOD)
    add_loop(document, ("Chỉ số", "Kết quả"), "dong_nay in chi_so", ("dong_nay.ten", "dong_nay.so"))
    spans = ("dong_nay.ten", "dong_nay.giua", "dong_nay.nhieu_nhat")
    add_loop(document, ("Thời gian", "Ở giữa", "Chín phần mười"), "dong_nay in thoi_gian", spans)
    for line in LINES:
        document.add_paragraph(line)
    document.add_paragraph("PHỤ LỤC: SỐ LIỆU")
    document.add_paragraph("{%p for bang_nay in bang %}")
    document.add_paragraph("{{ bang_nay.ten }}").runs[0].bold = True
    add_loop(document, ("", "Số tin"), "dong_nay in bang_nay.dong", ("dong_nay.ten", "dong_nay.so"))
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{{ ghi_chu }}")
    document.add_paragraph(SIGNATURE)
    return saved(document)


def add_loop(document: "Docx", headings: Sequence[str], each: str, names: Sequence[str]) -> None:
    """A table with a row for each of a list."""
    from docx.shared import Cm

    table = document.add_table(rows=4, cols=len(headings))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, headings, strict=True):
        cell.text = words
    table.rows[1].cells[0].text = "{%tr for " + each + " %}"
    for cell, name in zip(table.rows[2].cells, names, strict=True):
        cell.text = "{{ " + name + " }}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    for row in table.rows:
        row.cells[0].width = Cm(10)


def report_docx(filling: Filling, layout: bytes = b"") -> bytes:
    """The report in a layout, ours if none is given. Raises BadTemplate. Values are words and nothing else."""
    return rendered(BytesIO(layout or own_layout()), context(filling), OnlyFields())


def context(filling: Filling) -> Mapping[str, object]:
    """What a layout may show: names as in referral.reports.headings.PLACEHOLDERS."""
    return {
        **{name: printable(words) for name, words in filling.head.items()},
        "chi_so": named(filling.counts, ("ten", "so")),
        "thoi_gian": named(filling.spans, ("ten", "giua", "nhieu_nhat")),
        "bang": [{"ten": printable(title), "dong": named(rows, ("ten", "so"))} for title, rows in filling.tables],
        "muc": [
            {"ten": words, "loi": printable(filling.written.get(key, "")) or "…"} for key, words in HEADINGS.items()
        ],
    }


def named(rows: Sequence[Sequence[str]], names: Sequence[str]) -> list[dict[str, str]]:
    """Rows whose cells have names."""
    return [{name: printable(words) for name, words in zip(names, row, strict=True)} for row in rows]


def try_layout(data: bytes) -> str:
    """What is wrong with an uploaded layout, tried with made-up words; "" if nothing is."""
    rows = [("a", "1")]
    head = dict.fromkeys(("dia_ban", "tu_ngay", "den_ngay", "ngay_lap", "tong_so", "ghi_chu"), "a")
    sample = Filling(head, rows, [("a", "1", "2")], [("a", rows)], {})
    try:
        if len(data) > LIMIT or unpacked(data) > UNPACKED:
            return "too large"
        look_through(data)
        report_docx(sample, data)
    except BadTemplate as problem:
        return str(problem)
    except faults():
        return "no DOCX file, or a damaged one"
    return ""


def unpacked(data: bytes) -> int:
    """How large a file is once it is unpacked, by its own word; a reader stops where that word was a lie."""
    with ZipFile(BytesIO(data)) as parts:
        return sum(part.file_size for part in parts.infolist())
