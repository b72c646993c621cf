"""What is wrong with a line, in Vietnamese: the readers say it in English, as the command line shows it."""

import re
from collections.abc import Sequence

from bot.directory_lines import Problem

SAID: Sequence[tuple[str, str]] = (  # how a whole sentence of a reader looks, and the same in Vietnamese
    ("no id", "mã này không dùng được"),
    (r"(\S+) is a sample agency", r"\1 là cơ quan mẫu"),
    ("this is a sample agency", "đây là cơ quan mẫu"),
    ("more cells than columns", "dòng này có nhiều ô hơn số cột"),
    ("this cell is a formula .*", "ô này là công thức chưa lưu kết quả"),
    ("this cell is merged .*", "ô này bị gộp với ô bên cạnh hoặc phía trên"),
    (r"the same id as line (.+)", r"trùng mã với dòng \1"),
    ("no name", "thiếu tên"),
    ("the name has lost letters", "tên bị mất chữ, còn lại dấu ?"),
    (r"“(.*)” is no role", r"“\1” không phải là một vai trò"),
    ("the number has lost its first 0", "số này mất số 0 ở đầu"),
    ("this is no number", "đây không phải số điện thoại"),
    ("confirmed, but there is no number", "ghi là đã gọi thử nhưng không có số"),
    (r"“(.*)” is neither yes nor no", r"“\1” chưa rõ là có hay không"),
    ("neither yes nor no", "chưa rõ là có hay không"),
    ("several agencies have this name", "nhiều cơ quan cùng tên này"),
    ("no agency has this id or name", "không có cơ quan nào có mã hoặc tên này"),
    ("several officers have this name", "nhiều cán bộ cùng tên này"),
    ("no officer of this agency has this id or name", "cơ quan này không có cán bộ nào có mã hoặc tên này"),
    ("this officer stands here twice", "cán bộ này có hai dòng"),
    ("no place", "thiếu địa bàn"),
    ("several places", "có nhiều địa bàn"),
    ("the intake desk answers for all", "bàn trực 24/7 phục vụ toàn quốc"),
    ("the whole country is served by the intake desk only", "chỉ bàn trực 24/7 phục vụ toàn quốc"),
    (r"(\S+) is a code of before July 2025", r"\1 là mã trước tháng 7/2025"),
    (r"no place has the code (\S*)", r"không có nơi nào mang mã \1"),
    (r"the old commune (\S+) was split", r"xã cũ \1 đã chia ra nhiều nơi"),
    (r"no commune had the code “(.*)” in June 2025", r"tháng 6/2025 không có xã nào mang mã “\1”"),
    (r"“(.*)” names several places", r"“\1” nêu nhiều nơi"),
    (r"in “(.*)” these words are no part of a place: (.*)", r"trong “\1” có chữ không phải tên nơi: \2"),
    (r"no commune is recognised in “(.*)”", r"không nhận ra xã phường nào trong “\1”"),
    (r"“(.*)” may be several communes", r"“\1” có thể là nhiều xã phường"),
    (r"“(.*)” is spelled unlike any commune", r"“\1” viết không giống xã phường nào"),
    (r"(.*) has several communes", r"\1 có nhiều xã phường"),
    (r"“(.*)” is no province", r"“\1” không phải là tỉnh, thành phố"),
    (r"“(.*)” is only a part of (.*)", r"“\1” chỉ là một phần của \2"),
    (r"“(.*)” names no days", r"“\1” chưa rõ là ngày nào"),
    (r"“(.*)” is no hour", r"“\1” không phải là giờ"),
    (r"“(.*)” is no rank", r"“\1” không phải là vai trực"),
    (r"“(.*)” is no date", r"“\1” không phải là ngày"),
    ("there is a date in the column of days already", "cột ngày đã ghi một ngày cụ thể"),
    ("this is before the first day", "ngày cuối trước ngày đầu"),
    (r"the same as line (\d+)", r"giống hệt dòng \1"),
    (r"says the same as line (\d+)", r"nói cùng một điều với dòng \1"),
    (r"“(.*)” stands where nothing is read", r"“\1” nằm ở ô phải để trống"),
    (r"“(.*)” is no mode", r"“\1” không phải là một cách"),
    (r"“(.*)” is no category", r"“\1” không phải là loại việc"),
    (r"“(.*)” is no urgency", r"“\1” không phải là mức khẩn"),
    (r"no case ever has (.*)", r"không vụ việc nào có \1"),
    (r"longer than (\d+) minutes", r"lâu hơn \1 phút"),
    (r"nobody always acts on (\S+)", r"không có ai luôn phải xử lý loại \1"),
    ("outside your area", "ngoài địa bàn của anh chị"),
    ("nobody moves their own record", "không ai tự chuyển hồ sơ của chính mình"),
    (r"“(.*)” is no day", r"“\1” không phải là ngày"),
    (r"“(.*)” says neither open nor closed", r"“\1” chưa rõ là làm việc hay nghỉ"),
)
REMEDIES: Sequence[tuple[str, str]] = (
    ("write one of letters without accents, digits, dots and dashes", "viết bằng chữ không dấu, số, dấu chấm, gạch"),
    ("write another id, or begin with a new database", "viết mã khác, hoặc bắt đầu với dữ liệu mới"),
    ("name a real one, or begin with a new database", "ghi cơ quan thật, hoặc bắt đầu với dữ liệu mới"),
    ("put quotation marks around a cell in which a comma stands", "đặt ô có dấu phẩy trong ngoặc kép"),
    ("write the value itself into every cell, .*", "ghi giá trị vào từng ô, hoặc lưu bảng thành CSV"),
    ("take one out, or give each an id of its own", "bỏ một dòng, hoặc cho mỗi dòng một mã riêng"),
    ("take one out, or write ids", "bỏ một dòng, hoặc ghi mã"),
    ("leave this line out, or ask somebody else", "bỏ dòng này, hoặc nhờ người khác"),
    ("take one out|take one of them out", "bỏ một dòng"),
    ("save the table anew as XLSX, or as CSV UTF-8", "lưu lại bảng thành XLSX, hoặc CSV UTF-8, rồi gửi lại"),
    ("write it as people read it", "ghi tên như mọi người vẫn đọc"),
    ("write it anew, in a column whose format is text", "ghi lại, trong cột có định dạng chữ"),
    ("write one number, .*", "ghi một số, gồm chữ số, dấu cách, dấu chấm, gạch"),
    ("write the number that was called", "ghi số đã gọi thử"),
    (r"write the id: (.*)", r"ghi mã: \1"),
    ("correct it, or correct the line of the agency first", "sửa lại, hoặc sửa dòng của cơ quan trước"),
    ("correct it; .*|see `langnghe officer list`", "xem mã và tên trong Danh bạ rồi sửa lại"),
    ("correct it, or leave it empty", "sửa lại, hoặc để trống"),
    ("correct it", "sửa lại, ví dụ: 2 minutes, 4 working hours"),
    ("write communes by name or code, .*", "ghi tên hoặc mã xã phường, như “Xã Sơn Tây, Quảng Ngãi” hoặc 21340"),
    ("write one province of today by name or code, .*", "ghi một tỉnh, thành phố của hôm nay, mỗi cơ quan một dòng"),
    ("write “toàn quốc”.*", "ghi “toàn quốc”"),
    (r"write (old:\S+), or a code of today", r"ghi \1, hoặc mã của hôm nay"),
    ("a commune's code has five digits, .*", "mã xã phường có năm chữ số, kể cả số 0 ở đầu"),
    ("write which one it is today", "ghi rõ nay là nơi nào"),
    ("put a semicolon between them", "đặt dấu chấm phẩy giữa các nơi"),
    ("take them out, or write the code", "bỏ những chữ đó, hoặc ghi mã"),
    ("write one of them, or its code", "ghi một nơi, hoặc mã của nơi đó"),
    ("a .* names each commune it serves", "ghi từng xã phường mà cơ quan này phục vụ"),
    (r"write “(.*)” if it serves all of it", r"ghi “\1” nếu phục vụ cả tỉnh"),
    ("write T2-T6, T7, CN, .*", "ghi T2-T6, T7, CN, hằng ngày, hoặc 24/11/2026"),
    ("write 07:30 or 7h30; .*", "ghi 07:30 hoặc 7h30; giờ cuối có thể là hôm sau"),
    ("write chính, phó, or nothing", "ghi chính, phó, hoặc để trống"),
    ("write it as 24/11/2026", "ghi như 24/11/2026"),
    ("leave this cell empty", "để trống ô này"),
    ("put the two in order", "đổi lại thứ tự"),
    ("leave it empty, and put quotation marks .*", "để trống, và đặt ô có dấu phẩy trong ngoặc kép"),
    (r"write (\d+) minutes or less: .*", r"ghi \1 phút trở xuống: tỉnh được rút ngắn, không được kéo dài"),
    (r"add a line with mode act, without a condition, with one of (.*)", r"thêm dòng act, không điều kiện, với: \1"),
    (r"ask of one of (.*)", r"hỏi một trong: \1"),
    (r"write có or không", "ghi có hoặc không"),
    (r"write có, không, or chỉ ngày lễ", "ghi có, không, hoặc chỉ ngày lễ"),
    (r"write nghỉ, làm việc, or như luật", "ghi nghỉ, làm việc, hoặc như luật"),
    (r"write one of (.*)", r"ghi một trong: \1"),
    ("leave this line out", "bỏ dòng này ra khỏi bảng"),
)


def words_of(problem: Problem, locale: str) -> tuple[str, str]:
    """What is wrong and what to do, in the language of the page."""
    what, remedy = problem.what.words.rstrip("."), problem.what.remedy.rstrip(".")
    return (what, remedy) if locale == "en" else (said(what, SAID), said(remedy, REMEDIES))


def said(english: str, known: Sequence[tuple[str, str]]) -> str:
    """A sentence of a reader in Vietnamese; one that is not known here stays as it is."""
    for pattern, words in known:
        if found := re.fullmatch(pattern, english):
            return found.expand(words)
    return english
