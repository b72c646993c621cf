"""What must never hang on the second voice: the rules alone say it, with diacritics and without."""

import pytest

from referral.triage.judge import triage
from referral.urgency import Urgency


@pytest.mark.parametrize(
    "text", ["cháu tôi bị nó đánh", "chau toi bi no danh", "em bị hắn đập", "con bị ổng tát", "em bị bả đánh",
             "bị thằng đó đánh"]
)  # fmt: skip
def test_beaten_by_somebody_is_urgent_by_the_rules(text: str) -> None:
    heard = triage(text, voiced=False)
    assert (heard.urgency, heard.category) == (Urgency.urgent, "physical_violence")


@pytest.mark.parametrize("text", ["con dang di hoc", "em hoc lop 5", "em dang o lop hoc", "chau ban hoc roi"])
def test_bug_to_learn_without_diacritics_was_to_choke(text: str) -> None:
    assert triage(text, voiced=False).urgency == Urgency.none
    assert triage(text).urgency < Urgency.emergency


@pytest.mark.parametrize(
    "text", ["bé hóc rồi", "be bi hoc roi", "be bi hoc tim tai", "em bé bị hóc xương", "be hoc keo"]
)
def test_who_chokes_is_heard_with_diacritics_and_without(text: str) -> None:
    assert triage(text, voiced=False).urgency == Urgency.emergency
