"""Requests about personal data at the console: what is asked for, what hinders it, and each step a human takes."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from flows.library import flows
from handlers.access import access_case, officer_of, permitted
from handlers.data_requests import answer_request, finish_request
from handlers.events import DataRequest, Entry, Person
from handlers.keeps_records import Erasure
from handlers.retention import digest, erase_case, prove
from handlers.scene import words
from handlers.settle import settle
from handlers.withdrawal import AboutChild, OpenCase, may_erase, unlink
from handlers.work import Work
from referral.case import Case
from referral.rights import ANSWERS, CHECK, REFUSALS, Standing, Step, needs_check, standing

DONE = "done"
MOST_WORDS = 4000
CORRECTED = ("child_age", "callback", "place", "lives")  # facts in words, which a correction may set

Fields = Mapping[str, str]


def words_of(request: DataRequest) -> tuple[str, str]:
    """What is wished and about whose data, in the words of the conversation; of somebody erased nothing is known."""
    choices = {step.answer: step.choices for step in flows()["data_request"].steps if step.choices}
    return choices["wish"].get(request.wish, "–"), choices["whose"].get(request.whose, "–")


def request_for(work: Work, person: Person, request_id: str) -> DataRequest | None:
    """The request, unless it is about a case, or who asked has one, that this officer must not know of, or that lies
    elsewhere."""
    request, officer = work.requests.get(request_id), officer_of(work, person)
    if request is None or officer is None:
        return None
    hand = case_at_hand(work, request)
    found = (*cases_for(work, request), *([hand] if hand else []))
    if not found and needs_check(request.whose) and not takes_up(work, person, request):
        return None
    return request if all(permitted(work, person, officer, case, "read") for case in found) else None


def takes_up(work: Work, person: Person, request: DataRequest) -> bool:
    """Whether a request about a child of whom there is no case yet is for this seat: by where who asked lives, as far
    as that is known. Who did something about it still finds it when the case is erased."""
    place, area = work.subscriptions.of(request.person_id), person.grant.area
    theirs = area.covers(place.commune, place.province) if place else area.everywhere
    return theirs or any(step.by == person.officer_id for step in work.request_steps.of(request.id))


def cases_for(work: Work, request: DataRequest) -> tuple[Case, ...]:
    """The cases that who asked reported or follows, also closed ones."""
    found = (work.cases.get(case_id) for case_id in work.request_steps.cases_of(request.person_id))
    return tuple(case for case in found if case)


def case_at_hand(work: Work, request: DataRequest) -> Case | None:
    """The case that a request about a child is about: the one that was checked last."""
    steps = work.request_steps.of(request.id)
    case_id = next((step.case_id for step in reversed(steps) if step.case_id), "")
    return work.cases.get(case_id) if case_id else None


def standing_of(work: Work, request: DataRequest) -> Standing:
    """What hinders this request now."""
    steps = work.request_steps.of(request.id)
    if needs_check(request.whose):
        return standing(request.whose, case_at_hand(work, request), steps)
    still = next((case for case in cases_for(work, request) if case.status == "open"), None)
    return standing(request.whose, still, steps)


def check(work: Work, person: Person, request: DataRequest, fields: Fields) -> str:
    """The guardian check: every question answered by somebody who looked, for one case."""
    answers = {name: fields.get(name, "") for name in CHECK}
    if any(answer not in ANSWERS for answer in answers.values()):
        return "incomplete"
    case = access_case(work, person, fields.get("number", "").strip().upper(), "read")
    if case is None:
        return "no_case"
    return took(work, person, request, Step("check", "", work.now, case.id, answers))


def approve(work: Work, person: Person, request: DataRequest, _fields: Fields) -> str:
    """A second person has looked at the check and agrees."""
    case = case_at_hand(work, request)
    found = standing_of(work, request)
    if case is None or access_case(work, person, case.number, "read") is None:
        return "no_case"
    if found.checked_by == person.officer_id:
        return "same_person"
    if beside_open(found) != {"unapproved"}:
        return "hindered"
    return took(work, person, request, Step("approve", "", work.now, case.id))


def beside_open(found: Standing) -> set[str]:
    """What hinders a request but that its case is open."""
    return set(found.hindered) - {"open_case"}


def refuse(work: Work, person: Person, request: DataRequest, fields: Fields) -> str:
    """Refused for one of the reasons, and told so in words."""
    text = fields.get("text", "").strip()[:MOST_WORDS]
    if fields.get("reason") not in REFUSALS or not text:
        return "incomplete"
    answer_request(work, request, text)
    finish_request(work, work.requests.get(request.id) or request)
    return took(work, person, request, Step("refuse", "", work.now, "", {"reason": fields["reason"], "text": text}))


def answer(work: Work, person: Person, request: DataRequest, fields: Fields) -> str:
    """Answered in words; the clock of the answer stops."""
    text = fields.get("text", "").strip()[:MOST_WORDS]
    if not text:
        return "incomplete"
    answer_request(work, request, text)
    return took(work, person, request, Step("answer", "", work.now, "", {"text": text}))


def finish(work: Work, person: Person, request: DataRequest, _fields: Fields) -> str:
    """What was asked for is done: its clocks stop."""
    finish_request(work, request)
    return took(work, person, request, Step("done", "", work.now))


def correct(work: Work, person: Person, request: DataRequest, fields: Fields) -> str:
    """A fact is put right, with what it was before kept in the history; without a fact it is a statement.

    A case need not be closed for that; of a child it is the one that was checked, and a second person agreed.
    """
    said, name, value = (fields.get(key, "").strip()[:MOST_WORDS] for key in ("text", "fact", "value"))
    if not said or (name and (name not in CORRECTED or not value)):
        return "incomplete"
    child = needs_check(request.whose)
    if child and beside_open(standing_of(work, request)):
        return "hindered"
    case = access_case(work, person, fields.get("number", "").strip().upper(), "note")
    if case is None or case not in ((case_at_hand(work, request),) if child else cases_for(work, request)):
        return "no_case"
    line = said
    if name:
        line = words(work, "vi", "change_set", before=case.facts.get(name, "–"), after=value, reason=said)
        changed = replace(case, facts={**case.facts, name: value})
        work.cases.save(changed)
        settle(work, changed)
    work.history.record(case.id, Entry("note", work.now, person.officer_id, line))
    return took(work, person, request, Step("correct", "", work.now, case.id, {"fact": name, "text": said}))


def erase(work: Work, person: Person, request: DataRequest, _fields: Fields) -> str:
    """Erase who asked, or the content of the child's closed case; what went is proved."""
    return erase_child(work, person, request) if needs_check(request.whose) else erase_own(work, person, request)


def erase_child(work: Work, person: Person, request: DataRequest) -> str:
    """The content of the case, once checked and approved, closed, and held back by nobody."""
    case = case_at_hand(work, request)
    if case is None or not standing_of(work, request).may or work.retention.held(case.id):
        return "hindered"
    if access_case(work, person, case.number, "read") is None:
        return "no_case"
    erase_case(work, case.id)
    key_gone = work.retention.key_gone([f"case:{case.id}"])
    prove(work, Erasure(work.now, person.officer_id, request.id, "case", 1, digest([case.id]), key_gone))
    finish_request(work, request)
    return took(work, person, request, Step("erase", "", work.now, case.id))


def erase_own(work: Work, person: Person, request: DataRequest) -> str:
    """Who asked: address, conversation, messages. Their cases stay on their legal ground."""
    try:
        asker = may_erase(work, request)
    except (OpenCase, AboutChild):
        return "hindered"
    finish_request(work, request)
    if asker:
        erase_asker(work, asker)
        gone = work.retention.key_gone([f"person:{asker.id}"])
        prove(work, Erasure(work.now, person.officer_id, request.id, "person", 1, digest([asker.id]), gone))
    return took(work, person, request, Step("erase", "", work.now))


def erase_asker(work: Work, asker: Person) -> None:
    """Erase who asked, and with them whatever else they had asked for; who waits for them as an officer asks others."""
    unlink(work, asker)
    for other in work.requests.of_person(asker.id):
        if not other.done_at:
            finish_request(work, other)
    work.people.erase(asker.id)


def exported(work: Work, person: Person, request: DataRequest) -> str:
    """Write down that the data was handed out; whether it may be."""
    if needs_check(request.whose) and not standing_of(work, request).may:
        return "hindered"
    return took(work, person, request, Step("export", "", work.now))


def took(work: Work, person: Person, request: DataRequest, step: Step) -> str:
    """Write a step down, in the request and in the audit log."""
    work.request_steps.add(request.id, replace(step, by=person.officer_id))
    work.audit(person.officer_id, f"rights {step.step}", step.case_id, request.id)
    return DONE


Act = Callable[[Work, Person, DataRequest, Fields], str]
ACTS: Mapping[str, Act] = {
    "check": check, "approve": approve, "refuse": refuse, "answer": answer, "finish": finish, "correct": correct,
    "erase": erase,
}  # fmt: skip
PROVEN = frozenset({"erase"})  # acts for which password and code must be fresh


def act(work: Work, person: Person, request_id: str, said: tuple[str, Fields]) -> str:
    """Do what a form says to a request that this officer may see: "done", or why not."""
    name, fields = said
    request = request_for(work, person, request_id)
    if request is None:
        return "no_request"
    if request.done_at and name != "check":
        return "over"
    return ACTS[name](work, person, request, fields)
