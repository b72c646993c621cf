"""Photos, voice messages, films and files: kept at once, and sealed unless the case is about water or an accident."""

from handlers.events import Attachment, AttachmentState, Entry, Media, OutgoingMessage
from handlers.scene import Scene
from handlers.speaking import tell_holders
from referral.case import Case

SHOWN_IN = frozenset({"drowning_now", "drowning_hazard", "injury_now", "injury_hazard", "disaster"})
PROBLEMS = {"unreadable": "media_unreadable", "too_large": "media_too_large"}


def keep_media(scene: Scene, case: Case, media: Media) -> str:
    """Keep what was sent, or stage its download; returns the key of what to say about it, "" if nothing."""
    work = scene.work
    attachment = Attachment(
        id=work.chance.id(),
        case_id=case.id,
        kind=media.kind,
        state=state_of(media),
        shown=showable(case, media),
        mime=media.mime,
        problem=media.problem,
    )
    work.history.add_attachment(attachment, media if media.data is not None else None)
    replies = scene.session.asked == "relay"
    kind, told = ("replied", "answered_question") if replies else ("sent", "more_words")
    work.history.record(case.id, Entry(kind, work.now, "reporter", "", attachment.id, writer=scene.writer))
    if attachment.state == "waiting":
        stage_fetch(scene, attachment, media)  # whoever holds the case hears of it once it is here
    else:
        tell_holders(work, case, told, scene.event.id)
    return PROBLEMS.get(media.problem, "")


def state_of(media: Media) -> AttachmentState:
    """Whether the bytes are here, are still to be fetched, or will never come."""
    if media.data is not None:
        return "stored"
    return "failed" if media.problem else "waiting"


def showable(case: Case, media: Media) -> bool:
    """Whether an officer may see the safe copy at once; in abuse, online and unknown cases never."""
    return may_show(case) and media.safe_copy is not None


def may_show(case: Case) -> bool:
    """Whether pictures of this case are shown: about water, an accident or a place, and never about abuse before."""
    return case.category in SHOWN_IN and not case.facts.get("sealed")


def stage_fetch(scene: Scene, attachment: Attachment, media: Media) -> None:
    """Stage the download as a job of the outbox; its result comes back as a happening."""
    key = f"fetch:{attachment.id}"
    scene.work.send(
        OutgoingMessage(key, scene.person.id, lane="fetch", act="fetch", ref=media.ref, attachment_id=attachment.id)
    )
