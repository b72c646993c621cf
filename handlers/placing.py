"""A place told outside its question: before the cry, in passing, or anew; another commune is never just lost."""

from dataclasses import replace
from datetime import datetime, timedelta

from flows.model import Flow, Session, Step
from flows.place_facts import DERIVED, commune_facts, place_facts
from flows.place_pins import MOST_OF_WORDS, second_place
from flows.words import command_in, fold, synonyms
from handlers.scene import IDLE, Scene
from handlers.sessions import keep
from handlers.where import beyond, exact_place
from referral.case import Case
from referral.jurisdiction import Place
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.words import listed, province_of, spoken
from referral.triage.site import where_only

REMEMBERED = timedelta(hours=1)  # a place told before there was a case
NAMED = ("marked commune", "district")  # rules of the resolver by which words name a place with its type
MOST_CORRECTED = 5  # communes a correction may mean, to be asked as buttons


def remember_place(scene: Scene) -> None:
    """Keep a place told before there is a case: the cry for help may come in the next message."""
    session = scene.work.people.session(scene.person.id) or Session(IDLE)
    if scene.person.officer_id or session.case_id or scene.place.status == "none":
        return
    told = {"place_before": scene.said.text, "place_before_at": scene.work.now.isoformat()}
    keep(scene, replace(session, answers={**session.answers, **told}))


def told_before(scene: Scene) -> str:
    """The words that told a place shortly before this message, or in the story it answers for; "" when none did."""
    answers = scene.session.answers
    at = answers.get("place_before_at")
    if not at:
        return answers.get("story", "")
    return answers["place_before"] if scene.work.now - datetime.fromisoformat(at) <= REMEMBERED else ""


def place_at_first(scene: Scene) -> tuple[Place, str]:
    """Where a first message says that it is and in what words; else what was said of it shortly before."""
    before = told_before(scene)
    if before and scene.place.status == "none" and not scene.event.point:
        return resolve(before, scene.work.directory.landmarks), before
    return scene.place, scene.event.text.strip()


def place_if_new(scene: Scene, case: Case) -> dict[str, str]:
    """A pin, or a place named in passing or anew; an answer about place comes through the flow."""
    if command_in(scene.event.text) or (
        scene.session.asked.startswith("place") and not (scene.late or scene.event.media)
    ):
        return {}
    if scene.event.point:
        return second_place(scene.event.point, case.commune, case.facts)
    if case.commune:
        return told_anew(scene, case)
    if scene.place.status == "commune":
        return place_facts(scene.place, scene.heard.place_text or where_only(scene.event.text))
    near = [code for code in scene.place.codes if code in case.candidates]
    if len(near) == 1 < len(case.candidates):  # of one alone the name was misspelt: that is confirmed
        return corrected(case, near[0])
    return doubt(case, scene.place.codes) if names_province(scene.place) else {}


def names_province(found: Place) -> bool:
    """Whether words name a few communes together with their province: nobody does that who speaks of something else."""
    return bool(found.province) and 1 < len(found.codes) <= MOST_CORRECTED


def told_anew(scene: Scene, case: Case) -> dict[str, str]:
    """Another commune than the case has: put right by whoever says that it was wrong, else a doubt to be asked."""
    if settles_doubt(scene.place, case):
        return corrected(case, scene.place.codes[0])
    codes = others_in(scene.place, case)
    if not codes or len(codes) > MOST_CORRECTED or misread(scene.place):
        return {}
    if not says(scene, "corrects"):
        return doubt(case, (case.commune, *codes)) if doubtful(scene, case) else {}
    return corrected(case, codes[0]) if len(codes) == 1 else doubt(case, codes)


def misread(found: Place) -> bool:
    """Whether what was read as a name are the words of the correction: "nhầm" is no Nhâm."""
    correcting = {word for words in synonyms()["corrects"] for word in words.split()}
    names = (fold(via or listed(code)) for code, via in zip(found.codes, found.via, strict=False))
    return found.rule not in NAMED and any(set(name.split()) <= correcting for name in names)


def settles_doubt(found: Place, case: Case) -> bool:
    """Whether these words name one of the communes between which the case is in doubt."""
    return bool(case.facts.get("place_doubt")) and found.status == "commune" and found.codes[0] in case.candidates


def others_in(found: Place, case: Case) -> tuple[str, ...]:
    """The communes these words may mean besides those the case knows, of its province if any is."""
    known = {case.commune, *(case.facts.get(name, "") for name in ("child_at", "happened_at"))}
    codes = tuple(code for code in found.codes if code not in known)
    near = tuple(code for code in codes if province_of(code) == case.province)
    return near or codes


def doubtful(scene: Scene, case: Case) -> bool:
    """Whether another commune named without a word of mistake is asked about: while nobody acts on the first."""
    taken = any(alert.answer == "accepted" for alert in scene.work.alerts.of(case.id))
    open_already = case.facts.get("place_doubt") or case.facts.get("place_checked")
    found = scene.place
    same = case.commune in found.codes or len(found.codes) > MOST_OF_WORDS
    return found.rule in NAMED and not (taken or open_already or same)


def corrected(case: Case, code: str) -> dict[str, str]:
    """The commune put right; the pond stays, the old commune's name does not."""
    place = beyond(exact_place(case), case.commune) or spoken(code)
    return {"place": place, **commune_facts(code), "place_checked": ""}


def doubt(case: Case, codes: tuple[str, ...]) -> dict[str, str]:
    """Several communes that were told: all are known, and which one it is gets asked."""
    ask = "which_told" if case.commune in codes else ""
    asking = {"place_options": ",".join(codes), "place_via": "", "place_ask": ask}
    return {**asking, "place_doubt": "yes", "place_checked": ""}


def says(scene: Scene, kind: str) -> bool:
    """Whether these words say that a place was wrong: `corrects` beside another, `wrong_place` alone."""
    said = f" {fold(scene.said.text)} "
    return any(f" {words} " in said for words in synonyms()[kind])


def takes_back_place(scene: Scene) -> bool:
    """Whether these words say that the place was wrong without telling a better one."""
    return not scene.placed and not scene.place.codes and says(scene, "wrong_place")


def told_elsewhere(before: Case | None, case: Case) -> bool:
    """Whether words brought the case to a commune or to another, or made or ended a doubt about which one it is."""
    if before is None:
        return False
    doubts = {facts.get("place_doubt", "") for facts in (before.facts, case.facts)}
    return len(doubts) > 1 or case.commune != before.commune


def without_place(session: Session) -> Session:
    """The session without what it knows of the place: its case knows better now."""
    gone = {*DERIVED, "place", "place_checked"}
    answers = {name: value for name, value in session.answers.items() if name not in gone}
    return replace(session, answers=answers, order=tuple(name for name in session.order if name != "place_checked"))


def place_unsaid(flow: Flow, session: Session) -> Session:
    """The session as if nothing had been said of the commune: what is understood and who is told is said anew."""
    about = {step.key for step in flow.steps if step.do == "tell_agencies" or says_commune(step)}
    return replace(session, done=session.done - about)


def says_commune(step: Step) -> bool:
    """Whether a step says something of the commune."""
    return bool(step.say) and any(condition.name == "commune" for condition in step.only_if)


def place_only(flow: Flow, session: Session) -> Session:
    """A conversation that is over, opened again for the questions about the place alone."""
    done = frozenset(step.key for step in flow.steps) - {"place_checked"}
    return place_unsaid(flow, replace(session, flow=flow.name, done=done))
