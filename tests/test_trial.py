"""Who takes part in a trial is written in two settings."""

import pytest

from bot import trial
from bot.settings import Settings
from handlers.events import Address

LAN, MINH = Address("telegram", "123456789"), Address("telegram", "42")


def test_testers_are_a_list_and_the_first_is_the_operator() -> None:
    settings = Settings(testers=" telegram:123456789, telegram:42,")
    assert trial.testers_in(settings) == {LAN, MINH}
    assert trial.operator_in(settings) == LAN


def test_an_operator_need_not_be_a_tester() -> None:
    settings = Settings(testers="telegram:123456789", operator="telegram:42")
    assert trial.testers_in(settings) == {LAN}
    assert trial.operator_in(settings) == MINH


def test_nobody_is_a_list_too() -> None:
    assert (trial.testers_in(Settings()), trial.operator_in(Settings())) == (frozenset(), None)


@pytest.mark.parametrize(
    "words", ["987654321", "telegram:0", "telegram:@lan", "telegram:-5", "telegram:1２", "webchat:1", "telegram:1 2"]
)
def test_what_is_no_address_is_refused_without_being_said(words: str) -> None:
    with pytest.raises(trial.BadSetting) as refused:
        trial.testers_in(Settings(testers=words))
    assert words not in str(refused.value) and "LANGNGHE_TESTERS" in str(refused.value)
