"""A human answers in the app of the Official Account: we are silent for that person, hear everything, and come back."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flows.model import Session
from handlers import happenings, incoming, slowing, timers
from handlers.events import Address, IncomingEvent, Media, OutgoingMessage, Person, TakeOver, Timer
from handlers.speaking import tell_reporter
from referral.urgency import Urgency
from tests.cast import OFFICERS
from tests.fakes import PHOTO
from tests.room import Room, room, the_case

LAN = Address("zalo_oa", "1:2001")
BEATEN = "bố dượng đánh cháu bầm tím, cháu ở xã Sơn Tây, Quảng Ngãi"
DROWNING = "có cháu bé rơi xuống ao sau trường rồi, cứu với, xã Sơn Tây, Quảng Ngãi"
MINUTE = timedelta(minutes=1)
HALF_AN_HOUR = 30 * MINUTE


def take_over(here: Room, at: datetime | None = None, back: bool = False, who: Address = LAN) -> list[str]:
    """A human writes to Lan, or hands her back; what she reads of ours."""
    here.clock.forward(timedelta(seconds=1))
    here.count += 1
    takes = TakeOver(f"t{here.count}", who, at or here.clock.now, back)
    here.do(lambda work: happenings.happened(work, takes))
    return mine(here, here.deliver(), who)


def mine(here: Room, sent: list[OutgoingMessage], who: Address = LAN) -> list[str]:
    """What of this reached Lan."""
    me = here.person(who)
    return [message.text for message in sent if message.person_id == me]


def say(here: Room, words: str) -> list[str]:
    """What Lan reads when she writes this."""
    here.clock.forward(timedelta(seconds=1))
    return mine(here, here.say(words, LAN))


def hear(here: Room, event: IncomingEvent) -> list[str]:
    """What Lan reads when she sends this."""
    here.clock.forward(timedelta(seconds=1))
    return mine(here, here.hear(event))


def wait(here: Room, by: timedelta) -> list[str]:
    """Time passes, what is due happens; what Lan reads then."""
    return mine(here, here.wake(by))


def lan(here: Room) -> Person:
    person = here.do(lambda work: work.people.find(LAN))
    assert person
    return person


def session(here: Room) -> Session:
    me = lan(here).id
    found = here.do(lambda work: work.people.session(me))
    assert found
    return found


def status(here: Room) -> list[str]:
    """The status lines that Lan has not read."""
    case = the_case(here)
    return [e.text for e in here.do(lambda work: work.history.untold(case.id))]


def allow(here: Room, contact: str) -> None:
    """Lan has said when it is safe to write to her."""
    keep(here, replace(lan(here), contact=contact))


def keep(here: Room, person: Person) -> None:
    here.do(lambda work: work.people.save(person))


def test_what_is_said_to_a_human_joins_the_case_and_answers_nothing(here: Room) -> None:
    say(here, BEATEN)
    asked = session(here).asked
    take_over(here)
    assert say(here, "Có") == say(here, "dượng hay uống rượu rồi đánh") == []
    assert session(here).asked == asked == "danger_now" and the_case(here).urgency == Urgency.urgent
    assert [e.text for e in here.entries("said")][-1] == "dượng hay uống rượu rồi đánh"
    assert len(here.entries("oa_answered")) == 1 and not here.entries("oa_answered")[0].text


def test_a_case_is_opened_in_silence_and_officers_are_alerted(here: Room) -> None:
    take_over(here)
    assert say(here, BEATEN) == []
    case = the_case(here)
    here.clock.forward(3 * MINUTE)
    here.do(lambda work: timers.due(work, Timer(f"settle:{case.id}", work.now, "settle", case.id)))
    assert any(m.lane == "urgent" and case.number in m.text for m in here.deliver())
    assert say(here, "dạ cháu tên là Na") == []
    assert len(here.cases()) == 1, "further words belong to the same case"


@pytest.mark.parametrize("back", ["trợ lý", "the human"])
def test_a_case_opened_in_silence_is_asked_about_afterwards(here: Room, back: str) -> None:
    take_over(here)
    say(here, BEATEN)
    said = take_over(here, back=True) if back == "the human" else say(here, back)
    assert any("Mã theo dõi" in text for text in said) and "nguy hiểm ngay lúc này" in said[-1]


def test_nobody_is_made_known_by_handing_back_or_in_a_trial(here: Room, tmp_path: Path) -> None:
    take_over_by = TakeOver("t", LAN, here.clock.now)
    here.do(lambda work: happenings.happened(work, replace(take_over_by, back=True)))
    assert here.do(lambda work: work.people.find(LAN)) is None
    with room(tmp_path, live=False) as trial:
        trial.do(lambda work: happenings.happened(work, take_over_by))
        assert trial.do(lambda work: work.people.find(LAN)) is None


def test_a_photo_is_kept_and_a_wish_for_a_human_is_told(here: Room) -> None:
    take_over(here)
    photo = IncomingEvent("", LAN, None, media=Media("photo", data=PHOTO, safe_copy=PHOTO))
    assert hear(here, photo) == []
    case = the_case(here)
    assert [a.state for a in here.do(lambda work: work.history.attachments(case.id))] == ["stored"]
    assert say(here, "gặp người") == [] and the_case(here).needs_human


def test_small_talk_with_a_human_leaves_nothing(here: Room) -> None:
    take_over(here)
    assert say(here, "cho em hỏi thủ tục ạ") == say(here, "gặp thầy cô ở đâu") == []
    me = lan(here).id
    assert here.cases() == [] and here.do(lambda work: work.people.session(me)) is None


@pytest.mark.parametrize("words", [DROWNING, "sos"])
def test_a_cry_ends_the_silence(here: Room, words: str) -> None:
    take_over(here)
    assert any("114" in text for text in say(here, words))
    assert lan(here).human_until is None


def test_nobody_is_silenced_while_an_emergency_is_told(here: Room) -> None:
    say(here, DROWNING)
    take_over(here)
    assert lan(here).human_until is None
    assert any("Số điện thoại" in text for text in say(here, "còn"))
    here.officer("Công an xã Sơn Tây", f"nhận {the_case(here).number}")
    take_over(here)
    assert lan(here).human_until is None, "we still ask what a rescuer must know"
    say(here, "bỏ qua")
    take_over(here)
    assert lan(here).human_until and say(here, "anh tới đâu rồi ạ") == []


def test_an_emergency_that_nobody_accepted_is_not_left_to_a_human(here: Room) -> None:
    say(here, BEATEN)
    take_over(here)
    case = replace(the_case(here), urgency=Urgency.emergency)  # by another reporter's words, or an officer's hand
    here.do(lambda work: work.cases.save(case))
    assert any("nơi nào" in text for text in say(here, "không"))


def test_status_waits_but_what_the_human_cannot_know_does_not(here: Room) -> None:
    say(here, BEATEN)
    take_over(here)
    case = the_case(here)
    here.do(lambda work: tell_reporter(work, case, "accepted", agency="x"))
    here.do(lambda work: tell_reporter(work, case, "nobody"))
    assert mine(here, here.deliver()) == ["Chưa có ai nhận. Hãy gọi ngay 113 / 111."]
    assert status(here) == ["x đã nhận lúc 14:00 22/11/2026."]
    told = take_over(here, back=True)
    assert "x đã nhận lúc 14:00." in told[0] and "trợ lý" in told[1] and "nguy hiểm" in told[2]
    assert status(here) == []


def test_who_may_be_written_to_plainly_waits_too(here: Room) -> None:
    say(here, BEATEN)
    allow(here, "plain")
    take_over(here)
    case = the_case(here)
    here.do(lambda work: tell_reporter(work, case, "accepted", agency="x"))
    assert mine(here, here.deliver()) == []
    assert any("x đã nhận" in text for text in wait(here, HALF_AN_HOUR))


def test_a_hint_waits_for_the_end_of_the_silence(here: Room) -> None:
    say(here, BEATEN)
    allow(here, "neutral")
    here.clock.forward(11 * MINUTE)
    take_over(here)
    case = the_case(here)
    here.do(lambda work: tell_reporter(work, case, "accepted", agency="x"))
    assert mine(here, here.deliver()) == []
    assert wait(here, HALF_AN_HOUR) == ["Có tin mới. Gõ XEM để đọc."]
    assert any("x đã nhận" in text for text in say(here, "xem"))


def test_the_end_of_a_silence_says_nothing_if_nothing_waits(here: Room) -> None:
    say(here, BEATEN)
    take_over(here)
    assert not [text for text in wait(here, HALF_AN_HOUR) if "nhận" not in text]
    assert here.do(lambda work: work.timers_of("human_gone")) == []


def test_each_word_of_the_human_renews_the_silence_and_no_word_of_the_person(here: Room) -> None:
    say(here, BEATEN)
    take_over(here)
    wait(here, 20 * MINUTE)
    take_over(here)
    wait(here, 20 * MINUTE)
    assert say(here, "dạ") == []
    assert len(here.entries("oa_answered")) == 1
    wait(here, 11 * MINUTE)
    assert say(here, "dạ") != []


def test_the_first_words_after_a_silence_are_no_answer(here: Room) -> None:
    say(here, BEATEN)
    take_over(here)
    wait(here, HALF_AN_HOUR)
    said = say(here, "Không")
    assert "trợ lý" in said[-2] and "nguy hiểm ngay lúc này" in said[-1]
    assert "danger_now" not in the_case(here).facts
    say(here, "Không")
    assert the_case(here).facts["danger_now"] == "no"


def test_after_the_silence_a_command_or_a_late_word_is_what_it_is(here: Room) -> None:
    say(here, BEATEN)
    take_over(here)
    written = here.clock.now + MINUTE
    wait(here, HALF_AN_HOUR)
    late = IncomingEvent("late", LAN, written, text="cháu sợ lắm")
    keep(here, replace(lan(here), last_event_at=here.clock.now))
    here.do(lambda work: incoming.take(work, late))
    assert lan(here).human_until, "an older message says nothing of who is here now"
    here.deliver()
    assert any("sửa" in text.lower() or "Mã" in text for text in say(here, "mã"))
    assert lan(here).human_until is None


@pytest.mark.parametrize("words", ["trợ lý", "menu", "Trợ lý ơi!"])
def test_the_word_for_us_brings_the_question_back(here: Room, words: str) -> None:
    say(here, BEATEN)
    take_over(here)
    assert "nguy hiểm ngay lúc này" in say(here, words)[-1]
    assert lan(here).human_until is None


def test_the_word_for_us_shows_what_can_be_done_if_nothing_was_asked(here: Room) -> None:
    take_over(here)
    assert "Lắng Nghe" in say(here, "trợ lý")[-1]


def test_a_button_of_ours_is_said_to_us(here: Room) -> None:
    say(here, BEATEN)
    take_over(here)
    pressed = IncomingEvent("", LAN, None, text="Không", question=session(here).question)
    assert any("nơi nào" in text for text in hear(here, pressed))
    assert the_case(here).facts["danger_now"] == "no" and lan(here).human_until is None


def test_a_place_told_to_the_human_is_not_asked_again(here: Room) -> None:
    say(here, "ba em lại đánh em rồi")
    say(here, "không")
    say(here, "không có")
    assert session(here).asked.startswith("place")
    take_over(here)
    assert say(here, "nhà cháu ở xã Sơn Tây, Quảng Ngãi") == []
    assert the_case(here).commune == "21340"
    assert not any("xã hay phường" in text for text in take_over(here, back=True))


def test_an_officers_question_is_asked_again(here: Room) -> None:
    say(here, BEATEN)
    number = the_case(here).number
    wait(here, 3 * MINUTE)
    here.officer("Công an xã Sơn Tây", f"nhận {number}")
    here.officer("Công an xã Sơn Tây", f"hỏi {number} Bây giờ em có an toàn không?")
    here.officer("Công an xã Sơn Tây", "Vẫn gửi")
    assert session(here).asked == "relay"
    take_over(here)
    assert say(here, "dạ cháu chào cô") == [] and not here.entries("replied")
    assert "Bây giờ em có an toàn không?" in take_over(here, back=True)[-1]
    say(here, "dạ có ạ")
    assert [e.text for e in here.entries("replied")] == ["dạ có ạ"]


def test_hiding_is_obeyed_whoever_is_there(here: Room) -> None:
    say(here, BEATEN)
    take_over(here)
    assert any("cửu chương" in text for text in say(here, "ẩn"))
    assert take_over(here, back=True) == []


def test_who_went_away_is_not_written_to_when_handed_back(here: Room) -> None:
    say(here, BEATEN)
    take_over(here)
    here.clock.forward(11 * MINUTE)
    assert take_over(here, back=True) == []
    assert take_over(here, back=True) == [] and lan(here).human_until is None


def test_late_and_old_words_of_the_human_change_nothing(here: Room) -> None:
    begun = here.clock.now
    here.clock.forward(MINUTE)
    say(here, BEATEN)
    take_over(here, at=begun)
    assert lan(here).human_until is None, "she has written since, and was answered"
    take_over(here, at=here.clock.now - HALF_AN_HOUR)
    assert lan(here).human_until is None
    take_over(here)
    until = lan(here).human_until
    take_over(here, at=begun)
    take_over(here, at=begun, back=True)
    assert until and lan(here).human_until == until


def test_an_officer_is_never_silenced(here: Room) -> None:
    phone = Address("zalo_oa", "1:3001")
    here.do(lambda work: work.staff.link(OFFICERS["UBND xã"], work.people.at(phone).id))
    say(here, BEATEN)
    wait(here, 3 * MINUTE)
    take_over(here, who=phone)
    said = mine(here, here.say(f"nhận {the_case(here).number}", phone), phone)
    assert "Anh chị đã nhận" in said[0]


def test_nobody_is_told_that_we_are_slow_while_a_human_answers(here: Room) -> None:
    take_over(here)
    event = IncomingEvent("flood", LAN, here.clock.now, text="dạ")
    here.do(lambda work: slowing.slowed(work, event))
    assert here.deliver() == []


def test_a_timer_of_nobody_and_one_that_is_too_early(here: Room) -> None:
    here.do(lambda work: timers.due(work, Timer("human:x", work.now, "human_gone", "nobody")))
    take_over(here)
    until, me = lan(here).human_until, lan(here).id
    here.do(lambda work: timers.due(work, Timer(f"human:{me}", work.now, "human_gone", me)))
    assert [t.due_at for t in here.do(lambda work: work.timers_of("human_gone"))] == [until]


def test_an_echo_of_our_own_words_silences_nobody_whoever_signs_it(here: Room) -> None:
    say(here, "xin chào")
    me = here.person(LAN)
    here.do(lambda work: work.send(OutgoingMessage("ours", me, "lời của tôi")))
    parcels = here.do(lambda work: work.outbox.claim(work.now, ("zalo_oa",), 9, MINUTE))
    echo = TakeOver("e1", LAN, here.clock.now, message_id="our-message")
    here.do(lambda work: happenings.happened(work, echo))
    assert not here.do(lambda work: work.people.at(LAN)).human_until, "it is under way: the echo may be quicker than we"
    for parcel in parcels:
        here.do(lambda work, parcel=parcel: work.outbox.sent(parcel.id, "our-message"))  # type: ignore[misc]
    here.do(lambda work: happenings.happened(work, replace(echo, id="e2")))
    assert not here.do(lambda work: work.people.at(LAN)).human_until
    here.do(lambda work: happenings.happened(work, replace(echo, id="e3", message_id="a clerk's")))
    assert here.do(lambda work: work.people.at(LAN)).human_until
