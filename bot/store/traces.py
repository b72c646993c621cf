"""The platform's ids of what was sent: what a platform must be told to take it back."""

from sqlalchemy import Integer, and_, bindparam, or_, select, text

from bot.store.columns import UtcTime
from bot.store.tables import PAST, outbox
from handlers.events import SEVERAL

SENT = and_(text(f"outbox.{PAST}"), text("outbox.state = 'sent'"))
NEWEST = (
    select(outbox.c.id, outbox.c.platform_id)
    .where(outbox.c.person_id == bindparam("this"), SENT, outbox.c.platform_id.is_not(None))
    .order_by(outbox.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
TRACES = NEWEST.where(outbox.c.at >= bindparam("since", type_=UtcTime))
TRACES_ABOUT = NEWEST.where(or_(outbox.c.case_id == bindparam("about"), outbox.c.case_id == SEVERAL))
