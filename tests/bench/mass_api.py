"""A Bot API that takes every message and remembers who got how many. A process of its own, on bare sockets.

It prints its port. Each line that it reads it answers with a line of JSON: what came since the last one.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter

from tests.bench.platforms import BOT
from tests.bench.wire import Pieces, answer

CHAT = re.compile(rb'(?:^|&|name="|")chat_id"?(?:=|\r\n\r\n|: ?"?)(\d+)')
STAMP = re.compile(rb"URGENT(?:\+|%20| )(\d+)")  # the monotonic nanosecond at which an urgent message was committed
OK = b'{"ok":true,"result":{"message_id":%d,"date":1795330800,"chat":{"id":%s,"type":"private"}}}'


class Api:
    """Takes messages; times of urgent ones in milliseconds."""

    def __init__(self) -> None:
        self.copies: Counter[bytes] = Counter()
        self.waits: list[float] = []
        self.count = 0

    def take(self, link: Pieces, head: bytes, body: bytes) -> None:
        """Answer one call."""
        if b"/getme " in head[:200].lower():
            link.transport.write(answer(BOT))
            return
        found = CHAT.search(body)
        chat = found[1] if found else b"0"
        self.count += 1
        if stamp := STAMP.search(body):
            self.waits.append((time.monotonic_ns() - int(stamp[1])) / 1e6)
        else:
            self.copies[chat] += 1
        link.transport.write(answer(OK % (self.count, chat)))

    def told(self) -> str:
        """What came since the last time."""
        doubled = sum(n - 1 for n in self.copies.values())
        row = {"people": len(self.copies), "doubled": doubled, "waits": self.waits}
        self.copies, self.waits = Counter(), []
        return json.dumps(row)


async def main() -> None:
    """Serve until standard input ends."""
    api = Api()
    server = await asyncio.get_running_loop().create_server(lambda: Pieces(api.take), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(api.told(), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
