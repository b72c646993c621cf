"""Where a request comes from: our own proxy's word is taken, everybody else's is not."""

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.web.source import network, source_of


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_a_home_has_one_address(address: str, known: str) -> None:
    assert network(address) == known


def test_a_forged_header_is_not_believed() -> None:
    plain = make_mocked_request("POST", "/chat/send")
    forged = make_mocked_request("POST", "/chat/send", {"X-Forwarded-For": "198.51.100.1"})
    assert source_of(forged, behind_proxy=False) == source_of(plain, behind_proxy=False) != "198.51.100.1"


def test_behind_our_own_proxy_its_last_word_counts() -> None:
    passed_on = make_mocked_request("POST", "/chat/send", {"X-Forwarded-For": "203.0.113.9, 198.51.100.1"})
    assert source_of(passed_on, behind_proxy=True) == "198.51.100.1"
