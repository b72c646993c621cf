"""What officers do with their own ways: see them, add one by code, prefer one, let one go."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flows.model import Session
from flows.words import fold, sections
from handlers.events import OutgoingMessage, Way
from handlers.scene import Scene, words
from handlers.subscribing_officers import leave_way, put_in_order
from handlers.ways import PHONE
from handlers.work import Work

CODE_LASTS = timedelta(minutes=15)  # long enough to take the other phone, too short to be found later
ORDERS = ("button_add_way", "button_prefer_way", "button_drop_way", "button_phone_way")


def show_ways(scene: Scene) -> Session:
    """My ways in the order in which they are tried, and what can be done with them."""
    named = names_of(scene.work, ways_of(scene))
    lines = [scene.say("way_line", n=str(n), way=state_words(scene, *one)) for n, one in enumerate(named.items(), 1)]
    orders = "\n".join(scene.say(key) for key in ORDERS)
    return scene.with_facts(ways="\n".join([scene.say("ways_are"), *lines]), way_orders=orders)


def state_words(scene: Scene, name: str, way: Way) -> str:
    """A way with what is special about it."""
    if way.gone:
        return scene.say("way_gone", way=name)
    return scene.say("way_first", way=name) if way.preferred else name


def add_way(scene: Scene) -> Session:
    """A code by which another account becomes a way of this very officer."""
    code = scene.work.chance.code()
    scene.work.staff.invite(code, scene.person.officer_id, scene.work.now + CODE_LASTS)
    doors = " ".join(door.format(code=code) for door in scene.work.house.doors)
    return scene.with_facts(code=code, door=doors)


def prefer_way(scene: Scene) -> Session:
    """The account that writes this is tried first from now on; a page of ours gets everything anyway."""
    if scene.person.address.channel in scene.work.house.own_channels:
        return scene.with_facts(result="own")
    scene.work.staff.prefer(scene.person.officer_id, scene.person.id)
    put_in_order(scene.work, scene.person.officer_id)
    scene.work.audit(scene.person.officer_id, "prefer_way")
    return scene.with_facts(result="done")


def offer_ways(scene: Scene) -> Session:
    """The ways that may be let go."""
    offered = droppable(scene)
    return scene.with_facts(result="found" if offered else "none", own_ways="\n".join(offered))


def drop_way(scene: Scene) -> Session:
    """Let the named way go: what waits to be sent there is not sent, and whoever writes there is no officer."""
    said = fold(scene.session.answers.get("way", ""))
    way = next((way for name, way in droppable(scene).items() if fold(name) == said), None)
    if way is None:
        return scene.with_facts(result="not_found")
    unlink(scene, way)
    return scene.with_facts(result="done")


def unlink(scene: Scene, way: Way) -> None:
    """This way is the officer's no more."""
    work = scene.work
    work.unsend(way.person_id)
    work.people.save_session(way.person_id, None)
    work.staff.unlink(scene.person.officer_id, way.person_id)
    leave_way(work, way.person_id)
    work.audit(scene.person.officer_id, "unlink_way")


def droppable(scene: Scene) -> Mapping[str, Way]:
    """By name: all but pages of ours, and but the last account on which an officer can answer."""
    ways, own = ways_of(scene), scene.work.house.own_channels
    answering = [way for way in ways if way.channel != PHONE and not way.gone]
    last = answering[0].person_id if len(answering) == 1 else ""
    named = names_of(scene.work, ways).items()
    return {name: way for name, way in named if way.channel not in own and way.person_id != last}


def ways_of(scene: Scene) -> Sequence[Way]:
    """Every linked way of the officer who writes."""
    return scene.work.staff.ways(scene.person.officer_id)


def names_of(work: Work, ways: Sequence[Way]) -> Mapping[str, Way]:
    """The ways by what an officer calls them; the second on one channel has a number."""
    named: dict[str, Way] = {}
    for way in ways:
        name = name_of(work, way)
        alike = sum(1 for other in named.values() if name_of(work, other) == name)
        named[words(work, "vi", "way_again", way=name, n=str(alike + 1)) if alike else name] = way
    return named


def name_of(work: Work, way: Way) -> str:
    """A channel as people call it; of a phone number only its end."""
    person = work.people.get(way.person_id) if way.channel == PHONE else None
    if person:
        return words(work, "vi", "way_phone", end=person.address.id[-3:])
    return sections()["channels"].get(way.channel, way.channel)


def tell_of_new_way(scene: Scene, officer_id: str) -> None:
    """An account was linked just now: the officer's others outside our house read so, in case it was somebody else."""
    work = scene.work
    text = words(work, "vi", "way_added", way=name_of(work, Way(scene.person.id, scene.person.address.channel)))
    for way in work.staff.ways(officer_id):
        if way.channel not in {*work.house.own_channels, PHONE} and way.person_id != scene.person.id and not way.gone:
            key = f"{scene.event.id}:way:{way.person_id}"
            work.send(OutgoingMessage(key, way.person_id, text, guarded=True))
