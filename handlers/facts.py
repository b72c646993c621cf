"""What a conversation may say of its case: who was told, who accepted, the receipt; only what is true now."""

from collections.abc import Sequence

from flows.words import guidance
from handlers.scene import Scene, agency_names, words
from handlers.work import Work
from referral.alerts import Alert, waits_for_answer
from referral.case import Case
from referral.conflict import SHIELD
from referral.follow_up import answer_by
from referral.jurisdiction.words import spoken
from referral.triage.rescue import about_friend, rescue_number

OF_ONE_PERSON = frozenset({"contact", "contact_words", "contact_when", "callback", "on_form", "on_form_words"})
RESCUE_CALLS = {"114": "call_114", "115": "call_115"}

TOLD = {  # who was asked, that it waits, that nobody could be asked: to a reporter, and to who writes for a caller
    False: ("told", "told_later", "told_nobody"),
    True: ("told_caller", "told_caller_later", "told_caller_nobody"),
}


def told_before(scene: Scene, case: Case) -> dict[str, str]:
    """What the case knows and its conversation need not ask: how somebody may be reached is true of nobody else."""
    known = {name: value for name, value in case.facts.items() if value}
    theirs = OF_ONE_PERSON.intersection(known)
    shared = theirs and set(scene.work.cases.followers(case.id)) - {scene.person.id}
    return {name: value for name, value in known.items() if name not in theirs} if shared else known


def case_facts(scene: Scene, case: Case) -> dict[str, str]:
    """What a conversation may say of its case: only what is true at this moment."""
    return {
        **{name: case.facts.get(name, "") for name in ("reporter_is_child", "commune")},
        "urgency": case.urgency.name,
        "category": case.category,
        "number": case.number,
        "receipt": grouped(scene.work.cases.receipt(case.id)),
        "told": told(scene, case),
        **{name: scene.translated(text) for name, text in guidance().items()},
        "answer_by": answer_day(scene.work, case),
        "rescue_call": scene.say(RESCUE_CALLS[rescue_number(told_by(case))]),
        "about_friend": "yes" if about_friend(told_by(case)) else "",
        "commune_words": spoken(case.commune) if case.commune else "",
        **doubt(case),
        **in_water(case),
        "shield": case.facts.get(SHIELD, ""),
        "name_doubt": "yes" if case.named and not case.facts.get("name_here") else "",
    }


def answer_day(work: Work, case: Case) -> str:
    """The day by which the child's opinion is to be answered, "" for other cases."""
    day = answer_by(case, work.directory.calendar)
    return f"{day:%d/%m/%Y}" if day else ""


def told_by(case: Case) -> tuple[str, ...]:
    """The words that made the case what it is."""
    return (*case.reasons, case.facts.get("story", ""))


def doubt(case: Case) -> dict[str, str]:
    """What is to be asked when a pin came that is not where the words are."""
    names = ("place_doubt", "place_options", "place_via", "place_ask") if case.facts.get("place_doubt") else ()
    return {name: case.facts.get(name, "") for name in names}


def in_water(case: Case) -> dict[str, str]:
    """What is known of a child in the water, so that nobody is asked again."""
    return {name: case.facts[name] for name in ("still_in_water", "breathing") if case.facts.get(name)}


def told(scene: Scene, case: Case) -> str:
    """Who has been told and who has accepted, in words that promise nothing nobody promised."""
    work, locale = scene.work, scene.person.locale
    alerts = [a for a in work.alerts.of(case.id) if a.answer != "cut"]
    asked, later, nobody = TOLD[scene.by_phone]
    accepted = agencies_of(work, [a for a in alerts if a.answer == "accepted"])
    if accepted:
        taken = scene.say("told_accepted", agencies=agency_names(work, accepted, locale))
        others = [one for one in agencies_of(work, asked_here(scene, case)) if one not in accepted]
        here = agency_names(work, others, locale)
        return " ".join([taken, scene.say("told_as_well", agencies=here)] if here else [taken])
    if waits_for_answer(case, work.now) and not alerts:
        return scene.say(later)
    if not alerts:
        return scene.say(nobody)
    return scene.say(asked, agencies=agency_names(work, agencies_of(work, alerts), locale))


def asked_here(scene: Scene, case: Case) -> list[Alert]:
    """Where those who accepted are not the right ones, or not enough: the alerts that others have yet to answer."""
    work, alerts = scene.work, scene.work.alerts.of(case.id)
    if case.contested:
        return [a for a in alerts if not a.answer]  # whoever took it is not enough for the reporter
    own = [a for a in alerts if case.commune and case.commune in communes_of(work, a.body)]
    taken = any(a.answer == "accepted" for a in own)
    return [a for a in own if not (taken or a.answer)]


def communes_of(work: Work, body: str) -> frozenset[str]:
    """The communes that a body answers for."""
    agency = work.directory.agencies.get(body)
    return frozenset(agency.communes) if agency else frozenset()


def agencies_of(work: Work, alerts: Sequence[Alert]) -> list[str]:
    """The agencies whose officers were asked, not the bodies they were asked for, unless that body was phoned."""
    officers = work.directory.officers
    return [a.body if a.phoned else officers[a.officer].agency for a in alerts if a.officer in officers]


def grouped(receipt: str) -> str:
    """A receipt as people read a phone number: 4821 773 099 140 265."""
    return " ".join([receipt[:4], *(receipt[i : i + 3] for i in range(4, 16, 3))])


def receipt_line(work: Work, locale: str, case_id: str) -> str:
    """The line that tells a person their receipt."""
    return words(work, locale, "receipt_words", receipt=grouped(work.cases.receipt(case_id)))
