"""Who tells the platform that we must forget them is written to no more; a human erases them; a follower is greeted."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import Store
from flows.model import Session
from handlers import happenings, incoming, stumbling
from handlers.data_requests import answer_request
from handlers.events import Address, DataRequest, IncomingEvent, OutgoingMessage, Person, Presence, Withdrawal
from handlers.house import House
from handlers.scene import WITHDRAWN
from handlers.speaking import tell_reporter
from handlers.withdrawal import AboutChild, OpenCase, may_erase
from tests.cast import OFFICERS, OFFICERS_AT, OWN_CHANNELS
from tests.room import BEATEN, Room, room, the_case
from tests.store_cast import CASE, found_directory, open_case

LAN = Address("zalo_oa", "1:2001")
PHONE = Address("zalo_oa", "1:3001")
MINUTE = timedelta(minutes=1)


def withdraw(here: Room, who: Address = LAN) -> list[OutgoingMessage]:
    """Somebody withdraws; what is sent because of it."""
    here.count += 1
    happening = Withdrawal(f"w{here.count}", who)
    here.do(lambda work: happenings.happened(work, happening))
    return here.deliver()


def follow(here: Room, who: Address = LAN, is_here: bool = True, greet: bool = True) -> list[str]:
    """Somebody follows our account; what they read."""
    here.count += 1
    presence = Presence(f"p{here.count}", who, is_here, greet=greet)
    here.do(lambda work: happenings.happened(work, presence))
    return [message.text for message in here.deliver()]


def lan(here: Room) -> Person | None:
    return here.do(lambda work: work.people.find(LAN))


def requests(here: Room) -> list[DataRequest]:
    return list(here.do(lambda work: work.requests.every()))


def test_an_officer_who_withdrew_is_not_rung_by_phone_either(here: Room) -> None:
    me, number = OFFICERS["Công an xã Sơn Tây"], Address("zns", "84900000678")
    for address in (PHONE, number):
        here.do(lambda work, address=address: work.staff.link(me, work.people.at(address).id))  # type: ignore[misc]
    waits = OutgoingMessage("waits", here.person(number), "", lane="urgent", act="notice")
    here.do(lambda work: work.send(waits))
    assert waits not in withdraw(here, PHONE)
    left = here.do(lambda work: [way.channel for way in work.staff.ways(me)])
    assert left == [OFFICERS_AT]


def test_nothing_is_written_to_them_any_more(here: Room) -> None:
    here.say(BEATEN, LAN)
    case, me = the_case(here), here.person(LAN)
    here.officer("Công an xã Sơn Tây", f"nhận {case.number}")
    here.do(lambda work: work.send(OutgoingMessage("waits", me, "một dòng")))
    sent = withdraw(here)
    assert not any(m.person_id == me for m in sent)
    assert any("không nhắn được cho người báo tin" in m.text for m in sent), "the holder knows"
    for key in ("nobody", "desk_only"):
        here.do(lambda work, key=key: tell_reporter(work, case, key, agency="x"))  # type: ignore[misc]
    here.officer("Công an xã Sơn Tây", f"hỏi {case.number} Bây giờ em có an toàn không?")
    (request,) = requests(here)
    here.do(lambda work: answer_request(work, request, "Đã xem."))
    assert not any(m.person_id == me for m in here.deliver())
    assert here.do(lambda work: work.timers_of("end_session")) == []


def test_an_open_case_stays_and_a_closed_one_is_theirs_no_more(here: Room) -> None:
    here.say(BEATEN, LAN)
    (closed,) = here.cases()
    here.do(lambda work: work.cases.save(replace(closed, status="closed")))
    here.do(lambda work: work.people.save_session(work.people.at(LAN).id, None))
    here.say("ông hàng xóm bắt bé nhịn đói, xã Sơn Tây, Quảng Ngãi", LAN)
    (opened,) = [case for case in here.cases() if case.id != closed.id]
    me = here.person(LAN)
    withdraw(here)
    assert here.do(lambda work: work.cases.followers(closed.id)) == []
    assert here.do(lambda work: work.cases.followers(opened.id)) == [me]
    assert the_words(here, opened.id) and the_words(here, closed.id), "the content stays on its legal ground"


def the_words(here: Room, case_id: str) -> list[str]:
    return [e.text for e in here.do(lambda work: work.history.entries(case_id)) if e.text]


def test_a_request_with_clocks_is_opened_once_and_the_desk_is_told(here: Room) -> None:
    here.say(BEATEN, LAN)
    told = [m.text for m in withdraw(here) if m.key.startswith("request:")]
    assert len(told) == 2 and all("yêu cầu về dữ liệu" in text for text in told)
    (request,) = requests(here)
    assert (request.wish, request.whose) == ("erase", "me")
    assert len(here.do(lambda work: work.clocks.of(f"request:{request.id}"))) == 2
    before = here.rows()
    assert withdraw(here) == [] and requests(here) == [request] and here.rows() == before


def test_somebody_we_never_met_stays_unknown(here: Room) -> None:
    assert withdraw(here) == [] and lan(here) is None and requests(here) == []


def test_who_writes_again_is_a_person_like_any_other(here: Room) -> None:
    here.say(BEATEN, LAN)
    withdraw(here)
    gone = lan(here)
    assert gone and gone.gone and gone.contact == WITHDRAWN
    here.clock.forward(MINUTE)
    assert any("Lắng Nghe" in m.text for m in here.say("xin chào", LAN))
    back = lan(here)
    assert back and not back.gone and back.contact == ""


def test_words_from_before_are_heard_and_not_answered(here: Room) -> None:
    here.say("xin chào", LAN)
    written = here.clock.now
    here.clock.forward(MINUTE)
    withdraw(here)
    late = IncomingEvent("late", LAN, written, text=BEATEN)
    here.do(lambda work: incoming.take(work, late))
    me = here.person(LAN)
    assert not any(m.person_id == me for m in here.deliver())
    assert len(here.cases()) == 1
    now = lan(here)
    assert now and now.contact == WITHDRAWN
    waited = IncomingEvent("waited", LAN, None, text="cháu sợ lắm", waited=True)
    here.do(lambda work: incoming.take(work, waited))
    here.do(lambda work: stumbling.take(work, replace(late, id="late2")))
    assert not any(m.person_id == me for m in here.deliver())


def test_an_officer_who_withdraws_there_is_asked_elsewhere(here: Room) -> None:
    officer = OFFICERS["Công an xã Sơn Tây"]
    here.do(lambda work: work.staff.link(officer, work.people.at(PHONE).id))
    here.say(BEATEN, LAN)
    me = here.person(PHONE)
    withdraw(here, PHONE)
    assert here.do(lambda work: me in work.directory.officers[officer].ways) is False
    assert here.do(lambda work: len(work.directory.officers[officer].ways)) == 1, "the other way stays"
    assert f"settle:{the_case(here).id}" in {t.key for t in here.do(lambda work: work.timers_of("settle"))}
    assert "cán bộ" not in "".join(m.text for m in here.say("xin chào", PHONE))


def test_a_person_is_erased_when_no_case_of_theirs_is_open(here: Room) -> None:
    here.say(BEATEN, LAN)
    withdraw(here)
    (request,) = requests(here)
    with pytest.raises(OpenCase, match="close it first"):
        here.do(lambda work: may_erase(work, request))
    closed = replace(the_case(here), status="closed")
    here.do(lambda work: work.cases.save(closed))
    with pytest.raises(AboutChild, match="case erase"):
        here.do(lambda work: may_erase(work, replace(request, whose="child")))
    person = here.do(lambda work: may_erase(work, request))
    assert person
    here.do(lambda work: work.people.erase(person.id))
    assert here.do(lambda work: may_erase(work, request)) is None
    here.do(lambda work: work.requests.save(replace(request, done_at=work.now)))
    assert requests(here)[0].done_at, "a request of somebody erased can still be ended"


def test_unfollowing_leaves_open_cases(store: Store) -> None:
    open_case(store)
    open_case(store, replace(CASE, id="case-2", number="LN-22222", status="closed"), "1" * 16)
    with store.begin() as connection:
        work = store.work(connection)
        me = work.people.at(LAN).id
        for case_id in ("case-1", "case-2"):
            work.cases.follow(case_id, me)
        work.people.unfollow_closed(me)
        assert [case.id for case in work.cases.following(me)] == ["case-1"]
        assert work.cases.followers("case-2") == []


def test_unlinking_leaves_the_other_ways(store: Store) -> None:
    found_directory(store)
    with store.begin() as connection:
        work = store.work(connection)
        for way in (LAN, PHONE):
            work.staff.link("officer-1", work.people.at(way).id)
        work.staff.unlink("officer-1", work.people.at(LAN).id)
        assert work.directory.officers["officer-1"].ways == (work.people.at(PHONE).id,)
        assert work.people.at(LAN).officer_id == ""


def test_a_new_follower_is_greeted_once(here: Room) -> None:
    (greeting,) = follow(here)
    assert "Lắng Nghe" in greeting
    assert follow(here) == follow(here, is_here=False) == follow(here) == []


def test_nobody_is_disturbed_by_a_greeting(here: Room) -> None:
    here.say("xin chào", LAN)
    assert follow(here) == [], "wrote before"
    stranger = Address("zalo_oa", "1:2009")
    here.do(lambda work: work.people.save_session(work.people.at(stranger).id, Session("report", asked="place")))
    assert follow(here, stranger) == [], "in the middle of a conversation"
    here.do(lambda work: work.staff.link(OFFICERS["UBND xã"], work.people.at(PHONE).id))
    assert follow(here, PHONE) == [], "an officer"
    hidden = Address("zalo_oa", "1:2010")
    here.do(lambda work: work.people.save(replace(work.people.at(hidden), contact="hidden")))
    assert follow(here, hidden) == []


def test_who_leaves_or_only_returns_is_not_made_known(here: Room) -> None:
    assert follow(here, is_here=False, greet=False) == follow(here, greet=False) == []
    assert lan(here) is None
    here.say("xin chào", LAN)
    follow(here, is_here=False)
    gone = lan(here)
    assert gone and gone.gone
    follow(here, greet=False)
    back = lan(here)
    assert back and not back.gone


def test_in_a_trial_only_testers_are_greeted(tmp_path: Path) -> None:
    ours = House(own_channels=OWN_CHANNELS, testers=frozenset({LAN}))
    with room(tmp_path, house=ours, live=False) as here:
        assert follow(here, PHONE) == [] and len(follow(here)) == 1
        assert here.do(lambda work: work.people.find(PHONE)) is None


@pytest.mark.parametrize("asked", [True, False])
def test_a_number_that_is_shared_answers_the_question_for_it_and_is_kept_for_nothing_else(
    here: Room, asked: bool
) -> None:
    if asked:
        here.say("có cháu bé rơi xuống ao, xã Sơn Tây, Quảng Ngãi", LAN)
        here.say("còn", LAN)
    said = here.hear(IncomingEvent("", LAN, None, phone="0900000001"))
    facts = [case.facts.get("callback") for case in here.cases()]
    assert facts == (["0900000001"] if asked else [])
    assert asked or any("Lắng Nghe" in m.text for m in said)


def test_a_number_that_was_not_asked_for_joins_the_words_and_says_so(here: Room) -> None:
    here.say(BEATEN, LAN)
    here.say("dừng", LAN)
    said = here.hear(IncomingEvent("", LAN, None, phone="0900000001"))
    assert any("ghi thêm" in m.text for m in said), "nothing is kept silently"
    assert "callback" not in the_case(here).facts and the_words(here, the_case(here).id)[-1] == "0900000001"


def test_an_unfollowing_that_arrives_late_silences_nobody_who_has_written_since(here: Room) -> None:
    left = here.clock.now
    here.clock.forward(10 * MINUTE)
    here.say(BEATEN, LAN)
    here.clock.forward(50 * MINUTE)
    here.do(lambda work: happenings.happened(work, Presence("late", LAN, here=False, at=left)))
    person = lan(here)
    assert person and not person.gone


def test_leaving_and_coming_back_count_in_the_order_in_which_they_happened(here: Room) -> None:
    left = here.clock.now
    back = left + MINUTE
    here.clock.forward(5 * MINUTE)
    here.say("xin chào", LAN)
    for name, is_here, at in (("back", True, back + 9 * MINUTE), ("left", False, left + 8 * MINUTE)):
        here.clock.forward(10 * MINUTE)
        here.do(lambda work, n=name, i=is_here, a=at: happenings.happened(work, Presence(n, LAN, i, at=a)))  # type: ignore[misc]
    person = lan(here)
    assert person and not person.gone


def test_a_withdrawal_that_arrives_late_opens_the_request_and_cuts_nobody_off(here: Room) -> None:
    here.say("xin chào", LAN)
    asked = here.clock.now
    here.clock.forward(10 * MINUTE)
    here.say(BEATEN, LAN)
    here.do(lambda work: happenings.happened(work, Withdrawal("late", LAN, asked)))
    person = lan(here)
    assert person and person.contact != WITHDRAWN and not person.gone
    assert [request.wish for request in requests(here)] == ["erase"]


def test_a_word_from_before_the_withdrawal_brings_nobody_back(here: Room) -> None:
    here.say("xin chào", LAN)
    here.clock.forward(10 * MINUTE)
    withdraw(here)
    here.clock.forward(MINUTE)
    older = IncomingEvent("older", LAN, here.clock.now - 5 * MINUTE, text="cháu bị đánh nữa")
    here.do(lambda work: incoming.take(work, older))
    person = lan(here)
    assert person and person.contact == WITHDRAWN and person.gone
