"""What the pages of accounts say: why something is refused, what was done, parts and actions in words."""

from collections.abc import Mapping, Sequence

from bot.web.words import N_
from referral.permissions import ALLOWED, PAGES, Relation
from referral.staff import ALL_ROLES, CASE_ROLES

REFUSED: Mapping[str, str] = {
    "name": N_("Hãy viết tên đăng nhập, không quá 60 ký tự."),
    "taken": N_("Đã có tài khoản với tên này. Hãy chọn tên khác."),
    "officer": N_("Vai trò này cần một cán bộ trong danh bạ. Hãy chọn cán bộ."),
    "area": N_("Anh chị chỉ quản lý tài khoản của tỉnh mình. Hãy chọn tỉnh hoặc cán bộ của tỉnh mình."),
    "own": N_("Không ai tự đóng hoặc tự đặt lại tài khoản của mình. Hãy nhờ một người quản trị khác."),
    "last": N_("Đây là người quản trị cuối cùng còn vào được. Hãy mời thêm một người quản trị rồi mới đóng."),
    "closed": N_("Tài khoản đang đóng. Hãy mở lại trước."),
    "gone": N_("Tài khoản này không còn."),
}
DONE: Mapping[str, str] = {
    "close": N_("Đã đóng tài khoản. Mọi phiên đã kết thúc."),
    "reopen": N_("Đã mở lại tài khoản."),
    "end": N_("Mọi phiên của tài khoản này đã kết thúc."),
}
PARTS: Mapping[str, str] = {
    "queue": N_("Danh sách việc"),
    "board": N_("Bản đồ và bảng theo dõi"),
    "directory": N_("Xem danh bạ"),
    "edit_roster": N_("Sửa lịch trực"),
    "edit_directory": N_("Sửa danh bạ"),
    "campaigns": N_("Xem truyền thông"),
    "direct_campaigns": N_("Soạn và gửi truyền thông"),
    "reports": N_("Báo cáo"),
    "export": N_("Xuất tệp"),
    "audit": N_("Nhật ký"),
    "rights": N_("Yêu cầu về dữ liệu cá nhân"),
    "guidance": N_("Nội dung được duyệt"),
    "accounts": N_("Tài khoản"),
}
RELATIONS: Mapping[Relation, str] = {
    "informed": N_("được báo để biết"),
    "asked": N_("được giao, chưa trả lời"),
    "declined": N_("đã từ chối"),
    "holder": N_("đang giữ việc"),
    "agency": N_("việc của đơn vị mình"),
    "area": N_("việc trong địa bàn mình"),
}
ACTIONS: Mapping[str, str] = {
    "see_line": N_("thấy dòng tóm tắt"),
    "read_brief": N_("đọc phần cần biết"),
    "read": N_("đọc toàn bộ"),
    "note": N_("ghi chú"),
    "ask": N_("hỏi người báo"),
    "answer": N_("trả lời người báo"),
    "form": N_("tải biểu mẫu"),
    "update": N_("cập nhật tiến độ"),
    "set_level": N_("đổi mức khẩn"),
    "pass_on": N_("chuyển cơ quan khác"),
    "close": N_("khép việc"),
    "open_sealed": N_("mở ảnh niêm phong"),
    "accept": N_("nhận"),
    "decline": N_("từ chối"),
    "release": N_("trả lại"),
    "link": N_("gộp, tách"),
    "set_place": N_("đổi nơi"),
    "set_kind": N_("đổi loại"),
    "send": N_("gửi tin"),
    "hand_over": N_("giao cho người khác"),
    "call": N_("gọi điện"),
    "recuse": N_("xin tránh"),
}

NONE: frozenset[str] = frozenset()


def part_rows() -> Sequence[tuple[str, Sequence[bool]]]:
    """Each part in words, and which roles may open it, in the order of ALL_ROLES."""
    return [(words, [part in PAGES[role] for role in ALL_ROLES]) for part, words in PARTS.items()]


def action_rows() -> Sequence[tuple[str, Sequence[Sequence[str]]]]:
    """Each relation in words, and for each role that sees cases what it allows, in words."""
    return [(words, [allowed(ALLOWED[role].get(who, NONE)) for role in CASE_ROLES]) for who, words in RELATIONS.items()]


def allowed(actions: frozenset[str]) -> Sequence[str]:
    """Actions in words, in the order of ACTIONS; one without words by its own name, so that none is left out."""
    return [ACTIONS[action] for action in ACTIONS if action in actions] + sorted(set(actions) - set(ACTIONS))
