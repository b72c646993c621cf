"""What people say of where they are: the place takes nothing from the harm, and makes none."""

import pytest

from referral.triage.judge import triage
from referral.urgency import Urgency


@pytest.mark.parametrize(
    "text", ["bé té ao", "bé té ao xã Sơn Tây, Quảng Ngãi", "be te ao xa Son Tay, Quang Ngai", "BÉ TÉ AO THÔN 3"]
)
def test_bug_a_fall_into_a_pond_with_an_address_was_an_injury(text: str) -> None:
    heard = triage(text)
    assert (heard.urgency, heard.category) == (Urgency.emergency, "drowning_now")
