"""The administrator's pages, and that who is out is out at once."""

import re
from datetime import timedelta

from bot.web.console.account_words import ACTIONS, PARTS, RELATIONS
from referral.permissions import ALLOWED, PAGES
from referral.staff import ALL_ROLES
from tests.console_login import code, logged_in, member, type_code, type_password
from tests.console_office import clerk
from tests.test_console_login import rows
from tests.test_console_me import prove
from tests.web_house import AtDesk, WebHouse, in_house, officer

NEW = {"name": "co.lan", "shown": "Cô Lan", "role": "auditor", "officer": "", "province": "51"}


def link_in(at: AtDesk) -> str:
    """The path of the invitation on the page."""
    found = re.search(r"http://[^/]+(/o/invite\?t=[0-9a-f]{32})<", at.page)
    assert found, at.page
    return found[1]


@in_house
async def test_an_account_is_made_and_its_link_shown_once(house: WebHouse) -> None:
    at = await clerk(house, "administrator")
    await at.open("/o/accounts/new")
    fields = {**NEW, "csrf": at.hidden("csrf"), "once": at.hidden("once")}
    assert await at.submit("/o/accounts/new", **fields) == 200
    link = link_in(at)
    assert await at.submit("/o/accounts/new", **fields) == 200 and link_in(at) == link, "a second click"
    here = re.findall(r'action="(/o/accounts/[^"]+)"', at.page)[0]
    assert await at.open(here) == 200 and "Liên kết mời" not in at.page, "a reload"
    assert await at.open("/o/accounts") == 200
    assert "Cô Lan" in at.page and "Tỉnh Quảng Ngãi" in at.page and "chờ nhận lời mời" in at.page
    assert link.split("=")[1] not in at.page
    guest = AtDesk(await house.new_browser())
    assert await guest.open(link) == 200 and "co.lan" in guest.page
    log = await rows(house)
    assert {action for _, action, _ in log} >= {"account_created", "account_invited"}
    assert "co.lan" not in str(log) and "Lan" not in str(log)


@in_house
async def test_what_cannot_be_made_says_why_and_loses_nothing(house: WebHouse) -> None:
    at = await clerk(house, "administrator")
    await member(house, "CO.LAN ")
    for wrong, said in (
        ({"name": ""}, "tên đăng nhập"), ({"name": "x" * 61}, "60 ký tự"), ({"name": "co.lan"}, "Đã có"),
        ({"name": "a", "role": "officer"}, "chọn cán bộ"), ({"role": "boss"}, "vai trò"), ({"province": "?"}, "tỉnh"),
    ):  # fmt: skip
        await at.open("/o/accounts/new")
        assert await at.submit("/o/accounts/new", **{**NEW, **wrong}) == 422
        assert said in at.page.split("summary")[1][:300] and 'value="Cô Lan"' in at.page
    await at.open("/o/accounts/new")
    lead = {**NEW, "name": "truong", "role": "agency_lead", "officer": "police-21340-1"}
    assert await at.submit("/o/accounts/new", **lead) == 200 and "Công an xã Sơn Tây" in at.page


@in_house
async def test_provinces_are_found_by_their_first_letter_in_the_order_of_the_alphabet(house: WebHouse) -> None:
    at = await clerk(house, "administrator")
    await at.open("/o/accounts/new")
    names = re.findall(r">([^<]+)</option>", at.page.split('id="province"')[1])
    assert "Quảng Ngãi" in names and not any(name.startswith(("Tỉnh", "Thành phố")) for name in names)
    assert names.index("Cần Thơ") < names.index("Đắk Lắk") < names.index("Điện Biên") < names.index("Gia Lai")


@in_house
async def test_an_officer_is_found_by_words_and_the_page_does_not_list_them_all(house: WebHouse) -> None:
    at = await clerk(house, "administrator")
    await at.open("/o/accounts/new")
    assert "police-21340-1" not in at.page
    lead = {**NEW, "name": "truong", "role": "agency_lead"}
    assert (
        await at.submit("/o/accounts/new", **{**lead, "officer": "khong co ai"}) == 422
        and "Không thấy cán bộ" in at.page
    )
    assert await at.submit("/o/accounts/new", **{**lead, "officer": "son tay"}) == 422 and "Nhiều cán bộ" in at.page
    line = next(one for one in re.findall(r'<option value="([^"]+)"', at.page) if "(police-21340-1)" in one)
    assert 'value="son tay"' in at.page and "Công an xã Sơn Tây" in line
    assert await at.submit("/o/accounts/new", **{**lead, "officer": line}) == 200 and "Công an xã Sơn Tây" in at.page
    found = await house.desk.do(lambda work: work.accounts.by_name("truong"))
    assert found and found.officer == "police-21340-1"


@in_house
async def test_a_closed_account_is_out_at_once_and_back_when_opened(house: WebHouse) -> None:
    who = await member(house, "kiem.tra", "auditor")
    at, boss = await logged_in(house, who), await clerk(house, "administrator")
    here = f"/o/accounts/{who.id}"
    await boss.open(here)
    assert await boss.submit(here, act="close") == 200 and "Đã đóng tài khoản" in boss.page
    assert await at.open("/o/me") == 401
    assert await type_password(at, who.name) == 422
    assert await boss.submit(here, act="reset") == 422 and "đang đóng" in boss.page
    assert await boss.submit(here, act="reopen") == 200
    await logged_in(house, who)
    await boss.open(here)
    assert await boss.submit(here, act="end") == 200 and "đã kết thúc" in boss.page
    assert {action for _, action, _ in await rows(house)} >= {"account_closed", "account_opened", "sessions_ended"}


@in_house
async def test_a_session_of_an_account_closed_behind_its_back_dies_too(house: WebHouse) -> None:
    who = await member(house, "kiem.tra", "auditor")
    at = await logged_in(house, who)
    await house.desk.do(lambda work: work.accounts.close(who.id, True))
    assert [await at.open(path) for path in ("/o/me", "/o/again", "/o/poll")] == [401] * 3


@in_house
async def test_who_left_the_directory_is_out(house: WebHouse) -> None:
    lead = await member(house, "truong", "agency_lead")
    at, link = await logged_in(house, lead), await officer(house)
    await house.desk.do(lambda work: work.staff.remove("police-21340-1"))
    assert [await one.open("/o") for one in (at, link)] == [401, 401]
    assert await type_password(AtDesk(await house.new_browser()), lead.name) == 422
    boss = await clerk(house, "administrator")
    await boss.open("/o/accounts")
    assert "không còn trong danh bạ" in boss.page
    assert await boss.open(f"/o/accounts/{lead.id}") == 200 and "không còn trong danh bạ" in boss.page


@in_house
async def test_a_reset_voids_everything_and_invites_again(house: WebHouse) -> None:
    who = await member(house, "kiem.tra", "auditor")
    at, boss = await logged_in(house, who), await clerk(house, "administrator")
    codes = await house.desk.do(lambda work: work.credentials.new_codes(who.id, "once"))
    here = f"/o/accounts/{who.id}"
    await boss.open(here)
    assert await boss.submit(here, act="reset") == 200
    link = link_in(boss)
    assert await at.open("/o/me") == 401 and await type_password(at, who.name) == 422
    assert not await house.desk.do(lambda work: work.credentials.use_code(who.id, codes[0]))
    assert await boss.submit(here, act="invite") == 200 and link_in(boss) != link
    assert await at.open(link) == 410


@in_house
async def test_nobody_closes_themselves_nor_the_last_administrator(house: WebHouse) -> None:
    who = await member(house)
    at = await logged_in(house, who)
    for act in ("close", "reset"):
        await at.open(f"/o/accounts/{who.id}")
        assert "Đây là tài khoản của anh chị" in at.page
        assert await at.submit(f"/o/accounts/{who.id}", act=act) == 422 and "Không ai tự" in at.page
    other = await clerk(house, "administrator")  # without a second factor: nobody who could log in
    await other.open(f"/o/accounts/{who.id}")
    assert await other.submit(f"/o/accounts/{who.id}", act="close") == 422 and "cuối cùng" in other.page
    await member(house, "nguoi.hai")
    assert await other.submit(f"/o/accounts/{who.id}", act="close") == 200


@in_house
async def test_only_administrators_find_these_pages_and_unknown_ones_are_not_there(house: WebHouse) -> None:
    who = await member(house)
    for role in ALL_ROLES:
        at = await clerk(house, role)
        wanted = 200 if role == "administrator" else 404
        for path in ("/o/accounts", "/o/accounts/new", "/o/accounts/roles", f"/o/accounts/{who.id}"):
            assert await at.open(path) == wanted, (role, path)
        await at.open("/o/me")
        if wanted == 404:
            assert await at.submit(f"/o/accounts/{who.id}", act="close") == 404
    boss = await clerk(house, "administrator")
    assert await boss.open("/o/accounts/nobody") == 404
    await boss.open("/o/accounts")
    assert await boss.submit("/o/accounts/nobody", act="close") == 404
    await boss.open("/o/accounts")
    assert await boss.submit(f"/o/accounts/{who.id}", act="crown") == 404


@in_house
async def test_a_session_from_another_network_shows_nothing_until_it_is_proved(house: WebHouse) -> None:
    who = await member(house)
    at = await logged_in(house, who)
    theirs = await house.desk.do(lambda work: work.seats._source("203.0.113.9"))
    query = "UPDATE staff_sessions SET source_hash = ?"
    await house.desk.do(lambda work: work.connection.exec_driver_sql(query, (theirs,)))
    for path in ("/o/accounts", "/o", "/o/me"):
        assert await at.open(path) == 200 and "từ một mạng khác" in at.page and "co.lan" not in at.page
    assert (await at.browser.get("/o/poll")).status == 403
    log = [row for row in await rows(house) if row[1] == "session_elsewhere"]
    assert len(log) == 1, "written down once"
    assert await prove(house, at) == 200 and await at.open("/o/accounts") == 200
    link = await officer(house)
    await house.desk.do(lambda work: work.connection.exec_driver_sql(query, (theirs,)))
    assert await link.open("/o/me") == 200 and "từ một mạng khác" not in link.page, "phones move, links do not care"
    assert await at.open("/o") == 200
    assert await at.submit("/o/logout") == 200, "one may always leave"


@in_house
async def test_an_account_that_does_nothing_is_out_after_half_an_hour(house: WebHouse) -> None:
    at, link = await logged_in(house, await member(house)), await officer(house)
    house.clock.forward(timedelta(minutes=31))
    assert [await at.open("/o/me"), await link.open("/o/me")] == [401, 200]
    assert await type_password(at, "quan.tri", to="/o/me") == 200
    assert await type_code(at, code(house), to="/o/me") == 200


@in_house
async def test_the_table_of_roles_names_everything_that_decides(house: WebHouse) -> None:
    boss = await clerk(house, "administrator")
    await boss.open("/o/accounts/roles")
    assert all(words in boss.page for words in (*PARTS.values(), *ACTIONS.values(), *RELATIONS.values()))
    assert set(PARTS) == set().union(*PAGES.values())
    assert set(ACTIONS) == {action for rows in ALLOWED.values() for may in rows.values() for action in may}
    assert set(RELATIONS) == {who for rows in ALLOWED.values() for who in rows}


@in_house
async def test_an_administrator_of_a_province_handles_the_accounts_of_that_province_alone(house: WebHouse) -> None:
    wide, near = await member(house), await member(house, "gan", "auditor", "51")
    far = await member(house, "xa", "auditor", "01")
    lead = await member(house, "truong", "commune_coordinator")  # of an agency in province 51
    for province, mine in (("51", (near, lead)), ("01", (far,))):
        boss = await clerk(house, "administrator", province=province)
        await boss.open("/o/accounts")
        assert set(re.findall(r'/o/accounts/([^"?]+)"', boss.page)) > {one.id for one in mine}
        for one in (wide, near, far, lead):
            here, wanted = f"/o/accounts/{one.id}", 200 if one in mine else 404
            assert await boss.open(here) == wanted and (here in boss.page) == (one in mine)
            for act in ("end", "reset", "invite", "close", "reopen"):
                await boss.open("/o/me")
                assert await boss.submit(here, act=act) == wanted, (province, one.name, act)
    assert [await type_password(AtDesk(await house.new_browser()), wide.name)] == [200], "untouched"


@in_house
async def test_who_administers_a_province_makes_accounts_for_it_alone(house: WebHouse) -> None:
    boss = await clerk(house, "administrator", province="01")
    await boss.open("/o/accounts/new")
    form = boss.page.split("<form")[-1]
    assert "Cả nước" not in form and "Tỉnh Quảng Ngãi" not in form and "police-21340-1" not in form
    outside = ({"province": ""}, {"role": "administrator", "province": ""}, {"province": "51"},
               {"role": "province_coordinator", "officer": "province_desk-51-1", "province": "01"})  # fmt: skip
    for one in outside:
        await boss.open("/o/accounts/new")
        assert await boss.submit("/o/accounts/new", **{**NEW, **one}) == 422 and "của tỉnh mình" in boss.page, one
    await boss.open("/o/accounts/new")
    assert await boss.submit("/o/accounts/new", **{**NEW, "province": "01"}) == 200 and "Liên kết mời" in boss.page


@in_house
async def test_the_administrator_of_a_province_does_not_stand_in_for_the_last_one_of_all(house: WebHouse) -> None:
    who, boss = await member(house), await clerk(house, "administrator")  # the latter without a second factor
    await member(house, "tinh", "administrator", "51")
    await boss.open(f"/o/accounts/{who.id}")
    assert await boss.submit(f"/o/accounts/{who.id}", act="close") == 422 and "cuối cùng" in boss.page
    await member(house, "ca.nuoc")
    assert await boss.submit(f"/o/accounts/{who.id}", act="close") == 200
