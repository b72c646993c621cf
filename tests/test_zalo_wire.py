"""Answers that are none, numbers written as text, and quotas nobody can mean."""

import pytest

from bot.channels import ChannelDown
from bot.channels.zalo_oa.client import answer
from bot.channels.zalo_oa.noting import Said, of_account, of_day
from bot.channels.zalo_oa.wire import Reply, identity, read, remaining, whole


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"7", b"{}", b"null", b"[" * 100_000, b"\xff"])
def test_what_is_no_object_is_no_answer(body: bytes) -> None:
    with pytest.raises(ValueError):
        read(body)


NO_NUMBERS: tuple[dict[str, object], ...] = (
    {"error": "INTERNAL"},
    {"error": True},
    {"error": -216.0},
    {"error": None},
    {"error": ""},
    {},
    {"hello": 1},
)


@pytest.mark.parametrize("found", NO_NUMBERS)
def test_an_answer_without_a_number_in_error_is_none(found: dict[str, object]) -> None:
    with pytest.raises(ChannelDown):
        answer(Reply(found | {"message": "try later", "data": {"message_id": "1"}}))


def test_success_is_a_nought_and_http_200() -> None:
    assert answer(Reply({"error": 0})).well and answer(Reply({"error": "0", "data": {"a": 1}})).well
    assert answer(Reply({"error": "-216", "message": 7})).code == -216
    for code, status in ((0, 500), (0, 201), (-201, 400), (-230, 503)):
        with pytest.raises(ChannelDown):
            answer(Reply({"error": code, "data": {}}, status=status))


def test_a_token_is_refused_with_any_status() -> None:
    assert answer(Reply({"error": -216}, status=401)).code == -216


def test_numbers_and_ids_are_taken_either_way() -> None:
    assert [whole(value) for value in (5, "5", " -7 ", "", "x", True, None, 1.5, "9" * 30)] == [5, 5, -7, *[None] * 6]
    assert [identity(value) for value in ("0012", 9223372036854775807, None)] == ["0012", "9223372036854775807", ""]
    assert [remaining(words) for words in ("12", "", "-1", "9" * 12)] == [12, None, None, None]


def test_quotas_are_of_the_account_or_of_a_person() -> None:
    told = {"quota": {"quota_type": "reply", "remain": "7", "total": 8}}
    assert of_account("zalo_oa:1", "1:2", told) == Said("zalo_oa:1", "reply", 7, 8, "1:2")
    told = {"quota": {"quota_type": "sub_quota", "remain": 7, "total": 8}}
    assert of_account("zalo_oa:1", "1:2", told) == Said("zalo_oa:1", "sub_quota", 7, 8)
    assert of_day({"quota": {"dailyQuota": "500", "remainingQuota": "499"}}) == Said("zns", "daily", 499, 500)


@pytest.mark.parametrize("quota", [{}, None, {"quota_type": "reply"}, {"quota_type": "x", "remain": 9, "total": 8}])
def test_odd_quotas_are_not_noted(quota: object) -> None:
    assert of_account("a", "b", {"quota": quota}) is None
    assert of_day({}) is None
