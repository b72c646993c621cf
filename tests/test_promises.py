"""Random reporters, officers, duty, faults, clocks and deaths against the real store: our promises after every step."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.cast import CITIZENS, OFFICERS
from tests.city import (
    City,
    answers_follow,
    answers_of,
    clocks_of,
    settling_twice_is_once,
    somebody_is_responsible,
    the_excluded_see_nothing,
)
from tests.stage import Stage

STORIES = (
    "có đứa bé rơi xuống ao chưa vớt được",
    "ba em lại đánh em rồi",
    "chú công an xã hay sờ soạng em",
    "hàng xóm nhốt cháu bé trong nhà mấy hôm nay, cháu khóc suốt",
    "thầy hiệu trưởng đánh bạn em chảy máu",
    "ao đầu làng không có rào, trẻ con hay ra tắm",
    "em muốn xã có sân chơi",
    "đừng báo cho công an xã",
    "SOS",
)
PLACES = ("", ", xã Sơn Tây, Quảng Ngãi", ", phường Vĩnh Yên, Phú Thọ", ", xã Sơn Long")
ORDERS = (
    "nhận {n}", "nhận {n}", "từ chối {n} tôi đang ở xa", "cập nhật {n} Đã tới nơi", "cập nhật {n} Đang trên đường",
    "đóng {n} Trẻ đã được giúp", "chuyển {n} Trạm y tế xã Sơn Tây: cần y tế", "mức {n} ưu tiên: đã xem",
    "mức {n} khẩn cấp: đang đánh", "mở {n}", "ghi chú {n} đã gọi", "hỏi {n} Em có an toàn không?",
    "danh sách", "vào trực", "nghỉ trực",
)  # fmt: skip
SPANS = (("30", "second"), ("3", "minute"), ("3", "minute"), ("20", "minute"), ("1", "hour"))
LONG_SPANS = (("5", "hour"), ("1", "day"), ("5", "day"))  # only while nothing is tried or asked again and again
CHANNELS = ("officer_page", "webchat")

citizens, officers = st.sampled_from(list(CITIZENS)), st.sampled_from(list(OFFICERS))


class Promises(RuleBasedStateMachine):
    """Anything may happen in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.city = City()

    def teardown(self) -> None:
        self.city.close()

    @rule(name=citizens, story=st.sampled_from(STORIES), place=st.sampled_from(PLACES), dies=st.booleans())
    def report(self, name: str, story: str, place: str, dies: bool) -> None:
        self.city.act(Stage.speak, name, "", story + place, dies=dies)

    @rule(name=citizens, pick=st.integers(0, 99))
    def answer(self, name: str, pick: int) -> None:
        """Somebody presses a button they were offered."""
        offered = [button for who, button in self.city.stage.asked if who == name]
        if offered:
            self.city.act(Stage.press, name, offered[pick % len(offered)])

    @precondition(lambda self: self.city.numbers())
    @rule(name=officers, order=st.sampled_from(ORDERS), pick=st.integers(0, 99), dies=st.booleans())
    def order(self, name: str, order: str, pick: int, dies: bool) -> None:
        """An officer gives an order about any case there is, theirs or not."""
        numbers = self.city.numbers()
        self.city.act(Stage.speak, name, "", order.format(n=numbers[-1 - pick % len(numbers)]), dies=dies)

    @rule(name=st.sampled_from([*CITIZENS, *OFFICERS]), how=st.sampled_from(["left", "come back"]))
    def come_or_go(self, name: str, how: str) -> None:
        """Somebody blocks us, or is there again."""
        self.city.act(Stage.leave, name, how)

    @rule(channel=st.sampled_from(CHANNELS), mood=st.sampled_from(["up", "up", "down", "throttled"]))
    def fail(self, channel: str, mood: str) -> None:
        """A channel fails, or works again."""
        self.city.act(Stage.set_mood, channel, mood)

    @rule(span=st.sampled_from(SPANS))
    def wait(self, span: tuple[str, str]) -> None:
        self.city.act(Stage.pass_time, *span)

    @precondition(lambda self: self.city.quiet())
    @rule(span=st.sampled_from(LONG_SPANS))
    def wait_long(self, span: tuple[str, str]) -> None:
        self.city.act(Stage.pass_time, *span)

    @rule(minutes=st.integers(-60, 60))
    def set_clock(self, minutes: int) -> None:
        """The server's clock was wrong, and is put right."""
        self.city.move_clock(timedelta(minutes=minutes))
        self.city.act(Stage.pass_time, "1", "second")

    @rule()
    def die(self) -> None:
        self.city.act(Stage.die)

    @invariant()
    def promises_hold(self) -> None:
        self.city.do(somebody_is_responsible)
        self.city.do(lambda work: the_excluded_see_nothing(work, self.city.latest))
        self.city.do(settling_twice_is_once)
        answers_before, self.city.answers = self.city.answers, self.city.do(answers_of)
        answers_follow(answers_before, self.city.answers)
        clocks_before, self.city.clocks = self.city.clocks, self.city.do(clocks_of)
        assert clocks_before <= self.city.clocks, "a legal clock was lost"
        assert max(self.city.reached.values(), default=0) <= 1, "the same alert reached somebody twice"


ANYTHING = settings(deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])


@pytest.mark.no_cover
def test_the_promises_hold_for_two_thousand_steps() -> None:
    run_state_machine_as_test(Promises, settings=settings(ANYTHING, max_examples=40, stateful_step_count=50))


@pytest.mark.soak
def test_the_promises_hold_for_a_hundred_thousand_steps() -> None:
    long = settings(ANYTHING, max_examples=1_000, stateful_step_count=100, derandomize=False)
    run_state_machine_as_test(Promises, settings=long)
