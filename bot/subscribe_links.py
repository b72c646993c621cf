"""The ways into reminders: addresses that carry a commune and the school or place where a poster hangs."""

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import quote

from handlers.subscribing import MOST_SLUG
from referral.records import dataclass

WORDS = "đăng ký"  # one of the starts of flows/subscribe.toml; holds in every language
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Origin:
    """What a poster is for: a commune by its official code, and perhaps a school there."""

    commune: str = ""
    slug: str = ""

    @property
    def words(self) -> str:
        """What somebody says who subscribes from here; whoever reads it knows commune and source."""
        return " ".join(filter(None, (WORDS, self.commune, self.slug)))


def slug_of(name: str) -> str:
    """A name in bare small letters for an address: "Trường THCS Sơn Tây" is truong-thcs-son-tay; "" if none is left."""
    bare = unicodedata.normalize("NFD", name.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    parts = re.findall(r"[a-z0-9]+", bare)
    slug = ""
    for part in parts:
        longer = f"{slug}-{part}".strip("-")
        if len(longer) > MOST_SLUG:
            break
        slug = longer
    return slug or "".join(parts)[:MOST_SLUG]


def slug_in(words: str) -> str:
    """A slug that somebody's address carries, "" if it is none."""
    return words if len(words) <= MOST_SLUG and SLUG.fullmatch(words) else ""


def page_address(public_url: str, origin: Origin, locale: str = "vi") -> str:
    """Our own page that tells what one gets; looking at it subscribes nobody."""
    page = "/".join(filter(None, (public_url.rstrip("/"), "dk", origin.commune, origin.slug)))
    return page if locale == "vi" else f"{page}?lang={locale}"


def telegram_address(bot_name: str, origin: Origin) -> str:
    """Opens the bot; its Start button then says the words of the origin."""
    start = "_".join(filter(None, ("sub", origin.commune, origin.slug)))
    return f"https://t.me/{bot_name.removeprefix('@')}?start={start}"


def zalo_address(account: str) -> str:
    """Opens an Official Account; Zalo carries no words along, they are typed there."""
    return f"https://zalo.me/{account}"


def chat_address(origin: Origin, locale: str = "vi") -> str:
    """The chat page with the words already in the box."""
    return f"/?viet={quote(origin.words)}" + ("" if locale == "vi" else f"&lang={locale}")


def first_account(names: Sequence[str]) -> str:
    """The id of the Official Account that posters and pages lead to, "" without one."""
    mine = sorted(name.removeprefix("zalo_oa:") for name in names if name.startswith("zalo_oa:"))
    return mine[0] if mine else ""
