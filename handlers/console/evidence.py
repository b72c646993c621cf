"""The reporter's words read again for a page, with the stretches that made the machine think so; nothing is kept."""

from dataclasses import replace

from flows.words import urgency_words
from handlers.views import CaseView, EntryLine
from referral.marked import pieces
from referral.triage.judge import triage
from referral.urgency import Urgency

READ = frozenset({"said", "replied"})  # kinds of entries in which somebody tells in their own words
MOST_READ = 40  # entries of one page that are read again, the newest left out: the first ones opened the case


def with_evidence(view: CaseView) -> CaseView:
    """The view with its reporter's words marked. Pure and slow: call it outside a transaction."""
    told = [entry for entry in view.entries if entry.key in READ and entry.text][:MOST_READ]
    marked = {id(entry): read_again(entry) for entry in told}
    return replace(view, entries=tuple(marked.get(id(entry), entry) for entry in view.entries))


def read_again(entry: EntryLine) -> EntryLine:
    """One entry as the triage of this program reads it now."""
    found = triage(entry.text)
    heard = urgency_words(found.urgency.name) if found.urgency > Urgency.none else ""
    return replace(entry, pieces=pieces(entry.text, found.evidence), heard=heard)
