"""An officer's phone number as their last way: by consent, and proved by a code that arrived there."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from flows.model import Session
from handlers.events import Address, Notice, OutgoingMessage, Person, Timer
from handlers.scene import Scene
from handlers.speaking import tell_officer
from handlers.way_orders import unlink, ways_of
from handlers.ways import PHONE
from handlers.work import Work
from referral.clock import local

MOBILE = re.compile(r"(?:\+?84|0)([35789]\d{8})")  # Vietnamese mobile numbers since 2018
CODE_LASTS = timedelta(minutes=15)
MOST_TRIES = 3
MOST_CODES = 5  # of one officer in a day: nobody is pestered in our name


def offer_phone(scene: Scene) -> Session:
    """Whether a number could be proved at all: by the template for codes, and not while this is a trial."""
    if not scene.work.directory.live:
        return scene.with_facts(result="trial")
    return scene.with_facts(result="open" if "code" in scene.work.house.templates else "closed")


def check_phone(scene: Scene) -> Session:
    """Whether this is a mobile number, and how the officer reads it; never whether it is known here."""
    number = typed(scene)
    return scene.with_facts(result="fit" if number else "unfit", phone=f"0{number[2:]}" if number else "")


def send_code(scene: Scene) -> Session:
    """The officer said yes: a code goes to the number, and nothing else does before it was typed here."""
    work, key = scene.work, next_key(scene)
    if not key:
        return scene.with_facts(result="many")
    code = work.chance.receipt()[-6:]  # as good as any six digits that nobody can guess
    person, until = work.people.at(Address(PHONE, typed(scene))), work.now + CODE_LASTS
    work.send(OutgoingMessage(key, person.id, act="notice", guarded=True, notice=Notice("code", (("code", code),))))
    work.set_timer(Timer(f"phone_code:{person.id}", until, "phone_code", person.id))
    work.audit(scene.person.officer_id, "phone_code")
    return scene.with_facts(result="sent", code_sent=code, code_until=until.isoformat(), code_tries="0")


def next_key(scene: Scene) -> str:
    """The key of today's next code of this officer; "" if there were enough."""
    base = f"code:{scene.person.officer_id}:{local(scene.work.now):%Y-%m-%d}"
    keys = [f"{base}:{n}" for n in range(MOST_CODES)]
    sent = len(scene.work.receipts.copies(keys))
    return keys[sent] if sent < MOST_CODES else ""


def check_code(scene: Scene) -> Session:
    """The code that was typed: the right one, in time, makes the number a way; after three wrong ones it is spent."""
    answers = scene.session.answers
    if scene.work.now >= datetime.fromisoformat(answers["code_until"]):
        return scene.with_facts(result="late")
    if re.sub(r"\D", "", answers["phone_code"]) == answers["code_sent"]:
        keep_phone(scene)
        return scene.with_facts(result="done")
    tries = int(answers["code_tries"]) + 1
    scene = replace(scene, session=scene.with_facts(code_tries=str(tries)))
    return scene.with_facts(result="spent") if tries == MOST_TRIES else asked_again(scene)


def asked_again(scene: Scene) -> Session:
    """The session without the wrong code, before the step that looks at it."""
    session = scene.with_facts(result="wrong")
    answers = {name: value for name, value in session.answers.items() if name != "phone_code"}
    return replace(session, answers=answers, done=session.done - {"do:check_code"})


def keep_phone(scene: Scene) -> None:
    """The number, instead of one given before, is a way from now on; it is no longer anybody else's."""
    drop_phone(scene)
    person = scene.work.people.at(Address(PHONE, typed(scene)))
    if person.officer_id:
        take_from(scene, person)
    scene.work.staff.set_gone(person.id, False)
    scene.work.staff.link(scene.person.officer_id, person.id)
    scene.work.audit(scene.person.officer_id, "phone_consent")


def take_from(scene: Scene, number: Person) -> None:
    """Whoever had this number before gets nothing more there, and reads so."""
    work, former = scene.work, number.officer_id
    work.unsend(number.id)
    work.staff.unlink(former, number.id)
    work.audit(former, "unlink_way")
    text = scene.say("phone_taken", end=number.address.id[-3:])
    tell_officer(work, former, OutgoingMessage(f"{scene.event.id}:phone", "", text))


def drop_phone(scene: Scene) -> Session:
    """The consent is taken back."""
    numbers = [way for way in ways_of(scene) if way.channel == PHONE]
    for way in numbers:
        unlink(scene, way)
    return scene.with_facts(result="done" if numbers else "none")


def code_over(work: Work, timer: Timer) -> None:
    """The time for a code is over: a number that nobody proved is forgotten, and a code still waiting not sent."""
    person = work.people.get(timer.subject)
    if person and not work.people.at(person.address).officer_id:
        work.people.erase(person.id)


def typed(scene: Scene) -> str:
    """The number that the officer typed, as the platform wants it; "" if it is no mobile number."""
    return mobile(scene.session.answers.get("own_phone", ""))


def mobile(typed: str) -> str:
    """A Vietnamese mobile number as the platform wants it, 84…; "" if it is none."""
    found = MOBILE.fullmatch(typed)
    return f"84{found[1]}" if found else ""
