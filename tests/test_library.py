"""The shipped flows: found by topic, menu and start words; a story is never taken for a start word."""

import pytest

from flows.library import flow_for_topic, flow_started_by, flows, menu
from referral.triage import CATEGORIES

STARTED = (  # who, words, flow, rest
    ("citizen", "báo tin", "report", ""),
    ("citizen", "BAO TIN!", "report", ""),
    ("citizen", "1", "report", ""),
    ("citizen", "Báo tin trẻ bị xâm hại, bạo lực", "report", ""),
    ("citizen", "đuối nước", "drowning", ""),
    ("citizen", "link", "link", ""),
    ("citizen", "link AB12CD34", "link", "AB12CD34"),
    ("officer", "nhận LN-7K3FQ", "accept", "LN-7K3FQ"),
    ("officer", "Từ chối LN-7K3FQ: bận", "decline", "LN-7K3FQ: bận"),
    ("officer", "nhận", "accept", ""),
    ("officer", "trực", "duty", ""),
    ("officer", "trực tắt", "duty_off", ""),
    ("officer", "vào trực nhé", "duty_on", "nhé"),
    ("officer", "gộp LN-7K3FQ vào LN-8M4GR", "link_cases", "LN-7K3FQ vào LN-8M4GR"),
    ("officer", "Chỗ HZ-7K3FQ", "hazard", "HZ-7K3FQ"),
    ("officer", "Duyệt CD-7K3FQ", "campaign_approve", "CD-7K3FQ"),
    ("officer", "Dừng CD-7K3FQ", "campaign_stop", "CD-7K3FQ"),
    ("officer", "danh sách chỗ nguy hiểm", "hazards", ""),
    ("officer", "kiểm tra sau bão", "hazard_storm", ""),
    ("officer", "kiểm tra HZ-7K3FQ", "hazard_check", "HZ-7K3FQ"),
    ("officer", "nhận tin qua điện thoại", "phone", ""),
    ("officer", "nơi LN-7K3FQ xã Sơn Tây", "set_place", "LN-7K3FQ xã Sơn Tây"),
    ("officer", "Đang trên đường LN-7K3FQ", "update", "Đang trên đường LN-7K3FQ"),
)
NOT_STARTED = (
    ("citizen", "báo tin cháu bị đánh"),
    ("citizen", "nhận LN-7K3FQ"),
    ("officer", "nơi này có bé rơi xuống ao"),
    ("officer", "đang trên đường thì thấy một bé bị đánh"),
    ("officer", "báo tin"),
    ("officer", "nhậnLN-7K3FQ"),
    ("officer", "trực ban báo có bé rơi xuống ao"),
    ("officer", "cho tôi hỏi"),  # folded the same as "chỗ"
    ("officer", "góp ý"),
    ("officer", "tách cháu khỏi gia đình"),
    ("officer", "sau bão có ba cháu bị cuốn trôi"),
    ("citizen", ""),
)


@pytest.mark.parametrize(("who", "text", "name", "rest"), STARTED)
def test_words_start_a_flow(who: str, text: str, name: str, rest: str) -> None:
    found = flow_started_by(text, who)
    assert found and (found[0].name, found[1]) == (name, rest)


@pytest.mark.parametrize(("who", "text"), NOT_STARTED)
def test_other_words_do_not(who: str, text: str) -> None:
    assert flow_started_by(text, who) is None


def test_every_kind_of_harm_leads_to_one_flow() -> None:
    for category in CATEGORIES:
        assert flow_for_topic(category), category
        citizens = [flow for flow in flows().values() if flow.who == "citizen"]
        assert sum(category in flow.topics for flow in citizens) == 1
    assert flow_for_topic("cats") is None


def test_a_menu_fits_the_buttons_of_every_channel_and_its_numbers_start_its_flows() -> None:
    assert 0 < len(menu("citizen")) <= 5
    for place, flow in enumerate(menu("citizen"), 1):
        started = flow_started_by(str(place), "citizen")
        assert started and started[0] == flow


def test_every_flow_can_be_reached() -> None:
    reached = {name for name, flow in flows().items() if flow.starts or flow.topics or flow.menu}
    assert set(flows()) - reached == {"unclear", "after_close", "after_answer"}, "which the handlers begin themselves"
