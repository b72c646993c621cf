"""Every action a flow may name, in one table: from the scene to the session with what was found out."""

from collections.abc import Callable, Mapping

from flows.model import Session
from handlers import levels, officer, recusal, reporter
from handlers.scene import Scene

Action = Callable[[Scene], Session]

ACTIONS: Mapping[str, Action] = {
    "open_case": reporter.open_or_join,
    "report_story": reporter.report_story,
    "tell_agencies": reporter.tell_agencies,
    "set_contact": reporter.set_contact,
    "hand_to_human": reporter.give_up,
    "show_status": reporter.show_status,
    "contest": reporter.contest,
    "subscribe": reporter.subscribe,
    "unsubscribe": reporter.unsubscribe,
    "link_officer": officer.link_officer,
    "duty_on": officer.duty_on,
    "duty_off": officer.duty_off,
    "list_cases": officer.list_cases,
    "accept": officer.accept,
    "decline": officer.decline,
    "open_details": officer.open_details,
    "pass_on": officer.pass_on,
    "note": officer.note,
    "ask_reporter": officer.ask_reporter,
    "release": officer.release,
    "present": officer.present,
    "update": officer.update,
    "close": officer.close,
    "set_level": levels.set_level,
    "recuse": recusal.recuse,
}
