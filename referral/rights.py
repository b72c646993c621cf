"""What a request about personal data needs before anything is disclosed, corrected or erased: decided by people."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime

from referral.case import Case
from referral.conflict import in_conflict
from referral.records import dataclass

CONSENT_FROM = 7  # years: from then on a child's own consent counts
ANSWERS = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the guardian check: in Vietnamese, and the one answer with which one may go on."""

    words: str
    good: str
    why: str  # what to do with any other answer


# A guardian who asks may be who does the harm: each is answered by a human who looked, none by the machine.
CHECK: Mapping[str, Question] = {
    "asker_named": Question(
        "Người yêu cầu có bị nêu là người gây hại không?", "no",
        "Không cung cấp, không xóa: người gây hại không được biết và không được làm mất chứng cứ.",
    ),
    "household_named": Question(
        "Có ai sống cùng nhà với người yêu cầu bị nêu là người gây hại không?", "no",
        "Không cung cấp: điều họ biết thì người cùng nhà sẽ biết.",
    ),
    "is_guardian": Question(
        "Đã kiểm tra giấy tờ: người yêu cầu là người giám hộ của trẻ?", "yes",
        "Kiểm tra giấy tờ trước, ở nơi trẻ cư trú.",
    ),
    "child_agrees": Question(
        "Trẻ từ đủ 7 tuổi: trẻ có đồng ý không (hỏi riêng, không có người yêu cầu ở đó)?", "yes",
        "Chưa có sự đồng ý của trẻ thì chưa làm.",
    ),
    "good_for_child": Question(
        "Làm theo yêu cầu này có an toàn và có lợi cho trẻ không?", "yes",
        "Không làm điều có hại cho trẻ, dù người yêu cầu có quyền.",
    ),
}  # fmt: skip

REFUSALS: Mapping[str, str] = {
    "harm": "Làm theo yêu cầu có thể gây hại cho trẻ",
    "open_case": "Vụ việc đang được giải quyết, dữ liệu cần cho việc bảo vệ trẻ",
    "not_theirs": "Dữ liệu không phải của người yêu cầu và họ không phải người giám hộ",
    "third_person": "Dữ liệu làm lộ người khác, nhất là người báo tin",
    "law": "Pháp luật buộc phải lưu giữ",
    "unproven": "Chưa chứng minh được người yêu cầu là ai",
    "nothing": "Không có dữ liệu nào như vậy",
}

GROUNDS: Mapping[str, str] = {  # on which the data of a case are used
    "child_at_risk": "Bảo vệ trẻ em có nguy cơ: Luật Trẻ em 102/2016/QH13 Điều 51, NĐ 56/2017/NĐ-CP Điều 25-26",
    "save_a_life": "Bảo vệ tính mạng, sức khỏe: Luật 91/2025/QH15, không cần sự đồng ý",
}

# Facts that are about the child and tell of nobody else.
ABOUT_CHILD = ("child_age", "injured", "child_at")


@dataclass(frozen=True, slots=True)
class Step:
    """Something that an officer did about a request. `answers` are content."""

    step: str  # check, approve, refuse, export, erase, correct, answer, done, undo
    by: str
    at: datetime
    case_id: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a request about a child is: what hinders it, who checked, who approved."""

    hindered: tuple[str, ...]  # keys of CHECK, or "open_case", "unchecked", "unapproved"
    checked_by: str = ""
    approved_by: str = ""

    @property
    def may(self) -> bool:
        """Whether what is asked for may be done now."""
        return not self.hindered


def needs_check(whose: str) -> bool:
    """Whether a second pair of eyes and the guardian check are needed: always, when it is about a child."""
    return whose != "me"


def standing(whose: str, case: Case | None, steps: Sequence[Step]) -> Standing:
    """Whether what is asked for may be done for this case, and if not why."""
    if not needs_check(whose):
        return Standing(("open_case",) if case and case.status == "open" else ())
    mine = [step for step in steps if case is not None and step.case_id == case.id]
    check = next((step for step in reversed(mine) if step.step == "check"), None)
    if case is None or check is None:
        return Standing(("unchecked",))
    hindered = [name for name, question in CHECK.items() if check.answers.get(name) != question.good]
    if "child_agrees" in hindered and check.answers.get("child_agrees") == "no" and under_seven(case):
        hindered.remove("child_agrees")
    hindered += ["open_case"] if case.status == "open" else []
    approval = next((s for s in mine if s.step == "approve" and s.by != check.by and s.at >= check.at), None)
    hindered += [] if approval else ["unapproved"]
    return Standing(tuple(hindered), check.by, approval.by if approval else "")


def under_seven(case: Case) -> bool:
    """Whether the child is known to be too young for its own consent to count."""
    age = case.facts.get("child_age", "")
    return age.isdecimal() and int(age) < CONSENT_FROM


def hints(case: Case, asker_reported: bool) -> tuple[str, ...]:
    """What the machine sees in the case that speaks for care: keys of HINTS; never an answer, never all there is."""
    told = " ".join((case.facts.get("story", ""), *case.reasons)).casefold()
    found = {
        "open": case.status == "open",
        "family": not FAMILY.isdisjoint(WORD.findall(told)),
        "reporter": asker_reported,
        "seven": not under_seven(case),
        "kept_from": in_conflict(case),
    }
    return tuple(name for name, so in found.items() if so)


FAMILY = frozenset(
    ["bố", "ba", "cha", "mẹ", "má", "dượng", "ông", "bà", "chú", "bác", "cậu", "anh", "bo", "me", "duong"]
)
WORD = re.compile(r"\w+")
HINTS: Mapping[str, str] = {
    "open": "Vụ việc còn mở.",
    "family": "Lời kể nhắc đến người trong nhà.",
    "reporter": "Người yêu cầu là người đã báo tin hoặc theo dõi vụ việc này.",
    "seven": "Trẻ từ 7 tuổi, hoặc chưa rõ tuổi: cần hỏi trẻ.",
    "kept_from": "Có cơ quan hoặc người không được biết vụ việc này.",
}
