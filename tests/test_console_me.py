"""My own page: password, codes, phone, sessions, language; and proving again who sits here."""

import re
from datetime import timedelta

from tests.console_login import PASSWORD, STEP, code, code_at, logged_in, member, type_password
from tests.console_office import clerk
from tests.test_console_invite import shown_secret
from tests.web_house import AtDesk, WebHouse, in_house, officer

QUARTER = timedelta(minutes=16)  # a proof is over
NEW = "ba con gấu trúc xanh"


async def prove(house: WebHouse, at: AtDesk, **fields: str) -> int:
    """Fill in the page that asks who sits here."""
    house.clock.forward(STEP)
    kept = dict(re.findall(r'name="(kept_[^"]*|to|then)" value="([^"]*)"', at.page))
    return await at.submit("/o/again", **{**kept, "password": PASSWORD, "code": code(house), **fields})


@in_house
async def test_who_came_by_a_link_reads_how_to_get_an_account(house: WebHouse) -> None:
    at = await officer(house)
    assert await at.open("/o/me") == 200
    assert "liên kết mời" in at.page and "Đổi mật khẩu" not in at.page
    assert await at.submit("/o/me/codes") == 404
    await at.open("/o/me")
    assert await at.submit("/o/me/password", old="x", password=NEW, again=NEW) == 404
    house.clock.forward(QUARTER)
    await at.open("/o/me")
    assert await at.submit("/o/me/codes") == 403 and "liên kết mới" in at.page


@in_house
async def test_role_and_area_in_words(house: WebHouse) -> None:
    at = await clerk(house, "commune_coordinator")
    await at.open("/o/me")
    assert "Điều phối cấp xã" in at.page and "Sơn Tây" in at.page.split("Địa bàn")[1][:80]
    at = await clerk(house, "province_coordinator")
    await at.open("/o/me")
    assert "Quảng Ngãi" in at.page.split("Địa bàn")[1][:80]


@in_house
async def test_a_new_password_wants_the_old_one_and_ends_the_other_sessions(house: WebHouse) -> None:
    who = await member(house)
    first, second = await logged_in(house, who), await logged_in(house, who)
    await second.open("/o/me")
    form = "/o/me/password"
    assert await second.submit(form, old="sai", password=NEW, again=NEW) == 422 and "đang dùng" in second.page
    assert await second.submit(form, old=PASSWORD, password="ngắn", again="ngắn") == 422 and "12 ký tự" in second.page
    assert await second.submit(form, old=PASSWORD, password=NEW, again=NEW) == 200 and "Đã đổi" in second.page
    assert await first.open("/o/me") == 401
    at = AtDesk(await house.new_browser())
    assert [await type_password(at, who.name, word) for word in (PASSWORD, NEW)] == [422, 200]
    for _ in range(4):
        await second.submit(form, old="sai", password=NEW, again=NEW)
    assert await second.submit(form, old="sai", password=NEW, again=NEW) == 429


@in_house
async def test_sessions_are_listed_and_ended(house: WebHouse) -> None:
    who = await member(house)
    at = [await logged_in(house, who) for _ in range(3)]
    await at[0].open("/o/me")
    ids = re.findall(r'name="session" value="([^"]+)"', at[0].page)
    assert len(ids) == 3 and ids[-1] == "others" and "phiên này" in at[0].page
    await at[0].submit("/o/me/sessions", session=ids[0])
    assert sorted([await one.open("/o/me") for one in at]) == [200, 200, 401]
    await at[0].open("/o/me")
    await at[0].submit("/o/me/sessions", session="others")
    assert [await one.open("/o/me") for one in at] == [200, 401, 401]


@in_house
async def test_nobody_ends_the_session_of_somebody_else(house: WebHouse) -> None:
    mine, other = await logged_in(house, await member(house)), await member(house, "khac")
    theirs = await logged_in(house, other)
    named = await house.desk.do(lambda work: [one.id for one in work.seats.live(other.id, "")])
    assert len(named) == 1
    await mine.open("/o/me")
    for session in named:
        await mine.submit("/o/me/sessions", session=session)
    assert await theirs.open("/o/me") == 200


@in_house
async def test_the_language_is_kept(house: WebHouse) -> None:
    at = await logged_in(house, await member(house))
    await at.open("/o/me")
    assert await at.submit("/o/me/language", locale="en") == 200 and '<html lang="en">' in at.page
    assert await at.submit("/o/me/language", locale="xx") == 404 and '<html lang="en">' in at.page


@in_house
async def test_new_recovery_codes_and_a_new_phone_want_a_fresh_proof(house: WebHouse) -> None:
    who = await member(house)
    at = await logged_in(house, who)
    await at.open("/o/me")
    assert await at.submit("/o/me/codes") == 200 and len(re.findall(r"<code>[0-9a-f-]{14}<", at.page)) == 10
    house.clock.forward(QUARTER)
    await at.open("/o/me")
    assert await at.submit("/o/me/factor") == 403 and "được giữ lại" in at.page
    assert await prove(house, at) == 200 and "Gửi tiếp" in at.page
    assert await at.submit("/o/me/factor") == 200
    phone = shown_secret(at)
    assert await at.submit("/o/me/factor/confirm", code="000000") == 422 and shown_secret(at) == phone
    typed = code_at(phone, house.clock.now)
    for _ in range(2):  # the second click is no mistake
        assert await at.submit("/o/me/factor/confirm", code=typed) == 200 and "Điện thoại" not in at.page[:200]
    assert await at.open("/o/me/factor") == 200 and "Tài khoản của tôi" in at.page
    house.clock.forward(QUARTER)
    assert await at.open("/o/me/factor") == 200 and "Xác nhận lại" in at.page
    assert await prove(house, at) == 422, "the old phone is no good any more"
    assert await prove(house, at, code=code_at(phone, house.clock.now)) == 200


@in_house
async def test_a_refused_form_is_sent_after_the_proof_with_all_its_words(house: WebHouse) -> None:
    at = await logged_in(house, await member(house))
    await at.open("/o/accounts/new")
    house.clock.forward(QUARTER)
    hostile = '"><script>alert(1)</script>'
    fields = {"name": "co.lan", "shown": hostile, "role": "auditor", "officer": "", "province": "51"}
    assert await at.submit("/o/accounts/new", **fields) == 403
    assert await prove(house, at, password="sai") == 422 and "co.lan" in at.page
    assert await prove(house, at) == 200
    assert "<script>alert" not in await (await at.browser.get("/o/me")).text()
    kept = {name: value for name, value in fields.items() if name != "shown"}
    assert all(f'name="{name}" value="{value}"' in at.page for name, value in kept.items())
    assert await at.submit("/o/accounts/new", **fields) == 200 and "Liên kết mời" in at.page


@in_house
async def test_several_ticks_of_one_name_are_all_carried_along(house: WebHouse) -> None:
    at = await logged_in(house, await member(house))
    await at.open("/o/me")
    house.clock.forward(QUARTER)
    sent = [("csrf", at.hidden("csrf")), ("tick", "a"), ("tick", "b")]
    at.page = await (await at.browser.post("/o/me/codes", data=sent)).text()
    kept = re.findall(r'name="kept_tick" value="(.)"', at.page)
    again = [("csrf", at.hidden("csrf")), ("then", "/o/me/codes"), ("password", PASSWORD), ("code", code(house))]
    answer = await at.browser.post("/o/again", data=[*again, *(("kept_tick", one) for one in kept)])
    assert re.findall(r'name="tick" value="(.)"', await answer.text()) == ["a", "b"] == kept


@in_house
async def test_the_secret_of_the_session_changes_and_a_second_click_is_no_mistake(house: WebHouse) -> None:
    at = await logged_in(house, await member(house))
    house.clock.forward(QUARTER)
    assert await at.open("/o/again?to=/o/accounts") == 200
    house.clock.forward(STEP)
    before = [cookie.value for cookie in at.browser.session.cookie_jar if cookie.key == "ln_staff"]
    data = {n: at.hidden(n) for n in ("csrf", "once", "to")} | {"password": PASSWORD, "code": code(house)}
    same = {"Cookie": f"ln_staff={before[0]}"}
    for _ in range(2):
        other = await house.new_browser()
        answer = await other.post("/o/again", data=data, headers=same, allow_redirects=False)
        assert answer.headers["Location"] == "/o/accounts"
        after = answer.cookies["ln_staff"].value
        assert after not in before
    house.clock.forward(timedelta(seconds=11))
    lone = await house.new_browser()
    assert (await lone.get("/o/me", headers=same)).status == 401
    assert (await lone.get("/o/me", headers={"Cookie": f"ln_staff={after}"})).status == 200


@in_house
async def test_proving_is_slowed_too(house: WebHouse) -> None:
    at = await logged_in(house, await member(house))
    await at.open("/o/again")
    assert [await prove(house, at, password="sai") for _ in range(6)] == [422] * 5 + [429]
    at = await logged_in(house, await member(house, "khac"))  # refused: one network address


@in_house
async def test_bug_a_long_report_and_what_its_address_said_were_lost_on_the_way_through_the_proof(
    house: WebHouse,
) -> None:
    at = await logged_in(house, await member(house, "dieu.phoi", "commune_coordinator"))
    there = "/o/reports/write?commune=21340&report=2026-year"
    await at.open(there)
    await move_away(house)
    long = "ấ" * 20_000
    assert await at.submit(there, version=at.hidden("version"), act="save", I=long) == 403
    assert await prove(house, at) == 200
    assert f'action="{there}"' in at.page and f'name="I" value="{long}"' in at.page
    kept = {name: at.hidden(name) for name in ("version", "act", "I")}
    assert await at.submit(there, **kept) == 200 and f"{long}</textarea>" in at.page


async def move_away(house: WebHouse) -> None:
    """Every session was opened from another network."""
    theirs = await house.desk.do(lambda work: work.seats._source("203.0.113.9"))
    query = "UPDATE staff_sessions SET source_hash = ?"
    await house.desk.do(lambda work: work.connection.exec_driver_sql(query, (theirs,)))
