"""Our own fault while we read a message: the words are kept, a human is asked, the numbers are said."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from flows.model import Say, Session
from flows.words import command_in
from handlers.admission import admitted, turn_away
from handlers.cases import written
from handlers.commands import hide
from handlers.events import Entry, IncomingEvent
from handlers.human import wanting_human
from handlers.media import keep_media
from handlers.merged import standing
from handlers.numbers import free_number
from handlers.reporter import current_case
from handlers.scene import IDLE, Scene, is_late
from handlers.sessions import keep_idle
from handlers.settle import settle
from handlers.speaking import SILENT, speak
from handlers.work import Work
from referral.case import Case
from referral.triage import Triage
from referral.urgency import Urgency

T = TypeVar("T")
UNREAD = Triage(Urgency.none, "not_relevant")


def take(work: Work, event: IncomingEvent) -> None:
    """The same event once more, with nothing that could fail in the same way: no triage, no place, no conversation."""
    person = work.people.at(event.address)
    session = spared(lambda: readable(work, person.id)) or Session(IDLE)
    scene = Scene(work, event, person, session, UNREAD)
    if command_in(event.text) == "hide":
        if event.media and admitted(work, event.address) and not person.officer_id:
            keep(scene)
        hide(scene)
    elif not admitted(work, event.address):
        turn_away(scene)
    elif person.officer_id and not scene.by_phone:
        speak(scene, [Say(scene.say("stumbled_officer"))])
    else:
        keep(scene)
        if person.contact not in SILENT or not (event.waited or is_late(person, event)):
            speak(scene, [Say(scene.say("stumbled"))])


def readable(work: Work, person_id: str) -> Session | None:
    """Where the person stands, with a case that can be opened, or one that it became part of."""
    session = work.people.session(person_id)
    case = work.cases.get(session.case_id) if session and session.case_id else None
    if case:
        standing(work, case)
    return session


def spared(read: Callable[[], T | None]) -> T | None:
    """What is there, or nothing if it cannot be opened: then the words go where they can be read."""
    try:
        return read()
    except Exception:  # noqa: BLE001  whatever it is, it is why we are here; a database that is away says so again below
        return None


def keep(scene: Scene) -> None:
    """What was sent joins the person's case, or opens one of its own; the intake desk must look."""
    work, case = scene.work, current_case(scene)
    if case is None:
        case = opened(scene)
        keep_idle(replace(scene, session=replace(scene.session, case_id=case.id)))
    if text := written(scene.event):
        work.history.record(case.id, Entry("said", work.now, "reporter", text, writer=scene.writer))
    if scene.event.media:
        keep_media(scene, case, scene.event.media)
    settle(work, wanting_human(work, replace(case, status="open", urgency=max(case.urgency, Urgency.urgent))))


def opened(scene: Scene) -> Case:
    """A case of which nothing is known but that somebody wrote."""
    work = scene.work
    case = Case(
        id=work.chance.id(),
        number=free_number(work, work.cases.by_number),
        category="not_relevant",
        urgency=Urgency.urgent,
        opened_at=work.now,
        avoid_asked=True,
    )
    work.cases.add(case, work.chance.receipt())
    if not scene.by_phone:
        work.cases.follow(case.id, scene.person.id)
    return case
