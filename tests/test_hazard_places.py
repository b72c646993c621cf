"""A case about a dangerous place makes a record or joins one; who may see it, what is due, who is told."""

from dataclasses import replace
from datetime import timedelta

from handlers import fetching, timers
from handlers.events import Address, FetchResult, IncomingEvent, Media, OutgoingMessage, Timer
from handlers.hazard_checks import ask_to_look
from handlers.hazard_views import MOST_SHOWN
from handlers.settle import settle
from referral.case import Case
from referral.hazards import Hazard
from tests.cast import OFFICERS, OFFICERS_AT
from tests.fakes import PHOTO
from tests.room import Room

POND = "ao nhà bà Tư thôn 3 không rào, trẻ hay ra tắm, xã Sơn Tây, Quảng Ngãi"
SAME = "cái ao bà Tư ở thôn 3 nguy hiểm lắm, trẻ hay tắm, xã Sơn Tây, Quảng Ngãi"
COMMITTEE, POLICE, ABOVE = "UBND xã", "Công an xã Sơn Tây", "Trực ban tỉnh"
AT_COMMITTEE = Address(OFFICERS_AT, OFFICERS[COMMITTEE])
HOA = Address("webchat", "hoa")
GOOD = Media("photo", data=PHOTO, safe_copy=PHOTO, mime="image/png")


def report(here: Room, who: str, words: str = POND) -> Case:
    """Somebody reports a place."""
    before = {case.id for case in here.cases()}
    here.say(words, Address("webchat", who))
    (case,) = (case for case in here.cases() if case.id not in before)
    return case


def places(here: Room) -> list[Hazard]:
    return here.do(lambda work: list(work.hazards.listed(every=True)))


def place(here: Room) -> Hazard:
    (found,) = places(here)
    return found


def to(here: Room, sent: list[OutgoingMessage], name: str = COMMITTEE) -> list[str]:
    """What of some messages reached an officer."""
    me = here.person(Address(OFFICERS_AT, OFFICERS[name]))
    return [message.text for message in sent if message.person_id == me]


def change(here: Room, case: Case, **facts: str) -> None:
    """The case learns something and is settled, twice."""
    changed = replace(case, **{k: v for k, v in facts.items() if k in ("commune", "province")})  # type: ignore[arg-type]
    known = {**case.facts, **facts}

    def act(work) -> None:  # type: ignore[no-untyped-def]
        work.cases.save(replace(changed, facts=known))
        for _ in range(2):
            settle(work, work.cases.get(case.id))

    here.do(act)
    here.deliver()


def test_two_neighbours_one_place(here: Room) -> None:
    one, two = report(here, "a"), report(here, "b", SAME)
    known = place(here).id
    assert here.do(lambda work: list(work.hazards.cases(known))) == [one.id, two.id]


def test_a_pin_that_comes_with_a_later_report_is_kept(here: Room) -> None:
    report(here, "a")
    two = report(here, "b", SAME)
    assert place(here).point is None
    change(here, two, point="15.00000, 108.30000")
    assert place(here).point is None, "a record with several reports is not moved by one of them"
    here.do(lambda work: work.hazards.leave(two.id))
    change(here, replace(two, facts={**two.facts, "point": "15.00000, 108.30000"}))
    assert place(here).point == (15.0, 108.3)


def test_a_record_of_one_report_follows_it_until_it_turns_out_to_be_known(here: Room) -> None:
    report(here, "a")
    here.clock.forward(timedelta(days=1))
    two = report(here, "b", "chỗ nước nguy hiểm ở xã Sơn Tây, Quảng Ngãi, trẻ hay tắm")
    assert [hazard.kind for hazard in places(here)] == ["pond", "other"]
    change(here, two, hazard_kind="canal")
    assert [hazard.kind for hazard in places(here)] == ["pond", "canal"]
    change(here, two, hazard_kind="pond", place="ao nhà bà Tư thôn 3")
    known = place(here).id
    assert len(here.do(lambda work: work.hazards.cases(known))) == 2


def test_more_words_change_the_record_without_another_due_time(here: Room) -> None:
    one = report(here, "a", "có cái ao không rào ở xã Sơn Tây, Quảng Ngãi, trẻ hay tắm")
    due = place(here).due_at
    change(here, one, place="ao làng sau đình thôn Gò")
    assert place(here).description == "ao làng sau đình thôn Gò" and place(here).due_at == due


def test_another_commune_is_another_place(here: Room) -> None:
    one = report(here, "a")
    before = place(here)
    change(here, one, commune="08707", province="25")
    assert place(here).commune == "08707" and place(here).id != before.id
    two = report(here, "b")
    change(here, report(here, "c", SAME), commune="08707", province="25")
    assert len(places(here)) == 2 and two.commune == "21340"


def test_where_a_report_is_shared_one_that_leaves_takes_nothing_along(here: Room) -> None:
    report(here, "a")
    two = report(here, "b", SAME)
    change(here, two, commune="08707", province="25")
    assert {hazard.commune for hazard in places(here)} == {"21340", "08707"}


def test_a_closed_case_or_another_kind_makes_no_place(here: Room) -> None:
    case = report(here, "a", "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi")
    assert places(here) == []
    assert "Chưa làm được" in here.officer(COMMITTEE, f"ghi chỗ {case.number}")


def test_a_place_is_put_down_only_where_its_commune_is_known(here: Room) -> None:
    case = report(here, "a", "có đứa bé rơi xuống ao chưa vớt được")
    here.officer("Trực ban", f"nhận {case.number}")
    assert "chưa rõ ở xã" in here.officer("Trực ban", f"ghi chỗ {case.number}")


def test_who_is_excluded_sees_no_place_no_count_and_no_list(here: Room) -> None:
    one, two = report(here, "a"), report(here, "b", SAME)
    hidden = frozenset({"people_committee"})
    here.do(lambda work: work.cases.save(replace(two, avoid=hidden)))
    assert "Đã có 1 người báo" in here.officer(COMMITTEE, f"chỗ {place(here).number}")
    assert "Không có chỗ" in here.officer(COMMITTEE, f"chỗ {two.number}")
    here.do(lambda work: work.cases.save(replace(one, avoid=hidden)))
    assert "Không có chỗ" in here.officer(COMMITTEE, f"chỗ {place(here).number}")
    assert "chưa có chỗ nguy hiểm" in here.officer(COMMITTEE, "danh sách chỗ nguy hiểm")
    assert "Không có chỗ" in here.officer(COMMITTEE, f"đã rào {place(here).number}")
    sent = here.do(lambda work: ask_to_look(work, "51", "hazards_storm"))
    assert sent == 1 and to(here, here.deliver()) == []
    assert "2 người báo" in here.officer(ABOVE, f"chỗ {place(here).number}")


def test_an_officer_of_another_place_sees_nothing_unless_they_hold_a_report(here: Room) -> None:
    case = report(here, "a")
    far = "Công an phường Vĩnh Yên"
    assert "Không có chỗ" in here.officer(far, f"chỗ {place(here).number}")
    assert "Không có chỗ" in here.officer(far, f"kiểm tra {place(here).number} đã an toàn")
    here.officer(COMMITTEE, f"nhận {case.number}")
    here.officer(COMMITTEE, f"chuyển {case.number} Bàn trực 24/7: xin hỗ trợ")
    assert "người báo" in here.officer("Trực ban", f"chỗ {place(here).number}")


def test_a_list_that_is_too_long_is_counted(here: Room) -> None:
    report(here, "a")
    known = place(here)

    def fill(work) -> None:  # type: ignore[no-untyped-def]
        for n in range(MOST_SHOWN + 2):
            case = report_like(work, n)
            work.hazards.add(replace(known, id=f"h{n}", number=f"HZ-{n:05d}"))
            work.hazards.join(f"h{n}", case.id)

    def report_like(work, n: int) -> Case:  # type: ignore[no-untyped-def]
        case: Case = replace(work.cases.get(here_case), id=f"c{n}", number=f"LN-C{n}")
        work.cases.add(case, f"{n:016d}")
        return case

    here_case = here.cases()[0].id
    here.do(fill)
    assert "… và 3 chỗ nữa." in here.officer(COMMITTEE, "danh sách chỗ nguy hiểm")


def due(here: Room) -> list[OutgoingMessage]:
    """The timer of the one place is due."""
    hazard = place(here)
    here.do(lambda work: timers.due(work, Timer(f"hazard:{hazard.id}", work.now, "hazard_due", hazard.id)))
    return here.deliver()


def test_an_overdue_place_is_reminded_once_and_then_goes_up(here: Room) -> None:
    report(here, "a")
    assert "đã quá hạn" in to(here, due(here))[0]
    here.clock.forward(timedelta(days=3))
    assert to(here, due(here)) == [] and place(here).reminded == 2
    here.clock.forward(timedelta(days=3))
    assert due(here) == [] and place(here).reminded == 2


def test_a_place_that_is_fixed_or_gone_is_not_overdue(here: Room) -> None:
    report(here, "a")
    here.officer(COMMITTEE, f"đã rào {place(here).number}")
    assert due(here) == []
    here.do(lambda work: timers.due(work, Timer("hazard:x", work.now, "hazard_due", "nowhere")))


def test_nobody_is_asked_where_nobody_is_on_duty(here: Room) -> None:
    report(here, "a")
    here.officer(COMMITTEE, "hết trực")
    assert due(here) == []


def test_many_places_are_one_message_with_the_count(here: Room) -> None:
    report(here, "a")
    report(here, "b", "cống hở không nắp trước trường ở xã Sơn Tây, Quảng Ngãi, trẻ hay đi qua")
    here.do(lambda work: timers.due(work, Timer("hazards:spring", work.now, "hazard_check", "")))
    (text,) = to(here, here.deliver())
    assert "2 chỗ nguy hiểm" in text
    assert all(hazard.asked_at for hazard in places(here))


def test_the_photo_is_kept_with_the_report_and_words_are_no_photo(here: Room) -> None:
    case = report(here, "a")
    here.officer(COMMITTEE, f"đã rào {place(here).number}")
    for media in (Media("voice", data=b"x"), GOOD):
        here.hear(IncomingEvent("", AT_COMMITTEE, here.clock.now, media=media))
    (photo,) = here.do(lambda work: work.history.attachments(case.id))
    assert photo.shown and place(here).photo_id == photo.id


def test_a_photo_that_must_be_fetched_is_no_news_of_the_reporter(here: Room) -> None:
    case = report(here, "a")
    here.officer(COMMITTEE, f"nhận {case.number}")
    here.officer(COMMITTEE, f"đã rào {place(here).number}")
    here.hear(IncomingEvent("", AT_COMMITTEE, here.clock.now, media=Media("photo", ref="far away")))
    photo = place(here).photo_id
    here.do(lambda work: fetching.take_result(work, FetchResult(photo, None, "lost")))
    assert "chưa tải được" in to(here, here.deliver())[0]
    here.do(lambda work: fetching.take_result(work, FetchResult(photo, GOOD)))
    assert here.deliver() == []


def test_a_photo_for_a_place_that_went_away_is_let_go(here: Room) -> None:
    case = report(here, "a")
    here.officer(COMMITTEE, f"đã rào {place(here).number}")
    here.do(lambda work: work.hazards.leave(case.id))
    here.hear(IncomingEvent("", AT_COMMITTEE, here.clock.now, media=GOOD))
    assert here.do(lambda work: work.history.attachments(case.id)) == []


def test_a_neighbour_who_does_not_want_messages_gets_none(here: Room) -> None:
    report(here, "a")
    one = here.person(Address("webchat", "a"))
    for contact, hinted in (("never", False), ("any", True), ("hidden", False)):
        here.clock.forward(timedelta(hours=1))
        here.do(lambda work, contact=contact: work.people.save(replace(work.people.get(one), contact=contact)))  # type: ignore[misc]
        sent = here.say(f"đã rào {place(here).number}", AT_COMMITTEE)
        texts = [message.text for message in sent if message.person_id == one]
        assert [text for text in texts if "an toàn" in text] == [] and bool(texts) == hinted
        here.say(f"kiểm tra {place(here).number} vẫn nguy hiểm", AT_COMMITTEE)


def test_what_a_neighbour_says_counts_once(here: Room) -> None:
    report(here, "hoa")
    here.officer(COMMITTEE, f"đã rào {place(here).number}")
    here.say("an toàn rồi", HOA)
    assert (place(here).status, place(here).confirmed_by) == ("confirmed", "reporter")
    here.say("chưa an toàn", HOA)
    assert place(here).status == "confirmed", "only an officer who went there opens it again"


def test_these_words_in_another_case_are_added_to_it(here: Room) -> None:
    here.say("có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi", HOA)
    here.say("dừng", HOA)
    (said,) = (message.text for message in here.say("chưa an toàn", HOA) if message.person_id == here.person(HOA))
    assert "ghi thêm vào tin báo" in said and "113" in said
    (case,) = here.cases()
    assert "chưa an toàn" in [entry.text for entry in here.do(lambda work: work.history.entries(case.id))]


def test_a_place_said_to_be_gone_may_be_contested(here: Room) -> None:
    report(here, "hoa")
    here.officer(COMMITTEE, f"kiểm tra {place(here).number} không còn chỗ này")
    assert place(here).status == "gone"
    here.say("chưa an toàn", HOA)
    assert place(here).status == "open"


def test_only_the_province_desk_says_that_a_storm_passed(here: Room) -> None:
    report(here, "a")
    assert "bàn trực tỉnh" in here.officer("Trực ban", "kiểm tra sau bão")
    assert "1 chỗ nguy hiểm" in here.officer(ABOVE, "kiểm tra sau bão")
