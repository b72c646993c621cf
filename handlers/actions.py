"""Every action a flow may name, in one table: from the scene to the session with what was found out."""

from collections.abc import Callable, Mapping

from flows.model import Session
from handlers import asking, by_phone, corrections, levels, lists, officer, passing_on, reporter, sending
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
    "reach_case": officer.reach_case,
    "list_cases": lists.list_cases,
    "accept": officer.accept,
    "decline": officer.decline,
    "open_details": officer.open_details,
    "offer_agencies": passing_on.offer_agencies,
    "pass_on": passing_on.pass_on,
    "note": officer.note,
    "suggest_questions": asking.suggest_questions,
    "check_question": asking.check_question,
    "rewrite_question": asking.rewrite_question,
    "ask_reporter": asking.ask_reporter,
    "more_steps": officer.more_steps,
    "set_place": corrections.set_place,
    "offer_kinds": corrections.offer_kinds,
    "set_kind": corrections.set_kind,
    "keep_sending": sending.keep_sending,
    "send_reporter": sending.send_reporter,
    "begin_intake": by_phone.begin_intake,
    "end_intake": by_phone.end_intake,
    "release": officer.release,
    "present": officer.present,
    "update": officer.update,
    "close": officer.close,
    "set_level": levels.set_level,
}
