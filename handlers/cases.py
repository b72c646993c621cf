"""Open a case, add what is said to it, and let every answer join it at once; urgency only ever rises here."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flows.place_facts import point_text
from flows.place_pins import first_place
from flows.words import urgency_words
from handlers.doubt import doubted, source_of
from handlers.entry_kinds import entry_kind, is_start
from handlers.events import Entry, IncomingEvent
from handlers.kept import kept
from handlers.merged import standing
from handlers.numbers import free_number
from handlers.placing import place_at_first, place_if_new
from handlers.retelling import new_answers, new_words
from handlers.scene import Said, Scene, steps_asking, story_of, words
from handlers.settle import settle
from handlers.shielding import shielded
from handlers.speaking import tell_holders
from handlers.where import commune
from handlers.work import Work
from referral.agencies import COMMUNE_ROLES
from referral.case import Case
from referral.clock import hour_and_day
from referral.plan import contested_to, raised
from referral.triage import ABUSE, RESCUE, Triage
from referral.triage.answers import reasons, weigh, worse
from referral.triage.breath import breath
from referral.triage.place import site_text
from referral.triage.site import where_only
from referral.triage.voice import guessed
from referral.urgency import Urgency

HOLD = timedelta(minutes=2)  # an alert that is no emergency waits this long for "who must not learn of it"
NOBODY_TO_AVOID = RESCUE | {"drowning_hazard", "injury_hazard", "child_opinion", "info_request"}
AVOID = {"commune": COMMUNE_ROLES, "none": ()}  # any other answer is a role


def open_case(scene: Scene, heard: Triage) -> Case:
    """Open the case of a first message, before any question, and alert whoever must know."""
    work = scene.work
    case = Case(
        id=work.chance.id(),
        number=free_number(work, work.cases.by_number),
        category=heard.category,
        urgency=heard.urgency,
        opened_at=work.now,
        hold_until=work.now + HOLD,
        avoid_asked=heard.category in NOBODY_TO_AVOID,
        triage_version=heard.version,
        pranks=scene.person.pranks,
    )
    source = "" if scene.by_phone else source_of(scene.event, scene.person.id)  # many callers, one operator
    work.cases.add(case, work.chance.receipt(), source)
    case = doubted(work, case)
    if scene.person.contact == "hidden":  # they are back, of their own will
        work.people.save(replace(scene.person, contact=""))
    if not scene.by_phone:
        work.cases.follow(case.id, scene.person.id)
    told = absorb(work, case, first_facts(scene, heard), Said(scene.said.text, heard))
    return settle(work, case) if told is case else told  # what has changed it, has settled it


def first_facts(scene: Scene, heard: Triage) -> dict[str, str]:
    """What the first message already says, as answers that need not be asked again."""
    where = site_text(scene.said.text) if heard.category in RESCUE else heard.place_text
    place, told = place_at_first(scene)
    known = first_place(place, scene.event.point, where or where_only(told))
    facts = {
        "reporter_is_child": "yes" if heard.reporter_is_child else "",
        "child_age": "" if heard.child_age is None else str(heard.child_age),
        "place_text": where,
        "place_said": where if heard.category in RESCUE else "",  # the pond stays, whatever is said of its commune
        "source": "phone" if scene.by_phone else "",  # Mẫu 01 A.1
        "what": "now" if heard.category == "drowning_now" else "",
        "story": scene.said.text.strip() if is_story(scene.said.text) else "",
        **breathless(scene.said.text, heard.category),
    }
    return {name: value for name, value in {**facts, **known}.items() if value}


def breathless(text: str, *categories: str) -> dict[str, str]:
    """That a child from the water does not breathe, if these words say so: aid is told at once, nothing asked."""
    if "drowning_now" not in categories or breath(text) != "no":
        return {}
    told = {name: steps_asking(name)[0].choices["no"] for name in ("still_in_water", "breathing")}
    return {**dict.fromkeys(told, "no"), **{f"{name}_words": words for name, words in told.items()}}


def is_story(text: str) -> bool:
    """Whether a first message tells something: more than three words that are no start word or menu button."""
    return len(text.split()) > 3 and not is_start(text)


def absorb(work: Work, case: Case, answers: Mapping[str, str], said: Said | None = None) -> Case:
    """Join answers and words to the case: facts, place, who to avoid, and an urgency that nobody lowers here."""
    now = Triage(case.urgency, case.category)
    heard = worse(now, said.triage) if said else now
    if said and case.category in ABUSE and guessed(said.triage):
        heard = replace(heard, category=case.category)  # a guess raises, it makes no drowning of an abuse
    weighed = weigh(heard, new_answers(case, answers))
    joined = with_news(
        case,
        urgency=max(case.urgency, weighed.urgency),
        category=weighed.category if weighed.urgency > Urgency.none else case.category,
        facts=facts_after(case, answers, weighed.category),
        reasons=tuple(dict.fromkeys((*case.reasons, *quoted(case, said), *weighed.answered))),
        commune=answers.get("commune") or case.commune,
        province=answers.get("province") or case.province,
        candidates=candidates_in(answers, case),
    )
    joined = avoiding(on_its_ground(joined), answers.get("avoid", ""))
    joined = shielded(work, case, joined, said.text if said else "")
    if joined.urgency > case.urgency:
        joined = doubted(work, joined)
    if joined == case:
        return case
    work.cases.save(joined)
    tell_changes(work, case, joined)
    return open_again(work, joined) if case.status == "closed" and alarming(case, joined) else settle(work, joined)


def with_news(case: Case, **fields: object) -> Case:
    """The case with these fields; itself if they hold nothing new, as mostly."""
    news: dict[str, Any] = {name: value for name, value in fields.items() if getattr(case, name) != value}
    return replace(case, **news) if news else case


def alarming(before: Case, after: Case) -> bool:
    """Whether a closed case must open again: it is more urgent, or danger was answered with yes."""
    danger = after.facts.get("danger_now") == "yes" != before.facts.get("danger_now")
    return after.urgency > before.urgency or danger


def tell_changes(work: Work, before: Case, case: Case) -> None:
    """Tell whoever holds the case that it is more urgent now, or happened somewhere else."""
    if case.urgency > before.urgency:
        tell_more_urgent(work, case)
    if before.commune and case.commune != before.commune:
        tell_holders(work, case, "place_corrected", f"{case.commune}:{work.now}", place=commune(work, case))


def tell_more_urgent(work: Work, case: Case) -> None:
    """Tell whoever holds the case that it is more urgent now."""
    tag = f"{case.urgency.name}:{work.now}"  # an officer may have lowered it since: the same level again is news
    tell_holders(work, case, "now_more_urgent", tag, urgency=urgency_words(case.urgency.name))


def facts_after(case: Case, answers: Mapping[str, str], category: str) -> dict[str, str]:
    """What is known of the case with these answers, which make it one of this category."""
    return {**case.facts, **kept(answers, case), **sealing(case.category, category), **ruled_out(answers, case)}


def sealing(*categories: str) -> dict[str, str]:
    """A case that was ever about abuse keeps its pictures sealed, whatever it becomes."""
    return {"sealed": "yes"} if ABUSE.intersection(categories) else {}


def quoted(case: Case, said: Said | None) -> tuple[str, ...]:
    """The words that make a case as urgent as it is, or more, with what they mean."""
    return reasons(said.triage, said.text) if said and said.triage.urgency >= case.urgency else ()


def candidates_in(answers: Mapping[str, str], case: Case) -> tuple[str, ...]:
    """The communes it may be, as the answers say; answers that say nothing of it change nothing."""
    return tuple(c for c in answers.get("place_options", ",".join(case.candidates)).split(",") if c)


def ruled_out(answers: Mapping[str, str], case: Case) -> dict[str, str]:
    """The communes that it might have been and, as these answers say, is not: their bodies may be stood down."""
    commune = answers.get("commune") or case.commune
    before = (*case.facts.get("ruled_out", "").split(","), *case.candidates, case.commune)
    still = {commune, *candidates_in(answers, case)}
    gone = ",".join(code for code in dict.fromkeys(before) if code and code not in still)
    return {"ruled_out": gone} if gone != case.facts.get("ruled_out", "") else {}


def on_its_ground(case: Case) -> Case:
    """The case with its legal ground: a rescue may tell what saves a life."""
    stands = case.category not in RESCUE or case.legal_ground == "save_a_life"
    return case if stands else replace(case, legal_ground="save_a_life")


def avoiding(case: Case, answer: str) -> Case:
    """The case with the roles that must not learn of it; none is taken back, whoever holds the phone now."""
    avoid = case.avoid | frozenset(AVOID.get(answer, (answer,)))
    if not answer or (case.avoid_asked and avoid == case.avoid):
        return case
    return replace(case, avoid=avoid, avoid_asked=True)


def add_words(scene: Scene, case: Case) -> Case:
    """Add what a person wrote to the history, raise the urgency if it is worse, and tell who holds the case."""
    work, text = scene.work, written(scene.event)
    said = new_words(work, case, scene.said)
    if text:
        work.history.record(case.id, Entry(entry_kind(scene), work.now, "reporter", text, writer=scene.writer))
    if case.status == "closed" and scene.heard.urgency >= Urgency.priority:
        case = open_again(work, case)
    told = {**place_if_new(scene, case), **breathless(scene.said.text, case.category, scene.heard.category)}
    raised = absorb(work, case, told, said)
    if text and raised.urgency == case.urgency and case.commune in ("", raised.commune):
        key = "answered_question" if scene.session.asked == "relay" else "more_words"
        writer = scene.person.officer_id if scene.by_phone else ""
        tell_holders(work, raised, key, news_tag(scene, raised), but=writer)
    return raised


def open_again(work: Work, case: Case) -> Case:
    """It is not over, the reporter says or tells of danger again: the case opens anew, one level above."""
    case = standing(work, case)
    facts = {name: value for name, value in case.facts.items() if name != "answered"}  # an answer that did not do
    again = replace(case, status="open", outcome="", contested=case.contested + 1, warned=False, desk_told=False)
    again = replace(again, contest_level=raised(case), facts=facts)
    work.cases.save(again)
    work.history.record(case.id, Entry("status", work.now, "system", reopened(work)))
    ask_above_anew(work, again)
    tell_holders(work, again, "reporter_contests", str(again.contested))
    return settle(work, again)


def awake(work: Work, case: Case) -> Case:
    """The case, open: a cry or a wish for a human never ends in a closed one."""
    return open_again(work, case) if case.status == "closed" else case


def reopened(work: Work) -> str:
    """The line that a receipt shows of it; the conversation says it in its own words."""
    return words(work, "vi", "reopened", time=hour_and_day(work.now))


def ask_above_anew(work: Work, case: Case) -> None:
    """What the higher desk accepted before is no answer to this: it is asked again."""
    higher = contested_to(case, work.directory)[-1]
    for alert in work.alerts.of(case.id):
        if higher and alert.body == higher.id and alert.answer in ("accepted", "handed_on"):
            work.alerts.save(case.id, replace(alert, answer="stood_down", answered_at=work.now))


def written(event: IncomingEvent) -> str:
    """What an event says in words: its text, else a phone number, else where its pin is."""
    pin = point_text(event.point) if event.point else ""
    return story_of(event.text).strip() or event.phone or pin


def news_tag(scene: Scene, case: Case) -> str:
    """Free words are news each time, and so is everything in an emergency; other answers are news once a minute."""
    each_time = entry_kind(scene) in ("said", "replied") or case.urgency == Urgency.emergency
    return scene.event.id if each_time else f"{scene.work.now:%Y-%m-%d %H:%M}"
