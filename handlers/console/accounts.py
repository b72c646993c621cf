"""Accounts as an administrator handles them: made, invited, closed, opened again, reset; each is written down."""

from collections.abc import Sequence

from handlers.work import Work
from referral.agencies import Agency
from referral.credentials import INVITE_LASTS
from referral.jurisdiction.words import province_of
from referral.records import dataclass
from referral.staff import CASE_ROLES, Account, Area

NAME_MOST = 60


class Refused(Exception):
    """The rules do not allow it; `key` says which of them."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it: as the audit log names them, the account they logged in with ("" for the deployer), and where."""

    name: str
    account: str = ""
    area: Area = Area()


DEPLOYER = Actor("deployer", area=Area(everywhere=True))


def every(work: Work, actor: Actor) -> Sequence[Account]:
    """The accounts in the area of who asks."""
    return [account for account in work.accounts.every() if within(work, actor, account)]


def find(work: Work, actor: Actor, account_id: str) -> Account | None:
    """An account in the area of who asks; one outside it is not there."""
    account = work.accounts.get(account_id)
    return account if account and within(work, actor, account) else None


def within(work: Work, actor: Actor, account: Account) -> bool:
    """Whether somebody handles this account; one without a province is only for who acts everywhere."""
    return actor.area.covers("", province(work, account))


def province(work: Work, account: Account) -> str:
    """The province in which an account works, "" for everywhere; also if its officer is gone and nobody knows."""
    if account.role not in CASE_ROLES:
        return account.province
    agency = work.directory.agency_of(account.officer)
    return based_in(agency) if agency else ""


def based_in(agency: Agency) -> str:
    """The province of an agency, "" for the intake desk."""
    return agency.province or province_of(next(iter(agency.communes), ""))


def create(work: Work, actor: Actor, account: Account) -> Account:
    """A new account without anything that opens it. Raises Refused."""
    known_officer = account.officer in work.directory.officers
    checks = (
        (not account.name.strip() or len(account.name) > NAME_MOST, "name"),
        (work.accounts.by_name(account.name) is not None, "taken"),
        (account.role in CASE_ROLES and not known_officer, "officer"),
        (not within(work, actor, account), "area"),
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
    """Whether another administrator can log in who handles all that this one did."""
    wide = [a for a in work.accounts.every() if a.role == "administrator" and a.province in ("", account.province)]
    return any(a.second_factor and not a.disabled for a in wide if a.id != account.id)
