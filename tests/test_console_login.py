"""Logging in with password and code: what opens, what is refused, who waits, and that nobody is shut out."""

import asyncio
import re
from datetime import timedelta

from argon2 import PasswordHasher

from bot import passwords
from bot.second_factor import new_secret, step_of
from bot.web.console.door import AT_MOST, Slowing
from bot.web.console.entering import browser_of, local
from referral.credentials import Tries
from tests.console_login import PASSWORD, SECRET, code, code_at, logged_in, member, type_code, type_password
from tests.store_cast import START
from tests.web_house import AtDesk, WebHouse, in_house

MINUTE = timedelta(minutes=1)
WRONG = "không phải mật khẩu này"


async def rows(house: WebHouse) -> list[tuple[str, str, str]]:
    """The audit log: who, what, how."""
    query = "SELECT actor, action, detail FROM audit ORDER BY id"
    return await house.desk.do(lambda work: [tuple(row) for row in work.connection.exec_driver_sql(query)])


@in_house
async def test_password_and_code_open_a_session_that_is_written_down(house: WebHouse) -> None:
    who = await member(house)
    at = await logged_in(house, who)
    assert await at.open("/o/accounts") == 200
    assert (f"account:{who.id}", "login", "password") in await rows(house)
    assert await at.submit("/o/logout") == 200 and await at.open("/o/me") == 401
    assert (f"account:{who.id}", "logout", "") in await rows(house)


@in_house
async def test_unknown_wrong_and_closed_look_the_same(house: WebHouse) -> None:
    who, closed = await member(house), await member(house, "da.nghi")
    await house.desk.do(lambda work: work.accounts.close(closed.id, True))
    pages = set()
    for name, password in ((who.name, WRONG), ("khong.ai", WRONG), (closed.name, PASSWORD), (who.name, "")):
        at = AtDesk(await house.new_browser())
        assert await type_password(at, name, password) == 422
        pages.add(re.sub(r'value="[^"]*"', "", at.page))
    assert len(pages) == 1 and "chưa đúng" in pages.pop()
    log = await rows(house)
    assert [actor for actor, action, _ in log if action == "login_failed"] == [
        f"account:{who.id}", "nobody", f"account:{closed.id}", f"account:{who.id}",
    ]  # fmt: skip
    assert "khong.ai" not in str(log)


@in_house
async def test_each_code_counts_once_but_a_second_click_gets_in_too(house: WebHouse) -> None:
    who = await member(house)
    at = AtDesk(await house.new_browser())
    await type_password(at, who.name)
    fields = {name: at.hidden(name) for name in ("csrf", "once")} | {"code": code(house)}
    step = {"Cookie": "; ".join(f"{c.key}={c.value}" for c in at.browser.session.cookie_jar)}
    for _ in range(2):
        other = await house.new_browser()
        answer = await other.post("/o/login/code", data=fields, headers=step, allow_redirects=False)
        assert answer.status == 303 and "ln_staff" in answer.headers.getall("Set-Cookie")[0]
    thief = AtDesk(await house.new_browser())
    await type_password(thief, who.name)
    assert await type_code(thief, fields["code"]) == 422


@in_house
async def test_a_recovery_code_opens_once(house: WebHouse) -> None:
    who = await member(house)
    codes = await house.desk.do(lambda work: work.credentials.new_codes(who.id, "once"))
    for status in (200, 422):
        at = AtDesk(await house.new_browser())
        await type_password(at, who.name)
        assert await type_code(at, f" {codes[0][:4]}-{codes[0][4:].upper()} ") == status
    assert await house.desk.do(lambda work: work.credentials.codes_left(who.id)) == 9
    assert (f"account:{who.id}", "recovery_code_used", "") in await rows(house)


@in_house
async def test_wrong_tries_slow_down_and_the_page_says_how_long(house: WebHouse) -> None:
    who = await member(house)
    at = AtDesk(await house.new_browser())
    for _ in range(5):
        assert await type_password(at, who.name, WRONG) == 422
    assert await type_password(at, who.name) == 429
    assert "sau 1 phút" in at.page and who.name in at.page and WRONG not in at.page
    house.clock.forward(MINUTE)
    assert await type_password(at, who.name) == 200 and "mã 6 số" in at.page.lower()


@in_house
async def test_a_name_that_nobody_has_waits_as_long(house: WebHouse) -> None:
    at = AtDesk(await house.new_browser())
    assert [await type_password(at, "khong.ai", WRONG) for _ in range(6)] == [422] * 5 + [429]


@in_house
async def test_codes_are_slowed_too(house: WebHouse) -> None:
    who = await member(house)
    at = AtDesk(await house.new_browser())
    await type_password(at, who.name)
    assert [await type_code(at, "000000") for _ in range(6)] == [422] * 5 + [429]
    house.clock.forward(MINUTE)
    assert await type_code(at, code(house)) == 200


@in_house
async def test_nobody_shuts_an_officer_out_by_typing_wrong_passwords(house: WebHouse) -> None:
    who = await member(house)
    await house.desk.do(lambda work: work.credentials.set_tries(who.id, Tries(50, work.now)))
    stranger = AtDesk(await house.new_browser())
    assert await type_password(stranger, who.name) == 429
    house.clock.forward(15 * MINUTE)
    at = await logged_in(house, who)
    await at.submit("/o/logout")
    await house.desk.do(lambda work: work.credentials.set_tries(who.id, Tries(50, work.now)))
    await logged_in(house, who)  # from where the account was opened before, it does not wait


@in_house
async def test_many_tries_at_once_are_many(house: WebHouse) -> None:
    who = await member(house)
    at = AtDesk(await house.new_browser())
    await at.open("/o/login")
    fields = {"csrf": at.hidden("csrf"), "name": who.name, "password": WRONG}
    answers = await asyncio.gather(*(at.browser.post("/o/login", data=fields) for _ in range(9)))
    assert sorted(answer.status for answer in answers) == [422] * 5 + [429] * 4


@in_house
async def test_the_code_must_follow_within_five_minutes_and_a_new_password_ends_the_wait(house: WebHouse) -> None:
    who = await member(house)
    at = AtDesk(await house.new_browser())
    await type_password(at, who.name)
    house.clock.forward(5 * MINUTE)
    assert await type_code(at, code(house)) == 422 and "5 phút" in at.page
    await type_password(at, who.name)
    await house.desk.do(lambda work: work.credentials.set_password(who.id, passwords.hashed("khác hẳn rồi nhé")))
    assert await type_code(at, code(house)) == 422 and "5 phút" in at.page
    answer = await (await house.new_browser()).get("/o/login/code", allow_redirects=False)
    assert answer.headers["Location"] == "/o/login"


@in_house
async def test_an_old_hash_is_renewed(house: WebHouse) -> None:
    who = await member(house)
    weak = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    await house.desk.do(lambda work: work.credentials.set_password(who.id, weak))
    await logged_in(house, who)
    found = await house.desk.do(lambda work: work.credentials.of(who.id))
    assert found and found.password != weak and passwords.matches(found.password, PASSWORD)


@in_house
async def test_after_the_log_in_one_is_where_one_wanted_to_go(house: WebHouse) -> None:
    who = await member(house)
    at = AtDesk(await house.new_browser())
    assert await at.open("/o/accounts/new?a=1") == 401
    assert 'href="/o/login?to=/o/accounts/new%3Fa%3D1"' in at.page
    await type_password(at, who.name, to="/o/accounts/new")
    assert await type_code(at, code(house), to="/o/accounts/new") == 200 and "Thêm tài khoản" in at.page


@in_house
async def test_the_pages_speak_english(house: WebHouse) -> None:
    at = AtDesk(await house.new_browser())
    await at.open("/o/login?lang=en")
    assert '<html lang="en">' in at.page and "lang=vi" in at.page


def test_only_pages_of_ours_are_gone_to() -> None:
    good = ("/o", "/o/accounts?page=2", "/o/case/LN-7K3FQ", "/o?commune=21340&q=%C3%A1")
    bad = ("//evil.example", "https://evil.example", "/o\\evil", "/other", "/o@evil", "/o/a b", "/o/\n", "",
           None, "/o/login?to=/o", "/o/logout", "javascript:alert(1)", "/o/" + "x" * 600, "/oo")  # fmt: skip
    assert [local(there) for there in good] == list(good)
    assert {local(there) for there in bad} == {""}


def test_a_browser_is_known_by_two_words() -> None:
    phone = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"
    assert [browser_of(agent) for agent in (phone, "curl", "")] == ["Chrome, Android", "", ""]


def test_the_memory_of_wrong_tries_is_bounded() -> None:
    slowing = Slowing()
    for n in range(AT_MOST + 5):
        slowing.put(str(n), Tries())
    assert len(slowing._tries) == AT_MOST


def test_codes_of_a_clock_that_is_wrong_by_a_step_are_taken() -> None:
    secret = new_secret()
    for off in (-30, 0, 30):
        assert step_of(secret, code_at(secret, START + timedelta(seconds=off)), START)
    assert not step_of(secret, code_at(secret, START + timedelta(seconds=61)), START)
    assert not step_of(secret, "12345", START) and not step_of("", "123456", START)
    assert step_of(SECRET, " ".join(code_at(SECRET, START)), START)
