"""Every action a flow may name, in one table: from the scene to the session with what was found out."""

from collections.abc import Callable, Mapping

from flows.model import Session
from handlers import (
    data_requests,
    duty_pages,
    hazard_orders,
    levels,
    linking,
    milestones,
    neighbours,
    officer,
    reporter,
)
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
    "show_duty": duty_pages.show_duty,
    "duty_on": duty_pages.duty_on,
    "duty_off": duty_pages.duty_off,
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
    "list_milestones": milestones.list_milestones,
    "record_milestone": milestones.record_milestone,
    "show_data_answers": data_requests.show_answers,
    "request_data": data_requests.request_data,
    "link_cases": linking.link_cases,
    "unlink_case": linking.unlink_case,
    "show_hazard": hazard_orders.show_hazard,
    "list_hazards": hazard_orders.list_hazards,
    "fix_hazard": hazard_orders.fix_hazard,
    "check_hazard": hazard_orders.check_hazard,
    "add_hazard": hazard_orders.add_hazard,
    "after_storm": hazard_orders.after_storm,
    "place_safe": neighbours.place_safe,
    "place_unsafe": neighbours.place_unsafe,
}
