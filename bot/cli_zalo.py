"""`langnghe zalo …`: log our Official Accounts in and out, and see how long that lasts. No token is ever shown."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

import typer
from rich.console import Console
from rich.table import Table

from bot.channels import ChannelDown, ChannelError
from bot.channels.zalo_oa.client import ACCOUNT, Client
from bot.channels.zalo_oa.oauth import Consent, Granted, OAuth
from bot.channels.zalo_oa.setting_up import app_of
from bot.channels.zalo_oa.tokens import FRESH, PREFIX, problems_of, stored
from bot.channels.zalo_oa.wire import Wire, identity
from bot.opening import opened
from bot.settings import Settings
from bot.store.quotas import told_quotas
from bot.store.tokens import Pair
from referral.records import dataclass

app = typer.Typer(no_args_is_help=True)


class ZaloNotSet(Exception):
    """Set LANGNGHE_ZALO_APP_ID and LANGNGHE_ZALO_APP_SECRET first: both are in the console of the Zalo app."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NotThatLogIn(Exception):
    """This address is not from this log-in: open the address printed here, agree, and paste where it leads you."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NotThatAccount(Exception):
    """Zalo does not take this access token for this account: copy all three again, then begin anew."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class ZaloSilent(Exception):
    """Zalo does not answer: is this machine on the network? Then begin again."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NoSuchAccount(Exception):
    """No Zalo account of this id is logged in: `langnghe zalo status` lists them."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


EXPECTED = (NoSuchAccount, ZaloNotSet, NotThatLogIn, NotThatAccount, ZaloSilent)


@dataclass(frozen=True, slots=True)
class Back:
    """What the administrator brings back from Zalo."""

    code: str
    account: str = ""


@app.callback()
def about() -> None:
    """Zalo Official Accounts."""


@app.command()
def login(
    paste: Annotated[bool, typer.Option("--paste", help="Paste a pair of tokens from Zalo's API Explorer.")] = False,
    redirect: Annotated[str, typer.Option(help="Callback address, as Zalo's console has it; else our own.")] = "",
) -> None:
    """Log an account in: agree on Zalo's page, or paste its first tokens. A running program takes them up itself."""
    settings = Settings()
    if not settings.zalo_app_id or not settings.zalo_app_secret.get_secret_value():
        raise ZaloNotSet
    account, granted = pasted(settings) if paste else consented(settings, redirect or settings.web_address)
    with opened() as (_, work):
        pair = granted.pair(work.now)
        work.tokens.put(f"{PREFIX}{account}", untried(pair) if paste else pair)
    Console().print(f"Zalo account {account} is logged in. See `langnghe zalo status`.", soft_wrap=True)


@app.command()
def logout(account: str, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Forget the tokens of an account that is not ours any more. A running program hears of it within minutes."""
    if not yes:
        typer.confirm(f"Forget the tokens of Zalo account {account}? Nobody there can be written to then.", abort=True)
    with opened() as (_, work):
        if not work.tokens.remove(f"{PREFIX}{account}"):
            raise NoSuchAccount
    Console().print(f"Zalo account {account} is logged out.", soft_wrap=True)


@app.command()
def status() -> None:
    """The accounts: how old their tokens are, when the log-in ends, what Zalo said of quotas."""
    with opened() as (_, work):
        pairs, now = stored(work)
        console = Console()
        console.print(table_of(pairs, now))
        for told in told_quotas(work.connection):
            if told.account.startswith(("zalo_oa:", "zns")):
                console.print(f"Quota {told.account} {told.kind}: {told.remain} of {told.total} left.", soft_wrap=True)
        for words in problems_of(pairs, now):
            console.print(words, soft_wrap=True)


def table_of(pairs: Mapping[str, Pair], now: datetime) -> Table:
    """A line for each account."""
    table = Table("Account", "Tokens are", "Renewed from", "Log-in ends")
    for account, pair in pairs.items():
        age = f"{(now - pair.refreshed_at) / timedelta(hours=1):.1f} h old"
        table.add_row(account, age, f"{pair.refreshed_at + FRESH:%d/%m/%Y %H:%M} UTC", f"{pair.refresh_until:%d/%m/%Y}")
    return table


def pasted(settings: Settings) -> tuple[str, Granted]:
    """The account and the pair that somebody pastes; nothing of it stands on the screen or in a shell's history."""
    account = typer.prompt("Id of the Official Account").strip()
    access = typer.prompt("Access token (not shown)", hide_input=True).strip()
    refresh = typer.prompt("Refresh token (not shown)", hide_input=True).strip()
    if not account or account_of(settings, access) != account:
        raise NotThatAccount
    return account, Granted(access, refresh)


def untried(pair: Pair) -> Pair:
    """How old a pasted pair is nobody knows: it is exchanged at the next look, which proves the other half too."""
    return replace(pair, refreshed_at=pair.refreshed_at - FRESH)


def consented(settings: Settings, redirect: str) -> tuple[str, Granted]:
    """The account and its first pair, by consent on Zalo's own page."""
    consent, console = Consent.begin(), Console()
    console.print("An administrator of the account opens this and agrees:")
    console.print(consent.url(app_of(settings), redirect), soft_wrap=True, highlight=False)
    back = brought_back(typer.prompt("Address you were sent to then, or its code"), consent)
    granted = asyncio.run(exchanged(settings, back.code, consent.verifier))
    account = account_of(settings, granted.access)
    if not account or back.account not in ("", account):
        raise NotThatAccount
    return account, granted


def brought_back(words: str, consent: Consent) -> Back:
    """The code in an address that was pasted whole, or alone. Raises NotThatLogIn."""
    words = words.strip()
    if "?" not in words:
        return Back(words)
    found = {name: values[0] for name, values in parse_qs(urlsplit(words).query).items()}
    if not found.get("code") or found.get("state") != consent.state:
        raise NotThatLogIn
    return Back(found["code"], found.get("oa_id", ""))


async def exchanged(settings: Settings, code: str, verifier: str) -> Granted:
    """The pair for a code. Raises TokenRefused, ZaloSilent."""
    wire = Wire()
    try:
        return await OAuth(app_of(settings), wire).exchange(code, verifier)
    except ChannelDown:
        raise ZaloSilent from None
    finally:
        await wire.close()


def account_of(settings: Settings, access: str) -> str:
    """Whose access token this is; "" if nobody's. Raises ZaloSilent."""
    return asyncio.run(asked(settings, access))


async def asked(settings: Settings, access: str) -> str:
    wire = Wire()
    try:
        answer = await Client(settings.zalo_api.rstrip("/"), wire).get(access, ACCOUNT)
    except ChannelError:
        raise ZaloSilent from None
    finally:
        await wire.close()
    return identity(answer.data.get("oa_id")) if answer.well else ""
