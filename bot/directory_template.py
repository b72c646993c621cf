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
    "social_work_centre": ("Trung tâm Công tác xã hội Quảng Ngãi", "tỉnh Quảng Ngãi"),
    "province_desk": ("Bàn trực tỉnh Quảng Ngãi", "51"),
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
