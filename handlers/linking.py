"""Two cases that an officer says are one incident: tied, told alike, each still whole and closed by itself."""

from flows.model import Session
from handlers.access import access_case, officer_of, permitted
from handlers.events import OutgoingMessage, Person
from handlers.scene import Scene, words
from handlers.speaking import tell_officer, tell_reporter
from handlers.work import Work
from referral.case import Case


def link_cases(scene: Scene) -> Session:
    """Tie two cases; only who holds both may."""
    work, answers = scene.work, scene.session.answers
    if answers["number"] == answers["other"]:
        return scene.with_facts(result="same")
    case, other = (access_case(work, scene.person, answers[name], "link") for name in ("number", "other"))
    if case is None or other is None:
        return scene.with_facts(result="not_found")
    work.links.tie(case.id, other.id, scene.person.officer_id)
    return scene.with_facts(result="done")


def unlink_case(scene: Scene) -> Session:
    """Take a case out of what it was tied to."""
    work = scene.work
    case = access_case(work, scene.person, scene.session.answers["number"], "link")
    if case is None:
        return scene.with_facts(result="not_found")
    if not linked(work, case):
        return scene.with_facts(result="alone")
    work.links.untie(case.id)
    return scene.with_facts(result="done")


def linked(work: Work, case: Case) -> tuple[Case, ...]:
    """The cases tied to this one."""
    return tuple(other for case_id in work.links.of(case.id) if (other := work.cases.get(case_id)))


def linked_to(work: Work, person: Person, case: Case, action: str) -> tuple[Case, ...]:
    """Those of them with which this officer, where they sit, may do something; of the others they learn nothing."""
    officer = officer_of(work, person)
    return tuple(o for o in linked(work, case) if officer and permitted(work, person, officer, o, action))


def linked_line(work: Work, person: Person, case: Case) -> str:
    """The numbers of the tied cases that this officer may see; "" if there is none."""
    numbers = ", ".join(other.number for other in linked_to(work, person, case, "see_line"))
    return words(work, work.page_locale, "linked_with", numbers=numbers) if numbers else ""


def tell_linked(scene: Scene, case: Case, key: str, **blanks: str) -> None:
    """What an officer did for one case they did for those tied to it: their reporters read the same."""
    for other in linked_to(scene.work, scene.person, case, "update"):
        if other.status == "open":
            tell_reporter(scene.work, other, key, **blanks)


def ask_about_linked(scene: Scene, case: Case) -> None:
    """A case was closed: ask its officer, after the answer to that, about those tied to it; none closes by itself."""
    work, me = scene.work, scene.person.officer_id
    still = [other for other in linked_to(work, scene.person, case, "close") if other.status == "open"]
    if still:
        text = words(work, "vi", "linked_open", number=case.number, numbers=", ".join(o.number for o in still))
        buttons = tuple(words(work, "vi", "button_close", number=other.number) for other in still)
        message = OutgoingMessage(f"linked:{case.id}:{scene.event.id}", "", text, buttons, "bulk", case_id=case.id)
        tell_officer(work, me, message)
