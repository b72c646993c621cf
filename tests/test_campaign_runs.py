"""The life of a campaign's run: by its calendar or by hand, with a second person, paused, stopped, corrected."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.chance import SeededChance
from bot.store import Store, Surroundings
from bot.store.campaigns import parsed
from bot.store.work import SqlWork
from handlers import campaign_calendar, campaign_runs, timers
from handlers.campaign_catalogue import catalogue
from handlers.events import Address, House, Timer
from handlers.keeps_campaigns import Kept
from referral.campaigns import BadCampaign, Rules
from referral.campaigns.runs import BadStep, Run
from referral.permissions import may_direct
from tests.campaign_acts import subscribed
from tests.cast import OFFICERS, OFFICERS_AT, OWN_CHANNELS, live_directory
from tests.fakes import FakeClock
from tests.room import Room, move_in

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
    store = Store.open(url, tmp_path / "keys.json", Surroundings(house, clock, SeededChance(1), True))
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
            here.do(partial(act_on, timer=timer))


def act_on(work: SqlWork, timer: Timer) -> None:
    """What the desk does with a timer."""
    assert work.timers.take(timer)
    timers.due(work, timer)


def waits(here: Room) -> dict[str, datetime]:
    """The timers of campaigns."""
    return here.do(lambda work: {timer.key: timer.due_at for timer in work.timers_of("campaign")})


def audited(here: Room, word: str) -> list[str]:
    """What was written down of campaigns, with this word."""
    actions = here.do(lambda work: [a.action for a in work.audited("")])
    return [action for action in actions if action.startswith(f"campaign {word}")]


def test_a_campaign_that_is_on_runs_at_each_of_its_days(here: Room) -> None:
    keep(here, "summer", SUMMER, on=True)
    assert waits(here) == {"campaign:summer": at(2027, 5, 7, 8, 30)}
    fire(here, at(2027, 5, 7, 8, 30))
    fire(here, at(2027, 5, 14, 8, 31))
    assert runs(here, "summer") == [("2027-05-07", ""), ("2027-05-14", "")]
    assert waits(here) == {"campaign:summer": at(2027, 5, 21, 8, 30)}
    (run, _) = here.do(lambda work: work.campaigns.runs())
    assert run.number.startswith("CD-") and run.created_by == "calendar" and run.state == "planning"
    assert run.starts_at == at(2027, 5, 14, 8, 30) and run.ends_at == at(2027, 5, 16, 8, 30)
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
    assert waits(here) == {"campaign:summer": at(2027, 5, 7, 8, 30)}
    fire(here, at(2027, 5, 7, 8, 30))
    assert runs(here, "summer") == [("2027-05-07", "")]


def test_quiet_hours_move_it_to_the_morning_after_its_day(here: Room) -> None:
    keep(here, "summer", SUMMER + "at = 22:15:00\n", on=True)
    assert waits(here) == {"campaign:summer": at(2027, 5, 8, 7)}
    fire(here, at(2027, 5, 8, 7))
    assert runs(here, "summer") == [("2027-05-07", "")]
    assert waits(here) == {"campaign:summer": at(2027, 5, 15, 7)}


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
    assert "11 người" in here.officer(DEPUTY, f"duyệt {run.number}")
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
    assert "Gõ số" in here.officer(DESK, "duyệt")
    assert "113" in here.officer(DESK, "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi")


def test_a_pilot_is_widened_even_when_it_is_over_and_counted_anew(here: Room) -> None:
    run = counted(here, started(here, pilot=SON_TAY), 3)
    assert run.area == SON_TAY
    done(here, lambda work, run, _: campaign_runs.finish(work, run), run)
    here.clock.forward(timedelta(days=5))
    wide = done(here, campaign_runs.widen, run)
    assert (wide.area, wide.state, wide.ended_at) == ("", "planning", None)
    assert wide.starts_at == here.clock.now and wide.ends_at == here.clock.now + timedelta(days=2)
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
