"""Who asks for reminders, from where and about what; and the end of it, at a word and on every way of theirs."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import takewhile

from flows.library import flow_started_by, flows
from flows.model import Flow, Session
from flows.stopping import says_stop, says_stop_here
from flows.topics import ALL, topics_named
from flows.words import fold, synonyms
from handlers.homes import PIN, names_place_only, place_told
from handlers.scene import WITHDRAWN, Scene
from handlers.subscribing_officers import human_of, new_subscription
from handlers.work import Work
from referral.campaigns import ROLES, TOPICS, WORK, Subscription
from referral.jurisdiction import Place
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import unit
from referral.jurisdiction.words import choices, province_of, spoken, spoken_province
from referral.urgency import Urgency

SUBSCRIBE, UNSUBSCRIBE = "subscribe", "unsubscribe"  # the flow, and the command that undoes it
HOME, WHICH, ABOUT, ROLE = "reminder_home", "reminder_which", "reminder_topics", "reminder_role"  # its answers
LESSONS = frozenset({"swim_quiz", "safe_home", "know_111"})
GENTLE = LESSONS | {SUBSCRIBE}  # conversations in which nobody reports anything
FROM_COPY = "from_copy"  # among the answers of a conversation that a campaign's button began
NO_STOP = re.compile(r"đ[úụũ]ng|d[ùụũúủ]ng", re.IGNORECASE)  # folded, they are the letters of "dừng"
LATELY = timedelta(days=7)  # so long a copy may still be what somebody speaks of
MOST_SLUG = 40  # letters that name where a poster hangs: Telegram takes 64 characters, sub_21340_ and these
LINK = re.compile(
    rf"(\d{{5}})(?:[\s_]+([a-z0-9][a-z0-9_-]{{0,{MOST_SLUG - 1}}}))?"
)  # the commune, and the place of the poster
SILENCED = frozenset({"hidden", "never", WITHDRAWN})  # contacts to whom no reminder goes
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
        "reminder_role_known": wanted.role,
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
    person, work = scene.person, scene.work
    officer = work.directory.officers.get(person.officer_id)
    if officer is None:
        return Subscription(person.id, person.address.channel, work.now)
    known = new_subscription(work, person, work.directory.agencies[officer.agency])
    return replace(known, source="chat", human=human_of(officer.id), topics=TOPICS)


def located(scene: Scene, wanted: Subscription, told: str) -> Subscription:
    """The subscription with the commune that a link or words name, if they name just one, or with the province."""
    link = LINK.fullmatch(told.strip().lower())
    if link and spoken(link[1]):
        source = f"link:{link[2]}" if link[2] and wanted.since == scene.work.now else wanted.source
        return replace(wanted, commune=link[1], province=province_of(link[1]), source=source)
    return placed(wanted, found_place(scene, told))


def placed(wanted: Subscription, place: Place) -> Subscription:
    """The subscription with the one commune that a place is, or with its province."""
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
    place = place_told(scene, answers.get(HOME, ""))
    labels, chosen = dict(zip(choices(place), filter(unit, place.codes), strict=False)), answers.get(WHICH, "")
    told = labels.get(chosen, chosen or answers.get(HOME, ""))
    wanted = placed(known, place) if answers.get(PIN) and not chosen else located(scene, known, told)
    keep(scene, wanted)
    wanted = located(scene, shown(scene, known)[1], told)
    several = "\n".join(labels) if place.status == "ambiguous" and WHICH not in answers else ""
    province = "" if wanted.commune else spoken_province(wanted.province)
    return scene.with_facts(reminder_place=spoken(wanted.commune), reminder_places=several, reminder_province=province)


def set_topics(scene: Scene) -> Session:
    """Keep what they want to hear of; all of it unless they named something."""
    said, known = scene.session.answers.get(ABOUT, ""), scene.work.subscriptions.of(scene.person.id)
    if known is None or said == "kept":
        return scene.session
    named = topics_named(said, topics_offered(), scene.translated)
    if not named and names_place_only(scene, said):
        return moved(scene, said)
    if named:
        keep(scene, replace(known, topics=topics_for(scene, known, named)))
    again = scene.session.answers.get("reminder_again", "")
    after = scene.work.subscriptions.of(scene.person.id) or known
    return scene.with_facts(reminder_about=topics_words(scene, after), reminder_same="" if named else again)


def set_role(scene: Scene) -> Session:
    """Keep what they say that they are; nobody has to."""
    known, role = scene.work.subscriptions.of(scene.person.id), scene.session.answers.get(ROLE, "")
    if known and role in ROLES:
        keep(scene, replace(known, role=role))
    return scene.session


def moved(scene: Scene, told: str) -> Session:
    """A place was told where topics were asked: go back to the question of the home, with this as its answer."""
    steps = list(takewhile(lambda step: step.answer != HOME, flows()[SUBSCRIBE].steps))
    gone = {ABOUT, WHICH, PIN, "reminder_place", "reminder_places", "reminder_province"}
    answers = {name: value for name, value in scene.session.answers.items() if name not in gone}
    order = tuple(name for name in scene.session.order if name not in gone)
    done = scene.session.done & {step.key for step in steps}
    return replace(scene.session, answers={**answers, HOME: told}, order=order, done=done)


def topics_for(scene: Scene, known: Subscription, named: tuple[str, ...]) -> tuple[str, ...]:
    """The topics to keep; an officer's work is left out only by the word that ends it all."""
    if ALL in named:
        return TOPICS if scene.person.officer_id else ()
    return (*named, WORK) if scene.person.officer_id else named


def topics_words(scene: Scene, known: Subscription) -> str:
    """The topics of a subscription as its buttons say them, in this person's language."""
    offered = topics_offered()
    chosen = [scene.translated(words) for key, words in offered.items() if key in known.topics]
    return "; ".join(chosen if 0 < len(chosen) < len(offered) - 1 else [scene.translated(offered[ALL])])


def topics_offered() -> Mapping[str, str]:
    """The topics that one may choose, with the words on their buttons."""
    return next(step.choices for step in flows()[SUBSCRIBE].steps if step.answer == ABOUT)


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
    if not command and in_own_words(scene):
        return scene.person.subscribed or reminded(scene)
    if not (scene.person.subscribed and leaves(scene, command)):
        return False
    return FROM_COPY in scene.session.answers or reminded(scene)


def leaves(scene: Scene, command: str) -> bool:
    """Whether somebody who tells nothing now says a bare "dừng", "hủy" or "thôi"; "đúng" only looks like it."""
    flow = flows().get(scene.session.flow)
    if flow and flow.name not in GENTLE:
        return False
    plain = not command and not scene.session.case_id and scene.person.contact not in SILENCED
    return (plain and fold(scene.event.text) in synonyms()["leave"]) or (
        command == "stop" and NO_STOP.search(scene.event.text) is None
    )


def in_own_words(scene: Scene) -> bool:
    """Whether somebody says in words of their own that they want no more; while they subscribe one word says it."""
    text = scene.event.text
    if scene.session.flow == SUBSCRIBE and says_stop_here(text):
        return True
    return fold(text) in synonyms()["stop_reminders"] or says_stop(text)


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
