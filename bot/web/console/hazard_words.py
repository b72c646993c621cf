"""How dangerous places are said on pages: kinds, states, what happened, in words that are translated."""

from collections.abc import Mapping

from bot.web.words import N_

KINDS: Mapping[str, str] = {  # the names of referral/data/hazards.toml
    "manhole": N_("hố ga, miệng cống hở"),
    "well": N_("giếng, bể, lu chứa nước"),
    "pool": N_("hồ bơi không người trông"),
    "pit": N_("hố công trình, mỏ đá, hầm đất"),
    "sign": N_("thiếu biển báo nguy hiểm"),
    "bridge": N_("cầu không lan can"),
    "beach": N_("bãi biển, bãi tắm"),
    "canal": N_("kênh, mương, cống"),
    "pond": N_("ao, hồ chưa rào"),
    "river": N_("sông, suối, đập, chỗ nước sâu"),
    "electricity": N_("điện hở, dây điện"),
    "road": N_("đoạn đường nguy hiểm"),
    "other": N_("chỗ nguy hiểm khác"),
}
STATES: Mapping[str, str] = {
    "open": N_("chưa làm"),
    "fixed": N_("đã làm, chờ xác nhận"),
    "confirmed": N_("an toàn"),
    "gone": N_("không còn chỗ này"),
}
FILTERS: Mapping[str, str] = {
    "waiting": N_("Chưa xong"),
    "open": N_("Chưa làm"),
    "fixed": N_("Chờ xác nhận"),
    "confirmed": N_("Đã an toàn"),
    "all": N_("Tất cả"),
}
EVENTS: Mapping[str, str] = {
    "found": N_("Có người báo"),
    "asked": N_("Đã nhắc đi xem lại"),
    "fixed": N_("Báo đã làm xong"),
    "gone": N_("Báo không còn chỗ này"),
    "confirmed": N_("Xác nhận an toàn"),
}
NOT_A_PLACE = N_("Không có chỗ này, hoặc chỗ này không thuộc phần của anh chị.")
SAY_WHERE = N_("Hãy viết chỗ đó ở đâu, hoặc ghi toạ độ.")
BAD_POINT = N_("Toạ độ chưa đúng. Hãy viết vĩ độ rồi kinh độ, như 14.99000, 108.49000.")
NOT_HERE = N_("Toạ độ này không ở Việt Nam. Hãy xem lại: vĩ độ trước, kinh độ sau.")
FAR_OFF = N_("Toạ độ này ở xa xã, phường đã ghi. Hãy xem lại cả hai: một trong hai chưa đúng.")
UNKNOWN_COMMUNE = N_("Không rõ xã, phường nào. Hãy chọn trong danh sách, hoặc viết cả tỉnh: xã Sơn Tây, Quảng Ngãi.")
OTHER_COMMUNE = N_("Xã, phường này ngoài địa bàn của anh chị. Hãy báo nơi phụ trách, hoặc chọn xã khác.")
PHOTO_TOO_LARGE = N_("Ảnh lớn quá 12 MB. Hãy chọn ảnh nhỏ hơn; chữ đã viết vẫn còn đây.")
NO_PHOTO = N_("Tệp này không phải ảnh mở được. Hãy chọn ảnh JPEG, PNG hoặc WEBP.")
