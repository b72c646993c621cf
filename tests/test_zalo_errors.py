"""Every code of the protocol page has its class, and each class says what follows."""

import pytest

from bot.channels import ChannelDown, ChannelError, NotNow, OutOfReach, PersonGone, Refused, State, Throttled
from bot.channels.zalo_oa.errors import CODES, FOLLOWS, Kind, kind_of, told
from tests.office import counted

PAGE: dict[str, tuple[int, ...]] = {  # protocol page, A9
    "refresh": (-216, -220, -124, 401, -401, 216),
    "back off": (-32, -200, -100),
    "reschedule": (-133, -234, -144, -147, -1441, -1472, -211, -218),
    "recipient": (-213, -227, -230, -232, -244, -108, -114, -118, -119, -139, -140, -141),
    "payload": (-201, -210, -233, -238, -241, -240, -248, -249, -109, -1121, -1122, -131, -132),
    "human": (
        -204, -205, -209, -212, -223, -219, -221, -224, -235, -320, -321, -242,
        -101, -102, -103, -104, -105, -115, -117, -135, -136, -137, -138, -145, -146,
    ),
}  # fmt: skip
ALLOWED: dict[str, tuple[type[ChannelError], ...]] = {
    "refresh": (ChannelDown,),
    "back off": (ChannelDown, Throttled),
    "reschedule": (NotNow, Throttled),
    "recipient": (PersonGone, OutOfReach),
    "payload": (Refused,),
    "human": (ChannelDown,),
}


@pytest.mark.parametrize("group", PAGE)
def test_each_code_of_the_page_is_of_its_class(group: str) -> None:
    for code in PAGE[group]:
        assert type(told(code, "").error) in ALLOWED[group], code


def test_the_table_holds_no_other_class() -> None:
    assert set(CODES.values()) == set(FOLLOWS)


@pytest.mark.parametrize(
    ("code", "words", "kind"),
    [
        (-32, "The app has reached the limit of requests per minute", "slow"),
        (-32, "OA vượt hạn mức", "quota"),
        (-223, "The app has no permission", "human"),
        (-223, "OA has exceeded its QUOTA", "quota"),
    ],
)
def test_two_codes_have_two_meanings(code: int, words: str, kind: Kind) -> None:
    assert kind_of(code, words) == kind


def test_one_number_means_something_else_by_phone() -> None:
    assert (kind_of(-100, ""), kind_of(-100, "", "phone")) == ("reupload", "back_off")


@pytest.mark.parametrize(
    ("code", "state"),
    [(-216, "token_refused"), (-32, "throttled"), (-144, "quota_gone"), (-224, "needs_human"), (-230, "up")],
)
def test_what_a_code_tells_of_the_platform(code: int, state: State) -> None:
    assert told(code, "").state == state


def test_a_new_code_is_tried_again_and_counted() -> None:
    before = counted("zalo_errors", outcome="unknown")
    outcome = told(-99999, "ba em lại đánh em")
    assert type(outcome.error) is ChannelDown and counted("zalo_errors", outcome="unknown") == before + 1
    assert "đánh" not in f"{outcome!r}{outcome.error}"
