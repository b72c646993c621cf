"""What the log-in pages say when something is wrong, and what to do then."""

from collections.abc import Mapping

from bot.web.words import N_

WRONG_PASSWORD = N_("Tên hoặc mật khẩu chưa đúng. Hãy xem lại phím Caps Lock và bộ gõ tiếng Việt rồi gõ lại.")
WRONG_OLD = N_("Mật khẩu đang dùng chưa đúng. Hãy gõ lại.")
WRONG_CODE = N_("Mã chưa đúng hoặc đã dùng. Hãy chờ mã mới trên điện thoại, hoặc dùng một mã dự phòng.")
WRONG_FIRST_CODE = N_(
    "Mã chưa đúng. Hãy chờ mã mới trên điện thoại rồi gõ lại; nếu vẫn sai, xem giờ của điện thoại có đúng không."
)
TOO_SLOW = N_("Đã quá 5 phút. Hãy gõ lại tên và mật khẩu.")
WAIT = N_("Đã sai nhiều lần. Hãy thử lại sau {minutes} phút; tài khoản không bị khóa.")
OTHER_PAGE = N_("Trang này đã cũ. Hãy gõ lại và bấm lần nữa.")
NOT_SAME = N_("Hai lần gõ chưa giống nhau. Hãy gõ lại cả hai.")
PASSWORD_PROBLEMS: Mapping[str, str] = {
    "short": N_("Mật khẩu cần ít nhất 12 ký tự. Ba bốn từ không liên quan nhau là đủ và dễ nhớ."),
    "long": N_("Mật khẩu dài nhất 200 ký tự. Hãy chọn mật khẩu ngắn hơn."),
    "name": N_("Mật khẩu không được là tên của anh chị. Hãy chọn mật khẩu khác."),
    "common": N_("Mật khẩu này quá dễ đoán. Hãy chọn ba bốn từ không liên quan nhau."),
}
ROLES: Mapping[str, str] = {
    "officer": N_("Cán bộ"),
    "agency_lead": N_("Lãnh đạo đơn vị"),
    "commune_coordinator": N_("Điều phối cấp xã"),
    "province_coordinator": N_("Điều phối cấp tỉnh"),
    "campaign_staff": N_("Cán bộ truyền thông"),
    "auditor": N_("Người kiểm tra nhật ký"),
    "administrator": N_("Người quản trị"),
}
