"""Looks at the legal clocks: the shipped rules, and what provinces have made shorter."""

from collections.abc import Iterator

from bot.checks import Finding, Site
from bot.clock_table import outdated
from referral.clock_rules import shipped_rules


def look_at_clocks(site: Site) -> Iterator[Finding]:
    """Lengths of provinces that no rule reads; rules that cannot be read at all stop the command."""
    wrong = list(outdated(site.work.clocks.shortened(), shipped_rules()))
    for words in wrong:
        yield Finding("error", f"{words}: `langnghe clocks import` it again.")
    if not wrong:
        yield Finding("ok", f"{len(shipped_rules())} legal clocks have a source and a length.")
