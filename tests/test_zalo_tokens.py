"""Tokens of an Official Account: exchanged once whoever asks, kept before they are used, and loud before they die."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.channels import ChannelDown
from bot.channels.zalo_oa import refreshing
from bot.channels.zalo_oa.oauth import App, Consent, Granted, TokenRefused, challenge, granted, lasting
from bot.channels.zalo_oa.refreshing import LEASE, Refreshing, later_than
from bot.channels.zalo_oa.renewing import Renewing
from bot.channels.zalo_oa.setting_up import parts_of
from bot.channels.zalo_oa.tokens import Tokens, problems_of
from bot.channels.zalo_oa.wire import Reply
from bot.desk import Desk
from bot.errand import Job, T
from bot.store import Store, Surroundings
from bot.store.tables import channel_tokens
from bot.wiring import REACTIONS
from tests.failure import failure
from tests.fakes import AFTERNOON, FakeClock
from tests.zalo_office import ZaloOffice, pair_of, zalo_office
from tests.zalo_race import ROUND, Track, race

Scene = Callable[[ZaloOffice], Awaitable[None]]
LOGIN = "access_token"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def on_zalo(url: str, ring_path: Path, scene: Scene) -> None:
    async def play() -> None:
        async with zalo_office(url, ring_path) as office:
            await scene(office)

    asyncio.run(play())


def test_tokens_are_sealed_and_shown_nowhere(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        pair = await office.stored()
        assert pair == pair_of(office.fake, office.clock)
        assert pair.access not in f"{pair!r}" and pair.refresh not in f"{pair!r}"
        with office.store.connection() as connection:
            (row,) = connection.execute(channel_tokens.select()).all()
        assert pair.access.encode() not in row.sealed and pair.refresh.encode() not in row.sealed

    on_zalo(url, ring_path, scene)


def test_a_burst_of_refusals_is_one_exchange(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        tokens, fake = office.parts.tokens, office.fake
        old = await tokens.of(office.account)
        office.clock.forward(HOUR)
        fake.tokens.spoil(office.account)
        got = set(await asyncio.gather(*(tokens.instead_of(office.account, old) for _ in range(50))))
        assert got == {fake.tokens[office.account].access} == {(await office.stored()).access}
        assert (fake.tokens.refreshed, fake.tokens.misused) == (1, 0)
        assert await tokens.instead_of(office.account, old) in got  # whoever is late takes what is there
        assert fake.tokens.refreshed == 1 and tokens.state() == "up"

    on_zalo(url, ring_path, scene)


def test_who_asks_and_gives_up_loses_no_answer(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        tokens, fake = office.parts.tokens, office.fake
        old = await tokens.of(office.account)
        office.clock.forward(HOUR)
        fake.hang(LOGIN)
        asking = asyncio.create_task(tokens.instead_of(office.account, old))
        await fake.until(lambda: bool(fake.made(LOGIN)))
        asking.cancel()
        assert isinstance(await failure(asking), asyncio.CancelledError)
        fake.release()
        await tokens.finish()
        assert (await office.stored()).access == fake.tokens[office.account].access != old

    on_zalo(url, ring_path, scene)


def test_a_program_that_stops_begins_no_exchange(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        tokens, old = office.parts.tokens, (await office.stored()).access
        office.clock.forward(HOUR)
        await tokens.finish()
        assert isinstance(await failure(tokens.instead_of(office.account, old)), ChannelDown)
        assert office.fake.made(LOGIN) == []

    on_zalo(url, ring_path, scene)


def test_a_pair_that_is_new_is_not_exchanged(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        tokens = office.parts.tokens
        assert isinstance(
            await failure(tokens.instead_of(office.account, await tokens.of(office.account))), ChannelDown
        )
        assert office.fake.made(LOGIN) == []

    on_zalo(url, ring_path, scene)


def test_tokens_are_renewed_at_twenty_hours(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        tokens, fake = office.parts.tokens, office.fake
        office.clock.forward(19 * HOUR)
        await tokens.renew()
        assert fake.tokens.refreshed == 0
        office.clock.forward(HOUR)
        await tokens.renew()
        assert fake.tokens.refreshed == 1 and await tokens.of(office.account) == fake.tokens[office.account].access

    on_zalo(url, ring_path, scene)


def test_the_program_renews_in_the_background(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        office.clock.forward(21 * HOUR)
        office.fake.fail(status=502, method=LOGIN)
        renewing = Renewing(office.parts.tokens, every=0.01)
        await renewing.start()
        await office.fake.until(lambda: office.fake.tokens.refreshed == 1)
        await renewing.stop()
        assert (await office.stored()).access == office.fake.tokens[office.account].access

    on_zalo(url, ring_path, scene)


@pytest.mark.parametrize(("code", "words"), [(-14014, ""), (0, "Invalid refresh token"), (-14002, "")])
def test_an_error_with_http_200_replaces_no_token(code: int, words: str, url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        tokens, before = office.parts.tokens, await office.stored()
        assert await tokens.look() == (office.account,) and tokens.problems() == ()
        office.clock.forward(20 * HOUR)
        office.fake.fail(code, words=words, method=LOGIN)
        with capture_logs() as lines:
            await tokens.renew()
        assert ("zalo_tokens_refused", "langnghe zalo login") in [(x["event"], x.get("remedy")) for x in lines]
        assert await office.stored() == before and tokens.state() == "token_refused"
        assert await tokens.of(office.account) == before.access  # it is good for five hours more
        assert any("langnghe zalo login" in words for words in tokens.problems())
        assert isinstance(await failure(tokens.instead_of(office.account, before.access)), ChannelDown)
        assert len(office.fake.made(LOGIN)) == 1
        office.fake.tokens.give(office.account)
        after = await office.log_in()
        assert await tokens.instead_of(office.account, before.access) == after.access
        assert tokens.state() == "up" and tokens.problems() == ()

    on_zalo(url, ring_path, scene)


PASSING = ((-500, 200), (-32, 200), (0, 200), (-14014, 503), (-118, 400), (7, 401))


@pytest.mark.parametrize(("code", "status"), PASSING)
def test_a_passing_fault_of_the_log_in_is_no_refusal(code: int, status: int, url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        tokens, old = office.parts.tokens, (await office.stored()).access
        office.clock.forward(HOUR)
        office.fake.tokens.spoil(office.account)
        office.fake.fail(code, status=status, words="Please try again", method=LOGIN)
        assert isinstance(await failure(tokens.instead_of(office.account, old)), ChannelDown)
        await tokens.look()
        assert tokens.state() == "up" and tokens.problems() == ()
        assert await tokens.instead_of(office.account, old) == office.fake.tokens[office.account].access

    on_zalo(url, ring_path, scene)


def test_a_refused_pair_is_tried_again_but_not_often(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        tokens, fake, old = office.parts.tokens, office.fake, (await office.stored()).access
        await tokens.look()
        office.clock.forward(HOUR)
        fake.fail(-14014, method=LOGIN, times=2)
        assert isinstance(await failure(tokens.instead_of(office.account, old)), ChannelDown)
        assert tokens.state() == "token_refused"
        for minutes, calls, state in (
            (0, 1, "token_refused"),
            (4, 2, "token_refused"),
            (1, 2, "token_refused"),
            (4, 3, "up"),
        ):
            office.clock.forward(timedelta(minutes=minutes))
            await tokens.renew()
            assert (len(fake.made(LOGIN)), tokens.state()) == (calls, state)
        assert await tokens.of(office.account) == fake.tokens[office.account].access != old

    on_zalo(url, ring_path, scene)


def test_a_lost_answer_is_a_spent_pair_and_says_so(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        tokens, old = office.parts.tokens, (await office.stored()).access
        office.clock.forward(HOUR)
        office.fake.lose(LOGIN)
        assert isinstance(await failure(tokens.instead_of(office.account, old)), ChannelDown)
        assert tokens.state() == "starting"
        assert isinstance(await failure(tokens.instead_of(office.account, old)), ChannelDown)
        await tokens.look()
        assert tokens.state() == "token_refused" and office.fake.tokens.misused == 1

    on_zalo(url, ring_path, scene)


def test_another_worker_may_have_won_after_all(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        fake, old = office.fake, await office.stored()
        office.clock.forward(HOUR)
        fake.hang(LOGIN)
        asking = asyncio.create_task(office.parts.tokens.instead_of(office.account, old.access))
        await fake.until(lambda: bool(fake.made(LOGIN)))
        fake.tokens.refresh({"refresh_token": old.refresh})
        winner = await office.log_in()
        fake.release()
        assert await asking == winner.access and fake.tokens.misused == 1

    on_zalo(url, ring_path, scene)


def test_a_log_in_meanwhile_is_not_overwritten(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        fake, old = office.fake, await office.stored()
        office.clock.forward(HOUR)
        fake.hang(LOGIN)
        asking = asyncio.create_task(office.parts.tokens.instead_of(office.account, old.access))
        await fake.until(lambda: bool(fake.made(LOGIN)))
        pasted = Granted("pasted", "pasted-too").pair(office.clock.now)
        await office.desk.do(lambda work: work.tokens.put(office.name, pasted))
        fake.release()
        assert await asking == "pasted" and await office.stored() == pasted

    on_zalo(url, ring_path, scene)


def test_a_log_out_meanwhile_is_not_undone(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        fake, old = office.fake, await office.stored()
        office.clock.forward(HOUR)
        fake.hang(LOGIN)
        asking = asyncio.create_task(office.parts.tokens.instead_of(office.account, old.access))
        await fake.until(lambda: bool(fake.made(LOGIN)))
        assert await office.desk.do(lambda work: work.tokens.remove(office.name))
        fake.release()
        assert isinstance(await failure(asking), ChannelDown)
        assert await office.desk.do(lambda work: work.tokens.names()) == []

    on_zalo(url, ring_path, scene)


def test_a_gateway_in_between_spends_nothing(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        tokens, old = office.parts.tokens, (await office.stored()).access
        office.clock.forward(HOUR)
        for status in (502, 429):
            office.fake.fail(status=status, method=LOGIN)
            assert isinstance(await failure(tokens.instead_of(office.account, old)), ChannelDown)
        assert await tokens.instead_of(office.account, old) == office.fake.tokens[office.account].access

    on_zalo(url, ring_path, scene)


class Flaky:
    """A desk that fails when a new pair is to be kept, so many times."""

    def __init__(self, office: ZaloOffice, times: int) -> None:
        self._office, self._times = office, times

    async def do(self, job: Job[T], key: str = "", first: bool = False) -> T:
        if self._office.fake.tokens.refreshed and self._times:
            self._times -= 1
            raise OSError("the disk is full")
        return await self._office.desk.do(job, key, first)


@pytest.mark.parametrize(("times", "kept"), [(2, True), (100, False)])
def test_what_was_bought_is_kept_with_patience(
    times: int, kept: bool, url: str, ring_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(office: ZaloOffice) -> None:
        monkeypatch.setattr(refreshing, "KEEP_PAUSES", (0.0, 0.0, 0.0))
        old = await office.stored()
        office.clock.forward(HOUR)
        renew = Refreshing(Flaky(office, times), office.parts.tokens._refreshing._oauth)
        outcome = await failure(renew.instead_of(office.name, old.access))
        assert isinstance(outcome, ChannelDown) is not kept
        assert ((await office.stored()).access == office.fake.tokens[office.account].access) is kept

    on_zalo(url, ring_path, scene)


def test_nobody_is_logged_in(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        tokens = Tokens(office.desk, office.parts.tokens._refreshing)
        assert (tokens.state(), tokens.problems()) == ("starting", ())
        assert isinstance(await failure(tokens.of("77")), ChannelDown)
        assert isinstance(await failure(tokens.instead_of("77", "x")), ChannelDown)
        with office.store.begin() as connection:
            connection.execute(channel_tokens.delete())
        await tokens.look()
        assert tokens.state() == "token_refused"
        assert tokens.problems() == ("No Zalo account is logged in: run `langnghe zalo login`.",)

    on_zalo(url, ring_path, scene)


def test_two_weeks_are_left_when_the_alarm_sounds() -> None:
    pair = Granted("a", "r", refresh_lasts=timedelta(days=90)).pair(AFTERNOON)
    assert [len(problems_of({"7": pair}, AFTERNOON + days * DAY)) for days in (0, 1)] == [0, 0]
    (words,) = problems_of({"7": Granted("a", "r", 100 * DAY, 90 * DAY).pair(AFTERNOON)}, AFTERNOON + 76 * DAY)
    assert words == "The log-in of Zalo account 7 ends in 14 days: run `langnghe zalo login` before that."
    late = problems_of({"7": pair}, AFTERNOON + 26 * HOUR)
    assert len(late) == 1 and "not renewed in time" in late[0]


def test_a_lease_of_a_dead_process_runs_out(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        office.clock.forward(ROUND)  # the time of the other process too
        office.fake.hang(LOGIN)
        process = await dying(office, url, ring_path)
        await office.fake.until(lambda: bool(office.fake.made(LOGIN)))
        process.send_signal(signal.SIGKILL)
        await process.wait()
        old = (await office.stored()).access
        asking = asyncio.create_task(
            Tokens(office.desk, Refreshing(office.desk, office.parts.tokens._refreshing._oauth, 0.01)).instead_of(
                office.account, old
            )
        )
        done, _ = await asyncio.wait({asking}, timeout=0.1)
        assert not done and len(office.fake.made(LOGIN)) == 1  # the dead one has its lease
        office.clock.forward(LEASE + timedelta(seconds=1))
        assert await asking == office.fake.tokens[office.account].access != old

    on_zalo(url, ring_path, scene)


def test_a_lease_holds_where_clocks_differ(url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        ahead = FakeClock()
        ahead.forward(4 * timedelta(minutes=1))
        store = Store.open(url, ring_path, Surroundings(clock=ahead))
        desk = Desk(store, REACTIONS)
        there = parts_of(office.settings, desk)
        for clock in (office.clock, ahead):
            clock.forward(20 * HOUR)
        office.fake.hang(LOGIN)
        one = asyncio.create_task(office.parts.tokens.renew())
        await office.fake.until(lambda: bool(office.fake.made(LOGIN)))
        other = asyncio.create_task(there.tokens.renew())
        done, _ = await asyncio.wait({other}, timeout=0.3)
        assert not done and len(office.fake.made(LOGIN)) == 1
        office.fake.release()
        await asyncio.gather(one, other)
        assert (office.fake.tokens.refreshed, office.fake.tokens.misused) == (1, 0)
        assert await there.tokens.of(office.account) == office.fake.tokens[office.account].access
        await desk.stop()
        await there.wire.close()
        store.close()

    on_zalo(url, ring_path, scene)


async def dying(office: ZaloOffice, url: str, ring_path: Path) -> asyncio.subprocess.Process:
    """A process that exchanges the tokens."""
    app = App(office.fake.app_id, office.fake.app_secret, office.fake.api)
    code = (
        "import asyncio, threading\nfrom pathlib import Path\nfrom bot.channels.zalo_oa.oauth import App\n"
        "from tests.zalo_race import ROUND, Track, raced\n"
        f"track = Track({url!r}, Path({str(ring_path)!r}), App({app.id!r}, {app.secret!r}, {app.oauth!r}),"
        f" {office.account!r}, 1)\nasyncio.run(raced(track, threading.Barrier(1)))\n"
    )
    return await asyncio.create_subprocess_exec(sys.executable, "-c", code)


ROUNDS = [40, pytest.param(1000, marks=pytest.mark.soak)]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_processes_refresh_at_once_and_nobody_is_logged_out(rounds: int, url: str, ring_path: Path) -> None:
    async def scene(office: ZaloOffice) -> None:
        fake = office.fake
        app = App(fake.app_id, fake.app_secret, fake.api)
        first, second = await race(Track(url, ring_path, app, office.account, rounds))
        assert len(first) == rounds and first == second
        assert (fake.tokens.refreshed, fake.tokens.misused) == (rounds, 0)
        assert fake.tokens[office.account].access == first[-1] and len(set(first)) == rounds

    on_zalo(url, ring_path, scene)


def test_a_challenge_proves_its_verifier() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    consent = Consent.begin()
    assert len(consent.verifier) == 43 and consent.verifier not in consent.url(App("1", "s"), "https://a.example/z")


@pytest.mark.parametrize(
    "found",
    [
        {"access_token": "a"},
        {"access_token": "", "refresh_token": "r"},
        {"access_token": None, "refresh_token": None},
        {"error": -32, "message": "x"},
        {"error": -500, "error_name": "Internal server error"},
        {"error_name": "Invalid request"},
        {"error": "Error"},
        {"access_token": 7, "refresh_token": 8},
    ],
)
def test_half_an_answer_is_none(found: dict[str, object]) -> None:
    with pytest.raises(ChannelDown):
        granted(Reply(found))


def test_an_error_beside_tokens_is_an_error() -> None:
    with pytest.raises(TokenRefused) as caught:
        granted(Reply({"access_token": "a", "refresh_token": "r", "error": "-14014"}))
    assert caught.value.code == -14014


@pytest.mark.parametrize("words", ["Invalid refresh token", "refresh_token is EXPIRED"])
def test_a_refusal_may_come_in_words_alone(words: str) -> None:
    with pytest.raises(TokenRefused):
        granted(Reply({"error_name": words}))
    with pytest.raises(ChannelDown):
        granted(Reply({"error_name": words}, status=500))


def test_a_pair_that_was_bought_is_kept_whatever_the_status() -> None:
    assert granted(Reply({"access_token": "a", "refresh_token": "r"}, status=500)).refresh == "r"


def test_how_long_tokens_last() -> None:
    assert granted(Reply({"access_token": "a", "refresh_token": "r", "expires_in": "90000"})).access_lasts == 25 * HOUR
    told = {"access_token": "a", "refresh_token": "r", "expires_in": 3600, "refresh_token_expires_in": "86400"}
    lasts = granted(Reply(told))
    assert (lasts.access_lasts, lasts.refresh_lasts) == (HOUR, DAY)
    assert [lasting(value, DAY) for value in (None, "x", "-5", "9" * 30, 10**12)] == [DAY] * 5


def test_two_pairs_of_one_moment_are_told_apart() -> None:
    pair = Granted("a", "r").pair(AFTERNOON)
    assert later_than(pair, AFTERNOON - HOUR) > pair.refreshed_at
