"""Mere abuse of us, told by whole messages of abuse: who names a child, a deed or a person says more than that."""

import re
from functools import cache

from flows.words import fold

YOU = "(?:(?:tui|chung|bon|lu) )?(?:may|bay)"
US = "(?:bot|tong dai|hotline|may moc|cong an|can bo)"
FOUL = "(?:ngu(?: vai| qua| nhu (?:bo|cho|lon))?|vo dung|an hai|rac(?: ruoi)?|lua dao|khon nan|mat day|stupid|useless)"
ABUSE = (
    f"(?:dit|du|deo) (?:me|ma|cu) {YOU}|(?:dm|dmm|dcm|dkm|vcl|vkl|clgt|fuck)(?: {YOU}| you| off)?",
    f"(?:con di|cut) me {YOU}(?: di)?|{YOU} (?:cut|chet)(?: het)? di|cut(?: me)?(?: {YOU})? di|im mom(?: di)?",
    f"(?:do|lu|bon)(?: cho(?: de)?)? {FOUL}|do cho(?: de)?|oc cho|lu cho(?: {US})?",
    f"(?:lu cho )?{US}(?: la)?(?: do| lu)? {FOUL}|{YOU} (?:toan )?(?:la )?(?:do |lu |bon )?{FOUL}",
    "(?:you are|you re)(?: a)? (?:stupid|useless|idiot)(?: bot)?|(?:stupid|useless) bot",
)


def only_insults(text: str) -> bool:
    """Whether these words, all of them, are abuse of whoever reads them."""
    return insults().fullmatch(fold(text)) is not None


@cache
def insults() -> re.Pattern[str]:
    """One insult after another, folded."""
    one = f"(?:{'|'.join(ABUSE)})"
    return re.compile(f"{one}(?: {one})*")
