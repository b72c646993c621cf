"""One thing that happened, with all that a handler needs to answer it: who, what, where they stand, what it means."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache, partial

from flows.about_us import asks_about_us
from flows.engine import Voice
from flows.insults import only_insults
from flows.kinds import RECEIPT
from flows.language import in_english
from flows.library import flows
from flows.model import Session, Step
from flows.topics import only_topics
from flows.words import fold, phrase, sections
from handlers import presence, reach
from handlers.events import IncomingEvent, Person
from handlers.work import Work
from referral.agencies import Agency
from referral.clock import hour, hour_and_day
from referral.jurisdiction import Place
from referral.jurisdiction.resolver import resolve
from referral.records import dataclass
from referral.staff import OFFICER, Grant
from referral.triage import Triage
from referral.triage.judge import triage
from referral.urgency import Urgency

UNHEARD = Triage(Urgency.none, "not_relevant")  # what nobody has read yet
MOST_TRACES = 100  # as many as a platform removes at once
PHONE = "phone"  # the flow in which an officer writes down what a caller tells
WITHDRAWN = "withdrawn"  # as a contact: they had us forget them; nothing is pushed until they write again
TOPICS_ASKED = "reminder_topics"  # the question whose answer "đuối nước" tells of no accident
DAY = timedelta(hours=18)  # a moment nearer than this is told without its day
IDLE = ""  # the flow name of a session that waits for nothing but knows its case


@dataclass(frozen=True, slots=True)
class Said:
    """Words and what they were heard to mean; the evidence points into these words."""

    text: str
    triage: Triage


@dataclass(frozen=True, slots=True)
class Scene:
    """One event of one person inside one transaction."""

    work: Work
    event: IncomingEvent
    person: Person
    session: Session
    heard: Triage
    cried: bool = False  # this very event made the case an emergency
    breathless: bool = False  # this very event told that a child from the water does not breathe
    shielded: str = ""  # this very event shut somebody out: the key of what its writer may be told of it
    placed: bool = False  # this very event told where it is, without being the answer to that question
    chose: bool = False  # these are words that we offered
    resumed: bool = False  # a human answered this person until now, and we speak again
    late: bool = False  # older than the last event handled: it joins the case and answers nothing

    @property
    def by_phone(self) -> bool:
        """Whether an officer writes down here what a caller tells: the words are the caller's, the screen is not."""
        return self.session.flow == PHONE

    @property
    def writer(self) -> str:
        """Id of the person whose words these are; "" of a caller, whose words an officer writes down."""
        return "" if self.by_phone else self.person.id

    @property
    def said(self) -> Said:
        """The words of this event with their reading."""
        return Said(story_of(self.event.text), self.heard)

    @property
    def place(self) -> Place:
        """What the words say of where it is; looked up when somebody needs it."""
        return resolve(self.said.text, self.work.directory.landmarks)

    def say(self, key: str, **blanks: str) -> str:
        """A phrase in this person's language."""
        return words(self.work, self.person.locale, key, **blanks)

    def translated(self, text: str) -> str:
        """A Vietnamese text in this person's language."""
        return self.work.house.translate(self.person.locale, text)

    def voice(self) -> Voice:
        """How we speak to this person in this turn."""
        translate = self.work.house.translate
        return Voice(lambda text: translate(self.person.locale, text), self.work.chance.id()[:12])

    def with_facts(self, **facts: str) -> Session:
        """The session with what an action found out."""
        return replace(self.session, answers={**self.session.answers, **facts})


def words(work: Work, locale: str, key: str, **blanks: str) -> str:
    """A phrase in a language with its blanks filled."""
    return work.house.translate(locale, phrase(key)).format(**blanks)


def when(work: Work, moment: datetime) -> str:
    """A moment as people say it: the hour, with the day if it is not about now."""
    return hour(moment) if abs(moment - work.now) < DAY else hour_and_day(moment)


def named(work: Work, section: str, key: str, **blanks: str) -> str:
    """What stands under a key of a section of the phrases, in the language of the page."""
    return work.house.translate(work.page_locale, sections()[section][key]).format(**blanks)


def agency_name(work: Work, agency: Agency, locale: str = "") -> str:
    """An agency as people read it: a sample is always marked as one."""
    return words(work, locale or work.page_locale, "sample_agency", name=agency.name) if agency.sample else agency.name


def agency_names(work: Work, ids: Sequence[str], locale: str = "") -> str:
    """Several agencies, each once, as people read them."""
    found = (work.directory.agencies.get(i) for i in dict.fromkeys(ids))
    return ", ".join(agency_name(work, agency, locale) for agency in found if agency)


def arrive(work: Work, event: IncomingEvent) -> Scene:
    """The scene of an event: the person, where they stand, and what the words say of urgency and place."""
    event = replace(event, text=whole(event.text))
    person = work.people.at(event.address)
    late = is_late(person, event)
    seen = replace(
        person,
        last_event_at=person.last_event_at if late or not event.at else newest(person, event.at, work.now),
        seen_at=work.now,
        locale=event.locale or ("en" if person.seen_at is None and in_english(event.text) else person.locale),
        contact=""
        if person.contact == WITHDRAWN and not (late or event.waited)
        else person.contact,  # a person like any other
        traces=with_trace(person.traces, event.message_id),
        grant=granted(work, event.account),
    )
    work.people.save(seen)
    if not is_older(person, event.at):
        presence.note(work, person, here=True)
    reach.met(work, person, event.at)
    remember_way(work, person)
    session = work.people.session(person.id) or Session(IDLE)
    scene = Scene(work, event, seen, session, UNHEARD, late=late)
    chose = chosen(scene)
    voiced = not (chose or only_insults(event.text) or asks_about_us(event.text))
    return replace(scene, heard=triage(story_of(event.text), voiced=voiced), chose=chose)


def granted(work: Work, account: str) -> Grant:
    """What the log-in behind an event grants: no more than an officer's own cases where there is none."""
    return (work.accounts.grant(account, work.directory) if account else None) or OFFICER


def asked_about(scene: Scene) -> str:
    """The name of the answer that these words give: a button's own question, else the one that is open."""
    return scene.event.question.partition(":")[0] or scene.session.asked


def chosen(scene: Scene) -> bool:
    """Whether these are words that we offered: what they mean is known, and they tell no story."""
    asked, said = asked_about(scene), fold(scene.event.text)
    if said in offered(scene.work.house.translate, scene.person.locale, asked):
        return True
    if any(said in folded(words, scene.translated) for words in scene.session.options):
        return True
    topics = [step.choices for step in steps_asking(asked)] if asked == TOPICS_ASKED else ()
    return any(only_topics(scene.event.text, choices, scene.translated) for choices in topics)


@lru_cache(maxsize=512)  # the same for every message: a hundred texts and their translations
def offered(translate: Callable[[str, str], str], locale: str, asked: str) -> frozenset[str]:
    """The words of ours that somebody may choose when this is asked, in Vietnamese and their language, folded."""
    choices = [words for step in steps_asking(asked) for words in step.choices.values()]
    labels = sections()["labels"].values() if asked == "edit" else ()
    titles = [flow.title for flow in flows().values()]
    every = (folded(words, partial(translate, locale)) for words in (*choices, *labels, *titles))
    return frozenset().union(*every)


def folded(words: str, translated: Callable[[str], str]) -> set[str]:
    """What we offered, as it is and as it was said to them."""
    return {fold(words), fold(translated(words))}


def steps_asking(asked: str) -> Sequence[Step]:
    """The questions with this answer, of all conversations."""
    return [step for flow in flows().values() for step in flow.steps if asked and step.answer == asked]


def with_trace(traces: tuple[str, ...], message_id: str) -> tuple[str, ...]:
    """The latest messages of a person, each once however often it was changed."""
    return tuple(dict.fromkeys((*traces, message_id)))[-MOST_TRACES:] if message_id else traces


def is_late(person: Person, event: IncomingEvent) -> bool:
    """Whether something newer of this person was handled before, or an earlier message was only changed."""
    return event.edited or is_older(person, event.at)


def is_older(person: Person, at: datetime | None) -> bool:
    """Whether something newer of this person was handled: a platform repeats what it could not deliver, hours later."""
    return bool(person.last_event_at and at and at < person.last_event_at)


def newest(person: Person, at: datetime, now: datetime) -> datetime:
    """The platform's time of the newest event: never ahead of our clock, and never back, as our clock may be set."""
    return max(person.last_event_at or min(at, now), min(at, now))


def whole(text: str) -> str:
    """The text with letters and marks composed, half characters (which no file or database takes) replaced."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


def remember_way(work: Work, person: Person) -> None:
    """Alerts go to an officer on the way used last."""
    officer = work.directory.officers.get(person.officer_id)
    if officer and officer.ways[:1] != (person.id,):
        work.staff.used(officer.id, person.id)


def story_of(text: str) -> str:
    """The words without a receipt: urgent words beside it are read first, without it."""
    return RECEIPT.sub("", text)
