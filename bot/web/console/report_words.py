"""What a report calls its questions, answers, spans and headlines; Vietnamese is the source text."""

from collections.abc import Mapping

from bot.web.words import N_
from flows.words import sections
from referral.jurisdiction.words import listed, spoken, spoken_province
from referral.reports.scope import Place
from referral.reports.tables import Shown

BAD_PERIOD = N_("Khoảng thời gian chưa đúng: ngày đầu phải trước ngày cuối, và dài nhất là năm năm.")
EVERYWHERE = N_("Tất cả các tỉnh")
OWN_AGENCY = N_("Các việc của cơ quan mình")
NOT_TOLD = N_("Không rõ")
UNPLACED = N_("Chưa rõ xã")
MINUTES = N_("{n} phút")
HOURS = N_("{n} giờ")
DAYS = N_("{n} ngày")
# One to four cases; what would give such a number away; what was forgotten since, or is not counted for an agency.
HIDDEN = {"small": "<5", "beside": "*", "row": "*", "unknown": "–"}

QUESTIONS: Mapping[str, str] = {
    "kind": N_("Loại việc"),
    "urgency": N_("Mức độ khẩn cấp"),
    "age": N_("Tuổi của trẻ"),
    "sex": N_("Giới tính của trẻ"),
    "culprit": N_("Quan hệ của người gây hại với trẻ"),
    "month": N_("Tháng"),
    "outcome": N_("Kết quả"),
    "acknowledged": N_("Có người nhận đúng hạn"),
    "measures": N_("Biện pháp khẩn cấp trong 12 giờ"),
    "plan": N_("Kế hoạch hỗ trợ trong 5 ngày làm việc"),
    "satisfied": N_("Người báo thấy đã ổn"),
    "opinion": N_("Ý kiến của trẻ"),
}
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "age": {
        "under_6": N_("Dưới 6 tuổi"), "6_10": N_("6 đến 10 tuổi"), "11_15": N_("11 đến 15 tuổi"),
        "16_17": N_("16 đến 17 tuổi"),
    },
    "sex": {"male": N_("Nam"), "female": N_("Nữ")},
    "culprit": {
        "parent": N_("Cha hoặc mẹ"), "step_parent": N_("Cha dượng hoặc mẹ kế"), "relative": N_("Họ hàng"),
        "carer": N_("Người chăm sóc"), "teacher": N_("Giáo viên, nhân viên trường"), "acquaintance": N_("Người quen"),
        "child": N_("Trẻ khác"), "stranger": N_("Người lạ"),
    },
    "outcome": {"open": N_("Đang xử lý")},
    "acknowledged": {
        "in_time": N_("Đúng hạn"), "late": N_("Trễ hạn"), "open": N_("Chưa tới hạn hoặc chưa báo ai"),
    },
    "measures": {
        "kept": N_("Đúng hạn"), "late": N_("Trễ hạn"), "running": N_("Đang tính giờ"), "none": N_("Không áp dụng"),
    },
    "plan": {
        "kept": N_("Đúng hạn"), "late": N_("Trễ hạn"), "running": N_("Đang tính giờ"), "none": N_("Không áp dụng"),
    },
    "satisfied": {"ok": N_("Đã ổn"), "not_ok": N_("Chưa ổn"), "unknown": N_("Chưa trả lời")},
    "opinion": {
        "answered": N_("Đã trả lời trẻ"), "waiting": N_("Chưa trả lời trẻ"), "none": N_("Việc khác"),
    },
}  # fmt: skip
PHRASED = {"kind": "categories", "urgency": "urgency", "outcome": "outcomes"}  # answers that the chat has words for
LEVELS = {"none": N_("Không tính mức")}  # the chat says the same of it as of the lowest level
SPANS: Mapping[str, str] = {
    "to_alert": N_("Tới lúc báo cho người đầu tiên"),
    "to_answer": N_("Tới lúc có người nhận"),
    "to_action": N_("Tới việc làm đầu tiên"),
}
SHARES: Mapping[str, str] = {
    "acknowledged": N_("Tỷ lệ có người nhận đúng hạn"),
    "measures": N_("Tỷ lệ có biện pháp trong 12 giờ"),
    "plan": N_("Tỷ lệ có kế hoạch trong 5 ngày làm việc"),
    "handled": N_("Tỷ lệ tin đã xử lý xong"),
    "satisfied": N_("Tỷ lệ người báo thấy đã ổn"),
    "answered": N_("Tỷ lệ ý kiến của trẻ đã được trả lời"),
}
HEADLINES: Mapping[str, str] = {
    "cases": N_("Số tin đã nhận"),
    "acknowledged": SHARES["acknowledged"],
    "measures": SHARES["measures"],
    "handled": SHARES["handled"],
    "hazards_fixed": N_("Chỗ nguy hiểm đã khắc phục"),
}
CHANGES: Mapping[str, str] = {
    "more": N_("tăng, kỳ trước là {before}"),
    "less": N_("giảm, kỳ trước là {before}"),
    "same": N_("không đổi so với kỳ trước"),
    "unknown": N_("chưa so được với kỳ trước"),
}


def answer_words(question: str, answer: str) -> str:
    """An answer as a report says it, still to be translated."""
    if question == "urgency" and answer in LEVELS:
        return LEVELS[answer]
    known = {**ANSWERS.get(question, {}), **sections().get(PHRASED.get(question, ""), {})}
    if question == "month":
        year, _, month = answer.partition("-")
        return f"{month}/{year}"
    return known.get(answer, NOT_TOLD)


def shown_words(shown: Shown) -> str:
    """A number, or the sign that it is hidden."""
    return HIDDEN.get(shown.why, "*") if shown.number is None else str(shown.number)


def place_words(place: Place) -> str:
    """Of what a report is, still to be translated where it is no name."""
    if place.agency:
        return OWN_AGENCY
    return spoken(place.commune) or spoken_province(place.province) or EVERYWHERE


def commune_words(code: str) -> str:
    """A commune in a line of a table."""
    return listed(code) or UNPLACED


def span_words(minutes: int | None) -> tuple[str, int]:
    """A span in the largest unit that still says enough, and how many of it; none where too few tell."""
    for words, size in ((DAYS, 24 * 60), (HOURS, 60)):
        if minutes is not None and minutes >= 2 * size:
            return words, round(minutes / size)
    return (MINUTES, minutes) if minutes is not None else ("–", 0)
