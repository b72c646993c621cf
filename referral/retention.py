"""How long we keep what: one table of kinds of data, each with its time, from when it counts, and why."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from referral.clock import local
from referral.records import dataclass

Kind = Literal[
    "case", "files", "person", "session", "outbox", "mailbox", "request", "account", "copies", "events", "logins",
    "uploads", "source", "lent", "audit", "figures", "erasures",
]  # fmt: skip
Means = Literal["nightly", "hourly", "self", "never"]  # who forgets it: "self": it ends by its own timer
NIGHT = (2, 30)  # local hour and minute of the nightly forgetting
AT_ONCE = 10  # things that go in one transaction, so that no writer waits long


@dataclass(frozen=True, slots=True)
class Keep:
    """How long one kind of data lives. `least`, `most`: what a deployer may make of it; equal: it is fixed."""

    what: str  # in Vietnamese
    since: str  # from when it counts, in Vietnamese
    days: int
    why: str  # the ground, in Vietnamese
    least: int = 0
    most: int = 0
    means: Means = "hourly"

    @property
    def editable(self) -> bool:
        """Whether a deployer may change it."""
        return self.least < self.most


# Times of the law are rare here: unless an article is named they are our deduction, for a deployer to change.
KEEP: Mapping[Kind, Keep] = {
    "case": Keep(
        "Nội dung vụ việc: lời kể, dữ kiện, ghi chú, lịch sử",
        "sau khi đóng và sau dòng cuối cùng ghi vào vụ việc", 730,
        "Luật 91/2025: chỉ giữ khi còn cần cho mục đích; đủ hai năm để theo dõi trẻ và trả lời khiếu nại",
        365, 3650, "nightly",
    ),
    "files": Keep(
        "Ảnh, ghi âm, video của vụ việc, kể cả tệp niêm phong",
        "sau khi đóng và sau dòng cuối cùng ghi vào vụ việc", 365,
        "Hình ảnh của trẻ là bí mật đời sống riêng tư (NĐ 56/2017): giữ ngắn hơn lời kể",
        90, 3650, "nightly",
    ),
    "person": Keep(
        "Địa chỉ trên kênh chat của người không còn vụ việc đang mở",
        "sau lần cuối họ viết", 365,
        "Luật 91/2025: không giữ danh tính khi không còn việc để trả lời",
        30, 1095, "nightly",
    ),
    "request": Keep(
        "Lời yêu cầu về dữ liệu cá nhân và câu trả lời",
        "sau khi làm xong", 730, "Để chứng minh đã trả lời đúng hạn; ngày tháng thì giữ lại", 365, 1825, "nightly",
    ),
    "outbox": Keep(
        "Nội dung tin đã gửi đi", "sau khi soạn", 90,
        "Để trả lời khi người nhận nói không nhận được; khóa chống gửi trùng thì giữ lại", 30, 365, "nightly",
    ),
    "session": Keep("Cuộc trò chuyện đang dở", "sau lời cuối của người viết", 7,
        "Người cầm máy sau đó không được thấy chuyện đã kể", means="self"),
    "mailbox": Keep("Tin đã đọc trên trang chat của chúng tôi", "sau khi có tin", 30,
        "Không cần nữa khi đã đọc"),
    "events": Keep("Mã của sự việc đã xử lý", "sau khi xử lý", 30,
        "Nền tảng có thể gửi lại chừng ấy lâu"),
    "logins": Keep("Liên kết, mã mời, phiên làm việc đã hết hạn", "sau khi hết hạn", 30,
        "Để đối chiếu khi có nghi ngờ đăng nhập lạ"),
    "copies": Keep("Từng bản gửi của một đợt truyền thông", "sau khi đợt kết thúc", 400,
        "Để so năm nay với năm trước; kết quả cả đợt thì giữ lại"),
    "uploads": Keep("Mã tệp đã tải lên nền tảng", "sau khi tải lên", 7, "Nền tảng cũng chỉ giữ chừng ấy"),
    "source": Keep("Dấu mạng nơi tin được gửi đến", "sau khi mở vụ việc", 1,
        "Chỉ để nhận ra nhiều tin khẩn giả từ một nơi"),
    "lent": Keep("Bản ảnh cho nền tảng mượn", "đến hạn ghi trên đó", 1, "Nền tảng chỉ cần lấy một lần"),
    "account": Keep("Tên của tài khoản đã đóng", "không tự xóa", 0,
        "Nhật ký chỉ ghi mã số: tên cho biết đó là ai; người quản trị xóa bằng tay", means="never"),
    "audit": Keep("Nhật ký ai đọc, ai làm gì (không có nội dung)", "không tự xóa", 0,
        "Để chứng minh việc xử lý dữ liệu; ít nhất năm năm, máy không bao giờ tự xóa", means="never"),
    "figures": Keep("Con số của vụ việc đã xóa (không tên, không số vụ)", "không tự xóa", 0,
        "Báo cáo các năm vẫn phải đúng sau khi nội dung đã xóa", means="never"),
    "erasures": Keep("Biên bản xóa: ai, khi nào, loại gì, bao nhiêu", "không tự xóa", 0,
        "Bằng chứng đã xóa", means="never"),
}  # fmt: skip
NIGHTLY = tuple(kind for kind, keep in KEEP.items() if keep.means == "nightly")
EDITABLE = tuple(kind for kind, keep in KEEP.items() if keep.editable)

Periods = Mapping[Kind, int]  # days that a deployer set, by kind


def days_of(kind: Kind, changed: Periods) -> int:
    """How many days a kind lives here; what was set is never taken beyond its bounds."""
    keep = KEEP[kind]
    return min(max(changed.get(kind, keep.days), keep.least), keep.most) if keep.editable else keep.days


def allowed(kind: Kind, days: int) -> bool:
    """Whether a deployer may let a kind live that long."""
    keep = KEEP[kind]
    return keep.editable and keep.least <= days <= keep.most


def limit(kind: Kind, changed: Periods, now: datetime) -> datetime:
    """What is older than this is forgotten."""
    return now - timedelta(days=days_of(kind, changed))


def next_night(now: datetime) -> datetime:
    """The next half past two in the morning, by the clocks of the country."""
    here = local(now)
    tonight = here.replace(hour=NIGHT[0], minute=NIGHT[1], second=0, microsecond=0)
    return tonight if tonight > here else tonight + timedelta(days=1)
