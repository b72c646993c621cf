"""The life of a campaign's run: by its calendar or by hand, with a second person, paused, stopped, corrected."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.desk.mail_moments import Served, spread_of, to_count
from bot.desk.mail_runs import settle
from bot.store import Store, Surroundings
from bot.store.campaign_copies import Outcome
from bot.store.campaigns import parsed
from bot.store.work import SqlWork
from handlers import campaign_calendar, campaign_runs
from handlers.campaign_catalogue import catalogue
from handlers.events import Address
from handlers.house import House
from handlers.keeps_campaigns import Kept
from referral.campaigns import BadCampaign, Rules
from referral.campaigns.runs import BadStep, Run
from referral.permissions import may_direct
from tests.campaign_acts import subscribed
from tests.cast import OFFICERS, OFFICERS_AT, OWN_CHANNELS, live_directory
from tests.fakes import FakeClock, seeded_chance
from tests.room import Room, act, move_in

BY = "deployer"
SON_TAY, VINH_YEN = "21340", "08707"
DESK, DEPUTY, PROVINCE = "Trực ban", "Phó trực ban", "Trực ban tỉnh"
WORDS = 'topic = "home"\nvi = "Chào cả nhà"\nen = "Hello"\n'
SUMMER = f'title = "Mùa hè"\nwhen = "each Friday from 1 May to 30 September"\n{WORDS}'
ONCE = f'title = "Một lần"\nwhen = "20 November 2026"\n{WORDS}'
NEAR = f'title = "Gần nhà"\nwhen = "3 days after a hazard"\n{WORDS}'
THEMED = 'title = "Chủ đề"\nwhen = "1 June"\ntopic = "home"\nvi = "Năm nay: {theme}"\nen = "This year: {theme}"\n'
HAZARD = "ở đây có cái ao không rào, trẻ con hay ra chơi, gần nhà bà Tư thôn 3 xã Sơn Tây, Quảng Ngãi"


@pytest.fixture
def here(url: str, tmp_path: Path) -> Iterator[Room]:
    """A room on both databases; more than ten recipients want a second person."""
    clock = FakeClock()
    house = House(own_channels=OWN_CHANNELS, campaigns=Rules(approval=10))
    store = Store.open(url, tmp_path / "keys.json", Surroundings(house, clock, seeded_chance(1), True))
    made = Room(store, clock)
    made.do(lambda work: move_in(work, live_directory(), linked=True))
    made.do(lambda work: subscribed(work, Address("webchat", "hoa"), SON_TAY))
    yield made
    store.close()


def at(*moment: int) -> datetime:
    """A moment in Vietnam."""
    return datetime(*moment, tzinfo=UTC) - timedelta(hours=7)  # type: ignore[arg-type,misc]


def keep(here: Room, name: str, text: str, on: bool = False) -> None:
    """A campaign that coordinators wrote."""
    here.do(lambda work: work.campaigns.keep(Kept(name, text)))
    if on:
        here.do(lambda work: campaign_calendar.turn_on(work, name, BY))


def started(here: Room, pilot: str = "", by: str = BY) -> Run:
    """A run of the summer campaign, by hand."""
    keep(here, "summer", SUMMER)
    return here.do(lambda work: campaign_runs.start(work, "summer", by, pilot))


def done(here: Room, step: Callable[[SqlWork, Run, str], Run], run: Run, by: str = BY) -> Run:
    """The run after somebody did this to it."""
    return here.do(lambda work: step(work, the_run(work, run), by))


def counted(here: Room, run: Run, planned: int) -> Run:
    """The run after it was counted."""
    return here.do(lambda work: campaign_runs.counted(work, the_run(work, run), planned))


def the_run(work: SqlWork, run: Run) -> Run:
    """A run as it is kept."""
    found = work.campaigns.run(run.id)
    assert found
    return found


def runs(here: Room, name: str) -> list[tuple[str, str]]:
    """The days and spots for which a campaign has runs, the oldest first."""
    return here.do(lambda work: sorted((run.day, run.spot) for run in work.campaigns.runs(campaign=name)))


def fire(here: Room, moment: datetime) -> None:
    """Time passes at once until then; what is due of campaigns happens."""
    here.clock.now = moment
    for timer in here.do(lambda work: work.timers.due(work.now, 100)):
        if timer.kind == "campaign":
            here.do(partial(act, timer=timer))


def waits(here: Room) -> dict[str, datetime]:
    """The timers of campaigns."""
    return here.do(lambda work: {timer.key: timer.due_at for timer in work.timers_of("campaign")})


def audited(here: Room, word: str) -> list[str]:
    """What was written down of campaigns, with this word."""
    actions = here.do(lambda work: [a.action for a in work.audited("")])
    return [action for action in actions if action.startswith(f"campaign {word}")]


def test_a_campaign_that_is_on_runs_at_each_of_its_days(here: Room) -> None:
    keep(here, "summer", SUMMER, on=True)
    assert waits(here) == {"campaign:summer": at(2027, 5, 6, 8, 30)}
    fire(here, at(2027, 5, 7, 8, 30))
    fire(here, at(2027, 5, 14, 8, 31))
    assert runs(here, "summer") == [("2027-05-07", ""), ("2027-05-14", "")]
    assert waits(here) == {"campaign:summer": at(2027, 5, 20, 8, 30)}
    (run, _) = here.do(lambda work: work.campaigns.runs())
    assert run.number.startswith("CD-") and run.created_by == "calendar" and run.state == "planning"
    assert run.starts_at == at(2027, 5, 14, 8, 30) and run.ends_at == at(2027, 5, 16), "two days, its own and the next"
    assert parsed(run).texts["en"] == "Hello"


def test_one_that_is_off_waits_for_nothing(here: Room) -> None:
    keep(here, "summer", SUMMER, on=True)
    here.do(lambda work: campaign_calendar.turn_off(work, "summer", BY))
    assert waits(here) == {} and not here.do(catalogue)["summer"].on
    here.do(campaign_calendar.begin)
    assert waits(here) == {}
    assert audited(here, "on") == ["campaign on summer"] and audited(here, "off") == ["campaign off summer"]


def test_a_timer_of_one_that_was_turned_off_or_taken_away_does_nothing(here: Room) -> None:
    keep(here, "summer", SUMMER, on=True)
    here.do(lambda work: work.campaigns.keep(Kept("summer", SUMMER)))
    fire(here, at(2027, 5, 7, 8, 30))
    assert runs(here, "summer") == [] and waits(here) == {}


def test_days_that_passed_while_nobody_was_there_are_written_down_and_skipped(here: Room) -> None:
    keep(here, "summer", SUMMER, on=True)
    here.clock.now = at(2027, 5, 22, 12)
    here.do(campaign_calendar.begin)  # the program starts again: what is overdue waits
    fire(here, at(2027, 5, 22, 12))
    assert runs(here, "summer") == [("2027-05-21", "")], "it may take two days"
    assert audited(here, "missed") == ["campaign missed summer 2027-05-07", "campaign missed summer 2027-05-14"]


def test_a_clock_that_jumps_back_makes_no_second_run(here: Room) -> None:
    keep(here, "summer", SUMMER, on=True)
    fire(here, at(2027, 5, 7, 8, 30))
    here.clock.now = at(2027, 5, 1, 8)
    here.do(campaign_calendar.begin)
    assert waits(here) == {"campaign:summer": at(2027, 5, 6, 8, 30)}
    fire(here, at(2027, 5, 7, 8, 30))
    assert runs(here, "summer") == [("2027-05-07", "")]


def test_quiet_hours_move_it_to_the_morning_after_its_day(here: Room) -> None:
    here.do(lambda work: work.campaigns.keep(Kept("summer", SUMMER + "at = 22:15:00\n", on=True)))
    here.do(campaign_calendar.begin)  # it was turned on while other quiet hours held
    assert waits(here) == {"campaign:summer": at(2027, 5, 7, 7)}
    fire(here, at(2027, 5, 8, 7))
    assert runs(here, "summer") == [("2027-05-07", "")]
    assert waits(here) == {"campaign:summer": at(2027, 5, 14, 7)}


def test_an_hour_at_night_and_a_button_for_others_are_not_turned_on(here: Room) -> None:
    for word in ("at = 22:15:00\n", 'flow = "unclear"\n', 'flow = "close"\n'):
        with pytest.raises(BadCampaign, match=r"write another hour|use one of"):
            keep(here, "summer", SUMMER + word, on=True)
    keep(here, "summer", SUMMER + 'flow = "report"\n', on=True)


def test_a_lunar_day_is_found_in_each_year(here: Room) -> None:
    here.do(lambda work: campaign_calendar.turn_on(work, "mid_autumn", BY))
    days = []
    for _ in range(2):
        (moment,) = waits(here).values()
        fire(here, moment)
        days.append(runs(here, "mid_autumn")[-1][0])
    assert [date.fromisoformat(day).year for day in days] == [2027, 2028]


def test_one_off_days_and_names_are_looked_at(here: Room) -> None:
    keep(here, "once", ONCE)
    for refused in (
        lambda work: campaign_calendar.turn_on(work, "once", BY),
        lambda work: campaign_runs.start(work, "once", BY),
        lambda work: campaign_runs.start(work, "nothing", BY),
        lambda work: campaign_runs.start(work, "family_day", BY, "00000"),
    ):
        with pytest.raises(BadCampaign):
            here.do(refused)


def test_after_its_last_day_it_waits_for_nothing(here: Room) -> None:
    keep(here, "once", ONCE.replace("20 November", "24 November"), on=True)
    fire(here, at(2026, 11, 24, 8, 30))
    assert runs(here, "once") == [("2026-11-24", "")] and waits(here) == {}


def test_one_of_today_after_its_hour_is_started_by_hand(here: Room) -> None:
    today = ONCE.replace("20 November", "22 November")
    keep(here, "once", today)
    with pytest.raises(BadCampaign, match="`langnghe campaign start once` still sends it today"):
        here.do(lambda work: campaign_calendar.turn_on(work, "once", BY))
    keep(here, "night", today.replace("22", "24") + "days = 1\nat = 22:00:00\n")
    with pytest.raises(BadCampaign, match="at: it lies in the quiet hours"):
        here.do(lambda work: campaign_calendar.turn_on(work, "night", BY))
    assert waits(here) == {}
    keep(here, "evening", today + "at = 20:00:00\n", on=True)
    fire(here, here.clock.now)
    assert runs(here, "evening") == [("2026-11-22", "")], "an hour that comes"


def ahead(here: Room, planned: int) -> Run:
    """The run of the seventh of May, planned and counted the day before."""
    keep(here, "summer", SUMMER, on=True)
    fire(here, at(2027, 5, 6, 8, 30))
    (run,) = here.do(lambda work: work.campaigns.runs())
    assert here.do(lambda work: to_count(work, run, Served(frozenset(), {}))).at == here.clock.now
    return counted(here, run, planned)


def test_a_second_person_has_a_day_and_then_the_desks_hear_that_it_was_not_sent(here: Room) -> None:
    run = ahead(here, 11)
    assert run.state == "approval" and len(here.deliver()) == 3
    here.clock.now = run.ends_at
    here.do(lambda work: settle(work, run.id, ""))
    assert here.do(lambda work: the_run(work, run)).state == "done"
    told = here.deliver()
    assert len(told) == 3 and all("chưa có người thứ hai duyệt" in message.text for message in told)


def test_what_is_approved_the_day_before_goes_at_its_hour(here: Room) -> None:
    run = ahead(here, 11)
    going = done(here, campaign_runs.approve, run, OFFICERS[DESK])
    assert going.state == "running" and going.begun_at == going.starts_at == at(2027, 5, 7, 8, 30)


def test_what_needs_nobody_is_counted_again_at_its_hour(here: Room) -> None:
    run = ahead(here, 0)
    assert run.state == "planning", "somebody may subscribe until then"
    assert here.do(lambda work: to_count(work, run, Served(frozenset(), {}))).at == at(2027, 5, 7, 8, 30)
    here.clock.now = run.starts_at
    assert counted(here, run, 5).state == "running"


def test_what_is_counted_after_its_days_is_over(here: Room) -> None:
    run = ahead(here, 3)
    here.clock.now = run.ends_at
    assert counted(here, run, 5).state == "done" and audited(here, "missed") == [f"campaign missed {run.number}"]


def test_one_turned_off_the_day_before_is_not_sent(here: Room) -> None:
    run = ahead(here, 3)
    here.do(lambda work: campaign_calendar.turn_off(work, "summer", BY))
    assert here.do(lambda work: the_run(work, run)).state == "stopped"


def test_a_theme_that_nobody_wrote_is_told_to_the_desks_and_nothing_is_sent(here: Room) -> None:
    keep(here, "themed", THEMED, on=True)
    (moment,) = waits(here).values()
    here.do(lambda work: work.campaigns.keep_year(moment.year, f"year = {moment.year}\n"))
    fire(here, moment)
    assert runs(here, "themed") == [] and len(audited(here, "hindered")) == 1
    told = [message for message in here.deliver() if "Chủ đề" in message.text]
    assert len(told) == 3 and f"{{theme}} {moment.year}" in told[0].text
    with pytest.raises(BadCampaign, match="theme"):
        here.do(lambda work: campaign_runs.start(work, "themed", BY))


def test_started_by_hand_it_runs_once_a_day_and_for_somebody(here: Room) -> None:
    run = started(here)
    assert run.day == "2026-11-22" and run.starts_at == here.clock.now and run.created_by == BY
    with pytest.raises(BadStep, match="today already"):
        started(here)
    with pytest.raises(BadStep, match="nobody there"):
        here.do(lambda work: campaign_runs.start(work, "family_day", BY, VINH_YEN))
    here.clock.now = at(2026, 11, 23, 22)
    assert started(here).starts_at == at(2026, 11, 24, 7), "no quiet hour"


def test_what_is_for_one_day_reaches_all_of_it_or_is_not_begun(here: Room) -> None:
    keep(here, "today", ONCE.replace("20 November 2026", "1 June") + "days = 1\n")

    def begun(*moment: int) -> Run:
        here.clock.now = at(*moment)
        return here.do(lambda work: campaign_runs.start(work, "today", BY))

    for late in ((2026, 11, 23, 20, 55), (2026, 11, 23, 22)):
        with pytest.raises(BadStep, match="its last day is 23/11/2026, and the quiet hours come first"):
            begun(*late)
    early = begun(2026, 11, 24, 1)
    assert (early.starts_at, early.ends_at) == (at(2026, 11, 24, 7), at(2026, 11, 25))
    run = begun(2026, 11, 25, 20, 30)
    going = counted(here, run, 10)
    assert spread_of(going, Rules()) == timedelta(minutes=20) and run.ends_at == at(2026, 11, 26)
    here.clock.now = at(2026, 11, 25, 21)
    with pytest.raises(BadStep, match="days are over"):
        done(here, campaign_runs.pause, run)
    pilot = here.do(lambda work: campaign_runs.by_hand(work, catalogue(work)["today"], BY, SON_TAY))
    with pytest.raises(BadStep, match="quiet hours"):
        here.do(lambda work: campaign_runs.widen(work, pilot, BY))


@pytest.mark.parametrize(("pilot", "told"), [(SON_TAY, 3), ("", 0)])
def test_the_calendar_gives_way_to_a_run_by_hand_and_tells_of_a_pilot(here: Room, pilot: str, told: int) -> None:
    here.clock.now = at(2027, 5, 7, 8)
    run = started(here, pilot)
    keep(here, "summer", SUMMER, on=True)
    fire(here, at(2027, 5, 7, 8, 30))
    assert runs(here, "summer") == [("2027-05-07", "")]
    assert audited(here, "gave way") == [f"campaign gave way summer 2027-05-07 {run.number}"]
    heard = here.deliver()
    assert len(heard) == told
    assert all(f"xã Sơn Tây, Quảng Ngãi ({run.number})" in m.text and "campaign widen" in m.text for m in heard)


def claimed(here: Room, run: Run) -> int:
    """How many get a copy now; they count as sent."""

    def claim(work: SqlWork) -> int:
        page = work.copies.claim(the_run(work, run), parsed(run), "webchat", 10, (9, 9))
        work.copies.ended(run.id, page.id, [Outcome(one.person_id, "sent") for one in page.recipients])
        return len(page.recipients)

    return here.do(claim)


def test_a_stopped_run_may_be_followed_on_its_day_and_nobody_gets_both(here: Room) -> None:
    first = counted(here, started(here), 5)
    assert claimed(here, first) == 1 and done(here, campaign_runs.stop, first).state == "stopped"
    here.do(lambda work: subscribed(work, Address("webchat", "tu"), SON_TAY))
    second = counted(here, started(here), 5)
    assert (second.day, second.turn) == (first.day, 1)
    assert claimed(here, second) == 1, "who had none"
    with pytest.raises(BadStep, match="today already"):
        started(here)
    done(here, campaign_runs.stop, second)
    third = counted(here, started(here), 5)
    assert third.turn == 2 and claimed(here, third) == 0
    here.clock.forward(timedelta(days=1))
    assert claimed(here, counted(here, started(here), 5)) == 2, "another day"


def test_an_article_is_broadcast_by_one_of_the_runs_of_a_day(here: Room) -> None:
    first = counted(here, started(here), 5)
    assert here.do(lambda work: work.progress.begin_article(first.id, "1"))
    done(here, campaign_runs.stop, first)
    second = started(here)
    assert not here.do(lambda work: work.progress.begin_article(second.id, "1"))
    assert here.do(lambda work: work.progress.begin_article(second.id, "2"))


def test_a_few_need_nobody_and_none_is_over_at_once(here: Room) -> None:
    run = counted(here, started(here), 10)
    assert run.state == "running" and run.planned == 10 and run.begun_at == here.clock.now
    assert here.deliver() == []
    here.clock.forward(timedelta(days=1))
    nobody = counted(here, started(here), 0)
    assert nobody.state == "done" and nobody.ended_at == here.clock.now
    assert all("không gửi tới ai" in message.text for message in here.deliver())
    assert done(here, lambda work, run, _: campaign_runs.finish(work, run), run).state == "done"


def test_many_need_a_second_person_who_did_not_make_it(here: Room) -> None:
    run = counted(here, started(here, by=OFFICERS[DESK]), 11)
    assert run.state == "approval"
    told = {m.person_id: m for m in here.deliver()}
    others = {here.person(Address(OFFICERS_AT, OFFICERS[name])) for name in (DEPUTY, PROVINCE)}
    assert set(told) == others, "not who started it"
    assert all("ít nhất 10 người" in m.text and m.buttons[0] == f"Duyệt {run.number}" for m in told.values())
    assert "chính anh chị" in here.officer(DESK, f"duyệt {run.number}")
    assert "Không có chiến dịch" in here.officer("UBND xã", f"duyệt {run.number}")
    here.clock.forward(timedelta(hours=3))
    assert "ít nhất 10 người" in here.officer(DEPUTY, f"duyệt {run.number}")
    going = here.do(lambda work: the_run(work, run))
    assert going.state == "running" and going.approved_by == OFFICERS[DEPUTY]
    assert going.begun_at == here.clock.now, "its starts are spread from now on"
    assert "đang gửi" in here.officer(PROVINCE, f"duyệt {run.number}")


def test_whoever_turned_it_on_does_not_approve_what_its_calendar_began(here: Room) -> None:
    keep(here, "summer", SUMMER)
    here.do(lambda work: campaign_calendar.turn_on(work, "summer", OFFICERS[DESK]))
    fire(here, at(2027, 5, 7, 8, 30))
    (run,) = here.do(lambda work: work.campaigns.runs())
    counted(here, run, 11)
    with pytest.raises(BadStep, match="somebody else"):
        done(here, campaign_runs.approve, run, OFFICERS[DESK])
    assert done(here, campaign_runs.approve, run, OFFICERS[DEPUTY]).state == "running"


def test_the_same_content_for_about_as_many_needs_no_new_word(here: Room) -> None:
    run = counted(here, started(here), 20)
    done(here, campaign_runs.approve, run, OFFICERS[DESK])
    for planned, state in ((30, "running"), (31, "approval")):
        here.clock.forward(timedelta(days=1))
        assert counted(here, here.do(lambda work: campaign_runs.start(work, "summer", BY)), planned).state == state
    here.clock.forward(timedelta(days=1))
    keep(here, "summer", SUMMER.replace("Chào", "Mến chào"))
    assert counted(here, here.do(lambda work: campaign_runs.start(work, "summer", BY)), 20).state == "approval"


def test_an_article_always_needs_a_second_person_who_reads_whom_it_reaches(here: Room) -> None:
    keep(here, "article", ONCE.replace("20 November", "24 November") + 'article = "a1"\nneutral = true\n')
    run = counted(here, here.do(lambda work: campaign_runs.start(work, "article", BY)), 1)
    assert run.state == "approval"
    told = here.deliver()
    assert all("a1: Zalo gửi cho mọi người" in m.text and "tới dưới 5 người" in m.text for m in told) and told
    assert "cả người không đăng ký" in here.officer(DESK, f"xem {run.number}")
    assert done(here, campaign_runs.approve, run, OFFICERS[DESK]).state == "running"
    here.clock.forward(timedelta(days=1))
    again = here.do(lambda work: campaign_runs.start(work, "article", BY))
    assert counted(here, again, 1).state == "approval", "nobody counts its followers"
    here.do(lambda work: work.campaigns.save(replace(again, area=SON_TAY)))
    assert counted(here, again, 1).state == "running", "a pilot broadcasts nothing"


def test_what_was_approved_is_sent_whatever_the_year_says_later(here: Room) -> None:
    keep(here, "themed", f"{THEMED}days = 3\n".replace("{theme}", "{theme} {day} {commune}"))
    here.do(lambda work: work.campaigns.keep_year(2026, year_2026("Lắng nghe")))
    run = counted(here, here.do(lambda work: campaign_runs.start(work, "themed", BY)), 11)
    before = here.officer(DESK, f"xem {run.number}")
    done(here, campaign_runs.approve, run, OFFICERS[DESK])
    here.do(lambda work: work.campaigns.keep_year(2026, year_2026("Khác hẳn")))
    assert parsed(run).texts["vi"] == "Năm nay: Lắng nghe 22/11 {commune}"
    assert "Năm nay: Lắng nghe 22/11" in before and "Lắng nghe 22/11" in here.officer(DEPUTY, f"xem {run.number}")
    here.clock.forward(timedelta(days=1))
    again = here.do(lambda work: campaign_runs.start(work, "themed", BY))
    assert counted(here, again, 11).state == "approval", "other words"
    text = THEMED.replace("{theme}", "Mới: {theme}") + "days = 3\n"
    fixed = done(here, lambda work, run, by: campaign_runs.correct(work, run, text, by), again)
    assert parsed(fixed).texts["vi"] == "Năm nay: Mới: Khác hẳn"


def year_2026(theme: str) -> str:
    return f'year = 2026\ntheme.vi = "{theme}"\ntheme.en = "{theme}"\n'


def test_nobody_approves_at_the_command_line_nor_too_late(here: Room) -> None:
    run = counted(here, started(here), 11)
    with pytest.raises(BadStep, match="may not approve"):
        done(here, campaign_runs.approve, run)
    here.clock.forward(timedelta(days=3))
    assert "đã qua ngày gửi" in here.officer(DESK, f"duyệt {run.number}")


def test_it_pauses_goes_on_and_stops(here: Room) -> None:
    run = counted(here, started(here), 10)
    here.do(lambda work: work.campaigns.save(replace(the_run(work, run), claimed=5)))
    assert done(here, campaign_runs.pause, run).state == "paused"
    with pytest.raises(BadStep, match="is paused"):
        done(here, campaign_runs.pause, run)
    here.clock.forward(timedelta(hours=4))
    resumed = done(here, campaign_runs.resume, run)
    assert resumed.state == "running"
    assert resumed.begun_at == here.clock.now - timedelta(minutes=30), (
        "half of them have it, half of the spread is left"
    )
    assert done(here, campaign_runs.stop, run).state == "stopped"
    for step in (campaign_runs.pause, campaign_runs.resume, campaign_runs.stop, campaign_runs.widen):
        with pytest.raises(BadStep, match="is stopped"):
            done(here, step, run)
    with pytest.raises(BadStep, match="nobody would read it"):
        done(here, lambda work, run, by: campaign_runs.correct(work, run, run.text, by), run)
    assert len(audited(here, "pause")) == len(audited(here, "resume")) == len(audited(here, "stop")) == 1


def test_in_chat_an_officer_of_a_desk_in_charge_does_the_same(here: Room) -> None:
    run = counted(here, started(here, pilot=SON_TAY), 3)
    number = run.number
    shown = here.officer(PROVINCE, f"xem {number}")
    assert "Chào cả nhà" in shown and "gửi tới dưới 5 người" in shown and "đang gửi" in shown
    assert "Chào cả nhà" in here.officer("UBND xã", f"xem {number}")
    assert "Không có chiến dịch" in here.officer("Công an xã Sơn Tây", f"xem {number}")
    assert "Đã tạm dừng" in here.officer(PROVINCE, f"tạm dừng {number}")
    assert "đang tạm dừng" in here.officer(DESK, f"tạm dừng {number}")
    assert "được gửi tiếp" in here.officer(PROVINCE, f"gửi tiếp {number}")
    assert "Đã dừng hẳn" in here.officer(PROVINCE, f"dừng {number}")
    assert "đã dừng hẳn" in here.officer(PROVINCE, f"xem {number}")
    assert "Không có chiến dịch CD-22222" in here.officer(DESK, "xem CD-22222")
    away = replace(run, area=VINH_YEN)
    here.do(lambda work: work.campaigns.save(away))
    assert "Không có chiến dịch" in here.officer(PROVINCE, f"xem {number}"), "another province's"


def test_a_cry_for_help_breaks_the_question_for_a_number(here: Room) -> None:
    assert "Gõ số" in here.officer(DESK, "duyệt chiến dịch")
    assert "113" in here.officer(DESK, "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi")


def test_a_pilot_is_widened_even_when_it_is_over_and_counted_anew(here: Room) -> None:
    run = counted(here, started(here, pilot=SON_TAY), 3)
    assert run.area == SON_TAY
    done(here, lambda work, run, _: campaign_runs.finish(work, run), run)
    here.clock.forward(timedelta(days=5))
    wide = done(here, campaign_runs.widen, run)
    assert (wide.area, wide.state, wide.ended_at) == ("", "planning", None)
    assert wide.starts_at == here.clock.now and wide.ends_at == at(2026, 11, 29)
    with pytest.raises(BadStep, match="no pilot"):
        done(here, campaign_runs.widen, run)
    assert counted(here, run, 11).state == "approval"


def test_other_words_reach_the_rest_and_many_readers_need_a_second_person_again(here: Room) -> None:
    run = counted(here, started(here), 20)

    def corrected(work: SqlWork, run: Run, by: str) -> Run:
        return campaign_runs.correct(work, run, campaign_runs.reworded(run, {"vi": "Xin chào"}), by)

    approved = done(here, campaign_runs.approve, run, OFFICERS[DESK])
    assert approved.state == "running"
    again = done(here, corrected, run, OFFICERS[DESK])
    assert again.state == "approval" and parsed(again).texts == {"vi": "Xin chào", "en": "Hello"}
    with pytest.raises(BadStep, match="somebody else"):
        done(here, campaign_runs.approve, run, OFFICERS[DESK])
    assert done(here, campaign_runs.approve, run, OFFICERS[DEPUTY]).state == "running"


def test_a_small_run_goes_on_with_its_new_words_and_only_words_change(here: Room) -> None:
    run = started(here)
    corrections = (SUMMER.replace("Hello", "Hi"), SUMMER.replace("home", "rights"), "title")
    fixed = done(here, lambda work, run, by: campaign_runs.correct(work, run, corrections[0], by), run)
    assert fixed.state == "planning"
    counted(here, run, 10)
    for text in corrections[1:]:
        with pytest.raises(BadCampaign):
            done(here, lambda work, run, by, text=text: campaign_runs.correct(work, run, text, by), run)  # type: ignore[misc]
    assert done(here, lambda work, run, by: campaign_runs.correct(work, run, SUMMER, by), run).state == "running"


def test_a_commune_is_reminded_days_after_a_hazard_and_then_not_for_a_month(here: Room) -> None:
    keep(here, "near", NEAR, on=True)
    assert waits(here) == {}, "nothing happened yet"
    here.say(HAZARD)
    keep(here, "near", NEAR, on=True)  # whoever turns it on again drops nothing
    (waiting,) = waits(here).items()
    assert waiting == (f"campaign:near:{SON_TAY}", at(2026, 11, 25, 8, 30))
    fire(here, waiting[1])
    assert runs(here, "near") == [("2026-11-25", SON_TAY)] and waits(here) == {}
    here.clock.forward(timedelta(days=8))
    here.say("có cái giếng không nắp ở thôn 5 xã Sơn Tây, Quảng Ngãi, sợ trẻ rơi xuống", Address("webchat", "tu"))
    assert waits(here) == {}


def test_a_spot_where_nobody_subscribed_is_no_news(here: Room) -> None:
    run = started(here)
    here.do(lambda work: work.campaigns.save(replace(run, spot=VINH_YEN)))
    assert counted(here, run, 0).state == "done" and here.deliver() == []


def test_a_text_that_this_version_cannot_read_stops_no_report(here: Room) -> None:
    keep(here, "near", NEAR, on=True)
    here.do(lambda work: work.campaigns.keep(Kept("near", "title = 5", on=True)))
    here.do(lambda work: work.campaigns.keep(Kept("gone", on=True)))
    here.say(HAZARD)
    here.do(campaign_calendar.begin)
    assert len(here.cases()) == 1 and waits(here) == {}
    assert not {"near", "gone"} & set(here.do(catalogue))


def test_a_hazard_kept_from_somebody_brings_about_nothing(here: Room) -> None:
    keep(here, "near", NEAR, on=True)
    here.say(f"{HAZARD}, đừng báo công an xã")
    assert waits(here) == {}


def test_roles_without_a_desk_may_at_most_look() -> None:
    assert may_direct("people_committee", "see") and not may_direct("people_committee", "approve")
    assert not may_direct("police", "see")
