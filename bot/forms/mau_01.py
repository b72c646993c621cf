"""The layout of Mẫu số 01 (Decree 56/2017/NĐ-CP): a template with placeholders, made anew whenever it is needed."""

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document as Docx

HEAD = ("{{ co_quan }}", "Số: {{ so_vu }}")
PLACE_AND_DATE = "{{ noi_lap }}, ngày {{ ngay_lap }}"
TITLE = "PHIẾU TIẾP NHẬN THÔNG TIN"
GROUP = "Nhóm: {{ nhom }}"
PARTS = (
    (
        "A.1. Nguồn tin",
        (
            ("Nguồn tin", "{{ nguon_tin }}"),
            ("Tiếp nhận lúc", "{{ gio_nhan }}, ngày {{ ngay_nhan }}"),
        ),
    ),
    (
        "A.2. Thông tin về trẻ em",
        (
            ("Họ và tên", "{{ ten_tre }}"),
            ("Ngày sinh, hoặc tuổi ước chừng", "{{ ngay_sinh }}; {{ tuoi }}"),
            ("Giới tính (nam, nữ, không biết)", "{{ gioi_tinh }}"),
            ("Nơi xảy ra", "{{ noi_xay_ra }}"),
            ("Nơi trẻ đang ở", "{{ noi_o_hien_tai }}"),
            ("Loại việc, mức độ", "{{ loai_viec }}; {{ muc_do }}"),
            ("Tình trạng hiện tại", "{{ tinh_trang }}"),
            ("Lời người báo", "{{ loi_bao }}"),
            ("Hậu quả có thể xảy ra nếu không được giúp", "{{ hau_qua }}"),
            ("Cha (họ tên, tuổi, nghề nghiệp)", "{{ cha }}"),
            ("Mẹ (họ tên, tuổi, nghề nghiệp)", "{{ me }}"),
            ("Hoàn cảnh gia đình", "{{ gia_dinh }}"),
            ("Người đang chăm sóc", "{{ nguoi_cham_soc }}"),
            ("Việc đã làm để giúp trẻ", "{{ da_giup }}"),
        ),
    ),
    (
        "A.3. Thông tin về người báo (nếu họ đồng ý)",
        (
            ("Họ và tên", "{{ ten_nguoi_bao }}"),
            ("Điện thoại", "{{ dien_thoai_nguoi_bao }}"),
            ("Địa chỉ", "{{ dia_chi_nguoi_bao }}"),
            ("Ghi chú", "{{ ghi_chu }}"),
        ),
    ),
)
SIGNATURE = "Cán bộ tiếp nhận\n(ký, ghi rõ họ tên)\n\n\n"
MISSING = "Còn thiếu: {{ con_thieu }}"
FOOT = "{{ van_ban }}"


@cache
def template() -> bytes:
    """The form with placeholders."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    document = Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(13)
    for line in HEAD:
        document.add_paragraph(line)
    document.add_paragraph(PLACE_AND_DATE).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    centred(document, TITLE)
    document.add_paragraph(GROUP)
    for title, rows in PARTS:
        document.add_heading(title, level=2)
        add_rows(document, rows)
    document.add_paragraph(MISSING)
    document.add_paragraph(SIGNATURE).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.sections[0].footer.paragraphs[0].text = FOOT
    return saved(document)


def centred(document: "Docx", text: str) -> None:
    """A bold line in the middle."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run(text).bold = True


def add_rows(document: "Docx", rows: tuple[tuple[str, str], ...]) -> None:
    """A table of labels and what is known."""
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for label, words in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, words


def saved(document: "Docx") -> bytes:
    """The document as a file."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
