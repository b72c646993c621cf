"""The load generator: people who write, and the platform at which their replies arrive. A process of its own."""

import asyncio
import json
import re
import sys
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass
from itertools import count, cycle

from tests.bench.platforms import BOT, PLATFORMS
from tests.bench.processor import family_seconds, processor_seconds
from tests.bench.script import FIRST_CHAT, PEOPLE, STEPS, words
from tests.bench.wire import Pieces, answer, request

QUIET = 0.2  # seconds after which nothing more is said to a step, while we learn how many messages a step has
STALLED = 20.0
WAITING = 400  # people in an open loop: each has seconds to read and think
SAID = re.compile(rb'text"?(?:=|: ?"|"\r\n\r\n)([^&"\d]{1,48})')  # how a message begins, before any number in it


@dataclass(frozen=True, slots=True)
class Target:
    """Whom to write to as which of PLATFORMS, and for how long: seconds of warm-up and of measuring.

    `delay`: seconds the platform takes to answer. `rate`: words a second, whoever waits (an open loop); 0: who was
    answered goes on at once.
    """

    platform: str
    ports: tuple[int, ...]  # of each process of it; people are spread over them
    path: str
    headers: str
    pids: tuple[int, ...]
    warm_up: float
    measure: float
    delay: float = 0.0
    rate: float = 0.0
    server: int = 0  # the first process of the database server, if there is one


@dataclass(frozen=True, slots=True)
class Measured:
    """Steps answered in so many seconds, the processor seconds of each process, milliseconds from words to reply."""

    steps: int
    seconds: float
    cpu: tuple[float, ...]
    messages: float  # a step
    p50: float
    p99: float
    crossed: int = 0  # messages sent to a chat before the one before was answered
    astray: int = 0  # messages that came in another order than in the first conversation
    unsaid: int = 0  # words of an open loop that nobody was free to say
    server: float = 0.0  # processor seconds of the database server
    load: float = 0.0  # and of ourselves, people and platform


@dataclass(slots=True)
class Chat:
    """One person in a conversation; `owed` is what must still come before the next words: messages and the 200."""

    id: int
    link: Pieces
    step: int = 0
    owed: int = 0
    asked: float = 0.0
    heard: int = 0  # messages of this conversation


class Load:
    """All people and the platform they write on."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._platform = PLATFORMS[target.platform]
        self._chats: dict[int, Chat] = {}
        self._by_link: dict[Pieces, Chat] = {}
        self._ids, self._updates, self._messages = count(FIRST_CHAT), count(1), count(1)
        self._ports = cycle(target.ports or (0,))
        self.lengths = [1] * len(STEPS)  # messages of each step
        self.steps = self.heard = 0
        self.latencies: list[float] = []
        self._learning = True
        self._first: list[bytes] = []  # how the messages of the first conversation began
        self._free: deque[Chat] = deque()
        self._open = Counter[int]()  # messages to each chat that the platform has not answered yet
        self.crossed = self.astray = self.unsaid = 0
        self.over = False  # nobody says anything any more; what still comes is answered

    def asked_us(self, link: Pieces, head: bytes, body: bytes) -> None:
        """The contender calls the platform."""
        if self._platform.send not in head[:200].lower():
            link.transport.write(answer(BOT if b"/getme " in head[:200].lower() else self._platform.other))
            return
        found = self._platform.person.search(body)
        chat_id = found[1] if found else b"0"
        said = answer(self._platform.sent % (next(self._messages), chat_id))
        self.heard += 1
        self._open[int(chat_id)] += 1
        chat = self._chats.get(int(chat_id))
        if chat:
            self._listen(chat, body)
        if self._target.delay:
            asyncio.get_running_loop().call_later(self._target.delay, self._answered, link, said, int(chat_id))
        else:
            self._answered(link, said, int(chat_id))
        if chat:
            self._paid(chat)

    def _answered(self, link: Pieces, said: bytes, chat_id: int) -> None:
        """The platform answers a message."""
        link.transport.write(said)
        self._open[chat_id] -= 1

    def _listen(self, chat: Chat, body: bytes) -> None:
        """Whether it came alone and in its place."""
        self.crossed += self._open[chat.id] > 1
        found = SAID.search(body)
        begins = found[1] if found else b""
        if self._learning:
            self._first.append(begins)
        else:
            self.astray += chat.heard >= len(self._first) or self._first[chat.heard] != begins
        chat.heard += 1

    def answered_us(self, link: Pieces, head: bytes, _body: bytes) -> None:
        """The contender has answered an update."""
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 204")):
            raise SystemExit(f"answered {head[:40]!r}")
        self._paid(self._by_link[link])

    async def people(self) -> None:
        """Learn one conversation, then let forty people talk; each begins another when one is over."""
        chat = await self._newcomer()
        for step in range(len(STEPS)):
            before = self.heard
            await self._say_and_listen(chat)
            self.lengths[step] = self.heard - before
        self._learning = False
        for _ in range(WAITING if self._target.rate else PEOPLE):
            newcomer = await self._newcomer()
            if self._target.rate:
                self._free.append(newcomer)
            else:
                self._say(newcomer)
        if self._target.rate:
            self._ticking = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        """Words at an even rate, whether those before were answered or not; late is counted from when it was due."""
        began = time.perf_counter()
        for n in count():
            due = began + n / self._target.rate
            await asyncio.sleep(due - time.perf_counter())
            if self.over:
                return
            if self._free:
                self._say(self._free.popleft(), due)
            else:
                self.unsaid += 1

    async def _newcomer(self) -> Chat:
        loop = asyncio.get_running_loop()
        _, link = await loop.create_connection(lambda: Pieces(self.answered_us), "127.0.0.1", next(self._ports))
        chat = self._by_link[link] = Chat(next(self._ids), link)
        self._chats[chat.id] = chat
        return chat

    async def _say_and_listen(self, chat: Chat) -> None:
        """Say the next words and wait until a reply came and nothing more comes."""
        before, since = self.heard, time.perf_counter()
        self._say(chat)
        while True:
            known = self.heard
            await asyncio.sleep(QUIET)
            if self.heard == known > before:
                chat.step += 1
                return
            if time.perf_counter() - since > STALLED:
                raise SystemExit(f"no reply to step {chat.step}")

    def _say(self, chat: Chat, due: float = 0.0) -> None:
        chat.owed = self.lengths[chat.step] + 1
        chat.asked = due or time.perf_counter()
        said = words(chat.id, STEPS[chat.step])
        body, headers = self._platform.update(next(self._updates), chat.id, said)
        chat.link.transport.write(request(self._target.path, body, self._target.headers + headers))

    def _paid(self, chat: Chat) -> None:
        """One thing came that the person waited for; with the last one they go on."""
        if self._learning:
            return
        chat.owed -= 1
        if chat.owed:
            return
        self.steps += 1
        self.latencies.append(time.perf_counter() - chat.asked)
        chat.step += 1
        if chat.step == len(STEPS):
            del self._chats[chat.id]
            chat.id, chat.step, chat.heard = next(self._ids), 0, 0
            self._chats[chat.id] = chat
        if self._target.rate:
            self._free.append(chat)
        elif not self.over:
            self._say(chat)


async def measure(load: Load, target: Target) -> Measured:
    """Warm up, then count."""
    await load.people()
    await asyncio.sleep(target.warm_up)
    load.latencies.clear()
    steps, heard, began = load.steps, load.heard, time.perf_counter()
    before = [processor_seconds(pid) for pid in target.pids]
    server, own = family_seconds(target.server), time.process_time()
    await asyncio.sleep(target.measure)
    server, own = family_seconds(target.server) - server, time.process_time() - own
    cpu = tuple(processor_seconds(pid) - was for pid, was in zip(target.pids, before, strict=True))
    load.over = True
    seconds, done = time.perf_counter() - began, load.steps - steps
    if not done:
        raise SystemExit("nobody was answered")
    waits = sorted(load.latencies)
    share = (load.heard - heard) / done
    p50, p99 = 1000 * waits[len(waits) // 2], 1000 * waits[len(waits) * 99 // 100]
    return Measured(done, seconds, cpu, share, p50, p99, load.crossed, load.astray, load.unsaid, server, own)


async def main() -> None:
    """Say where the platform is, read the target from standard input, print what was measured."""
    load: list[Load] = []
    api = await asyncio.get_running_loop().create_server(
        lambda: Pieces(lambda link, head, body: load[0].asked_us(link, head, body)), "127.0.0.1", 0
    )
    print(api.sockets[0].getsockname()[1], flush=True)
    load.append(Load(Target("telegram", (), "", "", (), 0, 0)))  # answers getMe while the contender starts
    row = json.loads(await asyncio.to_thread(sys.stdin.readline))
    target = Target(**{**row, "pids": tuple(row["pids"]), "ports": tuple(row["ports"])})
    load[0] = Load(target)
    print(json.dumps(asdict(await measure(load[0], target))), flush=True)
    await asyncio.to_thread(sys.stdin.read)  # the contender ends first


if __name__ == "__main__":
    asyncio.run(main())
