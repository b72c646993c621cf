"""`langnghe keys …`: what a deployer does with the key ring."""

from typing import Annotated

import typer
from rich.console import Console

from bot.settings import Settings
from bot.texts import translator
from bot.wiring import open_store

app = typer.Typer(no_args_is_help=True)


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
    Console().print(f"Done. Back up {settings.keyring_path} again, apart from the database.", soft_wrap=True)
