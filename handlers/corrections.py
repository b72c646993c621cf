"""An officer says where it happened or what kind it is: who, when, from what to what and the reason are kept."""

from collections.abc import Mapping
from dataclasses import replace

from flows.model import Session
from flows.place_facts import DERIVED
from flows.words import category_words, fold, sections
from handlers.cases import candidates_in, on_its_ground, ruled_out, sealing
from handlers.expired import missed
from handlers.kept import kept
from handlers.officer import done, keep_entry, reach
from handlers.scene import Scene, words
from handlers.settle import settle
from handlers.speaking import tell_holders
from handlers.where import beyond, commune, exact_place
from referral.case import Case

NO_KINDS = ("not_relevant", "info_request")  # what a case is until somebody knows its kind


def set_place(scene: Scene) -> Session:
    """The commune by an officer's word: its bodies are alerted at once, who holds the case keeps it."""
    case = reach(scene, "set_place")
    if case is None:
        return missed(scene)
    answers = told_place(scene, case)
    if answers["commune"] == case.commune and not case.candidates:
        return scene.with_facts(result="same")
    moved = replace(
        case,
        commune=answers["commune"],
        province=answers["province"],
        candidates=candidates_in(answers, case),
        facts={**case.facts, **kept(answers, case), **ruled_out(answers, case)},
    )
    keep_change(scene, case, "place", (commune(scene.work, case), commune(scene.work, moved)))
    scene.work.cases.save(moved)
    shown = commune(scene.work, moved)
    tell_holders(scene.work, moved, "place_set", scene.event.id, but=scene.person.officer_id, place=shown)
    settle(scene.work, moved)
    return done(scene, moved)


def told_place(scene: Scene, case: Case) -> dict[str, str]:
    """What the officer's answer says of the place; it settles what was in doubt, and the pond of the report stays."""
    answers = scene.session.answers
    told = {name: value for name, value in answers.items() if name in DERIVED}
    finer = beyond(answers["place"], answers["commune"])
    place = answers["place"] if finer else beyond(exact_place(case), case.commune) or answers["place"]
    return {"province": "", "place_options": "", "place_doubt": "", "place_checked": "", **told, "place": place}


def keep_change(scene: Scene, case: Case, kind: str, change: tuple[str, str]) -> None:
    """The line of the history; sealed like every other word of the case."""
    reason = scene.session.answers["reason"]
    text = words(scene.work, "vi", "change_set", before=change[0], after=change[1], reason=reason)
    keep_entry(scene, case, kind, text)


def kinds() -> Mapping[str, str]:
    """The kinds a case may be given, by their folded words."""
    return {fold(words): key for key, words in sections()["categories"].items() if key not in NO_KINDS}


def offer_kinds(scene: Scene) -> Session:
    """Every kind of case but the one it has, one button a line."""
    case = reach(scene, "set_kind")
    if case is None:
        return missed(scene)
    others = other_kinds(case)
    return scene.with_facts(result="open", kinds="\n".join(others), all_kinds=", ".join(others))


def other_kinds(case: Case) -> tuple[str, ...]:
    """The kinds it may be given, in words: all but the one it has."""
    return tuple(category_words(key) for key in kinds().values() if key != case.category)


def set_kind(scene: Scene) -> Session:
    """The kind by an officer's word; the level stays, and pictures of abuse stay sealed whatever it becomes."""
    case = reach(scene, "set_kind")
    if case is None:
        return missed(scene)
    said = scene.session.answers["kind"]
    kind = said if said in kinds().values() else kinds().get(fold(said), "")
    if not kind:
        return scene.with_facts(result="no_kind")
    before, after = category_words(case.category), category_words(kind)
    if kind == case.category:
        return scene.with_facts(result="same", after=scene.translated(after))
    changed = replace(case, category=kind, facts={**case.facts, **sealing(case.category, kind)})
    changed = on_its_ground(changed)
    keep_change(scene, case, "kind", (before, after))
    scene.work.cases.save(changed)
    tell_holders(scene.work, changed, "kind_set", scene.event.id, but=scene.person.officer_id)
    settle(scene.work, changed)
    return done(scene, changed, before=scene.translated(before), after=scene.translated(after))
