"""Which reports are suggested as one incident, and which alert may come without a sound: measured on examples."""

from dataclasses import replace
from datetime import timedelta
from importlib.resources import files

import pytest

from referral.bundles import BadBundles, alike, another_child, family_of, parse_likeness, shipped_likeness, surely_one
from referral.case import Case
from referral.triage import CATEGORIES
from referral.urgency import Urgency
from tests.store_cast import MINUTE, START

POND = "ao nhà bà Tư"
WATER = Case("1", "LN-1", "drowning_now", Urgency.emergency, START, commune="21340", province="51")
HOME = replace(WATER, category="physical_violence")
HOUR = timedelta(hours=1)

SAME_STORY = [
    ("hàng xóm bố đánh con dã man, cháu khóc suốt đêm", "hàng xóm nhà tôi bố đánh con khóc cả đêm, dã man lắm"),
    ("bố đánh con hàng ngày ở thôn 3, cháu 7 tuổi", "cháu 7 tuổi thôn 3 bị bố đánh hàng ngày"),
    ("mẹ bỏ con ở nhà một mình đói", "mẹ bỏ đi để con nhỏ ở nhà một mình không ai cho ăn"),
    ("có người đang đánh cháu bé dã man", "có người đánh một đứa bé dã man ở xã Sơn Tây"),
]
OTHER_STORY = [
    ("cháu bị bố dượng đánh", "cô giáo đánh học sinh tím chân"),
    ("ba đánh con gái 5 tuổi", "mẹ đánh con trai 12 tuổi bằng roi"),
    ("có người đang đánh cháu bé dã man", "có người đang bóp cổ cháu bé"),
    ("bà nội bỏ đói cháu", "bố dượng bỏ đói cháu, nhốt trong nhà"),
    ("bố đánh con", "bố nhậu say đánh con bằng thắt lưng ở thôn 5"),  # so little fits everything
]


def told(case: Case = WATER, minutes: int = 0, **facts: str) -> Case:
    return replace(case, opened_at=START + minutes * MINUTE, facts=facts)


@pytest.mark.parametrize(("one", "other"), SAME_STORY)
def test_the_same_story_is_suggested_as_one(one: str, other: str) -> None:
    assert alike(told(HOME, 5, story=other), told(HOME, story=one))


@pytest.mark.parametrize(("one", "other"), OTHER_STORY)
def test_another_story_is_not(one: str, other: str) -> None:
    assert not alike(told(HOME, 5, story=other), told(HOME, story=one))


def test_only_one_commune_one_kind_and_near_in_time() -> None:
    one = told(place=POND)
    assert alike(told(minutes=5, place=POND), one)
    assert alike(replace(told(minutes=5, place=POND), category="drowning_hazard"), one)
    assert not alike(replace(told(minutes=5, place=POND), category="injury_now"), one)
    assert not alike(replace(told(minutes=5, place=POND), commune="21343"), one)
    assert not alike(replace(told(minutes=5, place=POND), commune=""), replace(one, commune=""))
    assert not alike(told(minutes=61, place=POND), one)
    assert alike(one, told(minutes=60, place=POND))


def test_two_places_are_not_one_and_an_unknown_one_may_be() -> None:
    one = told(place=POND)
    assert not alike(told(minutes=5, place="sông Rin"), one)
    assert alike(told(minutes=5), one)
    calm = replace(told(minutes=5, story="ao sâu không rào"), urgency=Urgency.priority)
    assert not alike(calm, one), "nobody is in the water: only what is near is suggested"


def test_pins_say_more_than_words_unless_they_are_neither_near_nor_far() -> None:
    here = told(point="15.00000, 108.30000", place=POND)
    assert alike(told(point="15.00100, 108.30000", place="sông Rin"), here)
    assert not alike(told(point="15.10000, 108.30000", place=POND), here)
    between = told(point="15.00500, 108.30000", place=POND)
    assert alike(between, here) and not alike(replace(between, facts={**between.facts, "place": "sông Rin"}), here)


def test_a_rescue_of_the_same_place_may_come_without_a_sound() -> None:
    one = told(place_said=POND, story="có đứa bé rơi xuống ao bà Tư")
    later = told(minutes=2, place_said="ao bà Tư", story="cứu với bé trai rơi xuống ao bà Tư")
    assert surely_one(later, one)
    assert not surely_one(told(minutes=2), one), "in doubt it sounds"
    assert not surely_one(told(minutes=2, place_said="ao nhà bà Năm"), one)
    assert not surely_one(later, replace(one, urgency=Urgency.urgent)), "more urgent"


def test_no_other_kind_of_emergency_is_ever_silent() -> None:
    rescues = {kind for kind in CATEGORIES if family_of(replace(WATER, category=kind)).rescue}
    assert rescues == {"drowning_now", "drowning_hazard", "injury_now", "injury_hazard"}
    story = SAME_STORY[0][0]
    assert not surely_one(told(HOME, 2, place=POND, story=story), told(HOME, place=POND, story=story))


@pytest.mark.parametrize(
    ("before", "later"),
    [
        ({"story": "một bé trai rơi xuống ao"}, {"story": "bé gái rơi xuống ao"}),
        ({"story": "một bé rơi xuống ao"}, {"story": "hai đứa rơi xuống ao"}),
        ({"story": "một bé rơi xuống ao"}, {"story": "có thêm một bé nữa rơi xuống ao"}),
        ({"story": "bé rơi xuống ao"}, {"story": "một đứa khác rơi xuống ao"}),
        ({"child_age": "5"}, {"child_age": "12"}),
    ],
)
def test_another_child_is_heard(before: dict[str, str], later: dict[str, str]) -> None:
    one, two = (told(minutes=n) for n in (0, 2))
    one, two = replace(one, facts={"place": POND, **before}), replace(two, facts={"place": POND, **later})
    assert another_child(two, one) and not surely_one(two, one) and alike(two, one)


def test_the_same_child_in_other_words() -> None:
    assert not another_child(told(child_age="6", story="bé trai"), told(child_age="5", story="thằng bé"))
    assert not another_child(told(child_age="6"), told())


def test_every_kind_has_a_family_and_a_kind_without_one_has_its_like() -> None:
    assert family_of(replace(WATER, category="child_labour")).kinds == ("child_labour",)
    assert family_of(replace(WATER, category="child_labour")).window == timedelta(days=1)
    assert family_of(WATER).window == HOUR


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('kinds = ["disaster"]', 'kinds = ["a thing"]'),
        ('kinds = ["disaster"]', 'kinds = ["drowning_now"]'),
        ('kinds = ["disaster"]', 'kinds = ["disaster", "child_labour", "child_marriage", "child_opinion"]'),
        ('window = "60 minutes"', 'window = "soon"'),
        ('window = "60 minutes"', 'window = "1 working day"'),
        ("near = 300", ""),
        ("near = 300", "near = ["),
        ("years = 3", "years = []"),
    ],
)
def test_a_mistake_in_the_rules_is_named(before: str, after: str) -> None:
    text = (files("referral") / "data" / "bundles.toml").read_text("utf-8")
    assert before in text and parse_likeness(text) == shipped_likeness()
    with pytest.raises(BadBundles, match=r"bundles\.toml"):
        parse_likeness(text.replace(before, after, 1))
