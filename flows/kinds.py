"""Answer kinds: how the words, button or pin that came back are read as an answer."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from flows.model import Session, Step
from flows.place_facts import point_text
from flows.places import read_place
from flows.reading import Heard, Miss, Read, Reading
from flows.words import fold, synonyms
from referral.accused import called
from referral.triage.breath import breath, in_water

CASE_NUMBER = re.compile(r"\bLN[\s-]?([2-9A-Z]{5})\b", re.IGNORECASE)
HAZARD_NUMBER = re.compile(r"\b(HZ|LN)[\s-]?([2-9A-Z]{5})\b", re.IGNORECASE)
RUN_NUMBER = re.compile(r"\bCD[\s-]?([2-9A-Z]{5})\b", re.IGNORECASE)
RECEIPT = re.compile(r"(?<!\d)\d(?:[\s.\-]{0,2}\d){15}(?!\d)")
PHONE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)")
AGE = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
BECAUSE = re.compile(r":|\svì\s")
SHORT_ANSWERS = frozenset({"yes", "no", "unsure", "none", "often", "edit", "ok", "not_ok"})
PARTICLES = frozenset({
    "a", "ah", "em", "anh", "chi", "co", "chu", "bac", "oi", "nhe", "nha", "da", "roi", "dau", "het", "ca", "the",
    "vay", "do", "duoc", "nua", "ma", "luon", "chau", "con", "on", "sao", "le",
})  # fmt: skip
DENIALS = frozenset({"khong", "ko", "k", "chua", "chang", "hong", "hok", "not"})
UNCLEAR = frozenset({"thay"})  # "thầy", and "thấy": the folded word alone names nobody in a sentence
PHOTO_KEPT = "[ảnh]"  # what the text of an event becomes whose photo was kept as the answer
PLACE_KINDS = ("place", "site")  # kinds by which a place is told
NOT_OK = re.compile(r"\b(?:chua|khong|ko|k|chang|hong|hok|not)(?: (?!ro\b|biet\b|chac\b)\w+){0,2} (?:on|ok|okay)\b")
MOST_FEELING_WORDS = 6
TEXT_LIMIT = 20_000  # characters of one answer; a channel lets fewer through


def read_text(heard: Heard, step: Step, session: Session) -> Reading:
    """Any words at all."""
    text = heard.text.strip()[:TEXT_LIMIT]
    return Read(text) if text else Miss("need_words")


def read_choice(heard: Heard, step: Step, session: Session) -> Reading:
    """One of the offered choices, by its number, its words, or a sentence that holds the words of just one."""
    said = fold(heard.text)
    for n, (key, words) in enumerate(step.choices.items(), 1):
        if said in choosing_words(n, key, words):
            return chosen(key, step)
    key = choice_within(heard.text, step)
    return chosen(key, step) if key else Miss("need_choice")


def choice_within(heard: str, step: Step) -> str:
    """The one choice whose words stand in the answer, or whose meaning is all of it but particles; else ""."""
    said = fold(heard)
    held = whole_choices(said, step) | (mentioned(said, step) - called(heard))
    if len(held) > 1:
        return "commune" if "commune" in step.choices else ""  # several bodies of the commune: none of them is told
    return held.pop() if held else meant(said, step)


def mentioned(said: str, step: Step) -> set[str]:
    """The choices named in passing: "đừng cho công an biết" names the police."""
    named = {key: synonyms().get(key, ()) for key in step.choices if key not in SHORT_ANSWERS}
    clear = {key: [word for word in words if word not in UNCLEAR] for key, words in named.items()}
    return {key for key, words in clear.items() if any(f" {word} " in f" {said} " for word in words)}


def meant(said: str, step: Step) -> str:
    """The choice that a short answer means: "dạ có ạ", "không đâu em"; a sentence that goes on means more."""
    for n, (key, words) in enumerate(step.choices.items(), 1):
        for word in sorted(choosing_words(n, key, words), key=len, reverse=True):
            if f"{said} ".startswith(f"{word} ") and set(said[len(word) :].split()) <= PARTICLES:
                return key
    return ""


def whole_choices(said: str, step: Step) -> set[str]:
    """The choices whose words stand in the answer, not denied and no part of another ("không" of "không rõ")."""
    spaced = {key: f" {fold(words)} " for key, words in step.choices.items() if " " in fold(words)}
    held = {key: words for key, words in spaced.items() if words in f" {said} " and not denied(words, f" {said} ")}
    return {key for key, words in held.items() if not any(words in other for other in held.values() if other != words)}


def denied(words: str, said: str) -> bool:
    """Whether these words are denied where they stand: "không đúng rồi" is no "Đúng rồi"."""
    before = said.partition(words)[0].split()
    return bool(before) and before[-1] in DENIALS


@cache  # of the choices in the flows: what a person said is no part of it
def choosing_words(n: int, key: str, words: str) -> frozenset[str]:
    """The folded answers that choose the n-th choice."""
    own = {str(n), fold(key), fold(words)}
    negative = key in ("no", "none") and not fold(words).startswith(("khong", "no"))
    return frozenset(own if negative else own | set(synonyms().get(key, ())))  # "chưa" is no "đã đưa lên"


def read_feeling(heard: Heard, step: Step, session: Session) -> Reading:
    """A choice told in few words, where "không ổn rồi" is no "Ổn rồi"; a sentence that goes on tells more."""
    said = fold(heard.text)
    if len(said.split()) > MOST_FEELING_WORDS:
        return Miss("need_choice")
    if "not_ok" in step.choices and NOT_OK.search(said):
        return chosen("not_ok", step)
    return read_choice(heard, step, session)


def read_breath(heard: Heard, step: Step, session: Session) -> Reading:
    """Whether a child breathes, told by a button or in words."""
    told = breath(heard.text)
    return chosen(told, step) if told else read_choice(heard, step, session)


def read_water(heard: Heard, step: Step, session: Session) -> Reading:
    """Whether a child is still in the water, told by a button or in words, and perhaps that it does not breathe."""
    told = in_water(heard.text)
    if breath(heard.text) == "no":
        return chosen(told, step, {"breathing": "no"})
    return chosen(told, step) if told else read_choice(heard, step, session)


def chosen(key: str, step: Step, also: Mapping[str, str] | None = None) -> Read:
    """One of the choices, with its words."""
    return Read(key, {f"{step.answer}_words": step.choices[key], **(also or {})})


def read_age(heard: Heard, step: Step, session: Session) -> Reading:
    """An age in completed years; months count as 0."""
    found = AGE.search(heard.text)
    if not found:
        return Miss("need_age")
    months = "thang" in fold(heard.text).split()
    return Read("0" if months else str(int(found[1])))


def read_phone(heard: Heard, step: Step, session: Session) -> Reading:
    """A phone number with the digits people dial."""
    found = PHONE.search(heard.text)
    return Read(re.sub(r"[^\d+]", "", found[0])) if found else Miss("need_phone")


def read_case(heard: Heard, step: Step, session: Session) -> Reading:
    """A case number such as LN-7K3FQ; what follows it is left for the next question."""
    found = CASE_NUMBER.search(heard.text)
    if not found:
        return Miss("need_case_number")
    rest = heard.text[: found.start()] + heard.text[found.end() :]
    return Read(f"LN-{found[1].upper()}", rest=rest.strip(" :,-"))


def read_hazard(heard: Heard, step: Step, session: Session) -> Reading:
    """The number of a dangerous place such as HZ-7K3FQ, or of a case about one; what follows it is left over."""
    found = HAZARD_NUMBER.search(heard.text)
    if not found:
        return Miss("need_hazard_number")
    return Read(f"{found[1]}-{found[2]}".upper(), rest=heard.text[found.end() :].strip(" :,-"))


def read_run(heard: Heard, step: Step, session: Session) -> Reading:
    """The number of a campaign's run such as CD-7K3FQ; what follows it is left over."""
    found = RUN_NUMBER.search(heard.text)
    if not found:
        return Miss("need_run_number")
    return Read(f"CD-{found[1]}".upper(), rest=heard.text[found.end() :].strip(" :,-"))


def read_photo(heard: Heard, step: Step, session: Session) -> Reading:
    """A photo that was kept before this is read; words are no photo."""
    return Read("yes") if heard.text == PHOTO_KEPT else Miss("need_photo")


def read_receipt(heard: Heard, step: Step, session: Session) -> Reading:
    """The sixteen digits of a receipt, however they are grouped."""
    digits = receipt_in(heard.text)
    return Read(digits) if digits else Miss("need_receipt")


def receipt_in(text: str) -> str:
    """The sixteen digits of a receipt in a text, or ""."""
    found = RECEIPT.search(text)
    return re.sub(r"\D", "", found[0]) if found else ""


def read_named(heard: Heard, step: Step, session: Session) -> Reading:
    """An agency or a kind by its name; after a colon or "vì" comes the reason, left for the next question."""
    name, rest = before_reason(heard.text.strip().removeprefix("cho "))
    return Read(name, rest=rest) if name else Miss("need_words")


def read_decision(heard: Heard, step: Step, session: Session) -> Reading:
    """One of the offered choices; after a colon or "vì" comes the reason, left for the next question."""
    decided, rest = before_reason(heard.text)
    chosen = read_choice(Heard(decided), step, session)
    return replace(chosen, rest=rest) if isinstance(chosen, Read) else chosen


def before_reason(text: str) -> tuple[str, str]:
    """What is said, and the reason that follows after a colon or "vì"."""
    said, *reason = BECAUSE.split(text, maxsplit=1)
    return said.strip(), "".join(reason).strip()


def read_reason(heard: Heard, step: Step, session: Session) -> Reading:
    """One of the offered reasons by its words or number, or a reason in any other words."""
    said = fold(heard.text)
    numbered = enumerate(step.choices.items(), 1)
    offered = (words for n, (key, words) in numbered if said in choosing_words(n, key, words))
    return read_text(Heard(next(offered, heard.text)), step, session)


def read_site(heard: Heard, step: Step, session: Session) -> Reading:
    """A place; after a colon or "vì" comes the reason, left for the next question."""
    site, rest = before_reason(heard.text)
    reading = read_place(replace(heard, text=site), step, session)
    return replace(reading, rest=rest) if isinstance(reading, Read) else reading


def read_home(heard: Heard, step: Step, session: Session) -> Reading:
    """Where somebody lives, in any words or by a pin."""
    if heard.point:
        return Read(point_text(heard.point), {"reminder_pin": point_text(heard.point)})
    return read_text(heard, step, session)


def read_sending(heard: Heard, step: Step, session: Session) -> Reading:
    """What is to be sent on: words, a place, or a photo or recording, which is named by its kind."""
    if heard.media:
        return Read(heard.text.strip(), {"sending_kind": heard.media})
    if heard.point:
        return Read(point_text(heard.point), {"sending_kind": "place"})
    reading = read_text(heard, step, session)
    return replace(reading, also={"sending_kind": "words"}) if isinstance(reading, Read) else reading


KINDS: Mapping[str, Callable[[Heard, Step, Session], Reading]] = {
    "home": read_home,
    "breath": read_breath,
    "water": read_water,
    "text": read_text,
    "choice": read_choice,
    "feeling": read_feeling,
    "place": read_place,
    "age": read_age,
    "phone": read_phone,
    "case": read_case,
    "receipt": read_receipt,
    "hazard": read_hazard,
    "run": read_run,
    "photo": read_photo,
    "named": read_named,
    "decision": read_decision,
    "reason": read_reason,
    "site": read_site,
    "sending": read_sending,
}
