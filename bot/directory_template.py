"""The table of agencies that a deployer fills in: headings, and an example for each role that is no line yet."""

import csv
from io import StringIO

from bot.directory_lines import AGENCY_COLUMNS, SAID_ROLES

# Name and place; the numbers are the deployer's to find and to call.
EXAMPLES = {
    "police": ("Công an xã Sơn Tây", "Xã Sơn Tây, Quảng Ngãi"),
    "people_committee": ("UBND xã Sơn Tây", "21340"),
    "health_station": ("Trạm y tế khu vực Sơn Tây", "huyện Sơn Tây, Quảng Ngãi"),
    "school": ("Trường Tiểu học Sơn Long", "Xã Sơn Long, huyện Sơn Tây, Quảng Ngãi"),
    "youth_union": ("Đoàn thanh niên Sơn Tây", "Xã Sơn Tây, Quảng Ngãi; Xã Sơn Tây Hạ, Quảng Ngãi"),
    "womens_union": ("Hội Liên hiệp Phụ nữ xã Sơn Tây", "21340"),
    "village_head": ("Các trưởng thôn xã Sơn Tây", "21340"),
    "social_work_centre": ("Trung tâm Công tác xã hội Quảng Ngãi", "tỉnh Quảng Ngãi"),
    "province_desk": ("Bàn trực tỉnh Quảng Ngãi", "51"),
    "province_police": ("Công an tỉnh Quảng Ngãi", "51"),
    "health_department": ("Sở Y tế Quảng Ngãi", "51"),
    "education_department": ("Sở Giáo dục và Đào tạo Quảng Ngãi", "51"),
    "province_youth_union": ("Tỉnh đoàn Quảng Ngãi", "51"),
    "legal_aid_centre": ("Trung tâm Trợ giúp pháp lý Quảng Ngãi", "51"),
    "intake_desk": ("Bàn trực 24/7", "toàn quốc"),
}


def template_text() -> str:
    """The table as CSV that spreadsheets open with their accents."""
    written = StringIO()
    table = csv.writer(written)
    table.writerow(AGENCY_COLUMNS)
    for role, (name, place) in EXAMPLES.items():
        table.writerow(("#", name, SAID_ROLES[role][0], place, "", "không"))
    return f"\ufeff{written.getvalue()}"
