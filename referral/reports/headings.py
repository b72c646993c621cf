"""The headings I to VI of a commune's report, and the placeholders that a layout may use."""

from collections.abc import Mapping

HEADINGS: Mapping[str, str] = {  # key: heading; a human may write under each, I is also filled from the figures
    "I": "I. Tình hình trẻ em",
    "II": "II. Kết quả thực hiện",
    "III": "III. Công tác phối hợp",
    "IV": "IV. Kết quả so với chỉ tiêu",
    "V": "V. Khó khăn, vướng mắc và nguyên nhân",
    "VI": "VI. Đề xuất, kiến nghị",
}
LONGEST = 20_000  # letters under one heading

PLACEHOLDERS: Mapping[str, str] = {  # name in a layout: what it stands for; docs/console-reports.md shows the same
    "dia_ban": "Địa bàn của báo cáo",
    "tu_ngay": "Ngày đầu kỳ",
    "den_ngay": "Ngày cuối kỳ",
    "ngay_lap": "Ngày lập báo cáo",
    "tong_so": "Số tin đã nhận",
    "chi_so": "Danh sách (ten, so): các tỷ lệ và số đếm",
    "thoi_gian": "Danh sách (ten, giua, nhieu_nhat): thời gian xử lý",
    "bang": "Danh sách các bảng (ten, dong), mỗi dòng (ten, so)",
    "muc": "Danh sách các mục I-VI (ten, loi)",
    "ghi_chu": "Cách đọc các ô được che",
}
