"""What an officer does about a dangerous place: look, list, say that it is fixed, look again, put one down."""

from dataclasses import replace

from flows.kinds import PHOTO_KEPT
from flows.model import Session
from handlers.access import access_case, officer_of
from handlers.events import Attachment, Entry, Media, OutgoingMessage
from handlers.hazard_checks import ask_to_look, open_anew
from handlers.hazard_views import MOST_SHOWN, full_lines, hazard_called, hazards_seen, reports_seen, short_line
from handlers.hazards import due_key, place_case
from handlers.media import showable, stage_fetch, state_of
from handlers.neighbours import tell_fixed
from handlers.scene import Scene
from handlers.speaking import tell_officer
from referral.case import Case
from referral.hazards import Hazard, HazardStatus

NOT_FOUND = "not_found"  # not there and not permitted look the same
HARMFUL = frozenset({"drowning_now"})  # what happened at a place where it may happen again
UNTRUE = frozenset({"not_found", "no_danger_found", "prank"})  # outcomes after which there is no such place


def named(scene: Scene) -> Hazard | None:
    """The place the officer named, if they may see it."""
    return hazard_called(scene.work, scene.person, scene.session.answers.get("hazard", ""))


def show_hazard(scene: Scene) -> Session:
    """One place with all that an officer needs."""
    hazard = named(scene)
    return scene.with_facts(hazard_lines=full_lines(scene, hazard), result="done") if hazard else lost(scene)


def lost(scene: Scene) -> Session:
    """There is no such place for this officer."""
    return scene.with_facts(result=NOT_FOUND)


def list_hazards(scene: Scene) -> Session:
    """The places of the officer's area, the first due first; what is too much for one message is counted."""
    officer = officer_of(scene.work, scene.person)
    seen = hazards_seen(scene.work, officer) if officer else ()
    lines = [short_line(scene, hazard) for hazard in seen[:MOST_SHOWN]]
    if len(seen) > MOST_SHOWN:
        lines.append(scene.say("hazards_more", n=str(len(seen) - MOST_SHOWN)))
    return scene.with_facts(hazard_lines="\n".join(lines) or scene.say("no_hazards"))


def fix_hazard(scene: Scene) -> Session:
    """The place is safe now, an officer says: the neighbours who reported it are told and asked."""
    hazard = named(scene)
    if hazard is None:
        return lost(scene)
    if hazard.status != "open":
        return scene.with_facts(result="already", hazard=hazard.number)
    set_fixed(scene, hazard)
    return scene.with_facts(result="done", hazard=hazard.number)


def set_fixed(scene: Scene, hazard: Hazard, status: HazardStatus = "fixed") -> None:
    """Keep who fixed it and when, end what was due, and tell the neighbours."""
    work, me = scene.work, scene.person.officer_id
    fixed = replace(hazard, status=status, fixed_at=work.now, fixed_by=me, asked_at=None, reminded=0)
    work.hazards.save(fixed)
    work.drop_timer(due_key(hazard))
    work.audit(me, f"hazard {status} {hazard.number}")
    tell_fixed(work, fixed)


def check_hazard(scene: Scene) -> Session:
    """What somebody who went there found: safe, still dangerous, or no such place any more."""
    hazard = named(scene)
    if hazard is None:
        return lost(scene)
    scene = replace(scene, session=scene.with_facts(hazard=hazard.number))
    found = {"safe": found_safe, "danger": found_dangerous, "gone": found_gone}
    return scene.with_facts(result=found[scene.session.answers["found"]](scene, hazard))


def found_safe(scene: Scene, hazard: Hazard) -> str:
    """Safe: fixed by this officer, or confirmed if somebody else had fixed it; returns what it is now."""
    work, me = scene.work, scene.person.officer_id
    if hazard.status == "open":
        set_fixed(scene, hazard)
        return "fixed"
    if hazard.fixed_by == me:
        work.hazards.save(replace(hazard, asked_at=None))
        return "own"
    work.hazards.save(replace(hazard, status="confirmed", confirmed_at=work.now, confirmed_by=me, asked_at=None))
    work.audit(me, f"hazard confirmed {hazard.number}")
    return "confirmed"


def found_dangerous(scene: Scene, hazard: Hazard) -> str:
    """Still, or again, dangerous: it is open, with a new due time if it was thought fixed."""
    if hazard.status == "open":
        scene.work.hazards.save(replace(hazard, asked_at=None))
    else:
        open_anew(scene.work, hazard, by=scene.person.officer_id)
    return "danger"


def found_gone(scene: Scene, hazard: Hazard) -> str:
    """Filled in or taken away: it is no place any more."""
    set_fixed(scene, hazard, "gone")
    return "gone"


def add_hazard(scene: Scene) -> Session:
    """Put down the place of a case that was no hazard report: where a child drowned, or nearly did."""
    case = access_case(scene.work, scene.person, scene.session.answers["number"], "note")
    if case is None or not case.commune:
        return lost(scene) if case is None else scene.with_facts(result="no_place")
    return scene.with_facts(result="done", hazard=place_case(scene.work, case).number)


def suggest_place(scene: Scene, case: Case) -> None:
    """A child came to harm at a place: its officer may put it down, so that somebody makes it safe; nothing does so."""
    work = scene.work
    if case.category not in HARMFUL or not case.commune or case.outcome in UNTRUE or work.hazards.of_case(case.id):
        return
    text = scene.say("hazard_place_too", number=case.number)
    button = scene.say("button_put_down", number=case.number)
    key = f"place:{case.id}:{scene.event.id}"
    tell_officer(work, scene.person.officer_id, OutgoingMessage(key, "", text, (button,), "bulk", case_id=case.id))


def after_storm(scene: Scene) -> Session:
    """A province desk says that a storm has passed: whoever must fix a place there is asked to look again."""
    officer = officer_of(scene.work, scene.person)
    agency = scene.work.directory.agencies.get(officer.agency) if officer else None
    if agency is None or agency.role != "province_desk":
        return lost(scene)
    return scene.with_facts(result="done", n=str(ask_to_look(scene.work, agency.province, "hazards_storm")))


def keep_fixed_photo(scene: Scene, media: Media) -> Scene:
    """Keep the photo of a place that was fixed with its first report; the scene as if the officer had said so."""
    work, hazard, officer = scene.work, named(scene), officer_of(scene.work, scene.person)
    seen = reports_seen(work, officer, hazard) if hazard and officer else ()
    if hazard is None or not seen or media.kind != "photo":
        return scene
    case = seen[0]
    photo = Attachment(
        work.chance.id(), case.id, media.kind, state_of(media), showable(case, media), media.mime, media.problem
    )
    work.history.add_attachment(photo, media if media.data is not None else None)
    work.history.record(case.id, Entry("fixed", work.now, scene.person.officer_id, attachment_id=photo.id))
    work.hazards.save(replace(hazard, photo_id=photo.id))
    if photo.state == "waiting":
        stage_fetch(scene, photo, media)
    return replace(scene, event=replace(scene.event, text=PHOTO_KEPT))
