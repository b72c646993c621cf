"""A download that the transaction staged has ended: keep what came, or show that it failed."""

from dataclasses import replace

from handlers import relay
from handlers.events import Attachment, Entry, FetchResult, Media, OutgoingMessage
from handlers.followers import latest_follower
from handlers.media import showable
from handlers.scene import words
from handlers.speaking import in_session, send_line, tell_holders, tell_officer
from handlers.work import Work
from referral.case import Case


def take_result(work: Work, result: FetchResult) -> None:
    """A download came back: keep it, or show that it failed."""
    attachment = work.history.attachment(result.attachment_id)
    case = work.cases.get(attachment.case_id) if attachment else None
    if attachment is None or case is None or attachment.state == "stored":
        return
    line = entry_of(work, attachment)
    if line is None or line.kind == "sending":
        take_sending(work, attachment, line, result.media)
        return
    media = result.media
    if media is None:
        work.history.save_attachment(replace(attachment, state="failed", problem=result.failure), None)
        ask_again(work, case, attachment)
    else:
        shown = showable(case, media)
        fetched = replace(attachment, state="stored", shown=shown, mime=media.mime, problem=media.problem)
        work.history.save_attachment(fetched, media)
    if not officer_who_sent(work, attachment):  # its sender may be gone: that something was sent must not be lost
        tell_holders(work, case, "file_here" if media else "more_words", attachment.id)


def officer_who_sent(work: Work, attachment: Attachment) -> str:
    """The officer whose photo of a fixed place this is; "" for everything that a reporter sent."""
    hazard = work.hazards.of_case(attachment.case_id)
    return hazard.fixed_by if hazard and hazard.photo_id == attachment.id else ""


def take_sending(work: Work, attachment: Attachment, line: Entry | None, media: Media | None) -> None:
    """A file of an officer came back: it goes on to the reporter if it was confirmed and can be shown."""
    case = work.cases.get(attachment.case_id)
    sound = media is not None and not media.problem and (media.kind != "photo" or media.safe_copy is not None)
    kept = replace(attachment, state="stored" if sound else "failed", mime=media.mime if media else "")
    work.history.save_attachment(kept, media)
    if case and line and sound:
        relay.arrived(work, case, line)
    elif case and line:
        text = words(work, "vi", "sending_failed", number=case.number)
        tell_officer(work, line.actor, OutgoingMessage(f"unsent:{attachment.id}", "", text, case_id=case.id))


def entry_of(work: Work, attachment: Attachment) -> Entry | None:
    """The line of the history that an attachment belongs to; none while an officer has not confirmed it."""
    return next((e for e in work.history.entries(attachment.case_id) if e.attachment_id == attachment.id), None)


def ask_again(work: Work, case: Case, attachment: Attachment) -> None:
    """Tell the sender that the download failed, if they are still here."""
    officer = officer_who_sent(work, attachment)
    if officer:
        message = OutgoingMessage(f"failed:{attachment.id}", "", words(work, "vi", "media_failed"), case_id=case.id)
        tell_officer(work, officer, message)
        return
    person = latest_follower(work, case)
    if person and in_session(work, person, case):
        text = words(work, person.locale, "media_failed")
        send_line(work, person, OutgoingMessage(f"failed:{attachment.id}", "", text, case_id=case.id))
