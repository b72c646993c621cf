"""What a conversation says of its case; the plays hold the rest."""

from handlers.facts import grouped


def test_a_receipt_is_grouped_like_a_phone_number() -> None:
    assert grouped("4821773099140265") == "4821 773 099 140 265"
