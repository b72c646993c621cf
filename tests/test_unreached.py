"""A line that does not reach a reporter is told to another follower, or on return; the holders hear so; never twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store.outbox import Parcel
from handlers import delivery, incoming
from handlers.events import Address, IncomingEvent, OutgoingMessage
from handlers.speaking import tell_reporter
from tests.cast import OFFICERS, OFFICERS_AT
from tests.room import LAN, Room, room, taken, the_case

TU = Address("zalo_oa", "1:9")
PLACES = ("webchat", "zalo_oa", "officer_page")
LINE = "Xã không tiếp tục được. Tỉnh vẫn giữ việc này. Nguy cấp thì gọi ngay 113 / 111."
BACK = "Từ lần trước tới giờ có tin:"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path) as opened:
        taken(opened)
        yield opened


def wishes(here: Room, address: Address, contact: str) -> None:
    """How this person may be written to."""
    me = here.person(address)
    person = here.do(lambda work: work.people.get(me))
    assert person
    here.do(lambda work: work.people.save(replace(person, contact=contact)))


def told(here: Room, arrives: bool = True) -> list[Parcel]:
    """The reporter is told a line; what is claimed for citizens."""
    case = the_case(here)
    here.do(lambda work: tell_reporter(work, case, "given_back_held", agencies="Xã", others="Tỉnh"))
    return claimed(here, arrives)


def claimed(here: Room, arrives: bool = True) -> list[Parcel]:
    """What is sent now, as if it arrived, or is being tried."""
    parcels = here.do(lambda work: list(work.outbox.claim(work.now, PLACES, 99, timedelta(days=1))))
    for parcel in parcels if arrives else ():
        here.do(lambda work, parcel=parcel: work.outbox.sent(parcel.id, ""))  # type: ignore[misc]
    return parcels


def lose(here: Room, parcel: Parcel, problem: str) -> None:
    """It never arrives."""
    here.do(lambda work: work.outbox.dead(parcel.id, problem))
    here.do(lambda work: delivery.failed(work, parcel.message, problem))


def lost(here: Room, parcel: Parcel, problem: str = "window") -> list[OutgoingMessage]:
    """It never arrives; what is sent then."""
    lose(here, parcel, problem)
    return [parcel.message for parcel in claimed(here)]


def shows_receipt(here: Room, address: Address) -> None:
    """Somebody follows the case by its receipt, and reads all there is."""
    case_id = the_case(here).id
    receipt = here.do(lambda work: work.cases.receipt(case_id))
    assert here.say(receipt, address)


def told_beside_another(here: Room, contact: str, arrives: bool = True) -> Parcel:
    """A line to the reporter, while somebody else with the receipt may be written to in this way."""
    shows_receipt(here, TU)
    wishes(here, TU, contact)
    here.clock.forward(timedelta(minutes=20))
    here.say("vẫn chưa thấy ai")
    (line,) = told(here, arrives)
    return line


def answer_after(here: Room, address: Address, words: str) -> Parcel:
    """What the reporter gets when this is written from there."""
    here.count += 1
    event = IncomingEvent(f"e{here.count}", address, here.clock.now, text=words)
    here.do(lambda work: incoming.take(work, event))
    return next(parcel for parcel in claimed(here) if parcel.address == LAN)


def unreachable(messages: list[OutgoingMessage]) -> list[str]:
    return [m.key for m in messages if "không nhắn được cho người báo tin" in m.text]


@pytest.mark.parametrize("problem", ["window", "quota", "refused", "gone", "too_long"])
def test_it_waits_for_their_return_and_the_holder_hears_so(here: Room, problem: str) -> None:
    (line,) = told(here)
    assert line.message.text == LINE and line.message.notice and line.message.notice.kind == "status"
    assert len(unreachable(lost(here, line, problem))) == 1
    back = [m.text for m in here.say("xem")]
    assert back == [f"{BACK}\n{LINE}"]
    assert [m.text for m in here.say("xem")] == ["Chưa có gì mới."], "once"


def test_each_absence_is_told_to_the_holder_once(here: Room) -> None:
    (line,) = told(here)
    assert unreachable(lost(here, line))
    (again,) = told(here)
    assert not unreachable(lost(here, again))
    here.clock.forward(timedelta(minutes=1))
    here.say("xem")
    (later,) = told(here)
    assert unreachable(lost(here, later)), "they were back in between"


def test_another_follower_who_may_be_written_to_gets_it_instead(here: Room) -> None:
    sent = lost(here, told_beside_another(here, "plain"))
    assert [(m.person_id, m.text) for m in sent] == [(here.person(TU), LINE)], "and the holder hears nothing"
    assert [m.text for m in here.say("xem")] == ["Chưa có gì mới."], "it was told"


def test_if_that_fails_too_it_waits(here: Room) -> None:
    lose(here, told_beside_another(here, "plain"), "window")
    (second,) = claimed(here)
    assert unreachable(lost(here, second))
    assert f"{BACK}\n{LINE}" in [m.text for m in here.say("xem")]


@pytest.mark.parametrize(("contact", "hint"), [("neutral", ["Có tin mới. Gõ XEM để đọc."]), ("never", []), ("", [])])
def test_what_another_follower_wished_is_kept(here: Room, contact: str, hint: list[str]) -> None:
    sent = lost(here, told_beside_another(here, contact))
    assert [m.text for m in sent if m.person_id == here.person(TU)] == hint
    assert unreachable(sent)


def test_a_template_that_went_instead_leaves_the_words_for_their_return(here: Room) -> None:
    (line,) = told(here)
    assert lost(here, line, "template") == []
    assert [m.text for m in here.say("xem")] == [f"{BACK}\n{LINE}"]


def test_what_was_read_with_the_receipt_is_not_told_again(here: Room) -> None:
    (line,) = told(here)
    here.clock.forward(timedelta(minutes=1))
    shows_receipt(here, TU)
    lose(here, line, "too_long")
    case_id = the_case(here).id
    assert here.do(lambda work: work.history.untold(case_id)) == []


def test_what_tells_no_line_only_names_the_absence(here: Room) -> None:
    answer = answer_after(here, LAN, "vẫn chưa thấy ai")
    case_id = the_case(here).id
    before = here.do(lambda work: work.history.untold(case_id))
    assert unreachable(lost(here, answer)) and here.do(lambda work: work.history.untold(case_id)) == before


ASKED = "Tối nay mấy giờ bố dượng đi vắng?"


def asked(here: Room, order: str) -> Parcel:
    """An officer says something for the reporter alone; what is on its way to them."""
    wishes(here, LAN, "plain")
    police = Address(OFFICERS_AT, OFFICERS["Công an xã Sơn Tây"])
    return answer_after(here, police, order.format(the_case(here).number))


@pytest.mark.parametrize("order", [f"hỏi {{}} {ASKED}", "gửi {} 15.1, 108.2"])
def test_what_was_meant_for_the_reporter_goes_to_nobody_with_the_receipt(here: Room, order: str) -> None:
    line = asked(here, order)
    here.clock.forward(timedelta(minutes=1))
    shows_receipt(here, TU)
    wishes(here, TU, "plain")
    sent = lost(here, line)
    assert not [m for m in sent if m.person_id == here.person(TU)], "not a word of it, nor a hint"
    assert unreachable(sent)


@pytest.mark.parametrize("writes", ["", "xem"])
def test_a_question_is_not_lost_with_a_receipt_shown_meanwhile(here: Room, writes: str) -> None:
    line = asked(here, f"hỏi {{}} {ASKED}")
    here.clock.forward(timedelta(minutes=1))
    shows_receipt(here, TU)
    lose(here, line, "window")
    here.clock.forward(timedelta(hours=1))
    wishes(here, LAN, "")
    told(here)  # waits too, and whoever has the receipt reads that, not the question
    said = [m.text for m in here.say(writes, TU)] if writes else []
    assert not any(ASKED in text for text in said) and (LINE in "".join(said)) == bool(writes)
    assert any(ASKED in m.text for m in here.say("xem"))
    assert not any(ASKED in m.text for m in here.say("xem")), "once"


def test_a_receipt_shown_while_a_question_waits_does_not_tell_it(here: Room) -> None:
    line = asked(here, f"hỏi {{}} {ASKED}")
    lose(here, line, "window")
    shows_receipt(here, TU)
    assert any(ASKED in m.text for m in here.say("xem"))


def test_what_was_asked_after_the_receipt_was_shown_may_go_there(here: Room) -> None:
    shows_receipt(here, TU)
    wishes(here, TU, "plain")
    here.clock.forward(timedelta(minutes=20))
    here.say("vẫn chưa thấy ai")
    line = asked(here, f"hỏi {{}} {ASKED}")
    assert [m.person_id for m in lost(here, line)] == [here.person(TU)]


def later(messages: list[OutgoingMessage]) -> list[str]:
    return [m.key for m in messages if "chưa tới được" in m.text]


def late(here: Room, parcel: Parcel) -> list[OutgoingMessage]:
    """It must wait for its platform; what is sent then."""
    until = here.clock.now + timedelta(hours=1)
    here.do(lambda work: work.outbox.retry(parcel.id, until))
    here.do(lambda work: delivery.delayed(work, parcel.message))
    return [parcel.message for parcel in claimed(here)]


def test_the_holders_hear_once_that_a_line_is_late(here: Room) -> None:
    (line,) = told(here, arrives=False)
    assert len(later(late(here, line))) == 1 and late(here, line) == []
    case_id = the_case(here).id
    assert not here.do(lambda work: work.history.untold(case_id)), "it is late, not lost"
    here.clock.forward(timedelta(hours=1))
    assert [parcel.message.text for parcel in claimed(here)] == [LINE]
    assert [m.text for m in here.say("xem")] == ["Chưa có gì mới."]


def test_what_is_late_and_then_lost_is_told_as_lost(here: Room) -> None:
    (line,) = told(here, arrives=False)
    late(here, line)
    assert unreachable(lost(here, line, "too_long"))
    assert [m.text for m in here.say("xem")] == [f"{BACK}\n{LINE}"]


def test_what_is_late_goes_to_another_follower_once(here: Room) -> None:
    line = told_beside_another(here, "plain", arrives=False)
    assert [(m.person_id, m.text) for m in late(here, line)] == [(here.person(TU), LINE)]
    assert late(here, line) == [], "not again"
    assert lost(here, line, "too_long") == [], "nor when the first never arrives"
    case_id = the_case(here).id
    assert not here.do(lambda work: work.history.untold(case_id)), "it was told"


def test_a_copy_that_is_lost_loses_nothing_while_the_first_is_tried(here: Room) -> None:
    line = told_beside_another(here, "plain", arrives=False)
    here.do(lambda work: work.outbox.retry(line.id, work.now + timedelta(hours=1)))
    here.do(lambda work: delivery.delayed(work, line.message))
    (copy,) = claimed(here)
    assert lost(here, copy) == []
    assert unreachable(lost(here, line, "too_long"))
    assert f"{BACK}\n{LINE}" in [m.text for m in here.say("xem")]


def test_an_answer_that_is_late_is_nobodys_news(here: Room) -> None:
    assert late(here, answer_after(here, LAN, "vẫn chưa thấy ai")) == []


def test_who_may_be_written_to_hears_though_somebody_else_was_here_last(here: Room) -> None:
    wishes(here, LAN, "plain")
    shows_receipt(here, TU)
    here.clock.forward(timedelta(minutes=20))
    assert [(parcel.address, parcel.message.text) for parcel in told(here)] == [(LAN, LINE)]


def test_who_is_here_last_hears_first(here: Room) -> None:
    wishes(here, LAN, "plain")
    here.clock.forward(timedelta(minutes=1))
    shows_receipt(here, TU)
    assert [parcel.address for parcel in told(here)] == [TU]


def test_who_allowed_a_hint_gets_it_though_somebody_else_was_here_last(here: Room) -> None:
    wishes(here, LAN, "neutral")
    shows_receipt(here, TU)
    here.clock.forward(timedelta(minutes=20))
    assert [(parcel.address, parcel.message.text) for parcel in told(here)] == [(LAN, "Có tin mới. Gõ XEM để đọc.")]
    assert [m.text for m in here.say("xem")] == [f"{BACK}\n{LINE}"]


def test_who_left_is_not_chosen_before_who_is_reached(here: Room) -> None:
    wishes(here, LAN, "plain")
    shows_receipt(here, TU)
    wishes(here, TU, "plain")
    me = here.person(TU)
    here.do(lambda work: work.staff.set_gone(me, True))
    assert [parcel.address for parcel in told(here)] == [LAN]


def test_a_question_goes_to_who_may_read_it_now(here: Room) -> None:
    wishes(here, LAN, "plain")
    shows_receipt(here, TU)
    here.clock.forward(timedelta(minutes=20))
    assert ASKED in asked(here, f"hỏi {{}} {ASKED}").message.text


@pytest.fixture
def colleague(here: Room) -> Address:
    """An officer elsewhere who follows the case with its receipt, and may be written to."""
    address = Address(OFFICERS_AT, OFFICERS["Công an phường Vĩnh Yên"])
    shows_receipt(here, address)
    wishes(here, address, "plain")
    here.clock.forward(timedelta(minutes=20))
    return address


def test_an_officer_who_follows_as_reporter_is_told_on_return_too(here: Room, colleague: Address) -> None:
    (line,) = told(here)
    assert line.address == colleague
    assert unreachable(lost(here, line)), "as of every follower"
    assert [m.text for m in here.say("xem", colleague)] == [f"{BACK}\n{LINE}"]


def test_what_is_late_for_an_officer_who_follows_goes_to_another_follower(here: Room, colleague: Address) -> None:
    wishes(here, TU, "plain")
    shows_receipt(here, TU)
    here.clock.forward(timedelta(minutes=1))
    here.say("vẫn chưa thấy ai", colleague)
    (line,) = told(here, arrives=False)
    assert [m.person_id for m in late(here, line)] == [here.person(TU)]
