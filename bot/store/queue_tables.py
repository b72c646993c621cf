"""The table of the queue's saved views, and the indexes that lists of many cases stand on."""

from sqlalchemy import Index, Table

from bot.store.columns import key, moment, sealed, word
from bot.store.tables import alerts, cases, metadata

# `sealed` holds name and filter, by the key of whoever saved it.
saved_views = Table("saved_views", metadata, key("id"), word("owner"), sealed(), moment("at"), Index(None, "owner"))

ORDER = (cases.c.queue_rank, cases.c.queue_turn, cases.c.number)
Index("ix_cases_queue", *ORDER, cases.c.id)  # with the id, so that counting reads no row
Index("ix_cases_queue_commune", cases.c.commune, *ORDER, cases.c.id)
Index("ix_cases_queue_province", cases.c.province, *ORDER, cases.c.id)
Index("ix_cases_queue_kind", cases.c.category, *ORDER)
Index("ix_cases_queue_province_kind", cases.c.province, cases.c.category, *ORDER, cases.c.id)
BY_ALERT = (cases.c.id, *ORDER, cases.c.province, cases.c.commune, cases.c.category)  # for those known by their alerts
Index("ix_cases_queue_id", *BY_ALERT)
Index("ix_alerts_body", alerts.c.body, alerts.c.case_id, alerts.c.answer)
