"""A long text costs as much as its length says, whatever it is made of, and is read to its end."""

from collections.abc import Callable
from time import thread_time

import pytest

from handlers.events import Address, IncomingEvent
from handlers.urgent import cries
from referral.jurisdiction.resolver import resolve
from referral.triage.judge import triage
from referral.triage.keys import LONGEST, syllable
from referral.urgency import Urgency

SHORT, LONG = 2_000, 20_000  # letters; the web chat takes the longer
SHAPES = (
    "a", "ab", "1", "a-", "LN-", ".", "\n", "a\u0301\u0323", "đánh con ", "đánh cháu bé ", "không có ai đánh, ",
    "giờ khỏe rồi. ", "ddanhs ", "xã ", "1 ", "xã Sơn Tây, ", "Sơn Long, ", "Sơn Long Tịnh Khê ", "hòa bình ", "ở Huế ",
)  # fmt: skip
MOST = 30  # times the cost for ten times the length: the square would be a hundred times


def stretched(piece: str, length: int) -> str:
    """A text of so many letters."""
    return (piece * length)[:length]


def cost(read: Callable[[str], object], text: str) -> float:
    """Seconds of this thread's own work for a text: what others do at the time does not count."""
    begun = thread_time()
    read(text)
    return thread_time() - begun


@pytest.mark.parametrize("read", [triage, resolve])
@pytest.mark.parametrize("piece", SHAPES)
def test_ten_times_the_length_is_about_ten_times_the_work(read: Callable[[str], object], piece: str) -> None:
    endings = (" x", " y", " z")  # three tries, and none that is only remembered
    longer, shorter = stretched(piece, LONG), stretched(piece, SHORT)
    assert any(cost(read, longer + end) < MOST * cost(read, shorter + end) for end in endings)


@pytest.mark.parametrize("piece", ["a", "haha ", "Sơn Long, ", "1 ", "\n", "không biết. "])
def test_a_cry_at_the_end_of_a_long_text_is_heard(piece: str) -> None:
    cry = "Có đứa bé rơi xuống ao xã Sơn Tây, Quảng Ngãi chưa vớt được"
    text = f"{stretched(piece, LONG)}. {cry}"
    heard = triage(text)
    assert heard.urgency == Urgency.emergency and cries(IncomingEvent("e", Address("webchat", "lan"), None, text))
    assert text[heard.evidence[0].start : heard.evidence[0].end] in cry


def test_a_place_at_the_end_of_a_long_text_is_found() -> None:
    found = resolve(f"{stretched('a bờ cê ', LONG)}. Em ở xã Sơn Tây, Quảng Ngãi")
    assert found.codes == ("21340",)


def test_the_longest_syllable_is_still_read_from_its_keys() -> None:
    longest = {"nghieengs": "nghiếng", "khuyeenhx": "khuyễnh", "nguwowngf": "ngường", "dduwowngjf": ""}
    assert {typed: syllable(typed) for typed in longest} == longest
    assert all(len(typed) <= LONGEST for typed in longest) and syllable("dd" + "a" * LONGEST) == ""
