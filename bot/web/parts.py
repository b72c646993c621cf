"""What the web application is made of, and the errors its pages answer in words."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from aiohttp import web

from bot.store import passing
from bot.web.desk import Unanswered, Unsure, WebDesk, WebWork
from bot.web.hub import Hub
from bot.web.slow import Slow
from referral.campaigns import Rules
from referral.records import dataclass

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
T = TypeVar("T")
Texts = Callable[[str, str], str]  # (locale, Vietnamese text) -> the text in that language


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What a deployer may change. Times in seconds, sizes in bytes."""

    tab_title: str = "Góc học tập"  # harmless: it stands in the tab and in the browser's history
    https: bool = False  # cookies only over https
    behind_proxy: bool = False  # the sender is the last entry of X-Forwarded-For
    poll_seconds: float = 25.0
    recheck_seconds: float = 25.0  # shorter where another process may have the mail
    reply_seconds: float = 1.5  # how long an officer's form waits for its answer before the page is shown
    session_hours: float = 12.0
    max_upload: int = 12 * 1024 * 1024
    max_text: int = 20_000
    forms: Path | None = None  # folder with templates of official forms
    telegram_name: str = ""  # of our bot, for the page behind a poster
    zalo: bool = False  # whether Official Accounts are connected, for the same page
    campaigns: Rules = field(default_factory=Rules)
    tiles: str = ""  # where the tiles of the board's map come from, with {z}, {x} and {y}; "": there are none
    tiles_credit: str = ""  # whose they are, as the map says
    zalo_verifier: str = ""  # the name of the file that proves to Zalo that the domain is ours


@dataclass(frozen=True, slots=True)
class WebParts:
    """Everything the pages stand on; wiring gives the real ones."""

    desk: WebDesk
    texts: Texts
    clock: Callable[[], datetime]
    live: Callable[[], bool]  # False: a rehearsal, the page says so; asks no database and never fails
    hub: Hub = field(default_factory=Hub)
    slow: Slow = field(default_factory=Slow)
    settings: WebSettings = field(default_factory=WebSettings)

    async def ask(self, job: Callable[[WebWork], T]) -> T:
        """What a job finds in a transaction of its own. Raises Unanswered; the desk has logged why."""
        return await answered(self.desk.do(job))

    async def look(self, job: Callable[[WebWork], T]) -> T:
        """What a job finds that writes nothing, however long it takes. Raises Unanswered."""
        return await answered(self.desk.look(job))


async def answered(asked: Awaitable[T]) -> T:
    """What the database answers. Raises Unanswered, or Unsure which is one too."""
    (found,) = await asyncio.gather(asked, return_exceptions=True)
    if isinstance(found, passing.Unsure):
        raise Unsure from found
    if isinstance(found, BaseException):
        raise Unanswered from found
    return found


PARTS = web.AppKey("parts", WebParts)
LOCALE = web.RequestKey("locale", str)  # the language of whoever is logged in


class BadInput(Exception):
    """The page sent something we cannot take; `words` tells the person what to do."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.words = words
        self.status = status


class LoggedOut(Exception):
    """The officer's session is over; log in with a new link from `langnghe officer link`."""


def locale_of(request: web.Request) -> str:
    """The language of the page: `?lang=`, else that of who is logged in, else Vietnamese."""
    asked = request.query.get("lang") or request.get(LOCALE, "vi")
    return asked if asked in LANGUAGES else "vi"
