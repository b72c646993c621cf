"""What of a case goes into an official form: facts that were told, in words; the story in the reporter's own."""

from flows.words import category_words, sections, urgency_words
from handlers.access import access_case
from handlers.officer_pages import sitting
from handlers.scene import agency_name
from handlers.status import body_of
from handlers.where import exact_place
from handlers.work import Work
from referral.case import Case
from referral.clock import hour, local
from referral.forms import GROUPS, completed, regulation
from referral.jurisdiction.words import spoken
from referral.staff import OFFICER, Grant

CONDITION = ("danger_now", "injured", "still_in_water", "breathing")


def form_fields(work: Work, person_id: str, number: str, grant: Grant = OFFICER) -> dict[str, str] | None:
    """The fields of a form for an officer who may have it; None if the case is not there or not theirs."""
    person = sitting(work, person_id, grant)
    case = access_case(work, person, number, "form") if person else None
    officer = work.directory.officers.get(person.officer_id) if person else None
    if case is None or officer is None:
        return None
    agency = work.directory.agencies.get(officer.agency)
    known = {**told_fields(work, case), "co_quan": agency_name(work, agency) if agency else ""}
    return completed(known, case.facts.get("on_form") == "yes", regulation("mau-01").words)


def told_fields(work: Work, case: Case) -> dict[str, str]:
    """What the case knows; names of the child and its family are never asked, so they are not here."""
    facts = case.facts
    commune = spoken(case.commune) if case.commune else ""
    return {
        "so_vu": case.number,
        "noi_lap": commune,
        "ngay_lap": f"{local(work.now):%d/%m/%Y}",
        "nhom": GROUPS.get(case.category, ""),
        "loai_viec": category_words(case.category),
        "muc_do": urgency_words(case.urgency.name),
        "nguon_tin": source(work, case),
        "gio_nhan": hour(case.opened_at),
        "ngay_nhan": f"{local(case.opened_at):%d/%m/%Y}",
        "tuoi": facts.get("child_age", ""),
        "noi_xay_ra": "; ".join(dict.fromkeys(part for part in (exact_place(case), commune) if part)),
        "noi_o_hien_tai": facts.get("child_at_words", ""),
        "tinh_trang": condition(case),
        "loi_bao": first_words(work, case),
        "da_giup": helped(work, case),
        "dien_thoai_nguoi_bao": facts.get("callback", ""),
    }


def source(work: Work, case: Case) -> str:
    """How it reached us: an officer took it by phone, or by chat on which channel."""
    if told := sections()["sources"].get(case.facts.get("source", "")):
        return told
    followers = work.cases.followers(case.id)
    first = work.people.get(followers[-1]) if followers else None
    channel = sections()["channels"].get(first.address.channel if first else "", "")
    return " ".join(part for part in (sections()["channels"]["chat"], channel and f"({channel})") if part)


def condition(case: Case) -> str:
    """How the child is, by the answers that were given."""
    labels = sections()["labels"]
    told = ((labels[name], case.facts.get(f"{name}_words", "")) for name in CONDITION)
    return "; ".join(f"{name}: {words.lower()}" for name, words in told if words)


def first_words(work: Work, case: Case) -> str:
    """The first words of the reporter that told something, as they were written."""
    said = (entry.text for entry in work.history.entries(case.id) if entry.kind == "said" and entry.text)
    return next(said, "")


def helped(work: Work, case: Case) -> str:
    """Who accepted, and which steps they wrote down."""
    accepted = [alert for alert in work.alerts.of(case.id) if alert.answer == "accepted"]
    named = sections()["updates"]
    lines = (" – ".join(p for p in (body_of(work, a.officer), named.get(a.step, "")) if p) for a in accepted)
    return "; ".join(dict.fromkeys(lines))
