"""Who may do what with a case: every relation, and nothing for a stranger."""

from dataclasses import replace
from typing import get_args

import pytest

from referral.agencies import Officer
from referral.alerts import AlertAnswer
from referral.permissions import (
    DIRECT,
    OWN,
    PAGES,
    CampaignAction,
    Relation,
    may,
    may_campaign,
    once_told,
    relation,
)
from referral.staff import ALL_ROLES, Role
from tests.store_cast import ALERT, CASE

ME = Officer("officer-1", "people_committee-1", "Cán bộ Một")
ANSWERS: dict[tuple[AlertAnswer, ...], Relation] = {
    (): "stranger",
    ("stood_down",): "stranger",
    ("lost",): "stranger",
    ("handed_on",): "stranger",
    ("",): "asked",
    ("declined",): "declined",
    ("declined", ""): "asked",
    ("accepted",): "holder",
    ("accepted", ""): "holder",
    ("accepted", "declined"): "holder",
}


@pytest.mark.parametrize("answers", ANSWERS)
def test_what_an_officer_answered_makes_the_relation(answers: tuple[AlertAnswer, ...]) -> None:
    alerts = [replace(ALERT, n=n, answer=answer) for n, answer in enumerate(answers, 1)]
    assert relation(CASE, ME, "people_committee", alerts) == ANSWERS[answers]


def test_an_excluded_role_is_excluded_even_after_it_accepted() -> None:
    assert CASE.avoid == {"police"}
    assert relation(CASE, ME, "police", [replace(ALERT, answer="accepted")]) == "excluded"


def test_somebody_elses_alert_opens_nothing() -> None:
    assert (
        relation(CASE, ME, "people_committee", [replace(ALERT, officer="officer-2", answer="accepted")]) == "stranger"
    )


def test_only_a_holder_reads() -> None:
    assert [who for who in OWN if may(who, "read")] == ["holder"]
    assert [who for who in OWN if may(who, "accept")] == ["declined", "asked", "holder"]
    assert not any(may(who, "anything else") for who in OWN)
    assert "stranger" not in OWN and "excluded" not in OWN


def test_who_was_told_reads_a_brief_and_nothing_more() -> None:
    assert once_told("stranger", told=True) == "informed" and once_told("stranger", told=False) == "stranger"
    assert [once_told(who, told=True) for who in OWN if who != "stranger"] == [w for w in OWN if w != "stranger"]
    assert OWN["informed"] == {"see_line", "read_brief", "recuse"}
    assert [who for who in OWN if may(who, "read_brief")] == ["informed"]


CAMPAIGN_ACTIONS = get_args(CampaignAction)


@pytest.mark.parametrize("role", ALL_ROLES)
@pytest.mark.parametrize("action", CAMPAIGN_ACTIONS)
def test_what_a_log_in_may_do_with_campaigns(role: Role, action: CampaignAction) -> None:
    everything = role in ("campaign_staff", "province_coordinator")
    assert may_campaign("", role, action) == (everything or (role == "commune_coordinator" and action == "see"))
    assert may_campaign("intake_desk", role, action) == (action in DIRECT or may_campaign("", role, action))
    assert ("direct_campaigns" in PAGES[role]) == everything
    assert ("campaigns" in PAGES[role]) == may_campaign("", role, "see")
