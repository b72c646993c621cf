"""The table of alarms: facts about the program itself, nothing is sealed."""

from sqlalchemy import Table

from bot.store.columns import count, key, moment
from bot.store.tables import metadata

# `due_at`: when it is told next, by whoever claims it then; `over_at`: it ended, and that is to be told still.
alarms = Table(
    "alarms", metadata,
    key("name"), key("subject"), moment("since"), moment("seen_at"), moment("due_at"), count("times"),
    moment("over_at", nullable=True),
)  # fmt: skip
