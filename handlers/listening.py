"""What somebody says reaches a case before anything is answered, and also where nothing may be answered."""

from dataclasses import replace

from handlers.cases import add_words, open_case
from handlers.facts import case_facts, told_before
from handlers.followers import may_read
from handlers.hazard_orders import keep_fixed_photo
from handlers.human import wanting_human
from handlers.media import keep_media
from handlers.orders import reports
from handlers.placing import told_elsewhere, without_place
from handlers.reporter import current_case, hand_to_human
from handlers.scene import Scene
from handlers.settle import settle
from handlers.shielding import shield_now
from referral.case import Case
from referral.triage import Triage
from referral.urgency import Urgency


def overhear(scene: Scene, command: str) -> Scene:
    """What is heard and not answered: it reaches its case, an earlier one if no conversation runs; the scene after."""
    known = None if scene.session.case_id else newest_case(scene)
    scene = listen(replace(scene, session=replace(scene.session, case_id=known.id)) if known else scene, command)
    return replace(scene, session=hand_to_human(scene)) if command == "human" else scene


def newest_case(scene: Scene) -> Case | None:
    """The newest open case that this person reported or follows, and may know of."""
    known = next(iter(scene.work.cases.following(scene.person.id)), None)
    return known if known and may_read(scene.work, known, scene.person) else None


def overheard(scene: Scene, command: str) -> None:
    """Words from before somebody hid or withdrew: heard, but nothing may appear on that screen now."""
    contact = scene.person.contact
    overhear(scene, command)
    person = scene.work.people.get(scene.person.id) or scene.person
    scene.work.people.save(replace(person, contact=contact))


def listen(scene: Scene, command: str) -> Scene:
    """Let the words, the pin or the photo reach a case before anything is answered."""
    if scene.event.media and scene.session.asked == "fixed_photo":
        return keep_fixed_photo(scene, scene.event.media)
    if (command and not scene.event.media) or (scene.person.officer_id and not reports(scene)):
        return scene
    case = current_case(scene)
    before_it, before = case, case.urgency if case else Urgency.none
    breathed = case is None or case.facts.get("breathing") != "no"
    nowhere = case is not None and not case.commune and scene.session.asked == "place"
    if case:
        case = add_words(scene, case)
    elif scene.heard.urgency >= Urgency.priority:
        case = add_words(scene, open_case(scene, scene.heard))
    elif wordless(scene):
        case = open_case(scene, Triage(Urgency.urgent, "not_relevant", version=scene.heard.version))
        case = add_words(scene, case) if scene.event.text else case
        case = settle(scene.work, wanting_human(scene.work, case))
    if case and scene.event.media:
        problem = keep_media(scene, case, scene.event.media)
        scene = replace(scene, session=replace(scene.session, answers={**scene.session.answers, "media": problem}))
    if case is None:
        return scene
    cried = case.urgency == Urgency.emergency > before
    placed = (nowhere and bool(case.commune)) or (not scene.event.point and told_elsewhere(before_it, case))
    shielded, breathless = shield_now(scene.work, before_it, case), breathed and case.facts.get("breathing") == "no"
    return joined(replace(scene, cried=cried, placed=placed, shielded=shielded, breathless=breathless), case)


def wordless(scene: Scene) -> bool:
    """A photo or recording whose words say nothing to us, or a pin that answers no question: a human must look."""
    return bool(scene.event.media or (scene.event.point and not scene.session.asked))


def joined(scene: Scene, case: Case) -> Scene:
    """The scene with its session tied to the case and what the case already knows, so that it is not asked again."""
    session = without_place(scene.session) if scene.placed else scene.session
    new = not session.case_id or scene.placed
    answers = {**told_before(scene, case), **session.answers} if new else session.answers
    answers = {**answers, **case_facts(scene, case)}
    return replace(scene, session=replace(session, case_id=case.id, answers=answers))
