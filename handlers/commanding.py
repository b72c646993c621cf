"""What the deployer's own program is told when the intake desk gets an alert: nothing that identifies a child."""

import json

from flows.words import urgency_words
from handlers.events import Address, OutgoingMessage
from handlers.scene import words
from handlers.where import commune
from handlers.work import Work
from referral.alerts import Alert
from referral.case import Case
from referral.clock import local

CHANNEL = "command"
DESK = Address(CHANNEL, "desk")


def tell_command(work: Work, case: Case, alert: Alert) -> None:
    """Stage one run of the command for an alert to the desk, if the deployer has set one."""
    if not work.house.desk_command:
        return
    person = work.people.find(DESK) or work.people.at(DESK)  # looked up without a lock: alerts wait for nobody
    key = f"command:{case.number}:{alert.n}"
    message = OutgoingMessage(key, person.id, told(work, case, key), lane="urgent", case_id=case.id)
    work.send(message)


def told(work: Work, case: Case, key: str) -> str:
    """JSON for its standard input: never a place finer than the commune, never the kind of harm."""
    place = commune(work, case)
    urgency = urgency_words(case.urgency.name)
    facts = {
        "key": key,
        "number": case.number,
        "urgency": case.urgency.name,
        "time": local(work.now).isoformat(timespec="seconds"),
        "place": place,
        "text": words(work, "vi", "alert", number=case.number, urgency=urgency, place=place),
        "trial": not work.directory.live,
    }
    return json.dumps(facts, ensure_ascii=False)
