"""Wrong tries at the log-in: a right one takes back only itself, and wrong codes of an account wait everywhere."""

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.store.work import SqlWork
from bot.web.console.door import Slowing
from bot.web.console.proving import begin, finish, take_back
from bot.web.parts import WebSettings
from tests.console_login import Member, logged_in, member, type_code, type_password
from tests.store_cast import START
from tests.test_console_invite import choose, invited
from tests.web_house import AtDesk, WebHouse, in_house, play

MINUTE = timedelta(minutes=1)
FAR = WebSettings(poll_seconds=5, reply_seconds=1, behind_proxy=True)
HOME, OFFICE, ELSEWHERE = "203.0.113.9", "198.51.100.7", "192.0.2.4"


async def at_network(house: WebHouse, source: str) -> AtDesk:
    """A browser whose proxy says that it comes from there."""
    browser = await house.new_browser()
    browser.session.headers["X-Forwarded-For"] = source
    return AtDesk(browser)


def meanwhile(work: SqlWork, who: Member, right: bool) -> int:
    """How many wrong tries are left after one that others made four during."""
    tried = begin(work, who.id, "")
    for _ in range(4):
        work.credentials.count_try(who.id)
    if right:
        finish(work, tried, True, "")
    else:
        take_back(work, tried)
    credential = work.credentials.of(who.id)
    return credential.tries.failures if credential else 0


@in_house
async def test_a_right_password_takes_back_its_own_try_and_no_other(house: WebHouse) -> None:
    for name, right in (("mot", True), ("hai", False)):
        who = await member(house, name)
        assert await house.desk.do(lambda work, w=who, r=right: meanwhile(work, w, r)) == 4  # type: ignore[misc]


def test_a_network_keeps_what_others_got_wrong_meanwhile() -> None:
    slowing = Slowing()
    mine = slowing.count_all(["net:a"], START)
    for _ in range(4):
        slowing.count("net:a", START)
    slowing.forgive(mine)
    assert slowing.count("net:a", START).failures == 4


def test_wrong_codes_of_an_account_wait_on_every_network(tmp_path: Path) -> None:
    asyncio.run(play(many_networks, tmp_path, FAR))


async def many_networks(house: WebHouse) -> None:
    """Codes are guessed where the account is at home, below what each network is allowed."""
    who = await member(house)
    seats = [await at_network(house, source) for source in (HOME, OFFICE, ELSEWHERE)]
    for at in seats:
        await logged_in(house, who, at.browser)
        await type_password(at, who.name)
    tried = [await type_code(at, "000000") for at in (*seats, *seats)]
    assert tried == [422] * 5 + [429] and "sau 1 phút" in seats[-1].page
    house.clock.forward(MINUTE)
    await logged_in(house, who, seats[0].browser)
    await type_password(seats[0], who.name)
    assert [await type_code(seats[0], "000000") for _ in range(2)] == [422, 422], "a right one ends it"


def test_who_has_not_the_password_makes_nobody_wait(tmp_path: Path) -> None:
    asyncio.run(play(forged, tmp_path, FAR))


async def forged(house: WebHouse) -> None:
    """A half-way secret is made up to use up the tries of somebody else."""
    who, thief = await member(house), await at_network(house, ELSEWHERE)
    sent = {"Cookie": f"ln_door=door; ln_step={who.id}.99999999999.x"}
    for _ in range(7):
        await thief.browser.post("/o/login/code", data={"csrf": "door", "code": "000000"}, headers=sent)
    await logged_in(house, who, (await at_network(house, HOME)).browser)


@in_house
async def test_the_first_code_of_an_invitation_says_how_long_to_wait(house: WebHouse) -> None:
    token, at = await invited(house), AtDesk(await house.new_browser())
    await choose(at, token)
    tried = [await at.submit("/o/invite", t=token, code="000000") for _ in range(6)]
    assert tried == [422] * 5 + [429] and "sau 1 phút" in at.page
