"""What an officer's page shows: a line before accepting, the whole case after, sealed attachments with a reason."""

from dataclasses import replace

from handlers import fetching
from handlers.details import case_lines
from handlers.events import Address, Attachment, FetchResult, IncomingEvent, Media
from handlers.officer_pages import case_view, open_attachment
from handlers.views import CaseLine, CaseView
from tests.cast import OFFICERS, OFFICERS_AT
from tests.fakes import PHOTO
from tests.room import LAN, Room

POLICE, COMMITTEE = "Công an xã Sơn Tây", "UBND xã"
ABUSE = "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi"
WATER = "có bé rơi xuống ao đang chìm, xã Sơn Tây, Quảng Ngãi"
GOOD = Media("photo", data=PHOTO, safe_copy=PHOTO, mime="image/png")


def officer(here: Room, name: str) -> str:
    return here.person(Address(OFFICERS_AT, OFFICERS[name]))


def view(here: Room, name: str) -> CaseView | None:
    me, number = officer(here, name), here.cases()[0].number
    return here.do(lambda work: case_view(work, me, number))


def send(here: Room, media: Media) -> Attachment:
    """The reporter sends something."""
    here.hear(IncomingEvent("", LAN, here.clock.now, media=media))
    case = here.cases()[0]
    return here.do(lambda work: work.history.attachments(case.id))[-1]


def opened(here: Room, name: str, attachment: Attachment, reason: str = "") -> tuple[bytes, str] | None:
    me = officer(here, name)
    return here.do(lambda work: open_attachment(work, me, attachment.id, reason))


def listed(here: Room) -> tuple[CaseLine, ...]:
    """What the list of this officer's chat shows."""
    return here.do(lambda work: case_lines(work, work.people.at(Address(OFFICERS_AT, OFFICERS[COMMITTEE]))))


def take(here: Room, name: str) -> None:
    here.officer(name, f"nhận {here.cases()[0].number}")


def test_before_accepting_there_is_a_line_and_no_word_of_the_case(here: Room) -> None:
    here.say(ABUSE)
    seen = view(here, POLICE)
    assert seen and seen.can_accept and not seen.opened_up and seen.line.waiting_for_me
    assert replace(seen, can_accept=False, allowed=frozenset()) == CaseView(seen.line, opened_up=False)


def test_who_was_not_asked_finds_nothing_and_neither_does_who_is_no_officer(here: Room) -> None:
    here.say(ABUSE)
    assert view(here, "Trạm y tế") is None
    number, lan = here.cases()[0].number, here.person(LAN)
    assert here.do(lambda work: [case_view(work, person, number) for person in (lan, "nobody")]) == [None, None]


def test_after_accepting_the_whole_case_is_there(here: Room) -> None:
    here.say(ABUSE)
    take(here, POLICE)
    here.officer(COMMITTEE, f"từ chối {here.cases()[0].number}: bận")
    seen = view(here, POLICE)
    assert seen and seen.opened_up and seen.line.accepted_by_me and seen.line.state == "tôi đang giữ"
    assert seen.category == "bạo lực với trẻ" and seen.reasons
    assert any(entry.text == ABUSE and entry.kind == "Người báo viết" for entry in seen.entries)
    states = {body.name: (body.state, body.acknowledged) for body in seen.bodies}
    assert states["Công an xã Sơn Tây"] == ("Công an xã Sơn Tây nhận lúc 14:00", True)
    assert not states["UBND xã Sơn Tây"][1]
    assert seen.outcomes and seen.updates and seen.pass_targets
    (line,) = listed(here)
    assert line.state == "Công an xã Sơn Tây nhận lúc 14:00"


def test_what_a_closed_or_a_waiting_case_is_called(here: Room) -> None:
    here.say("chú kia nhốt bé trong nhà bỏ đói mấy ngày, xã Sơn Tây, Quảng Ngãi")
    here.say("Không")
    here.say("Không có")
    (line,) = listed(here)
    assert line.state == "chưa ai nhận"
    take(here, COMMITTEE)
    here.officer(COMMITTEE, f"đóng {line.number} Trẻ đã được giúp")
    seen = view(here, COMMITTEE)
    assert seen and seen.line.state == "đã khép"


def test_a_body_that_was_not_asked_yet_says_so_and_a_human_looking_meets_the_wish_for_one(here: Room) -> None:
    here.say(ABUSE)
    take(here, POLICE)
    here.say("gặp người")
    case = here.cases()[0]
    assert case.needs_human
    here.do(lambda work: work.cases.save(replace(case, contested=1)))  # nobody has settled it yet
    seen = view(here, POLICE)
    assert seen and not here.cases()[0].needs_human
    assert view(here, POLICE) == seen


def test_a_photo_of_abuse_is_sealed_and_opens_with_a_reason_that_is_kept(here: Room) -> None:
    here.say(ABUSE)
    photo = send(here, GOOD)
    assert opened(here, POLICE, photo, "để biết") is None, "not accepted"
    take(here, POLICE)
    seen = view(here, POLICE)
    assert seen and [e.attachment_words for e in seen.entries if e.attachment_id] == ["ảnh niêm phong"]
    assert opened(here, POLICE, photo) is None and opened(here, POLICE, photo, "  ") is None
    assert opened(here, POLICE, photo, " để nhận ra trẻ ") == (PHOTO, "image/png")
    seen = view(here, POLICE)
    assert seen and [e.text for e in seen.entries if e.kind == "Lý do"] == ["để nhận ra trẻ"]
    assert here.do(lambda work: open_attachment(work, "nobody", photo.id, "x")) is None
    assert opened(here, POLICE, replace(photo, id="none"), "x") is None


def test_a_photo_of_a_rescue_is_shown_as_its_safe_copy(here: Room) -> None:
    here.say(WATER)
    photo = send(here, GOOD)
    assert opened(here, POLICE, photo) is None, "not accepted"
    take(here, POLICE)
    assert opened(here, POLICE, photo) == (PHOTO, "image/jpeg")
    seen = view(here, POLICE)
    assert seen and [e.attachment_state for e in seen.entries if e.attachment_id] == ["shown"]


def test_a_photo_that_no_longer_may_be_shown_is_sealed(here: Room) -> None:
    here.say(WATER)
    photo = send(here, GOOD)
    take(here, POLICE)
    case = here.cases()[0]
    here.do(lambda work: work.cases.save(replace(case, category="sexual_abuse")))
    assert opened(here, POLICE, photo) is None


def test_a_download_is_kept_once_and_its_failure_is_told(here: Room) -> None:
    here.say(WATER)
    take(here, POLICE)
    photo = send(here, Media("photo", ref="a photo"))
    assert photo.state == "waiting" and opened(here, POLICE, photo) is None
    here.do(lambda work: fetching.take_result(work, FetchResult(photo.id, None, "gone")))
    told = "".join(message.text for message in here.deliver())
    assert "chưa tải được" in told and "vừa viết thêm" in told, "the sender and the holder"
    here.do(lambda work: fetching.take_result(work, FetchResult(photo.id, GOOD)))
    assert opened(here, POLICE, photo) == (PHOTO, "image/jpeg")
    here.do(lambda work: fetching.take_result(work, FetchResult(photo.id, None, "late")))
    here.do(lambda work: fetching.take_result(work, FetchResult("none", GOOD)))
    assert opened(here, POLICE, photo) == (PHOTO, "image/jpeg")


def test_what_cannot_be_opened_is_kept_and_its_original_is_behind_a_reason(here: Room) -> None:
    here.say(WATER)
    take(here, POLICE)
    broken = send(here, Media("photo", data=b"no photo", problem="unreadable"))
    assert opened(here, POLICE, broken) is None
    assert opened(here, POLICE, broken, "để xem thử") == (b"no photo", "application/octet-stream")


def test_a_cry_in_a_running_case_and_a_receipt_of_no_case(here: Room) -> None:
    here.say("mã")
    assert "chưa có tin báo nào" in here.say("mã")[0].text
    here.say(ABUSE)
    assert "Gọi ngay" in here.say("sos")[0].text
    assert len(here.cases()) == 1
