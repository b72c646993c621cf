"""What answers no question: an edited message, what we cannot read, strangers during a trial, our own faults."""

from datetime import timedelta
from functools import partial
from pathlib import Path

from handlers import incoming, slowing, stumbling, welcome
from handlers.events import Address, IncomingEvent, Media, Presence, Unread
from handlers.house import House
from referral.urgency import Urgency
from tests.cast import OFFICERS, OWN_CHANNELS
from tests.fakes import PHOTO
from tests.room import Room, room, the_case

LAN = Address("telegram", "1001")
REPORT = "ba em lại đánh em rồi, xã Sơn Tây, Quảng Ngãi"


def texts(here: Room, event: IncomingEvent) -> str:
    """What Lan is answered."""
    me = here.person(LAN)
    return "\n".join(message.text for message in here.hear(event) if message.person_id == me)


def said(here: Room, words: str = "", edited: bool = False, unread: Unread = "") -> str:
    return texts(here, IncomingEvent("", LAN, here.clock.now, words, edited=edited, unread=unread))


def history(here: Room) -> list[str]:
    case = the_case(here)
    return [entry.text for entry in here.do(lambda work: work.history.entries(case.id)) if entry.text]


def test_changed_words_join_the_case_and_answer_no_question(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        asked = said(here, REPORT)
        assert "Bây giờ em có đang gặp nguy hiểm không?" in asked
        assert said(here, "Có", edited=True) == "Tôi đã ghi thêm lời vừa sửa vào tin báo."
        assert the_case(here).urgency < Urgency.emergency, "a changed message is no answer to another question"
        assert "Có" in history(here)


def test_danger_in_changed_words_is_heard(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        said(here, REPORT)
        assert "Gọi ngay" in said(here, "ba đang cầm dao chém em", edited=True)
        assert the_case(here).urgency == Urgency.emergency


def test_changed_words_before_any_report_are_words_like_others(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        said(here, "liên kết")
        assert "không dùng được" in said(here, "liên kết ABCD2345", edited=True)


def test_a_place_that_moves_is_kept_and_not_answered(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        said(here, REPORT)
        here.clock.forward(timedelta(minutes=1))
        assert texts(here, IncomingEvent("", LAN, here.clock.now, point=(15.1, 108.2), edited=True)) == ""
        assert the_case(here).facts["point"]


def test_what_we_cannot_read_is_said_and_the_question_stays(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        said(here, REPORT)
        assert "của người khác" in said(here, unread="contact")
        answer = said(here, unread="other")
        assert "chưa đọc được" in answer and "nguy hiểm không?" in answer


def test_a_sticker_before_anything_else_is_answered(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        assert "Viết vài chữ" in said(here, unread="other")
        assert here.cases() == []


def test_a_group_is_sent_to_the_private_chat(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        assert "nhắn riêng" in said(here, "/sos có người đang chém đứa bé", unread="group")
        assert here.cases() == []


def test_bug_the_words_beside_a_photo_that_opened_a_case_were_lost(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        photo = Media("photo", data=PHOTO, safe_copy=PHOTO)
        texts(here, IncomingEvent("", LAN, here.clock.now, "nhà cô Tư", media=photo))
        assert history(here) == ["nhà cô Tư"]


def test_our_own_fault_keeps_the_words_and_asks_a_human(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.do(lambda work: stumbling.take(work, IncomingEvent("e", LAN, here.clock.now, REPORT)))
        sent = here.deliver()
        assert any("trục trặc" in message.text for message in sent)
        assert history(here) == [REPORT]
        case = the_case(here)
        assert {a.officer for a in here.do(lambda work: work.alerts.of(case.id))} == {OFFICERS["Trực ban"]}


def test_our_own_fault_in_a_conversation_joins_its_case(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        said(here, REPORT)
        here.do(lambda work: stumbling.take(work, IncomingEvent("e", LAN, here.clock.now, "và nữa")))
        assert history(here)[-1] == "và nữa"


def stumble(here: Room, event: IncomingEvent) -> list[str]:
    """What we say after our own fault over this event."""
    me = here.person(event.address)
    here.do(lambda work: stumbling.take(work, event))
    return [message.text for message in here.deliver() if message.person_id == me]


def test_our_own_faults_keep_pins_and_photos_in_one_case(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        photo = Media("photo", data=PHOTO, safe_copy=PHOTO)
        stumble(here, IncomingEvent("1", LAN, here.clock.now, point=(15.1, 108.2)))
        stumble(here, IncomingEvent("2", LAN, here.clock.now, media=photo))
        stumble(here, IncomingEvent("3", LAN, here.clock.now, phone="0912345678"))
        case = the_case(here)
        assert history(here) == ["15.10000, 108.20000", "0912345678"]
        assert len(here.do(lambda work: work.history.attachments(case.id))) == 1


def test_our_own_fault_over_the_word_to_hide_hides(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        said(here, REPORT)
        shown = stumble(here, IncomingEvent("1", LAN, here.clock.now, "ẩn"))
        assert "2 × 2 = 4" in shown[-1] and len(shown) == 2, "the clearing, then a times table"
        assert stumble(here, IncomingEvent("2", LAN, here.clock.now, "và nữa", waited=True)) == []
        assert stumble(here, IncomingEvent("3", LAN, here.clock.now, "bé vẫn ở dưới nước")) != [], "who writes is there"


def test_our_own_fault_promises_nothing_in_a_trial(tmp_path: Path) -> None:
    with room(tmp_path, live=False) as here:
        (answer,) = stumble(here, IncomingEvent("1", LAN, here.clock.now, REPORT))
        assert "không có ai trực" in answer and here.cases() == []


def test_a_place_that_moves_leaves_one_trace(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        for message_id in ("1", "2", "2", "2"):
            here.hear(IncomingEvent("", LAN, here.clock.now, "em đi rồi", message_id=message_id, edited=True))
        assert here.do(lambda work: work.people.at(LAN).traces) == ("1", "2")


def test_our_own_fault_over_an_officers_words_opens_no_case(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        address = Address("officer_page", OFFICERS["Trực ban"])
        here.do(lambda work: stumbling.take(work, IncomingEvent("e", address, here.clock.now, "nhận")))
        assert here.cases() == [] and len(here.deliver()) == 1


def test_an_officer_who_blocks_us_is_asked_again_when_they_are_back(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        way = Address("officer_page", OFFICERS["Trực ban"])
        for there in (False, False, True):
            here.do(partial(welcome.came_or_left, change=Presence("p", way, there)))
            ways = here.do(lambda work: work.directory.officers[OFFICERS["Trực ban"]].ways)
            assert bool(ways) == there


def test_words_from_before_hiding_are_heard_and_show_nothing(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        before = here.clock.now
        here.clock.forward(timedelta(minutes=1))
        said(here, "ẩn")
        here.do(lambda work: incoming.take(work, IncomingEvent("late", LAN, before, REPORT)))
        me = here.person(LAN)
        assert [m for m in here.deliver() if m.person_id == me] == []
        assert history(here) == [REPORT]
        assert here.do(lambda work: work.people.at(LAN).contact) == "hidden"


def test_a_platforms_time_counts_although_our_clock_was_set_back(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        said(here, REPORT)
        answered_at = here.clock.now + timedelta(seconds=10)
        here.clock.forward(timedelta(minutes=-5))
        me = here.person(LAN)
        asked = here.do(lambda work: work.people.session(me))
        here.do(lambda work: incoming.take(work, IncomingEvent("answer", LAN, answered_at, "Không rõ")))
        assert here.do(lambda work: work.people.session(me)) != asked
        assert not any("muộn" in message.text for message in here.deliver())


def test_words_that_waited_join_the_case_although_their_writer_hid_meanwhile(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        said(here, REPORT)
        said(here, "ẩn")
        me = here.person(LAN)
        for n, words in enumerate(("thầy tên là Tèo", "gặp người")):
            event = IncomingEvent(f"w{n}", LAN, here.clock.now, words, waited=True)
            here.do(partial(incoming.take, event=event))
        assert [m for m in here.deliver() if m.person_id == me] == []
        assert history(here)[-1] == "thầy tên là Tèo" and the_case(here).needs_human


def test_nobody_who_hid_is_told_to_wait(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        said(here, "ẩn")
        here.do(lambda work: slowing.slowed(work, IncomingEvent("e", LAN, here.clock.now, REPORT)))
        assert here.deliver() == []


def test_our_own_fault_over_a_photo_that_hides_keeps_the_photo(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        photo = Media("photo", data=PHOTO, safe_copy=PHOTO)
        stumble(here, IncomingEvent("1", LAN, here.clock.now, "ẩn", media=photo))
        case = the_case(here)
        assert len(here.do(lambda work: work.history.attachments(case.id))) == 1


def test_who_is_slowed_down_is_told_so(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.do(lambda work: slowing.slowed(work, IncomingEvent("e", LAN, here.clock.now, REPORT)))
        (line,) = here.deliver()
        assert "không bỏ tin nào" in line.text and "SOS" in line.text


def test_a_trial_takes_reports_of_listed_testers_only(tmp_path: Path) -> None:
    tester = Address("telegram", "1002")
    with room(tmp_path, house=House(own_channels=OWN_CHANNELS, testers=frozenset({tester})), live=False) as here:
        answer = said(here, REPORT)
        assert "không có ai trực" in answer and "telegram:1001" in answer and here.cases() == []
        here.hear(IncomingEvent("", tester, here.clock.now, REPORT))
        assert len(here.cases()) == 1
