"""What somebody wants done with their personal data: kept, told to the intake desk without a word of it, answered by
a human. Nothing is ever carried out by the machine, least of all what a guardian asks about a child."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from flows.model import Session
from handlers.clock_words import blanks_of, due_words, rule_of, watch_of
from handlers.events import DataRequest, OutgoingMessage, Person, Timer
from handlers.scene import Scene, words
from handlers.speaking import IDLE_AFTER, PLAIN, SILENT, hint_at, send_line, status_notice, tell_officer
from handlers.work import Work
from referral.clock import hour_and_day
from referral.deadlines import (
    OVER,
    Clock,
    Mark,
    Matter,
    brought_in_line,
    next_moment,
    percent_due,
    stopped_by_step,
)  # fmt: skip

DEPLOYER = "deployer"
ANSWER = "data_answer"  # the clock of the answer; every request has another one, of doing what is wished


def show_answers(scene: Scene) -> Session:
    """What this person asked for before, and what they were answered."""
    lines = [answer_line(scene, request) for request in scene.work.requests.of_person(scene.person.id)]
    return scene.with_facts(data_answers="\n".join(lines))


def answer_line(scene: Scene, request: DataRequest) -> str:
    """One earlier request: when it came, and its answer or that it waits for one."""
    time = hour_and_day(request.at)
    if not request.answered_at:
        return scene.say("data_waits", time=time)
    return scene.say("data_answered", time=time, text=request.answer)


def request_data(scene: Scene) -> Session:
    """Keep the request, start its clocks, tell the desk that there is one."""
    work, answers = scene.work, scene.session.answers
    request = DataRequest(work.chance.id(), scene.person.id, work.now, answers["wish"], answers["whose"])
    clocks = open_request(work, request)
    answer, done = (due_words(work, clocks[first], scene.person.locale) for first in (True, False))
    return scene.with_facts(answer_until=answer, done_until=done)


def open_request(work: Work, request: DataRequest) -> Mapping[bool, Clock]:
    """Keep a new request, start its clocks and tell the desk; the clock of its answer (True) and of its end."""
    work.requests.add(request)
    run_request(work, request)
    clocks = {clock.name == ANSWER: clock for clock in work.clocks.of(subject_of(request))}
    tell_desk(work, request, "data_request_new", "new", due=due_words(work, clocks[True]))
    return clocks


def subject_of(request: DataRequest) -> str:
    """Under which name the clocks of a request are kept."""
    return f"request:{request.id}"


def run_request(work: Work, request: DataRequest) -> None:
    """Bring the clocks of a request up to date and set its timer."""
    before, watch = work.clocks.of(subject_of(request)), watch_of(work)
    matter = Matter("request", request.at, {"wish": request.wish})
    after = brought_in_line(matter, before, watch)
    told = tuple(warn_desk(work, request, c, percent) if (percent := percent_due(c, watch)) else c for c in after)
    work.clocks.save(subject_of(request), [clock for clock in told if clock not in before])
    set_timer(work, request, next_moment(told, watch))


def set_timer(work: Work, request: DataRequest, due: datetime | None) -> None:
    """Set the request's one timer to the next moment at which something must be said."""
    if due:
        work.set_timer(Timer(f"request:{request.id}", due, "request_clock", request.id))
    else:
        work.drop_timer(f"request:{request.id}")


def request_due(work: Work, timer: Timer) -> None:
    """Time has changed what must be said of a request."""
    request = work.requests.get(timer.subject)
    if request:
        run_request(work, request)


def warn_desk(work: Work, request: DataRequest, clock: Clock, percent: int) -> Clock:
    """Tell the desk that this share of the time is over, and record it."""
    key = "data_clock_over" if percent == OVER else "data_clock_left"
    tag = f"{clock.name}:{percent}"
    told = tell_desk(work, request, key, tag, **blanks_of(work, clock)) if clock.running else ()
    work.clocks.mark(subject_of(request), Mark(rule_of(clock).name, clock.run, percent, work.now, told))
    return replace(clock, marked=percent)


def tell_desk(work: Work, request: DataRequest, key: str, tag: str, **blanks: str) -> tuple[str, ...]:
    """Tell the officers of the intake desk something short that carries no content; returns whom."""
    desk = work.directory.intake_desk()
    officers = [o for o in work.directory.officers_of(desk.id) if o.ways] if desk else []
    told = tuple(o.id for o in officers if o.on_duty) or tuple(o.id for o in officers)
    for officer in told:
        text = words(work, "vi", key, time=hour_and_day(request.at), **blanks)
        tell_officer(work, officer, OutgoingMessage(f"request:{request.id}:{tag}", "", text))
    return told


def answer_request(work: Work, request: DataRequest, text: str) -> None:
    """A human has answered: the words are kept, said now if the person is here, else when they look again."""
    answered = replace(request, answer=text, answered_at=work.now)
    work.requests.save(answered)
    stop(work, answered, "answered")
    person = work.people.get(request.person_id)
    if person:
        say_or_hint(work, person, answered)


def finish_request(work: Work, request: DataRequest) -> None:
    """What was asked for has been done, or refused with a reason: nothing waits any more."""
    done = replace(request, answered_at=request.answered_at or work.now, done_at=work.now)
    work.requests.save(done)
    stop(work, done, "done")


def stop(work: Work, request: DataRequest, step: str) -> None:
    """Stop the clocks that wait for this; one that stopped too late is recorded as broken."""
    watch = watch_of(work)
    ending = stopped_by_step(work.clocks.of(subject_of(request)), step, DEPLOYER, watch)
    late = [(clock, percent_due(clock, watch)) for clock in ending]
    told = [warn_desk(work, request, clock, percent) if percent else clock for clock, percent in late]
    work.clocks.save(subject_of(request), told)
    run_request(work, request)


def say_or_hint(work: Work, person: Person, request: DataRequest) -> None:
    """The answer itself to somebody who is writing with us; to one who is away a hint, as they allowed it."""
    at = work.now if person.contact == PLAIN else hint_at(person.contact, work.now)
    here = person.seen_at is not None and work.now - person.seen_at <= IDLE_AFTER and person.contact not in SILENT
    if here:
        text = words(work, person.locale, "data_answered", time=hour_and_day(request.at), text=request.answer)
        send_line(work, person, OutgoingMessage(f"request:{request.id}:answer", "", text))
    elif at:
        hint = OutgoingMessage(f"request:{request.id}:hint", "", words(work, person.locale, "data_hint"))
        send_line(work, person, replace(hint, wait=at - work.now, notice=status_notice(work)))
