"""Tokens that a platform exchanges for new ones: a pair for each account, sealed, and who may exchange it now."""

import json
from collections.abc import Sequence
from dataclasses import field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, or_, select, update

from bot.store.columns import AnyRow
from bot.store.tables import channel_tokens
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from referral.records import dataclass

SUBJECT = "channels"
KEPT = ["sealed", "access_until", "refresh_until", "refreshed_at", "held_by", "held_until"]
FREE: dict[str, object] = {"held_by": "", "held_until": None}

PUT = upsert(channel_tokens, ["name"], KEPT)
OF = select(channel_tokens).where(channel_tokens.c.name == bindparam("this"))
ALL = select(channel_tokens).order_by(channel_tokens.c.name)
HERE = update(channel_tokens).where(channel_tokens.c.name == bindparam("this"))
HOLD = (
    HERE.where(or_(channel_tokens.c.held_until.is_(None), channel_tokens.c.held_until < bindparam("now")))
    .values(held_by=bindparam("holder"), held_until=bindparam("until"))
    .returning(channel_tokens.c.name)
)
LET_GO = HERE.where(channel_tokens.c.held_by == bindparam("holder")).values(FREE)
REMOVE = delete(channel_tokens).where(channel_tokens.c.name == bindparam("this")).returning(channel_tokens.c.name)
REPLACE = (  # only the pair that was exchanged: somebody may have logged in anew meanwhile
    HERE.where(channel_tokens.c.refreshed_at == bindparam("before"))
    .values({name: bindparam(name) for name in KEPT})
    .returning(channel_tokens.c.name)
)


@dataclass(frozen=True, slots=True)
class Pair:
    """An access token and the refresh token that buys the next pair, once."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    access_until: datetime
    refresh_until: datetime
    refreshed_at: datetime


class SqlTokens:
    """The pairs by name, such as `zalo_oa:<oa_id>`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def names(self) -> Sequence[str]:
        """Whose tokens there are."""
        return [row.name for row in self._t.run(ALL)]

    def of(self, name: str) -> Pair | None:
        """The pair as it is stored now."""
        row = self._t.run(OF, this=name).one_or_none()
        return self._pair(row) if row else None

    def put(self, name: str, pair: Pair) -> None:
        """A pair from a log-in, whatever was there."""
        self._t.run(PUT, name=name, **self._columns(name, pair), **FREE)

    def remove(self, name: str) -> bool:
        """Forget the pair; False if there was none. An exchange that is under way brings nothing back."""
        return self._t.found(REMOVE, this=name)

    def hold(self, name: str, holder: str, lasts: timedelta) -> bool:
        """Whether this holder alone may exchange the pair, until it lets go or so much time has passed."""
        now = self._t.now
        return self._t.found(HOLD, this=name, holder=holder, until=now + lasts, now=now)

    def let_go(self, name: str, holder: str) -> None:
        """The holder is done, with or without a new pair."""
        self._t.run(LET_GO, this=name, holder=holder)

    def exchange(self, name: str, pair: Pair, before: Pair) -> bool:
        """Put the new pair where the one before was, and let go; False if another stands there by now."""
        columns = self._columns(name, pair)
        return self._t.found(REPLACE, this=name, before=before.refreshed_at, **columns, **FREE)

    def _columns(self, name: str, pair: Pair) -> dict[str, object]:
        plain = json.dumps([pair.access, pair.refresh]).encode()
        moments = {when: getattr(pair, when) for when in ("access_until", "refresh_until", "refreshed_at")}
        return {"sealed": self._t.safe.seal(SUBJECT, place(name), plain), **moments}

    def _pair(self, row: AnyRow) -> Pair:
        access, refresh = json.loads(self._t.safe.open(SUBJECT, place(row.name), row.sealed))
        return Pair(access, refresh, row.access_until, row.refresh_until, row.refreshed_at)


def place(name: str) -> str:
    """Where the sealed bytes belong."""
    return f"channel_tokens.sealed/{name}"
