"""Thanks and polite words in front of what is told make it no milder, and an officer is told."""

import pytest

from referral.triage.judge import triage
from referral.triage.polite import bare
from referral.urgency import Urgency
from tests.reminded import reminded
from tests.room import Room, the_case

POLITE = (
    "cảm ơn, nhưng ", "dạ, ", "dạ ", "Dạ vâng ạ, ", "Cảm ơn anh chị nhiều! ", "ok ", "cam on ad, ", "thanks, but ",
)  # fmt: skip
TOLD = (("cháu tôi bị nó đánh", Urgency.emergency), ("em bị đánh", Urgency.priority))
PLAIN = ("dạy em với", "con bị đánh, cảm ơn", "", "dàn nhạc", "okra", "   ")


@pytest.mark.parametrize("polite", POLITE)
@pytest.mark.parametrize(("told", "urgency"), TOLD)
def test_bug_a_polite_beginning_made_triage_deaf(polite: str, told: str, urgency: Urgency) -> None:
    heard = triage(polite + told)
    assert heard.urgency >= urgency and heard.category != "not_relevant"
    quoted = [(polite + told)[one.start : one.end] for one in heard.evidence]
    assert quoted and all(words.strip() == words != "" for words in quoted)


def test_a_polite_beginning_takes_nothing_away() -> None:
    assert triage("dạ ngộp nước").urgency >= triage("ngộp nước").urgency
    assert triage("cảm ơn anh chị nhiều").urgency == Urgency.none
    assert triage("dạ cho em hỏi lịch tiêm").urgency <= Urgency.routine


@pytest.mark.parametrize("text", PLAIN)
def test_only_a_polite_beginning_is_left_out(text: str) -> None:
    assert bare(text) == text


@pytest.mark.parametrize(
    "text", ["dạ e\u0302m bị đánh", "\u200bdạ, em bị đánh", "da\u0323 em bị đánh", "DẠ EM BỊ ĐÁNH"]
)
def test_every_offset_stays(text: str) -> None:
    assert len(bare(text)) == len(text) and bare(text) != text and bare(text).strip() in text


def test_bug_after_thanks_nobody_was_told(here: Room) -> None:
    reminded(here)
    here.say("cảm ơn, nhưng cháu tôi bị nó đánh")
    case = the_case(here)
    assert case.urgency == Urgency.emergency
    assert here.do(lambda work: work.alerts.of(case.id))
