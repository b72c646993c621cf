"""Whoever must not know of a case finds, on every path there is, exactly what they would find if it did not exist."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web

from bot.desk.sending import traces_about, traces_of
from bot.web.app import ROUTES as FRONT
from bot.web.console.routes import CONSOLE_ROUTES
from handlers import facts, incoming, officer_pages
from handlers.actions import ACTIONS
from handlers.alerting import send_alert, tell_place_settled, tell_stood_down
from handlers.events import SEVERAL, Address, IncomingEvent, Media, OutgoingMessage
from handlers.scene import arrive
from handlers.settle import settle
from handlers.speaking import tell_holders, tell_officer, tell_reporter
from handlers.work import Work
from referral.case import Case
from referral.permissions import ALLOWED
from tests.cast import OFFICERS, OFFICERS_AT
from tests.fakes import PHOTO
from tests.room import Room, room
from tests.test_web_chat import jpeg, upload
from tests.web_house import AtDesk, WebHouse, citizen, in_house, officer

ROUTES = (*FRONT, *CONSOLE_ROUTES)

CHANGES = re.compile(r'value="[^"]{8,}"|<article.*?</article>|\d+', re.DOTALL)  # what differs at each look
NEVER = "LN-22222"  # a number that no case has
CRY = "bố cháu đang đánh cháu dã man, cháu ở xã Sơn Tây, Quảng Ngãi"
SECRET = "đừng báo công an xã, bố cháu nhậu chung với mấy chú đó"
HOLDER, COLLEAGUE = "Công an xã Sơn Tây", "Phó công an xã Sơn Tây"

# What an officer types for each action of a flow; None: it is about no case of an officer's.
TYPED: dict[str, tuple[str, ...] | None] = {
    "open_case": None, "report_story": None, "tell_agencies": None, "set_contact": None, "hand_to_human": None,
    "contest": None, "subscribe": None, "set_home": None, "set_topics": None, "set_role": None,
    "score": None,
    "link_officer": None, "duty_on": None, "duty_off": None, "present": None,
    "show_duty": None, "after_storm": None, "begin_intake": None,
    "end_intake": None,
    "show_data_answers": None, "request_data": None, "place_safe": None, "place_unsafe": None,
    "keep_taps": None, "show_ways": None, "add_way": None, "prefer_way": None, "offer_ways": None, "drop_way": None,
    "offer_phone": None, "check_phone": None, "send_code": None, "check_code": None, "drop_phone": None,
    "approve_run": None, "show_run": None, "stop_run": None, "pause_run": None, "resume_run": None,
    "answer_opinion": ("trả lời {number} chúng tôi sẽ làm",),
    "show_status": ("{receipt}",),
    "list_cases": ("danh sách",),
    "accept": ("nhận {number}",),
    "decline": ("từ chối {number}: đi vắng",),
    "open_details": ("mở {number}",),
    "pass_on": ("chuyển {number} UBND xã Sơn Tây: gần hơn",),
    "note": ("ghi chú {number} đã gọi",),
    "ask_reporter": ("hỏi {number} em có sao không?",),
    "release": ("báo xã {number}",),
    "update": ("cập nhật {number} Đã liên lạc",),
    "close": ("đóng {number} Trẻ đã được giúp",),
    "reach_case": ("từ chối {number}", "Đang ở xa"),
    "offer_agencies": ("chuyển {number}",),
    "suggest_questions": ("hỏi {number}",),
    "check_question": ("hỏi {number} ai đánh em?",),
    "rewrite_question": ("hỏi {number} ai đánh em?", "Viết lại"),
    "more_steps": ("việc khác {number}",),
    "set_place": ("đổi nơi {number}", "xã Sơn Tây, Quảng Ngãi", "Đã tới tận nơi"),
    "offer_kinds": ("đổi loại {number}",),
    "set_kind": ("đổi loại {number} bỏ học: đã xem",),
    "keep_sending": ("gửi {number} cô đang tới",),
    "send_reporter": ("gửi {number}", "14.9, 108.4"),
    "list_milestones": ("mốc {number}",),
    "record_milestone": ("mốc {number}", "Đã bảo vệ khẩn cấp"),
    "link_cases": ("gộp {number} vào LN-33333",),
    "unlink_case": ("tách {number}",),
    "show_hazard": ("chỗ {number}",),
    "list_hazards": ("danh sách chỗ",),
    "fix_hazard": ("đã rào {number}",),
    "check_hazard": ("kiểm tra {number}", "Đã an toàn"),
    "add_hazard": ("ghi chỗ {number}",),
    "hand_over": ("giao {number} UBND xã Sơn Tây: gần hơn",),
    "call": ("gọi {number}",),
    "called": ("gọi {number}", "Đã nhận qua máy"),
    "set_level": ("mức {number} ưu tiên: đã xem",),
    "recuse": ("tránh {number}: người quen", "Chỉ tôi"),
}  # fmt: skip

# What holders of a case are told, with its blanks.
NOTICES: dict[str, dict[str, str]] = {
    "now_more_urgent": {"urgency": "GẤP"}, "level_now": {"urgency": "GẤP"}, "more_words": {}, "file_here": {},
    "reporter_back": {}, "reporter_contests": {}, "unreachable": {}, "place_corrected": {"place": "x"},
    "place_moved": {"place": "x"}, "place_divided": {"place": "x"},
    "answered_question": {}, "holder_gone": {"agencies": "x"}, "place_set": {"place": "x"}, "kind_set": {},
    "hazard_joined": {"hazard": "HZ-22222", "n": "2", "since": "x"}, "hazard_look": {"hazard": "HZ-22222"},
}  # fmt: skip

# What an officer's page is asked for; None: it shows nothing of a case.
ASKED: dict[tuple[str, str], str | None] = {
    ("GET", "/o"): "list",
    ("GET", "/o/list"): "list",
    ("GET", "/o/poll"): "news",
    ("GET", "/o/live"): "news",
    ("POST", "/o/search"): "words",
    ("POST", "/o/views"): None,
    ("POST", "/o/views/{id}"): None,
    ("POST", "/o/say"): "words",
    ("GET", "/o/case/{number}"): "case",
    ("POST", "/o/case/{number}"): "form",
    ("GET", "/o/case/{number}/form/{form}"): "document",
    ("GET", "/o/case/{number}/print"): "print",
    ("POST", "/o/case/{number}/merge"): "merge",
    ("POST", "/o/case/{number}/unmerge"): "unmerge",
    ("POST", "/o/case/{number}/figures"): "figures",
    ("GET", "/o/attachment/{id}"): "attachment",
    ("POST", "/o/attachment/{id}"): "attachment",
    ("GET", "/o/login"): "link",
    ("POST", "/o/login"): "link",
    ("POST", "/o/logout"): None,
    ("GET", "/o/audit"): None,  # for auditors, who are no officers: a number and no content, see docs/console-audit.md
    ("POST", "/o/audit/export"): None,
    ("POST", "/o/audit/check"): None,
    ("GET", "/o/rights"): None,  # below /o/rights: test_console_rights.py, hidden cases make the request invisible
    ("GET", "/o/rights/retention"): None,
    ("POST", "/o/rights/retention/{what}"): None,
    ("POST", "/o/rights/retention/period"): None,
    ("GET", "/o/rights/erasures"): None,
    ("GET", "/o/rights/erasures.json"): None,
    ("POST", "/o/rights/search"): None,
    ("GET", "/o/rights/{id}"): None,
    ("GET", "/o/rights/{id}/preview"): None,
    ("POST", "/o/rights/{id}/export"): None,
    ("POST", "/o/rights/{id}/erase"): None,
    ("POST", "/o/rights/{id}/{act}"): None,
    ("GET", "/o/reports"): None,  # figures leave such a case out: tests/test_web_reports.py
    ("GET", "/o/reports/file.{kind:xlsx|csv}"): None,
    ("GET", "/o/reports/file.docx"): None,
    ("GET", "/o/reports/write"): None,
    ("POST", "/o/reports/write"): None,
    ("GET", "/o/reports/handed"): None,
    ("GET", "/o/reports/handed/{id}"): None,
    ("GET", "/o/reports/settings"): None,
    ("POST", "/o/reports/settings/deadlines"): None,
    ("POST", "/o/reports/settings/layout"): None,
    ("POST", "/o/reports/tokens"): None,
    ("POST", "/o/reports/tokens/revoke"): None,
    ("GET", "/o/login/code"): None,
    ("POST", "/o/login/code"): None,
    ("GET", "/o/invite"): None,
    ("POST", "/o/invite"): None,
    ("GET", "/o/again"): None,
    ("POST", "/o/again"): None,
    ("GET", "/o/me"): None,
    ("POST", "/o/me/language"): None,
    ("POST", "/o/me/password"): None,
    ("POST", "/o/me/codes"): None,
    ("GET", "/o/me/factor"): None,
    ("POST", "/o/me/factor"): None,
    ("POST", "/o/me/factor/confirm"): None,
    ("POST", "/o/me/sessions"): None,
    ("GET", "/o/accounts"): None,
    ("GET", "/o/accounts/new"): None,
    ("POST", "/o/accounts/new"): None,
    ("GET", "/o/accounts/roles"): None,
    ("GET", "/o/accounts/{id}"): None,
    ("POST", "/o/accounts/{id}"): None,
    ("GET", "/o/campaigns"): None,
    ("GET", "/o/campaigns/{number:CD-[0-9A-Z]+}/part"): None,
    ("GET", "/o/campaigns/{number:CD-[0-9A-Z]+}/results"): None,
    ("GET", "/o/campaigns/{number:CD-[0-9A-Z]+}/results.{kind:csv|xlsx}"): None,
    ("GET", "/o/campaign-runs"): None,
    ("GET", "/o/campaigns/{number:CD-[0-9A-Z]+}"): None,
    ("GET", "/o/campaigns/{number:CD-[0-9A-Z]+}/{step:[a-z]+}"): None,
    ("POST", "/o/campaigns/{number:CD-[0-9A-Z]+}/{step:[a-z]+}"): None,
    ("GET", "/o/campaigns/new"): None,
    ("POST", "/o/campaigns/new"): None,
    ("GET", "/o/campaigns/{name}"): None,
    ("POST", "/o/campaigns/{name}"): None,
    ("POST", "/o/campaigns/{name}/turn"): None,
    ("POST", "/o/campaigns/{name}/picture"): None,
    ("GET", "/o/campaigns/{name}/toml"): None,
    ("POST", "/o/campaigns/{name}/toml"): None,
    ("GET", "/o/campaigns/{name}/start"): None,
    ("POST", "/o/campaigns/{name}/start"): None,
    ("GET", "/o/campaign-years"): None,
    ("POST", "/o/campaign-years"): None,
    ("GET", "/o/campaign-posters"): None,
    ("POST", "/o/campaign-posters"): None,
    ("GET", "/o/campaign-people"): None,
    ("GET", "/o/directory"): None,
    ("GET", "/o/directory/agency/{id}"): None,
    ("POST", "/o/directory/agency/{id}"): None,
    ("POST", "/o/directory/agency/{id}/number"): None,
    ("POST", "/o/directory/agency/{id}/officers"): None,
    ("GET", "/o/directory/officer/{id}"): None,
    ("POST", "/o/directory/officer/{id}"): None,
    ("POST", "/o/directory/officer/{id}/remove"): None,
    ("POST", "/o/directory/officer/{id}/link"): None,
    ("POST", "/o/directory/officer/{id}/invite"): None,
    ("POST", "/o/directory/agency/{id}/roster"): None,
    ("GET", "/o/directory/tables"): None,
    ("POST", "/o/directory/tables"): None,
    ("GET", "/o/directory/tables/{id}"): None,
    ("POST", "/o/directory/tables/{id}"): None,
    ("GET", "/o/directory/export/{kind}.{ending}"): None,
    ("GET", "/o/directory/coverage"): None,
    ("GET", "/o/directory/coverage.csv"): None,
    ("GET", "/o/directory/days"): None,
    ("POST", "/o/directory/days"): None,
    ("GET", "/o/directory/matrix"): None,
    ("POST", "/o/directory/matrix"): None,
    ("GET", "/o/guidance"): None,
    ("GET", "/o/guidance/text/{key}"): None,
    ("POST", "/o/guidance/text/{key}"): None,
    ("POST", "/o/guidance/text/{key}/sign"): None,
    ("POST", "/o/guidance/text/{key}/restore"): None,
    ("GET", "/o/guidance/numbers"): None,
    ("POST", "/o/guidance/numbers"): None,
    ("POST", "/o/guidance/numbers/drop"): None,
    ("GET", "/o/board"): "counts",
    ("GET", "/o/board/part"): "counts",
    ("GET", "/o/board/outlines.json"): None,
    ("GET", "/o/board/counts.geojson"): "counts",
    ("GET", "/o/board/hazards.geojson"): "list",
    ("GET", "/o/hazards"): "list",
    ("GET", "/o/hazard/new"): None,
    ("POST", "/o/hazard/new"): None,
    ("GET", "/o/hazard/{number}"): "case",
    ("POST", "/o/hazard/{number}"): "form",
}


def test_every_action_is_looked_at() -> None:
    assert set(TYPED) == set(ACTIONS), "a new action: say here what an officer types for it"


def test_every_page_of_an_officer_is_looked_at() -> None:
    pages = {(r.method, r.path) for r in ROUTES if isinstance(r, web.RouteDef) and f"{r.path}/".startswith("/o/")}
    assert set(ASKED) == pages, "a new page: say here what it shows of a case"


def test_whoever_is_shut_out_may_do_nothing() -> None:
    assert all("excluded" not in rows for rows in ALLOWED.values())


@dataclass(frozen=True, slots=True)
class Told:
    """A room in which a case was alerted, taken by the police, and then kept from them."""

    here: Room
    case: Case
    receipt: str

    def do(self, job: Callable[[Work], object]) -> list[OutgoingMessage]:
        """What reaches the police when this is done to the case."""
        self.here.do(job)
        return self.to_police(self.here.deliver())

    def to_police(self, messages: list[OutgoingMessage]) -> list[OutgoingMessage]:
        """The messages among these that a policeman can read."""
        ways = {self.here.person(Address(OFFICERS_AT, OFFICERS[name])) for name in (HOLDER, COLLEAGUE)}
        return [m for m in messages if m.person_id in ways and m.act == "say"]

    def answers(self, name: str, words: tuple[str, ...], number: str, receipt: str) -> str:
        """What an officer reads for these words, without the number they typed themselves."""
        said = [self.here.officer(name, line.format(number=number, receipt=receipt)) for line in words]
        return "\n".join(said).replace(number, "LN-?????")


def told(here: Room) -> Told:
    """The cry, the alert, the acceptance, a photo; then the reporter says who must not know."""
    here.say(CRY)
    here.hear(IncomingEvent("", Address("webchat", "lan"), None, media=Media("photo", data=PHOTO, safe_copy=PHOTO)))
    here.officer(HOLDER, f"nhận {here.cases()[0].number}")
    here.officer(HOLDER, "danh sách")
    here.officer(COLLEAGUE, "danh sách")
    here.clock.forward(timedelta(minutes=1))
    here.say(SECRET)
    (case,) = here.cases()
    assert case.avoid == {"police"}
    return Told(here, case, here.do(lambda work: work.cases.receipt(case.id)))


@pytest.mark.parametrize("name", [HOLDER, COLLEAGUE])
@pytest.mark.parametrize("action", [name for name, words in TYPED.items() if words])
def test_each_command_answers_as_if_there_were_no_such_case(tmp_path: Path, action: str, name: str) -> None:
    with room(tmp_path) as here:
        shut = told(here)
        words = TYPED[action] or ()
        real = shut.answers(name, words, shut.case.number, shut.receipt)
        here.officer(name, "dừng")
        never = shut.answers(name, words, NEVER, "1" * 16)
        assert real and real == never
        assert here.cases() == [shut.case], "nothing was done"


@pytest.mark.parametrize("name", [HOLDER, COLLEAGUE])
def test_the_pages_read_nothing(tmp_path: Path, name: str) -> None:
    with room(tmp_path) as here:
        shut = told(here)
        way = here.person(Address(OFFICERS_AT, OFFICERS[name]))
        (attachment,) = here.do(lambda work: work.history.attachments(shut.case.id))
        assert here.do(lambda work: officer_pages.case_view(work, way, shut.case.number)) is None
        for reason in ("", "cần xem"):
            assert here.do(lambda work, r=reason: officer_pages.open_attachment(work, way, attachment.id, r)) is None  # type: ignore[misc]


def held(work: Work, case: Case, key: str) -> None:
    """A notice to whoever holds the case."""
    tell_holders(work, case, key, "tag", **NOTICES[key])


def test_nothing_is_sent_whoever_sends_it(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        shut = told(here)
        case, me = shut.case, OFFICERS[HOLDER]
        alert = here.do(lambda work: next(a for a in work.alerts.of(case.id) if a.officer == me))
        notices: tuple[Callable[[Work], object], ...] = (
            lambda work: send_alert(work, case, alert, ()),
            lambda work: tell_stood_down(work, case, alert, False),
            lambda work: tell_place_settled(work, case, me),
            lambda work: tell_officer(work, me, OutgoingMessage("x", "", "x", case_id=case.id)),
            *(partial(held, case=case, key=key) for key in NOTICES),
        )
        assert [shut.do(notice) for notice in notices] == [[]] * len(notices)
        assert shut.to_police(here.say("bố cháu lại đánh nữa, cháu chảy máu")) == []


def test_an_alert_that_waits_is_dropped_and_the_links_end(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        event = IncomingEvent("first", Address("webchat", "lan"), here.clock.now, text=CRY)
        here.do(lambda work: incoming.take(work, event))  # nothing is delivered yet
        (case,) = here.cases()
        token = here.do(lambda work: work.logins.issue(OFFICERS[HOLDER], work.now + timedelta(hours=1), case.id))
        other = here.do(lambda work: work.logins.issue(OFFICERS[HOLDER], work.now + timedelta(hours=1), "other"))
        messages = here.say(SECRET)
        ways = {here.person(Address(OFFICERS_AT, OFFICERS[name])) for name in (HOLDER, COLLEAGUE)}
        assert {m.act for m in messages if m.person_id in ways} == {"retract"}
        assert here.do(lambda work: work.logins.redeem(token)) == ""
        assert here.do(lambda work: work.logins.redeem(other)) == OFFICERS[HOLDER]


def test_a_conversation_about_the_case_ends(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say(CRY)
        number = here.cases()[0].number
        here.officer(HOLDER, f"nhận {number}")
        here.officer(HOLDER, f"đóng {number}")
        way = here.person(Address(OFFICERS_AT, OFFICERS[HOLDER]))
        assert here.do(lambda work: work.people.session(way))
        here.say(SECRET)
        assert here.do(lambda work: work.people.session(way)) is None


def test_the_same_officer_on_another_channel_and_for_another_body_sees_nothing(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        phone = Address("zalo_oa", "phone")
        here.say(CRY)
        number = here.cases()[0].number
        here.do(lambda work: work.staff.link(OFFICERS[HOLDER], work.people.at(phone).id))
        here.officer(HOLDER, f"nhận {number}")
        (case,) = here.cases()
        alert = here.do(lambda work: work.alerts.of(case.id)[0])
        assert alert.body == "people_committee-21340"
        lent = replace(alert, n=9, officer=OFFICERS[HOLDER], answer="accepted")
        here.do(lambda work: work.alerts.add(case.id, lent))
        here.say(SECRET)
        me = here.person(phone)
        said = [m.text for m in here.say(f"mở {number}", phone) if m.person_id == me]
        never = [m.text for m in here.say(f"mở {NEVER}", phone) if m.person_id == me]
        assert [text.replace(number, NEVER) for text in said] == never


def test_an_officer_who_reported_it_hears_no_more_of_it(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        said = here.officer(HOLDER, "chú công an xã đánh em chảy máu, em ở xã Sơn Tây, Quảng Ngãi")
        (case,) = here.cases()
        assert case.avoid == {"police"} and case.number not in said and "Mã theo dõi" not in said
        here.officer("Trực ban tỉnh", f"nhận {case.number}")
        me = here.person(Address(OFFICERS_AT, OFFICERS[HOLDER]))
        here.do(lambda work: tell_reporter(work, case, "nobody"))
        assert [m for m in here.deliver() if m.person_id == me] == []
        assert here.officer(HOLDER, "mã") == "Ở đây chưa có tin báo nào."
        assert case.number not in here.officer(HOLDER, "xem")


def test_the_coordinator_hears_what_was_seen_and_when(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say(CRY)
        (case,) = here.cases()
        here.officer(HOLDER, f"nhận {case.number}")
        here.clock.forward(timedelta(minutes=1))
        desk = here.person(Address(OFFICERS_AT, OFFICERS["Trực ban tỉnh"]))
        heard = [m.text for m in here.say(SECRET) if m.person_id == desk]
        assert any("được báo 14:00, đã mở 14:00; đã cắt lúc 14:01" in text for text in heard)
        assert not any("Cán bộ" in text or "Lò" in text for text in heard), "nobody is named on a lock screen"
        shown = here.officer("Trực ban tỉnh", f"nhận {case.number}")
        assert "Không được cho biết: Công an xã Sơn Tây" in shown and "Cán bộ mẫu 1" in shown


def test_settling_twice_cuts_once(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        shut = told(here)
        before = here.rows()
        here.do(lambda work: settle(work, shut.case))
        assert here.rows() == before


def test_nobody_left_is_said(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say(CRY)
        (case,) = here.cases()
        every = replace(case, excluded=frozenset(here.do(lambda work: work.directory.agencies)))
        here.do(lambda work: work.cases.save(every))
        here.do(lambda work: settle(work, every))
        assert any("Hãy gọi ngay 113 / 111" in m.text for m in here.deliver() if m.act == "say")
        scene = here.do(lambda work: told_words(work, every))
        assert "Hiện chưa liên lạc được với cán bộ nào" in scene


def told_words(work: Work, case: Case) -> str:
    """What a reporter reads of who was told."""
    return facts.told(arrive(work, IncomingEvent("look", Address("webchat", "lan"), None)), case)


@in_house
async def test_each_page_shows_what_it_shows_of_no_case(house: WebHouse) -> None:
    reporter = await citizen(house)
    await reporter.say(CRY)
    at_desk = await officer(house)
    (number,) = at_desk.numbers()
    await at_desk.open(f"/o/case/{number}")
    await at_desk.submit(f"/o/case/{number}", act="accept")
    assert await upload(reporter, "photo-of-it", jpeg()) == 200
    (attachment,) = await house.desk.do(lambda work: work.history.attachments(work.cases.by_number(number).id))  # type: ignore[union-attr]
    open_page = at_desk.page
    await reporter.say(SECRET)
    await settled(at_desk, number)
    at_desk.page = open_page
    found = await looked_at(at_desk, number, attachment.id)
    at_desk.page = open_page
    assert found == await looked_at(at_desk, NEVER, "no-such-attachment")
    assert number not in "".join(str(part) for part in found)


async def settled(at_desk: AtDesk, number: str) -> None:
    """Wait until the word to drop the case has reached the open page."""
    cursor = 0
    while True:
        answer = await at_desk.browser.get(f"/o/poll?after={cursor}")
        news = (await answer.json())["messages"]
        assert news, "the page never heard that it must drop something"
        assert not any(number in mail["text"] for mail in news), "what waited is gone"
        cursor = max(mail["id"] for mail in news)
        if any(mail["retract"] for mail in news):
            return


async def looked_at(at_desk: AtDesk, number: str, attachment: str) -> list[object]:
    """What every page of ASKED shows, without the number that was asked for and what changes each time."""
    csrf, shown = at_desk.hidden("csrf"), list[object]()
    for n, ((method, path), kind) in enumerate(ASKED.items()):
        if kind in (None, "news"):
            continue
        form = {"csrf": csrf, "once": f"once-{number}-{n}", "act": "accept", "words": f"mở {number}", "reason": "xem"}
        form |= {"other": "LN-33333"} if kind == "merge" else {}
        there = path.format(number=number, id=attachment, form="mau-01")
        params = {"case": number} if kind == "link" else {}
        data = form if method == "POST" else None
        answer = await at_desk.browser.request(method, there, params=params, data=data)
        text = CHANGES.sub("", (await answer.text()).replace(number, "LN-?????"))
        shown.append((method, path, answer.status, " ".join(text.split())))
    return shown


def test_a_list_is_taken_back_too(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        way = here.person(Address(OFFICERS_AT, OFFICERS[HOLDER]))
        other = OutgoingMessage("other", way, "LN-33333", case_id="other")
        listed = OutgoingMessage("list", way, "LN-44444", case_id=SEVERAL)
        mine = OutgoingMessage("mine", way, "LN-55555", case_id="mine")
        for message in (other, listed, mine):
            here.do(lambda work, m=message: work.mailbox.put(way, m))  # type: ignore[misc]
        assert here.do(lambda work: work.mailbox.take_back(way, "mine"))
        assert [mail.message.key for mail in here.do(lambda work: work.mailbox.after(way, 0, 9))] == ["other"]
        assert not here.do(lambda work: work.mailbox.take_back(way, "mine"))


def test_what_the_officer_typed_on_a_platform_goes_too(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say(CRY)
        (case,) = here.cases()
        address = Address("telegram", "7001")
        here.do(lambda work: work.staff.link(OFFICERS[HOLDER], work.people.at(address).id))
        typed = (f"nhận {case.number}", f"đóng {case.number}", "danh sách", "xin chào")
        for n, words in enumerate(typed, 1):
            here.hear(IncomingEvent("", address, None, text=words, message_id=str(n)))
        way = here.person(address)
        theirs = [trace for trace in here.do(lambda work: traces_about(work, way, case.id)) if trace]
        assert sorted(theirs) == ["1", "2", "3"], "not the greeting"
        assert {"1", "2", "3", "4"} <= set(here.do(lambda work: traces_of(work, way))), "hiding still removes all"
