"""What stands in braces in a campaign's text and is filled in when it is sent."""

import re
from collections.abc import Iterator

PLACEHOLDERS = ("theme", "slogan", "year", "day", "commune", "province")
OF_THE_YEAR = ("theme", "slogan")  # somebody has to write them, see `years`
IN_BRACES = re.compile(r"\{([^{}]*)\}")


def used(text: str) -> frozenset[str]:
    """The placeholders of a text."""
    return frozenset(IN_BRACES.findall(text))


def wrong(text: str) -> Iterator[str]:
    """Placeholders that nothing fills in, and braces that stand alone."""
    for name in sorted(used(text) - set(PLACEHOLDERS)):
        yield f"nothing fills in {{{name}}}; use one of {', '.join(f'{{{known}}}' for known in PLACEHOLDERS)}"
    if re.search(r"[{}]", IN_BRACES.sub("", text)):
        yield "a brace { or } stands alone"
