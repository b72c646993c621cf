"""Pages of a run: each human once, however they subscribed, hid, left or came back, and not more often than the cap."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.store import Store
from bot.store.audience import HARMLESS
from bot.store.campaign_copies import Outcome
from bot.store.campaign_line import SCANNED, fresh
from handlers.events import Address
from referral.campaigns import Subscription, whom
from referral.campaigns.parse import parse_campaign
from tests.fakes import FakeClock
from tests.store_cast import START
from tests.subscribers import Crowd, run_of, text_of

DAY = timedelta(days=1)


@pytest.fixture
def crowd(store: Store) -> Crowd:
    return Crowd(store)


def test_nobody_is_there(crowd: Crowd) -> None:
    run = crowd.add(run_of())
    page = crowd.claim(run)
    assert not page.recipients and not page.more and crowd.states(run) == {}
    assert not crowd.claim(run).more, "and stays so"


def test_a_human_on_three_channels_gets_one_copy_on_the_preferred_one(crowd: Crowd) -> None:
    ways = {
        channel: crowd.join(channel, channel, human="h", rank=rank)
        for rank, channel in enumerate(("zalo_oa", "telegram", "webchat"))
    }
    run = crowd.add(run_of())
    assert crowd.claim_all(run, ("telegram", "webchat", "zalo_oa")) == [ways["zalo_oa"]]


@pytest.mark.parametrize("lost", ["gone", "hidden", "never", "withdrawn"])
def test_when_the_preferred_way_is_no_way_the_next_one_is_taken(crowd: Crowd, lost: str) -> None:
    crowd.join("1", "zalo_oa", contact="" if lost == "gone" else lost, human="h")
    if lost == "gone":
        crowd.do(lambda work: work.staff.set_gone(work.people.at(Address("zalo_oa", "1")).id, True))
    second = crowd.join("2", human="h", rank=1)
    assert crowd.claim_all(crowd.add(run_of()), ("zalo_oa", "telegram")) == [second]


def test_a_preferred_way_that_the_campaign_is_not_for_stands_in_nobodys_way(crowd: Crowd) -> None:
    """An officer linked Telegram, which is for work, and asked on our page for more."""
    office = crowd.join("1", human="h", topics=("work",))
    page = crowd.join("2", "webchat", human="h", rank=1, topics=("drowning", "work"))
    channels = ("telegram", "webchat")
    assert crowd.claim_all(crowd.add(run_of("d")), channels) == [page]
    assert crowd.claim_all(crowd.add(run_of("w", text_of("work"))), channels, per=(9, 9)) == [office]


def test_of_two_ways_only_the_one_that_allowed_it_gets_a_neutral_message(crowd: Crowd) -> None:
    me = crowd.join("1", human="h")
    allowed = crowd.join("2", "webchat", contact="neutral", human="h", rank=1)
    crowd.in_case(me)
    run = crowd.add(run_of("n", f"{text_of()}\nneutral = true"))
    assert crowd.claim_all(run, ("telegram", "webchat")) == [allowed]


def test_of_two_ways_of_the_same_rank_one_is_taken(crowd: Crowd) -> None:
    ways = [crowd.join(str(n), human="h") for n in range(2)]
    assert crowd.claim_all(crowd.add(run_of())) == [min(ways)]


def test_the_order_of_pages_changes_nothing(crowd: Crowd) -> None:
    everybody = {crowd.join(str(n), human=f"h{n // 2}", rank=n % 2) for n in range(30)}
    runs = [crowd.add(run_of(id)) for id in ("a", "b", "c")]
    whole, small, single = (
        sorted(crowd.claim_all(run, most=most)) for run, most in zip(runs, (100, 7, 1), strict=True)
    )
    assert len(whole) == 15 and set(whole) <= everybody
    capped = crowd.states(runs[1])
    assert small == single == [] and capped == {("waiting", "cap"): 15}, "the first run was today's"


@pytest.mark.parametrize("before", range(5))
def test_whoever_was_begun_before_a_death_is_not_sent_again(crowd: Crowd, before: int) -> None:
    everybody = {crowd.join(str(n)) for n in range(10)}
    run = crowd.add(run_of())
    begun = [one.person_id for _ in range(before) for one in crowd.claim(run, most=2).recipients]
    crowd.do(lambda work: work.copies.orphaned(run.id))
    rest = crowd.claim_all(run, most=3)
    assert sorted([*begun, *rest]) == sorted(everybody)
    lost = {("unsure", "died"): len(begun)} if begun else {}
    assert crowd.states(run) == lost | {("sent", ""): len(rest)} if rest else lost


def test_what_was_not_begun_when_a_process_died_goes_out_later(crowd: Crowd) -> None:
    crowd.join("1"), crowd.join("2")
    run = crowd.add(run_of())
    page = crowd.claim(run)
    crowd.do(lambda work: work.copies.orphaned(run.id))
    outcome = Outcome(page.recipients[0].person_id, "waiting", due_at=START)
    crowd.do(lambda work: work.copies.ended(run.id, page.id, [outcome]))
    again = crowd.claim(run)
    assert [(one.person_id, one.attempts) for one in again.recipients] == [(outcome.person_id, 2)]
    crowd.do(lambda work: work.copies.ended(run.id, page.id, [replace(outcome, state="sent")]))
    assert crowd.states(run) == {("sending", ""): 1, ("unsure", "died"): 1}, "an old page says nothing any more"


def test_a_pilot_that_is_widened_gives_nobody_a_second_copy(crowd: Crowd) -> None:
    there = [crowd.join(str(n), commune="21340") for n in range(4)]
    elsewhere = [crowd.join(f"e{n}", commune="14797") for n in range(4)]
    run = crowd.add(run_of(area="21340"))
    assert sorted(crowd.claim_all(run)) == sorted(there)
    wide = replace(run, area="")

    def widen(work) -> None:  # type: ignore[no-untyped-def]
        work.campaigns.save(wide)
        work.campaigns.widen(wide)

    crowd.do(widen)
    assert sorted(crowd.claim_all(wide)) == sorted(elsewhere)
    crowd.do(widen)
    assert crowd.claim_all(wide) == []


def test_a_spot_is_one_commune(crowd: Crowd) -> None:
    there = crowd.join("1", commune="21340")
    crowd.join("2", commune="14797")
    assert crowd.claim_all(crowd.add(run_of(spot="21340"))) == [there]


def test_a_way_that_became_another_humans_has_had_its_copy(crowd: Crowd) -> None:
    me = crowd.join("1", human="a", commune="21340")
    run = crowd.add(run_of(area="21340"))
    assert crowd.claim_all(run) == [me]
    crowd.join("1", human="officer:b")
    crowd.do(lambda work: work.campaigns.widen(run))
    assert crowd.claim_all(run) == []


HOLDS_BACK = ("physical_violence", "not_relevant", "special_circumstances", "injury_now", "drowning_now", "disaster")


def test_two_ways_that_become_one_human_during_a_run_get_one_copy(crowd: Crowd) -> None:
    first = crowd.join("1")
    crowd.join("2", "webchat")
    run = crowd.add(run_of())
    assert crowd.claim_all(run) == [first]
    crowd.join("1", human="h"), crowd.join("2", "webchat", human="h", rank=-1)
    assert crowd.claim_all(run, ("webchat",)) == []
    assert crowd.claim_all(crowd.add(run_of("b")), ("telegram", "webchat")) == [], "nor does the cap count anew"


@pytest.mark.parametrize("channel", ["telegram", "webchat"])
def test_two_copies_that_wait_for_what_is_one_human_today_do_not_both_go(
    crowd: Crowd, clock: FakeClock, channel: str
) -> None:
    ways = [crowd.join("1"), crowd.join("2", channel)]
    run = crowd.add(run_of())
    for name in {"telegram", channel}:
        page = crowd.claim(run, name)
        outcomes = [Outcome(one.person_id, "waiting", "down", due_at=START) for one in page.recipients]
        crowd.do(lambda work, page=page, told=outcomes: work.copies.ended(run.id, page.id, told))  # type: ignore[misc]
    crowd.join("1", human="h"), crowd.join("2", channel, human="h", rank=1)
    got = crowd.claim_all(run, sorted({"telegram", channel}))
    assert len(got) == 1 and set(got) < set(ways)
    assert crowd.states(run) == {("sent", ""): 1, ("skipped", "left"): 1}


@pytest.mark.parametrize("category", HOLDS_BACK)
def test_nobody_with_an_open_case_of_harm_on_any_way_gets_it(crowd: Crowd, category: str) -> None:
    crowd.join("1", human="h")
    other = crowd.join("2", "webchat", human="h", rank=1)
    crowd.in_case(other, category=category)  # unknown cries count too, and rescues: a father may be the cause
    assert crowd.claim_all(crowd.add(run_of()), ("telegram", "webchat")) == []


@pytest.mark.parametrize(
    ("changed", "gets"),
    [*(({"category": name}, 1) for name in HARMLESS), ({"status": "closed"}, 1), ({}, 0)],
)
def test_other_cases_hold_nothing_back(crowd: Crowd, changed: dict[str, str], gets: int) -> None:
    crowd.in_case(crowd.join("1"), **changed)
    assert len(crowd.claim_all(crowd.add(run_of()))) == gets


def test_a_neutral_message_may_go_to_whoever_allowed_it(crowd: Crowd) -> None:
    crowd.in_case(crowd.join("1", contact="neutral"))
    neutral = run_of("n", f"{text_of()}\nneutral = true")
    assert crowd.claim_all(crowd.add(run_of())) == []
    assert len(crowd.claim_all(crowd.add(neutral))) == 1


def test_a_neutral_message_does_not_go_to_whoever_said_nothing_of_it(crowd: Crowd) -> None:
    crowd.in_case(crowd.join("1"))
    assert crowd.claim_all(crowd.add(run_of("n", f"{text_of()}\nneutral = true"))) == []


def test_reminders_of_work_are_only_for_whoever_named_them(crowd: Crowd) -> None:
    crowd.join("1"), crowd.join("2", topics=("drowning",))
    officer = crowd.join("3", topics=("work",), role="police")
    assert crowd.claim_all(crowd.add(run_of("w", text_of("work")))) == [officer]
    assert officer not in crowd.claim_all(crowd.add(run_of("d")))


def test_few_among_many_are_found_over_several_pages(crowd: Crowd) -> None:
    people = [crowd.join(str(n)) for n in range(30)]
    last = max(people)
    crowd.do(lambda work: work.subscriptions.save(Subscription(last, "telegram", work.now, role="parent")))
    run = crowd.add(run_of(text=text_of(audience="role is parent")))
    assert SCANNED > 30 and crowd.claim_all(run) == [last]


def test_the_scan_ends_after_so_many_and_goes_on(crowd: Crowd) -> None:
    def many(work) -> None:  # type: ignore[no-untyped-def]
        rows = [{"id": f"{n:024d}", "hash": f"x:{n}"} for n in range(SCANNED + 5)]
        work.connection.execute(
            text(
                "INSERT INTO people (id, channel, address_hash, sealed, locale, officer_id, told_clearing,"
                " receipt_misses, subscribed) VALUES (:id, 'telegram', :hash, '', 'vi', '', FALSE, 0, TRUE)"
            ),
            rows,
        )
        work.connection.execute(
            text(
                "INSERT INTO subscriptions (person_id, channel, human, rank, since, source, commune, province, role,"
                " topics, push) VALUES (:id, 'telegram', :id, 0, 0, 'chat', '', '', '', ',', '')"
            ),
            rows,
        )

    crowd.do(many)
    run = crowd.add(run_of(text=text_of(audience="role is parent")))
    assert crowd.claim(run).more, "nobody fits, but there are more behind"
    assert not crowd.claim(run).more


def test_a_page_is_looked_up_along_the_line_and_by_human(store: Store) -> None:
    if not store.database.is_sqlite:
        pytest.skip("the plan is SQLite's")
    campaign = parse_campaign("x", text_of(audience="commune is 21340"))
    statement = fresh(whom(campaign)).compile(store.database.engine)  # type: ignore[attr-defined]
    names = statement.positiontup or ()
    values = [0 if name in ("most", "today", "lately") else statement.params[name] or "x" for name in names]
    with store.connection() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", tuple(values))
        plan = [row[3] for row in rows]
    said = "\n".join(plan)
    assert "ix_subscriptions_line (channel=? AND person_id>? AND person_id<?)" in said, said
    assert "uq_campaign_copies_human (run_id=? AND human=?)" in said and "ix_campaign_copies_lately (human=?" in said
    assert (
        said.count("ix_subscriptions_human (human=?)") >= 3 and "campaign_copies_1 (run_id=? AND person_id=?)" in said
    ), said
    assert "ix_campaign_copies_person_id_at (person_id=? AND at>?)" in said, said
    assert "SCAN" not in said and "ORDER BY" not in said, f"who is sorted is looked at first, all of them: {said}"


def test_a_second_process_that_claims_meanwhile_takes_nobody(crowd: Crowd, store: Store) -> None:
    if store.database.is_sqlite:
        pytest.skip("there is one writer")
    crowd.join("1")
    a, b = crowd.add(run_of("a")), crowd.add(run_of("b"))
    with store.begin() as connection:
        mine = store.work(connection).copies.claim(a, parse_campaign("a", a.text), "telegram", 9, (1, 3))
        other = crowd.claim(b)
    assert len(mine.recipients) == 1 and not other.recipients and other.more
    assert crowd.claim_all(b) == [] and crowd.states(b) == {("waiting", "cap"): 1}


def test_the_database_itself_refuses_a_second_copy(crowd: Crowd) -> None:
    crowd.join("1", human="h")
    run = crowd.add(run_of())
    crowd.claim_all(run)
    again = text(
        "INSERT INTO campaign_copies (run_id, person_id, human, channel, commune, state, reason, paid, attempts, page,"
        " at, due_at) VALUES (:run, 'another', 'h', '', '', 'sending', '', FALSE, 1, '', 0, 0)"
    )
    with pytest.raises(IntegrityError):
        crowd.do(lambda work: work.connection.execute(again, {"run": run.id}))
