"""An invitation from link to recovery codes, and every way in which it is no longer good."""

import re
from datetime import timedelta

from referral.staff import Account
from tests.console_login import PASSWORD, code_at, type_code, type_password
from tests.web_house import AtDesk, WebHouse, in_house

DAY = timedelta(days=1)


async def invited(house: WebHouse, lasts: timedelta = 3 * DAY) -> str:
    """The path of a new account's invitation."""
    account = Account("account-1", "nguoi.moi", "auditor", "Cô Mới")
    await house.desk.do(lambda work: work.accounts.add(account, "test"))
    return await house.desk.do(lambda work: work.credentials.invite(account.id, work.now + lasts, "once"))


async def choose(at: AtDesk, token: str, password: str = PASSWORD, again: str = PASSWORD) -> int:
    """The first step."""
    await at.open(f"/o/invite?t={token}")
    return await at.submit("/o/invite", t=token, password=password, again=again)


def shown_secret(at: AtDesk) -> str:
    """The secret on the page, as one types it into the phone."""
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', at.page)
    assert found, at.page
    return found[1].replace(" ", "")


@in_house
async def test_from_the_link_to_the_first_log_in(house: WebHouse) -> None:
    token, at = await invited(house), AtDesk(await house.new_browser())
    for _ in range(2):  # looking uses nothing up
        assert await at.open(f"/o/invite?t={token}") == 200 and "nguoi.moi" in at.page
    assert await choose(at, token) == 200
    assert "<svg" in at.page and "style=" not in at.page
    phone = shown_secret(at)
    assert await at.submit("/o/invite", t=token, code="000000") == 422
    assert shown_secret(at) == phone, "the phone that was just set up stays good"
    fields = {"t": token, "csrf": at.hidden("csrf"), "once": at.hidden("once"), "code": code_at(phone, house.clock.now)}
    pages = [await (await at.browser.post("/o/invite", data=fields)).text() for _ in range(2)]
    codes = [re.findall(r"<code>([0-9a-f-]{14})</code>", page) for page in pages]
    assert len(codes[0]) == 10 and codes[0] == codes[1], "a second click shows the same ones"
    assert await type_password(at, "NGUOI.MOI ") == 200
    assert await type_code(at, code_at(phone, house.clock.now)) == 422, "the code of the set-up is used up"
    assert await type_code(at, codes[0][3]) == 200 and "Cô Mới" in at.page


@in_house
async def test_a_link_is_good_once_and_for_three_days(house: WebHouse) -> None:
    token, at = await invited(house), AtDesk(await house.new_browser())
    await choose(at, token)
    phone = shown_secret(at)
    assert await at.submit("/o/invite", t=token, code=code_at(phone, house.clock.now)) == 200
    for path in (f"/o/invite?t={token}", "/o/invite?t=guess", "/o/invite"):
        assert await at.open(path) == 410 and "nhờ người quản trị" in at.page
    again = await house.desk.do(lambda work: work.credentials.invite("account-1", work.now + DAY, "twice"))
    assert await choose(at, again) == 200
    house.clock.forward(DAY)
    assert await at.open(f"/o/invite?t={again}") == 410


@in_house
async def test_a_new_link_ends_the_one_before_and_a_closed_account_has_none(house: WebHouse) -> None:
    first, at = await invited(house), AtDesk(await house.new_browser())
    second = await house.desk.do(lambda work: work.credentials.invite("account-1", work.now + DAY, "twice"))
    assert [await at.open(f"/o/invite?t={token}") for token in (first, second)] == [410, 200]
    await house.desk.do(lambda work: work.accounts.close("account-1", True))
    assert await at.submit("/o/invite", t=second, password=PASSWORD, again=PASSWORD) == 410


@in_house
async def test_weak_passwords_are_refused_with_what_to_do(house: WebHouse) -> None:
    token, at = await invited(house), AtDesk(await house.new_browser())
    for password, again, said in (
        ("ngắn", "ngắn", "12 ký tự"), ("nguoi.moi.12345", "nguoi.moi.12345", "tên"), ("matkhau123456", "", "dễ đoán"),
        (PASSWORD, "khác", "giống nhau"),
    ):  # fmt: skip
        assert await choose(at, token, password, again) == 422 and said in at.page
        assert password not in at.page.replace("nguoi.moi", "")


@in_house
async def test_a_form_from_elsewhere_sets_nothing(house: WebHouse) -> None:
    token, at = await invited(house), AtDesk(await house.new_browser())
    await at.open(f"/o/invite?t={token}")
    assert await at.submit("/o/invite", t=token, password=PASSWORD, again=PASSWORD, csrf="guess") == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    data = {"t": token, "csrf": at.hidden("csrf"), "password": PASSWORD, "again": PASSWORD}
    assert (await at.browser.post("/o/invite", data=data, headers=foreign)).status == 403
    credential = await house.desk.do(lambda work: work.credentials.of("account-1"))
    assert credential and credential.password == ""


@in_house
async def test_without_a_second_factor_nothing_opens(house: WebHouse) -> None:
    token, at = await invited(house), AtDesk(await house.new_browser())
    await choose(at, token)
    assert await type_password(at, "nguoi.moi") == 422
    assert await at.open(f"/o/invite?t={token}&again=1") == 200 and "Gõ lại mật khẩu" in at.page
    assert [await at.submit("/o/invite", t=token, code="123456") for _ in range(6)] == [422] * 4 + [429] * 2
