"""The rules of the legal clocks: ours are clean and have their sources, and each mistake in a file is named."""

import pytest

from referral.clock_rules import BadClocks, parse_rules, shipped_rules
from referral.steps import STEPS

RULE = """
[[rule]]
name = "plan"
of = "case"
title = "lập kế hoạch"
law = "Decree 56"
article = "NĐ 56"
length = "law"
applies = "category is neglect_abandonment"
within = "5 working days"
counts_from = "receipt"
stops = ["plan"]
warns = "holders"
at = "office hours"
"""


def test_ours_are_what_the_law_says() -> None:
    rules = shipped_rules()
    lengths = {name: rule.within for name, rule in rules.items() if rule.length == "law"}
    assert lengths == {
        "measures": "12 hours", "police_handed": "24 hours", "plan": "5 working days",
        "procedure": "7 working days", "data_answer": "2 working days", "data_done": "15 days",
    }  # fmt: skip
    assert {rule.name for rule in rules.values() if rule.length == "practice"} == {"passed_on", "opinion", "data_other"}
    assert all("Art." in rule.law or "Law" in rule.law or "procedure" in rule.law for rule in rules.values())


def test_every_milestone_is_a_step() -> None:
    stops = {step for rule in shipped_rules().values() for step in rule.stops}
    assert stops - {"asked", "done"} <= set(STEPS)


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("[[rule]]", "[[rule", "clocks.toml"),
        ('name = "plan"\n', "", "name"),
        ("[[rule]]", "[[role]]", "rule"),
        ('title = "lập kế hoạch"\n', "", "plan: title, title is empty"),
        ('article = "NĐ 56"', 'article = ""', "article is empty"),
        ('length = "law"', 'length = "lore"', "length = 'lore'"),
        ('["plan"]', '["planned"]', "stops 'planned'"),
        ('["plan"]', "[]", "stops is empty"),
        ("5 working days", "5 weeks", "5 weeks"),
        ("category is", "category be", "plan: "),
        ("category is", "weather is", "'weather'; use one of category"),
        ('of = "case"', 'of = "case"\ncolour = "red"', "colour"),
    ],
)
def test_a_mistake_is_named(before: str, after: str, problem: str) -> None:
    with pytest.raises(BadClocks, match=problem):
        parse_rules(RULE.replace(before, after, 1))


def test_a_rule_stands_there_once() -> None:
    assert set(parse_rules(RULE)) == {"plan"}
    with pytest.raises(BadClocks, match="twice"):
        parse_rules(RULE + RULE)
