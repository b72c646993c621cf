"""What an officer sends reaches whom it was meant for, and counts as told only to who could see it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from handlers import relay
from handlers.events import Address, Attachment, AttachmentState, Entry, OutgoingMessage
from handlers.speaking import tell_reporter
from tests.cast import OFFICERS
from tests.room import LAN, Room, room, taken, the_case
from tests.stage import MEDIA
from tests.test_unreached import shows_receipt, wishes

TERMINAL = Address("terminal", "tu")
WEB = Address("webchat", "tu")
HERE = "Người phụ trách gửi một ảnh."
NOT_HERE = "Người phụ trách gửi một tệp mà nơi này không hiện được."
POLICE = OFFICERS["Công an xã Sơn Tây"]
AWAY = timedelta(minutes=20)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    """Lan told of it in the web chat, and is gone."""
    with room(tmp_path) as opened:
        taken(opened)
        opened.clock.forward(AWAY)
        yield opened


def photo(here: Room, state: AttachmentState = "stored") -> str:
    """The officer who has the case sends a photo; what they are told of it."""
    case = the_case(here)
    file = Attachment("f1", case.id, "photo", state, mime="image/jpeg")
    here.do(lambda work: work.history.add_attachment(file, MEDIA["photo"] if state == "stored" else None))
    return here.do(lambda work: relay.send(work, case, relay.Sending(POLICE, "", file)))


def arrives(here: Room) -> list[OutgoingMessage]:
    """It was fetched; what is sent then."""
    case = the_case(here)
    stored = Attachment("f1", case.id, "photo", "stored", mime="image/jpeg")
    here.do(lambda work: work.history.save_attachment(stored, MEDIA["photo"]))
    here.do(lambda work: relay.arrived(work, case, sent(work.history.entries(case.id))))
    return here.deliver()


def sent(entries: Sequence[Entry]) -> Entry:
    """The line of what the officer sent."""
    (found,) = (one for one in entries if one.kind == "sending")
    return found


def told(here: Room) -> bool:
    """Whether the photo counts as told."""
    case = the_case(here)
    return here.do(lambda work: sent(work.history.entries(case.id)).told)


def for_(messages: list[OutgoingMessage], person: str) -> list[tuple[str, str]]:
    return [(m.text, m.attachment_id) for m in messages if m.person_id == person]


def lan_sees_it(here: Room) -> None:
    me = here.person(LAN)
    assert (HERE, "f1") in for_(here.say("xem"), me) and told(here)


def test_a_photo_sent_before_somebody_showed_the_receipt_is_not_theirs(here: Room) -> None:
    assert photo(here, "waiting") == "sending_fetching"
    here.clock.forward(timedelta(minutes=1))
    shows_receipt(here, WEB)
    wishes(here, WEB, "plain")
    assert for_(arrives(here), here.person(WEB)) == [] and not told(here)
    lan_sees_it(here)


def test_a_photo_that_goes_to_who_may_be_written_to_marks_nothing_else_as_told(here: Room) -> None:
    case = the_case(here)
    here.do(lambda work: tell_reporter(work, case, "update_visited", agency="Xã"))
    wishes(here, LAN, "plain")
    photo(here, "waiting")
    assert for_(arrives(here), here.person(LAN)) == [(HERE, "f1")] and told(here)
    assert any("Xã đã tới nơi" in message.text for message in here.say("xem"))


def test_where_it_cannot_be_shown_it_is_not_told_and_its_sender_hears_so(here: Room) -> None:
    shows_receipt(here, TERMINAL)
    here.clock.forward(timedelta(minutes=1))
    assert photo(here) == "sending_unfit"
    ((text, file),) = for_(here.deliver(), here.person(TERMINAL))
    assert text.startswith(NOT_HERE) and not file and not told(here)
    lan_sees_it(here)


@pytest.mark.parametrize("beside", [True, False])
def test_who_comes_back_where_it_cannot_be_shown_hears_how_and_it_waits(here: Room, beside: bool) -> None:
    shows_receipt(here, TERMINAL)
    here.clock.forward(AWAY)
    case = the_case(here)
    if beside:
        here.do(lambda work: tell_reporter(work, case, "update_visited", agency="Xã"))
    assert photo(here) == "sending_waits"
    back = here.say("xem", TERMINAL)
    assert [text.startswith(NOT_HERE) for text, _ in for_(back, here.person(TERMINAL))].count(True) == 1
    assert sum("viết thành lời giúp" in message.text for message in back) == 1, "who sent it"
    assert not told(here)
    assert not any(m.text.startswith(NOT_HERE) for m in here.say("xem", TERMINAL)), "once a day"
    lan_sees_it(here)


def test_a_photo_fetched_too_late_for_where_they_are_now_is_told_in_words(here: Room) -> None:
    shows_receipt(here, TERMINAL)
    here.clock.forward(timedelta(minutes=1))
    photo(here, "waiting")
    sent_now = arrives(here)
    ((text, _),) = for_(sent_now, here.person(TERMINAL))
    assert text.startswith(NOT_HERE) and not told(here)
    assert sum("viết thành lời giúp" in message.text for message in sent_now) == 1
