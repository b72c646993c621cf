"""Officers get reminders of their own work on every way they link, until they stop them; nothing else by itself."""

from dataclasses import replace

from handlers.events import Person
from handlers.moving import common_province
from handlers.ways import PHONE
from handlers.work import Work
from referral.agencies import Agency
from referral.campaigns import TOPICS, WORK, Subscription

OFFICE = "office"


def human_of(officer_id: str) -> str:
    """What is the same for all ways of one officer."""
    return f"officer:{officer_id}"


def subscribe_way(work: Work, officer_id: str, person: Person) -> None:
    """This way was linked: reminders of work go there too, unless this officer or this account has stopped them.

    A number that only templates reach gets none: each would be paid.
    """
    officer, human = work.directory.officers.get(officer_id), human_of(officer_id)
    if officer is None or person.address.channel == PHONE or work.subscriptions.stopped(person.id, human):
        return
    leave_way(work, person.id, human)
    before = work.subscriptions.of(person.id) or new_subscription(work, person, work.directory.agencies[officer.agency])
    work.subscriptions.save(replace(before, human=human, topics=with_work(before)))
    work.people.save(replace(person, subscribed=True))
    put_in_order(work, officer_id)


def new_subscription(work: Work, person: Person, agency: Agency) -> Subscription:
    """What we know of an officer by their agency."""
    commune = agency.communes[0] if len(agency.communes) == 1 else ""
    province = agency.province or common_province(agency.communes)
    blank = Subscription(person.id, person.address.channel, work.now, OFFICE, topics=(WORK,))
    return replace(blank, commune=commune, province=province, role=agency.role)


def with_work(subscription: Subscription) -> tuple[str, ...]:
    """Their topics and their work; who named no topic has all the others."""
    if WORK in subscription.topics:
        return subscription.topics
    return (*(subscription.topics or without_work(TOPICS)), WORK)


def without_work(topics: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(topic for topic in topics if topic != WORK)


def put_in_order(work: Work, officer_id: str) -> None:
    """Of an officer's ways the preferred one gets the reminder, then a messenger, then a page of ours."""
    for way in work.staff.ways(officer_id):
        rank = 0 if way.preferred else 2 if way.channel in work.house.own_channels else 1
        kept = work.subscriptions.of(way.person_id)
        if kept and kept.human == human_of(officer_id) and kept.rank != rank:
            work.subscriptions.save(replace(kept, rank=rank))


def leave_way(work: Work, person_id: str, but: str = "") -> None:
    """This way is its officer's no more, unless that is `but`: what they asked for themselves stays theirs."""
    kept = work.subscriptions.of(person_id)
    if kept is None or kept.human == but or not kept.human.startswith(human_of("")):
        return
    if kept.source == OFFICE:
        work.subscriptions.drop(person_id)
        return
    topics = without_work(kept.topics)
    everything = set(topics) == set(without_work(TOPICS))
    work.subscriptions.save(replace(kept, human="", rank=0, topics=() if everything else topics))
