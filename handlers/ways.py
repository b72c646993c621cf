"""The ways in which one officer can be reached: the preferred one first, another one when it does not carry."""

from collections.abc import Sequence
from dataclasses import replace

from flows.words import phrase
from handlers.events import Copy, Notice, OutgoingMessage
from handlers.usable import usable_first
from handlers.work import Work
from referral.agencies import Officer
from referral.case import Case
from referral.conflict import may_know

PHONE = "zns"  # template messages to a phone number cost money and take no answer: the last way, for what is urgent
ALERT = "alert"  # how the keys of alerts begin
TOLD: tuple[str, ...] = ("say", "notice")  # acts that tell somebody something


def tell_ways(work: Work, officer: Officer, message: OutgoingMessage) -> None:
    """Send a message to the first way outside our house, and to each page of ours: there it rings and costs nothing."""
    base = f"{message.key}:{officer.id}"
    for n, way in enumerate(at_once(work, officer, message)):
        send_to(work, officer, replace(message, key=f"{base}:{way}" if n else base), way)
    for way in first_tried(work, officer, message)[:1]:
        pass_by(work, officer, replace(message, key=base), way)


def ring_pages(work: Work, officer: Officer, message: OutgoingMessage) -> None:
    """Send a message to our own pages alone; on the other ways it would only stand behind one that waits."""
    base = f"{message.key}:{officer.id}"
    for way in pages(work, officer) if may_hear(work, officer.id, message) else ():
        send_to(work, officer, replace(message, key=f"{base}:{way}"), way)


def pages(work: Work, officer: Officer) -> list[str]:
    """The ways that do not leave our house."""
    return [way for way, channel in channels_of(officer).items() if channel in work.house.own_channels]


def at_once(work: Work, officer: Officer, message: OutgoingMessage) -> tuple[str, ...]:
    """The ways that get a message in the first moment; a phone number only where there is nothing else."""
    away, channels = first_tried(work, officer, message), channels_of(officer)
    first = [way for way in away if channels[way] != PHONE][:1]
    return (*first, *pages(work, officer)) or tuple(away[:1])


def first_tried(work: Work, officer: Officer, message: OutgoingMessage) -> Sequence[str]:
    """The same ways as `outside`, but one on a channel that is known to be ill is not the first."""
    return usable_first(work, outside(work, officer, message))


def outside(work: Work, officer: Officer, message: OutgoingMessage) -> list[str]:
    """The ways that leave our house and may carry this message, in the order in which they are tried."""
    own = work.house.own_channels
    there = ((way, channel) for way, channel in channels_of(officer).items() if channel not in own)
    return [way for way, channel in there if channel != PHONE or message.lane == "urgent"]


def channels_of(officer: Officer) -> dict[str, str]:
    """On which channel each way of an officer is."""
    return dict(zip(officer.ways, officer.channels, strict=True))


def send_to(work: Work, officer: Officer, message: OutgoingMessage, way: str) -> None:
    """Write the message for one way; a phone number takes nothing but the notice."""
    by_phone = channels_of(officer)[way] == PHONE
    act, notice = "notice" if by_phone else message.act, message.notice or officer_notice(work, message)
    work.send(replace(message, person_id=way, guarded=True, notice=notice, act=act))


def officer_notice(work: Work, message: OutgoingMessage) -> Notice:
    """What a template may say of any message to an officer: the case's number and where to read more."""
    case = work.cases.get(message.case_id) if message.case_id else None
    return Notice("officer", (("number", case.number if case else ""), ("link", case_link(work, case))))


def case_link(work: Work, case: Case | None) -> str:
    """Where an officer reads a case after logging in."""
    return f"{work.house.public_url}/o/case/{case.number}" if case else f"{work.house.public_url}/o"


def may_hear(work: Work, officer_id: str, message: OutgoingMessage) -> bool:
    """Whether this officer may be sent this: never of a case of which they must not know."""
    case = work.cases.get(message.case_id) if message.case_id else None
    return case is None or may_know(case, officer_id, work.directory)


def delayed(work: Work, message: OutgoingMessage) -> None:
    """An urgent message to an officer is late on its way: the next way gets it now, while this one is still tried."""
    officer = told(work, message)
    if officer:
        send_on(work, officer, message, message.person_id)


def pass_by(work: Work, officer: Officer, message: OutgoingMessage, way: str) -> None:
    """What is urgent does not stand behind something that waits on this way: the next way gets it too."""
    if message.lane == "urgent" and work.receipts.held_up(way):
        send_on(work, officer, message, way)


def send_on(work: Work, officer: Officer, message: OutgoingMessage, late: str) -> None:
    """Send a copy to a way that has none yet, unless one that is not late itself is on another way already."""
    ways = first_tried(work, officer, message)
    copies = [c for c in copies_of(work, officer, base_of(message, officer.id)) if c.person_id in ways]
    if any(fresh(work, copy) for copy in copies if copy.person_id != late):
        return
    for way in untried(ways, copies)[:1]:
        send_copy(work, officer, message, way)


def fresh(work: Work, copy: Copy) -> bool:
    """Whether a copy has arrived, or may arrive at any moment."""
    return copy.state == "sent" or (copy.state == "waiting" and not work.receipts.held_up(copy.person_id))


def carried(work: Work, message: OutgoingMessage) -> bool:
    """Whether an officer has had on another way what failed on this one, or gets it there now."""
    officer = told(work, message)
    if officer is None:
        return False
    copies = copies_of(work, officer, base_of(message, officer.id))
    ways = [way for way in outside(work, officer, message) if way != message.person_id]
    if any(copy.state == "sent" for copy in copies if copy.person_id in ways):
        return True
    rest = untried(ways, copies)
    for way in rest[:1]:
        send_copy(work, officer, message, way)
    return bool(rest)


def told(work: Work, message: OutgoingMessage) -> Officer | None:
    """The officer to whom a message was sent by `tell_ways`, if they may still hear of it; None for all others."""
    person = work.people.get(message.person_id)
    officer = work.directory.officers.get(person.officer_id) if person and message.act in TOLD else None
    known = officer is not None and base_of(message, officer.id) and may_hear(work, officer.id, message)
    return officer if known and not answered(work, message) else None


def answered(work: Work, message: OutgoingMessage) -> bool:
    """Whether this is an alert that has its answer already: no other way need hear of it."""
    kind, _, rest = message.key.partition(":")
    if kind != ALERT:
        return False
    n = rest.removeprefix(f"{message.case_id}:").partition(":")[0]
    return any(str(a.n) == n and a.answer != "" for a in work.alerts.of(message.case_id))


def base_of(message: OutgoingMessage, officer_id: str) -> str:
    """What the keys of one message to an officer begin with on every way; "" if it is an answer on one way alone."""
    base = message.key.removesuffix(f":{message.person_id}")
    return base if base.endswith(f":{officer_id}") else ""


def copies_of(work: Work, officer: Officer, base: str) -> Sequence[Copy]:
    """What was written of one message, for whichever way."""
    return work.receipts.copies([base, *(f"{base}:{way}" for way in officer.ways)])


def untried(ways: Sequence[str], copies: Sequence[Copy]) -> list[str]:
    """The ways for which nothing was written yet."""
    tried = {copy.person_id for copy in copies}
    return [way for way in ways if way not in tried]


def send_copy(work: Work, officer: Officer, message: OutgoingMessage, way: str) -> None:
    """Send the same on one more way, recognisable as the same; twice is once."""
    key, line = f"{base_of(message, officer.id)}:{way}", work.house.translate("vi", phrase("copy_elsewhere"))
    text = message.text if message.text.endswith(line) else f"{message.text}\n{line}"
    copy = replace(message, key=key, text=text, person_id=way)
    send_to(work, officer, copy, way)
    pass_by(work, officer, copy, way)
