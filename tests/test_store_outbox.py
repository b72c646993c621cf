"""The outbox: one row for each key, lanes, order, leases, and claims that never meet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import text

from bot.store import Store
from bot.store.letters import DeadLetter
from bot.store.outbox import LANES, Parcel
from bot.store.pending import DUE_AT_ONCE, free, next_free
from handlers.events import SEVERAL, Address, Lane, OutgoingMessage
from tests.fakes import FakeClock
from tests.store_cast import CASE, LAN, MINUTE, START, meet, open_case, plan_of, send

WEB = ("webchat",)
MAI = Address("webchat", "mai")
FAR = Address("telegram", "7001")


def claim(store: Store, channels: Sequence[str] = WEB, limit: int = 9) -> list[Parcel]:
    """Claim for a minute and commit."""
    with store.begin() as connection:
        work = store.work(connection)
        return list(work.outbox.claim(work.now, channels, limit, MINUTE))


def keys(parcels: Sequence[Parcel]) -> list[str]:
    return [parcel.message.key for parcel in parcels]


def sent(store: Store, parcels: Sequence[Parcel]) -> None:
    """The platform took them."""
    with store.begin() as connection:
        for parcel in parcels:
            store.work(connection).outbox.sent(parcel.id, "platform-1")


def next_due(store: Store, channels: Sequence[str] = WEB) -> datetime | None:
    with store.connection() as connection:
        return store.work(connection).outbox.next_due(channels)


def say(key: str, person_id: str, lane: Lane = "reply") -> OutgoingMessage:
    return OutgoingMessage(key, person_id, f"tin {key}", lane=lane)


def test_a_message_is_kept_whole(store: Store) -> None:
    person = meet(store)
    message = OutgoingMessage(
        key="k", person_id=person.id, text="Trẻ có đang gặp nguy hiểm?", buttons=("Có", "Không"), lane="urgent",
        act="fetch", question="q", siren=True, case_id="case-1", attachment_id="a", ref="r", wait=-MINUTE,
    )  # fmt: skip
    send(store, message)
    (parcel,) = claim(store)
    assert (parcel.person_id, parcel.address, parcel.message, parcel.attempts) == (person.id, LAN, message, 1)


def test_the_same_key_is_one_message(store: Store) -> None:
    person = meet(store)
    assert send(store, say("a", person.id), say("a", person.id))
    assert not send(store, say("a", person.id))
    sent(store, claim(store))
    assert not send(store, say("a", person.id))
    assert claim(store) == []


def test_nothing_staged_is_told(store: Store) -> None:
    with store.begin() as connection:
        assert not store.work(connection).staged


def test_what_arrived_is_followed_by_a_look_only_if_more_waits_for_the_same_person(store: Store) -> None:
    lan, mai = meet(store), meet(store, MAI)
    send(store, say("1", lan.id), say("u", lan.id, "urgent"), say("2", lan.id), say("m", mai.id))
    urgent, one, other = claim(store)
    assert [wakes(store, parcel) for parcel in (urgent, other, one)] == [False, False, True]
    (two,) = claim(store)
    assert not wakes(store, two)


def wakes(store: Store, parcel: Parcel) -> bool:
    """Whether somebody looks for more once this one has arrived."""
    with store.begin() as connection:
        work = store.work(connection)
        work.outbox.sent(parcel.id, "platform-1")
        return work.staged


@pytest.mark.parametrize("become", ["retry", "postpone", "let_go", "dead"])
def test_what_did_not_arrive_is_followed_by_a_look(store: Store, become: str) -> None:
    send(store, say("1", meet(store).id))
    (one,) = claim(store)
    with store.begin() as connection:
        work = store.work(connection)
        more = {"retry": (work.now,), "postpone": (work.now,), "let_go": (), "dead": ("gone",)}[become]
        getattr(work.outbox, become)(one.id, *more)
        assert work.staged


def test_urgent_goes_before_reply_before_bulk(store: Store) -> None:
    people = [meet(store, Address("webchat", str(n))) for n in range(4)]
    lanes: list[Lane] = ["bulk", "reply", "urgent", "reply"]
    send(store, *(say(f"{n}", person.id, lane) for n, (person, lane) in enumerate(zip(people, lanes, strict=True))))
    assert keys(claim(store, limit=3)) == ["2", "1", "3"]
    assert keys(claim(store)) == ["0"]


def test_one_person_gets_a_lane_in_order_and_lanes_do_not_wait_for_each_other(store: Store) -> None:
    person = meet(store)
    send(store, say("1", person.id), say("2", person.id), say("u", person.id, "urgent"))
    first = claim(store)
    assert keys(first) == ["u", "1"]
    assert claim(store) == []
    sent(store, first[1:])
    assert keys(claim(store)) == ["2"]


def test_a_retry_keeps_later_ones_waiting(store: Store, clock: FakeClock) -> None:
    person, other = meet(store), meet(store, MAI)
    send(store, say("1", person.id), say("2", person.id), say("3", other.id))
    one, three = claim(store)
    with store.begin() as connection:
        store.work(connection).outbox.retry(one.id, clock.now + 2 * MINUTE)
    sent(store, [three])
    assert claim(store) == []
    assert next_due(store) == clock.now + 2 * MINUTE
    clock.forward(2 * MINUTE)
    (again,) = claim(store)
    assert (again.message.key, again.attempts) == ("1", 2)


def test_a_dead_letter_lets_later_ones_pass(store: Store, clock: FakeClock) -> None:
    person = meet(store)
    send(store, replace(say("1", person.id), case_id="case-1"), say("2", person.id))
    (one,) = claim(store)
    with store.begin() as connection:
        outbox = store.work(connection).outbox
        outbox.dead(one.id, "refused")
        assert outbox.dead_letters() == [DeadLetter(one.id, person.id, "case-1", clock.now, 1, "refused")]
    assert keys(claim(store)) == ["2"]


def test_a_lease_that_ran_out_is_claimed_again(store: Store, clock: FakeClock) -> None:
    send(store, say("1", meet(store).id))
    assert keys(claim(store)) == ["1"]
    assert next_due(store) == clock.now + MINUTE
    clock.forward(MINUTE - timedelta(microseconds=1))
    assert claim(store) == []
    clock.forward(timedelta(microseconds=1))
    assert [parcel.attempts for parcel in claim(store)] == [2]


def test_what_a_dead_process_was_sending_is_released_on_these_channels_alone(store: Store) -> None:
    send(store, say("1", meet(store).id))
    assert keys(claim(store)) == ["1"]
    for channels, left in ((("telegram",), []), (("webchat",), ["1"])):
        with store.begin() as connection:
            store.work(connection).outbox.release(channels)
        assert keys(claim(store)) == left


@pytest.mark.parametrize(("lane", "left"), [("bulk", []), ("reply", ["1"])])
def test_what_is_on_its_way_to_who_hides_is_not_tried_again(lane: Lane, left: list[str], store: Store) -> None:
    person = meet(store)
    send(store, replace(say("1", person.id), lane=lane))
    (one,) = claim(store)
    with store.begin() as connection:
        work = store.work(connection)
        work.outbox.drop(person.id)
        work.outbox.retry(one.id, work.now)
    assert keys(claim(store)) == left, "a reply may be tried again: the clearing waits for it"


def test_a_dead_letter_that_was_looked_at_counts_no_more(store: Store) -> None:
    send(store, say("1", meet(store).id))
    (one,) = claim(store)
    with store.begin() as connection:
        outbox = store.work(connection).outbox
        outbox.dead(one.id, "refused")
        outbox.seen()
        assert outbox.dead_letters() == []


def test_a_message_waits_its_time(store: Store, clock: FakeClock) -> None:
    send(store, replace(say("1", meet(store).id), wait=MINUTE))
    assert claim(store) == []
    assert next_due(store) == clock.now + MINUTE
    clock.forward(MINUTE)
    assert keys(claim(store)) == ["1"]


def test_only_the_channels_asked_for(store: Store) -> None:
    send(store, say("1", meet(store).id), say("2", meet(store, FAR).id))
    assert keys(claim(store)) == ["1"]
    assert next_due(store, ["zalo_oa"]) is None
    assert keys(claim(store, ["telegram", "zalo_oa"])) == ["2"]


def test_since_when_an_urgent_message_waits(store: Store, clock: FakeClock) -> None:
    person = meet(store)
    with store.connection() as connection:
        assert store.work(connection).outbox.oldest_urgent_unsent(WEB) is None
    send(store, say("1", person.id))
    clock.forward(MINUTE)
    send(store, say("2", person.id, "urgent"))
    clock.forward(MINUTE)
    parcels = claim(store)
    with store.connection() as connection:
        outbox = store.work(connection).outbox
        assert outbox.oldest_urgent_unsent(WEB) == START + MINUTE
        assert outbox.oldest_urgent_unsent(["telegram"]) is None, "nobody claims what waits on another channel"
    sent(store, parcels)
    with store.connection() as connection:
        assert store.work(connection).outbox.oldest_urgent_unsent(WEB) is None


def test_what_was_sent_is_forgotten(store: Store) -> None:
    send(store, say("1", meet(store).id))
    sent(store, claim(store))
    with store.connection() as connection:
        assert connection.execute(text("SELECT state, sealed FROM outbox")).one() == ("sent", None)


def test_an_erased_case_sends_no_more(store: Store) -> None:
    open_case(store)
    send(store, replace(say("1", meet(store).id), case_id=CASE.id))
    with store.begin() as connection:
        store.work(connection).cases.erase(CASE.id)
    assert claim(store) == []
    assert next_due(store) is None


CLAIMED = {"now": START, "last": LANES["bulk"], "most": 9}


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_claim_walks_the_short_index_in_its_order(store: Store) -> None:
    """However many messages were sent or wait in the bulk lane, the urgent ones are found first (SQLite's plan)."""
    steps = plan_of(store, free(WEB), CLAIMED)
    assert "ix_outbox_line" in steps[2] and not [step for step in steps if "SCAN" in step]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_two_claims_at_once_never_meet_and_keep_the_order(store: Store) -> None:
    """Two open transactions on PostgreSQL: the second passes over what the first holds."""
    people = [meet(store, Address("webchat", str(n))) for n in range(4)]
    send(store, *(say(f"{n}.{turn}", person.id) for turn in (1, 2) for n, person in enumerate(people)))
    with store.begin() as one, store.begin() as two:
        first, second = store.work(one), store.work(two)
        mine = first.outbox.claim(first.now, WEB, 2, MINUTE)
        yours = second.outbox.claim(second.now, WEB, 9, MINUTE)
        assert (keys(mine), keys(yours)) == (["0.1", "1.1"], ["2.1", "3.1"])
        assert first.outbox.claim(first.now, WEB, 9, MINUTE) == []


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_many_claimers_send_each_message_once_and_in_order(store: Store) -> None:
    people = [meet(store, Address("webchat", str(n))) for n in range(5)]
    send(store, *(say(f"{n}.{turn}", person.id) for turn in range(6) for n, person in enumerate(people)))
    log: list[str] = []

    def work_off() -> None:
        while len(log) < 30:
            parcels = claim(store, limit=2)
            log.extend(keys(parcels))
            sent(store, parcels)

    threads = [Thread(target=work_off) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(log) == len(set(log)) == 30
    for n in range(5):
        assert [key for key in log if key.startswith(f"{n}.")] == [f"{n}.{turn}" for turn in range(6)]


def test_what_is_taken_back_is_not_tried_again(store: Store) -> None:
    """A send that fails after its case was taken back is forgotten; other cases and other people keep theirs."""
    person = meet(store).id
    send(store, OutgoingMessage("alert", person, "x", lane="urgent", case_id="case-1"))
    send(store, OutgoingMessage("other", person, "x", lane="urgent", case_id="case-2"))
    with store.begin() as connection:
        work = store.work(connection)
        (parcel,) = work.outbox.claim(work.now, ("webchat",), 9, MINUTE)
        work.take_back(person, "case-1")
        work.send(OutgoingMessage("retract", person, lane="urgent", act="retract", case_id="case-1"))
        work.outbox.retry(parcel.id, work.now)
        assert [p.message.key for p in work.outbox.claim(work.now, ("webchat",), 9, MINUTE)] == ["other"]


def test_what_waits_about_a_case_is_dropped_with_every_list(store: Store) -> None:
    person = meet(store).id
    for key, case_id in (("mine", "case-1"), ("list", SEVERAL), ("other", "case-2"), ("plain", "")):
        send(store, OutgoingMessage(key, person, "x", case_id=case_id))
    with store.begin() as connection:
        work = store.work(connection)
        work.take_back(person, "case-1")
        found = []
        while parcels := work.outbox.claim(work.now, ("webchat",), 9, MINUTE):
            for parcel in parcels:
                found.append(parcel.message.key)
                work.outbox.sent(parcel.id, f"id of {parcel.message.key}")
        assert found == ["other", "plain"]
        assert work.outbox.traces_about(person, "case-2", 9) == ["id of other"]


def postponed(store: Store, parcel: Parcel, until: datetime) -> None:
    with store.begin() as connection:
        store.work(connection).outbox.postpone(parcel.id, until)


def test_what_waits_for_a_quota_silences_nothing_that_comes_after_it(store: Store, clock: FakeClock) -> None:
    person = meet(store)
    send(store, say("1", person.id), say("2", person.id))
    (one,) = claim(store)
    postponed(store, one, clock.now + 60 * MINUTE)
    assert next_due(store) == clock.now, "the same row as may be claimed"
    two = claim(store)
    assert keys(two) == ["2"]
    sent(store, two)
    assert claim(store) == [] and next_due(store) == clock.now + 60 * MINUTE
    clock.forward(60 * MINUTE)
    assert [(p.message.key, p.attempts) for p in claim(store)] == [("1", 1)]


def test_what_waited_keeps_its_place_once_it_is_due(store: Store, clock: FakeClock) -> None:
    person = meet(store)
    send(store, say("1", person.id), say("2", person.id))
    (one,) = claim(store)
    postponed(store, one, clock.now + MINUTE)
    clock.forward(MINUTE)
    (one,) = claim(store)
    assert one.message.key == "1" and claim(store) == []
    with store.begin() as connection:
        store.work(connection).outbox.retry(one.id, clock.now + MINUTE)
    assert claim(store) == [], "tried and to be tried again, it is in front"
    assert next_due(store) == clock.now + MINUTE


def test_who_writes_gets_at_once_what_waited_for_that(store: Store, clock: FakeClock) -> None:
    person, other = meet(store, Address("zalo_oa", "11:1")), meet(store, Address("zalo_oa", "11:2"))
    send(store, say("1", person.id), say("2", other.id), replace(say("w", person.id, "bulk"), wait=MINUTE))
    for parcel in claim(store, ["zalo_oa"]):
        postponed(store, parcel, clock.now + 60 * MINUTE)
    with store.begin() as connection:
        work = store.work(connection)
        work.ledger.interacted(person.id, work.now)
    assert keys(claim(store, ["zalo_oa"])) == ["1"], "of this person alone, and not what waits for a reason of ours"


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_what_stands_in_front_is_found_by_the_person(store: Store) -> None:
    moment = {"now": START}
    for statement, values in ((free(WEB), CLAIMED), (next_free(WEB), moment), (DUE_AT_ONCE, {**moment, "this": "p"})):
        steps = plan_of(store, statement, values)
        assert any("ix_outbox_person" in step for step in steps), "one person's few, not all that waits"


def test_who_leaves_takes_no_taking_back_with_them(store: Store) -> None:
    person = meet(store).id
    send(store, say("1", person), OutgoingMessage("r", person, lane="urgent", act="retract", case_id="case-1"))
    with store.begin() as connection:
        store.work(connection).unsend(person)
    assert keys(claim(store)) == ["r"]


@pytest.mark.parametrize("whose", ["person", "case"])
@pytest.mark.parametrize("arrives", [True, False])
def test_what_was_erased_while_it_was_sent_leaves_no_id(store: Store, whose: str, arrives: bool) -> None:
    open_case(store)
    person = meet(store).id
    send(store, replace(say("1", person), case_id=CASE.id))
    (one,) = claim(store)
    with store.begin() as connection:
        work = store.work(connection)
        work.people.erase(person) if whose == "person" else work.cases.erase(CASE.id)
    with store.begin() as connection:
        outbox = store.work(connection).outbox
        outbox.sent(one.id, "platform-1") if arrives else outbox.dead(one.id, "window")
        row = connection.execute(text("SELECT state, problem, platform_id, trace_hash FROM outbox")).one()
    assert row == ("dead", "erased", None, None)


def test_what_was_let_go_on_its_way_can_still_be_cleared(store: Store) -> None:
    person = meet(store).id
    send(store, say("1", person, "urgent"))
    (one,) = claim(store)
    with store.begin() as connection:
        work = store.work(connection)
        work.unsend(person)
        work.outbox.sent(one.id, "platform-1")
        assert work.outbox.traces(person, START, 9) == ["platform-1"]
