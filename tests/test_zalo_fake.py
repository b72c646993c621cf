"""The Zalo of our own speaks as the protocol page says: held against plain HTTP, without any code of ours."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from io import BytesIO

import pytest
from aiohttp import ClientError, ClientSession, FormData

from tests.zalo_fake import FakeZalo, Json, Person
from tests.zalo_fake.tokens import challenge_of

Play = Callable[[FakeZalo, ClientSession], Awaitable[None]]
CS = "/v3.0/oa/message/cs"


def perform(play: Play) -> None:
    """A fake and a plain client."""

    async def performed() -> None:
        async with FakeZalo() as fake, ClientSession() as client:
            await play(fake, client)

    asyncio.run(performed())


async def post(fake: FakeZalo, client: ClientSession, path: str, body: object, token: str = "") -> Json:
    """A call with the account's token; what is in the answer."""
    headers = {"access_token": token or fake.tokens[fake.oas[0]].access}
    async with client.post(fake.api + path, json=body, headers=headers) as answer:
        assert answer.status == 200
        found: Json = await answer.json()
        return found


async def ask(fake: FakeZalo, client: ClientSession, path: str, data: Json) -> Json:
    """A question: the parameters are one JSON in `data=`."""
    headers = {"access_token": fake.tokens[fake.oas[0]].access}
    async with client.get(fake.api + path, params={"data": json.dumps(data)}, headers=headers) as answer:
        found: Json = await answer.json()
        return found


async def login(fake: FakeZalo, client: ClientSession, secret: str = "", **form: str) -> Json:
    """An exchange or a refresh."""
    fields = {"app_id": fake.app_id, **form}
    headers = {"secret_key": secret or fake.app_secret}
    async with client.post(f"{fake.api}/v4/oa/access_token", data=fields, headers=headers) as answer:
        assert answer.status == 200
        found: Json = await answer.json()
        return found


def to(person: Person, **message: object) -> Json:
    return {"recipient": {"user_id": person.id}, "message": message}


def data_of(answer: Json) -> Json:
    assert answer["error"] == 0, answer
    found = answer["data"]
    assert isinstance(found, dict)
    return found


def test_a_text_reaches_somebody_who_wrote() -> None:
    async def play(fake: FakeZalo, client: ClientSession) -> None:
        lan = fake.person("Lan")
        lan.say("ba em lại đánh em rồi")
        data = data_of(await post(fake, client, CS, to(lan, text="Chào bạn")))
        assert data["user_id"] == lan.id and data["quota"] == {"quota_type": "reply", "remain": 7, "total": 8}
        assert [sent.message_id for sent in lan.messages()] == [data["message_id"]]
        assert lan.heard() == ["Chào bạn"]

    perform(play)


BUTTON = {"title": "Có", "type": "oa.query.hide", "payload": "#1"}


def template(kind: str, **payload: object) -> Json:
    return {"type": "template", "payload": {"template_type": kind, **payload}}


def media(**element: object) -> Json:
    return template("media", elements=[{"media_type": "image", **element}])


REFUSED: Mapping[str, tuple[Json, int]] = {
    "no text": ({"text": "  "}, -201),
    "long": ({"text": "á" * 2001}, -210),
    "six buttons": ({"text": "a", "attachment": template("button", buttons=[BUTTON] * 6)}, -210),
    "buttons alone": ({"attachment": template("button", buttons=[BUTTON])}, -201),
    "title": ({"text": "a", "attachment": template("button", buttons=[BUTTON | {"title": "a" * 101}])}, -210),
    "payload": ({"text": "a", "attachment": template("button", buttons=[BUTTON | {"payload": "a" * 1001}])}, -210),
    "no such button": ({"text": "a", "attachment": template("button", buttons=[BUTTON | {"type": "x"}])}, -233),
    "url and id": ({"attachment": media(url="https://a.vn/1.png", attachment_id="5")}, -201),
    "neither": ({"attachment": media()}, -201),
    "unknown id": ({"attachment": media(attachment_id="5")}, -241),
    "two forms": ({"attachment": template("request_user_info", elements=[{}, {}])}, -201),
    "list": ({"attachment": template("list", elements=[{}])}, -233),
    "quoting nothing": ({"text": "a", "quote_message_id": "5"}, -201),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_refused_with_http_200(name: str) -> None:
    message, code = REFUSED[name]

    async def play(fake: FakeZalo, client: ClientSession) -> None:
        lan = fake.person("Lan")
        lan.say("a")
        assert (await post(fake, client, CS, to(lan, **message)))["error"] == code
        assert lan.messages() == []

    perform(play)


def test_who_may_be_written_to() -> None:
    async def play(fake: FakeZalo, client: ClientSession) -> None:
        lan, na = fake.person("Lan"), fake.person("Bé Na")

        async def code(person: Person) -> object:
            return (await post(fake, client, CS, to(person, text="a")))["error"]

        lan.say("a")
        assert await code(na) == -232
        assert (await post(fake, client, CS, {"recipient": {"user_id": "5"}, "message": {"text": "a"}}))[
            "error"
        ] == -201
        fake.forward(timedelta(days=3))
        fake.tokens.give(fake.oas[0])
        sent = data_of(await post(fake, client, CS, to(lan, text="a")))
        assert sent["quota"] == {"quota_type": "sub_quota", "remain": 1999, "total": 2000}
        fake.quotas().sub_quota = 0
        assert await code(lan) == -211
        fake.forward(timedelta(days=4, seconds=1))
        fake.tokens.give(fake.oas[0])
        assert await code(lan) == -230
        lan.follow()
        assert await code(lan) == 0
        lan.unfollow()
        assert await code(lan) == -213

    perform(play)


def test_a_token_lives_a_day_and_an_hour_and_is_no_bearer() -> None:
    async def play(fake: FakeZalo, client: ClientSession) -> None:
        lan = fake.person("Lan")
        lan.say("a")
        bearer = {"Authorization": f"Bearer {fake.tokens[fake.oas[0]].access}"}
        async with client.post(fake.api + CS, json=to(lan, text="a"), headers=bearer) as answer:
            assert (await answer.json())["error"] == -216
        assert (await post(fake, client, CS, to(lan, text="a"), "wrong"))["error"] == -216
        fake.forward(timedelta(hours=25, seconds=1))
        assert (await post(fake, client, CS, to(lan, text="a")))["error"] == -220
        fake.tokens.give(fake.oas[0])
        fake.tokens.spoil(fake.oas[0])
        assert (await post(fake, client, CS, to(lan, text="a")))["error"] == -216

    perform(play)


def test_a_refresh_token_works_once() -> None:
    async def play(fake: FakeZalo, client: ClientSession) -> None:
        first = fake.tokens[fake.oas[0]]
        again = {"grant_type": "refresh_token", "refresh_token": first.refresh}
        assert (await login(fake, client, "wrong", **again))["error"] == -118
        assert (await login(fake, client, **again | {"app_id": "5"}))["error"] == -14002
        answer = await login(fake, client, **again)
        assert answer["expires_in"] == "90000" and answer["refresh_token"] != first.refresh
        assert answer["access_token"] == fake.tokens[fake.oas[0]].access
        burnt = await login(fake, client, **again)
        assert (burnt["error"], burnt["error_name"]) == (-14014, "Invalid refresh token")
        assert (fake.tokens.refreshed, fake.tokens.misused) == (1, 1)
        fake.forward(timedelta(days=91))
        answer = await login(fake, client, grant_type="refresh_token", refresh_token=fake.tokens[fake.oas[0]].refresh)
        assert answer["error"] == -14014

    perform(play)


def test_consent_with_a_challenge() -> None:
    async def play(fake: FakeZalo, client: ClientSession) -> None:
        verifier = "v" * 43
        asked = {"app_id": fake.app_id, "redirect_uri": "http://127.0.0.1:9/back", "state": "s",
                 "code_challenge": challenge_of(verifier)}  # fmt: skip

        async def code() -> str:
            async with client.get(f"{fake.api}/v4/oa/permission", params=asked, allow_redirects=False) as answer:
                back = answer.headers["Location"]
                assert answer.status == 302 and f"oa_id={fake.oas[0]}&state=s" in back
                return back.split("code=")[1].split("&")[0]

        form = {"grant_type": "authorization_code", "code_verifier": verifier}
        assert (await login(fake, client, code=await code(), **form | {"code_verifier": "other"}))["error"] == -14024
        good = await code()
        assert (await login(fake, client, code=good, **form))["access_token"]
        assert (await login(fake, client, code=good, **form))["error"] == -14012
        fake.login.redirect = "http://127.0.0.1:9/other"
        async with client.get(f"{fake.api}/v4/oa/permission", params=asked, allow_redirects=False) as answer:
            assert (await answer.json())["error"] == -14003

    perform(play)


def test_challenge_is_that_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_calls_go_wrong_as_told() -> None:
    async def play(fake: FakeZalo, client: ClientSession) -> None:
        lan = fake.person("Lan")
        lan.say("a")
        fake.fail(-32, times=2)
        fake.fail(status=502, method="message/cs")
        codes = [(await post(fake, client, CS, to(lan, text="a")))["error"] for _ in range(2)]
        headers = {"access_token": fake.tokens[fake.oas[0]].access}
        async with client.post(fake.api + CS, json=to(lan, text="a"), headers=headers) as answer:
            assert answer.status == 502 and answer.content_type == "text/html"
        assert codes == [-32, -32]
        fake.fail(-14014, method="access_token")
        pair = fake.tokens[fake.oas[0]]
        assert (await login(fake, client, grant_type="refresh_token", refresh_token=pair.refresh))["error"] == -14014
        assert fake.tokens[fake.oas[0]] == pair
        fake.rate.most = 3
        answer_of = await post(fake, client, CS, to(lan, text="a"))
        assert answer_of["error"] == 0
        fake.rate.most = 0
        assert (await post(fake, client, CS, to(lan, text="a")))["error"] == -32

    perform(play)


def test_an_upload_is_kept_for_a_week() -> None:
    async def play(fake: FakeZalo, client: ClientSession) -> None:
        lan = fake.person("Lan")
        lan.say("a")

        async def upload(kind: str, name: str, size: int) -> Json:
            form = FormData()
            form.add_field("file", BytesIO(b"x" * size), filename=name)
            headers = {"access_token": fake.tokens[fake.oas[0]].access}
            async with client.post(f"{fake.api}/v2.0/oa/upload/{kind}", data=form, headers=headers) as answer:
                found: Json = await answer.json()
                return found

        assert (await upload("image", "a.gif", 1))["error"] == -233
        assert (await upload("image", "a.png", 2**20 + 1))["error"] == -210
        image = data_of(await upload("image", "a.png", 9))["attachment_id"]
        document = data_of(await upload("file", "a.pdf", 9))["token"]
        file = {"type": "file", "payload": {"token": document}}
        assert (await post(fake, client, CS, to(lan, text="ảnh", attachment=media(attachment_id=image))))["error"] == 0
        assert (await post(fake, client, CS, to(lan, attachment=file)))["error"] == 0
        assert [sent.kind for sent in lan.messages()] == ["image", "file"]
        fake.forward(timedelta(days=7, seconds=1))
        lan.say("b")
        fake.tokens.give(fake.oas[0])
        late = await post(fake, client, CS, to(lan, attachment=media(attachment_id=image)))
        assert late["error"] == -100

    perform(play)


async def code_of(fake: FakeZalo, client: ClientSession, path: str, body: Json) -> object:
    return (await post(fake, client, path, body))["error"]


def test_templates_by_phone() -> None:
    async def play(fake: FakeZalo, client: ClientSession) -> None:
        fake.platform.templates["T1"] = {"code": 5}
        path = "/message/template"
        good: Json = {"phone": "84900000000", "template_id": "T1", "template_data": {"code": "LN"}}
        wrong: list[tuple[Json, int]] = [
            (good | {"phone": "0900000000"}, -108),
            (good | {"tracking_id": "t" * 49}, -112),
            (good | {"template_id": "T2"}, -109),
            (good | {"template_data": {}}, -1121),
            (good | {"template_data": {"code": "LN-123"}}, -1122),
        ]
        for body, code in wrong:
            assert await code_of(fake, client, path, body) == code
        data = data_of(await post(fake, client, path, good | {"tracking_id": "t1"}))
        assert data["quota"] == {"dailyQuota": "5000", "remainingQuota": "4999"}
        fake.hours.wait_for(23)
        fake.tokens.give(fake.oas[0])
        assert await code_of(fake, client, path, good) == 0
        fake.platform.night_rule = True
        assert await code_of(fake, client, path, good) == -133
        fake.hours.wait_for(8)
        fake.tokens.give(fake.oas[0])
        fake.quotas().zns = 0
        assert await code_of(fake, client, path, good) == -144
        assert (await post(fake, client, path, good, "wrong"))["error"] == -124
        assert [sent.way for sent in fake.sent("84900000000")] == ["zns", "zns"]

    perform(play)


def test_templates_by_id_need_no_window() -> None:
    async def play(fake: FakeZalo, client: ClientSession) -> None:
        fake.platform.templates["T1"] = {}
        lan, path = fake.person("Lan"), "/v3.0/oa/message/template"
        body: Json = {"user_id": lan.id, "template_id": "T1", "template_data": {}}
        assert await code_of(fake, client, path, body) == 0
        fake.quotas().uid = 0
        assert await code_of(fake, client, path, body) == -218
        assert await code_of(fake, client, path, body | {"user_id": "5"}) == -201
        assert [(sent.way, sent.template_id) for sent in lan.messages()] == [("uid", "T1")]

    perform(play)


def broadcast(kind: str = "article", **more: object) -> Json:
    attachment = {"type": "template", "payload": {"template_type": "media", "elements": [
        {"media_type": kind, "attachment_id": "article-1"}]}}  # fmt: skip
    return {"recipient": {"target": {"cities": "4"}}, "message": {"attachment": attachment, **more}}


def test_an_article_goes_to_all_who_follow_by_day() -> None:
    async def play(fake: FakeZalo, client: ClientSession) -> None:
        lan, na = fake.person("Lan"), fake.person("Bé Na")
        lan.follow()
        na.say("a")
        fake.hours.wait_for(22)
        fake.tokens.give(fake.oas[0])
        path = "/v2.0/oa/message"
        assert await code_of(fake, client, path, broadcast()) == -234
        fake.hours.wait_for(6)
        fake.tokens.give(fake.oas[0])
        assert await code_of(fake, client, path, broadcast(text="a")) == -233
        assert await code_of(fake, client, path, broadcast("image")) == -233
        assert await code_of(fake, client, path, to(lan, text="a")) == -240
        assert [await code_of(fake, client, path, broadcast()) for _ in range(2)] == [0, 0]
        assert [(sent.user_id, sent.text) for sent in fake.sent()] == [(lan.id, "article-1")]
        fake.quotas().broadcast = 0
        assert await code_of(fake, client, path, broadcast()) == -211

    perform(play)


def test_a_reaction_costs_nothing() -> None:
    async def play(fake: FakeZalo, client: ClientSession) -> None:
        lan = fake.person("Lan")
        said = lan.say("a")["message"]
        assert isinstance(said, dict)

        async def react(icon: str, message_id: object) -> object:
            action = {"react_icon": icon, "react_message_id": message_id}
            body: Json = {"recipient": {"user_id": lan.id}, "sender_action": action}
            return await code_of(fake, client, "/v2.0/oa/message", body)

        assert await react("/-heart", said["msg_id"]) == 0
        assert await react("/-smile", said["msg_id"]) == -201
        assert await react("/-heart", "5") == -201
        codes = [await react("/-heart", said["msg_id"]) for _ in range(50)]
        assert codes == [0] * 49 + [-210]
        assert lan.messages() == [] and fake.quotas().sub_quota == 2000

    perform(play)


def test_what_can_be_asked() -> None:
    async def play(fake: FakeZalo, client: ClientSession) -> None:
        lan = fake.person("Lan")
        lan.say("một")
        await post(fake, client, CS, to(lan, text="hai"))
        detail = data_of(await ask(fake, client, "/v3.0/oa/user/detail", {"user_id": lan.id}))
        assert (detail["display_name"], detail["user_is_follower"]) == ("Lan", False)
        quota = data_of(await post(fake, client, "/v3.0/oa/quota/message", {"user_id": lan.id}))
        assert quota["cs_reply"] == {"remain": 7, "total": 8} and quota["last_interaction"] == lan.user.last
        people = data_of(await ask(fake, client, "/v3.0/oa/user/getlist", {"offset": 0, "count": 50}))
        assert people["users"] == [{"user_id": lan.id}]
        for path, more in (("listrecentchat", {}), ("conversation", {"user_id": lan.id})):
            answer = await ask(fake, client, f"/v2.0/oa/{path}", {"offset": 0, "count": 10, **more})
            lines = answer["data"]
            assert isinstance(lines, list)
            assert [(line["src"], line["message"]) for line in lines] == [(0, "hai"), (1, "một")]
        assert data_of(await ask(fake, client, "/v2.0/oa/getoa", {}))["oa_id"] == fake.oas[0]
        assert (await ask(fake, client, "/v2.0/oa/conversation", {"user_id": lan.id, "count": 11}))["error"] == -210

    perform(play)


def test_hanging_and_lost_answers() -> None:
    async def play(fake: FakeZalo, client: ClientSession) -> None:
        lan = fake.person("Lan")
        lan.say("a")
        fake.lose()
        with pytest.raises(ClientError):
            await post(fake, client, CS, to(lan, text="lost"))
        assert lan.heard() == ["lost"]
        fake.hang()
        waiting = asyncio.create_task(post(fake, client, CS, to(lan, text="slow")))
        await fake.until(lambda: len(fake.made(CS)) == 2)
        fake.release()
        assert (await waiting)["error"] == 0

    perform(play)
