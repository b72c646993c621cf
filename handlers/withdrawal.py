"""Somebody told the platform that we must forget them: we write no more, and a human carries out the erasure."""

from dataclasses import replace

from handlers.data_requests import open_request
from handlers.events import DataRequest, Person, Withdrawal
from handlers.presence import look_again
from handlers.scene import WITHDRAWN, is_older
from handlers.speaking import tell_holders
from handlers.subscribing import end_reminders
from handlers.ways import PHONE
from handlers.work import Work


class OpenCase(Exception):
    """This person still has an open case, which stays until it is closed: close it first, then erase."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class AboutChild(Exception):
    """This request is about the data of a child, not of who asked: look at the child's case, `langnghe case erase`."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def withdrawn(work: Work, withdrawal: Withdrawal) -> None:
    """Write to this person no more, and open their request for erasure; somebody we never met stays unknown.

    Who has written again since is a person like any other: only the request is opened.
    """
    if work.people.find(withdrawal.address) is None:
        return
    person = work.people.at(withdrawal.address)
    if person.contact != WITHDRAWN and not is_older(person, withdrawal.at):
        unlink(work, person)
    if not waiting(work, person):
        request = DataRequest(work.chance.id(), person.id, work.now, "erase", "me")
        open_request(work, request)
        work.audit("reporter", f"withdraw {person.address.channel}")


def unlink(work: Work, person: Person) -> None:
    """No conversation, no subscription, no officer, nothing that waits; open cases stay, on their legal ground."""
    for case in work.cases.following(person.id):
        tell_holders(work, case, "unreachable", f"{person.id}:{WITHDRAWN}")
    work.people.unfollow_closed(person.id)
    work.people.save_session(person.id, None)
    for kind in ("session", "human"):
        work.drop_timer(f"{kind}:{person.id}")
    end_reminders(work, person.id)
    now = work.now  # what was written before this and comes later is late
    gone = replace(person, contact=WITHDRAWN, subscribed=False, human_until=None, traces=(), last_event_at=now)
    work.people.save(gone)
    leave_service(work, person)
    work.staff.set_gone(person.id, True)
    work.unsend(person.id)


def leave_service(work: Work, person: Person) -> None:
    """An officer's way that is no way any more: whoever waits for an answer here asks somebody else."""
    if not person.officer_id:
        return
    phones = [way.person_id for way in work.staff.ways(person.officer_id) if way.channel == PHONE]
    for way in (person.id, *phones):  # a template to their number is from the same account of ours
        work.unsend(way)
        work.staff.unlink(person.officer_id, way)
    look_again(work, person.officer_id)


def waiting(work: Work, person: Person) -> bool:
    """Whether a request of this person to be erased waits already."""
    return any(r.wish == "erase" and r.whose == "me" and not r.done_at for r in work.requests.of_person(person.id))


def may_erase(work: Work, request: DataRequest) -> Person | None:
    """Whoever asked, locked, if they can be erased now; None if they were before. Raises OpenCase, AboutChild."""
    person = work.people.get(request.person_id)
    if person is None:
        return None
    if request.whose == "child":
        raise AboutChild
    if work.cases.following(person.id):
        raise OpenCase
    return work.people.at(person.address)
