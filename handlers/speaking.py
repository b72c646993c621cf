"""Say things to people: a turn of the conversation, a line about their case, and what must wait until it is safe."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from flows.fitting import CHANNELS, SMALLEST, fit
from flows.model import Say, Session
from handlers.attended import attended
from handlers.events import SEVERAL, Entry, Lane, Notice, OutgoingMessage, Person, Timer
from handlers.followers import followers, latest_follower
from handlers.scene import WITHDRAWN, Scene, words
from handlers.ways import may_hear, tell_ways
from handlers.work import Work
from referral.case import Case
from referral.clock import hour, hour_and_day
from referral.conflict import may_know
from referral.safe_hours import read_hours
from referral.urgency import Urgency

PLAIN = "plain"  # the person may be written to in plain words at any time
NEUTRAL = frozenset({"neutral", "any"})  # only hinted to, at any time; "any" is what was once asked
SHOW_SEVERAL = ("cases", "other", "hazard_lines")  # answers that may name more than one case
SILENT = frozenset({"hidden", WITHDRAWN})  # nothing is pushed to who hid, or to who had us forgotten
SAID_ANYWAY = frozenset({"nobody", "desk_only", "given_back"})  # a human in the chat may not know
May = Callable[[Work, Person, Case], bool]
IDLE_AFTER = timedelta(minutes=10)  # after that nothing is pushed unless the person said that it is safe


def speak(scene: Scene, says: Sequence[Say]) -> None:
    """Answer the person who just wrote, in messages that fit the channel."""
    says = [Say(scene.say("noted_alone"))] if barred(scene) else says
    limits = CHANNELS.get(scene.person.address.channel, SMALLEST)
    parts = [part for say in with_notices(scene, says) for part in fit(say, limits)]
    wait, about, guarded = answer_wait(scene), case_about(scene), bool(scene.person.officer_id)
    lane: Lane = "bulk" if wait else "reply"  # an answer that waits holds nothing else back
    for n, part in enumerate(parts):
        message = OutgoingMessage(
            f"{scene.event.id}:{n}",
            scene.person.id,
            part.text,
            part.buttons,
            lane,
            question=part.question,
            case_id=about,
            wants="" if scene.by_phone else part.wants,  # what a writer shares is not the caller's
            places=part.places,
            guarded=guarded,
            wait=wait,
        )
        scene.work.send(message)


def answer_wait(scene: Scene) -> timedelta:
    """How long the answer to this is held back: a receipt is answered slowly."""
    return timedelta(seconds=float(scene.session.answers.get("wait", "0")))


def case_about(scene: Scene) -> str:
    """The case that an answer is about, so that it can be taken back: an officer's by the number they named."""
    answers = scene.session.answers
    if not scene.person.officer_id or scene.session.case_id:
        return scene.session.case_id
    named = scene.work.cases.by_number(answers["number"]) if answers.get("number") else None
    about = named.id if named else ""
    about = SEVERAL if any(answers.get(name) for name in SHOW_SEVERAL) else about
    if about and scene.event.message_id:
        mark_trace(scene, about)
    return about


def mark_trace(scene: Scene, about: str) -> None:
    """Remember of which case the officer's own words on a platform are."""
    person = scene.work.people.get(scene.person.id) or scene.person
    own = scene.event.message_id
    traces = tuple(f"{own}@{about}" if trace == own else trace for trace in person.traces)
    scene.work.people.save(replace(person, traces=traces))


def barred(scene: Scene) -> bool:
    """Whether the person in this scene is an officer who must not know of the case their conversation is about.

    Not while they write down what a caller tells: the caller needs the receipt, and says all of it to them anyway.
    """
    case_id = "" if scene.by_phone else scene.session.case_id
    case = scene.work.cases.get(case_id) if case_id and scene.person.officer_id else None
    return case is not None and not may_know(case, scene.person.officer_id, scene.work.directory)


def with_notices(scene: Scene, says: Sequence[Say]) -> Sequence[Say]:
    """The turn, first of all that this is a rehearsal if it is one, and once that a channel keeps what is written."""
    if scene.person.officer_id or not says:
        return says
    trial = [scene.say("trial")] if not scene.work.directory.live else []
    first, kept = says[0], kept_notice(scene)
    parts = [first.text, *kept] if in_emergency(scene) else [*kept, first.text]  # whom to call comes before all else
    return (replace(first, text="\n".join([*trial, *parts])), *says[1:])


def kept_notice(scene: Scene) -> list[str]:
    """That this channel keeps what is written, to whoever was not told so yet."""
    if not keeps_what_is_written(scene.person):
        return []
    now = scene.work.people.get(scene.person.id) or scene.person
    scene.work.people.save(replace(now, told_clearing=True))
    return [scene.say("keeps_what_is_written")]


def in_emergency(scene: Scene) -> bool:
    """Whether what is being told is an emergency."""
    case = scene.work.cases.get(scene.session.case_id) if scene.session.case_id else None
    return case is not None and case.urgency == Urgency.emergency


def keeps_what_is_written(person: Person) -> bool:
    """Whether this person should now hear, once, that we cannot delete on this channel."""
    return not person.told_clearing and not CHANNELS.get(person.address.channel, SMALLEST).clears


def tell_reporter(work: Work, case: Case, key: str, **blanks: str) -> None:
    """Tell whoever follows the case a true line about it, now if it is safe, else when they come back.

    Its {time} is now; what is kept names the day too, for it may be read on another one, see `status.as_told`.
    """
    may = safe_now if key in SAID_ANYWAY else may_read_now
    person = listener(work, case, may)
    locale = person.locale if person else "vi"
    kept, said = (words(work, locale, key, time=time(work.now), **blanks) for time in (hour_and_day, hour))
    now = person is not None and may(work, person, case)
    work.history.record(case.id, Entry("status", work.now, "system", kept, told=now))
    if person and now:
        say_line(work, case, person, said)
    elif person:
        hint(work, case, person, anyway=key in SAID_ANYWAY)


def push(work: Work, case: Case, person: Person, text: str, attachment_id: str = "") -> None:
    """Send a line to whoever is in session or may be written to plainly; to others at most a hint, when it is safe."""
    if may_read_now(work, person, case):
        say_line(work, case, person, text, attachment_id)
    else:
        hint(work, case, person)


def say_line(work: Work, case: Case, person: Person, text: str, attachment_id: str = "") -> None:
    """A line about their case, in plain words."""
    key = f"tell:{case.id}:{work.history.count(case.id)}:{attachment_id}"
    message = OutgoingMessage(key, "", text, case_id=case.id, attachment_id=attachment_id)
    send_line(work, person, replace(message, notice=status_notice(work)))


def status_notice(work: Work) -> Notice:
    """What a template may say to a citizen of any line: where to look, and nothing else."""
    return Notice("status", (("link", work.house.public_url),))


def may_read_now(work: Work, person: Person, case: Case) -> bool:
    """Whether a line may be sent to this person now in plain words, and no human is answering them."""
    return safe_now(work, person, case) and not attended(work, person, case)


def safe_now(work: Work, person: Person, case: Case) -> bool:
    """Whether plain words do no harm now: the person is in a conversation about this case, or chose so."""
    return (here(work, person) and session_about(work, person, case) is not None) or person.contact == PLAIN


def hint(work: Work, case: Case, person: Person, anyway: bool = False) -> None:
    """A neutral line in the wording and at the hour that the person chose, once until they are back; or nothing.

    What waits while a human answers them is told when the human is gone.
    """
    at = hint_at(person.contact, work.now) if anyway or not attended(work, person, case) else None
    if at == work.now:
        key = f"hint:{case.id}:{person.id}:{person.seen_at}"
        message = OutgoingMessage(key, "", words(work, person.locale, "neutral"), case_id=case.id)
        send_line(work, person, replace(message, notice=status_notice(work)))
    elif at:
        work.set_timer(Timer(f"hint:{case.id}", at, "hint", case.id))


def hint_later(work: Work, timer: Timer) -> None:
    """The hour has come at which it is safe: a hint, if something still waits and it is still safe."""
    case = work.cases.get(timer.subject)
    person = hinted(work, case) if case else None
    if case and person and not in_session(work, person, case) and work.history.untold(case.id):
        hint(work, case, person)


def hint_at(contact: str, now: datetime) -> datetime | None:
    """When a neutral hint may be sent by what the person said of it; None if never, or if their words say no hour."""
    if contact in NEUTRAL:
        return now
    hours = read_hours(contact.removeprefix("ask_me: "))
    return hours.next(now) if hours else None


def send_line(work: Work, person: Person, message: OutgoingMessage) -> None:
    """Send a citizen a line that is no answer to what they just wrote; a rehearsal says so here too."""
    trial = [] if work.directory.live else [words(work, person.locale, "trial")]
    work.send(replace(message, person_id=person.id, text="\n".join([*trial, message.text])))


def in_session(work: Work, person: Person, case: Case) -> bool:
    """Whether the person wrote to us just now, in a conversation about this case, and did not hide."""
    about = session_about(work, person, case) is not None
    return here(work, person) and about and not attended(work, person, case)


def here(work: Work, person: Person) -> bool:
    """Whether the person wrote within the last ten minutes."""
    return person.seen_at is not None and work.now - person.seen_at <= IDLE_AFTER


def session_about(work: Work, person: Person, case: Case) -> Session | None:
    """The person's conversation about this case; None if it ended, or if they hid."""
    session = work.people.session(person.id)
    return session if session and session.case_id == case.id and person.contact not in SILENT else None


def listener(work: Work, case: Case, may: May = may_read_now) -> Person | None:
    """Whom a line is for: the latest follower who may read it now, else who may be hinted to, else the latest."""
    known = (one for one in followers(work, case) if not one.gone and may(work, one, case))
    return next(known, None) or hinted(work, case) or latest_follower(work, case)


def hinted(work: Work, case: Case) -> Person | None:
    """The latest follower who allowed a neutral hint, at any time or at their hour."""
    known = (one for one in followers(work, case) if not one.gone)
    return next((one for one in known if hint_at(one.contact, work.now)), None)


def tell_officer(work: Work, officer_id: str, message: OutgoingMessage) -> None:
    """Send a message to an officer on the first of their ways, the others only follow when that does not carry.

    Whoever must not know of the case it is about is sent nothing, whatever the reason.
    """
    officer = work.directory.officers.get(officer_id)
    if officer and may_hear(work, officer_id, message):
        tell_ways(work, officer, message)


def role_of(work: Work, officer_id: str) -> str:
    """The role of an officer's agency, "" if the directory has lost one of them."""
    officer = work.directory.officers.get(officer_id)
    agency = work.directory.agencies.get(officer.agency) if officer else None
    return agency.role if agency else ""


def tell_holders(work: Work, case: Case, key: str, tag: str, *, but: str = "", **blanks: str) -> None:
    """Tell each officer who accepted the case, `but` for one, something short that carries no content."""
    accepted = dict.fromkeys(a.officer for a in work.alerts.of(case.id) if a.answer == "accepted")
    holders = [officer for officer in accepted if officer != but and may_know(case, officer, work.directory)]
    for officer in holders:
        text = words(work, "vi", key, number=case.number, **blanks)
        button = words(work, "vi", "button_open", number=case.number)
        message = OutgoingMessage(f"{key}:{case.id}:{tag}", "", text, (button,), "urgent", case_id=case.id)
        tell_officer(work, officer, message)
