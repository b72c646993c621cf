"""What an officer writes: an order about a case, the answer to one, or a report of their own like anybody's."""

from flows.kinds import HAZARD_NUMBER, RUN_NUMBER
from flows.library import flow_started_by, flows
from flows.model import Flow
from handlers.scene import Scene, asked_about
from referral.urgency import Urgency


def officer_order(scene: Scene) -> tuple[Flow, str] | None:
    """An officer's command with a case number, or a bare one: it breaks whatever conversation runs."""
    found = flow_started_by(scene.event.text, "officer") if scene.person.officer_id else None
    if found is None:
        return None
    flow, rest = found
    call = opens_case(flow) and not scene.by_phone  # BÁO HỘ and the caller's words, in one line
    page = rest.isdecimal() and flow.who == "officer"  # DANH SÁCH 2
    return found if not rest or call or page or names_something(rest) else None


def names_something(text: str) -> bool:
    """Whether the number of a case, a dangerous place or a campaign's run is in these words."""
    return bool(HAZARD_NUMBER.search(text) or RUN_NUMBER.search(text))


def decided(scene: Scene) -> bool:
    """Whether an officer chose these words from a question of an order: KHẨN CẤP is a level there, and no cry."""
    if not scene.person.officer_id or not (scene.event.question or scene.chose):
        return False
    orders = (flow for flow in flows().values() if flow.who == "officer" and not opens_case(flow))
    asked = asked_about(scene)
    return any(step.answer == asked for flow in orders for step in flow.steps if step.answer)


def opens_case(flow: Flow) -> bool:
    """Whether this conversation opens a case."""
    return any(step.do == "open_case" for step in flow.steps)


def reports(scene: Scene) -> bool:
    """Whether an officer's words are a report of their own, or belong to it: not a note, a reason or a command."""
    if scene.by_phone:
        return officer_order(scene) is None
    if tells_danger(scene):
        return True
    flow, started = flows().get(scene.session.flow), flow_started_by(scene.event.text, "officer")
    ordered = started is not None and started[0].who == "officer"
    commands = (flow and flow.who == "officer") or ordered or decided(scene)
    return not commands and (scene.heard.urgency >= Urgency.urgent or bool(scene.session.case_id))


def tells_danger(scene: Scene) -> bool:
    """Whether an officer who was asked for a number tells of a life at stake instead: that order gives way."""
    asked = scene.session.asked in ("number", "run") and not names_something(scene.event.text)
    return asked and scene.heard.urgency == Urgency.emergency and flow_started_by(scene.event.text, "officer") is None
