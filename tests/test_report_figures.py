"""The figure that outlives a case: counted facts, and nothing that names anybody."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from referral.alerts import Alert
from referral.case import Case
from referral.deadlines import DROPPED, Clock
from referral.reports.figures import CaseFigure, age_group, figure_of, kept
from referral.urgency import Urgency

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)
CASE = Case("c", "LN-7K3FQ", "neglect", Urgency.urgent, NOW, "closed", "21340", "51", facts={"child_age": "9"})
ALERT = Alert(1, "b", "o", Urgency.urgent, NOW, NOW + HOUR)
CLOCK = Clock("measures", 1, NOW, NOW + HOUR, "12 hours", NOW + HOUR)


def test_it_counts_and_names_nobody() -> None:
    accepted = replace(ALERT, answer="accepted", answered_at=NOW + HOUR, acted_at=NOW + 2 * HOUR)
    figure = figure_of(CASE, [ALERT, accepted], [CLOCK], NOW + 9 * HOUR)
    assert (figure.age_group, figure.first_alert, figure.first_ack) == ("6-10", NOW, NOW + HOUR)
    assert (figure.first_action, figure.in_time, figure.twelve_hours) == (NOW + 2 * HOUR, True, True)
    assert figure.five_days is None and figure.closed_at == NOW + 9 * HOUR
    assert {f.name for f in fields(CaseFigure)}.isdisjoint({"id", "number", "facts", "reasons"})


def test_what_is_not_known_is_none() -> None:
    figure = figure_of(CASE, [], [], None)
    assert (figure.first_alert, figure.first_ack, figure.first_action, figure.in_time) == (None, None, None, None)


def test_groups_of_age() -> None:
    ages = {"0": "0-5", "6": "6-10", "15": "11-15", "17": "16-17", "20": "18+", "": "", "x": ""}
    assert {age: age_group(age) for age in ages} == ages


def test_a_clock_was_kept_if_every_run_of_it_was() -> None:
    late, running = replace(CLOCK, stopped_at=NOW + 2 * HOUR), replace(CLOCK, stopped_at=None)
    assert kept([CLOCK], "measures") is True and kept([CLOCK, late], "measures") is False
    assert kept([CLOCK, running], "measures") is None and kept([replace(CLOCK, step=DROPPED)], "measures") is None
