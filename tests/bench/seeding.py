"""Subscribers by the hundred thousand as real rows: `python -m tests.bench.seeding FOLDER URL COUNT`."""

import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert

from bot.settings import Settings
from bot.store import Store
from bot.store.campaign_tables import subscriptions
from bot.store.people import PRIVATE, Private, columns, place, subject
from bot.store.store import Surroundings, utc_now
from bot.store.tables import keys, people
from bot.store.vault import DataKey, seal
from handlers.events import Address, Person
from handlers.house import House
from referral.campaigns import Rules
from referral.campaigns.runs import Run

FIRST_CHAT = 8_000_000
AT_ONCE = 5000
SCATTER = 0x9E3779B97F4A7C15  # ids stand in no order, as those that chance makes
TEXT = "Mùa hè nắng nóng, các em hay rủ nhau ra sông, ra ao. Người lớn để mắt giúp, một phút thôi cũng đừng rời. " * 3
CAMPAIGN = f'title = "Đuối nước"\ntopic = "drowning"\nwhen = "1 June"\nspread = 0\nvi = "{TEXT}"\nen = "{TEXT}"\n'
Row = Mapping[str, object]


def open_store(folder: Path, url: str) -> Store:
    """The store, with quiet hours that are half a day away."""
    settings = Settings(data_dir=folder, database_url=url, real_agencies=True)
    noon = (utc_now() + timedelta(hours=19)).time().replace(second=0, microsecond=0)  # Vietnam is seven hours ahead
    later = (utc_now() + timedelta(hours=19, minutes=1)).time().replace(second=0, microsecond=0)
    rules = Rules(approval=10**9, quiet_from=noon, quiet_until=later)
    surroundings = Surroundings(House("https://example.org", campaigns=rules), real_agencies=True)
    return Store.open(settings.url, settings.keyring_path, surroundings)


def seed(store: Store, count: int) -> None:
    """So many subscribers on Telegram, the first with FIRST_CHAT."""
    for begin in range(0, count, AT_ONCE):
        rows = [rows_of(store, FIRST_CHAT + n) for n in range(begin, min(begin + AT_ONCE, count))]
        with store.begin() as connection:
            for n, table in enumerate((keys, people, subscriptions)):
                connection.execute(insert(table), [row[n] for row in rows])


def rows_of(store: Store, chat: int) -> Sequence[Row]:
    """One subscriber: a key, a person, a subscription."""
    vault, id_ = store.vault, f"{chat * SCATTER % 2**64:016x}{chat:08x}"
    person = Person(id_, Address("telegram", str(chat)), subscribed=True)
    key: DataKey = vault.new_key(subject(id_))
    sealed = seal(vault.cipher(key), place(id_), PRIVATE.dump_json(Private(str(chat))))
    own = {"id": id_, "channel": "telegram", "officer_id": "", "gone": False, "subscribed": True, "sealed": sealed}
    hashed = vault.ring.hash("address", f"telegram:{chat}")
    plain = {
        "person_id": id_, "channel": "telegram", "human": id_, "rank": 0, "since": utc_now(), "source": "chat",
        "commune": "21340", "province": "51", "role": "", "topics": ",", "push": "",
    }  # fmt: skip
    return (
        {"subject": key.subject, "ring_key": key.ring_key, "wrapped": key.wrapped},
        {**columns(person), **own, "address_hash": hashed},
        plain,
    )


def plan(store: Store) -> Run:
    """A run for all of them, that may begin."""
    now = utc_now()
    run = Run("bench", "CD-BENCH", "bench", "2027-06-01", "", CAMPAIGN, "planning", now, now + timedelta(days=2))
    with store.begin() as connection:
        store.work(connection).campaigns.add(run)
    return run


def main(folder: Path, url: str, count: int) -> None:
    """Fill a database and leave."""
    store = open_store(folder, url)
    seed(store, count)
    plan(store)
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
