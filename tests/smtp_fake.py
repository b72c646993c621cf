"""A mail server that speaks SMTP on this machine: it keeps letters, or refuses them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import Message

REPLIES = {
    "EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": "235 ok", "MAIL": "250 ok", "RCPT": "250 ok", "RSET": "250 ok",
    "DATA": "354 go on", "QUIT": "221 bye",
}  # fmt: skip


@dataclass
class MailServer:
    """`refuses`: what it answers to MAIL, if anything."""

    port: int = 0
    refuses: str = ""
    letters: list[Message] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation, to its end."""
        writer.write(b"220 here\r\n")
        while line := (await reader.readline()).decode().strip():
            word = line.split()[0].upper()
            self.heard.append(word)
            answer = self.refuses if word == "MAIL" and self.refuses else REPLIES[word]
            writer.write(f"{answer}\r\n".encode())
            if word == "DATA":
                letter = (await reader.readuntil(b"\r\n.\r\n")).decode()
                self.letters.append(message_from_string(letter))
                writer.write(b"250 kept\r\n")
            if word == "QUIT":
                break
        writer.close()


@asynccontextmanager
async def mail_server(refuses: str = "") -> AsyncIterator[MailServer]:
    """One that runs inside the block."""
    fake = MailServer(refuses=refuses)
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.port = server.sockets[0].getsockname()[1]
    async with server:
        yield fake
