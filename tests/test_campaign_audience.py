"""Whom a campaign is for: the database and the five sentences in plain Python agree."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.store import Store
from bot.store.campaign_tables import subscriptions
from referral.campaigns import TOPICS, WORK
from referral.campaigns.audience import lies_in, parse_audience, provinces_of
from referral.conditions import VERBS, Condition, holds
from tests.subscribers import Crowd, run_of, text_of

WORDS = {
    "commune": ("21340", "14797"),
    "province": ("51", "38"),
    "role": ("parent", "police"),
    "channel": ("telegram", "zalo_oa"),
    "language": ("vi", "en"),
    "topic": ("drowning", "home", "work"),
}


@st.composite
def sentences(draw: st.DrawFn) -> Condition:
    name, verb = draw(st.sampled_from(sorted(WORDS))), draw(st.sampled_from(VERBS))
    some = draw(st.lists(st.sampled_from(WORDS[name]), min_size=1, max_size=2, unique=True))
    return Condition(
        name, verb, () if verb in ("is given", "is missing") else tuple(some[: 1 if "one" not in verb else 2])
    )


FACTS = st.fixed_dictionaries({name: st.sampled_from(("", *words)) for name, words in WORDS.items() if name != "topic"})
TOPIC_SETS = st.lists(st.sampled_from(WORDS["topic"]), max_size=2, unique=True)


def meant(facts: dict[str, str], topics: list[str], topic: str, asked: list[Condition]) -> bool:
    """The plain model: who named no topic has all but work; a sentence about topics asks whether they have one."""
    has = [name for name in TOPICS if name in topics or (not topics and name != WORK)]
    plain = all(holds((one,), facts) for one in asked if one.name != "topic")
    return topic in has and plain and all(about_topics(one, topics, has) for one in asked if one.name == "topic")


def about_topics(one: Condition, named: list[str], has: list[str]) -> bool:
    if one.verb in ("is given", "is missing"):
        return bool(named) == (one.verb == "is given")
    return bool(set(one.words) & set(has)) != (one.verb == "is not")


def said(condition: Condition) -> str:
    return " ".join([condition.name, condition.verb, ", ".join(condition.words)]).strip()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    everybody=st.lists(st.tuples(FACTS, TOPIC_SETS, st.sampled_from(("a", "b", "c"))), min_size=1, max_size=6),
    topic=st.sampled_from(WORDS["topic"]),
    asked=st.lists(sentences(), max_size=2),
)
def test_the_database_means_whom_the_sentences_mean(
    store: Store, everybody: list[tuple[dict[str, str], list[str], str]], topic: str, asked: list[Condition]
) -> None:
    crowd, wanted = Crowd(store), set[str]()
    crowd.do(lambda work: work.connection.execute(delete(subscriptions)))
    for n, (facts, topics, human) in enumerate(everybody):
        facts = {**facts, "channel": facts["channel"] or "telegram", "language": facts["language"] or "vi"}
        known = {name: facts[name] for name in ("commune", "province", "role")}
        me = crowd.join(str(n), facts["channel"], human=human, rank=n % 2, topics=tuple(topics), **known)
        crowd.speak(me, facts["language"])
        wanted |= {human} if meant(facts, topics, topic, asked) else set()
    run = run_of(text=text_of(topic, audience=" and ".join(map(said, asked))))
    assert sum(group.count for group in crowd.do(lambda work: work.campaigns.groups(run))) == len(wanted), (
        "each human once"
    )


@pytest.mark.parametrize(
    ("said", "provinces"),
    [
        ("", None),
        ("role is parent", None),
        ("province is not 51", None),
        ("province is 51", {"51"}),
        ("province is one of 51, 01", {"51", "01"}),
        ("province is one of 51, 01 and commune is 21340", {"51"}),
        ("commune is one of 21340, 99999", {"51", ""}),
    ],
)
def test_where_all_live_whom_an_audience_speaks_of(said: str, provinces: set[str] | None) -> None:
    audience = parse_audience(said)
    assert provinces_of(audience) == provinces
    assert lies_in(audience, "51") == (provinces == {"51"})
