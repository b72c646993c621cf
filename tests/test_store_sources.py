"""How many subscribed through which poster: each human once, on both databases."""

from bot.store import Store
from handlers.events import Address
from referral.campaigns import Subscription
from tests.store_cast import START, meet


def test_each_human_counts_once_for_a_source(store: Store) -> None:
    people = [meet(store, Address(channel, f"{n}")) for n in range(3) for channel in ("telegram", "webchat")]
    with store.begin() as connection:
        work = store.work(connection)
        for at, person in enumerate(people):
            source, human = ("link:truong-a", f"human-{at // 2}") if at < 4 else ("chat", "")
            commune = "21340" if at < 5 else ""
            subscription = Subscription(person.id, person.address.channel, START, source, human, commune=commune)
            work.subscriptions.save(subscription)
        assert list(work.subscriptions.sources()) == [
            ("", "chat", 1),
            ("21340", "chat", 1),
            ("21340", "link:truong-a", 2),
        ]
