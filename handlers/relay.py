"""Between officer and reporter, neither sees who the other is: questions, replies, and what waited for their return."""

from dataclasses import replace
from datetime import datetime

from flows.fitting import CHANNELS, SMALLEST
from flows.model import Session
from handlers.events import Attachment, Entry, OutgoingMessage, Person
from handlers.followers import followers
from handlers.scene import Scene, words
from handlers.settle import settle
from handlers.speaking import SILENT, may_read_now, push, send_line, session_about, tell_officer
from handlers.status import as_told
from handlers.steps import record_step
from handlers.work import Work
from referral.alerts import idle
from referral.case import Case
from referral.records import dataclass


def ask(work: Work, case: Case, officer_id: str, question: str) -> str:
    """Relay an officer's question; returns the key of what the officer is told about it."""
    if case.facts.get("source") == "phone" and case.facts.get("callback") and not work.cases.followers(case.id):
        work.history.record(case.id, Entry("asked", work.now, officer_id, question))
        return "question_by_phone"
    person = addressee(work, case)
    session = session_about(work, person, case) if person else None
    if person is None or session is None:
        work.history.record(case.id, Entry("asked", work.now, officer_id, question))
        return "question_unheard"
    now = may_read_now(work, person, case)
    work.history.record(case.id, Entry("asked", work.now, officer_id, question, told=now))
    push(work, case, person, asked_words(work, person.locale, question))
    work.people.save_session(person.id, replace(session, asked="relay", question="", options=()))
    return "question_sent" if now else "question_waits"


def asked_words(work: Work, locale: str, question: str) -> str:
    """An officer's question as it is read; what we suggest ourselves is known in other languages."""
    return words(work, locale, "officer_asks", text=work.house.translate(locale, question))


def addressee(work: Work, case: Case, entry: Entry | None = None) -> Person | None:
    """Whom an officer's words are for: the latest in a conversation about it who may read now, else the latest.

    What was sent earlier is for none of those who showed the receipt since.
    """
    known = ((one, session_about(work, one, case)) for one in followers(work, case))
    talking = [one for one, session in known if session and (entry is None or may_read(session, entry))]
    now = (one for one in talking if not one.gone and may_read_now(work, one, case))
    return next(now, None) or next(iter(talking), None)


@dataclass(frozen=True, slots=True)
class Sending:
    """What an officer sends a reporter: a place in words, or a photo or recording."""

    officer: str
    place: str = ""
    attachment: Attachment | None = None


def send(work: Work, case: Case, sending: Sending) -> str:
    """Relay a place, a photo or a voice; returns the key of what the officer is told about it."""
    person = addressee(work, case)
    if person is None:
        return "sending_unheard"
    file = sending.attachment
    if file and file.state == "failed":
        return "sending_unread"
    reads = may_read_now(work, person, case)
    fits = file is None or file.kind in shows(work, person)
    now = reads and fits and (file is None or file.state == "stored")
    entry = Entry("sending", work.now, sending.officer, sending.place, file.id if file else "", told=now)
    work.history.record(case.id, entry)
    if file and file.state != "stored":
        return "sending_fetching"
    deliver(work, case, person, entry)
    return "sending_waits" if not reads else "sending_sent" if fits else "sending_unfit"


def deliver(work: Work, case: Case, person: Person, entry: Entry) -> None:
    """Show what an officer sent to a person who may read it now; to others only what `push` allows."""
    push(work, case, person, words_here(work, person, entry), shown_here(work, person, entry))


def words_here(work: Work, person: Person, entry: Entry) -> str:
    """What this person reads of it; of a file that their channel cannot show, how they may still learn what it is."""
    key = "officer_sends_unshown"
    return words(work, person.locale, key) if unshown(work, person, entry) else sent_words(work, person.locale, entry)


def unshown(work: Work, person: Person, entry: Entry) -> bool:
    """Whether it is a file that this person's channel cannot show: it does not count as told."""
    return bool(entry.attachment_id) and not shown_here(work, person, entry)


def sent_words(work: Work, locale: str, entry: Entry) -> str:
    """What a person reads of something that an officer sent."""
    if not entry.attachment_id:
        lat, lon = entry.text.split(", ")
        return words(work, locale, "officer_sends_place", text=entry.text, lat=lat, lon=lon)
    attachment = work.history.attachment(entry.attachment_id)
    voice = attachment is not None and attachment.kind == "voice"
    return words(work, locale, "officer_sends_voice" if voice else "officer_sends_photo")


def shown_here(work: Work, person: Person, entry: Entry) -> str:
    """The id of an entry's file where this person's channel can show it, else ""."""
    attachment = work.history.attachment(entry.attachment_id) if entry.attachment_id else None
    return attachment.id if attachment and attachment.kind in shows(work, person) else ""


def shows(work: Work, person: Person) -> frozenset[str]:
    """The kinds of files that this person's channel can show; one that fetches them from us needs a public address."""
    limits = CHANNELS.get(person.address.channel, SMALLEST)
    public = work.house.public_url.startswith("https:")
    return limits.shows if public or not limits.fetches else frozenset()


def file_for(work: Work, person: Person, attachment_id: str) -> tuple[bytes, str] | None:
    """The bytes and type of what an officer sent this person: a photo only as its copy without metadata."""
    attachment = work.history.attachment(attachment_id)
    if attachment is None or person.contact in SILENT or person.id not in work.cases.followers(attachment.case_id):
        return None
    entries = work.history.entries(attachment.case_id)
    told = any(e.told for e in entries if e.kind == "sending" and e.attachment_id == attachment_id)
    media = work.history.media(attachment_id)
    if media is None or not told:
        return None
    data, mime = (media.safe_copy, "image/jpeg") if media.kind == "photo" else (media.data, media.mime)
    return (data, mime) if data is not None else None


def arrived(work: Work, case: Case, entry: Entry) -> None:
    """The file of an officer has been fetched: show it now if that is safe, else when the reporter is back."""
    person = addressee(work, case, entry)
    if person is None:
        return
    deliver(work, case, person, entry)
    if may_read_now(work, person, case):
        if unshown(work, person, entry):
            ask_for_words(work, case, entry)
        else:
            work.history.mark_file(case.id, entry.attachment_id, shown=True)


def ask_for_words(work: Work, case: Case, entry: Entry) -> None:
    """Whoever sent a file that cannot be shown where the reporter is hears so, once."""
    text = words(work, "vi", "sending_unseen", number=case.number)
    message = OutgoingMessage(f"unseen:{entry.attachment_id}", "", text, case_id=case.id)
    tell_officer(work, entry.actor, message)


def answered(work: Work, case_id: str) -> None:
    """The reporter answered: whoever asked has spoken with them, which is a first step if there was none."""
    case = work.cases.get(case_id)
    if case is None:
        return
    askers = {entry.actor for entry in work.history.entries(case_id) if entry.kind == "asked"}
    for alert in idle(work.alerts.of(case.id)):
        if alert.officer in askers:
            record_step(work, case, alert.officer, "contacted")
    settle(work, case)


def greet_returning(scene: Scene) -> bool:
    """What was not safe to push is told when the person comes back; returns whether there was anything."""
    work, case_id = scene.work, "" if scene.by_phone else scene.session.case_id
    untold = work.history.untold(case_id) if case_id else ()
    here = [e for e in untold if may_read(scene.session, e) and is_here(work, e)]
    waiting = [e for e in here if not unshown(work, scene.person, e)]
    hidden = [e for e in here if e not in waiting]
    for e in hidden:
        tell_hidden(scene, e)
    if not waiting:
        return False
    lines = (told_later(scene, e) for e in waiting if not e.attachment_id)
    text = "\n".join([scene.say("while_away"), *lines])
    send_line(work, scene.person, OutgoingMessage(f"{scene.event.id}:away", "", text, case_id=case_id))
    for e in (e for e in waiting if e.attachment_id):
        key, words_of_it = f"{scene.event.id}:away:{e.attachment_id}", sent_words(work, scene.person.locale, e)
        file = shown_here(work, scene.person, e)
        send_line(work, scene.person, OutgoingMessage(key, "", words_of_it, case_id=case_id, attachment_id=file))
    work.history.mark_told(case_id, shown_at(scene.session))
    for e in hidden:
        work.history.mark_file(case_id, e.attachment_id, shown=False)
    return True


def tell_hidden(scene: Scene, entry: Entry) -> None:
    """That there is a file which cannot be shown here, once a day; its sender is asked for words."""
    work, person, case_id = scene.work, scene.person, scene.session.case_id
    key = f"unseen:{entry.attachment_id}:{person.id}:{work.now.date()}"
    send_line(work, person, OutgoingMessage(key, "", words_here(work, person, entry), case_id=case_id))
    if case := work.cases.get(case_id):
        ask_for_words(work, case, entry)


def told_later(scene: Scene, entry: Entry) -> str:
    """A line that waited, as it would have been told."""
    if entry.kind == "sending":  # a place
        return sent_words(scene.work, scene.person.locale, entry)
    if entry.kind == "asked":
        return asked_words(scene.work, scene.person.locale, entry.text)
    return as_told(scene.work, entry)


def is_here(work: Work, entry: Entry) -> bool:
    """Whether the file of an entry, if it has one, has arrived and can be shown."""
    attachment = work.history.attachment(entry.attachment_id) if entry.attachment_id else None
    return attachment is None or attachment.state == "stored"


def may_read(session: Session, entry: Entry) -> bool:
    """A receipt shows status only: questions asked before it was shown stay with whoever they were asked."""
    shown = shown_at(session)
    return entry.kind == "status" or shown is None or entry.at > shown


def shown_at(session: Session | None) -> datetime | None:
    """When somebody who follows by the receipt showed it; None of who reported in this conversation."""
    linked = session.answers.get("linked_at") if session else None
    return datetime.fromisoformat(linked) if linked else None
