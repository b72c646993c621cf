"""What somebody's words are in the history of their case: a story, an answer to us or to an officer, a choice."""

from flows.engine import missed
from flows.library import flow_started_by, flows
from flows.reading import Heard
from flows.words import command_in
from handlers.scene import Scene
from referral.urgency import Urgency

FREE = ("", "story", "opinion")  # questions whose answer may be anything
APART = ("place", "avoid")  # asked for us alone: words about who must not learn of it are not for those they name


def is_start(text: str) -> bool:
    """Whether these are the words that start a conversation, and no others."""
    found = flow_started_by(text, "citizen")
    return found is not None and not found[1]


def entry_kind(scene: Scene) -> str:
    """Whether these words tell a story, answer an officer's question or ours, or choose from a menu."""
    if scene.session.asked == "relay":
        return "replied"
    if command_in(scene.event.text) == "mistake":
        return "said"  # news is sent of it, so it must be there to read
    if is_start(scene.event.text):
        return "answered"
    free = len(scene.event.text.split()) > 2 and (scene.session.asked in FREE or beside(scene))
    little = Urgency.routine if scene.session.asked == "avoid" else Urgency.none
    return "said" if free or scene.heard.urgency > little else "answered"


def beside(scene: Scene) -> bool:
    """Whether something else is told where we asked a question: whoever comes to help must read it."""
    flow, session = flows().get(scene.session.flow), scene.session
    if flow is None or not session.case_id or session.asked.startswith(APART):
        return False
    return missed(flow, session, Heard(scene.event.text), scene.voice())
