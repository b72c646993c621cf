"""Words that say where: read within the province we speak of, and weighed with a pin if there is one."""

from flows.model import Answers
from flows.place_facts import codes_in, elsewhere_facts, pinned
from flows.place_outcomes import NOTHING, Finding, asked_enough, placed, told
from flows.place_pins import among, together
from flows.reading import Heard, Miss, Reading
from referral.jurisdiction import Place
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import units
from referral.triage.site import tells_no_place


def read_words(heard: Heard, answers: Answers) -> Reading:
    """What words mean; a commune that is named although the pin is elsewhere is asked about once."""
    found = resolved(heard, answers)
    if found.status == "none" and tells_no_place(heard.text):
        return Miss("need_place")
    said, also = told(heard.text.strip(), answers), elsewhere_facts(found.others)
    insists = answers.get("place_ask") in ("which_disagree", "which_told") or asked_enough(answers)
    if not found.codes or (found.status == "commune" and insists):
        return placed(Finding(found, said, also=also), answers)
    place, ask = together(found, pinned(answers))
    asking = ask if ask == "which_disagree" else ""
    return placed(Finding(place, said, asking, also), answers)


def resolved(heard: Heard, answers: Answers) -> Place:
    """What words mean, first of all within the province we speak of, and among its candidates if there are any."""
    listed = answers.get("place_list", "")
    province = units().provinces.get(listed) or units().provinces.get(answers.get("province", ""))
    near = resolve(f"{heard.text}, {province}", heard.landmarks) if province else NOTHING
    found = near if near.codes else resolve(heard.text, heard.landmarks)
    shared = [code for code in found.codes if code in codes_in(answers)]
    return among(found, shared) if shared else found
