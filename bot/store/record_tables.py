"""The tables of personal data: how long kinds live, what is kept back, what was erased, what stays of it."""

from sqlalchemy import Index, Table

from bot.store.columns import count, counted, flag, key, moment, of, sealed, word
from bot.store.tables import metadata

# What a deployer changed of referral.retention.KEEP; until `begins` it is `before` days. `sealed` holds the reason.
retention_periods = Table(
    "retention_periods", metadata,
    key("kind"), count("days"), moment("at"), word("by"), sealed(), count("before"), moment("begins"),
)  # fmt: skip
stuck = Table(  # what could not be erased, being damaged: the rest of the night goes on without it
    "stuck", metadata, key("kind"), key("id"), moment("at")
)  # fmt: skip
case_holds = Table(  # cases that stay, whatever their age: `sealed` holds why
    "case_holds", metadata, of("case_id", "cases", primary=True), moment("at"), word("by"), sealed()
)  # fmt: skip

# The proof of an erasure: who, when, why ("retention" or a request's id), what kind, how many, a digest of the ids.
erasures = Table(
    "erasures", metadata,
    counted(), moment("at"), word("by"), word("why"), word("kind"), count("many"), word("ids_hash"), flag("key_gone"),
)  # fmt: skip
kept_figures = Table(  # of erased cases; what is plain is what a report looks for
    "kept_figures", metadata,
    counted(), moment("opened_at"), word("commune"), word("province"), sealed(), Index(None, "opened_at"),
)  # fmt: skip

# What officers did about a request for data, in order: append-only. `sealed` holds their answers and reasons.
request_steps = Table(
    "request_steps", metadata,
    counted(), of("request_id", "requests"), moment("at"), word("by"), word("step"), word("case_id"), sealed(),
    Index(None, "request_id"),
)  # fmt: skip
