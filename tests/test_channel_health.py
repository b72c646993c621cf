"""A messenger that is ill: seen, written down, told once by another way, shown, asked last, and well again."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.channels import State
from bot.desk import Desk
from bot.desk.heartbeat import Heartbeat
from bot.store import Store
from bot.store.work import SqlWork
from bot.wiring import REACTIONS
from flows.words import sections
from handlers.channel_health import banner, length, look
from handlers.events import Address, OutgoingMessage
from handlers.usable import usable_first
from referral.channel_health import (
    AGAIN,
    ECHO_WAIT,
    ILL,
    PATIENCE,
    RENAMED,
    STALE,
    STICKS,
    Seen,
    Standing,
    Told,
    after_telling,
    is_bad,
    is_silent,
    news,
    observed,
)
from tests.cast import OFFICERS_AT, live_directory
from tests.fakes import AFTERNOON, FakeChannel, FakeClock
from tests.office import Office, Rules, office
from tests.room import Room, room

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
HALF = 30 * SECOND  # between two looks
DESK, DEPUTY, PROVINCE, POLICE = "intake_desk-1", "intake_desk-2", "province_desk-51-1", "police-21340-1"


# what is decided


def standing(state: str, since: datetime = AFTERNOON, told: Told | None = None) -> Standing:
    return Standing("zalo_oa", state, since, since, told=told)


def test_the_first_look_begins_a_stretch() -> None:
    assert observed(None, Seen("zalo_oa", "down"), AFTERNOON) == standing("down")


def test_an_illness_that_changes_its_name_goes_on() -> None:
    later = observed(standing("down"), Seen("zalo_oa", "quota_gone"), AFTERNOON + HOUR)
    assert (later.state, later.since, later.seen_at) == ("quota_gone", AFTERNOON, AFTERNOON + HOUR)


@pytest.mark.parametrize(("state", "pause"), [("up", STICKS - SECOND), ("starting", HOUR)])
def test_one_good_look_does_not_make_it_well(state: str, pause: timedelta) -> None:
    heard = AFTERNOON + pause
    later = observed(standing("down"), Seen("zalo_oa", state, heard), heard)
    assert later == replace(standing("down"), heard_at=heard)


def test_after_a_while_it_is_well_and_who_falls_ill_again_was_never_well() -> None:
    told = Told("down", AFTERNOON, AFTERNOON + PATIENCE)
    well = observed(standing("down", told=told), Seen("zalo_oa", "up"), AFTERNOON + STICKS)
    assert (well.state, well.since, well.told) == ("up", AFTERNOON + STICKS, told)
    ill = observed(well, Seen("zalo_oa", "silent"), AFTERNOON + 2 * STICKS)
    assert (ill.state, ill.since) == ("silent", AFTERNOON)
    untold = observed(replace(well, told=None), Seen("zalo_oa", "silent"), AFTERNOON + 2 * STICKS)
    assert untold.since == AFTERNOON + 2 * STICKS


def test_the_latest_of_what_any_process_heard_and_sent_is_kept() -> None:
    before = replace(standing("up"), heard_at=AFTERNOON + HOUR, sent_at=AFTERNOON)
    after = observed(before, Seen("zalo_oa", "up", AFTERNOON, AFTERNOON + HOUR), AFTERNOON + HOUR)
    assert (after.heard_at, after.sent_at) == (AFTERNOON + HOUR, AFTERNOON + HOUR)


@pytest.mark.parametrize("state", sorted(ILL))
def test_every_illness_is_news_after_its_patience_and_once_a_day(state: str) -> None:
    ill, then = standing(state), AFTERNOON + PATIENCE
    assert news(ill, then - SECOND) == "" and news(ill, then) == "ill"
    told = after_telling(ill, "ill", then)
    assert news(told, then + AGAIN - SECOND) == "" and news(told, then + AGAIN) == "ill"


def test_another_illness_is_news_but_not_at_every_turn() -> None:
    told = replace(after_telling(standing("down"), "ill", AFTERNOON + PATIENCE), state="token_refused")
    assert news(told, AFTERNOON + PATIENCE + RENAMED - SECOND) == ""
    assert news(told, AFTERNOON + PATIENCE + RENAMED) == "ill"


def test_only_what_was_told_ends_with_news() -> None:
    well = standing("up", told=Told("down", AFTERNOON - HOUR, AFTERNOON - HOUR))
    assert news(well, AFTERNOON + PATIENCE - SECOND) == "" and news(well, AFTERNOON + PATIENCE) == "well"
    assert after_telling(well, "well", AFTERNOON) == standing("up")
    assert news(standing("up"), AFTERNOON + HOUR) == ""
    assert after_telling(well, "", AFTERNOON) == well


def test_what_nobody_looks_at_any_more_is_not_bad() -> None:
    assert is_bad(standing("down"), AFTERNOON + STALE - SECOND)
    assert not is_bad(standing("down"), AFTERNOON + STALE)
    assert not is_bad(standing("throttled"), AFTERNOON)


def test_silence_begins_when_an_echo_is_overdue() -> None:
    assert not is_silent(None, AFTERNOON)
    assert not is_silent(AFTERNOON, AFTERNOON + ECHO_WAIT - SECOND) and is_silent(AFTERNOON, AFTERNOON + ECHO_WAIT)


# the heartbeat of one process


@pytest.fixture
def zalo() -> FakeChannel:
    return FakeChannel("zalo_oa")


@pytest.fixture
def beating(zalo: FakeChannel, clock: FakeClock) -> Heartbeat:
    return Heartbeat({"zalo_oa": zalo, "zalo_bot": FakeChannel("zalo_bot"), "webchat": FakeChannel("webchat")}, clock)


def test_a_channel_that_echoes_falls_silent_and_is_heard_again(beating: Heartbeat, clock: FakeClock) -> None:
    beating.sent("zalo_oa")
    clock.forward(ECHO_WAIT - SECOND)
    beating.sent("zalo_oa")  # another one does not put it off
    assert beating.state("zalo_oa") == "up"
    clock.forward(SECOND)
    assert beating.state("zalo_oa") == "silent"
    beating.heard("zalo_oa")
    assert beating.state("zalo_oa") == "up"


def test_who_echoes_nothing_is_never_silent(beating: Heartbeat, clock: FakeClock) -> None:
    beating.sent("zalo_bot")
    clock.forward(10 * ECHO_WAIT)
    assert beating.state("zalo_bot") == "up"


def test_what_the_channel_says_itself_weighs_more(beating: Heartbeat, zalo: FakeChannel, clock: FakeClock) -> None:
    beating.sent("zalo_oa")
    clock.forward(ECHO_WAIT)
    zalo.ailment = "token_refused"
    assert beating.state("zalo_oa") == "token_refused"
    zalo.ailment = "throttled"
    assert beating.state("zalo_oa") == "silent"


def test_what_another_process_heard_counts(beating: Heartbeat, clock: FakeClock) -> None:
    beating.sent("zalo_oa")
    clock.forward(ECHO_WAIT)
    beating.learn([replace(standing("up"), heard_at=clock.now - SECOND)])
    assert beating.state("zalo_oa") == "up"


def test_silence_outlives_a_restart(beating: Heartbeat, clock: FakeClock) -> None:
    beating.learn([replace(standing("silent", clock.now), heard_at=clock.now - HOUR)])
    assert beating.state("zalo_oa") == "silent"
    clock.forward(SECOND)
    beating.heard("zalo_oa")
    beating.learn([replace(standing("silent", clock.now - SECOND), heard_at=clock.now - HOUR)])
    assert beating.state("zalo_oa") == "up"


def test_all_that_is_known_for_those_who_watch(beating: Heartbeat, zalo: FakeChannel, clock: FakeClock) -> None:
    zalo.warnings = ("Its token dies soon.",)
    beating.sent("zalo_oa")
    clock.forward(MINUTE)
    beating.heard("webchat")
    clock.forward(MINUTE)
    beats = beating.beats()
    assert beats.states == {"zalo_oa": "up", "zalo_bot": "up", "webchat": "up"}
    assert (beats.sent, beats.heard) == ({"zalo_oa": 2 * MINUTE}, {"webchat": MINUTE})
    assert beats.problems == {"zalo_oa": ("Its token dies soon.",)}
    sent_at = clock.now - 2 * MINUTE
    assert beating.seen() == (Seen("zalo_oa", "up", None, sent_at), Seen("zalo_bot", "up")), "our own are not looked at"


# what the store keeps, on both databases


def test_a_standing_comes_back_as_it_was_saved(store: Store, clock: FakeClock) -> None:
    now = clock.now
    every = Standing("zalo_oa", "silent", now, now + SECOND, now - HOUR, now - MINUTE, Told("down", now - HOUR, now))
    least = Standing("telegram", "up", now, now)
    for saved in ((every, least), (replace(every, told=None, state="up"), least)):
        with store.begin() as connection:
            for one in saved:
                store.work(connection).channels.save(one)
        with store.begin() as connection:
            channels = store.work(connection).channels
            assert channels.all() == sorted(saved, key=lambda one: one.channel)
            assert channels.of("zalo_oa") == saved[0] and channels.of("none") is None


def test_what_is_bad_is_known_and_follows_what_is_saved(store: Store, clock: FakeClock) -> None:
    with store.begin() as connection:
        channels = store.work(connection).channels
        assert channels.bad() == frozenset()
        channels.save(replace(standing("down", clock.now)))
        channels.save(Standing("telegram", "up", clock.now, clock.now))
        assert channels.bad() == {"zalo_oa"} == channels.bad()
    clock.forward(STALE)
    with store.begin() as connection:
        assert store.work(connection).channels.bad() == frozenset()


def test_on_which_channel_each_person_is(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        here, there = (work.people.at(Address(channel, "1")).id for channel in ("zalo_oa", "telegram"))
        assert work.channels.used_by((here, there, "nobody")) == {here: "zalo_oa", there: "telegram"}
        assert work.channels.used_by(()) == {}


# who is told, and how


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path) as made:
        made.do(lambda work: link(work, "zalo_oa", DESK, DEPUTY, POLICE))
        made.do(lambda work: link(work, "telegram", POLICE))
        yield made


def link(work: SqlWork, channel: str, *officers: str) -> None:
    """These officers can be reached here as well."""
    for officer in officers:
        work.staff.link(officer, work.people.at(Address(channel, officer)).id)


def looked(here: Room, **states: State) -> list[OutgoingMessage]:
    """One look half a minute later, and what was sent because of it."""
    here.clock.forward(HALF)
    here.do(lambda work: look(work, [Seen(channel, state) for channel, state in states.items()]))
    return here.deliver()


def looks(here: Room, minutes: int, **states: State) -> list[OutgoingMessage]:
    """The same for some minutes."""
    return [message for _ in range(2 * minutes) for message in looked(here, **states)]


def whom(here: Room, messages: list[OutgoingMessage]) -> set[tuple[str, str]]:
    """Which officers got something, and on which channel."""

    def found(work: SqlWork) -> set[tuple[str, str]]:
        people = (work.people.get(message.person_id) for message in messages)
        return {(person.officer_id, person.address.channel) for person in people if person}

    return here.do(found)


def test_the_desks_are_told_once_by_the_ways_that_work(here: Room) -> None:
    assert looks(here, 2, zalo_oa="quota_gone", telegram="up") == []
    told = looks(here, 10, zalo_oa="quota_gone", telegram="up")
    assert whom(here, told) == {(officer, OFFICERS_AT) for officer in (DESK, DEPUTY, PROVINCE)} and len(told) == 3
    text = told[0].text
    assert text.startswith("Kênh Zalo đang hỏng từ 14:00: đã hết hạn mức gửi. Tin báo vẫn được nhận qua web.")
    assert all(message.lane == "urgent" and not message.siren and message.guarded for message in told)


def test_who_has_no_other_way_is_told_by_the_one_there_is(here: Room) -> None:
    page = here.person(Address(OFFICERS_AT, DESK))
    here.do(lambda work: work.staff.set_gone(page, True))
    told = whom(here, looks(here, 3, zalo_oa="silent", telegram="up"))
    assert told == {(DESK, "zalo_oa"), (DEPUTY, OFFICERS_AT), (PROVINCE, OFFICERS_AT)}


def test_a_phone_number_is_the_last_way_and_gets_a_template(here: Room) -> None:
    here.do(lambda work: link(work, "zns", DESK))
    page = here.person(Address(OFFICERS_AT, DESK))
    assert (DESK, "zns") not in whom(here, looks(here, 3, zalo_bot="down", telegram="up"))
    zalo = here.person(Address("zalo_oa", DESK))
    here.do(lambda work: work.staff.set_gone(page, True))
    here.do(lambda work: work.staff.set_gone(zalo, True))
    here.clock.forward(AGAIN)
    told = [message for message in looks(here, 1, zalo_bot="down", telegram="up") if message.act == "notice"]
    assert whom(here, told) == {(DESK, "zns")} and told[0].notice


def test_it_is_told_once_a_day_while_it_lasts_and_its_end_with_how_long_it_was(here: Room) -> None:
    assert len(looks(here, 3, zalo_oa="down")) == 3
    here.clock.forward(AGAIN)
    (again, *_) = looks(here, 1, zalo_oa="down")
    assert again.text.startswith("Kênh Zalo đang hỏng từ 14:00 22/11/2026: không liên lạc được.")
    well = looks(here, 6, zalo_oa="up")
    assert len(well) == 3
    assert well[0].text == "Kênh Zalo đã chạy lại lúc 14:05, sau 24 giờ 5 phút."
    assert looks(here, 6, zalo_oa="up") == []


def test_a_stumble_is_told_to_nobody(here: Room) -> None:
    assert looks(here, 1, zalo_oa="down") + looks(here, 10, zalo_oa="up") == []


def test_when_no_messenger_is_left_it_rings(here: Room) -> None:
    told = looks(here, 3, zalo_oa="down", telegram="down")
    assert told and all(message.siren for message in told)
    assert all(sections()["phrases"]["channel_all_ill"] in message.text for message in told)


def test_the_desks_command_is_no_messenger_and_has_words_of_its_own(here: Room) -> None:
    told = looks(here, 3, zalo_oa="up", command="down")
    assert told and not any(message.siren for message in told)
    assert all("Chương trình gọi bàn trực không chạy được" in message.text for message in told)
    assert len(looks(here, 3, zalo_oa="down", command="up", telegram="up")) == 3


def test_a_channel_taken_out_of_the_settings_is_forgotten(here: Room) -> None:
    looks(here, 3, zalo_oa="down", telegram="up")
    here.clock.forward(AGAIN)
    assert looks(here, 3, telegram="up") == []
    (ringing, *_) = looks(here, 3, telegram="down")
    assert ringing.siren, "the only messenger that is left"


def test_off_duty_one_is_not_disturbed_while_another_is_there(here: Room) -> None:
    here.do(lambda work: work.staff.set_duty(DESK, False))
    assert {officer for officer, _ in whom(here, looks(here, 3, zalo_oa="down"))} == {DEPUTY, PROVINCE}
    here.do(lambda work: work.staff.set_duty(DEPUTY, False))
    here.clock.forward(AGAIN)
    assert {officer for officer, _ in whom(here, looks(here, 1, zalo_oa="down"))} == {DESK, DEPUTY, PROVINCE}


@pytest.mark.parametrize("state", sorted(ILL))
def test_every_illness_has_words(here: Room, state: State) -> None:
    told = looks(here, 3, zalo_oa=state, telegram="up")
    what, advice = sections()["channel_states"][state], sections()["channel_advice"][state]
    assert what in told[0].text and told[0].text.endswith(advice)


@pytest.mark.parametrize(
    ("lasted", "words"),
    [(timedelta(), "1 phút"), (59 * MINUTE, "59 phút"), (2 * HOUR, "2 giờ"), (26 * HOUR + MINUTE, "26 giờ 1 phút")],
)
def test_how_long_in_words(here: Room, lasted: timedelta, words: str) -> None:
    assert here.do(lambda work: length(work, lasted)) == words


# ways and pages


def test_a_way_on_an_ill_channel_comes_last_and_stays(here: Room) -> None:
    ways = here.do(lambda work: work.directory.officers[POLICE].ways)
    on = here.do(lambda work: work.channels.used_by(ways))
    assert here.do(lambda work: list(usable_first(work, ways))) == list(ways)
    looked(here, telegram="down", zalo_oa="up")
    first = here.do(lambda work: usable_first(work, ways))
    assert sorted(first) == sorted(ways) and on[first[-1]] == "telegram"
    assert [way for way in first if on[way] != "telegram"] == [way for way in ways if on[way] != "telegram"]
    looked(here, telegram="down", zalo_oa="down")
    assert on[here.do(lambda work: usable_first(work, ways))[0]] == OFFICERS_AT
    assert here.do(lambda work: list(usable_first(work, ways[:1]))) == list(ways[:1])


def test_what_the_officers_page_says(here: Room) -> None:
    def said(officer: str) -> list[str]:
        return here.do(lambda work: list(banner(work, officer, "vi")))

    assert said(DESK) == said(POLICE) == []
    looked(here, zalo_oa="needs_human", zalo_bot="down")
    zalo = "Kênh Zalo đang hỏng từ 14:00: tài khoản cần người vào xử lý. Nhờ người quản trị mở tài khoản và làm theo"
    bot, oa = said(PROVINCE)
    assert oa.startswith(zalo) and bot.startswith("Kênh Zalo Bot đang hỏng từ 14:00")
    assert said(POLICE) == ["Kênh Zalo của anh chị đang hỏng: xem việc mới ở đây."]
    assert said("people_committee-21340-1") == said("nobody") == []
    here.clock.forward(STALE)
    assert said(PROVINCE) == []


# the desk, on both databases


@pytest.fixture
def opened(url: str, ring_path: Path, clock: FakeClock) -> Iterator[Office]:
    with office(url, ring_path, Rules(), clock) as made:
        yield made


def test_two_processes_look_and_one_message_is_written(opened: Office, clock: FakeClock) -> None:
    """Two desks on one database: the same look at the same moment, told once."""
    zalo = FakeChannel("zalo_oa")
    zalo.ailment = "token_refused"
    second = Desk(opened.store, REACTIONS)
    for desk in (opened.desk, second):
        desk.add(zalo)

    def prepare(work: SqlWork) -> None:
        directory = live_directory()
        work.directories.replace(directory.agencies.values(), directory.officers.values())
        work.staff.link(DESK, work.people.at(Address("webchat", "lan")).id)

    async def play() -> list[str]:
        await opened.desk.do(prepare)
        for _ in range(6):
            await asyncio.gather(opened.desk.look_at_channels(), second.look_at_channels())
            clock.forward(HALF)
        await opened.desk.quiet()
        await second.stop()
        return opened.texts()

    assert [text.partition(".")[0] for text in asyncio.run(play())] == [
        "Kênh Zalo đang hỏng từ 14:00: quyền gửi tin không còn hiệu lực"
    ]


def test_what_the_desk_sends_and_hears_is_noticed(opened: Office, clock: FakeClock) -> None:
    zalo = FakeChannel("zalo_oa")
    opened.desk.add(zalo)
    lan = Address("zalo_oa", "1:2")

    async def play() -> list[State]:
        await opened.stage(lan, OutgoingMessage("a", "", "chào"))
        await opened.desk.quiet()
        clock.forward(ECHO_WAIT)
        silent = (await opened.desk.health()).channels["zalo_oa"]
        await opened.desk.look_at_channels()
        await opened.hear("có ai không", lan)
        return [silent, (await opened.desk.health()).channels["zalo_oa"]]

    assert asyncio.run(play()) == ["silent", "up"]
    with opened.store.begin() as connection:
        kept = opened.store.work(connection).channels.of("zalo_oa")
    assert kept and (kept.state, kept.sent_at) == ("silent", clock.now - ECHO_WAIT)


def test_a_desk_that_starts_anew_knows_who_was_silent(opened: Office, clock: FakeClock) -> None:
    zalo = FakeChannel("zalo_oa")
    opened.desk.add(zalo)

    async def play() -> State:
        await opened.desk.do(lambda work: work.channels.save(standing("silent", clock.now)))
        await opened.desk.start()
        state = (await opened.desk.health()).channels["zalo_oa"]
        await opened.desk.stop()
        return state

    assert asyncio.run(play()) == "silent"
