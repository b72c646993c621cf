"""A line to PostgreSQL that is cut just when somebody commits: before the server hears of it, or before it answers."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from uuid import uuid4

from tests.databases import scratch

NAME = ".s.PGSQL.5432"  # what libpq looks for in the folder of an address
WORD = b"COMMIT"


@dataclass
class Line:
    """`cuts`: at the next commit, once, "before" it is handed on or "after" the server did it; `away` forever then."""

    folder: Path
    server: Path
    cuts: str = ""
    away: bool = False
    open: list[socket.socket] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)

    def serve(self, listening: socket.socket) -> None:
        """Take calls until the socket is closed."""
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                self.open.append(client)
                if self.away:
                    close(client)
                else:
                    self.connect(client)

    def connect(self, client: socket.socket) -> None:
        """Let the two talk."""
        there = socket.socket(socket.AF_UNIX)
        self.open.append(there)
        there.connect(str(self.server / NAME))
        for act in (self.forward, backward):
            self.begin(Thread(target=act, args=(client, there)))

    def begin(self, thread: Thread) -> None:
        """One that `end` waits for."""
        self.threads.append(thread)
        thread.start()

    def end(self) -> None:
        """Hang up everywhere."""
        for act in (close, socket.socket.close):
            for one in self.open:
                act(one)
            for thread in self.threads:
                thread.join()

    def forward(self, client: socket.socket, there: socket.socket) -> None:
        """What the client says."""
        with suppress(OSError):
            while said := client.recv(65536):
                if WORD in said and self.cuts:
                    cuts, self.cuts = self.cuts, ""
                    close(client)  # first: nothing of the answer comes back
                    if cuts == "after":
                        there.sendall(said)
                    there.shutdown(socket.SHUT_WR)  # what was said is still heard
                    return
                there.sendall(said)
        close(there)


def backward(client: socket.socket, there: socket.socket) -> None:
    """What the server says."""
    with suppress(OSError):
        while said := there.recv(65536):
            client.sendall(said)
    close(client)


def close(line: socket.socket) -> None:
    """For both sides at once, whoever else reads from it."""
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


@contextmanager
def cut_line(url: str) -> Iterator[tuple[str, Line]]:
    """The address of a database by way of such a line."""
    address, _, host = url.partition("?host=")
    folder = scratch() / uuid4().hex[:8]
    folder.mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / NAME))
        listening.listen()
        line = Line(folder, Path(host))
        line.begin(Thread(target=line.serve, args=(listening,)))
        yield f"{address}?host={folder}", line
        close(listening)
        line.end()
