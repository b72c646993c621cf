"""Who asks for reminders gets them until one word ends them, on every way; who reports never asked."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.telegram.commands import plain
from bot.store import Store
from bot.subscribe_links import Origin, slug_of, telegram_address
from bot.texts import read_catalogues, translator
from flows.topics import ALL, topics_named
from handlers.events import Address, IncomingEvent, Withdrawal
from handlers.house import House
from handlers.subscribing import topics_offered
from handlers.withdrawal import withdrawn
from referral.campaigns import TOPICS, Subscription
from tests.cast import OFFICERS, OFFICERS_AT
from tests.reminded import figures, is_subscribed, reminded, send_copy, subscribed, subscription
from tests.room import LAN, Room, room
from tests.store_cast import START

STATION = Address(OFFICERS_AT, OFFICERS["Trạm y tế"])
ENDED = "Đã ngừng."
OWN_WORDS = (
    "ngừng nhắc giùm em", "ngừng nhắn tin", "bỏ đăng ký", "hủy đăng ký nhận tin", "xin đừng nhắn cho tôi nữa",
    "dung nhan tin cho em nua nha", "unsubscribe me", "stop sending me these", "please stop messaging me",
)  # fmt: skip
REPORTS = (
    "ba em lại đánh em rồi", "ao nhà em không có rào", "có đứa bé rơi xuống ao chưa vớt được", "SOS", "1", "4",
    "em muốn xã có sân chơi", "gặp người", "hướng dẫn", "đố vui", "nhà an toàn", "em có biết 111?", "cảm ơn",
)  # fmt: skip
WORDS = (
    "ngừng nhắc", "Ngừng nhắc", "NGUNG NHAC", "hủy đăng ký", "huy dang ky", "đừng nhắn nữa", "dung nhan nua",
    "thôi đừng gửi nữa", "stop reminders", "Unsubscribe", "dừng", "stop", "Stop sending.",
)  # fmt: skip


def said(room: Room, words: str, address: Address = LAN) -> str:
    """What somebody is answered."""
    me = room.person(address)
    return "\n".join(message.text for message in room.say(words, address) if message.person_id == me)


@pytest.mark.parametrize("words", REPORTS)
def test_reporting_never_subscribes(words: str, here: Room) -> None:
    here.say(words)
    here.say("xã Sơn Tây, Quảng Ngãi")
    assert subscription(here) is None and not is_subscribed(here)


def test_it_is_kept_before_anything_is_asked(here: Room) -> None:
    here.say("đăng ký")
    known = subscription(here)
    assert known == Subscription(here.person(LAN), "webchat", here.clock.now)
    assert is_subscribed(here)


@pytest.mark.parametrize(
    ("words", "commune", "source"),
    [
        ("đăng ký 21340", "21340", "chat"),
        ("Đăng ký 21340 truong-a", "21340", "link:truong-a"),
        ("dang ky 21340_TRUONG_A", "21340", "link:truong_a"),
        ("subscribe 21340 school-7", "21340", "link:school-7"),
        ("đăng ký xã Sơn Tây Quảng Ngãi", "21340", "chat"),
        ("đăng ký 99999", "", "chat"),
        ("đăng ký nhé", "", "chat"),
    ],
)
def test_words_and_links_bring_the_commune(words: str, commune: str, source: str, here: Room) -> None:
    here.say(words)
    known = subscription(here)
    assert known and (known.commune, known.source, known.topics) == (commune, source, ())
    assert known.province == ("51" if commune else "")


def test_bug_a_long_name_of_a_school_lost_the_commune(here: Room) -> None:
    for letters in range(1, 60):
        slug, somebody = slug_of(f"Trường {'a' * letters} Sơn Tây"), Address("webchat", f"{letters}")
        start = telegram_address("LangNgheBot", Origin("21340", slug)).partition("=")[2]
        here.say(plain(f"/start {start}"), somebody)
        known = subscription(here, somebody)
        assert len(start) <= 64 and known, letters
        assert (known.commune, known.source) == ("21340", f"link:{slug}")


def test_a_story_behind_the_word_is_a_story(here: Room) -> None:
    here.say("đăng ký mà ba em lại đánh em ở xã Sơn Tây, Quảng Ngãi")
    assert subscription(here) is None
    (case,) = here.cases()
    assert case.commune == "21340" and case.facts["story"]


def test_a_province_alone_is_kept_and_a_commune_asked_again(here: Room) -> None:
    here.say("đăng ký")
    assert "chưa rõ là xã phường nào" in said(here, "tỉnh Quảng Ngãi")
    known = subscription(here)
    assert known and (known.commune, known.province) == ("", "51")


def test_bug_a_province_was_not_said_back(here: Room) -> None:
    here.say("đăng ký")
    assert "Tôi ghi nhận Quảng Ngãi, còn chưa rõ là xã phường nào." in said(here, "Quảng Ngãi")


def pin(here: Room, lat: float, lon: float) -> str:
    """They send where they are."""
    return "\n".join(message.text for message in here.hear(IncomingEvent("", LAN, here.clock.now, point=(lat, lon))))


def test_bug_a_pin_as_home_was_refused(here: Room) -> None:
    here.say("đăng ký")
    assert "Có vài nơi" in pin(here, 15.0, 108.3)
    assert "Nơi nhận lời nhắc" in said(here, "1")
    known = subscription(here)
    assert known and known.commune and known.province and here.cases() == []


def test_beside_a_pin_another_place_may_be_named(here: Room) -> None:
    here.say("đăng ký")
    pin(here, 15.0, 108.3)
    here.say("xã Sơn Tây, Quảng Ngãi")
    known = subscription(here)
    assert known and known.commune == "21340" and here.cases() == []


def test_a_pin_far_away_is_no_home(here: Room) -> None:
    here.say("đăng ký")
    assert "chưa rõ là xã phường nào" in pin(here, 48.85, 2.35)
    known = subscription(here)
    assert known and (known.commune, known.province) == ("", "")


def test_a_pin_as_home_tells_an_old_case_nothing(here: Room) -> None:
    here.say("hàng xóm hay đánh con, xã Sơn Tây, Quảng Ngãi")
    here.say("dừng")
    (case,) = here.cases()
    before = here.do(lambda work: work.history.count(case.id))
    here.say("đăng ký")
    assert "Có vài nơi" in pin(here, 15.0, 108.3)
    (after,) = here.cases()
    assert after.commune == "21340" and here.do(lambda work: work.history.count(case.id)) == before


def test_bug_a_place_told_where_topics_are_asked_was_taken_for_a_story(here: Room) -> None:
    here.say("đăng ký Quảng Ngãi")
    answer = said(here, "xã Bình Chương cũ, Bình Sơn, Quảng Ngãi")
    known = subscription(here)
    assert known and known.commune and known.province == "51"
    assert "Nơi nhận lời nhắc" in answer and "Muốn được nhắc" in answer and here.cases() == []
    assert "Tôi sẽ nhắc về: Mưa bão." in said(here, "bão")


def test_a_story_with_a_place_where_topics_are_asked_is_a_story(here: Room) -> None:
    here.say("đăng ký 21340")
    here.say("ở xã Sơn Tây, Quảng Ngãi có đứa bé không ai nuôi, khóc suốt")
    assert "Muốn được nhắc" not in said(here, "dạ")


def test_of_several_places_of_a_name_one_is_chosen_or_named(here: Room) -> None:
    here.say("đăng ký")
    assert "Có vài nơi" in said(here, "xã Tân Tiến")
    here.say("xã Sơn Tây, Quảng Ngãi")
    known = subscription(here)
    assert known and known.commune == "21340"


def test_again_changes_what_is_new(here: Room) -> None:
    subscribed(here)
    first = subscription(here)
    here.clock.forward(timedelta(days=1))
    answer = said(here, "đăng ký phường Vĩnh Yên, Phú Thọ")
    known = subscription(here)
    assert first and known == replace(first, commune="08707", province="25")
    assert "từ trước" in answer and "Muốn được nhắc" not in answer
    assert "Muốn được nhắc" in said(here, "đăng ký")
    here.say("2 và 8")
    known = subscription(here)
    assert known and known.topics == ("drowning", "storm")


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("Tất cả", ()), ("1", ()), ("2", ("drowning",)), ("2, 3", ("drowning", "home")), ("bỏ qua", ()),
        ("đuối nước với mưa bão", ("drowning", "storm")), ("đuối nước thôi", ("drowning",)),
        ("nước", ("drowning",)), ("hihi", ()),
        ("trừ lễ tết", ("drowning", "home", "rights", "school", "health", "storm")), ("trừ", ()),
        ("bé nhà em uống nước không sạch", ()), ("phòng đuối nước, mưa bão", ("drowning", "storm")),
        ("tất cả, cả mưa bão", ()), ("3 cháu", ()), ("", ()),
    ],
)  # fmt: skip
def test_topics_are_read_from_words_and_numbers(words: str, topics: tuple[str, ...]) -> None:
    named = topics_named(words, topics_offered(), lambda said: said)
    assert (() if ALL in named else named) == topics


def test_an_officer_may_have_them_and_end_them(here: Room) -> None:
    subscribed(here, STATION)
    known = subscription(here, STATION)
    assert known and (known.human, known.topics) == (f"officer:{OFFICERS['Trạm y tế']}", TOPICS)
    here.say("đăng ký", STATION)
    here.say("mưa bão", STATION)
    known = subscription(here, STATION)
    assert known and known.topics == ("storm", "work")
    assert ENDED in said(here, "ngừng nhắc", STATION)
    assert subscription(here, STATION) is None


ENGLISH = (
    ("Safety at home and School", ("home", "school")), ("drowning", ("drowning",)),
    ("water, storms", ("drowning", "storm")),
    ("Staying safe near water", ("drowning",)), ("2 and 3", ("drowning", "home")), ("everything", ()),
    ("except school", ("drowning", "home", "rights", "health", "holidays", "storm")),
)  # fmt: skip


@pytest.mark.parametrize(("words", "topics"), ENGLISH)
def test_bug_topics_in_english_began_a_report(words: str, topics: tuple[str, ...], tmp_path: Path) -> None:
    with room(tmp_path, house=House(translate=translator(read_catalogues()))) as here:
        here.say("english")
        here.say("subscribe 21340")
        said(here, words)
        known = subscription(here)
        assert known and known.topics == topics and here.cases() == []


@pytest.mark.parametrize("words", ["đuối nước", "duoi nuoc va mua bao", "2"])
def test_bug_what_was_chosen_was_not_said(words: str, here: Room) -> None:
    here.say("đăng ký 21340")
    answer = said(here, words)
    assert "Tôi sẽ nhắc về: Phòng đuối nước" in answer and here.cases() == []


@pytest.mark.parametrize("words", ["không", "no", "hihi", "bỏ qua"])
def test_bug_no_threw_away_what_was_chosen(words: str, here: Room) -> None:
    here.say("đăng ký 21340")
    here.say("3")
    before = subscription(here)
    here.say("đăng ký")
    assert "Tôi giữ như trước, nhắc về: An toàn trong nhà." in said(here, words)
    assert subscription(here) == before


def test_no_at_the_first_time_is_all(here: Room) -> None:
    here.say("đăng ký 21340")
    assert "Tôi sẽ nhắc về: Tất cả." in said(here, "không")


def test_a_child_in_the_water_is_no_topic(here: Room) -> None:
    here.say("đăng ký 21340")
    here.say("có bé đuối nước")
    assert here.cases()


@pytest.mark.parametrize(
    ("words", "role"),
    [("Thầy cô", "teacher"), ("1", "parent"), ("học sinh", "pupil"), ("4", "volunteer"), ("bỏ qua", ""), ("dạ", "")],
)
def test_bug_nobody_could_say_who_they_are(words: str, role: str, here: Room) -> None:
    here.say("đăng ký 21340")
    assert "Mình là ai?" in said(here, "tất cả")
    here.say(words)
    known = subscription(here)
    assert known and known.role == role and here.cases() == []
    assert "Mình là ai?" not in said(here, "đăng ký") + said(here, "tất cả")


@pytest.mark.parametrize(("words", "answer"), [("cảm ơn", "Cảm ơn đã đọc tin"), ("đố vui", "Câu 1")])
def test_what_does_not_say_who_they_are_is_heard_as_ever(words: str, answer: str, here: Room) -> None:
    here.say("đăng ký 21340")
    here.say("tất cả")
    assert answer in said(here, words)


def test_danger_told_instead_of_who_they_are_is_heard(here: Room) -> None:
    here.say("đăng ký 21340")
    here.say("tất cả")
    here.say("ba em lại đánh em rồi")
    assert here.cases()


def test_bug_an_officer_who_came_back_had_no_role(here: Room) -> None:
    here.say("đăng ký", STATION)
    known = subscription(here, STATION)
    assert known and (known.role, known.commune, known.province) == ("health_station", "21340", "51")
    assert (known.source, known.topics, known.rank) == ("chat", TOPICS, 0)


@pytest.mark.parametrize("contact", ["hidden", "never"])
def test_who_hides_may_subscribe_and_stays_hidden(contact: str, here: Room) -> None:
    here.person(LAN)
    here.do(lambda work: work.people.save(replace(work.people.at(LAN), contact=contact)))
    assert "Đã đăng ký" in said(here, "đăng ký 21340")
    assert here.do(lambda work: work.people.at(LAN).contact) == contact
    assert is_subscribed(here)


@pytest.mark.parametrize("words", WORDS)
def test_a_word_ends_them_and_opens_no_case(words: str, here: Room) -> None:
    reminded(here)
    assert said(here, words).startswith(ENDED)
    assert subscription(here) is None and not is_subscribed(here) and here.cases() == []
    assert figures(here) == (1, 1)


@pytest.mark.parametrize("words", OWN_WORDS)
def test_bug_own_words_ended_nothing_and_asked_for_a_report(words: str, here: Room) -> None:
    reminded(here)
    assert said(here, words).startswith(ENDED)
    assert not is_subscribed(here) and here.cases() == [] and figures(here) == (1, 1)
    assert said(here, words).startswith(ENDED)
    here.clock.forward(timedelta(days=8))
    assert not said(here, words).startswith(ENDED)


@pytest.mark.parametrize("words", ["huỷ", "hủy", "ngừng", "thôi", "tôi không muốn nhận tin nữa", "thoi", "bỏ đăng ký"])
@pytest.mark.parametrize("first", ["đăng ký", "đăng ký 21340"])
def test_bug_own_words_in_the_middle_of_subscribing_were_an_answer(first: str, words: str, here: Room) -> None:
    here.say(first)
    assert said(here, words).startswith(ENDED)
    assert not is_subscribed(here) and here.cases() == []


@pytest.mark.parametrize("words", ["hủy", "thôi", "ngừng"])
def test_without_a_copy_one_such_word_ends_nothing(words: str, here: Room) -> None:
    subscribed(here)
    assert ENDED not in said(here, words) and is_subscribed(here)


def test_bug_own_words_in_a_lesson_opened_a_case(here: Room) -> None:
    reminded(here)
    here.say("đố vui")
    answer = said(here, "đừng nhắn tin cho em nữa nha")
    assert answer.startswith(ENDED) and "Câu 1" in answer
    assert not is_subscribed(here) and here.cases() == []


def test_own_words_beside_a_case_join_it_and_end_the_reminders(here: Room) -> None:
    reminded(here)
    here.say("hàng xóm hay đánh con, xã Sơn Tây, Quảng Ngãi")
    here.say("dừng")
    here.say("đăng ký")
    assert ENDED in said(here, "xin đừng nhắn cho tôi nữa")
    assert not is_subscribed(here)
    (case,) = here.cases()
    entries = here.do(lambda work: [entry.text for entry in work.history.entries(case.id)])
    assert "xin đừng nhắn cho tôi nữa" in entries


@pytest.mark.parametrize("words", ["ba không cho nhắn tin nữa", "nó nhắn tin hoài", "đừng nhắn cho ba em"])
def test_a_story_of_messages_is_heard(words: str, here: Room) -> None:
    reminded(here)
    assert ENDED not in said(here, words)
    assert is_subscribed(here) and here.cases()


@pytest.mark.parametrize("words", ["ngừng nhắc", "đừng nhắn nữa"])
def test_the_word_twice_is_once(words: str, here: Room) -> None:
    reminded(here)
    assert said(here, words) == said(here, words)
    assert here.cases() == [] and figures(here) == (1, 1)


@pytest.mark.parametrize("words", ["dừng", "stop"])
def test_a_bare_stop_without_a_copy_stops_only_the_questions(words: str, here: Room) -> None:
    subscribed(here)
    assert ENDED not in said(here, words)
    here.do(lambda work: send_copy(work, "webchat"))
    here.clock.forward(timedelta(days=8))
    assert ENDED not in said(here, words)
    assert is_subscribed(here)


def test_a_bare_stop_in_a_conversation_stops_only_the_conversation(here: Room) -> None:
    reminded(here)
    here.say("hướng dẫn")
    assert ENDED not in said(here, "dừng")
    assert ENDED in said(here, "dừng")


def test_soft_words_in_a_report_join_it_and_end_the_reminders(here: Room) -> None:
    reminded(here)
    here.say("hàng xóm hay đánh con, xã Sơn Tây, Quảng Ngãi")
    answer = said(here, "đừng nhắn nữa")
    assert answer.startswith(ENDED) and "đang gặp nguy hiểm" in answer
    assert not is_subscribed(here)
    (case,) = here.cases()
    entries = here.do(lambda work: [entry.text for entry in work.history.entries(case.id)])
    assert "đừng nhắn nữa" in entries


def test_soft_words_of_who_never_subscribed_are_words_like_any_other(here: Room) -> None:
    assert ENDED not in said(here, "đừng nhắn nữa")
    assert ENDED not in said(here, "dừng")


def test_in_the_middle_of_subscribing_the_word_ends_that_too(here: Room) -> None:
    here.say("đăng ký")
    assert said(here, "ngừng nhắc").count("?") == 0
    here.say("xã Sơn Tây, Quảng Ngãi")
    assert subscription(here) is None and not is_subscribed(here)


def test_it_ends_while_a_human_answers_and_while_hidden(here: Room) -> None:
    reminded(here)
    until = here.clock.now + timedelta(hours=1)
    here.do(lambda work: work.people.save(replace(work.people.at(LAN), human_until=until)))
    here.say("ngừng nhắc")
    assert not is_subscribed(here)
    subscribed(here)
    here.say("ẩn")
    late = IncomingEvent("", LAN, here.clock.now - timedelta(hours=1), text="ngừng nhắc", waited=True)
    here.hear(late)
    assert not is_subscribed(here)


def test_withdrawal_ends_it(here: Room) -> None:
    subscribed(here)
    here.do(lambda work: withdrawn(work, Withdrawal("w1", LAN, here.clock.now)))
    assert subscription(here) is None and not is_subscribed(here)


def test_all_ways_of_one_human_end_together(store: Store) -> None:
    ways = (Address("telegram", "1"), Address("zalo_oa", "2"), Address("webchat", "3"))
    with store.begin() as connection:
        work = store.work(connection)
        for n, way in enumerate(ways):
            person = work.people.at(way)
            human = "officer:one" if n < 2 else ""
            work.subscriptions.save(Subscription(person.id, way.channel, START, human=human, rank=n))
            work.people.save(replace(person, subscribed=True))
    with store.begin() as connection:
        work = store.work(connection)
        work.subscriptions.end(work.people.at(ways[1]).id)
    with store.begin() as connection:
        work = store.work(connection)
        assert [work.people.at(way).subscribed for way in ways] == [False, False, True]
        assert [work.subscriptions.of(work.people.at(way).id) is None for way in ways] == [True, True, False]
