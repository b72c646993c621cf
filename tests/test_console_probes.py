"""What somebody tries who means ill: each probe against every route there is."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from aiohttp import web

from bot.web.app import HEADERS
from bot.web.app import ROUTES as FRONT
from bot.web.console.again import CARRIED
from bot.web.console.routes import CONSOLE_ROUTES
from bot.web.parts import WebSettings
from bot.web.seat import COOKIE
from tests.console_login import PASSWORD, code, logged_in, member, type_code, type_password
from tests.console_office import clerk
from tests.web_house import QUICK, AtDesk, WebHouse, in_house, officer

ROUTES = (*FRONT, *CONSOLE_ROUTES)

OFFICE = [r for r in ROUTES if isinstance(r, web.RouteDef) and f"{r.path}/".startswith("/o/")]
OPEN = ("/o/login", "/o/login/code", "/o/invite")  # pages for who is not logged in
SECURE = WebSettings(poll_seconds=5, reply_seconds=1, https=True)


BLANK = re.compile(r"\{(\w+)(?::([^}]*))?\}")  # its name, and what may stand in it
NOTHING = {"CD-[0-9A-Z]+": "CD-22222", "[a-z]+": "nothing"}  # by what may stand there, else one of a|b


def filled(path: str) -> str:
    """A route's path with something in each blank that is nothing."""
    return BLANK.sub(lambda blank: in_blank(blank[1], blank[2] or ""), path)


def in_blank(name: str, words: str) -> str:
    """What is put in a blank."""
    return NOTHING.get(words, words.split("|")[0]) or ("LN-22222" if name == "number" else "x1")


@pytest.mark.parametrize("path", sorted({route.path for route in OFFICE}))
def test_every_route_is_probed(path: str) -> None:
    there = web.UrlDispatcher().add_resource(path).get_info()
    assert there.get("path") == filled(path) or there["pattern"].fullmatch(filled(path))


def paths(method: str) -> list[str]:
    """The paths of all routes of this method."""
    return sorted({filled(route.path) for route in OFFICE if route.method == method})


@in_house
async def test_every_route_carries_every_header(house: WebHouse) -> None:
    boss = await clerk(house, "administrator")
    for browser in (boss.browser, await house.new_browser()):
        for route in OFFICE:
            if route.path == "/o/live":
                continue  # a stream that does not end; its headers are looked at where it is tested
            answer = await browser.request(route.method, filled(route.path), allow_redirects=False)
            assert answer.status < 500, (route.method, route.path)
            for name, value in HEADERS.items():
                got = answer.headers.get(name, "")
                assert got == value or (name == "Content-Security-Policy" and "default-src 'none'" in got), route.path


@in_house
async def test_no_route_answers_who_is_not_logged_in(house: WebHouse) -> None:
    browser = await house.new_browser()
    for route in OFFICE:
        if route.path not in OPEN:
            answer = await browser.request(route.method, filled(route.path), allow_redirects=False)
            assert answer.status == 401, (route.method, route.path)


@pytest.mark.parametrize("secret", ["", "guess"])
def test_no_form_does_anything_without_its_secret(tmp_path: object, secret: str) -> None:
    in_house(lambda house: forms_without(house, secret))(tmp_path)  # type: ignore[arg-type]


async def forms_without(house: WebHouse, secret: str) -> None:
    """Send every form in every role with this secret."""
    for at in [await clerk(house, role) for role in ("administrator", "province_coordinator", "officer")]:
        for path in paths("POST"):
            answer = await at.browser.post(path, data={"csrf": secret} if secret else {}, allow_redirects=False)
            assert answer.status in (403, 404) or path == "/o/invite", path


@in_house
async def test_the_secret_of_one_session_is_no_good_in_another(house: WebHouse) -> None:
    mine, theirs = await clerk(house, "administrator"), await clerk(house, "administrator")
    await mine.open("/o/me")
    answer = await theirs.browser.post("/o/me/language", data={"csrf": mine.hidden("csrf"), "locale": "en"})
    assert answer.status == 403


@in_house
async def test_a_session_that_was_put_there_is_not_taken_over(house: WebHouse) -> None:
    who = await member(house)
    at = AtDesk(await house.new_browser())
    at.browser.session.cookie_jar.update_cookies({COOKIE: "f" * 24, "ln_door": "known to the thief"})
    await type_password(at, who.name)
    assert await type_code(at, code(house)) == 200
    kept = {cookie.key: cookie.value for cookie in at.browser.session.cookie_jar}
    assert kept[COOKIE] != "f" * 24 and "ln_step" not in kept
    thief = await house.new_browser()
    assert (await thief.get("/o/me", headers={"Cookie": f"{COOKIE}={'f' * 24}"})).status == 401


@in_house
async def test_a_log_in_from_another_site_does_nothing(house: WebHouse) -> None:
    who = await member(house)
    browser = await house.new_browser()
    fields = {"name": who.name, "password": PASSWORD}
    for data in (fields, {**fields, "csrf": "guess"}, {**fields, "csrf": ""}):
        assert (await browser.post("/o/login", data=data)).status == 403
    token = await house.desk.do(lambda work: work.logins.issue("police-21340-1", work.now + timedelta(hours=1)))
    for site in ("cross-site", "same-site"):
        sent = await browser.post("/o/login", data={"t": token}, headers={"Sec-Fetch-Site": site})
        assert sent.status == 403
    assert await house.desk.do(lambda work: work.logins.redeem(token)) == "police-21340-1"


@in_house
async def test_a_half_way_secret_opens_nothing_and_cannot_be_made(house: WebHouse) -> None:
    who, other = await member(house), await member(house, "khac")
    at = AtDesk(await house.new_browser())
    await type_password(at, who.name)
    step = next(cookie.value for cookie in at.browser.session.cookie_jar if cookie.key == "ln_step")
    assert PASSWORD not in step
    forged = (step.replace(who.id, other.id), "a.b.c", "..", "", step[:-1], f"{step}0", f"{who.id}.99999999999.x",
              f"{who.id}.{'9' * 5000}.x")  # fmt: skip
    for secret in forged:
        sent = {"Cookie": f"ln_door=door; ln_step={secret}"}
        fields, browser = {"csrf": "door", "code": code(house)}, await house.new_browser()
        answer = await browser.post("/o/login/code", data=fields, headers=sent, allow_redirects=False)
        assert answer.status in (422, 429) and COOKIE not in answer.cookies
    thief = await house.new_browser()
    assert (await thief.get("/o/me", headers={"Cookie": f"{COOKIE}={step}"})).status == 401


@in_house
async def test_no_page_answers_another_method(house: WebHouse) -> None:
    boss = await clerk(house, "administrator")
    for route in OFFICE:
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
            answer = await boss.browser.request(method, filled(route.path), allow_redirects=False)
            assert answer.status == 404, (method, route.path)
    for path in set(paths("POST")) - set(paths("GET")):
        assert (await boss.browser.get(path, allow_redirects=False)).status == 404, path


@in_house
async def test_nobody_is_led_away_from_here(house: WebHouse) -> None:
    who = await member(house)
    for evil in ("//evil.example", "https://evil.example/o", "/o//../..//evil", "/o\\evil.example", "/o%0d%0aX: y"):
        house.clock.forward(timedelta(seconds=30))
        at = AtDesk(await house.new_browser())
        await at.browser.get("/o/login", params={"to": evil})
        await type_password(at, who.name)
        answer = await at.browser.post(
            "/o/login/code", allow_redirects=False,
            data={"csrf": at.hidden("csrf"), "code": code(house), "to": evil, "once": at.hidden("once")},
        )  # fmt: skip
        assert answer.status == 303
        assert answer.headers["Location"] in ("/o/me", "/o//../..//evil", "/o%0d%0aX:") and "X" not in answer.headers


@in_house
async def test_a_form_that_is_too_large_is_refused_at_once(house: WebHouse) -> None:
    boss, guest = await clerk(house, "administrator"), await house.new_browser()
    large = "x" * 70_000
    assert (await guest.post("/o/login", data={"password": large})).status == 413
    assert (await guest.post("/o/invite", data={"t": large})).status == 413
    await boss.open("/o/me")
    sent = {"csrf": boss.hidden("csrf"), "password": large}
    for path in ("/o/me/password", "/o/accounts/new"):
        assert (await boss.browser.post(path, data=sent)).status == 413, path
    carried = BytesIO(b"x" * (CARRIED + 1))  # what waits for a proof may be as long as our longest form, no longer
    assert (await boss.browser.post("/o/again", data=carried)).status == 413
    house.clock.forward(timedelta(minutes=16))
    assert (await boss.browser.post("/o/accounts/new", data=sent)).status == 403


async def cookies_of(house: WebHouse) -> list[str]:
    """Every cookie that a log-in sets; over http a browser sends no secure ones back, so they are sent by hand."""
    who, browser = await member(house), await house.new_browser()
    fields, kept = {"name": who.name, "password": PASSWORD, "code": code(house), "once": "1" * 12}, {"ln_door": ""}
    found: list[str] = []
    for method, path in (("GET", "/o/login"), ("POST", "/o/login"), ("POST", "/o/login/code")):
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in kept.items())}
        data = {**fields, "csrf": kept["ln_door"]} if method == "POST" else None
        answer = await browser.request(method, path, data=data, headers=sent, allow_redirects=False)
        found += [one for one in answer.headers.getall("Set-Cookie") if "Max-Age=0" not in one]
        kept |= {name: cookie.value for name, cookie in answer.cookies.items()}
    return found


def test_every_cookie_is_for_the_office_alone_and_over_https_only_where_there_is_https(tmp_path: object) -> None:
    in_house(lambda house: flags(house, ""), QUICK)(tmp_path)  # type: ignore[arg-type]


async def flags(house: WebHouse, secure: str) -> None:
    """Look at the flags of every cookie."""
    found = await cookies_of(house)
    assert {name.split("=")[0] for name in found} == {"ln_door", "ln_step", COOKIE}
    assert all(part in one for one in found for part in ("HttpOnly", "SameSite=Strict", "Path=/o"))
    assert all(("Secure" in one) == bool(secure) for one in found)


def test_over_https_every_cookie_is_secure(tmp_path: object) -> None:
    in_house(lambda house: flags(house, "Secure"), SECURE)(tmp_path)  # type: ignore[arg-type]


@in_house
async def test_hostile_names_are_only_words(house: WebHouse) -> None:
    boss = await clerk(house, "administrator")
    hostile = "\"'><script>alert(1)</script>{{7*7}}"
    await boss.open("/o/accounts/new")
    new = {"name": hostile, "shown": hostile, "role": "auditor", "officer": "", "province": ""}
    assert await boss.submit("/o/accounts/new", **new) == 200
    for path in ("/o/accounts", "/o/me"):
        assert "<script>alert" not in await (await boss.browser.get(path)).text()
    guest = await house.new_browser()
    answer = await guest.get("/o/login", params={"to": hostile, "lang": hostile})
    assert "<script>alert" not in await answer.text()
    link = re.search(r"/o/invite\?t=\w+", boss.page)
    assert link and "<script>alert" not in await (await guest.get(link[0])).text()


@in_house
async def test_ids_of_others_open_nothing(house: WebHouse) -> None:
    who = await logged_in(house, await member(house, "kiem.tra", "auditor"))
    victim, at = await member(house), await officer(house)
    for visitor in (who, at):
        await visitor.open("/o/me")
        assert await visitor.open(f"/o/accounts/{victim.id}") == 404
        await visitor.open("/o/me")
        assert await visitor.submit(f"/o/accounts/{victim.id}", act="reset") == 404


@in_house
async def test_bug_a_nul_character_was_taken_for_a_database_that_does_not_answer(house: WebHouse) -> None:
    boss, auditor = await clerk(house, "administrator"), await clerk(house, "auditor")
    assert [await boss.open("/o/accounts/%00"), await auditor.open("/o/audit?number=%00")] == [404, 404]
    await boss.open("/o/accounts/new")
    typed = {"name": "co\0.lan", "shown": "Cô\0 Lan", "role": "auditor", "province": "51"}
    assert await boss.submit("/o/accounts/new", **typed) == 200
    names = await house.desk.do(lambda work: [(one.name, one.shown) for one in work.accounts.every()])
    assert ("co.lan", "Cô Lan") in names
