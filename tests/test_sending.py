"""What an officer sends the reporter: only where it can be shown, only once it is whole, and only to who it was for."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store.work import SqlWork
from bot.texts import read_catalogues, translator
from handlers import fetching
from handlers.events import Address, Attachment, FetchResult, IncomingEvent, Media, OutgoingMessage
from handlers.relay import file_for
from tests.cast import OFFICERS, OFFICERS_AT
from tests.fakes import PHOTO
from tests.room import LAN, OURS, Room, room, the_case

POLICE = "Công an xã Sơn Tây"
WATER = "có bé rơi xuống ao đang chìm, xã Sơn Tây, Quảng Ngãi"
GOOD = Media("photo", data=PHOTO, safe_copy=PHOTO, mime="image/png")
SUGGESTED = "Trẻ bây giờ có an toàn không?"
VOICE = Media("voice", data=b"OggS", mime="audio/ogg")


def held(here: Room) -> str:
    """A drowning that the police hold; its number."""
    here.say(WATER)
    number = the_case(here).number
    here.officer(POLICE, f"nhận {number}")
    return number


def sent(here: Room, media: Media) -> list[OutgoingMessage]:
    """What everybody receives when the police send something."""
    here.officer(POLICE, f"gửi {the_case(here).number}")
    return here.hear(IncomingEvent("", Address(OFFICERS_AT, OFFICERS[POLICE]), here.clock.now, media=media))


def newest(here: Room) -> Attachment:
    case = the_case(here)
    return here.do(lambda work: work.history.attachments(case.id))[-1]


def opened(here: Room, attachment_id: str, address: Address = LAN) -> tuple[bytes, str] | None:
    """What the page of somebody gets."""
    return here.do(lambda work: file_for(work, work.people.at(address), attachment_id))


def test_a_photo_arrives_as_its_copy_and_only_for_the_reporter(here: Room) -> None:
    held(here)
    (shown,) = [message for message in sent(here, GOOD) if message.attachment_id]
    assert opened(here, shown.attachment_id) == (PHOTO, "image/jpeg")
    assert opened(here, shown.attachment_id, Address("webchat", "na")) is None
    assert opened(here, "none") is None
    here.say("ẩn")
    assert opened(here, shown.attachment_id) is None


def test_what_the_reporter_sent_is_no_file_for_anybody(here: Room) -> None:
    held(here)
    here.hear(IncomingEvent("", LAN, here.clock.now, media=GOOD))
    assert opened(here, newest(here).id) is None


def test_a_voice_goes_only_after_a_yes(here: Room) -> None:
    held(here)
    assert not [message for message in sent(here, VOICE) if message.attachment_id]
    assert opened(here, newest(here).id) is None
    assert "Đã gửi" in here.officer(POLICE, "Vẫn gửi")
    assert opened(here, newest(here).id) == (b"OggS", "audio/ogg")


def test_a_download_goes_on_when_it_is_whole_and_its_officer_hears_when_it_is_not(here: Room) -> None:
    held(here)
    for media, words in ((GOOD, "gửi một ảnh"), (None, "chưa tải được"), (Media("photo", data=b"x"), "chưa tải được")):
        assert any("Tệp đang tải" in message.text for message in sent(here, Media("photo", ref="a photo")))
        waiting = newest_waiting(here)
        here.do(lambda work, w=waiting, m=media: fetching.take_result(work, FetchResult(w.id, m)))  # type: ignore[misc]
        assert any(words in message.text for message in here.deliver()), words


def newest_waiting(here: Room) -> Attachment:
    case = the_case(here)
    (waiting,) = [a for a in here.do(lambda work: work.history.attachments(case.id)) if a.state == "waiting"]
    return waiting


def test_a_voice_that_failed_before_the_yes_is_not_sent(here: Room) -> None:
    held(here)
    sent(here, Media("voice", ref="a voice"))
    waiting = newest_waiting(here)
    here.do(lambda work: fetching.take_result(work, FetchResult(waiting.id, None)))
    assert "chưa đọc được" in here.officer(POLICE, "Vẫn gửi")


def test_a_file_that_arrives_after_they_went_away_waits_for_them(here: Room) -> None:
    held(here)
    sent(here, Media("photo", ref="a photo"))
    waiting, lan = newest_waiting(here), here.person(LAN)
    here.do(lambda work: work.people.save_session(lan, None))
    here.do(lambda work: fetching.take_result(work, FetchResult(waiting.id, GOOD)))
    assert not [m for m in here.deliver() if m.attachment_id] and opened(here, waiting.id) is None
    assert "không có cách an toàn" in "".join(m.text for m in sent(here, GOOD))


def test_bug_what_went_to_who_may_be_written_to_plainly_was_said_to_wait_and_told_twice(here: Room) -> None:
    held(here)
    lan = here.do(lambda work: work.people.at(LAN))
    here.do(lambda work: work.people.save(replace(lan, contact="plain")))
    here.clock.forward(timedelta(minutes=20))
    said = sent(here, GOOD)
    (shown,) = [message for message in said if message.attachment_id]
    assert any("Đã gửi" in message.text for message in said)
    assert opened(here, shown.attachment_id) == (PHOTO, "image/jpeg")
    assert not [message for message in here.say("xem") if message.attachment_id]


def test_bug_a_suggested_question_that_waited_was_told_in_another_language(tmp_path: Path) -> None:
    with room(tmp_path, house=replace(OURS, translate=translator(read_catalogues()))) as here:
        number = held(here)
        here.say("english")
        here.clock.forward(timedelta(minutes=20))
        assert "khi họ quay lại" in here.officer(POLICE, f"hỏi {number} {SUGGESTED}").lower()
        (waited,) = [message.text for message in here.say("read") if "person in charge" in message.text.lower()]
        assert SUGGESTED not in waited


def test_words_that_are_sent_are_checked_like_a_question(here: Room) -> None:
    number = held(here)
    assert "như trách" in here.officer(POLICE, f"gửi {number} sao em lại ra đó")
    rows = here.do(audit)
    assert "question doubtful: why" in rows
    here.officer(POLICE, "Vẫn gửi câu của tôi")
    assert "question sent all the same" in here.do(audit)


def audit(work: SqlWork) -> list[str]:
    """What was written down of who did what."""
    return [row[0] for row in work.connection.execute(text("SELECT action FROM audit"))]


@pytest.mark.parametrize(
    ("public_url", "answer"), [("http://127.0.0.1:8080", "Anh chị viết thành lời"), ("https://l.example", "")]
)
def test_where_pictures_are_fetched_from_us_they_need_a_public_address(
    public_url: str, answer: str, tmp_path: Path
) -> None:
    lan = Address("zalo_bot", "5f3a90c1d2e4b6a80c17")
    with room(tmp_path, house=replace(OURS, public_url=public_url)) as here:
        here.say(WATER, lan)
        here.officer(POLICE, f"nhận {the_case(here).number}")
        told = sent(here, GOOD)
        shown = [message.person_id for message in told if message.attachment_id]
        assert shown == ([] if answer else [here.person(lan)])
        assert answer in "".join(message.text for message in told)
