"""`langnghe backup …`: an encrypted copy of the running database, the keys for it, and a drill that proves one."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.backup_file import read_backup, write_backup
from bot.cli_audit import words_of
from bot.cli_keys import asked, from_file, to_file
from bot.opening import open_store
from bot.passphrases import is_locked, locked, unlocked
from bot.recipients import Altered, BadKey, SecretKey, WrongKey
from bot.settings import Settings
from bot.store.copies import note
from bot.store.keyring import write_private
from bot.store.moving import NotEmpty
from bot.store.portable import NoBackup
from bot.store.proving import DoesNotOpen
from bot.store.restoring import NotWhole, Restored, nowhere
from bot.texts import translator

app = typer.Typer(invoke_without_command=True)
KEY = "The file with the secret key that `langnghe backup key` made."
Key = Annotated[Path, typer.Option("--key", help=KEY)]
Backup = Annotated[Path, typer.Argument(help="A backup that `langnghe backup --to` made.")]
To = Annotated[Path | None, typer.Option(help="A new file, on another disk or machine.")]


class NoRecipient(Exception):
    """There is no public key to encrypt for: run `langnghe backup key --to FILE`, set LANGNGHE_BACKUP_RECIPIENT."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NoFile(Exception):
    """Say where: `langnghe backup --to FILE` makes a backup, `langnghe backup drill FILE --key KEY` proves one."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


EXPECTED = (
    NoRecipient, NoFile, BadKey, WrongKey, Altered,
    NoBackup, NotWhole, DoesNotOpen, NotEmpty,
)  # fmt: skip


@app.callback()
def backup(context: typer.Context, to: To = None) -> None:
    """Copy the whole database into an encrypted file, while the program runs."""
    if context.invoked_subcommand:
        return
    if to is None:
        raise NoFile
    settings = Settings()
    if not settings.backup_recipient:
        raise NoRecipient
    store = open_store(settings, translator({}))
    try:
        with to_file():
            rows = write_backup(store, to, settings.backup_recipient)
        with store.begin() as connection:
            note(connection, "backup", store.now(), rows)
    finally:
        store.close()
    Console().print(f"{to}: {rows} rows. Prove it: `langnghe backup drill {to} --key FILE`.", soft_wrap=True)


@app.command()
def key(
    to: Annotated[Path, typer.Option(help="A new file for the secret key, not on the machine that makes backups.")],
    passphrase: Annotated[bool, typer.Option("--passphrase", help="Ask for a passphrase to lock it with.")] = False,
) -> None:
    """Make the pair of keys: the public one encrypts backups, the secret one opens them."""
    secret = SecretKey.create()
    content = f"{secret}\n".encode()
    with to_file():
        write_private(to, locked(content, asked(new=True)) if passphrase else content)
    Console().print(f"LANGNGHE_BACKUP_RECIPIENT={secret.public}", highlight=False, soft_wrap=True)
    Console().print(f"Set this, keep {to} apart from the backups: without it no backup opens.", soft_wrap=True)


@app.command()
def drill(
    file: Backup,
    key: Key,
    elsewhere: Annotated[bool, typer.Option("--elsewhere", help="This is another machine: keep no date.")] = False,
) -> None:
    """Prove a backup: open it, restore it into a database that is thrown away, compare, and look into it."""
    settings = Settings()
    secret = secret_in(key)
    with nowhere() as database, from_file():
        done = read_backup(file, secret, database, settings.keyring_path)
    show(done)
    if not elsewhere:
        keep_drill(settings, sum(tally.rows for tally in done.tallies.values()))


def keep_drill(settings: Settings, rows: int) -> None:
    """Keep the date in the database that is in use, for `check --live`."""
    store = open_store(settings, translator({}))
    try:
        with store.begin() as connection:
            note(connection, "drill", store.now(), rows)
    finally:
        store.close()


def secret_in(file: Path) -> SecretKey:
    """The secret key, behind its passphrase if it has one. Raises CannotRead, WrongPassphrase, BadKey."""
    with from_file():
        content = file.read_bytes()
    return SecretKey.read((unlocked(content, asked()) if is_locked(content) else content).decode("utf-8", "replace"))


def show(done: Restored) -> None:
    """What was proven, as a table."""
    table = Table("Table", "Rows", "Hash")
    for name, tally in sorted(done.tallies.items()):
        if tally.rows:
            table.add_row(name, str(tally.rows), tally.digest[:12])
    console, proof = Console(), done.proof
    console.print(table)
    console.print(f"Backed up {done.opening.at:%Y-%m-%d %H:%M} UTC, schema {done.opening.revision}.", highlight=False)
    console.print("Opened: " + ", ".join(f"{count} {what}" for what, count in proof.opened.items()), soft_wrap=True)
    console.print(f"The log: {words_of(proof.log)}", highlight=False, soft_wrap=True)
