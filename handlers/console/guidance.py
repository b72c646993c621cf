"""Texts and numbers that a human answers for: edited, signed, restored, each with its audit row."""

from collections.abc import Mapping

from flows.advice import shipped_advice
from handlers.house import House
from handlers.work import Work
from referral.guidance import NATIONAL, Edition, Hotline, Signature
from referral.staff import Grant


def may_sign(grant: Grant) -> bool:
    """Texts are the same everywhere: only who works everywhere may change or sign them."""
    return grant.area.everywhere


def in_force(work: Work, key: str) -> Edition:
    """The text as it is said now; one that was never edited or signed has the id 0."""
    known = work.guidance.current().get(key)
    return known or Edition(0, key, *shipped_words(work.house, key), work.now, "")


def shipped_words(house: House, key: str) -> tuple[str, str]:
    """The text in Vietnamese and English, as the house says it."""
    text = shipped_advice()[key]
    return house.translate("vi", text), house.translate("en", text)


def edit(work: Work, key: str, words: Mapping[str, str], actor: str) -> None:
    """Say this from now on; nobody has signed it. The same words again change nothing, nor does their signature go."""
    now = in_force(work, key)
    if (now.vi, now.en) == (words["vi"], words["en"]):
        return
    if not now.id:  # what comes with the program is kept as the first edition, so that it can be restored
        work.guidance.edit(key, now.vi, now.en, "")
    work.guidance.edit(key, words["vi"], words["en"], actor)
    work.audit(actor, f"edit text {key}")


def sign(work: Work, key: str, signature: Signature, actor: str) -> None:
    """Somebody answers for the text as it is said now; from now on an update of the program does not change it."""
    now = in_force(work, key)
    if not now.id:
        work.guidance.edit(key, now.vi, now.en, "")
    work.guidance.sign(in_force(work, key).id, signature, actor)
    work.audit(actor, f"sign text {key}")


def lines_of(work: Work, province: str) -> tuple[Hotline, ...]:
    """The national numbers, each confirmed in this province or not, then its own."""
    kept = {line.number: line for line in work.guidance.hotlines(province)}
    national = (kept.get(number, Hotline(province, number, name)) for number, name in NATIONAL.items())
    return (*national, *(line for number, line in kept.items() if number not in NATIONAL))


def put_line(work: Work, line: Hotline, actor: str) -> None:
    """Write a number; the number itself is no secret, who confirmed it stands sealed."""
    work.guidance.put_hotline(line)
    work.audit(actor, f"{'confirm' if line.confirmed_by else 'edit'} hotline {line.province}")


def drop_line(work: Work, province: str, number: str, actor: str) -> None:
    """A local number is kept no more."""
    work.guidance.drop_hotline(province, number)
    work.audit(actor, f"drop hotline {province}")
