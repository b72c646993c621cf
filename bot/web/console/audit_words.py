"""What the rows of the audit log say in words: actions, groups of them to choose from, and those who are nobody."""

from collections.abc import Mapping

from bot.web.words import N_

ACTIONS: Mapping[str, str] = {  # how an action begins: the longest that fits says it
    "read": N_("Đọc vụ việc"),
    "read_brief": N_("Đọc phần cần biết"),
    "see_line": N_("Mở trang vụ việc"),
    "open_sealed": N_("Mở tệp niêm phong"),
    "form": N_("Tải biểu mẫu"),
    "accept": N_("Nhận việc"),
    "decline": N_("Từ chối việc"),
    "release": N_("Cho báo xã"),
    "note": N_("Ghi chú"),
    "ask": N_("Hỏi người báo"),
    "answer": N_("Trả lời"),
    "question": N_("Câu hỏi được xem lại"),
    "update": N_("Cập nhật bước đã làm"),
    "set_level": N_("Đổi mức độ"),
    "set_place": N_("Đổi nơi xảy ra"),
    "set_kind": N_("Đổi loại việc"),
    "set_facts": N_("Ghi điều báo cáo đếm"),
    "pass_on": N_("Chuyển thêm cơ quan"),
    "hand_over": N_("Giao hẳn"),
    "close": N_("Khép vụ việc"),
    "link": N_("Gộp hoặc tách vụ việc"),
    "send": N_("Gửi cho người báo"),
    "call": N_("Gọi giúp"),
    "recuse": N_("Xin tránh"),
    "took by phone": N_("Nhận tin qua điện thoại"),
    "follow": N_("Theo dõi bằng mã"),
    "login": N_("Đăng nhập"),
    "present": N_("Báo có mặt"),
    "prefer_way": N_("Chọn kênh nhận tin"),
    "unlink_way": N_("Bỏ kênh nhận tin"),
    "phone_c": N_("Xác nhận số điện thoại"),
    "audit_read": N_("Xem nhật ký"),
    "audit_export": N_("Xuất nhật ký"),
    "audit_check": N_("Kiểm tra chuỗi nhật ký"),
    "chain begins": N_("Bắt đầu nối chuỗi nhật ký"),
    "export": N_("Xuất dữ liệu"),
    "erase": N_("Xóa dữ liệu"),
    "not erased": N_("Chưa xóa được: dữ liệu bị hỏng"),
    "withdraw": N_("Rút lại trên nền tảng"),
    "retention": N_("Đổi thời hạn lưu"),
    "hold": N_("Giữ lại hồ sơ"),
    "rights": N_("Yêu cầu về dữ liệu"),
    "answer request": N_("Trả lời yêu cầu về dữ liệu"),
    "finish request": N_("Hoàn thành yêu cầu về dữ liệu"),
    "ground": N_("Đổi căn cứ pháp lý"),
    "search": N_("Tìm theo lời"),
    "told_": N_("Máy báo cho người cần biết"),
    "pass_over": N_("Máy hỏi người kế tiếp"),
    "stand_down": N_("Máy rút thông báo"),
    "remind": N_("Máy nhắc"),
    "lost": N_("Người giữ việc đã rời danh bạ"),
    "cut_off": N_("Không cho biết nữa"),
    "move": N_("Rà lại địa danh"),
    "import": N_("Nhập danh bạ, lịch trực"),
    "remove": N_("Bỏ khỏi danh bạ"),
    "hazard": N_("Chỗ nguy hiểm"),
    "campaign": N_("Truyền thông"),
    "subscribe": N_("Nhập người nhận tin"),
    "day": N_("Sửa ngày nghỉ"),
}  # fmt: skip

GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {  # what one may choose: its words, how its actions begin
    "reads": (N_("Đọc nội dung"), ("read", "open_sealed", "form", "search")),
    "logins": (N_("Đăng nhập"), ("login", "logout", "account")),
    "exports": (N_("Xuất dữ liệu"), ("export", "audit_export", "rights export")),
    "erasures": (N_("Xóa và lưu giữ"), ("erase", "not erased", "retention", "hold")),
    "rights": (N_("Yêu cầu về dữ liệu"), ("rights", "answer request", "finish request", "ground", "withdraw")),
    "cases": (N_("Xử lý vụ việc"), (
        "accept", "decline", "note", "update", "set_", "pass_on", "hand_over", "close", "link", "send", "recuse", "ask",
    )),
    "machine": (N_("Máy tự làm"), ("told_", "pass_over", "stand_down", "remind", "lost", "cut_off")),
    "log": (N_("Chính nhật ký này"), ("audit_", "chain begins")),
}  # fmt: skip

NOBODY: Mapping[str, str] = {
    "system": N_("Máy"),
    "calendar": N_("Lịch truyền thông"),
    "deployer": N_("Người vận hành máy chủ"),
    "reporter": N_("Người báo tin"),
}

ROLES: Mapping[str, str] = {
    "officer": N_("cán bộ"),
    "agency_lead": N_("phụ trách cơ quan"),
    "commune_coordinator": N_("điều phối xã"),
    "province_coordinator": N_("điều phối tỉnh"),
    "campaign_staff": N_("truyền thông"),
    "auditor": N_("kiểm tra"),
    "administrator": N_("quản trị"),
}

FAULTS: Mapping[str, str] = {  # bot.store.audit_chain.Fault in words
    "changed": N_("nội dung của dòng đã bị sửa"),
    "inserted": N_("dòng bị chèn vào"),
    "missing": N_("có dòng bị xóa"),
    "before": N_("dòng cũ trước khi nối chuỗi đã bị động tới"),
    "cut": N_("phần cuối bị cắt"),
    "head": N_("khác với dòng cuối đã ghi ở nơi khác"),
    "key": N_("khóa của dòng không có trong vòng khóa"),
}


def words_of(action: str) -> str:
    """An action in words; one that nobody wrote down here is shown as it is."""
    fitting = [begins for begins in ACTIONS if action.startswith(begins)]
    return ACTIONS[max(fitting, key=len)] if fitting else action
