"""How the channels stand, as all processes see them together; which of them a person is on."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.store.columns import AnyRow
from bot.store.tables import channel_states, people
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from referral.channel_health import Standing, Told, is_bad

ALL = select(channel_states).order_by(channel_states.c.channel)
OF = select(channel_states).where(channel_states.c.channel == bindparam("this")).with_for_update()
SAVE = upsert(channel_states, ["channel"], [c.name for c in channel_states.c if c.name != "channel"])
CHANNELS_OF = select(people.c.id, people.c.channel).where(people.c.id.in_(bindparam("ids", expanding=True)))


class SqlChannels:
    """`handlers.work.Channels`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction
        self._bad: frozenset[str] | None = None

    def all(self) -> Sequence[Standing]:
        """Every channel that was ever looked at. To read: not locked."""
        return [standing(row) for row in self._t.run(ALL)]

    def of(self, channel: str) -> Standing | None:
        """How this one stands, locked; None if nobody has looked yet."""
        row = self._t.run(OF, this=channel).one_or_none()
        return standing(row) if row else None

    def save(self, changed: Standing) -> None:
        """Keep how it stands."""
        self._bad = None
        times = {name: getattr(changed, name) for name in ("since", "seen_at", "heard_at", "sent_at")}
        self._t.run(SAVE, channel=changed.channel, state=changed.state, told=written(changed.told), **times)

    def bad(self) -> frozenset[str]:
        """The channels that are ill; asked once in a transaction."""
        if self._bad is None:
            self._bad = frozenset(one.channel for one in self.all() if is_bad(one, self._t.now))
        return self._bad

    def used_by(self, person_ids: Sequence[str]) -> Mapping[str, str]:
        """On which channel each of these persons is; opens nothing that is sealed."""
        return {row.id: row.channel for row in self._t.run(CHANNELS_OF, ids=list(person_ids))}


def standing(row: AnyRow) -> Standing:
    """A row as it was saved."""
    return Standing(**{**row._mapping, "told": read(row.told)})


def written(told: Told | None) -> str:
    """What was told as one plain line, "" for nothing."""
    return f"{told.state} {told.since.isoformat()} {told.at.isoformat()}" if told else ""


def read(line: str) -> Told | None:
    """The same, back."""
    state, *moments = line.split() or [""]
    return Told(state, *map(datetime.fromisoformat, moments)) if state else None
