"""Views of the queue that somebody saved: at most twenty, each with a name of its own."""

from handlers.keeps_queue import SavedView
from handlers.work import Work

MOST = 20
NAME_LIMIT = 60
FILTER_LIMIT = 400


def save_view(work: Work, owner: str, name: str, query: str) -> bool:
    """Keep a filter under a name, in place of the one with that name; False if there are too many."""
    kept = work.views.of(owner)
    same = next((view.id for view in kept if view.name == name), "")
    if not same and len(kept) >= MOST:
        return False
    work.views.save(owner, SavedView(same or work.chance.id(), name[:NAME_LIMIT], query[:FILTER_LIMIT]))
    return True


def rename_view(work: Work, owner: str, view_id: str, name: str) -> bool:
    """Give it another name; False if it is not there."""
    found = next((view for view in work.views.of(owner) if view.id == view_id), None)
    if found:
        work.views.save(owner, SavedView(found.id, name[:NAME_LIMIT], found.query))
    return found is not None
