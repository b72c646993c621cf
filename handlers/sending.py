"""An officer sends the reporter words, a place, a photo or their voice; neither sees who the other is."""

from flows.model import Session
from handlers import relay
from handlers.events import Attachment, Media
from handlers.expired import missed
from handlers.media import may_show, stage_fetch, state_of
from handlers.officer import done, reach
from handlers.scene import Scene
from referral.case import Case


def keep_sending(scene: Scene) -> Session:
    """Keep what is to be sent, or say truly why it cannot be; words are checked like every question."""
    case, answers = reach(scene, "send"), scene.session.answers
    if case is None:
        return missed(scene)
    if answers["sending_kind"] == "words":
        question = {"number": case.number, "question": answers["sending"], "result": "open"}
        return Session("ask_reporter", answers=question, done=frozenset({"do:suggest_questions"}))
    media = scene.event.media
    if media is None:
        return scene.with_facts(result="open")
    problem = unfit(scene, case, media)
    if problem:
        return done(scene, case, sent=scene.say(problem))
    return scene.with_facts(result="open", sending_id=keep(scene, case, media))


def unfit(scene: Scene, case: Case, media: Media) -> str:
    """Why a photo or recording cannot reach the reporter, as the key of a phrase; "" if it can."""
    person = relay.addressee(scene.work, case)
    if person is None:
        return "sending_unheard"
    if media.kind not in relay.shows(scene.work, person):
        return "sending_unfit"
    if media.problem:
        return "sending_unread"
    return "sending_not_shown" if media.kind == "photo" and not may_show(case) else ""


def keep(scene: Scene, case: Case, media: Media) -> str:
    """Keep a photo or recording of the officer with its case, or stage its download; its id."""
    work = scene.work
    attachment = Attachment(work.chance.id(), case.id, media.kind, state_of(media), mime=media.mime)
    work.history.add_attachment(attachment, media if media.data is not None else None)
    if attachment.state == "waiting":
        stage_fetch(scene, attachment, media)
    return attachment.id


def send_reporter(scene: Scene) -> Session:
    """Send it on, now if it is safe, else when the reporter comes back."""
    case, answers = reach(scene, "send"), scene.session.answers
    if case is None:
        return missed(scene)
    attachment = scene.work.history.attachment(answers.get("sending_id", ""))
    sending = relay.Sending(scene.person.officer_id, "" if attachment else answers["sending"], attachment)
    return done(scene, case, sent=scene.say(relay.send(scene.work, case, sending)))
