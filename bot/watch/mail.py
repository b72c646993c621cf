"""Alarms by e-mail, over the deployer's mail server: encrypted as soon as it leaves this network."""

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from threading import Thread
from urllib.parse import SplitResult, unquote, urlsplit

from bot.caught import caught
from bot.checks.configuration import is_here, is_local
from bot.watch.notes import Note

SECONDS = 15.0  # for each answer of the mail server
PORTS = {"smtp": 587, "smtps": 465}


class BadMailServer(Exception):
    """LANGNGHE_SMTP_URL must be smtp://user:password@host:587 or smtps://user:password@host:465: correct it."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class LineIsOpen(Exception):
    """The mail server offers no encryption: use smtps://, or one on this network."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def server_of(url: str) -> SplitResult:
    """The parts of the server's address. Raises BadMailServer."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in PORTS and parts.hostname and (parts.port or True)
    except ValueError:
        raise BadMailServer from None
    if not fits:
        raise BadMailServer
    return parts


async def apart(call: Callable[[], None]) -> None:
    """Run it on a thread of its own: one that hangs takes none that others need, and holds up no stop."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[None] = loop.create_future()

    def end(fault: Exception | None) -> None:
        if ended.done():
            return  # nobody waits any more
        ended.set_exception(fault) if fault else ended.set_result(None)

    def run() -> None:
        done = caught(call)
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(end, done if isinstance(done, Exception) else None)

    Thread(target=run, daemon=True).start()
    await ended


class Mail:
    """Sends each alarm to these addresses."""

    name = "mail"

    def __init__(self, url: str, to: str) -> None:
        self._server = server_of(url)
        self._to = [address for one in to.split(",") if (address := one.strip())]
        self._user = unquote(self._server.username or "")

    async def tell(self, note: Note) -> None:
        """Hand it to the mail server. Raises what smtplib and sockets raise, and LineIsOpen."""
        letter = self._letter(note)
        await apart(lambda: self._send(letter))

    def _letter(self, note: Note) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = self._user if "@" in self._user else self._to[0]
        letter["To"] = ", ".join(self._to)
        letter["Subject"] = f"[langnghe] {note.title}"
        letter["Auto-Submitted"] = "auto-generated"  # no answering machine answers it
        letter.set_content(note.text)
        return letter

    def _send(self, letter: EmailMessage) -> None:
        with self._connected() as server:
            if self._user:
                server.login(self._user, unquote(self._server.password or ""))
            server.send_message(letter)

    def _connected(self) -> smtplib.SMTP:
        """A line that nobody reads along: encrypted, or on this network."""
        host, secure = self._server.hostname or "", ssl.create_default_context()
        port = self._server.port or PORTS[self._server.scheme]
        if self._server.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=secure)
        server = smtplib.SMTP(host, port, timeout=SECONDS)
        server.ehlo()
        if is_here(host):
            return server  # its certificate, if it has one, names no address of this machine
        if server.has_extn("starttls"):
            server.starttls(context=secure)
        elif not is_local(host):
            server.close()
            raise LineIsOpen
        return server
