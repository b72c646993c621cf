"""Our own pages as channels: what they send waits in the mailbox, what they clear is gone, files are never fetched."""

import pytest

from bot.channels import Refused
from bot.channels.page import Page
from handlers.events import Address, OutgoingMessage
from tests.web_house import OFFICER, WebHouse, in_house


@in_house
async def test_there_is_nothing_to_fetch(house: WebHouse) -> None:
    for channel in (Page("webchat", house.desk, house.parts.hub), Page("officer_page", house.desk, house.parts.hub)):
        with pytest.raises(Refused):
            await channel.fetch("any")


@in_house
async def test_an_officers_mail_is_cleared(house: WebHouse) -> None:
    page = Page("officer_page", house.desk, house.parts.hub)
    person = await house.desk.do(lambda work: work.people.at(Address("officer_page", OFFICER)))
    await page.send(OFFICER, OutgoingMessage("m-1", person.id, "chào anh chị"))
    await page.clear(OFFICER, ())
    left = await house.desk.do(lambda work: work.mailbox.after(person.id, 0, 9))
    assert [mail.message.act for mail in left] == ["clear"]


@in_house
async def test_every_open_page_of_one_address_is_woken(house: WebHouse) -> None:
    hub = house.parts.hub
    with hub.listening("web:a") as one, hub.listening("web:a") as other, hub.listening("web:b") as stranger:
        hub.wake("web:a")
        assert one.is_set() and other.is_set() and not stranger.is_set()
