"""Which words may wait for nobody: a cry by its words, the wish to hide or to stop; and which are an officer's."""

from flows.kinds import CASE_NUMBER
from flows.library import flow_started_by
from flows.words import command_in
from handlers.events import IncomingEvent
from handlers.scene import story_of
from referral.triage.judge import triage
from referral.urgency import Urgency

AT_ONCE = frozenset({"emergency", "hide", "stop"})


def urgent(event: IncomingEvent) -> bool:
    """Whether this very message passes whatever queue there is; pure, it asks no database."""
    return command_in(event.text) in AT_ONCE or cries(event)


def cries(event: IncomingEvent) -> bool:
    """An emergency by its own words."""
    return triage(story_of(event.text)).urgency == Urgency.emergency


def orders(text: str) -> bool:
    """The words of an officer about one case: Nhận LN-7K3FQ. Anybody may type them, so they pass no queue alone."""
    return bool(CASE_NUMBER.search(text)) and flow_started_by(text, "officer") is not None
