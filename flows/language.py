"""In which language somebody writes, told by words that no Vietnamese sentence has; one loan word is not enough."""

from flows.words import fold

ENGLISH = frozenset({
    "is", "his", "her", "she", "they", "this", "was", "were", "are", "have", "has", "with", "from", "please", "help",
    "need", "what", "where", "who", "when", "how", "there", "someone", "somebody", "child", "children", "kid", "kids",
    "father", "mother", "brother", "sister", "boy", "girl", "and", "you", "your", "for", "been", "being", "beating",
    "beaten", "friend", "school", "house", "neighbour", "neighbor", "stepfather", "stepdad", "hurt", "afraid", "scared",
})  # fmt: skip
FEWEST = 2  # different ones, and a third of all words


def in_english(text: str) -> bool:
    """Whether these words are clearly English."""
    words = fold(text).split()
    found = [word for word in words if word in ENGLISH]
    return text.isascii() and len(set(found)) >= FEWEST and 3 * len(found) >= len(words)
