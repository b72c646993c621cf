"""A message in several parts when time or a quota runs out between them: a second try says nothing twice."""

import asyncio

import pytest

from bot.channels import ChannelDown, NotNow
from bot.channels.zalo_oa.trips import To, Trips
from handlers.events import OutgoingMessage
from tests.failure import failure
from tests.test_zalo_channel import CS, Play, at, jpeg, play, show
from tests.zalo_fake import Person
from tests.zalo_office import ZaloOffice

__all__ = ["play"]
LONG = OutgoingMessage("k", "p", "\n".join(f"đoạn {n} " + "a" * 1900 for n in range(3)), ("Có", "Không"))
PARTS = ["đoạn 0", "đoạn 1", "đoạn 2"]


async def given_up(office: ZaloOffice, lan: Person, message: OutgoingMessage, calls: int, path: str = CS) -> None:
    """A try that the desk gives up while the so manieth call hangs."""
    office.fake.hang(path)
    sending = asyncio.create_task(office.channel.send(at(office, lan), message))
    await office.fake.until(lambda: len(office.fake.made(path)) == calls)
    sending.cancel()
    assert isinstance(await failure(sending), asyncio.CancelledError)


def test_a_second_try_goes_on_where_the_first_stopped(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        office.fake.quotas().sub_quota = 0
        for part in (1, 2):
            lan.user.free_left = 1
            assert type(await failure(office.channel.send(at(office, lan), LONG))) is NotNow
            assert [words[:6] for words in lan.heard()] == PARTS[:part]
        lan.user.free_left = 1
        number = await office.channel.send(at(office, lan), LONG)
        last = lan.messages()[-1]
        assert [words[:6] for words in lan.heard()] == PARTS
        assert (last.message_id, last.buttons) == (number, ["Có", "Không"]) and len(office.fake.made(CS)) == 5

    play(scene)


def test_a_call_that_outlasts_its_try_is_not_repeated(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        for part in (1, 2, 3):
            await given_up(office, lan, LONG, part)
            office.fake.release()
            await office.parts.saying.finish()
            assert len(lan.messages()) == part
        number = await office.channel.send(at(office, lan), LONG)
        assert lan.messages()[-1].message_id == number and len(office.fake.made(CS)) == 3
        await office.channel.send(at(office, lan), LONG)  # said anew when it was all said
        assert [words[:6] for words in lan.heard()] == PARTS * 2

    play(scene)


def test_a_second_try_waits_for_the_call_of_the_first(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        message = OutgoingMessage("k", "p", "Bạn ở đâu?")
        await given_up(office, lan, message, 1)
        again = asyncio.create_task(office.channel.send(at(office, lan), message))
        done, _ = await asyncio.wait({again}, timeout=0.05)
        office.fake.release()
        assert not done and await again == lan.messages()[0].message_id
        assert len(office.fake.made(CS)) == len(lan.messages()) == 1

    play(scene)


def test_a_call_that_failed_unheard_is_made_again(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        message = OutgoingMessage("k", "p", "Bạn ở đâu?")
        await given_up(office, lan, message, 1)
        lan.user.gone = True
        office.fake.release()
        await office.parts.saying.finish()
        lan.user.gone = False
        assert await office.channel.send(at(office, lan), message) == lan.messages()[0].message_id

    play(scene)


def test_a_picture_goes_once_beside_words_that_wait(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        shown = await show(office, lan, jpeg(64), "image/jpeg")
        message = OutgoingMessage("k", shown.person_id, "Ở đây à?", ("Đúng",), attachment_id="a1")
        await given_up(office, lan, message, 1, "upload/image")
        office.fake.release()
        await office.parts.saying.finish()
        office.fake.quotas().sub_quota, lan.user.free_left = 0, 1
        assert type(await failure(office.channel.send(at(office, lan), message))) is NotNow
        lan.user.free_left = 1
        await office.channel.send(at(office, lan), message)
        assert [(sent.kind, sent.text) for sent in lan.messages()] == [("image", ""), ("template", "Ở đây à?")]
        assert len(office.fake.made("upload/image")) == 1

    play(scene)


def test_an_upload_that_failed_unheard_is_made_again(play: Play) -> None:
    async def scene(office: ZaloOffice, lan: Person) -> None:
        message = await show(office, lan, jpeg(64), "image/jpeg")
        office.fake.lose("upload/image")
        assert type(await failure(office.channel.send(at(office, lan), message))) is ChannelDown
        await office.channel.send(at(office, lan), message)
        assert len(office.fake.made("upload/image")) == 2 and len(lan.messages()) == 1

    play(scene)


def test_the_same_part_twice_is_said_twice_and_few_are_remembered() -> None:
    async def scene() -> None:
        said = list[str]()

        async def call() -> dict[str, object]:
            said.append("x")
            return {"n": len(said)}

        trips, to = Trips(most=2), To("7", "1")
        trip = trips.begin(to, "k")
        assert [await trip.part({"text": "a"}, call) for _ in range(2)] == [{"n": 1}, {"n": 2}]
        assert await trips.begin(to, "k").part({"text": "a"}, call) == {"n": 1}
        assert await trips.begin(To("7", "2"), "k").part({"text": "a"}, call) == {"n": 3}
        trips.begin(to, "other")
        assert await trips.begin(to, "k").part({"text": "a"}, call) == {"n": 4}  # it was forgotten
        await trips.finish()

    asyncio.run(scene())


@pytest.mark.parametrize("address", ["7:12", "7:1:2", "7"])
def test_an_address_names_the_account_first(address: str) -> None:
    assert To.at(address) == To("7", address.partition(":")[2])
