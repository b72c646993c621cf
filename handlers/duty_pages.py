"""Duty in chat: what an officer reads of the own roster, and what pressing “Vào trực” or “Nghỉ trực” does."""

from collections.abc import Iterator

from flows.model import Session
from handlers.access import officer_of
from handlers.duty import go_off, go_on, post_of
from handlers.duty_words import in_words, instead_words, named, on_day, on_duty_at, shift_words, when
from handlers.scene import Scene, agency_name
from referral.agencies import Officer
from referral.duty import anybody_at, stored, tonight, vacant


def duty_on(scene: Scene) -> Session:
    """From now on this officer is asked; with a roster until the shift is over."""
    work = scene.work
    go_on(work, scene.person.officer_id)
    until = work.directory.on_duty_until(scene.person.officer_id)
    return scene.with_facts(until=when(work, until) if until else "")


def duty_off(scene: Scene) -> Session:
    """From now on somebody else is asked; if nobody is left at the agency, the officer reads who."""
    work = scene.work
    ends = go_off(work, scene.person.officer_id)
    officer = stored(work.directory).officers.get(scene.person.officer_id)
    result = "until" if ends else "free" if officer and officer.on_duty else "off"
    return scene.with_facts(result=result, until=when(work, ends) if ends else "", **left_alone(scene, officer))


def left_alone(scene: Scene, officer: Officer | None) -> dict[str, str]:
    """The agency of an officer and who is asked instead, if nobody is on duty there any more."""
    agency = scene.work.directory.agencies.get(officer.agency) if officer else None
    if agency is None or anybody_at(scene.work.directory, agency.id):
        return {}
    return {"agency": agency_name(scene.work, agency), "instead": instead_words(scene.work, agency)}


def show_duty(scene: Scene) -> Session:
    """Am I on duty, until when, who else is, my next shift, and the gaps of my agency tonight."""
    officer = officer_of(scene.work, scene.person)
    lines = [*mine(scene, officer), *others(scene, officer), *gaps(scene, officer)] if officer else []
    on_duty = "yes" if officer and officer.on_duty else "no"
    return scene.with_facts(on_duty=on_duty, duty="\n".join(lines) or scene.say("duty_free"))


def mine(scene: Scene, officer: Officer) -> Iterator[str]:
    """The officer's own duty now, and the next one."""
    work, roster = scene.work, scene.work.directory.roster
    until = work.directory.on_duty_until(officer.id)
    if until:
        yield scene.say("duty_now_until", until=when(work, until))
    else:
        yield scene.say("duty_now" if officer.on_duty else why_off(scene, officer))
    if officer.agency in roster.agencies and (until or not officer.on_duty):
        yield next_words(scene, officer)


def why_off(scene: Scene, officer: Officer) -> str:
    """The phrase for somebody who is not on duty."""
    work, kept = scene.work, stored(scene.work.directory).officers.get(officer.id)
    if kept and not kept.on_duty:
        return "duty_switched_off"
    return "duty_off_shift" if work.directory.roster.shift_at(post_of(officer), work.now) else "duty_free"


def next_words(scene: Scene, officer: Officer) -> str:
    """The officer's next duty by the roster, after the one that runs."""
    work, roster, post = scene.work, scene.work.directory.roster, post_of(officer)
    since = roster.next_begin(post, work.directory.on_duty_until(officer.id) or work.now)
    until = roster.until(post, since) if since else None
    if since and until:
        return scene.say("duty_next", stretch=shift_words(work, since, until))
    return scene.say("duty_next_open", since=on_day(work, since)) if since else scene.say("duty_no_next")


def others(scene: Scene, officer: Officer) -> Iterator[str]:
    """Who else of the agency is on duty now."""
    work = scene.work
    found = on_duty_at(work, officer.agency, but=officer.id)
    if found:
        yield scene.say("duty_with" if officer.on_duty else "duty_others", names=named(work, found))
    elif officer.on_duty:
        yield scene.say("duty_with_nobody")
    else:
        instead = instead_words(work, work.directory.agencies[officer.agency])
        yield f"{scene.say('duty_nobody')} {instead}"


def gaps(scene: Scene, officer: Officer) -> Iterator[str]:
    """The parts of the night in which nobody of the agency is on duty."""
    work = scene.work
    empty = vacant(work.directory, (officer.agency,), tonight(work.now, work.directory.calendar))
    if empty:
        yield scene.say("duty_gaps", stretches=in_words(work, empty))
