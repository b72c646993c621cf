"""What is dropped when a case is erased: conversations, mail, files, who reported it, from whom it was hidden."""

from sqlalchemy import bindparam, delete, select, text, update

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
    sessions,
    tellings,
)
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
FORGET = (
    update(cases)
    .where(cases.c.id == bindparam("this"))
    .values(status="closed", sealed=b"", sealed_receipt=b"", source="", queue_rank=GONE_RANK),
    delete(sessions).where(sessions.c.person_id.in_(REPORTERS)),
    update(mailbox).where(mailbox.c.person_id.in_(REPORTERS.union(ASKED_WAYS, TOLD_WAYS))).values(sealed=None),
    update(attachments)
    .where(attachments.c.case_id == bindparam("this"))
    .values(sealed_original=None, sealed_copy=None),
    update(outbox).where(outbox.c.case_id == bindparam("this")).values(sealed=None, platform_id=None),
    update(outbox).where(outbox.c.case_id == bindparam("this"), text(PENDING)).values(state="dead", problem=ERASED),
    delete(case_people).where(case_people.c.case_id == bindparam("this")),
    SHOW,
)
