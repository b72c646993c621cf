"""The console's menu, and what every page of it shows around its content."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.polling import mail_of
from bot.web.rendering import page
from bot.web.seat import Seat
from bot.web.words import N_
from referral.permissions import Page

Route = web.RouteDef

MENU: Sequence[tuple[Page, str, str]] = (  # part, where it begins, its name
    ("queue", "/o", N_("Việc")),
    ("board", "/o/board", N_("Bản đồ")),
    ("directory", "/o/directory", N_("Danh bạ")),
    ("guidance", "/o/guidance", N_("Nội dung")),
    ("campaigns", "/o/campaigns", N_("Truyền thông")),
    ("reports", "/o/reports", N_("Báo cáo")),
    ("rights", "/o/rights", N_("Dữ liệu cá nhân")),
    ("audit", "/o/audit", N_("Nhật ký")),
    ("accounts", "/o/accounts", N_("Tài khoản")),
)


def menu(seat: Seat) -> Sequence[tuple[Page, str, str]]:
    """The entries that this seat may open."""
    return [entry for entry in MENU if entry[0] in seat.pages]


def home(seat: Seat) -> str:
    """Where this seat begins: the first entry of its menu."""
    return next((path for _, path, _ in menu(seat)), "/o/me")


def frame(work: WebWork, seat: Seat, part: Page | None = None) -> Mapping[str, object]:
    """What every page shows around its content: who sits here, the menu with its part, the news."""
    return {
        "locale": seat.locale,
        "seat": seat,
        "menu": menu(seat),
        "part": part,
        "live": work.directory.live,
        "mails": mail_of(work, seat.person_id, 0),
    }


async def show(
    request: web.Request, seat: Seat, part: Page | None, template: str, context: Mapping[str, object], status: int = 200
) -> web.Response:
    """A page of the console in its frame; `context` is what the template needs beside it."""
    around = await request.app[PARTS].ask(lambda work: frame(work, seat, part))
    return page(request, template, {**around, **context}, status)
