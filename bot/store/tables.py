"""All tables on one page: a plain column is one a query or a count needs, content is sealed (vault.py)."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)  # fmt: skip

from bot.store.columns import count, counted, decimal, edition, flag, key, moment, number, of, sealed, standing, word

DEAD = "state = 'dead'"
ERASED = "erased"  # the problem of a message that waited while its person or its case was erased
PENDING = "state IN ('queued', 'sending')"  # spelled out in queries too, so that the partial indexes serve them
PAST = "state NOT IN ('queued', 'sending')"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Ourselves: facts about this database, the wrapped data keys, the events already handled, who read what.
meta = Table("meta", metadata, key("key"), word("value"))
keys = Table("keys", metadata, key("subject"), word("ring_key"), sealed("wrapped"))
events = Table("events", metadata, key("hash"), moment("at"), Index(None, "at"))
audit = Table(
    "audit", metadata,
    counted(), moment("at"), word("actor"), word("action"), word("case_id"),
    Column("detail", String, nullable=False, server_default=text("''")),
    Column("hash", String, nullable=False, server_default=text("''")),  # with that of the row before
    Index(None, "case_id"), Index(None, "at"),
)  # fmt: skip

# Persons and where they stand. `sealed` holds the platform's id and when it is safe to write.
people = Table(
    "people", metadata,
    key("id"), word("channel"), Column("address_hash", String, nullable=False, unique=True), sealed(),
    word("locale"), word("officer_id"), moment("last_event_at", nullable=True), moment("seen_at", nullable=True),
    flag("told_clearing"), count("receipt_misses"), flag("subscribed"),
    Column("gone", Boolean, nullable=False, server_default=false()),
    Column("pranks", Integer, nullable=False, server_default="0"), moment("human_until", nullable=True),
)  # fmt: skip
sessions = Table(
    "sessions", metadata, of("person_id", "people", primary=True), sealed(), moment("updated_at")
)  # fmt: skip

# Cases. `sealed` holds the whole referral.case.Case; the plain columns repeat what queries look for.
cases = Table(
    "cases", metadata,
    key("id"), Column("number", String, nullable=False, unique=True),
    Column("receipt_hash", String, nullable=False, unique=True), word("category"), count("urgency"),
    word("status"), word("commune"), word("province"), moment("opened_at"), moment("hold_until", nullable=True),
    sealed(), sealed("sealed_receipt"), count("version"),
    Column("source", String, nullable=False, server_default=text("''")), standing("queue_rank"), standing("queue_turn"),
    Index("ix_cases_source", "source", "opened_at"), Index("ix_cases_commune", "commune", "opened_at"),
)  # fmt: skip
case_people = Table(
    "case_people", metadata,
    of("case_id", "cases", primary=True), of("person_id", "people", primary=True), moment("last_at"),
    Index(None, "person_id"),
)  # fmt: skip
attachments = Table(
    "attachments", metadata,
    key("id"), of("case_id", "cases"), word("kind"), word("state"), flag("shown"), word("mime"), word("problem"),
    sealed("sealed_original", nullable=True), sealed("sealed_copy", nullable=True), Index(None, "case_id"),
)  # fmt: skip
entries = Table(
    "entries", metadata,
    counted(), of("case_id", "cases"), moment("at"), word("kind"), word("actor"), sealed(),
    word("attachment_id"), flag("told"), Column("writer", String, nullable=False, server_default=text("''")),
    Index(None, "case_id"),
)  # fmt: skip
alerts = Table(
    "alerts", metadata,
    of("case_id", "cases", primary=True), Column("n", Integer, primary_key=True), word("body"), word("officer"),
    count("urgency"), moment("sent_at"), moment("due_at"), word("answer"), moment("answered_at", nullable=True),
    Column("step", String, nullable=False, server_default=text("''")), moment("acted_at", nullable=True),
    Column("reminded", Integer, nullable=False, server_default="0"),
    Column("silent", Boolean, nullable=False, server_default=false()),
    Column("given_to", String, nullable=False, server_default=text("''")), moment("reminded_at", nullable=True),
    Column("phoned", Boolean, nullable=False, server_default=false()),
    Index(None, "officer", "case_id"),
)  # fmt: skip
tellings = Table(
    "tellings", metadata,
    of("case_id", "cases", primary=True), key("officer"), key("body"), key("mode"), moment("at"),
    Index(None, "officer", "case_id"),
)  # fmt: skip
case_links = Table(  # cases that an officer said are one incident: those with the same `bundle`
    "case_links", metadata,
    of("case_id", "cases", primary=True), word("bundle"), word("officer_id"), moment("at"), Index(None, "bundle"),
)  # fmt: skip

# Dangerous places. `sealed` holds the words of where it is; the rest is what a list, a map and a count need.
hazards = Table(
    "hazards", metadata,
    key("id"), Column("number", String, nullable=False, unique=True), word("kind"), word("commune"), word("province"),
    Column("lat", Float), Column("lon", Float), word("status"), word("must_fix"), moment("due_at"),
    moment("found_at"), moment("fixed_at", nullable=True), word("fixed_by"), word("photo_id"),
    moment("confirmed_at", nullable=True), word("confirmed_by"), moment("asked_at", nullable=True), count("reminded"),
    sealed(), Index(None, "commune", "status"), Index(None, "province", "status"),
)  # fmt: skip
hazard_cases = Table(
    "hazard_cases", metadata,
    of("case_id", "cases", primary=True), of("hazard_id", "hazards"), moment("at"), Index(None, "hazard_id"),
)  # fmt: skip

surveys = Table(
    "surveys", metadata,
    of("case_id", "cases", primary=True), number("round"), count("due"), count("asked"), word("ok"), word("helped"),
    word("heard"), moment("at", nullable=True),
)  # fmt: skip

# Staff: who can act, how to reach them, how they get in.
agencies = Table(
    "agencies", metadata,
    key("id"), word("name"), word("role"), word("communes"), word("province"), flag("sample"),
    sealed("phone"), flag("phone_confirmed"),
)  # fmt: skip
officers = Table(
    "officers", metadata, key("id"), of("agency", "agencies"), sealed("name"), flag("deputy"), flag("on_duty")
)  # fmt: skip
officer_ways = Table(
    "officer_ways", metadata,
    of("officer_id", "officers", primary=True), of("person_id", "people", primary=True), moment("used_at"),
    Column("preferred", Boolean, nullable=False, server_default=false()), Index(None, "person_id"),
)  # fmt: skip
invites = Table(
    "invites", metadata, key("code_hash"), word("officer_id"), moment("expires_at"), flag("used")
)  # fmt: skip
logins = Table(
    "logins", metadata, key("token_hash"), word("officer_id"), moment("expires_at"), moment("used_at", nullable=True),
    Column("case_id", String, nullable=False, server_default=text("''")),
)  # fmt: skip
staff_sessions = Table(
    "staff_sessions", metadata,
    key("token_hash"), word("officer_id"), of("person_id", "people"), word("csrf"),
    moment("created_at"), moment("used_at"), moment("expires_at"),
    Column("id", String, nullable=False, server_default=text("''")),  # what a list names it by
    Column("account_id", String, nullable=False, server_default=text("''")),
    Column("source_hash", String, nullable=False, server_default=text("''")),  # the network it was opened from
    Column("browser", String, nullable=False, server_default=text("''")),  # "Chrome, Android": to know it again
    moment("proven_at", nullable=True),  # when password and code were last given
    Index(None, "account_id"),
)  # fmt: skip
matrices = Table("matrices", metadata, key("province"), word("text"), moment("at"))

# Duty: when each agency's officers are on it, exceptions for a while, corrections of the public holidays.
shifts = Table(
    "shifts", metadata,
    counted(), of("agency", "agencies"), word("officer"), word("days"), word("begins"), word("ends"),
    word("first_day"), word("last_day"), word("on_holidays"), word("rank"), Index(None, "agency"),
)  # fmt: skip
duty_overrides = Table(
    "duty_overrides", metadata,
    counted(), word("officer"), moment("since"), moment("until"), flag("on_duty"), Index(None, "officer"),
)  # fmt: skip
days_off = Table("days_off", metadata, key("day"), flag("off"))

# What is to be done: messages and downloads, the web chat's own inbox, what is due later; see process_tables.py.
outbox = Table(
    "outbox", metadata,
    counted(), Column("key", String, nullable=False, unique=True), of("person_id", "people"),
    count("lane"), word("act"), sealed(nullable=True), word("case_id"), word("state"), count("attempts"),
    moment("at"), moment("due_at"), sealed("platform_id", nullable=True), word("problem"),
    Column("trace_hash", String), moment("delivered_at", nullable=True), moment("seen_at", nullable=True),
    Index(None, "trace_hash"),
    Index("ix_outbox_past", "person_id", sqlite_where=text(PAST), postgresql_where=text(PAST)),
    Index("ix_outbox_line", "lane", "id", sqlite_where=text(PENDING), postgresql_where=text(PENDING)),
    Index(
        "ix_outbox_person", "person_id", "lane", "id", sqlite_where=text(PENDING), postgresql_where=text(PENDING)
    ),
    Index(None, "case_id"),
    Index("ix_outbox_dead", "state", sqlite_where=text(DEAD), postgresql_where=text(DEAD)),
    sqlite_autoincrement=True,
)  # fmt: skip
mailbox = Table(
    "mailbox", metadata,
    counted(), of("person_id", "people"), word("key"), sealed(nullable=True), moment("at"),
    Column("case_id", String, nullable=False, server_default=text("''")),
    UniqueConstraint("person_id", "key"), Index(None, "person_id", "id"), Index(None, "case_id"),
    sqlite_autoincrement=True,
)  # fmt: skip
timers = Table("timers", metadata, key("key"), moment("due_at"), word("kind"), word("subject"), Index(None, "due_at"))

# Legal clocks of a subject ("case:<id>" or "request:<id>"), what was told at which share of the time (lists of ids as
# JSON), what provinces made shorter; requests about personal data. `sealed` holds what is wished, by the person's key.
clocks = Table(
    "clocks", metadata,
    key("subject"), key("name"), number("run"), moment("started_at"), moment("due_at"), word("within"),
    moment("stopped_at", nullable=True), word("stopped_by"), word("step"), count("marked"), flag("ended"),
)  # fmt: skip
clock_marks = Table(
    "clock_marks", metadata,
    key("subject"), key("name"), number("run"), number("percent"), moment("at"), word("told"), word("held"),
)  # fmt: skip
clock_waits = Table("clock_waits", metadata, key("province"), key("name"), word("within"))
requests = Table(
    "requests", metadata,
    key("id"), of("person_id", "people"), moment("at"), sealed(), moment("answered_at", nullable=True),
    moment("done_at", nullable=True), Index(None, "person_id"),
)  # fmt: skip

# Messengers: the tokens that a platform rotates, what may still be sent to whom, what lies there or is lent to it.
channel_tokens = Table(
    "channel_tokens", metadata,
    key("name"), sealed(), moment("access_until"), moment("refresh_until"), moment("refreshed_at"),
    word("held_by"), moment("held_until", nullable=True),
)  # fmt: skip
ledger_people = Table(
    "ledger_people", metadata,
    of("person_id", "people", primary=True), moment("last_at", nullable=True), count("sent"),
    Column("free", Integer), moment("closed_at", nullable=True),
)  # fmt: skip
ledger_quotas = Table(
    "ledger_quotas", metadata,
    key("account"), key("kind"), count("remain"), count("total"), moment("at"), moment("resets_at", nullable=True),
)  # fmt: skip
uploads = Table("uploads", metadata, key("hash"), sealed(), moment("at"), Index(None, "at"))
hosted = Table("hosted", metadata, key("token_hash"), word("attachment_id"), moment("until"), Index(None, "until"))
channel_states = Table(
    "channel_states", metadata,
    key("channel"), word("state"), moment("since"), moment("seen_at"),
    moment("heard_at", nullable=True), moment("sent_at", nullable=True), word("told"),
)  # fmt: skip

# Places: each version holds all units of its day, so nothing is ever overwritten. Facts, nothing is sealed.
place_versions = Table(
    "place_versions", metadata,
    counted(), Column("version", String, nullable=False, unique=True), word("source"), word("valid_from"),
    moment("applied_at"),
)  # fmt: skip
place_units = Table(
    "place_units", metadata,
    edition(), number("n"), word("code"), word("name"), word("district"), word("province"), word("province_name"),
    decimal("lat"), decimal("lon"), decimal("km2"), word("aliases"), word("valid_from"), word("valid_until"),
)  # fmt: skip
place_conversions = Table(
    "place_conversions", metadata,
    edition(), number("unit"), key("new_code"), word("old_code"), word("since"),
)  # fmt: skip
place_names = Table(
    "place_names", metadata,
    edition(), number("n"), word("kind"), word("alias"), word("level"), word("name"), word("district"),
    word("province_name"), word("province"),
)  # fmt: skip
