"""`langnghe keys …`: what a deployer does with the key ring."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.checks.configuration import database_file
from bot.opening import open_store, opened
from bot.passphrases import WrongPassphrase, is_locked, unlocked
from bot.settings import Settings
from bot.store.backups import copy_ring, keep_backup
from bot.store.keyring import write_private
from bot.texts import translator

app = typer.Typer(no_args_is_help=True)


class BackupExists(Exception):
    """There is a file of this name already: choose another name, for a backup never replaces a file."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class BackupBesideDatabase(Exception):
    """Not beside the database: who takes that folder would have both. Choose a folder on another disk or stick."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class BackupNotWritten(Exception):
    """The backup could not be written: is the folder there, is it writable, is there room?"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class CannotRead(Exception):
    """The file cannot be read: is its name right, may this user read it?"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


EXPECTED = (BackupExists, BackupBesideDatabase, BackupNotWritten, CannotRead, WrongPassphrase)


@app.callback()
def about() -> None:
    """The key ring."""


@app.command()
def rotate(lookup: Annotated[bool, typer.Option("--lookup", help="Also the key of the look-ups.")] = False) -> None:
    """Make a new key and wrap every data key anew; then back the key ring up again."""
    settings = Settings()
    store = open_store(settings, translator({}))
    try:
        store.rotate_wrap(settings.keyring_path)
        if lookup:
            store.rotate_lookup(settings.keyring_path)
    finally:
        store.close()
    Console().print("Done. Now run `langnghe keys backup --to FILE`: older copies are out of date.", soft_wrap=True)


@app.command()
def backup(
    to: Annotated[Path, typer.Option(help="A new file, apart from the database and its backups.")],
    passphrase: Annotated[bool, typer.Option("--passphrase", help="Ask for a passphrase to lock it with.")] = False,
) -> None:
    """Copy the key ring and prove that the copy opens the database."""
    words = asked(new=True) if passphrase else ""
    with opened() as (settings, _):
        refuse_beside_database(to, settings)
    with to_file():
        copied = copy_ring(settings.keyring_path, to, words)  # a stick may be slow: nobody waits for it
    with opened() as (_, work):
        keep_backup(work.connection, copied, work.now)
    Console().print(f"{to} opens the database. Keep it apart from the database and its backups.", soft_wrap=True)


@app.command("open")
def unlock(
    file: Annotated[Path, typer.Argument(help="A copy that was made with --passphrase.")],
    to: Annotated[Path, typer.Option(help="A new file: where the settings say that the key ring is.")],
) -> None:
    """Take a copy of the key ring out from behind its passphrase."""
    with from_file():
        content = file.read_bytes()
    with to_file():
        write_private(to, unlocked(content, asked()) if is_locked(content) else content)
    Console().print(f"{to} is there again.", soft_wrap=True)


def asked(new: bool = False) -> str:
    """A passphrase that nobody sees; a new one is typed twice."""
    words: str = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=new)
    return words


@contextmanager
def to_file() -> Iterator[None]:
    """What may go wrong when a file is written, in our words."""
    try:
        yield
    except FileExistsError:
        raise BackupExists from None
    except OSError:
        raise BackupNotWritten from None


@contextmanager
def from_file() -> Iterator[None]:
    """What may go wrong when a file is read, in our words."""
    try:
        yield
    except OSError:
        raise CannotRead from None


def refuse_beside_database(to: Path, settings: Settings) -> None:
    """Raises BackupBesideDatabase if the file would lie in the data folder or in that of the database."""
    database = database_file(settings)
    folders = {settings.data_dir.resolve(), *([database.resolve().parent] if database else [])}
    if any(to.resolve().is_relative_to(folder) for folder in folders):
        raise BackupBesideDatabase
