"""Who lives through it: people who report on three channels, add words in a row, and officers who take the cases."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, permutations
from random import Random

from bot.channels.telegram.pacing import LONGEST_WAIT
from bot.desk.sending import SEND_SECONDS_AT_MOST
from tests.faults.evidence import Arrival, Report
from tests.faults.invariants import ALERT, INSTANT, TAKEN, tags_in
from tests.kill.people import BUTTON, REPORT, PageTalker, Talker, TelegramTalker
from tests.telegram_fake import FakeTelegram, TelegramPerson
from tests.zalo_fake import FakeZalo
from tests.zalo_fake import Person as ZaloPerson
from tests.zalo_fake.webhook import Post

COMMUNES = {
    "21340": "xã Sơn Tây, Quảng Ngãi",
    "14812": "phường Bỉm Sơn, Thanh Hóa",
    "08707": "phường Vĩnh Yên, Phú Thọ",
    "08716": "phường Vĩnh Phúc, Phú Thọ",
}
NO_NUMBER = "Bỏ qua"  # to the question for a number to call
SAID = "Lời người báo:"  # before each of their words where an officer opens a case
LAST = "Mã theo dõi"  # until then what they write may be taken as an answer to a question
BODIES = ("police", "health_station", "people_committee")
ADDED = ("mũ xanh {tag}", "áo vàng {tag}", "quần đen {tag}", "dép đỏ {tag}")
TAKEN_BY_MOST = 0.8  # of the cases an officer is rung for; of the others we ring on
FIRST_OFFICER, FIRST_CITIZEN = 90_001, 50_001
LOOK = 0.2
HEARS = 600.0
GIVEN_UP = SEND_SECONDS_AT_MOST - LONGEST_WAIT - INSTANT  # later an answer may find nobody: waiting for a turn counts
OK, MANY = 200, 10**9


@dataclass(slots=True)
class ZaloTalker:
    """Somebody on Zalo."""

    fake: FakeZalo
    person: ZaloPerson
    tag: str

    async def say(self, text: str) -> None:
        self.person.say(text)

    async def press(self, button: str) -> None:
        self.person.press(next(one for one in reversed(self.person.messages()) if button in one.buttons), button)

    def heard(self) -> int:
        return len(self.person.messages())

    async def hear(self, count: int) -> None:
        await self.fake.until(lambda: self.heard() >= count, HEARS)

    async def hear_button(self, button: str) -> None:
        await self.fake.until(lambda: any(button in one.buttons for one in self.person.messages()), HEARS)


def officers() -> dict[str, int]:
    """The officers who are rung first, each with a chat on Telegram."""
    names = [f"{body}-{commune}-1" for commune in COMMUNES for body in BODIES]
    return {name: FIRST_OFFICER + n for n, name in enumerate((*names, "intake_desk-1"))}


def bodies_of(commune: str) -> frozenset[str]:
    seats = officers()
    return frozenset(f"telegram:{seats[f'{body}-{commune}-1']}" for body in BODIES)


@dataclass(slots=True)
class Told:
    """One conversation, as it went."""

    talker: Talker
    commune: str
    who: str
    taken: bool = False
    added: list[str] = field(default_factory=list)
    ended: bool = False

    async def live(self) -> None:
        """Report, press the button, and add words one after another without waiting for answers."""
        await self.talker.say(REPORT.format(tag=self.talker.tag, place=COMMUNES[self.commune]))
        self.taken = isinstance(self.talker, PageTalker)  # who says on the page returns once it is kept
        await self.talker.hear_button(BUTTON)
        await self.talker.press(BUTTON)
        await self.talker.hear_button(NO_NUMBER)
        await self.talker.press(NO_NUMBER)
        while not any(LAST in text for text in heard_by(self.talker)):
            await self.talker.hear(self.talker.heard() + 1)
        for words in ADDED:
            said = words.format(tag=self.talker.tag)
            await self.talker.say(said)
            self.added.append(said)
        self.ended = True


@dataclass(slots=True)
class Town:
    """Everybody, on both platforms and the page; `at_page` are those whose pages are open."""

    telegram: FakeTelegram
    zalo: FakeZalo
    chance: Random
    told: list[Told] = field(default_factory=list)
    at_page: list[PageTalker] = field(default_factory=list)
    taken_by: dict[str, int] = field(default_factory=dict)  # number of a case -> chat of who pressed first
    _met: int = 0
    _read: int = 0
    _pushes: dict[str, list[tuple[int, Post]]] = field(default_factory=dict)
    _sorted: int = 0

    def somebody(self, page: PageTalker | None = None) -> Told:
        """The next person: on Telegram, on Zalo, or at the page they have opened."""
        n, tag, commune = self._met, f"zq{1000 + self._met}", self.chance.choice(tuple(COMMUNES))
        self._met += 1
        if page:
            page.tag = tag
            self.at_page.append(page)
            one = Told(page, commune, f"page:{tag}")
        elif n % 3 == 0:
            user = self.zalo.person(named(n))
            one = Told(ZaloTalker(self.zalo, user, tag), commune, f"zalo:{user.id}")
        else:
            chat = FIRST_CITIZEN + n
            person = TelegramTalker(self.telegram, self.telegram.person(chat), tag, HEARS)
            one = Told(person, commune, f"telegram:{chat}")
        self.told.append(one)
        return one

    @property
    def met(self) -> int:
        return self._met

    async def take_cases(self) -> None:
        """Officers of each body press Nhận for most of the cases that ring, after a moment; until cancelled."""
        seats, asked = {chat for name, chat in officers().items() if name.startswith(BODIES)}, set[tuple[str, int]]()
        while True:
            fresh, self._read = self.telegram.chats.sent[self._read :], len(self.telegram.chats.sent)
            for sent in fresh:
                found = ALERT.search(sent.text)
                if not found or sent.chat_id not in seats or (found[1], sent.chat_id) in asked:
                    continue
                asked.add((found[1], sent.chat_id))
                if self.chance.random() < TAKEN_BY_MOST:
                    self.taken_by.setdefault(found[1], sent.chat_id)
                    self.officer(sent.chat_id).press(sent, f"Nhận {found[1]}")
            await asyncio.sleep(LOOK)

    def open_cases(self) -> None:
        """Whoever took a case opens it."""
        for number in self.accepted():
            self.officer(self.taken_by[number]).say(f"Mở {number}")

    def unpushed(self) -> int:
        """How much was said that the platforms have not handed over yet."""
        return len(self.telegram.updates.hook.unsent()) + self.zalo.webhook.unsent()

    def accepted(self) -> Sequence[str]:
        """The cases that somebody was told to have taken."""
        said = (TAKEN.search(sent.text) for sent in self.telegram.sent())
        return sorted({found[1] for found in said if found and found[1] in self.taken_by})

    def opened(self, since: int) -> dict[str, str]:
        """What officers read of each case in the messages from there on, by the tag of its words."""
        found = defaultdict[str, list[str]](list)
        for sent in self.telegram.chats.sent[since:]:
            for tag in tags_in(sent.text) if SAID in sent.text else ():  # a reminder shows only the first words
                found[tag].append(sent.text)
        return {tag: "\n".join(texts) for tag, texts in found.items()}

    def officer(self, chat: int) -> TelegramPerson:
        return self.telegram.person(chat)

    def reports(self) -> tuple[Report, ...]:
        """What they told, and whether it was taken."""
        return tuple(self._report(one) for one in self.told)

    def _report(self, one: Told) -> Report:
        taken = one.taken or self._platform_was_told(one)
        pairs = self._pairs(one) if isinstance(one.talker, ZaloTalker) else tuple(pairwise(one.added))
        return Report(one.talker.tag, one.who, bodies_of(one.commune), taken, tuple(one.added), pairs, one.ended)

    def _pairs(self, one: Told) -> tuple[tuple[str, str], ...]:
        """A push of Zalo's that failed comes again after later ones: order has what began after the first was taken."""
        began, taken = dict[str, int](), dict[str, int]()
        for n, post in self._pushed(one):
            for words in (words for words in one.added if words.encode() in post.body):
                began.setdefault(words, n)
                if post.status == OK:
                    taken.setdefault(words, n)
        return tuple((a, b) for a, b in permutations(one.added, 2) if taken.get(a, MANY) < began.get(b, -1))

    def _platform_was_told(self, one: Told) -> bool:
        """Whether the first thing they said was answered with 200."""
        if isinstance(one.talker, ZaloTalker):
            return any(post.status == OK for _, post in self._pushed(one))
        if isinstance(one.talker, TelegramTalker):
            unsent = self.telegram.updates.hook.lines.get(one.talker.person.id, [])
            return not any(one.talker.tag in tags_in(str(update)) for update in unsent)
        return False

    def _pushed(self, one: Told) -> Sequence[tuple[int, Post]]:
        """Zalo's pushes of somebody's words, numbered as all of them went out."""
        posts = self.zalo.webhook.posts
        for n in range(self._sorted, len(posts)):
            for tag in tags_in(posts[n].body.decode(errors="replace")):
                self._pushes.setdefault(tag, []).append((n, posts[n]))
        self._sorted = len(posts)
        return self._pushes.get(one.talker.tag, ())

    def arrivals(self) -> tuple[Arrival, ...]:
        """All that reached somebody, in its order."""
        return tuple(sorted((*self._on_telegram(), *self._on_zalo(), *self._on_pages()), key=lambda one: one.at))

    def _on_telegram(self) -> Iterator[Arrival]:
        for sent in self.telegram.sent():
            call = sent.call
            told = call.outcome == "answered" and call.answered_at - call.at < GIVEN_UP
            yield Arrival(f"telegram:{sent.chat_id}", sent.text, call.at, call.answered_at, told)

    def _on_zalo(self) -> Iterator[Arrival]:
        calls = {str(found["message_id"]): call for call in self.zalo.calls if (found := result_of(call.result))}
        for sent in self.zalo.sent():
            call = calls.get(sent.message_id)
            if call:
                told = not call.lost and call.answered_at - call.at < GIVEN_UP
                yield Arrival(f"zalo:{sent.user_id}", sent.text, call.at, call.answered_at, told)

    def _on_pages(self) -> Iterator[Arrival]:
        for page in self.at_page:
            for mail in page.mails:
                yield Arrival(f"page:{page.tag}", mail.text, mail.at, mail.at)


def heard_by(talker: Talker) -> Iterator[str]:
    """The words of all that reached somebody so far."""
    if isinstance(talker, PageTalker):
        return (mail.text for mail in talker.mails)
    if isinstance(talker, ZaloTalker):
        return (one.text for one in talker.person.messages())
    return (
        (sent.text for sent in talker.fake.sent(talker.person.id)) if isinstance(talker, TelegramTalker) else iter(())
    )


def result_of(found: object) -> dict[str, object]:
    """What a call that sent something returned."""
    return found if isinstance(found, dict) and "message_id" in found else {}


def named(n: int) -> str:
    """The name of the n-th person."""
    return f"người thử {n}"
