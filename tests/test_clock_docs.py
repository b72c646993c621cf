"""docs/clocks.md says of every legal clock what the rules say."""

from pathlib import Path

from flows.words import sections
from handlers.clock_words import length
from referral.clock_rules import Rule, shipped_rules

PAGE = Path(__file__).parents[1] / "docs" / "clocks.md"


def row(rule: Rule) -> str:
    """The line of a rule in the table."""
    words, wait = sections()["milestones"], length(rule.within, sections()["units"])
    stops = ", ".join(words.get(step, step) for step in rule.stops)
    return f"| `{rule.name}` | {rule.title} | {wait} | {rule.length} | {rule.law} | {stops} | {rule.at} |"


def test_the_table_is_what_the_rules_say() -> None:
    page = PAGE.read_text("utf-8")
    table = page.partition("<!-- clocks -->")[2].partition("<!-- end -->")[0].strip().splitlines()
    assert table[2:] == [row(rule) for rule in shipped_rules().values()]
