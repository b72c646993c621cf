"""An officer's phone number as their last way: template messages by consent, until the consent is taken back."""

import re

from flows.model import Session
from handlers.events import Address
from handlers.scene import Scene
from handlers.way_orders import unlink, ways_of
from handlers.ways import PHONE

MOBILE = re.compile(r"(?:\+?84|0)([35789]\d{8})")  # Vietnamese mobile numbers since 2018


def check_phone(scene: Scene) -> Session:
    """Whether this number can be used, and how the officer reads it before saying yes."""
    number = mobile(scene.session.answers.get("own_phone", ""))
    fit = number != "" and not taken(scene, number)
    return scene.with_facts(result="fit" if fit else "unfit", phone=f"0{number[2:]}" if number else "")


def keep_phone(scene: Scene) -> Session:
    """The officer said yes: this number, instead of one given before, is a way from now on."""
    number = mobile(scene.session.answers.get("own_phone", ""))
    if not number or taken(scene, number):
        return scene.with_facts(result="unfit")
    drop_phone(scene)
    person = scene.work.people.at(Address(PHONE, number))
    scene.work.staff.set_gone(person.id, False)
    scene.work.staff.link(scene.person.officer_id, person.id)
    scene.work.audit(scene.person.officer_id, "phone_consent")
    return scene.with_facts(result="done")


def drop_phone(scene: Scene) -> Session:
    """The consent is taken back."""
    numbers = [way for way in ways_of(scene) if way.channel == PHONE]
    for way in numbers:
        unlink(scene, way)
    return scene.with_facts(result="done" if numbers else "none")


def taken(scene: Scene, number: str) -> bool:
    """Whether alerts of another officer go to this number: nobody takes it from them by typing it."""
    person = scene.work.people.find(Address(PHONE, number))
    return person is not None and person.officer_id not in ("", scene.person.officer_id)


def mobile(typed: str) -> str:
    """A Vietnamese mobile number as the platform wants it, 84…; "" if it is none."""
    found = MOBILE.fullmatch(typed)
    return f"84{found[1]}" if found else ""
