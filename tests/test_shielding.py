"""What a story shuts out while it is told: names compared anew with the place, one question, and whom a cut is told."""

from dataclasses import replace
from pathlib import Path

import pytest

from handlers.events import Address, IncomingEvent
from handlers.settle import settle
from handlers.shielding import kept_out, shield_now
from tests.cast import OFFICERS, OFFICERS_AT
from tests.room import LAN, Room, room

NAMED = "ông Lò Văn Mẫu hay sờ soạng cháu tôi"


def words_to(here: Room, said: str, name: str = "") -> str:
    """What Lan, or an officer, reads when Lan says this."""
    address = Address(OFFICERS_AT, OFFICERS[name]) if name else LAN
    me = here.person(address)
    return "\n".join(m.text for m in here.say(said) if m.person_id == me)


def test_a_name_is_compared_anew_when_the_place_is_known(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say(NAMED)
        assert not here.cases()[0].named, "nobody knows yet where that is"
        here.say("ở xã Sơn Tây, Quảng Ngãi")
        assert here.cases()[0].named == {"police-21340-2", "police-21340"}


def test_a_name_told_after_the_questions_is_asked_about_alone(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say("bố dượng hay sờ người cháu, cháu ở xã Sơn Tây, Quảng Ngãi")
        here.say("dừng")
        said = words_to(here, "à mà ông Lò Văn Mẫu cũng sờ soạng cháu")
        assert "có làm việc ở xã" in said
        assert here.cases()[0].named
        answer = words_to(here, "Có")
        assert here.cases()[0].excluded == {"police-21340-2", "police-21340"}
        assert "?" not in answer, "nothing else is asked"
        assert "có làm việc" not in words_to(here, "ông Lò Văn Mẫu sờ soạng cháu nữa")


@pytest.mark.parametrize(("answer", "named"), [("Không", False), ("Không rõ", True)])
def test_only_no_lets_them_in_again(tmp_path: Path, answer: str, named: bool) -> None:
    with room(tmp_path) as here:
        here.say(f"{NAMED}, ở xã Sơn Tây, Quảng Ngãi")
        here.say("Không")
        here.say(answer)
        assert bool(here.cases()[0].named) == named


def test_a_story_told_where_it_was_not_understood_is_read_too(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say("báo tin")
        here.say("Không")
        here.say("Không có")
        here.say("xã Sơn Tây, Quảng Ngãi")
        here.say("chú công an xã hay sờ soạng em")
        assert here.cases()[0].avoid == {"police"}


def test_words_after_the_questions_are_answered_with_who_is_left_out(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say("bố dượng hay sờ người cháu, cháu ở xã Sơn Tây, Quảng Ngãi")
        here.say("dừng")
        assert "Tôi không báo nơi đó" in words_to(here, "đừng báo công an xã nha")


def test_a_name_alone_is_answered_with_nothing(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        said = words_to(here, f"{NAMED}, ở xã Sơn Tây, Quảng Ngãi")
        assert "nơi đó" not in said and "nhắc tới" not in said
        (case,) = here.cases()
        assert here.do(lambda work: shield_now(work, None, case)) == ""


@pytest.mark.parametrize(("more", "alone"), [("", True), (", đừng báo Cán bộ mẫu 1", False)])
def test_a_flood_never_waits_for_a_desk_that_must_not_know(tmp_path: Path, more: str, alone: bool) -> None:
    cry = "cứu với, bố đang đánh chết em ở xã Sơn Tây, Quảng Ngãi"
    with room(tmp_path) as here:
        for n, words in enumerate((cry, cry, cry, cry + more)):
            here.hear(IncomingEvent("", Address("webchat", f"p{n}"), None, text=words, source="192.0.2.1"))
        waits = [case for case in here.cases() if case.desk_first]
        assert bool(waits) == alone


def test_who_is_kept_out_is_named_to_whoever_works_on_it(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say("bố cháu đang đánh cháu dã man, cháu ở xã Sơn Tây, Quảng Ngãi")
        (case,) = here.cases()
        shut = replace(case, excluded=frozenset({"police-21340-2", "health_station-21340"}))
        assert here.do(lambda work: kept_out(work, shut)) == ["Trạm y tế xã Sơn Tây", "Lò Văn Mẫu"]


def test_where_nobody_above_may_know_nobody_is_told(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say("bố cháu đang đánh cháu dã man, cháu ở xã Sơn Tây, Quảng Ngãi")
        (case,) = here.cases()
        alone = replace(case, excluded=frozenset(here.do(lambda work: set(work.directory.agencies))))
        here.do(lambda work: work.cases.save(alone))
        here.do(lambda work: settle(work, alone))
        officers = {here.person(Address(OFFICERS_AT, officer)) for officer in OFFICERS.values()}
        assert not [m for m in here.deliver() if m.person_id in officers and m.act == "say"]


def test_whom_somebody_trusts_is_not_for_those_to_read(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say("bố dượng hay sờ người cháu, cháu ở xã Sơn Tây, Quảng Ngãi")
        here.say("Không")
        (case,) = here.cases()
        asked = here.do(lambda work: work.people.session(work.people.at(LAN).id))
        assert asked and asked.asked == "avoid"
        here.say("em không tin ai ở xã hết")
        entries = here.do(lambda work: work.history.entries(case.id))
        assert [one.kind for one in entries if "không tin ai" in one.text] == ["answered"]
