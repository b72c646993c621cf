"""What an officer may not do looks the same as what is not there; where details go depends on the channel."""

from dataclasses import replace
from pathlib import Path

import pytest

from handlers.access import officer_of
from handlers.details import case_lines
from handlers.events import Address, IncomingEvent, Media
from handlers.house import House
from handlers.officer_pages import case_view
from tests.cast import OFFICERS, OFFICERS_AT
from tests.room import LAN, Room, room, taken

REPORT = "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi"
POLICE, STRANGER = "Công an xã Sơn Tây", "Trạm y tế"
COMMANDS = (
    "nhận {0}", "từ chối {0}: bận", "mở {0}", "chuyển {0} Trạm y tế xã Sơn Tây: cần khám", "ghi chú {0} đã gọi",
    "giao {0} Trạm y tế xã Sơn Tây: cần khám", "gọi {0}",
    "hỏi {0} em ở đâu?", "cập nhật {0} Đã tới nơi", "mức {0} ưu tiên: đã gặp cháu", "đóng {0} Trẻ đã được giúp",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_case_that_is_not_mine_looks_like_none(command: str, here: Room) -> None:
    here.say(REPORT)
    number = here.cases()[0].number
    before = here.cases(), here.rows()["alerts"], here.rows()["entries"]
    answer = here.officer(STRANGER, command.format(number))
    assert answer == here.officer(STRANGER, command.format("LN-22222")).replace("LN-22222", number)
    assert answer and (here.cases(), here.rows()["alerts"], here.rows()["entries"]) == before


@pytest.mark.parametrize(
    ("house", "channel", "shown"),
    [
        (House(own_channels=frozenset({"officer_page"})), "officer_page", REPORT),
        (House(details_in_chat=True), "telegram", REPORT),
        (House("https://langnghe.example"), "telegram", "&case={number}"),
        (House(), "telegram", "Mở hồ sơ trên trang cán bộ."),
    ],
)
def test_details_stay_in_our_house_unless_allowed(house: House, channel: str, shown: str, tmp_path: Path) -> None:
    with room(tmp_path, house=house) as here:
        here.say(REPORT)
        number = here.cases()[0].number
        address = Address(channel, "an officer elsewhere")
        me = here.person(address)
        here.do(lambda work: work.staff.link(OFFICERS[POLICE], me))
        sent = [m.text for m in here.say(f"nhận {number}", address) if m.person_id == me]
        assert shown.format(number=number) in "\n".join(sent)
        assert (REPORT in "\n".join(sent)) == (shown == REPORT)


def test_bug_a_case_number_by_itself_was_answered_by_a_menu(here: Room) -> None:
    number = taken(here)
    assert REPORT in here.officer(POLICE, number.lower())
    assert "bấm Nhận trước" in here.officer("UBND xã", number)
    assert "bấm Nhận trước" in here.officer(STRANGER, "LN-22222")


def test_who_is_no_officer_has_no_cases(here: Room) -> None:
    here.say(REPORT)
    lan = here.do(lambda work: work.people.at(LAN))
    assert here.do(lambda work: case_lines(work, lan)) == ()


def test_who_was_linked_to_an_officer_that_is_no_more_is_none(here: Room) -> None:
    police = here.do(lambda work: work.people.at(Address(OFFICERS_AT, OFFICERS[POLICE])))
    gone = replace(police, officer_id="gone")
    assert here.do(lambda work: officer_of(work, gone)) is None


def test_a_contest_without_a_case_asks_for_the_receipt(here: Room) -> None:
    assert "mã theo dõi" in here.say("chưa ổn")[0].text
    assert here.cases() == []


def test_a_stale_button_outside_a_case_is_answered(here: Room) -> None:
    here.say("5")
    old = IncomingEvent("", LAN, here.clock.now, text="Có", question="an old question")
    assert here.hear(old)[-1].buttons
    here.say("dừng")
    assert here.hear(old)


def test_a_question_nobody_is_there_to_hear_is_kept_and_said_to_be_so(here: Room) -> None:
    here.say(REPORT)
    number = here.cases()[0].number
    here.officer(POLICE, f"nhận {number}")
    lan = here.person(LAN)
    here.do(lambda work: work.people.save_session(lan, None))
    assert here.officer(POLICE, f"hỏi {number} Em đang ở đâu?")
    case = here.cases()[0]
    entries = here.do(lambda work: work.history.entries(case.id))
    assert [entry.text for entry in entries if entry.kind == "asked"] == ["Em đang ở đâu?"]


def test_a_mistake_without_a_case_opens_none_and_an_opinion_opens_its_own(here: Room) -> None:
    assert here.say("tôi nhầm")[0].text and here.cases() == []
    assert here.say("em muốn xã mình có sân chơi cho trẻ em")[-1].question
    assert [case.category for case in here.cases()] == ["child_opinion"]


def test_a_photo_that_is_still_loading_says_so(here: Room) -> None:
    here.say(REPORT)
    here.hear(IncomingEvent("", LAN, here.clock.now, media=Media("photo", ref="a photo")))
    number = here.cases()[0].number
    here.officer(POLICE, f"nhận {number}")
    me = here.person(Address(OFFICERS_AT, OFFICERS[POLICE]))
    seen = here.do(lambda work: case_view(work, me, number))
    assert seen and [e.attachment_words for e in seen.entries if e.attachment_id] == ["ảnh đang tải"]
