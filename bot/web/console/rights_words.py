"""What the pages about personal data say of steps and of what could not be done."""

from collections.abc import Mapping

from bot.web.words import N_

STEPS: Mapping[str, str] = {
    "check": N_("Đã kiểm tra người giám hộ"),
    "approve": N_("Người thứ hai đồng ý"),
    "refuse": N_("Từ chối, có lý do"),
    "answer": N_("Đã trả lời"),
    "export": N_("Đã xuất dữ liệu"),
    "erase": N_("Đã xóa"),
    "correct": N_("Đã sửa hoặc ghi thêm lời"),
    "done": N_("Đã làm xong"),
}
PROBLEMS: Mapping[str, str] = {
    "incomplete": N_("Còn thiếu. Hãy trả lời đủ các câu và điền đủ các ô."),
    "no_case": N_("Không có vụ việc này, hoặc vụ việc không thuộc phần của anh chị."),
    "same_person": N_("Người đồng ý phải là người khác với người đã kiểm tra."),
    "hindered": N_("Chưa làm được: còn điều vướng ghi ở trên."),
    "over": N_("Yêu cầu này đã xong."),
    "bounds": N_("Số ngày nằm ngoài giới hạn cho phép của loại này."),
    "not_everywhere": N_("Thời hạn áp dụng cho cả nước: chỉ người phụ trách toàn quốc được đổi."),
    "unknown": N_("Biểu mẫu này không đúng. Hãy tải lại trang."),
}
HINDERED: Mapping[str, str] = {
    "open_case": N_("Vụ việc còn mở: chưa cung cấp, chưa xóa gì."),
    "unchecked": N_("Chưa kiểm tra người giám hộ."),
    "unapproved": N_("Chưa có người thứ hai đồng ý."),
}
ANSWERS: Mapping[str, str] = {"yes": N_("Có"), "no": N_("Không"), "unknown": N_("Chưa rõ")}
FACTS: Mapping[str, str] = {
    "child_age": N_("Tuổi của trẻ"),
    "callback": N_("Số gọi lại"),
    "place": N_("Nơi xảy ra"),
    "lives": N_("Nơi trẻ sống"),
}
CHANNELS: Mapping[str, str] = {
    "webchat": N_("trang chat"), "telegram": "Telegram", "zalo_oa": "Zalo", "zalo_bot": "Zalo",
    "terminal": N_("máy chủ"),
    "officer_page": N_("trang trực"), "phone": N_("điện thoại"),
}  # fmt: skip
