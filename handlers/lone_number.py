"""A lone "1" to a campaign is no report: whoever saw no menu since cannot mean its first line, so say what to type."""

from flows.library import flow_started_by, flows, menu
from flows.model import Say
from handlers.campaign_catalogue import catalogue
from handlers.scene import Scene
from handlers.speaking import speak
from handlers.subscribing import LATELY


def answers_campaign(scene: Scene) -> str:
    """The campaign that a lone number is the first answer to, or "": after any menu of ours it means that menu."""
    text, person, session = scene.event.text.strip(), scene.person, scene.session
    if not text.isdecimal() or person.officer_id or not person.subscribed or session.flow or session.case_id:
        return ""
    if flow_started_by(text, "citizen") is None:
        return ""
    return scene.work.campaigns.first_answer(person.id, scene.work.now - LATELY)


def say_what_to_type(scene: Scene, campaign: str) -> None:
    """What can be typed instead; with the menu, so that the next number is one of its lines."""
    known = catalogue(scene.work).get(campaign)
    flow = flows().get(known.flow) if known else None
    offered = [scene.say("number_flow", title=scene.translated(flow.title))] if flow else []
    titles = tuple(scene.translated(one.title) for one in menu("citizen"))
    speak(scene, [Say("\n".join([*offered, scene.say("number_alone")]), titles)])
