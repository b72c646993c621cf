"""The chat where no script runs: a form alone reaches an officer, and what was answered is a page."""

import re
from collections.abc import Mapping
from html import unescape

from bot.web.plain import SHOWN
from handlers.events import Address, OutgoingMessage
from tests.web_house import DROWNING, AtDesk, WebHouse, in_house, officer

HERE = "/chat/plain"


async def visitor(house: WebHouse, path: str = "/") -> AtDesk:
    """Somebody opens the chat page with a browser that runs no script."""
    at = AtDesk(await house.new_browser())
    assert await at.open(path) == 200
    return at


async def press(at: AtDesk, headers: Mapping[str, str] | None = None, **fields: str) -> int:
    """Send the newest form of the page with all its hidden fields, and return the status of the next page."""
    form = next(part for part in reversed(at.page.split("<form")) if HERE in part)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    answer = await at.browser.post(HERE, data={**hidden, **fields}, headers=headers)
    at.page = unescape(await answer.text())
    return answer.status


async def cases(house: WebHouse) -> list[str]:
    """The numbers of all cases, as the officer on duty sees them."""
    at = await officer(house)
    await at.open("/o")
    return at.numbers()


@in_house
async def test_a_form_alone_reaches_an_officer_and_reads_whom_to_call(house: WebHouse) -> None:
    at = await visitor(house)
    assert await press(at, text=DROWNING) == 200
    said, _, answered = at.page.partition('id="newest"')[2].partition("</li>")
    assert DROWNING in said and "114" in answered
    assert len(await cases(house)) == 1


@in_house
async def test_the_same_form_again_is_heard_once_and_other_words_on_it_are_heard(house: WebHouse) -> None:
    at = await visitor(house)
    first = at.page
    for text in (DROWNING, DROWNING, "nó mặc áo đỏ"):
        at.page = first  # a reload, or a step back
        assert await press(at, text=text) == 200
    assert len(await cases(house)) == 1
    at_desk = await officer(house)
    await at_desk.open("/o")
    await at_desk.submit("/o/say", words=f"nhận {at_desk.numbers()[0]}")
    await at_desk.open(f"/o/case/{at_desk.numbers()[0]}")
    assert [at_desk.page.count(words) for words in (DROWNING, "nó mặc áo đỏ")] == [1, 1]


@in_house
async def test_what_could_not_be_kept_stands_in_the_box_and_can_be_sent_again(house: WebHouse) -> None:
    at = await visitor(house)
    form = at.hidden("once")
    await house.desk.stop()
    assert await press(at, text="chồng em đánh con") == 503
    assert "Hãy bấm Gửi lần nữa" in at.page and ">chồng em đánh con</textarea>" in at.page
    assert form in at.page, "the same message"


@in_house
async def test_too_long_a_message_stands_in_the_box(house: WebHouse) -> None:
    at = await visitor(house)
    assert await press(at, text="a" * 20_001) == 413
    assert "a" * 20_001 in at.page and "dài quá" in at.page


@in_house
async def test_a_button_answers_its_question_and_an_empty_form_only_looks(house: WebHouse) -> None:
    at = await visitor(house)
    await press(at, text=DROWNING)
    asked = re.findall(r'name="text" value="([^"]+)"', at.page)
    question = re.findall(r'name="question" value="([^"]+)"', at.page)
    assert asked and question
    assert await press(at, text=asked[0], question=question[0]) == 200
    before, _, after = at.page.partition('id="newest"')
    assert "114" in before.partition('class="log"')[2], "what was answered before is still there"
    assert f'"bubble">{asked[0]}<' in after and "<li" in after
    assert await press(at) == 200 and 'id="newest"' not in at.page


@in_house
async def test_who_asks_to_hide_reads_the_harmless_page(house: WebHouse) -> None:
    at = await visitor(house)
    await press(at, text=DROWNING)
    assert await press(at, text="ẩn") == 200
    assert "9 × 9 = <b>81" in at.page and DROWNING not in at.page


@in_house
async def test_no_other_site_makes_its_visitors_cry_for_help(house: WebHouse) -> None:
    at = await visitor(house)
    assert await press(at, {"Sec-Fetch-Site": "cross-site"}, text=DROWNING) == 403
    assert await cases(house) == []
    assert (await at.browser.post(HERE, data={"text": DROWNING})).status == 400


@in_house
async def test_the_language_of_the_page_is_that_of_the_answers(house: WebHouse) -> None:
    at = await visitor(house, "/?lang=en")
    await press(at, text="my neighbour beats his child")
    assert "child" in at.page.split('id="newest"')[1]
    assert 'action="/chat/plain?lang=' in at.page


@in_house
async def test_the_page_shows_the_latest_answers_and_forgets_the_first(house: WebHouse) -> None:
    at = await visitor(house)
    await press(at, text=DROWNING)
    here = Address("webchat", f"web:{at.hidden('token')}")
    person = await house.desk.do(lambda work: work.people.at(here).id)
    await house.desk.do(
        lambda work: [work.mailbox.put(person, OutgoingMessage(f"{n}", person, "tin")) for n in range(SHOWN)]
    )
    await press(at)
    await press(at)
    left = await house.desk.do(lambda work: work.mailbox.after(person, 0, 100))
    assert len(left) == SHOWN == at.page.count(">tin<")
