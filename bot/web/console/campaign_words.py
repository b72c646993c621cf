"""How the pages of campaigns say what the code names by a word: topics, channels, states, fates, mistakes."""

from collections.abc import Mapping

from bot.web.words import N_

TOPIC_WORDS: Mapping[str, str] = {
    "drowning": N_("Đuối nước"),
    "home": N_("An toàn trong nhà"),
    "rights": N_("Quyền trẻ em"),
    "school": N_("Trường học"),
    "health": N_("Sức khỏe"),
    "holidays": N_("Lễ, Tết"),
    "storm": N_("Mưa bão"),
    "work": N_("Việc của cán bộ"),
}
CHANNEL_WORDS: Mapping[str, str] = {
    "webchat": N_("Trang chat"),
    "officer_page": N_("Trang trực"),
    "telegram": "Telegram",
    "zalo_oa": "Zalo OA",
    "zalo_bot": "Zalo Bot",
    "zns": "ZNS",
    "terminal": N_("Màn hình dòng lệnh"),
    "zalo_article": N_("Bài viết Zalo"),
    "": N_("Tất cả"),
}
ROLE_WORDS: Mapping[str, str] = {
    "parent": N_("Cha mẹ, người chăm trẻ"),
    "teacher": N_("Giáo viên"),
    "pupil": N_("Học sinh"),
    "volunteer": N_("Cộng tác viên"),
}
STATE_WORDS: Mapping[str, str] = {
    "planning": N_("đang chuẩn bị"),
    "approval": N_("đang chờ người duyệt"),
    "running": N_("đang gửi"),
    "paused": N_("đang tạm dừng"),
    "stopped": N_("đã dừng hẳn"),
    "done": N_("đã xong"),
}
STEP_WORDS: Mapping[str, str] = {
    "approve": N_("Duyệt"),
    "pause": N_("Tạm dừng"),
    "resume": N_("Gửi tiếp"),
    "widen": N_("Gửi rộng"),
    "correct": N_("Sửa lời"),
    "stop": N_("Dừng hẳn"),
}
STEP_MEANS: Mapping[str, str] = {
    "approve": N_("Anh chị là người thứ hai đã đọc lời này và đồng ý gửi. Máy bắt đầu gửi ngay khi tới giờ."),
    "pause": N_("Từ bây giờ không gửi thêm cho ai, tới khi có người bấm Gửi tiếp."),
    "resume": N_("Gửi tiếp cho người chưa nhận. Ai đã nhận thì không nhận lần nữa."),
    "widen": N_("Gửi thử xong: cũng đợt này, nay gửi cho mọi nơi. Máy đếm lại trước khi gửi; ai đã nhận thì thôi."),
    "correct": N_("Người chưa nhận sẽ đọc lời mới. Người đã nhận giữ lời cũ."),
    "stop": N_("Không gửi thêm cho ai nữa, và không gửi tiếp được."),
}
WAY_WORDS: Mapping[str, str] = {
    "free": N_("Ngay, miễn phí"),
    "paid": N_("Ngay, mất phí"),
    "template": N_("Qua tin mẫu (mất phí)"),
    "article": N_("Qua bài viết"),
    "later": N_("Để sau"),
    "unreachable": N_("Chưa gửi được"),
}
COLUMN_WORDS: Mapping[str, str] = {
    "planned": N_("Dự kiến"),
    "sent": N_("Đã gửi"),
    "waiting": N_("Đang chờ"),
    "sending": N_("Đang gửi"),
    "unsure": N_("Chưa rõ đã tới"),
    "failed": N_("Không gửi được"),
    "skipped": N_("Bỏ qua"),
    "delivered": N_("Đã tới"),
    "seen": N_("Đã xem"),
    "answered": N_("Có trả lời"),
    "stopped": N_("Ngừng nhận"),
    "paid": N_("Tin mất phí"),
}
REASON_WORDS: Mapping[str, str] = {
    "not connected": N_("kênh chưa nối"),
    "cap": N_("gần đây nhận đủ tin"),
    "quota": N_("hết lượt gửi của kênh"),
    "reserve": N_("lượt để dành cho việc khẩn"),
    "window": N_("lâu không nhắn"),
    "paid": N_("phải trả phí"),
    "hours": N_("chưa tới giờ được gửi"),
    "unknown": N_("chưa rõ lượt gửi"),
    "words": N_("chưa được gửi lời riêng"),
    "gone": N_("đã chặn hoặc rời kênh"),
    "refused": N_("kênh từ chối"),
    "down": N_("kênh trục trặc"),
    "throttled": N_("kênh bảo gửi chậm lại"),
    "timeout": N_("kênh không trả lời"),
    "fault": N_("lỗi khi gửi"),
    "died": N_("máy tắt giữa chừng"),
    "stopped": N_("đã ngừng"),
    "late": N_("hết ngày gửi"),
    "left": N_("không còn đăng ký"),
    "trial": N_("bản thử"),
    "elsewhere": N_("chuyển kênh khác"),
}
WHY: Mapping[str, str] = {  # BadStep.why and BadCampaign.why
    "state": N_("Đợt gửi này vừa đổi trạng thái nên không làm được việc đó nữa. Hãy xem trạng thái mới."),
    "own": N_("Người soạn, người bật, người bắt đầu hoặc người sửa không tự duyệt. Nhờ một người khác duyệt."),
    "not_permitted": N_("Việc này không thuộc phần của anh chị."),
    "over": N_("Không còn đủ giờ gửi trong những ngày của đợt này. Hãy chọn ngày khác."),
    "twice": N_("Hôm nay chiến dịch này đã có một đợt gửi. Muốn gửi lại, hãy dừng đợt đó trước."),
    "nobody": N_("Chưa có ai ở đó đăng ký nhận lời nhắc."),
    "whole": N_("Đợt gửi này đã là cho mọi nơi, không phải gửi thử."),
    "past": N_("Ngày của chiến dịch đã qua. Hãy viết ngày khác."),
    "late": N_("Giờ cuối cùng của chiến dịch đã qua. Vẫn có thể bắt đầu bằng tay trong hôm nay."),
    "quiet": N_("Giờ gửi nằm trong giờ yên và ngày gửi hết trước đó. Hãy viết giờ khác."),
    "mistakes": N_("Giờ gửi hoặc nút bấm của chiến dịch chưa dùng được. Hãy mở phần soạn và lưu lại để thấy chỗ sai."),
    "unknown": N_("Không có chiến dịch này."),
    "hindered": N_("Lời còn chỗ trống hoặc dài quá một tin. Hãy viết ngắn lại hoặc điền chỗ trống, rồi làm lại."),
    "place": N_("Không tìm thấy xã này. Hãy viết mã, như 21340, hoặc tên kèm tỉnh."),
    "people": N_(
        "Đợt gửi đang chạy chỉ sửa được lời, liên kết và nút. Muốn đổi người nhận, dừng lại và bắt đầu đợt khác."
    ),
    "": N_("Chưa làm được. Hãy xem lại nội dung chiến dịch."),
}
LABELS: Mapping[str, str] = {  # of the composer's fields
    "name": N_("Tên ngắn"),
    "title": N_("Tên gọi"),
    "topic": N_("Chủ đề"),
    "when": N_("Gửi vào ngày nào"),
    "at": N_("Giờ gửi"),
    "days": N_("Gửi trong mấy ngày"),
    "spread": N_("Rải ra trong bao nhiêu phút"),
    "provinces": N_("Chỉ những tỉnh này"),
    "communes": N_("Chỉ những xã này"),
    "roles": N_("Chỉ những người này"),
    "more": N_("Điều kiện khác"),
    "vi": N_("Lời tiếng Việt"),
    "en": N_("Lời tiếng Anh"),
    "link": N_("Liên kết"),
    "flow": N_("Nút mở bài nào"),
    "sender": N_("Người gửi"),
    "article": N_("Mã bài viết Zalo"),
    "neutral": N_("Lời trung tính"),
    "picture": N_("Ảnh"),
    "text": N_("Bản TOML"),
}
FILLED = N_(
    "Lời này còn trống, hoặc có chỗ trong ngoặc { } mà máy không điền được. "
    "Chỉ dùng {theme}, {slogan}, {year}, {day}, {commune}, {province}."
)
REMEDIES: Mapping[str, str] = {  # what to write instead, where its reader refused a field
    "name": N_("Viết bằng chữ thường a-z, số và dấu _, bắt đầu bằng chữ, nhiều nhất 40 ký tự."),
    "title": N_("Viết một dòng, nhiều nhất 100 ký tự: tên mà cán bộ gọi chiến dịch này."),
    "topic": N_("Hãy chọn một chủ đề trong danh sách."),
    "when": N_("Chưa đọc được ngày. Hãy viết như 25/7, 15/8 âm lịch hay các ví dụ dưới ô này; ngày phải có thật."),
    "at": N_("Viết giờ như 8:30."),
    "days": N_("Viết một số nguyên từ 1 đến 31."),
    "spread": N_("Viết số phút từ 0 đến 720."),
    "more": N_("Chưa đọc được. Viết như: language is en and role is not pupil. Mã xã, mã tỉnh phải có thật."),
    "vi": FILLED,
    "en": FILLED,
    "link": N_("Viết địa chỉ bắt đầu bằng https:// và không có dấu cách."),
    "flow": N_("Người nhận không mở được bài này. Hãy chọn bài khác."),
    "sender": N_("Viết một dòng, nhiều nhất 100 ký tự."),
    "article": N_(
        "Bài viết Zalo tới mọi người quan tâm tài khoản: lời phải trung tính, không chọn người nhận, "
        "không phải chủ đề việc của cán bộ."
    ),
    "neutral": N_("Có bài viết Zalo thì lời phải trung tính."),
    "picture": N_("Ảnh này không còn trong kho. Hãy bỏ ảnh hoặc gửi ảnh khác."),
}  # fmt: skip
QUIET_HOUR = N_("Giờ này nằm trong giờ yên, sáng hôm sau mới gửi. Hãy viết giờ khác.")
TOO_LONG_BY = N_("Trên {channel}, lời này dài hơn một tin {n} ký tự. Hãy viết ngắn lại.")
NO_COMMUNE = N_("Không tìm thấy xã “{name}”. Viết mã, như 21340, hoặc tên kèm tỉnh: xã Sơn Tây, Quảng Ngãi.")
ELSEWHERE = N_("Anh chị phụ trách một tỉnh: hãy chọn đúng tỉnh của mình ở phần người nhận.")
TAKEN = N_("Đã có chiến dịch mang tên ngắn này. Hãy chọn tên khác.")
NOT_YOURS = N_("Chiến dịch này gửi cả ngoài nơi anh chị phụ trách, nên anh chị chỉ xem được.")
NO_RUN = N_("Không có đợt gửi này, hoặc không thuộc phần của anh chị.")
NO_CAMPAIGN = N_("Không có chiến dịch này.")
