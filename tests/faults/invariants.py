"""What must hold whatever breaks: each a function from what was seen to the list of what is wrong."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from tests.faults.evidence import Arrival, Broken, Evidence

TAG = re.compile(r"\bzq\d+\b")
NUMBER = re.compile(r"LN-[A-Z0-9]+")
ALERT = re.compile(r"(LN-[A-Z0-9]+) · KHẨN CẤP")
AGAIN = re.compile(r"thông báo (\d+)")
FIRST, SECOND = "Tôi đang báo cho", "Bé còn dưới nước không?"
TAKEN = re.compile(r"Anh chị đã nhận (LN-[A-Z0-9]+)")
INSTANT = 3.0  # seconds between a platform's answer and the moment it is written down, on a machine that is busy


def tags_in(text: str) -> set[str]:
    """Whose words these are, or are about."""
    return set(TAG.findall(text))


def numbers(seen: Evidence) -> defaultdict[str, set[str]]:
    """The numbers under which officers heard of each report, by its tag."""
    heard = defaultdict[str, set[str]](set)
    for one in seen.arrivals:
        if found := ALERT.search(one.text):
            for tag in tags_in(one.text):
                heard[tag].add(found[1])
    return heard


def unheard(seen: Evidence) -> list[str]:
    """Numbers of torn cases that nobody heard of: each may be the case of one report that seems to have none."""
    heard = {found[1] for one in seen.arrivals if (found := ALERT.search(one.text))}
    return sorted({one.number for one in seen.spared} - heard)


def lost_reports(seen: Evidence) -> Iterator[str]:
    """Each report that was taken is one case, and whoever told it has an answer."""
    spared, torn, heard = {one.number for one in seen.spared}, unheard(seen), numbers(seen)
    answered = {one.to for one in seen.arrivals if FIRST in one.text}
    for report in (one for one in seen.reports if one.taken):
        found = heard[report.tag]
        if not found and torn:
            found = {torn.pop()}
        if len(found) != 1:
            yield f"{report.tag}: {len(found)} cases"
        if report.who not in answered and not found & spared:
            yield f"{report.tag}: no answer"


def lost_alerts(seen: Evidence) -> Iterator[str]:
    """Everybody who is to be asked first heard of each emergency."""
    heard = {(one.to, found[1]) for one in seen.arrivals if (found := ALERT.search(one.text))}
    spared = {(one.to, one.number) for one in seen.spared} | {("", one.number) for one in seen.spared if not one.to}
    of_reports = numbers(seen)
    for report in seen.reports:
        for number in of_reports[report.tag]:
            missing = {to for to in report.bodies if not {(to, number), ("", number)} & (heard | spared)}
            yield from (f"{report.tag}: {to} did not hear of it" for to in sorted(missing))


def doubles(seen: Evidence) -> Iterator[str]:
    """Nothing came twice but where the answer to the first was lost, or whoever sent it was broken just then."""
    before: dict[tuple[str, str], Arrival] = {}
    for one in seen.arrivals:
        known = before.get(key := (one.to, one.text))
        if single(one.text) and known and not excused(known, one, seen.broken):
            took, later = known.ended_at - known.at, one.at - known.ended_at
            yield f"{one.to} had {one.text[:24]!r} again {later:.1f} s after an answer that took {took:.1f} s"
        before[key] = one


def single(text: str) -> bool:
    """Whether these words come once to one person: alerts and what is said of a case, not answers to answers."""
    return bool(ALERT.search(text)) or FIRST in text or TAKEN.search(text) is not None


def excused(first: Arrival, second: Arrival, broken: Sequence[Broken]) -> bool:
    """Whether we could not know that the first had arrived."""
    end = first.ended_at + INSTANT
    meanwhile = (one for one in broken if one.since < second.at and first.to.startswith(one.to))
    return not first.told or any(one.since <= end and one.until >= first.at for one in meanwhile)


def kinds_of_doubles(seen: Evidence) -> Mapping[str, int]:
    """How many came twice, by whether the answer was lost or the sender broken."""
    found: Counter[str] = Counter()
    before: dict[tuple[str, str], Arrival] = {}
    for one in seen.arrivals:
        if single(one.text) and (known := before.get((one.to, one.text))):
            found["answer lost" if not known.told else "sender broken"] += 1
        before[one.to, one.text] = one
    return found


def swapped(seen: Evidence) -> Iterator[str]:
    """To each person the first words come before the question, and what is asked again is counted upwards."""
    place: dict[tuple[str, str], float] = {}
    count: dict[tuple[str, str], int] = {}
    for one in seen.arrivals:
        for words in (FIRST, SECOND):
            if words in one.text:
                place.setdefault((one.to, words), one.at)
        if found := AGAIN.search(one.text):
            key = one.to, next(iter(NUMBER.findall(one.text)), "")
            if int(found[1]) < count.get(key, 0):
                yield f"{one.to}: reminders out of order"
            count[key] = int(found[1])
    for report in seen.reports:
        if place.get((report.who, SECOND), 0.0) < place.get((report.who, FIRST), 0.0):
            yield f"{report.who}: the question came before the numbers to call"


def mixed_up(seen: Evidence) -> Iterator[str]:
    """What one person wrote stands in the case in the order they wrote it."""
    for report in seen.reports:
        words = seen.opened.get(report.tag)
        if words is None:
            continue
        missing = [one for one in report.added if one not in words]
        if missing:
            yield f"{report.tag}: {len(missing)} of {len(report.added)} additions are not in the case"
        elif any(words.find(first) > words.find(second) for first, second in report.pairs):
            yield f"{report.tag}: additions out of order"


def left_alone(seen: Evidence) -> Iterator[str]:
    """Each case has somebody: who took it, or who was asked, and then a timer looks again whether they answered."""
    torn, spared, heard = unheard(seen), {one.number for one in seen.spared}, numbers(seen)
    for case in (one for one in seen.cases if one.number not in spared):
        if case.number in seen.accepted and not case.held:
            yield f"{case.number}: who was told to have it does not"
        elif not (case.held or case.asked):
            yield f"{case.number}: nobody has it, and nobody is asked"
        elif not case.timed:
            yield f"{case.number}: nothing will look at it again"
    for report in (one for one in seen.reports if one.taken):
        if not heard[report.tag] and not (torn and torn.pop()):
            yield f"{report.tag}: nobody was asked"


def broken_off(seen: Evidence) -> Iterator[str]:
    """Who wrote to us got an answer to everything, up to the end of the conversation."""
    torn, spared, heard = unheard(seen), {one.number for one in seen.spared}, numbers(seen)
    for report in (one for one in seen.reports if one.taken and not one.ended):
        if not heard[report.tag] & spared and not (torn and torn.pop()):
            yield f"{report.tag}: the conversation did not go on"


def left_lying(seen: Evidence) -> Iterator[str]:
    """When all is mended nothing waits that could be done."""
    if seen.lying:
        yield f"{seen.lying} messages, events or timers are overdue"


def told_tales(seen: Evidence) -> Iterator[str]:
    """No word of anybody is in the log."""
    told = tags_in(seen.log)
    yield from (f"{report.tag} is in the log" for report in seen.reports if report.tag in told)


INVARIANTS: Mapping[str, Callable[[Evidence], Iterator[str]]] = {
    "0 reports lost": lost_reports,
    "0 alerts lost": lost_alerts,
    "doubles only with a reason": doubles,
    "order to each person": swapped,
    "order of each person": mixed_up,
    "every case has somebody": left_alone,
    "every conversation goes on": broken_off,
    "nothing is left lying": left_lying,
    "no words in the log": told_tales,
}


def violations(seen: Evidence) -> Mapping[str, list[str]]:
    """What is wrong, by what should hold."""
    return {name: list(check(seen)) for name, check in INVARIANTS.items()}
