"""Who signed a push: the vectors of the protocol page, both ids that may begin it, and every forgery."""

import hashlib
import hmac
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.zalo_oa.signature import Keys, MacId, Signed, mac, signer

APP, OA = "3518947261530948176", "2847561930475610283"
KEYS = Keys(APP, "khoa-thu")
BODY = (
    '{"app_id":"3518947261530948176","event_name":"user_send_text","timestamp":"1763805600123",'
    '"sender":{"id":"7361940285716394028"},"recipient":{"id":"2847561930475610283"},'
    '"message":{"msg_id":"b8de41f0","text":"Xin chào"}}'
).encode()
SIGNED = Signed(BODY, "1763805600123", (OA,))
# Of the page's second vector only the beginning and the end are printed, and not its body. This is our own: 220 bytes
# with "Xin chào", computed with another program (sha256sum) over id, body, time and secret.
BY_APP = "ba3d75ee6587f501f9e6b2684e2cfee9ea47eea1a3997707d2556bcd4986408e"
BY_OA = "c7f75a97f9f57563af6df5f198cbe355ef81d1b00f63c2354eca57508a448bc4"


def test_the_first_vector_of_the_page() -> None:
    right = "2f1ef5aabe67e8396a459ca89562e108ad541f82ba5022c85f645bd6b7220cb9"
    signed = Signed(b"BODY", "1234567890")
    assert mac("X", signed, "Y") == right
    assert signer(Keys("X", "Y"), signed, f"mac={right}") == "app_id"


def test_a_vector_with_vietnamese_letters() -> None:
    assert mac(APP, SIGNED, KEYS.oa_secret) == BY_APP
    assert mac(OA, SIGNED, KEYS.oa_secret) == BY_OA


@pytest.mark.parametrize(
    "shown", [BY_APP, f"mac={BY_APP}", f"mac={BY_APP.upper()}", f"MAC={BY_APP}", f" mac={BY_APP} "]
)
def test_every_way_of_writing_it_is_taken(shown: str) -> None:
    assert signer(KEYS, SIGNED, shown) == "app_id"


@pytest.mark.parametrize("first", ["app_id", "oa_id"])
def test_both_ids_are_taken_and_told_apart(first: MacId) -> None:
    keys = replace(KEYS, mac_id=first)
    assert (signer(keys, SIGNED, BY_APP), signer(keys, SIGNED, BY_OA)) == ("app_id", "oa_id")
    assert signer(keys, replace(SIGNED, oas=()), BY_OA) == ""
    assert signer(keys, replace(SIGNED, oas=("", "7361940285716394028", OA)), BY_OA) == "oa_id"


def test_the_configured_id_is_tried_first() -> None:
    same = replace(SIGNED, oas=(APP,))  # an account with the app's own id: both would fit
    assert [signer(replace(KEYS, mac_id=first), same, BY_APP) for first in ("app_id", "oa_id")] == ["app_id", "oa_id"]


FORGERIES = {
    "nothing": "",
    "only the sign": "mac=",
    "the body alone": hashlib.sha256(BODY).hexdigest(),
    "another secret": mac(APP, SIGNED, "khoa-khac"),
    "no secret": mac(APP, SIGNED, ""),
    "another app": mac("1", SIGNED, KEYS.oa_secret),
    "another time": mac(APP, replace(SIGNED, timestamp="1763805600124"), KEYS.oa_secret),
    "another body": mac(APP, replace(SIGNED, body=BODY.replace(b"b8de", b"b8df")), KEYS.oa_secret),
    "a body written anew": mac(APP, replace(SIGNED, body=BODY.replace(b'":"', b'": "')), KEYS.oa_secret),
    "an HMAC": hmac.new(b"khoa-thu", BODY, "sha256").hexdigest(),
    "an HMAC of all": hmac.new(b"khoa-thu", APP.encode() + BODY + b"1763805600123", "sha256").hexdigest(),
    "a known prefix of others": f"sha256={BY_APP}",
    "cut": BY_APP[:-1],
    "longer": f"{BY_APP}0",
    "not ASCII": "é" * 64,
    "half a letter": "\ud83d",
}


@pytest.mark.parametrize("shown", FORGERIES.values(), ids=FORGERIES.keys())
def test_forgeries(shown: str) -> None:
    assert signer(KEYS, SIGNED, shown) == ""


def test_without_a_secret_nobody_is_believed() -> None:
    assert signer(Keys(APP, ""), SIGNED, mac(APP, SIGNED, "")) == ""
    assert signer(Keys("", "khoa-thu"), replace(SIGNED, oas=("",)), mac("", SIGNED, "khoa-thu")) == ""


@given(st.binary(max_size=300), st.text(max_size=30), st.text(max_size=80))
def test_nothing_that_is_shown_raises(body: bytes, timestamp: str, shown: str) -> None:
    signed = Signed(body, timestamp, (OA,))
    assert signer(KEYS, signed, shown) == ""
    assert signer(KEYS, signed, mac(APP, signed, KEYS.oa_secret)) == "app_id"


def test_the_secret_is_in_no_print() -> None:
    assert "khoa-thu" not in repr(KEYS)
