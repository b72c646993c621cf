"""Alarms to a mail server that encrypts, with real TLS: from the first byte, after STARTTLS, or not at all."""

import asyncio
import ssl
from pathlib import Path

import pytest

from bot.watch.mail import LineIsOpen, Mail
from bot.watch.notes import Note
from referral.alarms import Trouble
from tests.certificates import certified
from tests.fakes import AFTERNOON
from tests.smtp_fake import MailServer, mail_server

NOTE = Note("raised", Trouble("urgent_unsent", "telegram"), AFTERNOON)
OUTSIDE = "127.1"  # leads here as well, but is no address that the program knows to be this machine's
TO = "a@b.example"


def told(server: MailServer, scheme: str, host: str) -> asyncio.Future[None]:
    """One alarm by e-mail."""
    return asyncio.ensure_future(Mail(f"{scheme}://watch:secret@{host}:{server.port}", TO).tell(NOTE))


@pytest.mark.parametrize(("scheme", "host"), [("smtps", "127.0.0.1"), ("smtp", OUTSIDE)])
def test_a_letter_and_the_password_go_encrypted(
    scheme: str, host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure, trusted = certified(tmp_path, host)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))

    async def play() -> None:
        async with mail_server(secure=secure, smtps=scheme == "smtps") as server:
            await told(server, scheme, host)
            assert [letter["To"] for letter in server.letters] == [TO]
            heard = server.heard
            assert heard.index("AUTH") < heard.index("DATA")
            assert heard[: heard.index("AUTH")] == (["EHLO"] if scheme == "smtps" else ["EHLO", "STARTTLS", "EHLO"])

    asyncio.run(play())


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
@pytest.mark.parametrize("wrong", ["nobody trusts it", "it is another's"])
def test_a_server_that_cannot_prove_who_it_is_gets_neither(
    scheme: str, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure, trusted = certified(tmp_path, OUTSIDE if wrong.startswith("nobody") else "mail.example")
    if wrong.startswith("it"):
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))

    async def play() -> None:
        async with mail_server(secure=secure, smtps=scheme == "smtps") as server:
            with pytest.raises(ssl.SSLCertVerificationError):
                await told(server, scheme, OUTSIDE)
            assert not {"AUTH", "MAIL"} & set(server.heard) and server.letters == []

    asyncio.run(play())


def test_a_server_outside_that_offers_no_encryption_gets_nothing() -> None:
    async def play() -> None:
        async with mail_server() as server:
            with pytest.raises(LineIsOpen, match="smtps"):
                await told(server, "smtp", OUTSIDE)
            assert server.heard == ["EHLO"]

    asyncio.run(play())
