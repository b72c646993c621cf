"""What the night leaves alone: other cases, what still lives in a merge, what is asked for, what is damaged."""

from dataclasses import replace

import pytest

from bot.store import Store
from bot.store.work import SqlWork
from flows.model import Session
from handlers.events import SEVERAL, Address, DataRequest, OutgoingMessage
from handlers.keeps_records import Hold
from handlers.retention import forget_slice, kept_back
from referral.merging import Merge, merged
from referral.rights import Step
from tests.fakes import FakeClock
from tests.room import LAN, Room
from tests.store_cast import CASE, found_directory
from tests.test_retention import DAY, closed_case, night

ALONE = replace(CASE, merged_into="", absorbed=())


def mail(work: SqlWork, person: str, key: str, about: str) -> None:
    """A message that waits in a mailbox."""
    work.mailbox.put(person, OutgoingMessage(key, person, key, case_id=about))


def waiting(work: SqlWork, person: str) -> list[str]:
    return [one.message.text for one in work.mailbox.after(person, 0, 9)]


def test_who_has_another_case_keeps_its_mail_and_its_conversation(here: Room) -> None:
    me, other = here.person(LAN), here.person(Address("webchat", "b"))
    here.do(closed_case)
    for one in (me, other):
        here.do(lambda work, one=one: work.cases.follow("c1", one))  # type: ignore[misc]
    here.do(lambda work: mail(work, me, "old list", SEVERAL))
    here.clock.forward(800 * DAY)

    def today(work: SqlWork) -> None:
        work.cases.add(replace(ALONE, id="new", number="LN-NEW22", opened_at=work.now), "9" * 16)
        for words, about in (("new", "new"), ("old", "c1"), ("list", SEVERAL), ("none", "")):
            mail(work, me, words, about)
        work.people.save_session(me, Session("violence", case_id="new"))
        work.people.save_session(other, Session("violence", case_id="c1"))

    here.do(today)
    night(here)
    assert here.do(lambda work: work.cases.get("c1")) is None
    assert here.do(lambda work: waiting(work, me)) == ["new", "list", "none"]
    session = here.do(lambda work: work.people.session(me))
    assert session and session.case_id == "new" and here.do(lambda work: work.people.session(other)) is None


def two_in_one(work: SqlWork, status: str) -> None:
    """Case 1 became part of case 2, which is now in this state."""
    one, two = (replace(ALONE, id=f"c{n}", number=f"LN-0000{n}") for n in (1, 2))
    for case in (one, two):
        closed_case(work, int(case.id[1]))
    work.merges.add(Merge("c1", "c2", "o", work.now))
    for case in merged(one, two):
        work.cases.save(case)
    kept = work.cases.get("c2")
    assert kept
    work.cases.save(replace(kept, status="open" if status == "open" else "closed"))
    if status in ("c1", "c2"):
        work.retention.hold(Hold(status, work.now, "o", "đang kiện"))


@pytest.mark.parametrize(("status", "stays"), [("open", True), ("c1", True), ("c2", True), ("closed", False)])
def test_what_became_part_of_a_case_that_lives_on_stays(here: Room, status: str, stays: bool) -> None:
    here.do(lambda work: two_in_one(work, status))
    here.clock.forward(800 * DAY)
    night(here)
    for n in (1, 2):
        case, photo = here.do(lambda w, n=n: (w.cases.get(f"c{n}"), w.history.media(f"p{n}")))  # type: ignore[misc]
        assert (case is not None) == (photo is not None and photo.data is not None) == stays
        assert case is None or here.do(lambda work, case=case: kept_back(work, case))  # type: ignore[misc]


@pytest.mark.parametrize("by", ["follower", "child"])
def test_what_is_asked_for_waits_for_the_answer(here: Room, by: str) -> None:
    me = here.person(LAN)
    here.do(closed_case)
    here.clock.forward(729 * DAY)

    def ask(work: SqlWork) -> DataRequest:
        request = DataRequest("r", me, work.now, "see", "me" if by == "follower" else "child")
        work.requests.add(request)
        if by == "follower":
            work.cases.follow("c1", me)
        else:
            work.request_steps.add("r", Step("check", "o", work.now, "c1"))
        return request

    request = here.do(ask)
    here.clock.forward(9 * DAY)
    night(here)
    assert here.do(lambda work: work.cases.get("c1")) is not None
    here.do(lambda work: work.requests.save(replace(request, done_at=work.now)))
    night(here)
    assert here.do(lambda work: work.cases.get("c1")) is None


def test_one_damaged_case_does_not_stop_the_night(
    store: Store, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    found_directory(store)
    with store.begin() as connection:
        work = store.work(connection)
        for n in range(1, 13):
            closed_case(work, n)
        for n, sealed in ((1, b"x"), (2, b"")):
            connection.exec_driver_sql(f"UPDATE cases SET sealed = {literal(store, sealed)} WHERE id = 'c{n}'")
    clock.forward(800 * DAY)
    slices: list[int] = []
    while not slices or slices[-1]:
        with store.begin() as connection:
            slices.append(forget_slice(store.work(connection), "case"))
    assert slices == [10, 2, 0]
    with store.begin() as connection:
        work = store.work(connection)
        proofs, rows = work.retention.erasures(), [row for row in work.log.rows() if row.action == "not erased"]
        assert sum(proof.many for proof in proofs) == 10 and all(proof.key_gone for proof in proofs)
        assert [row.detail for row in rows] == ["case 2"]
        assert work.retention.count("case", work.now) == 0
    clock.forward(DAY)
    with store.begin() as connection:
        assert store.work(connection).retention.count("case", clock.now - 730 * DAY) == 2  # the next night tries anew


def literal(store: Store, sealed: bytes) -> str:
    return f"X'{sealed.hex()}'" if store.dialect == "sqlite" else f"'\\x{sealed.hex()}'::bytea"
