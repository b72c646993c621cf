"""From Zalo's push to the case, through the real desk and database: late, repeated, slow and invented messages."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.zalo_oa.buttons import payload
from bot.channels.zalo_oa.signature import HEADER, Keys, Signed, mac
from bot.channels.zalo_oa.webhook import Around, Webhook
from bot.desk import Desk
from bot.store import Store, Surroundings
from bot.web.desk import NotKept
from bot.wiring import REACTIONS
from flows.model import Session
from handlers.events import Address
from referral.case import Case
from referral.urgency import Urgency
from tests.cast import live_directory
from tests.fakes import FakeChannel, FakeClock, seeded_chance
from tests.room import OURS, move_in, read_cases

KEYS = Keys("3518947261530948176", "khoa-thu")
OA, USER = "2847561930475610283", "7361940285716394028"
BEATEN = "ba em lại đánh em rồi"
DROWNING = "có đứa bé rơi xuống ao chưa vớt được"
MINUTE = timedelta(minutes=1)


@dataclass
class Account:
    """The account as Zalo pushes to it: the real desk behind the hook, and what it said."""

    desk: Desk
    channel: FakeChannel
    hook: Webhook
    clock: FakeClock
    count: int = field(default=0)

    async def say(self, words: str, ago: timedelta = timedelta(), message: str = "") -> None:
        """Somebody wrote so long ago; all that follows is delivered."""
        await self.push(words, ago, message)
        await self.desk.quiet()

    async def push(self, words: str, ago: timedelta = timedelta(), message: str = "") -> None:
        """Zalo pushes what somebody wrote. Raises NotKept."""
        self.count += 1
        at = str(int((self.clock.now - ago).timestamp() * 1000))
        event = {
            "event_name": "user_send_text",
            "timestamp": at,
            "sender": {"id": USER},
            "recipient": {"id": OA},
            "message": {"msg_id": message or f"m{self.count}", "text": words},
        }
        body = json.dumps(event).encode()
        await self.hook.take(body, {HEADER: f"mac={mac(KEYS.app_id, Signed(body, at), KEYS.oa_secret)}"})

    async def cases(self) -> list[Case]:
        return await self.desk.do(read_cases)

    async def session(self) -> Session:
        """Where the person stands."""
        address = Address("zalo_oa", f"{OA}:{USER}")
        found = await self.desk.do(lambda work: work.people.session(work.people.at(address).id))
        assert found
        return found

    async def history(self) -> str:
        """All that the only case holds."""
        (case,) = await self.cases()
        entries = await self.desk.do(lambda work: work.history.entries(case.id))
        return "\n".join(entry.text for entry in entries)

    @property
    def answers(self) -> list[str]:
        return [sent.message.text for sent in self.channel.sent]


@contextmanager
def account(url: str, folder: Path, patience: float = 20.0) -> Iterator[Account]:
    clock, channel = FakeClock(), FakeChannel("zalo_oa")
    store = Store.open(url, folder / "keys.json", Surroundings(OURS, clock, seeded_chance(1), True))
    desk = Desk(store, REACTIONS)
    desk.add(channel)
    with store.begin() as connection:
        move_in(store.work(connection), live_directory(), True)
    yield Account(desk, channel, Webhook(desk, KEYS, around=Around(clock, patience)), clock)
    asyncio.run(desk.stop())
    store.close()


@pytest.fixture
def opened(url: str, tmp_path: Path) -> Iterator[Account]:
    with account(url, tmp_path) as made:
        yield made


def played(scene: Callable[[Account], Coroutine[None, None, None]]) -> Callable[[Account], None]:
    """A test with an account; on each database."""

    def run(opened: Account) -> None:
        asyncio.run(scene(opened))

    return run


@played
async def test_a_late_older_message_joins_the_case_and_answers_no_newer_question(zalo: Account) -> None:
    await zalo.say(BEATEN, ago=2 * MINUTE)
    asked = await zalo.session()
    assert asked.question and len(zalo.answers) > 0
    await zalo.say("Không", ago=30 * MINUTE)  # a repeat of an hour's ladder: written before that question was asked
    after = await zalo.session()
    assert (after.question, after.asked, after.answers.get(asked.asked, "")) == (asked.question, asked.asked, "")
    assert "Không" in await zalo.history()


@played
async def test_a_late_cry_is_triaged_all_the_same(zalo: Account) -> None:
    await zalo.say(BEATEN)
    (before,) = await zalo.cases()
    zalo.clock.forward(MINUTE)
    await zalo.say(DROWNING, ago=31 * MINUTE)
    (case,) = await zalo.cases()
    assert before.urgency < case.urgency == Urgency.emergency
    assert DROWNING in await zalo.history()


@played
async def test_a_button_answers_its_own_question(zalo: Account) -> None:
    await zalo.say(BEATEN)
    asked = await zalo.session()
    await zalo.say(payload(asked.question, "Có"))
    assert (await zalo.session()).answers[asked.asked] == "yes"


@played
async def test_an_invented_payload_answers_nothing_and_hides_nothing(zalo: Account) -> None:
    await zalo.say(BEATEN)
    asked = await zalo.session()
    for text in (payload(f"{asked.asked}:000000000000", "Không"), payload("x", "Có"), "#ln ", f"#ln {asked.question}"):
        await zalo.say(text)
        assert asked.asked not in (await zalo.session()).answers
    await zalo.say(payload("place:000000000000", DROWNING))
    (case,) = await zalo.cases()
    assert case.urgency == Urgency.emergency, "what is typed behind an invented payload is heard"


@played
async def test_the_same_message_twice_is_one(zalo: Account) -> None:
    await zalo.say(BEATEN, message="the same")
    answers = list(zalo.answers)
    await zalo.say(BEATEN, message="the same")
    assert zalo.answers == answers and (await zalo.history()).count(BEATEN) == 1


def test_a_commit_that_is_late_is_kept_once(url: str, tmp_path: Path) -> None:
    async def scene(zalo: Account) -> None:
        with pytest.raises(NotKept):
            await zalo.push(BEATEN, message="slow")  # Zalo gets 503 and repeats it; the commit goes on by itself
        await zalo.hook.stop()
        zalo.hook = Webhook(zalo.desk, KEYS, around=Around(zalo.clock))
        await zalo.say(BEATEN, message="slow")
        assert (await zalo.history()).count(BEATEN) == 1

    with account(url, tmp_path, patience=0.0) as made:
        asyncio.run(scene(made))
