"""Each alarm and each rule for Prometheus has its section, and the rules name only what /metrics says."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.gauges_of_alarms import of_watch
from bot.watch.watchman import Watched
from referral.alarm_table import ALARMS
from referral.alarms import Trouble, Vitals

ROOT = Path(__file__).parents[1]
RULES = ROOT / "deploy" / "prometheus" / "rules.yml"
PAGE = (ROOT / "docs" / "alarms.md").read_text("utf-8")
SECTIONS = re.findall(r"^## (.+)$", PAGE, re.M)


def rules() -> list[tuple[str, str, str]]:
    """Name, expression and section of each."""
    every = RULES.read_text("utf-8").split("- alert: ")[1:]
    return [
        (rule.split()[0], found(r"expr: (.+)", rule), found(r"runbook: docs/alarms\.md#(.+)", rule)) for rule in every
    ]


def found(pattern: str, rule: str) -> str:
    match = re.search(pattern, rule)
    assert match, rule
    return match[1]


def test_every_alarm_has_its_section_and_every_section_its_alarm() -> None:
    named = {name for name, _, section in rules() if section == name.lower()}
    assert set(SECTIONS) - {"Who hears of it"} == set(ALARMS) | named


def test_every_rule_leads_to_a_section() -> None:
    anchors = {section.lower() for section in SECTIONS}
    assert {section for _, _, section in rules()} - anchors == {"{{ $labels.alarm }}"}
    assert len(rules()) == RULES.read_text("utf-8").count("severity:") > 10


def metrics_in_rules() -> frozenset[str]:
    """What the rules look at."""
    return frozenset(name for _, expression, _ in rules() for name in re.findall(r"langnghe_\w+", expression))


def test_the_gauges_of_alarms_say_what_was_found() -> None:
    watched = Watched(Vitals(disk_free=7, backed_up=False), frozenset({Trouble("desk_empty", "intake_desk")}))
    values = {
        (sample.name, *sample.labels.values()): sample.value
        for metric in of_watch(watched, 3.0)
        for sample in metric.samples
    }
    assert values == {
        ("langnghe_writer_busy_seconds",): 3.0,
        ("langnghe_alarm", "desk_empty", "intake_desk", "grave"): 1,
        ("langnghe_disk_free_bytes",): 7,
        ("langnghe_key_ring_backed_up",): 0,
        ("langnghe_audit_whole",): 1,
        ("langnghe_clock_ahead_seconds",): 0,
    }
    assert [metric.name for metric in of_watch(None, 0.0)] == ["langnghe_writer_busy_seconds"]


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not there")
@pytest.mark.parametrize("what", [("check", "rules", "rules.yml"), ("test", "rules", "rules_test.yml")])
def test_prometheus_itself_takes_the_rules(what: tuple[str, ...]) -> None:
    subprocess.run(["promtool", *what], cwd=RULES.parent, check=True, capture_output=True, timeout=60)
