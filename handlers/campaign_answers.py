"""What comes back after a campaign: its buttons, thanks, answers in a lesson, and danger told instead of an answer."""

import re
from collections.abc import Mapping
from functools import cache

from flows.engine import step_for
from flows.kinds import PARTICLES, choice_within, choosing_words
from flows.library import flow_for_topic, flow_started_by, flows
from flows.model import Flow, Say, Step
from flows.words import fold, synonyms
from handlers.asides import remark
from handlers.follow_up import let_go
from handlers.homes import names_place_only
from handlers.scene import Scene
from handlers.speaking import speak
from handlers.subscribing import (
    ABOUT,
    FROM_COPY,
    GENTLE,
    HOME,
    LINK,
    ROLE,
    WHICH,
    asked_to_subscribe,
    reminded,
)
from handlers.turns import begin
from referral.urgency import Urgency

ASKING = GENTLE | {"guidance"}  # conversations in which nobody reports anything: a story is no answer there
TOPIC = "topic"  # what guidance asks for: "xin số điện thoại công an" names it
BUTTON = "campaign:"  # how the question of a campaign's buttons begins; the number of its run follows
GLAD = re.compile("[👍👌👏🙏❤♥💕💖😊🙂😀😄😍🥰🌹🌸\ufe0f\U0001f3fb-\U0001f3ff]")
PLAIN = re.compile(r"[\w\s.,!~]*")
CALM = frozenset({"info_request", "child_opinion", "not_relevant"})  # heard in many a short answer to a quiz
MOST_THANKS = 6  # words
AROUND = PARTICLES | {"la", "chon", "so", "cau", "goi", "va"}  # words that may stand around a choice
MOST_AROUND = 2
SENTENCE, PLACE_WORDS = 4, 7  # words of which something that we did not understand is made; a place has up to six


def note_answer(scene: Scene) -> None:
    """Count that somebody did something after a campaign."""
    if scene.person.subscribed:
        reminded(scene)


def pressed(scene: Scene) -> bool:
    """Whether this is a button of a campaign, however old."""
    return scene.event.question.startswith(BUTTON)


def press(scene: Scene, flow: Flow | None) -> None:
    """Begin what the button names; a report that is being told comes first, and its open question stays asked."""
    wanted = flow_named(scene)
    if flow and scene.session.case_id and flow.name not in GENTLE:
        remark(scene, flow, scene.say("campaign_later"))
    elif wanted:
        begin(scene, wanted, {FROM_COPY: "yes"} if wanted.name in GENTLE else None)
    else:
        remark(scene, flow, scene.say("stale_nothing"))


def flow_named(scene: Scene) -> Flow | None:
    """The conversation whose title or start words stand on the button, in either language."""
    who = "officer" if scene.person.officer_id else "citizen"
    found = asked_to_subscribe(scene, who) or flow_started_by(scene.event.text, "citizen")
    said = fold(scene.event.text)
    titled = (flow for flow in flows().values() if said == fold(scene.translated(flow.title)) and flow.who != "officer")
    return found[0] if found else next(titled, None)


def step_open(scene: Scene) -> Step | None:
    """The question that waits for an answer in a conversation in which nobody reports anything."""
    flow = flows().get(scene.session.flow)
    return step_for(flow, scene.session, scene.session.asked) if flow and flow.name in ASKING else None


def off_record(scene: Scene) -> bool:
    """Whether these words only answer or begin a gentle conversation: no case is to hear of them."""
    if scene.heard.urgency >= Urgency.priority and not scene.chose:
        return False
    step = step_open(scene)
    pinned = scene.event.point is not None and (step is None or step.answer != HOME)
    if scene.event.media or pinned:
        return False
    return (step is not None and fits(scene, step)) or begins_gently(scene)


def begins_gently(scene: Scene) -> bool:
    """Whether these words begin a gentle conversation."""
    named = flow_named(scene) if pressed(scene) else None
    return (named is not None and named.name in GENTLE) or gentle_start(scene) is not None


def gentle_start(scene: Scene) -> Flow | None:
    """The gentle conversation these words start; not in the middle of another one."""
    running = flows().get(scene.session.flow)
    if running and running.name not in GENTLE:
        return None
    found = asked_to_subscribe(scene, "officer" if scene.person.officer_id else "citizen")
    return found[0] if found and found[0].name in GENTLE else None


def fits(scene: Scene, step: Step) -> bool:
    """Whether these words answer the open question, so that they tell nothing else."""
    text = scene.event.text
    if scene.chose:
        return True
    if scene.heard.urgency > Urgency.none:
        return False
    if step.answer in (HOME, WHICH):
        numbered = step.answer == WHICH and text.strip().isdecimal()
        return scene.event.point is not None or numbered or place_alone(scene)
    if step.answer == ABOUT and (fold(text) in synonyms()["no"] or names_place_only(scene, text)):
        return True
    left = left_over(scene, step)
    return left != fold(text).split() and len(left) <= MOST_AROUND and AROUND.issuperset(left)


def place_alone(scene: Scene) -> bool:
    """Whether the words are a place, or the code of one, and hardly more."""
    text = scene.event.text
    return LINK.fullmatch(text.strip()) is not None or names_place_only(scene, text)


def left_over(scene: Scene, step: Step) -> list[str]:
    """The words of an answer beside those of what is offered: more than a polite word or two may be a story."""
    numbered = enumerate(step.choices.items(), 1)
    offered = {word for n, (key, words) in numbered for word in choosing_words(n, key, words)}
    offered |= {fold(scene.translated(words)) for words in step.choices.values()}
    said = f" {fold(scene.event.text)} "
    for words in sorted(offered, key=len, reverse=True):
        said = said.replace(f" {words} ", " ")
    return said.split()


def tells_more(scene: Scene, command: str) -> tuple[Flow, Mapping[str, str]] | None:
    """The conversation that words begin which are no answer to a gentle question but may tell of a child."""
    step = step_open(scene)
    if step is None or command or scene.event.unread:
        return None
    if started := gentle_start(scene):
        return started, {}
    if fits(scene, step):
        return None
    if scene.heard.urgency > Urgency.none and scene.heard.category not in CALM:
        return flow_for_topic(scene.heard.category) or flows()["report"], {}
    if step.answer == TOPIC and choice_within(scene.event.text, step):
        return None
    least = PLACE_WORDS if step.answer in (HOME, WHICH) else SENTENCE
    story = {"story": scene.event.text}
    if step.answer == ROLE and (thanks(let_go(scene)) or len(scene.event.text.split()) < SENTENCE):
        return None
    return (flows()["unclear"], story) if len(scene.event.text.split()) >= least else None


def unsure(scene: Scene) -> bool:
    """Whether a sentence says no danger, but not for sure: ask before letting it go."""
    heard = scene.heard
    return bool(heard.ask) and heard.urgency <= Urgency.routine and len(scene.event.text.split()) >= SENTENCE


def thanks(scene: Scene) -> bool:
    """Whether a subscriber who is in no conversation only says thanks or that they know; an officer never does.

    Every officer is subscribed, and their "ok" may be meant for an alert.
    """
    session = scene.session
    if not scene.person.subscribed or session.flow or session.case_id or scene.heard.urgency > Urgency.routine:
        return False
    return not scene.person.officer_id and only_thanks(scene.event.text)


def only_thanks(text: str) -> bool:
    """Whether these words are thanks, "ok" or "I know", and nothing else."""
    said = fold(GLAD.sub(" ", text))
    plain = PLAIN.fullmatch(GLAD.sub(" ", text)) and len(said.split()) <= MOST_THANKS
    return bool(plain and text.strip() and (not said or thanking().fullmatch(said)))


@cache
def thanking() -> re.Pattern[str]:
    """Thanks or "I know", folded, with polite words around; "con rơi rồi" is made of the same letters and is none."""
    kind, polite = ("|".join(map(re.escape, synonyms()[key])) for key in ("thanks", "polite"))
    return re.compile(f"(?:(?:{polite}) )*(?:{kind})(?: (?:{polite}))*")


def welcome_thanks(scene: Scene) -> None:
    """One warm line, and that they may write at any time."""
    speak(scene, [Say(scene.say("campaign_thanks"))])
