"""The order in which Vietnamese read a list: ă and â after a, đ after d; the tone decides last."""

from unicodedata import normalize

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = dict.fromkeys(map(ord, "\u0300\u0309\u0303\u0301\u0323"))  # as a word carries them: à ả ã á ạ


def order(words: str) -> tuple[list[int], str]:
    """What a list of names is sorted by."""
    letters = normalize("NFC", normalize("NFD", words.lower()).translate(TONES))
    return [place(letter) for letter in letters], words


def place(letter: str) -> int:
    """Where a letter stands; blanks, digits and signs before all letters, others after them."""
    found = LETTERS.find(letter)
    return ord("a") + found if found >= 0 else ord(letter) if letter < "a" else ord(letter) + len(LETTERS)
