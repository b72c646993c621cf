"""How people ask whether anybody comes: whole sentences only, so that no story and no answer is taken for it."""

import re
from functools import cache

from flows.words import fold

MOST = 12  # words, with all their politeness; what says more tells something
ME = "(?:toi|em|con|chau|tui|minh|nha em|cho em)"
BEFORE = f"(?:da|oi|a|alo|troi|anh chi|vay|the|ma|cho {ME} hoi|{ME} hoi|please)"
AFTER = f"(?:a|vay|the|ha|nhi|oi|nua|roi|luon|qua|lam|voi|anh chi|cho {ME}|giup {ME}|troi)"
WHO = (
    "(?:ai|nguoi(?: ta)?|cong an|canh sat|can bo|xe(?: cap cuu| cong an)?|cap cuu|cuu ho|ho|bac si"
    "|(?:may|cac) (?:anh|chu|co|bac)(?: cong an| can bo)?|(?:anh|chu) (?:cong an|can bo))"
)
COMES = "(?:toi|den|qua|ra|xuong|len|di|lai|nhan|giup|giai quyet|xu ly|tra loi)"
HERE = "(?:noi|day|do|nha|viec|tin|cuu|giup|xem)"
WHEN = "(?:bao gio|khi nao|chung nao|bao lau nua|bao lau)"
HELP = "(?:any ?one|some ?one|any ?body|some ?body|the police|police|they|help|an ambulance|the ambulance)"
QUESTIONS = (
    f"(?:sao )?(?:da )?(?:co )?{WHO}(?: nao)?(?: (?:da|dang|sap|co))? {COMES}(?: {COMES})?(?: {HERE})?(?: hay)?"
    " (?:chua|khong|ko|hong)",
    f"(?:sao )?(?:van )?chua (?:thay )?(?:co )?(?:{WHO} (?:nao )?)?{COMES}(?: {HERE})?",
    f"sao (?:van )?chua (?:thay )?(?:co )?{WHO}|(?:van )?chua thay {WHO}(?: dau)?",
    f"(?:sao (?:ma )?)?(?:(?:{ME} )?(?:doi|cho) )?(?:lau|cham) (?:qua|the|vay|du vay)|sao (?:ma )?(?:lau|cham)",
    f"{WHEN}(?: thi)?(?: co)?(?: {WHO})?(?: moi| se)?(?: {COMES})(?: {HERE})?|bao lau nua",
    f"{WHO} (?:(?:da |dang )?{COMES} )?(?:toi |den )?dau roi|(?:da |dang )?(?:toi|den) dau roi",
    f"(?:is|are|has|have) {HELP} (?:coming|come|here|on the way|arrived|there|accepted)(?: it)?(?: yet)?",
    f"{HELP} (?:coming|come|here|on the way)(?: yet)?|when (?:will|is|are) {HELP} (?:come|coming|arrive|arriving)",
    f"where (?:is|are) {HELP}|how (?:much )?long(?:er)?|why (?:so long|is it taking so long|does it take so long)",
)


def asks_progress(text: str) -> bool:
    """Whether these words, all of them, ask who comes, and when: "chùa" is a pagoda."""
    said = fold(text)
    return len(said.split()) <= MOST and "chùa" not in text.lower() and questions().fullmatch(said) is not None


@cache
def questions() -> re.Pattern[str]:
    """Every such question with the politeness around it, folded."""
    return re.compile(f"(?:{BEFORE} )*(?:{'|'.join(QUESTIONS)})(?: {AFTER})*")
