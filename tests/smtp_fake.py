"""A mail server that speaks SMTP on this machine, in the open or encrypted: it keeps letters, or refuses them."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import Message

REPLIES = {
    "EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": "235 ok", "MAIL": "250 ok", "RCPT": "250 ok", "RSET": "250 ok",
    "DATA": "354 go on", "QUIT": "221 bye",
}  # fmt: skip

IN_THE_OPEN = {"EHLO": "250-here\r\n250 STARTTLS", "STARTTLS": "220 go on", "AUTH": "538 encrypt first"}


@dataclass
class MailServer:
    """`refuses`: what it answers to MAIL, if anything. With `secure` it offers STARTTLS, and AUTH only after that."""

    port: int = 0
    refuses: str = ""
    secure: ssl.SSLContext | None = None
    letters: list[Message] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def answer(self, word: str, encrypted: bool) -> str:
        """To one command."""
        if self.secure and not encrypted and word in IN_THE_OPEN:
            return IN_THE_OPEN[word]
        return self.refuses if word == "MAIL" and self.refuses else REPLIES[word]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation, to its end."""
        writer.write(b"220 here\r\n")
        while line := (await reader.readline()).decode().strip():
            word = line.split()[0].upper()
            self.heard.append(word)
            encrypted = writer.get_extra_info("ssl_object") is not None
            writer.write(f"{self.answer(word, encrypted)}\r\n".encode())
            if word == "STARTTLS" and self.secure:
                await writer.start_tls(self.secure)
            if word == "DATA":
                letter = (await reader.readuntil(b"\r\n.\r\n")).decode()
                self.letters.append(message_from_string(letter))
                writer.write(b"250 kept\r\n")
            if word == "QUIT":
                break
        writer.close()


@asynccontextmanager
async def mail_server(
    refuses: str = "", secure: ssl.SSLContext | None = None, smtps: bool = False
) -> AsyncIterator[MailServer]:
    """One that runs inside the block; `smtps`: encrypted from its first byte."""
    fake = MailServer(refuses=refuses, secure=secure)
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0, ssl=secure if smtps else None)
    fake.port = server.sockets[0].getsockname()[1]
    async with server:
        yield fake
