"""The sentences that the web's Python says; Vietnamese is the source text, Babel finds them by `N_`."""


def N_(words: str) -> str:
    """Mark a text for translation; it is translated where it is shown."""
    return words


BROKEN = N_("Trang gửi dữ liệu không đúng. Hãy tải lại trang rồi gửi lại, hoặc gọi 111.")
TOO_LONG = N_("Tin dài quá. Hãy chia thành vài tin ngắn hơn, hoặc gọi 111.")
TOO_LARGE = N_("Tệp lớn quá 12 MB. Hãy gửi ảnh nhỏ hơn, viết vài chữ, hoặc gọi 111.")
EMPTY = N_("Tin chưa có nội dung. Hãy viết vài chữ rồi gửi.")
BAD_POINT = N_("Vị trí gửi lên không đúng. Hãy viết tên xã, thôn hoặc chỗ dễ nhận ra.")
FORM_TOO_LARGE = N_("Tệp gửi lên lớn quá. Chưa có gì thay đổi: hãy quay lại và gửi tệp nhỏ hơn, hoặc chia làm vài tệp.")
NOT_KEPT = N_("Chưa ghi được. Máy sẽ thử gửi lại; nếu khẩn cấp hãy gọi 113, 114, 115 hoặc 111.")
UNSURE = N_(
    "Máy chủ mất liên lạc đúng lúc ghi, nên chưa rõ việc vừa gửi đã được ghi hay chưa. Chờ một phút, mở trang ra xem "
    "trước khi gửi lại; nếu khẩn cấp hãy gọi 111, 113, 114 hoặc 115."
)
UNANSWERED = N_("Máy chủ đang trục trặc. Chờ một phút rồi tải lại trang; nếu khẩn cấp hãy gọi 111, 113, 114 hoặc 115.")
NOT_FOUND = N_("Không có trang này.")
NOT_HERE = N_("Không có việc này, hoặc việc này không thuộc phần của anh chị.")
STALE_FORM = N_("Trang này đã cũ. Hãy quay lại, tải lại trang rồi làm lại.")
BROKEN_FORM = N_("Mẫu này có lỗi nên chưa điền được. Hãy báo người quản trị chạy langnghe check.")
NO_WORDS = N_("Chưa có nội dung. Hãy quay lại và viết vài chữ.")
LOGGED_OUT = N_("Anh chị chưa vào trực, hoặc phiên trực đã hết.")
PROVE_AGAIN = N_("Việc này cần xác nhận lại là anh chị. Hãy vào lại bằng mật khẩu và mã, hoặc bằng liên kết mới.")
