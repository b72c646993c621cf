"""`langnghe admin …`: the first administrator, a list, a new invitation."""

from pathlib import Path

import pytest

from bot.cli_admin import BadName, NameTaken, UnknownAdministrator
from bot.opening import opened
from referral.staff import Account
from tests.cli import command, said
from tests.test_cli import house

__all__ = ["house"]  # the fixture: a data folder of its own


def test_the_first_administrator_gets_a_link(house: Path) -> None:
    printed = said("admin", "create", "Quan.Tri")
    assert "http://127.0.0.1:8080/o/invite?t=" in printed and "already" not in printed
    assert "already (1)" in said("admin", "create", "nguoi.hai")
    assert "Quan.Tri" in said("admin", "list") and "nguoi.hai" in said("admin", "list")
    assert isinstance(command("admin", "create", "QUAN.TRI").exception, NameTaken)
    assert isinstance(command("admin", "create", " ").exception, BadName)


def test_a_reset_prints_another_link(house: Path) -> None:
    first, second = said("admin", "create", "quan.tri"), said("admin", "reset", "quan.tri")
    tokens = [printed.split("t=")[1].strip() for printed in (first, second)]
    with opened() as (_, work):
        assert [bool(work.credentials.invited(token)) for token in tokens] == [False, True]
        work.accounts.add(Account("a", "kiem.tra", "auditor"), "test")


@pytest.mark.parametrize("name", ["nobody", "kiem.tra"])
def test_only_administrators_are_reset_here(house: Path, name: str) -> None:
    with opened() as (_, work):
        work.accounts.add(Account("a", "kiem.tra", "auditor"), "test")
    assert isinstance(command("admin", "reset", name).exception, UnknownAdministrator)
