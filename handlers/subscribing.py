"""Who asks for reminders, from where and about what; and the end of it, at a word and on every way of theirs."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from flows.library import flow_started_by, flows
from flows.model import Flow, Session
from flows.words import fold, synonyms
from handlers.scene import WITHDRAWN, Scene
from handlers.work import Work
from referral.campaigns import TOPICS, WORK, Subscription
from referral.jurisdiction import Place
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import unit
from referral.jurisdiction.words import choices, province_of, spoken
from referral.urgency import Urgency

SUBSCRIBE, UNSUBSCRIBE = "subscribe", "unsubscribe"  # the flow, and the command that undoes it
HOME, WHICH, ABOUT = "reminder_home", "reminder_which", "reminder_topics"  # its answers
LESSONS = frozenset({"swim_quiz", "safe_home", "know_111"})
GENTLE = LESSONS | {SUBSCRIBE}  # conversations in which nobody reports anything
FROM_COPY = "from_copy"  # among the answers of a conversation that a campaign's button began
NO_STOP = re.compile(r"đ[úụũ]ng|d[ùụũúủ]ng", re.IGNORECASE)  # folded, they are the letters of "dừng"
LATELY = timedelta(days=7)  # so long a copy may still be what somebody speaks of
LINK = re.compile(r"(\d{5})(?:[\s_]+([a-z0-9][a-z0-9_-]{0,39}))?")  # the commune, and the place where the poster hangs
SILENCED = frozenset({"hidden", "never", WITHDRAWN})  # contacts to whom no reminder goes
AND = frozenset({"va", "and"})  # between the numbers of topics
MOST_PARTICLES = 2  # words that may stand behind "đăng ký" without being a place: "đăng ký nhé"


def asked_to_subscribe(scene: Scene, who: str) -> tuple[Flow, str] | None:
    """The flow these words start; behind "đăng ký" may stand a place, which `subscribe` reads, and no story."""
    found = flow_started_by(scene.event.text, who)
    if found is None or found[0].name != SUBSCRIBE:
        return found
    flow, rest = found
    short = len(rest.split()) <= MOST_PARTICLES
    calm = scene.heard.urgency <= Urgency.routine
    return (flow, "") if calm and (short or is_home(scene, rest)) else None


def is_home(scene: Scene, text: str) -> bool:
    """Whether these words name a place to be reminded for."""
    return LINK.fullmatch(text.strip()) is not None or found_place(scene, text).status != "none"


def found_place(scene: Scene, text: str) -> Place:
    """Where these words say that somebody lives."""
    return resolve(text, scene.work.directory.landmarks)


def subscribe(scene: Scene) -> Session:
    """Reminders, please: kept before anything is asked. Reporting never subscribes anybody."""
    work, known = scene.work, scene.work.subscriptions.of(scene.person.id)
    found = flow_started_by(scene.event.text, "citizen")
    told = found[1] if found and found[0].name == SUBSCRIBE else ""
    wanted = located(scene, known or begun(scene), told)
    keep(scene, wanted)
    again, seen = shown(scene, known)
    facts = {
        "reminder_again": "yes" if again else "",
        "per_week": str(work.house.campaigns.per_week),
        "sender": work.house.campaigns.sender,
    }
    return scene.with_facts(**facts, **not_asked(scene, located(scene, seen, told), told, again))


def shown(scene: Scene, known: Subscription | None) -> tuple[bool, Subscription]:
    """Whether they hear that they had subscribed, and what of it is shown: who hides is answered like a stranger.

    Whoever holds that screen now must not learn that it was used here before.
    """
    again = known is not None and scene.person.contact not in SILENCED
    return again, known if known and again else begun(scene)


def begun(scene: Scene) -> Subscription:
    """A new subscription; an officer who asks has all topics, on all ways together."""
    person, now = scene.person, scene.work.now
    if person.officer_id:
        human = f"officer:{person.officer_id}"
        return Subscription(person.id, person.address.channel, now, human=human, topics=TOPICS)
    return Subscription(person.id, person.address.channel, now)


def located(scene: Scene, wanted: Subscription, told: str) -> Subscription:
    """The subscription with the commune that a link or words name, if they name just one, or with the province."""
    link = LINK.fullmatch(told.strip().lower())
    if link and spoken(link[1]):
        source = f"link:{link[2]}" if link[2] and wanted.since == scene.work.now else wanted.source
        return replace(wanted, commune=link[1], province=province_of(link[1]), source=source)
    place = found_place(scene, told)
    if place.status == "commune":
        return replace(wanted, commune=place.codes[0], province=province_of(place.codes[0]))
    return replace(wanted, commune="", province=place.province) if place.province else wanted


def not_asked(scene: Scene, wanted: Subscription, told: str, again: bool) -> Mapping[str, str]:
    """What need not be asked: a commune that is known, and the topics of somebody who came back to move."""
    home = {HOME: spoken(wanted.commune), "reminder_place": spoken(wanted.commune)} if wanted.commune else {}
    unclear = {HOME: told} if told and is_home(scene, told) else {}
    return {**(home or unclear), **({ABOUT: "kept"} if again and told else {})}


def set_home(scene: Scene) -> Session:
    """Keep where they live; of several communes they choose once, and what nobody knows is left open."""
    answers, known = scene.session.answers, scene.work.subscriptions.of(scene.person.id)
    if known is None:
        return scene.session
    place = found_place(scene, answers.get(HOME, ""))
    labels = dict(zip(choices(place), filter(unit, place.codes), strict=False))
    told = labels.get(answers.get(WHICH, ""), answers.get(WHICH) or answers.get(HOME, ""))
    wanted = located(scene, known, told)
    keep(scene, wanted)
    wanted = located(scene, shown(scene, known)[1], told)
    several = "\n".join(labels) if place.status == "ambiguous" and WHICH not in answers else ""
    return scene.with_facts(reminder_place=spoken(wanted.commune), reminder_places=several)


def set_topics(scene: Scene) -> Session:
    """Keep what they want to hear of; all of it unless they named something."""
    known = scene.work.subscriptions.of(scene.person.id)
    named = topics_in(scene.session.answers.get(ABOUT, ""))
    if known and scene.session.answers.get(ABOUT) != "kept":
        work = (WORK,) if scene.person.officer_id and (named or WORK in known.topics) else ()
        everything = TOPICS if scene.person.officer_id else ()
        keep(scene, replace(known, topics=(*named, *work) if named else everything))
    return scene.session


def topics_in(said: str) -> tuple[str, ...]:
    """The topics that these words name, by the words on the buttons, or by numbers; () for all or none."""
    offered = next(step.choices for step in flows()[SUBSCRIBE].steps if step.answer == ABOUT)
    words = fold(said)
    numbers = {word for word in words.split() if word not in AND}
    numbers = numbers if all(map(str.isdecimal, numbers)) else set()
    rows = enumerate(offered.items(), 1)
    named = [key for n, (key, label) in rows if fold(label) in words or str(n) in numbers]
    return () if "all" in named else tuple(named)


def keep(scene: Scene, wanted: Subscription) -> None:
    """Keep a subscription; then the person, which says whether they may be written to."""
    work = scene.work
    work.subscriptions.save(wanted)
    person = work.people.get(scene.person.id) or scene.person
    work.people.save(replace(person, subscribed=True))


def stops(scene: Scene, command: str) -> bool:
    """Whether these words end the reminders: the plain word always, "dừng" or "đừng nhắn nữa" from who gets them."""
    if command == UNSUBSCRIBE:
        return True
    soft = not command and fold(scene.event.text) in synonyms()["stop_reminders"]
    if soft:
        return scene.person.subscribed or reminded(scene)
    from_copy = FROM_COPY in scene.session.answers or reminded(scene)
    return scene.person.subscribed and from_copy and leaves(scene, command)


def leaves(scene: Scene, command: str) -> bool:
    """Whether somebody who tells nothing now says a bare "dừng", "hủy" or "thôi"; "đúng" only looks like it."""
    flow = flows().get(scene.session.flow)
    if flow and flow.name not in GENTLE:
        return False
    plain = not command and not scene.session.case_id and scene.person.contact not in SILENCED
    return (plain and fold(scene.event.text) in synonyms()["leave"]) or (
        command == "stop" and NO_STOP.search(scene.event.text) is None
    )


def reminded(scene: Scene) -> bool:
    """Whether they got a copy of a campaign in the last days, which this is then an answer to."""
    return bool(scene.work.campaigns.answered(scene.person.id, scene.work.now - LATELY))


def unsubscribe(scene: Scene) -> Scene:
    """No more reminders, on whichever way: done before anything else, whoever answers this person now."""
    end_reminders(scene.work, scene.person.id)
    person = replace(scene.work.people.get(scene.person.id) or scene.person, subscribed=False)
    scene.work.people.save(person)
    return replace(scene, person=person)


def end_reminders(work: Work, person_id: str) -> None:
    """End the subscription of this human; what waits for them is not sent."""
    work.campaigns.stopped(person_id, work.now - LATELY)
    work.subscriptions.end(person_id)
