"""Accounts as an administrator handles them: made, invited, closed, opened again, reset; each is written down."""

from dataclasses import dataclass

from handlers.work import Work
from referral.credentials import INVITE_LASTS
from referral.staff import CASE_ROLES, Account

NAME_MOST = 60


class Refused(Exception):
    """The rules do not allow it; `key` says which of them."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it: as the audit log names them, and the account they logged in with, "" for the deployer."""

    name: str
    account: str = ""


DEPLOYER = Actor("deployer")


def create(work: Work, actor: Actor, account: Account) -> Account:
    """A new account without anything that opens it. Raises Refused."""
    known_officer = account.officer in work.directory.officers
    checks = (
        (not account.name.strip() or len(account.name) > NAME_MOST, "name"),
        (work.accounts.by_name(account.name) is not None, "taken"),
        (account.role in CASE_ROLES and not known_officer, "officer"),
    )
    for wrong, key in checks:
        if wrong:
            raise Refused(key)
    work.accounts.add(account, actor.name)
    work.audit(actor.name, "account_created", detail=f"{account.id} {account.role}")
    return account


def invite(work: Work, actor: Actor, account: Account, once: str) -> str:
    """The secret of a link to set password and second factor by; those before lead nowhere. Raises Refused."""
    if account.disabled:
        raise Refused("closed")
    work.audit(actor.name, "account_invited", detail=account.id)
    return work.credentials.invite(account.id, work.now + INVITE_LASTS, once)


def reset(work: Work, actor: Actor, account: Account, once: str) -> str:
    """Nothing that opened it does so any more, whoever sits there is out; the secret of a new link. Raises Refused."""
    if account.id == actor.account:
        raise Refused("own")
    if account.disabled:
        raise Refused("closed")
    if not work.credentials.of(account.id, lock=True):
        raise Refused("gone")
    work.credentials.void(account.id)
    work.seats.end_account(account.id)
    work.audit(actor.name, "account_reset", detail=account.id)
    return invite(work, actor, account, once)


def close(work: Work, actor: Actor, account: Account) -> None:
    """From now on nobody logs in, and whoever sits there is out. Raises Refused."""
    if account.id == actor.account:
        raise Refused("own")
    if account.role == "administrator" and not others(work, account):
        raise Refused("last")
    work.accounts.close(account.id, True)
    work.credentials.end_invites(account.id)
    work.seats.end_account(account.id)
    work.audit(actor.name, "account_closed", detail=account.id)


def reopen(work: Work, actor: Actor, account: Account) -> None:
    """It may be logged in to again, as before."""
    work.accounts.close(account.id, False)
    work.audit(actor.name, "account_opened", detail=account.id)


def end_sessions(work: Work, actor: Actor, account: Account) -> int:
    """Whoever sits there is out and may log in again; how many sessions ended."""
    work.audit(actor.name, "sessions_ended", detail=account.id)
    return work.seats.end_account(account.id)


def others(work: Work, account: Account) -> bool:
    """Whether another administrator can log in."""
    every = [a for a in work.accounts.every() if a.role == "administrator" and a.id != account.id]
    return any(a.second_factor and not a.disabled for a in every)
