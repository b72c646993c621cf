"""Where a case is, in words for officers: the commune for every eye, the exact place for whoever may know it."""

from handlers.scene import words
from handlers.work import Work
from referral.case import Case
from referral.jurisdiction.words import listed, spoken, spoken_province
from referral.plan import MOST_CANDIDATES
from referral.triage.site import MOST_OF_ANSWER, where_only
from referral.urgency import Urgency


def commune(work: Work, case: Case) -> str:
    """The commune as people say it, the few it may be, its province, or that it is not known yet."""
    return known_commune(work, case) or unknown_commune(work, case)


def known_commune(work: Work, case: Case) -> str:
    """The commune, or the few it may be, and where else the child is or was; "" while it could be anywhere."""
    maybe = tuple(dict.fromkeys(code for code in (case.commune, *case.candidates) if code))
    few = maybe if len(maybe) <= MOST_CANDIDATES else maybe[: bool(case.commune)]
    more = [words(work, work.page_locale, "other_places")] if few and few != maybe else []
    place = words(work, work.page_locale, "either").join([*map(spoken, few), *more])
    if place and few == case.candidates[:1]:
        place = words(work, work.page_locale, "alert_maybe", place=place)
    return words(work, work.page_locale, "as_well").join([place, *also_rung(case)]) if place else ""


def also_rung(case: Case) -> list[str]:
    """In an emergency the further communes that are rung: whoever reads the alert there must know their own name."""
    told = (case.facts.get(name, "") for name in ("child_at", "happened_at"))
    known = {case.commune, *case.candidates, ""}
    return [spoken(code) for code in told if code not in known and case.urgency == Urgency.emergency]


def unknown_commune(work: Work, case: Case) -> str:
    """That the commune is not known, with the province if that is."""
    province = spoken_province(case.province)
    key = "alert_no_commune" if province else "alert_no_place"
    return words(work, work.page_locale, key, province=province)


def rescue_place(work: Work, case: Case) -> str:
    """Where rescuers must go: the place as it was told, then its commune."""
    known, exact = known_commune(work, case), exact_place(case)
    if known:
        return ", ".join(part for part in (beyond(exact, case.commune) or site(case), known) if part)
    unknown = unknown_commune(work, case) if case.province or not exact else ""
    return ", ".join(part for part in (exact, unknown) if part)


def site(case: Case) -> str:
    """The site of the first message, unless it names a commune that it was not."""
    said = where_only(case.facts.get("place_said", ""), MOST_OF_ANSWER)
    wrong = [listed(code).casefold() for code in case.facts.get("ruled_out", "").split(",") if code]
    return "" if any(name in said.casefold() for name in wrong) else beyond(said, case.commune)


def beyond(exact: str, commune: str) -> str:
    """A place as it was told, without the commune that is said beside it; its other words stay as they are."""
    said = [name.strip().casefold() for name in spoken(commune).split(",")]
    names = {*said, *(f"{at} {name}" for at in ("ở", "tại") for name in said)}
    parts = (part.strip() for part in exact.split(","))
    return ", ".join(part for part in dict.fromkeys(parts) if part and part.casefold() not in names)


def exact_place(case: Case) -> str:
    """The place as it was told: the answer, else what the first message said; "" while nothing is known."""
    told = (where_only(case.facts.get(name, ""), MOST_OF_ANSWER) for name in ("place", "place_said", "place_text"))
    return next((place for place in told if place), "")
