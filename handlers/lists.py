"""An officer's list in chat: what needs them now comes first, ten to a message, never more than a hundred read."""

from flows.kinds import AGE
from flows.model import Session
from handlers.details import MOST_LISTED, case_lines
from handlers.scene import Scene
from handlers.views import CaseLine

PAGE = 10  # cases in one message


def list_cases(scene: Scene) -> Session:
    """One page of the officer's open cases: DANH SÁCH, then DANH SÁCH 2."""
    lines = case_lines(scene.work, scene.person)
    page = page_asked(scene)
    shown = lines[(page - 1) * PAGE : page * PAGE]
    if not shown:
        return scene.with_facts(cases=scene.say("cases_end" if lines else "no_cases"), more_cases="")
    left = len(lines) - page * PAGE
    more = [left_words(scene, left, page + 1, len(lines) == MOST_LISTED)] if left > 0 else []
    button = scene.say("button_more_cases", page=str(page + 1)) if left > 0 else ""
    return scene.with_facts(cases="\n".join([*map(row, shown), *more]), more_cases=button)


def page_asked(scene: Scene) -> int:
    """The page that the words name, else the first."""
    found = AGE.search(scene.event.text)
    return max(1, int(found[1])) if found else 1


def left_words(scene: Scene, left: int, page: int, cut: bool) -> str:
    """How many cases follow; where the reading stopped, at least so many."""
    return scene.say("cases_left_many" if cut else "cases_left", count=str(left), page=str(page))


def row(line: CaseLine) -> str:
    """One case in one line."""
    return " · ".join(part for part in (line.number, line.urgency_words, line.place, line.state, line.due) if part)
