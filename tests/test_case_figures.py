"""What the reports count of a case and nobody is asked in a chat: written down on its page by who may note."""

from bot.web.console.report_words import ANSWERS
from handlers.console.figures import CHOICES
from referral.reports.figures import CULPRITS, SEXES, Course, figure_of
from tests.console_office import clerk
from tests.test_case_page import audited, case_in, taken
from tests.web_house import WebHouse, in_house, officer


def test_the_choices_are_those_that_a_report_counts_and_are_called_alike() -> None:
    assert set(CHOICES["child_sex"]) == SEXES and set(CHOICES["culprit"]) == CULPRITS
    assert CHOICES["child_sex"] == ANSWERS["sex"] and CHOICES["culprit"] == ANSWERS["culprit"]


@in_house
async def test_what_an_officer_writes_down_is_counted_and_kept_with_what_was_before(house: WebHouse) -> None:
    at_desk, number = await taken(house)
    here = f"/o/case/{number}"
    await at_desk.open(here)
    version = at_desk.page.split(f'action="{here}/figures"')[1].split('name="version" value="')[1].split('"')[0]
    told = {"child_age": "9", "child_sex": "female", "culprit": "acquaintance"}
    once = at_desk.hidden("once")
    for _ in range(2):
        assert await at_desk.submit(here + "/figures", **told, version=version, once=once) == 200
    case = await case_in(house, number)
    figure = figure_of(Course(case), house.clock.now)
    assert (figure.age, figure.sex, figure.culprit) == ("6_10", "female", "acquaintance")
    notes = [e.text for e in await house.desk.do(lambda w: w.history.entries(case.id)) if e.kind == "note"]
    assert [note for note in notes if "– → Nữ" in note and "– → Người quen" in note] == notes[-1:]
    assert "set_facts" in await audited(house, number)
    old = {"child_age": "12", "child_sex": "", "culprit": "", "version": version}
    assert await at_desk.submit(here + "/figures", **old) == 409
    assert "12; –; –" in at_desk.page and "Người quen" in at_desk.page
    await at_desk.open(here)
    assert '<option value="female" selected>' in at_desk.page
    assert await at_desk.submit(here + "/figures", child_age="99", child_sex="", culprit="x") == 200
    case = await case_in(house, number)
    assert (case.facts["child_age"], case.facts["culprit"]) == ("9", "acquaintance")
    assert "child_sex" not in case.facts


@in_house
async def test_who_may_not_note_finds_no_such_form(house: WebHouse) -> None:
    _, number = await taken(house)
    for seat in (await officer(house, "social_work_centre-51-1"), await clerk(house, "auditor")):
        await seat.open("/o/me")
        assert await seat.submit(f"/o/case/{number}/figures", child_age="9") == 404
    assert "child_age" not in (await case_in(house, number)).facts
