"""`langnghe restore`: a backup into an empty database."""

from typing import Annotated

import typer
from rich.console import Console

from bot.backup_file import read_backup
from bot.cli_backup import Backup, Key, secret_in, show
from bot.cli_keys import from_file
from bot.cli_move import TO_HELP, TO_VARIABLE, refuse_password
from bot.settings import Settings
from bot.store.database import Database, answering

To = Annotated[str, typer.Option(help=TO_HELP, envvar=TO_VARIABLE)]


def restore(context: typer.Context, file: Backup, key: Key, to: To = "") -> None:
    """Put a backup into an empty database, and prove that it is whole; the key ring is that of the settings."""
    settings = Settings()
    refuse_password(context)
    secret = secret_in(key)
    database = Database.open(to or settings.url)
    try:
        with from_file(), answering():
            done = read_backup(file, secret, database, settings.keyring_path)
    finally:
        database.close()
    show(done)
    Console().print(
        "Restored. Before you start the program: `langnghe erasures repeat FILE`, then `langnghe forget`: this copy"
        " brought back who was erased since (docs/backup.md).",
        soft_wrap=True,
    )
