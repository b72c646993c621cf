"""`langnghe settings`: what a deployer can set."""

from rich.console import Console
from rich.table import Table

from bot.settings import described


def show_settings() -> None:
    """Every setting: its environment variable, its default, what it is for."""
    table = Table("Variable", "Default", "What for")
    for row in described():
        table.add_row(*row)
    Console().print(table)
