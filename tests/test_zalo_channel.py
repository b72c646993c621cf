"""Saying, showing, notifying and fetching on an Official Account, against the fake platform."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from structlog.testing import capture_logs

from bot.channels import (
    Channel,
    ChannelDown,
    ChannelError,
    NotNow,
    OutOfReach,
    PersonGone,
    Refused,
    State,
    Throttled,
    Unanswered,
)
from bot.channels.zalo_oa.channel import KEPT_FREE
from bot.channels.zalo_oa.oauth import Granted
from bot.store.work import SqlWork
from handlers.events import Address, Attachment, Entry, Media, Notice, OutgoingMessage
from tests.databases import fresh_url
from tests.failure import failure
from tests.fakes import PHOTO
from tests.office import counted
from tests.store_cast import CASE, RECEIPT
from tests.zalo_fake import Person
from tests.zalo_fake.accounts import Accounts, Quotas
from tests.zalo_office import ZaloOffice, zalo_office

Scene = Callable[[ZaloOffice, Person], Awaitable[None]]
SAID = "Trẻ có đang gặp nguy hiểm không? & <b>=%"
ASKED = OutgoingMessage("k1", "p1", SAID, ("Có", "Không"), question="danger_now:x1")
ALERT = Notice("alert", (("number", "LN-7K3FQ"), ("urgency", "KHẨN CẤP")))
NOTIFY = OutgoingMessage("k2", "p1", "có nội dung", act="notice", notice=ALERT, lane="urgent")
CS = "message/cs"


@pytest.fixture
def play(tmp_path: Path) -> Callable[..., None]:
    """Play a scene with somebody who wrote a moment ago."""

    def played(scene: Scene, **more: object) -> None:
        async def run() -> None:
            async with zalo_office(fresh_url("sqlite", tmp_path), tmp_path / "keys.json", **more) as office:
                lan = office.fake.person("Lan")
                lan.say("chào")
                await scene(office, lan)

        asyncio.run(run())

    return played


Play = Callable[..., None]


def at(office: ZaloOffice, person: Person) -> str:
    return f"{office.account}:{person.id}"


def test_a_message_arrives_with_its_buttons(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        channel: Channel = office.channel
        assert (channel.name, channel.own, channel.limits.clears) == ("zalo_oa", False, False)
        assert channel.templates == {"alert", "status"} and channel.state() == "starting"
        number = await channel.send(at(office, lan), ASKED)
        (sent,) = lan.messages()
        assert (sent.message_id, sent.text, sent.buttons) == (number, SAID, ["Có", "Không"])
        (call,) = office.fake.made(CS)
        assert "Authorization" not in call.headers and channel.state() == "up"

    play(scene)


def test_a_phone_can_be_tapped_beside_the_answers(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        await office.channel.send(at(office, lan), OutgoingMessage("k", "p", "Hãy gọi ngay 113 hoặc 111."))
        assert lan.messages()[0].buttons == ["📞 113", "📞 111"]

    play(scene)


@pytest.mark.parametrize("code", [-201, -233])
def test_refused_buttons_are_numbered_lines_at_once(code: int, play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        before = counted("zalo_variants", what="buttons", variant="refused")
        office.fake.fail(code, method=CS)
        await office.channel.send(at(office, lan), ASKED)
        assert lan.heard() == [f"{SAID}\n1. Có\n2. Không"]
        await office.channel.send(at(office, lan), ASKED)
        assert lan.messages()[-1].buttons == [] and len(office.fake.made(CS)) == 3
        assert counted("zalo_variants", what="buttons", variant="refused") == before + 1

    play(scene)


def test_a_payload_refused_twice_says_nothing_of_the_buttons(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        office.fake.fail(-201, method=CS, times=2)
        assert type(await failure(office.channel.send(at(office, lan), ASKED))) is Refused
        await office.channel.send(at(office, lan), ASKED)
        assert lan.messages()[-1].buttons == ["Có", "Không"]

    play(scene)


def test_the_deployer_may_want_no_buttons(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        await office.channel.send(at(office, lan), ASKED)
        assert lan.heard() == [f"{SAID}\n1. Có\n2. Không"] and len(office.fake.made(CS)) == 1

    play(scene, zalo_buttons=False)


def test_a_number_is_asked_for_with_a_form(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        wants = OutgoingMessage("k", "p", "Số nào?", wants="phone")
        await office.channel.send(at(office, lan), wants)
        words, form = lan.messages()
        assert words.text == "Số nào?" and form.raw_buttons[0]["type"] == "info"

    play(scene, public_url="https://langnghe.example")


def test_a_form_that_is_refused_harms_nothing(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        office.fake.platform.buttons = False  # a form is drawn with buttons there
        number = await office.channel.send(at(office, lan), OutgoingMessage("k", "p", "Số nào?", wants="phone"))
        (sent,) = lan.messages()
        assert (sent.text, sent.message_id) == ("Số nào?", number)

    play(scene, public_url="https://langnghe.example")


FAILURES: tuple[tuple[int, type[ChannelError], State], ...] = (
    (-32, Throttled, "throttled"), (-200, ChannelDown, "up"), (-133, NotNow, "up"), (-211, NotNow, "quota_gone"),
    (-218, Throttled, "up"), (-230, OutOfReach, "up"), (-213, PersonGone, "up"), (-248, Refused, "up"),
    (-224, ChannelDown, "needs_human"), (-9999, ChannelDown, "up"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "kind", "state"), FAILURES)
def test_each_code_says_what_follows(code: int, kind: type[ChannelError], state: State, play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        office.fake.fail(code, method=CS)
        with capture_logs() as lines:
            problem = await failure(office.channel.send(at(office, lan), OutgoingMessage("k", "p", SAID)))
        assert type(problem) is kind and office.channel.state() == state
        assert lan.id not in f"{lines}{problem!r}" and SAID not in f"{lines}{problem!r}"

    play(scene)


def test_a_gateway_or_nobody_is_a_channel_that_is_down(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        for status, kind in (
            (502, Unanswered),
            (500, Unanswered),
            (503, ChannelDown),
            (403, ChannelDown),
            (429, Throttled),
        ):
            office.fake.fail(status=status, method=CS)
            outcome = await failure(office.channel.send(at(office, lan), OutgoingMessage("k", "p", SAID)))
            assert type(outcome) is kind, status
        office.fake.lose(CS)
        nada = office.fake.person("Na")
        nada.say("chào")
        assert type(await failure(office.channel.send(at(office, nada), ASKED))) is Unanswered
        assert office.channel.state() == "down"

    play(scene)


def test_a_success_without_an_id_is_counted_and_sent(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        before = counted("zalo_variants", what="message_id", variant="missing")
        monkeypatch.setattr(Accounts, "new_id", lambda _: "")
        assert await office.channel.send(at(office, lan), ASKED) == ""
        assert await office.zns().send("84900000000", NOTIFY) == ""
        assert len(lan.messages()) == 1 and len(office.fake.sent("84900000000")) == 1
        assert counted("zalo_variants", what="message_id", variant="missing") == before + 2

    play(scene_with_templates(scene))


def test_a_token_that_is_refused_is_exchanged_and_nothing_is_lost(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        office.clock.forward(timedelta(hours=2))
        lan.say("vẫn ở đây")
        office.fake.tokens.spoil(office.account)
        many = [OutgoingMessage(f"k{n}", "p", f"tin {n}", lane="urgent") for n in range(30)]
        await asyncio.gather(*(office.channel.send(at(office, lan), message) for message in many))
        assert sorted(lan.heard()) == sorted(message.text for message in many)
        assert (office.fake.tokens.refreshed, office.fake.tokens.misused) == (1, 0)

    play(scene)


def test_a_window_that_is_closed_is_out_of_reach(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        office.clock.forward(timedelta(days=8))
        office.fake.tokens.give(office.account)
        await office.log_in()
        office.fake.tokens.give(office.account)
        await office.log_in()
        await office.parts.tokens.look()
        assert type(await failure(office.channel.send(at(office, lan), ASKED))) is OutOfReach
        assert await office.channel.send(at(office, lan), NOTIFY) == lan.messages()[-1].message_id

    play(scene_with_templates(scene))


def scene_with_templates(scene: Scene) -> Scene:
    async def with_templates(office: ZaloOffice, lan: Person) -> None:
        office.fake.platform.templates["111"] = {"number": 30, "urgency": 30}
        await scene(office, lan)

    return with_templates


def test_a_notice_is_a_template_and_never_its_text(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        await office.channel.send(at(office, lan), NOTIFY)
        (sent,) = lan.messages()
        assert (sent.way, sent.template_id) == ("uid", "111")
        assert sent.template_data == {"number": "LN-7K3FQ", "urgency": "KHẨN CẤP"}
        (call,) = office.fake.made("message/template")
        assert "nội dung" not in f"{call.params}"

    play(scene_with_templates(scene))


@pytest.mark.parametrize("notice", [None, Notice("campaign")])
def test_what_has_no_template_needs_another_way(notice: Notice | None, play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        message = OutgoingMessage("k", "p", "x", act="notice", notice=notice)
        assert type(await failure(office.channel.send(at(office, lan), message))) is OutOfReach
        assert type(await failure(office.zns().send("84900000000", message))) is OutOfReach

    play(scene)


def test_the_night_of_a_template_lasts_until_morning(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        office.clock.forward(timedelta(hours=9))  # 23:00
        office.fake.fail(-133, method="message/template")
        problem = await failure(office.channel.send(at(office, lan), NOTIFY))
        assert isinstance(problem, NotNow) and problem.seconds == 7 * 3600

    play(scene_with_templates(scene))


def test_what_zalo_says_of_quotas_is_in_the_ledger(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        person = await office.desk.do(lambda work: work.people.at(Address("zalo_oa", at(office, lan))))
        await office.channel.send(at(office, lan), ASKED)
        await office.parts.noting.finish()
        known = await office.desk.do(lambda work: work.ledger.of(person.id, office.name))
        assert known.free == 7 and not known.quotas
        lan.user.free_left = 0
        await office.channel.send(at(office, lan), ASKED)
        await office.parts.noting.finish()
        known = await office.desk.do(lambda work: work.ledger.of(person.id, office.name))
        assert (known.quotas["sub_quota"].remain, known.quotas["sub_quota"].total) == (1999, 2000)

    play(scene)


def test_a_ledger_that_fails_fails_no_send(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        def broken(work: SqlWork, said: object) -> None:
            raise ValueError("on purpose")

        office.parts.noting._keep = broken
        assert await office.channel.send(at(office, lan), ASKED)
        await office.parts.noting.finish()

    play(scene)


def test_the_quota_of_a_person_is_asked(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        found = await office.channel.ask_quota(at(office, lan))
        assert (found.remain, found.total) == (8, 8)
        assert found.last_at == office.clock.now.replace(microsecond=0)
        office.fake.fail(-213, method="quota")
        assert type(await failure(office.channel.ask_quota(at(office, lan)))) is PersonGone

    play(scene)


def test_an_article_goes_to_many_by_day(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        lan.follow()
        number = await office.channel.broadcast(office.account, "art-1")
        assert lan.messages()[-1].message_id == number
        (call,) = office.fake.made("v2.0/oa/message")
        assert call.params["recipient"] == {"target": {}}
        office.clock.forward(timedelta(hours=10))
        problem = await failure(office.channel.broadcast(office.account, "art-1"))
        assert isinstance(problem, NotNow) and problem.seconds == 6 * 3600
        assert len(office.fake.made("v2.0/oa/message")) == 1

    play(scene)


def test_nothing_can_be_cleared_and_nothing_is_sent(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        with capture_logs() as lines:
            await office.channel.clear(at(office, lan), ["1"])
            await office.channel.retract(at(office, lan), ASKED, ["1"])
            await office.zns().clear("84900000000", [])
            await office.zns().retract("84900000000", ASKED, [])
        assert [line["event"] for line in lines] == ["cannot_clear"] * 4 and office.fake.calls == []

    play(scene)


def test_bulk_leaves_room_for_all_others(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        office.fake.rate.most = KEPT_FREE
        await office.channel.send(at(office, lan), ASKED)
        bulk = OutgoingMessage("b", "p", "Nhắc", lane="bulk")
        assert type(await failure(office.channel.send(at(office, lan), bulk))) is Throttled
        await office.channel.send(at(office, lan), OutgoingMessage("u", "p", "KHẨN", lane="urgent"))
        assert "KHẨN" in lan.heard()

    play(scene)


def test_several_accounts_behind_one_app(tmp_path: Path) -> None:
    async def run() -> None:
        async with zalo_office(fresh_url("sqlite", tmp_path), tmp_path / "keys.json") as office:
            problem = await failure(office.channel.send("999:1", ASKED))
            assert type(problem) is ChannelDown and office.fake.calls == []
            assert office.channel.state() == "starting"  # nothing is told of an account that is none of ours

    asyncio.run(run())


def test_an_account_that_is_dead_makes_the_others_not_ill(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        tokens, pair = office.parts.tokens, await office.stored()
        dead = replace(pair, access="dead", refresh="dead", refreshed_at=pair.refreshed_at - timedelta(hours=20))
        await office.desk.do(lambda work: work.tokens.put("zalo_oa:999", dead))
        await tokens.renew()
        assert await office.channel.send(at(office, lan), ASKED) and office.channel.state() == "up"
        assert office.channel.problems() == ("Zalo refuses the tokens of account 999: run `langnghe zalo login`.",)
        assert type(await failure(office.channel.send("999:1", ASKED))) is ChannelDown
        assert office.channel.state() == "up"
        assert await office.desk.do(lambda work: work.tokens.remove("zalo_oa:999"))
        await tokens.look()
        assert office.channel.problems() == () and tokens.accounts() == (office.account,)

    play(scene)


def test_what_zalo_refuses_one_account_is_its_own(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        other = office.fake.tokens.give("999")
        office.fake.accounts.quotas["999"] = Quotas()
        pair = Granted(other.access, other.refresh).pair(office.clock.now)
        await office.desk.do(lambda work: work.tokens.put("zalo_oa:999", pair))
        na = office.fake.person("Na", "999")
        na.say("chào")
        office.fake.fail(-224, method=CS)
        assert type(await failure(office.channel.send(f"999:{na.id}", ASKED))) is ChannelDown
        assert office.channel.state() == "starting"  # of the other one nothing is known
        assert await office.channel.send(at(office, lan), ASKED)
        (words,) = office.channel.problems()
        assert "999" in words and "-224" in words and office.channel.state() == "up"
        office.fake.fail(status=502, method=CS)
        assert type(await failure(office.channel.send(f"999:{na.id}", ASKED))) is Unanswered
        assert office.channel.state() == "down"  # it is Zalo that fails, whichever account met it
        assert await office.channel.send(at(office, lan), ASKED) and office.channel.state() == "up"
        office.fake.fail(-224, method=CS)
        await failure(office.channel.send(f"999:{na.id}", ASKED))
        office.fake.fail(-211, method=CS)
        await failure(office.channel.send(at(office, lan), ASKED))
        assert office.channel.state() == "quota_gone"  # no account is well
        await office.desk.do(lambda work: work.tokens.remove("zalo_oa:999"))
        await office.parts.tokens.look()
        assert office.channel.problems() == () and office.channel.state() == "quota_gone"

    play(scene)


# Pictures and files


def seen(work: SqlWork, address: Address, data: bytes, mime: str, kind: str = "photo") -> str:
    """Somebody who may be shown a file of their case; the person's id."""
    person = work.people.at(address)
    work.cases.add(CASE, RECEIPT)
    work.cases.follow(CASE.id, person.id)
    shown = Attachment("a1", CASE.id, "photo" if kind == "photo" else "document", "stored", mime=mime)
    media = Media(shown.kind, data=data, safe_copy=data if kind == "photo" else None, mime=mime)
    work.history.add_attachment(shown, media)
    work.history.record(CASE.id, Entry("sending", work.now, "officer-1", attachment_id="a1"))
    return person.id


async def show(office: ZaloOffice, lan: Person, data: bytes, mime: str, kind: str = "photo") -> OutgoingMessage:
    address = Address("zalo_oa", at(office, lan))
    person_id = await office.desk.do(lambda work: seen(work, address, data, mime, kind))
    return OutgoingMessage("k", person_id, "Cán bộ gửi ảnh.", attachment_id="a1")


def jpeg(side: int, quality: int = 90) -> bytes:
    """A picture that does not compress."""
    noise = Image.effect_noise((side, side), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=quality)
    return out.getvalue()


def test_a_picture_is_uploaded_once_in_six_days(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        message = await show(office, lan, jpeg(64), "image/jpeg")
        for _ in range(2):
            await office.channel.send(at(office, lan), message)
        assert len(office.fake.made("upload/image")) == 1
        first, second = lan.messages()
        assert (first.kind, first.text, first.image) == ("image", "Cán bộ gửi ảnh.", second.image)
        office.clock.forward(timedelta(days=6))
        office.fake.tokens.give(office.account)
        await office.log_in()
        await office.parts.tokens.look()
        await office.channel.send(at(office, lan), message)
        assert len(office.fake.made("upload/image")) == 2

    play(scene)


def test_an_upload_that_expired_early_is_made_again(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        message = await show(office, lan, jpeg(64), "image/jpeg")
        await office.channel.send(at(office, lan), message)
        office.fake.fail(-100, method=CS)
        await office.channel.send(at(office, lan), message)
        assert len(office.fake.made("upload/image")) == 2 and len(lan.messages()) == 2
        office.fake.fail(-200, method=CS)
        assert type(await failure(office.channel.send(at(office, lan), message))) is ChannelDown
        office.fake.fail(-248, method=CS, times=2)
        assert type(await failure(office.channel.send(at(office, lan), message))) is Refused

    play(scene)


@pytest.mark.parametrize("code", [-241, -238, -100])
def test_a_remembered_upload_that_is_refused_loses_no_words(code: int, play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        message = await show(office, lan, jpeg(64), "image/jpeg")
        await office.channel.send(at(office, lan), message)
        office.fake.fail(code, method=CS)
        await office.channel.send(at(office, lan), message)
        assert [sent.kind for sent in lan.messages()] == ["image", "image"]
        assert len(office.fake.made("upload/image")) == 2
        office.fake.fail(code, method=CS, times=2)
        before = counted("zalo_variants", what="picture", variant="words_alone")
        await office.channel.send(at(office, lan), message)
        assert (lan.messages()[-1].kind, lan.heard()[-1]) == ("text", "Cán bộ gửi ảnh.")
        assert counted("zalo_variants", what="picture", variant="words_alone") == before + 1
        await office.channel.send(at(office, lan), message)
        assert lan.messages()[-1].kind == "image" and len(office.fake.made("upload/image")) == 4  # it was forgotten

    play(scene)


@pytest.mark.parametrize("code", [-210, -233, -212])
def test_an_upload_that_is_refused_loses_no_words(code: int, play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        message = await show(office, lan, jpeg(64), "image/jpeg")
        office.fake.fail(code, method="upload")
        await office.channel.send(at(office, lan), message)
        assert lan.heard() == ["Cán bộ gửi ảnh."] and lan.messages()[0].kind == "text"
        office.fake.fail(-200, method="upload")
        assert type(await failure(office.channel.send(at(office, lan), message))) is ChannelDown
        office.fake.fail(-210, method="upload")
        assert type(await failure(office.channel.send(at(office, lan), replace(message, text="")))) is Refused

    play(scene)


def test_a_file_that_zalo_never_takes_loses_no_words(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        message = await show(office, lan, b"MZ", "application/x-msdownload", "document")
        await office.channel.send(at(office, lan), message)
        assert lan.heard() == ["Cán bộ gửi ảnh."] and office.fake.made("upload") == []

    play(scene)


def test_words_too_long_for_a_picture_stand_below_it(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        message = replace(await show(office, lan, jpeg(64), "image/jpeg"), text="dài " * 600)
        await office.channel.send(at(office, lan), message)
        assert [(sent.kind, bool(sent.text)) for sent in lan.messages()] == [
            ("image", False), ("text", True), ("text", True),
        ]  # fmt: skip

    play(scene)


def test_a_picture_that_is_too_large_is_made_smaller(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        large = jpeg(1600, 98)
        assert len(large) > 2**20
        await office.channel.send(at(office, lan), await show(office, lan, large, "image/jpeg"))
        (call,) = office.fake.made("upload/image")
        assert len(call.files["file"].data) <= 2**20 and call.files["file"].name.endswith(".jpg")

    play(scene)


def test_a_picture_with_buttons_has_its_words_below(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        message = await show(office, lan, jpeg(64), "image/jpeg")
        with_buttons = OutgoingMessage("k", message.person_id, "Ở đây à?", ("Đúng",), attachment_id="a1")
        await office.channel.send(at(office, lan), with_buttons)
        assert [(sent.kind, sent.text) for sent in lan.messages()] == [("image", ""), ("template", "Ở đây à?")]

    play(scene)


def test_a_file_stands_before_its_words(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        message = await show(office, lan, b"%PDF-1.4 ...", "application/pdf", "document")
        await office.channel.send(at(office, lan), message)
        assert [sent.kind for sent in lan.messages()] == ["file", "text"]

    play(scene)


def test_who_may_not_see_it_gets_the_words(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        person = await office.desk.do(lambda work: work.people.at(Address("zalo_oa", at(office, lan))))
        for person_id in (person.id, "nobody"):
            await office.channel.send(at(office, lan), OutgoingMessage("k", person_id, "Ảnh", attachment_id="a9"))
        assert lan.heard() == ["Ảnh", "Ảnh"] and office.fake.made("upload") == []

    play(scene)


# Fetching


def test_a_photo_is_fetched_without_a_referer(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        lan.photo(PHOTO)
        url = office.fake.media_address(next(iter(office.fake.accounts.files)))
        media = await office.channel.fetch(f"photo:{url}")
        assert (media.kind, media.data, media.ref) == ("photo", PHOTO, f"photo:{url}")
        assert type(await failure(office.channel.fetch(f"photo:{url}x"))) is Refused

    play(scene)


@pytest.mark.parametrize(
    "ref",
    ["tree:https://a.zdn.vn/x", "", "photo:", "photo:https://zdn.vn.example/x", "photo:http://a.zdn.vn/x",
     "photo:https://evilzdn.vn/x", "photo:https://a.zdn.vn:8443/x", "photo:https://u:p@a.zdn.vn/x", "photo:ftp://a.zdn.vn/x",
     "photo:https://127.0.0.1/x", "photo:https://[::1]/x"],
)  # fmt: skip
def test_nothing_is_fetched_from_elsewhere(ref: str, play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        assert type(await failure(office.channel.fetch(ref))) is Refused

    play(scene)


def test_nobody_at_the_host_is_tried_again(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        assert type(await failure(office.channel.fetch("photo:http://127.0.0.1:9/x"))) is ChannelDown

    play(scene, zalo_media_hosts="127.0.0.1:9")


# By phone


def test_an_alert_goes_by_phone(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        zns = office.zns()
        assert zns.state() == "starting" and zns.templates == {"alert", "status"}
        number = await zns.send("84900000000", NOTIFY)
        (sent,) = office.fake.sent("84900000000")
        assert (sent.message_id, sent.way, sent.template_id) == (number, "zns", "111")
        assert len(sent.tracking_id) == 40 and "k2" not in sent.tracking_id and zns.state() == "up"
        await office.parts.noting.finish()
        known = await office.desk.do(lambda work: work.ledger.of(work.people.at(Address("zns", "8")).id, "zns"))
        assert known.quotas["daily"].remain == 4999
        assert type(await failure(zns.fetch("x"))) is Refused

    play(scene_with_templates(scene))


@pytest.mark.parametrize(("night", "lane", "asked"), [("wait", "reply", 0), ("wait", "urgent", 1), ("try", "reply", 1)])
def test_by_phone_the_night_is_as_the_deployer_wants(night: str, lane: str, asked: int, play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        office.clock.forward(timedelta(hours=10))
        office.fake.platform.night_rule = True
        message = OutgoingMessage("k", "p", notice=ALERT, lane="urgent" if lane == "urgent" else "reply")
        problem = await failure(office.zns().send("84900000000", message))
        assert isinstance(problem, NotNow) and problem.seconds == 6 * 3600
        assert len(office.fake.made("/message/template")) == asked

    play(scene_with_templates(scene), zalo_night=night)


def test_by_phone_a_refused_token_is_exchanged_too(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        office.clock.forward(timedelta(hours=2))
        office.fake.tokens.spoil(office.account)
        assert await office.zns().send("84900000000", NOTIFY)
        assert office.fake.tokens.refreshed == 1

    play(scene_with_templates(scene))


def test_by_phone_without_an_account(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        await office.desk.do(lambda work: work.connection.exec_driver_sql("DELETE FROM channel_tokens") and None)
        assert type(await failure(office.zns().send("84900000000", NOTIFY))) is ChannelDown
        assert office.zns().state() == office.channel.state() == "token_refused"
        assert len(office.channel.problems()) == 1

    play(scene_with_templates(scene))


def test_what_a_human_must_do_is_said_until_it_is_done(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        office.fake.fail(-224, method=CS)
        await failure(office.channel.send(at(office, lan), ASKED))
        (words,) = office.channel.problems()
        assert "-224: the account needs a paid package" in words
        await office.channel.send(at(office, lan), ASKED)
        assert office.channel.problems() == ()
        zns = office.zns()
        office.fake.fail(-115, method="/message/template")
        await failure(zns.send("84900000000", NOTIFY))
        assert zns.state() == "needs_human" and len(zns.problems()) == 1

    play(scene)
