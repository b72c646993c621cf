"""How long kinds of data live: the table, the night that forgets in slices, what survives it and what is proved."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store import Store
from bot.store.audit_chain import verify
from bot.store.work import SqlWork
from handlers import retention, timers
from handlers.events import Address, Attachment, DataRequest, Entry, Media, OutgoingMessage, Timer
from handlers.keeps_records import Changed, Hold
from handlers.retention import BREATH, begin_nights, digest, erase_case, forget_due, forget_slice, proof_digest
from referral.reports.scope import Scope
from referral.retention import AT_ONCE, EDITABLE, KEEP, NIGHTLY, allowed, days_of, limit, next_night
from tests.fakes import FakeClock
from tests.room import LAN, Room
from tests.store_cast import CASE, ENTRY, RECEIPT, found_directory, meet
from tests.test_store_secrecy import SECRETS, fill, raw

DAY = timedelta(days=1)
CLOSED = replace(CASE, status="closed")


def test_every_kind_says_what_since_when_and_why() -> None:
    for keep in KEEP.values():
        assert keep.what and keep.since and keep.why
        assert not keep.editable or keep.least <= keep.days <= keep.most
    assert set(EDITABLE) == set(NIGHTLY)


def test_nobody_takes_a_period_beyond_its_bounds() -> None:
    assert days_of("case", {}) == 730 and days_of("case", {"case": 400}) == 400
    assert days_of("case", {"case": 1}) == 365 and days_of("mailbox", {"mailbox": 1}) == 30
    assert allowed("case", 365) and not allowed("case", 364) and not allowed("mailbox", 30)
    assert limit("case", {}, datetime(2026, 1, 1, tzinfo=UTC)) == datetime(2024, 1, 2, tzinfo=UTC)


def test_the_night_is_half_past_two() -> None:
    assert next_night(datetime(2026, 11, 22, 7, tzinfo=UTC)) == datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
    assert next_night(datetime(2026, 11, 22, 19, 30, tzinfo=UTC)) == datetime(2026, 11, 23, 19, 30, tzinfo=UTC)


def closed_case(work: SqlWork, number: int = 1, status: str = "closed") -> str:
    """A case with a photo, closed today."""
    alone = replace(CASE, merged_into="", absorbed=())
    case = replace(alone, id=f"c{number}", number=f"LN-{number:05}", status=status)  # type: ignore[arg-type]
    work.cases.add(case, f"{number:016}")
    work.history.record(case.id, Entry("said", work.now, "reporter", "lời kể riêng"))
    photo = Media("photo", data=b"original", safe_copy=b"copy")
    work.history.add_attachment(Attachment(f"p{number}", case.id, "photo", "stored"), photo)
    return case.id


def night(here: Room) -> None:
    """Forget until nothing is left."""
    here.do(lambda work: forget_due(work, Timer("forget", work.now, "forget")))
    while due := here.do(lambda work: work.timers.due(work.now + BREATH, 9)):
        here.clock.forward(BREATH)
        for timer in due:
            here.do(lambda work, timer=timer: timers.due(work, timer))  # type: ignore[misc]


def test_a_case_goes_two_years_after_its_last_line(here: Room) -> None:
    here.do(closed_case)
    here.clock.forward(364 * DAY)
    night(here)
    assert here.do(lambda work: work.history.media("p1")).data == b"original"  # type: ignore[union-attr]
    here.clock.forward(2 * DAY)
    night(here)
    assert here.do(lambda work: work.history.media("p1")).data is None  # type: ignore[union-attr]
    assert here.do(lambda work: work.cases.get("c1")) is not None
    here.clock.forward(365 * DAY)
    night(here)
    assert here.do(lambda work: work.cases.get("c1")) is None
    kinds = [(e.kind, e.many, e.key_gone) for e in here.do(lambda work: work.retention.erasures())]
    assert kinds == [("case", 1, True), ("files", 1, False)]


def test_a_later_word_makes_it_live_longer(here: Room) -> None:
    here.do(closed_case)
    here.clock.forward(400 * DAY)
    here.do(lambda work: work.history.record("c1", Entry("said", work.now, "reporter", "còn một điều")))
    here.clock.forward(700 * DAY)
    night(here)
    assert here.do(lambda work: work.cases.get("c1")) is not None


@pytest.mark.parametrize("kept", ["open", "held"])
def test_open_and_held_cases_never_go(here: Room, kept: str) -> None:
    here.do(lambda work: closed_case(work, 1, "open" if kept == "open" else "closed"))
    here.do(lambda work: work.retention.hold(Hold("c1", work.now, "o", "đang kiện")) if kept == "held" else None)
    here.clock.forward(4000 * DAY)
    night(here)
    assert here.do(lambda work: work.cases.get("c1")) is not None
    here.do(lambda work: erase_case(work, "c1") if kept == "open" else None)
    assert here.do(lambda work: work.cases.get("c1")) is not None
    held = here.do(lambda work: work.retention.holds())
    assert [hold.reason for hold in held] == (["đang kiện"] if kept == "held" else [])
    assert bool(here.do(lambda work: work.retention.held("c1"))) == (kept == "held")


def test_a_deployer_may_shorten_within_the_bounds(here: Room) -> None:
    here.do(closed_case)
    here.do(lambda work: work.retention.set_period(Changed("case", 400, work.now, "o", "tỉnh quyết định")))
    (changed,) = here.do(lambda work: work.retention.changes())
    assert (changed.kind, changed.days, changed.reason) == ("case", 400, "tỉnh quyết định")
    here.clock.forward(401 * DAY)
    night(here)
    assert here.do(lambda work: work.cases.get("c1")) is None


def test_the_figure_stays_and_names_nobody(here: Room) -> None:
    here.do(closed_case)
    opened = CASE.opened_at
    here.clock.forward(800 * DAY)
    night(here)
    find = Scope(opened - DAY, opened + DAY, "38")
    (figure,) = here.do(lambda work: work.figures.kept(find, ()))
    assert (figure.commune, figure.category, figure.outcome) == (CASE.commune, CASE.category, CASE.outcome)
    assert here.do(lambda work: work.figures.kept(replace(find, province="01"), ())) == []
    assert here.do(lambda work: work.figures.kept(replace(find, agency="nobody"), ())) == []


def test_the_figure_stays_hidden_from_whom_the_case_was(here: Room) -> None:
    here.do(closed_case)
    here.clock.forward(800 * DAY)
    night(here)
    find = Scope(CASE.opened_at - DAY, CASE.opened_at + DAY)
    accused = here.do(lambda work: work.ring.hashes("hidden", "role:police"))
    assert "police" in CASE.avoid and here.do(lambda work: work.figures.kept(find, accused)) == []


def test_slices_are_small_and_the_night_ends(here: Room) -> None:
    here.do(lambda work: [closed_case(work, n) for n in range(1, 61)])
    here.clock.forward(800 * DAY)
    assert here.do(lambda work: forget_slice(work, "case")) == AT_ONCE
    night(here)
    assert here.do(lambda work: work.retention.count("case", work.now)) == 0
    (timer,) = here.do(lambda work: work.timers_of("forget"))
    assert timer.due_at == next_night(here.clock.now)


def test_who_has_nothing_open_is_forgotten(here: Room) -> None:
    here.say("xin chào")
    me = here.person(LAN)
    busy = Address("webchat", "busy")
    here.say("có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi", busy)
    asked = Address("webchat", "asked")
    here.say("xin chào", asked)
    request = here.do(lambda w: DataRequest("r", w.people.at(asked).id, w.now, "see", "me", "x", w.now, None))
    here.do(lambda work: work.requests.add(request))
    here.clock.forward(366 * DAY)
    ids = here.do(lambda work: [work.people.at(one).id for one in (busy, asked)])
    here.do(lambda work: retention.forget_slice(work, "person"))
    assert here.do(lambda work: work.people.get(me)) is None
    assert all(here.do(lambda work: [work.people.get(one) for one in ids]))


def test_requests_and_sent_words_are_blanked(here: Room) -> None:
    here.say("xin chào")
    me = here.person(LAN)
    done = here.do(lambda work: DataRequest("r", me, work.now, "see", "me", "lời đáp", work.now, work.now))
    here.do(lambda work: work.requests.add(done))
    here.do(lambda work: work.send(OutgoingMessage("k", me, "tin riêng")))
    here.deliver()
    here.clock.forward(731 * DAY)
    here.do(lambda work: forget_slice(work, "outbox"))
    here.do(lambda work: forget_slice(work, "request"))
    kept = here.do(lambda work: work.requests.get("r"))
    assert kept is not None and (kept.answer, kept.wish, kept.done_at) == ("", "", done.done_at)
    left = here.do(
        lambda w: w.connection.execute(text("SELECT count(*) FROM outbox WHERE sealed IS NOT NULL")).scalar()
    )
    assert left == 0


def test_the_nights_begin_once_and_survive_a_clock_put_back(here: Room) -> None:
    here.do(begin_nights)
    (first,) = here.do(lambda work: work.timers_of("forget"))
    here.do(begin_nights)
    assert here.do(lambda work: work.timers_of("forget")) == [first]
    here.clock.forward(-9 * DAY)
    here.do(begin_nights)
    (again,) = here.do(lambda work: work.timers_of("forget"))
    assert again.due_at < first.due_at


def test_a_proof_is_bound_into_the_log(here: Room) -> None:
    here.do(closed_case)
    here.clock.forward(800 * DAY)
    here.do(lambda work: forget_slice(work, "case"))
    (proof,) = here.do(lambda work: work.retention.erasures())
    assert proof.ids_hash == digest(["c1"]) and proof.key_gone
    rows = here.do(lambda work: list(work.log.rows()))
    assert proof_digest(proof) in rows[-1].detail
    assert here.do(lambda work: verify(work.log.rows(), work.ring)).broken is None
    assert here.do(lambda work: work.retention.erasures(proof.id)) == []


def test_nothing_of_an_erased_case_is_left_in_the_files(store: Store, tmp_path: Path, clock: FakeClock) -> None:
    """Neither on disk nor by asking: its words, its receipt, whom it was hidden from."""
    fill(store)
    with store.begin() as connection:
        store.work(connection).cases.save(CLOSED)
    clock.forward(800 * DAY)
    with store.begin() as connection:
        for kind in NIGHTLY:
            forget_slice(store.work(connection), kind)
    with store.begin() as connection:
        work = store.work(connection)
        assert work.cases.get(CASE.id) is None and work.cases.by_receipt(RECEIPT) is None
        assert work.history.entries(CASE.id) == ()
        assert connection.execute(text("SELECT count(*) FROM case_hidden")).scalar() == 0
        assert connection.execute(text("SELECT count(*) FROM keys WHERE subject LIKE 'case:%'")).scalar() == 0
    content = raw(store, tmp_path)
    assert [secret for secret in (*SECRETS, ENTRY.text) if secret.encode() in content] == []


def test_the_night_runs_on_both_databases(store: Store, clock: FakeClock) -> None:
    found_directory(store)
    meet(store)
    with store.begin() as connection:
        closed_case(store.work(connection))
    clock.forward(800 * DAY)
    with store.begin() as connection:
        done = [forget_slice(store.work(connection), kind) for kind in NIGHTLY]
    assert done[NIGHTLY.index("case")] == 1
