"""Views of the queue that somebody saved: at most twenty, each with a name of its own."""

from dataclasses import replace
from typing import Literal

from handlers.keeps_queue import SavedView
from handlers.work import Work

Renamed = Literal["done", "taken", "not_there"]
MOST = 20
NAME_LIMIT = 60
FILTER_LIMIT = 400


def save_view(work: Work, owner: str, name: str, query: str) -> bool:
    """Keep a filter under a name, in place of the one with that name; False if there are too many."""
    kept, name = work.views.of(owner), name[:NAME_LIMIT]
    same = next((view.id for view in kept if view.name == name), "")
    if not same and len(kept) >= MOST:
        return False
    work.views.save(owner, SavedView(same or work.chance.id(), name, query[:FILTER_LIMIT]))
    return True


def rename_view(work: Work, owner: str, view_id: str, name: str) -> Renamed:
    """Give it another name, if no other view has that."""
    kept, name = {view.id: view for view in work.views.of(owner)}, name[:NAME_LIMIT]
    if view_id not in kept:
        return "not_there"
    if any(view.name == name for view in kept.values() if view.id != view_id):
        return "taken"
    work.views.save(owner, replace(kept[view_id], name=name))
    return "done"
