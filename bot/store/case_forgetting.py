"""What is dropped when a case is erased: mail about it, files, who reported it, from whom it was hidden."""

from sqlalchemy import bindparam, delete, or_, select, text, update

from bot.store.columns import UtcTime
from bot.store.hidden import SHOW
from bot.store.tables import (
    ERASED,
    PENDING,
    alerts,
    attachments,
    case_people,
    cases,
    mailbox,
    officer_ways,
    outbox,
    tellings,
)
from handlers.events import SEVERAL
from referral.queue import GONE_RANK

REPORTERS = select(case_people.c.person_id).where(case_people.c.case_id == bindparam("this"))
ASKED_WAYS = (
    select(officer_ways.c.person_id)
    .join_from(officer_ways, alerts, alerts.c.officer == officer_ways.c.officer_id)
    .where(alerts.c.case_id == bindparam("this"))
)
TOLD_WAYS = (
    select(officer_ways.c.person_id)
    .join_from(officer_ways, tellings, tellings.c.officer == officer_ways.c.officer_id)
    .where(tellings.c.case_id == bindparam("this"))
)
OLD_MAIL = (  # it may name the case, but does not say so; who has not read it for so long does not wait for it
    update(mailbox)
    .where(
        or_(mailbox.c.case_id == "", mailbox.c.case_id == SEVERAL), mailbox.c.at < bindparam("before", type_=UtcTime)
    )
    .where(mailbox.c.person_id.in_(REPORTERS.union(ASKED_WAYS, TOLD_WAYS)))
    .values(sealed=None)
)
FORGET = (
    update(cases)
    .where(cases.c.id == bindparam("this"))
    .values(status="closed", sealed=b"", sealed_receipt=b"", source="", queue_rank=GONE_RANK),
    update(mailbox).where(mailbox.c.case_id == bindparam("this")).values(sealed=None),
    update(attachments)
    .where(attachments.c.case_id == bindparam("this"))
    .values(sealed_original=None, sealed_copy=None),
    update(outbox).where(outbox.c.case_id == bindparam("this")).values(sealed=None, platform_id=None),
    update(outbox).where(outbox.c.case_id == bindparam("this"), text(PENDING)).values(state="dead", problem=ERASED),
    delete(case_people).where(case_people.c.case_id == bindparam("this")),
    SHOW,
)
