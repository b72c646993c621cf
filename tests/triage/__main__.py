"""`make triage`: how the triage does on messages it was not made from, and what a second voice would add."""

from collections import Counter
from collections.abc import Callable, Sequence

from referral.triage.judge import triage
from referral.urgency import Urgency
from tests.triage.messages import SPLITS, Message, corpus, suite
from tests.triage.train import learn, lesson, small, thresholds
from tests.triage.voice import LEVELS, score

Judge = Callable[[Message], Urgency]


def rules(message: Message) -> Urgency:
    """The urgency that the rules give."""
    return triage(message.text).urgency


def with_voice() -> Judge:
    """The rules, raised where the draft of the second voice is sure enough; it never lowers."""
    lessons = [lesson(message) for message in corpus()]
    table = small(learn(lessons), lessons)
    least = thresholds(table, suite("tuning"))

    def judge(message: Message) -> Urgency:
        scores = score(table, lesson(message).touched)
        sure = [level for level, got, enough in zip(LEVELS, scores, least, strict=False) if got >= enough]
        return max([rules(message), *sure])

    return judge


def measure(name: str, messages: Sequence[Message], judge: Judge) -> None:
    """Print one line of figures: what the issue's goals are about."""
    found = [(message, judge(message)) for message in messages]
    urgent = [got for message, got in found if message.urgency == Urgency.emergency]
    calm = [got for message, got in found if message.urgency <= Urgency.routine]
    counted = Counter("right" if got == message.urgency else "" for message, got in found)
    below = sum(got < message.floor for message, got in found)
    above = sum(got > message.ceiling for message, got in found)
    print(
        f"  {name:22} right {counted['right'] / len(found):6.1%}  below floor {below / len(found):6.1%}"
        f"  above ceiling {above / len(found):6.1%}  emergencies heard"
        f" {sum(got == Urgency.emergency for got in urgent) / len(urgent):6.1%}"
        f"  false ones {sum(got == Urgency.emergency for got in calm) / len(calm):6.1%}"
    )


def main() -> None:
    """Both splits; the second voice learns from the corpus and sets its thresholds on the tuning split."""
    raised = with_voice()
    for split in SPLITS:
        print(f"{split}: {len(suite(split))} messages; corpus: {len(corpus())}")
        measure("rules", suite(split), rules)
        measure("rules + draft of voice", suite(split), raised)


if __name__ == "__main__":
    main()
