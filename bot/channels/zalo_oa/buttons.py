"""What a button of a Zalo OA carries, written when it is sent and read when it is pressed: it returns as a plain text.

Anybody can type such a text by hand, so it says no more than a question and words; the core checks both.
"""

import re

MARK = "#ln "
MOST_CHARACTERS = 1000
PAYLOAD = re.compile(r"#ln (\S{0,200})\s(.*)", re.DOTALL)  # \s: whatever Zalo makes of a line break


def payload(question: str, words: str) -> str:
    """The question and the words, at most 1,000 characters; no question beside words that are too long."""
    whole = f"{MARK}{question}\n{words}"
    return whole if len(whole) <= MOST_CHARACTERS else f"{MARK}\n{words}"[:MOST_CHARACTERS]


def pressed(text: str) -> tuple[str, str]:
    """The question and the words of a button; every other text has no question and stays as it is."""
    found = PAYLOAD.fullmatch(text)
    return (found[1], found[2]) if found and found[2].strip() else ("", text)
