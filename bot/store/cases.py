"""Cases: sealed whole, with a few plain columns repeated for what queries look for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Integer, bindparam, exists, func, insert, select, update
from sqlalchemy import case as case_when

from bot.store.alike import ALIKE_IDS, read_alerts
from bot.store.case_forgetting import FORGET, OLD_MAIL, REPORTERS
from bot.store.case_rows import CASES, FIND, opened, place, readable, receipt_place, subject
from bot.store.columns import AnyRow, UtcTime
from bot.store.hazards import SqlHazards
from bot.store.hidden import hidden_from, hide, keep_hidden
from bot.store.links import SqlLinks
from bot.store.people import SqlPeople
from bot.store.queue_rank import reckon
from bot.store.remembering import forget_words
from bot.store.tables import alerts, case_people, cases, people, tellings
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from referral.agencies import Agency, Officer
from referral.alerts import AlertAnswer
from referral.case import Case
from referral.retention import KEEP
from referral.urgency import Urgency

LOCKED = FIND.with_for_update(of=cases, key_share=True)
GET = LOCKED.where(cases.c.id == bindparam("case_id"))
BY_NUMBER = LOCKED.where(cases.c.number == bindparam("number"))
BY_RECEIPT = LOCKED.where(cases.c.receipt_hash.in_(bindparam("hashes", expanding=True)))
MINE = (alerts.c.case_id == cases.c.id, alerts.c.officer == bindparam("officer_id"))
ASKED = exists().where(*MINE, alerts.c.answer != "stood_down")
TAKEN = exists().where(*MINE, alerts.c.answer == "accepted")
WAITS = exists().where(*MINE, alerts.c.answer == "") & ~TAKEN
IN_ORDER = (cases.c.urgency.desc(), cases.c.opened_at, cases.c.number)
ALERTED = (
    FIND.where(cases.c.status == "open", ASKED)
    .order_by(case_when((WAITS, 0), (TAKEN, 1), else_=2), *IN_ORDER)
    .limit(bindparam("most", type_=Integer))
)
IS_TOLD = exists().where(tellings.c.case_id == cases.c.id, tellings.c.officer == bindparam("officer_id"))
TOLD = FIND.where(cases.c.status == "open", IS_TOLD).order_by(*IN_ORDER)
ANSWERED = (
    select(cases.c.id)
    .join_from(cases, alerts)
    .where(
        alerts.c.officer == bindparam("officer_id"), alerts.c.answer == bindparam("answer"), cases.c.status == "open"
    )
    .distinct()
    .order_by(cases.c.id)
)
ASKED_BODY = exists().where(
    alerts.c.case_id == cases.c.id, alerts.c.body == bindparam("agency_id"), alerts.c.answer != "stood_down"
)
OF_AGENCY = (
    FIND.where(cases.c.status == "open", ASKED_BODY)
    .order_by(cases.c.urgency.desc(), cases.c.opened_at)
    .limit(bindparam("most", type_=Integer))
)
OPEN_IDS = select(cases.c.id).where(cases.c.status == "open").order_by(cases.c.id)
RECEIPT = select(cases.c.sealed_receipt).where(cases.c.id == bindparam("case_id"))
beside = cases.alias("beside")
EMERGENCIES_BESIDE = (
    FIND.where(cases.c.id != bindparam("this"), cases.c.opened_at >= bindparam("since", type_=UtcTime))
    .where(cases.c.urgency == int(Urgency.emergency), cases.c.source != "")
    .where(cases.c.source == select(beside.c.source).where(beside.c.id == bindparam("this")).scalar_subquery())
    .order_by(cases.c.opened_at)
)
ALIKE = FIND.where(cases.c.id.in_(ALIKE_IDS)).order_by(cases.c.opened_at.desc(), cases.c.id)
ADD = insert(cases)
SAVE = update(cases).where(cases.c.id == bindparam("this")).values(version=cases.c.version + 1)
FOLLOW = upsert(case_people, ["case_id", "person_id"], ["last_at"])
LAST_ACTIVE = func.coalesce(people.c.seen_at, case_people.c.last_at)
FOLLOWERS = (
    select(case_people.c.person_id)
    .join_from(case_people, people)
    .where(case_people.c.case_id == bindparam("case_id"))
    .order_by(LAST_ACTIVE.desc(), case_people.c.last_at.desc(), case_people.c.person_id)
)
FOLLOWED = (
    select(cases.c.id)
    .join_from(cases, case_people)
    .where(case_people.c.person_id == bindparam("person_id"), cases.c.status == "open")
    .order_by(cases.c.opened_at.desc())
)


class SqlCases:
    """`handlers.work.Cases`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def add(self, case: Case, receipt: str, source: str = "") -> None:
        """A new case with its own data key. The number must not be taken: ask `by_number` first."""
        self._t.safe.make(subject(case.id))
        digits = self._t.safe.seal(subject(case.id), receipt_place(case.id), receipt.encode())
        hashed = self._t.ring.hash("receipt", receipt)
        origin = self._t.ring.hash("source", source) if source else ""
        own = {"id": case.id, "receipt_hash": hashed, "sealed_receipt": digits, "version": 1, "source": origin}
        self._t.run(ADD, **own, **self._columns(case))
        hide(self._t, case)
        reckon(self._t, case.id)
        self._t.known.cases[case.id] = case
        self._t.known.receipts[case.id] = digits

    def get(self, case_id: str) -> Case | None:
        """The case, locked; None if there is none or it was erased."""
        return self._t.known.cases.get(case_id) or self._locked(self._t.run(GET, case_id=case_id).one_or_none())

    def by_number(self, number: str) -> Case | None:
        """The case with this number, locked."""
        return self._locked(self._t.run(BY_NUMBER, number=number).one_or_none())

    def by_receipt(self, receipt: str) -> Case | None:
        """The case with these sixteen digits, locked."""
        hashes = self._t.ring.hashes("receipt", receipt)
        return self._locked(self._t.run(BY_RECEIPT, hashes=hashes).first())

    def save(self, case: Case) -> None:
        """Keep the case and count its version up."""
        before, columns = self._t.known.cases.get(case.id), self._columns(case)
        if before and plain_of(before) == plain_of(case):  # mostly: then no index is touched, nor its place in a queue
            self._t.run(SAVE, this=case.id, sealed=columns["sealed"])
        else:
            self._t.run(SAVE, this=case.id, **columns)
            reckon(self._t, case.id)
        keep_hidden(self._t, before, case)
        self._t.known.hold_case(case)

    def alerted(self, officer_id: str, most: int = 1000) -> Sequence[Case]:
        """Open cases in which this officer was asked: waiting for an answer, held, declined. To read: not locked."""
        rows = self._t.run(ALERTED, officer_id=officer_id, most=most).all()
        return readable(self._t, rows)

    def told(self, officer_id: str) -> Sequence[Case]:
        """Open cases of which this officer was told without being asked, in the same order. Not locked."""
        return readable(self._t, self._t.run(TOLD, officer_id=officer_id).all())

    def answered(self, officer_id: str, answer: AlertAnswer) -> Sequence[str]:
        """The ids of open cases in which an alert of this officer has this answer; nothing is opened or locked."""
        return self._t.run(ANSWERED, officer_id=officer_id, answer=answer).scalars().all()

    def of_agency(self, agency_id: str, most: int) -> Sequence[Case]:
        """Open cases in which this agency was asked, the most urgent first. A list to read: not locked."""
        rows = self._t.run(OF_AGENCY, agency_id=agency_id, most=most).all()
        return readable(self._t, rows)

    def hidden_from(self, officer: Officer, agency: Agency) -> Sequence[str]:
        """The ids of cases, open or closed, of which this officer of this agency must not know. Not locked."""
        return hidden_from(self._t, officer, agency)

    def open_ids(self) -> Sequence[str]:
        """Every open case. To read: not locked."""
        return self._t.run(OPEN_IDS).scalars().all()

    def following(self, person_id: str) -> Sequence[Case]:
        """The open cases that this person reported or follows, the newest first, locked."""
        found = self._t.run(FOLLOWED, person_id=person_id).scalars().all()
        return [case for case_id in found if (case := self.get(case_id))]

    def emergencies_beside(self, case_id: str, since: datetime) -> Sequence[Case]:
        """Other emergencies opened since then by the same source, the oldest first. To read: not locked."""
        return readable(self._t, self._t.run(EMERGENCIES_BESIDE, this=case_id, since=since).all())

    def beside(self, case: Case, kinds: Sequence[str], since: datetime) -> Sequence[Case]:
        """At most 20 other open cases of a commune, of up to three kinds, the newest first. To read: not locked."""
        three = {f"kind{n}": kinds[min(n, len(kinds)) - 1] for n in (1, 2, 3)}
        rows = self._t.run(ALIKE, this=case.id, commune=case.commune, since=since, **three).all()
        if rows:
            read_alerts(self._t, [row.id for row in rows], this=case.id, commune=case.commune, since=since, **three)
        return readable(self._t, rows)

    def receipt(self, case_id: str) -> str:
        """The receipt's sixteen digits; raises Erased, or NoResultFound if there is no such case."""
        known = self._t.known.receipts
        sealed = known[case_id] if case_id in known else self._t.run(RECEIPT, case_id=case_id).scalar_one()
        return self._t.safe.open(subject(case_id), receipt_place(case_id), sealed).decode()

    def follow(self, case_id: str, person_id: str) -> None:
        """Link a person who reported or showed the receipt."""
        self._t.run(FOLLOW, case_id=case_id, person_id=person_id, last_at=self._t.now)

    def followers(self, case_id: str) -> Sequence[str]:
        """Person ids linked to the case, those who wrote last first."""
        return self._t.run(FOLLOWERS, case_id=case_id).scalars().all()

    def erase(self, case_id: str) -> None:
        """Destroy the case's data key, talks about it and what could still be read of it; dates and counts stay."""
        self._t.safe.erase(subject(case_id))
        self._t.known.forget_case(case_id)
        forget_words()
        SqlHazards(self._t).outlive(case_id)
        SqlLinks(self._t).untie(case_id)
        self._end_talks(case_id)
        self._t.run(OLD_MAIL, this=case_id, before=self._t.now - timedelta(days=KEEP["mailbox"].days))
        for statement in FORGET:
            self._t.run(statement, this=case_id)

    def _end_talks(self, case_id: str) -> None:
        """End the conversations that are about this case; whoever talks about another one goes on."""
        people = SqlPeople(self._t)
        for person_id in self._t.run(REPORTERS, this=case_id).scalars().all():
            session = people.session(person_id)
            if session and session.case_id == case_id:
                people.save_session(person_id, None)

    def _columns(self, case: Case) -> dict[str, object]:
        return plain_of(case) | {"sealed": self._t.safe.seal(subject(case.id), place(case.id), CASES.dump_json(case))}

    def _locked(self, row: AnyRow | None) -> Case | None:
        """The case of a row that this transaction holds from now on."""
        if row is None:
            return None
        case = opened(self._t, row)
        self._t.known.hold_case(case)
        self._t.known.receipts[row.id] = row.sealed_receipt
        return case


def plain_of(case: Case) -> dict[str, object]:
    """What of a case is not sealed."""
    names = ("number", "category", "status", "commune", "province", "opened_at", "hold_until")
    return {name: getattr(case, name) for name in names} | {"urgency": int(case.urgency)}
