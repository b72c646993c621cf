"""Days as officers write them: each is the sentence that it means, and what is shown means the same again."""

import pytest

from bot.web.console.campaign_days import DAILY, in_sentences, said_in
from referral.campaigns import BadCampaign
from referral.campaigns.catalogue import shipped
from referral.campaigns.dates import parse_when

TYPED = {
    "25/7": "25 July",
    "ngày 25 tháng 7 năm 2027": "25 July 2027",
    "25/7/2027": "25 July 2027",
    "15/8 âm lịch": "lunar 15/8",
    "Mùng 1/1 ÂM LỊCH hằng năm": "lunar 1/1",
    "hàng ngày": DAILY,
    "Thứ Sáu hằng tuần": "each Friday",
    "thứ 7": "each Saturday",
    "chủ nhật từ 1/5 đến 30/9": "each Sunday from 1 May to 30 September",
    "ngày 1 hằng tháng": "each month on 1",
    "2 tuần trước 1/6, 15/8 âm lịch và 1 December": "2 weeks before 1 June and lunar 15/8 and 1 December",
    "3 ngày sau khi có người báo chỗ nước nguy hiểm": "3 days after a hazard",
}
NO_DAYS = ("25/13", "31/2", "hôm qua", "6", "thứ tám", "thứ sáu từ 1/13 đến 2/2", "7 ngày trước thứ sáu")


@pytest.mark.parametrize(("typed", "sentence"), TYPED.items())
def test_what_is_typed_is_the_sentence_it_means(typed: str, sentence: str) -> None:
    assert in_sentences(typed) == sentence
    assert parse_when(in_sentences(said_in("vi", sentence))) == parse_when(sentence)
    assert said_in("en", sentence) == sentence


@pytest.mark.parametrize("typed", [*NO_DAYS, "7 ngày trước " * 5000 + "1/6", "7 days before " * 5000 + "1 June"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(BadCampaign):
        parse_when(in_sentences(typed))


def test_the_campaigns_of_the_program_are_shown_as_they_would_be_typed() -> None:
    for campaign in shipped().values():
        assert parse_when(in_sentences(said_in("vi", campaign.when))) == parse_when(campaign.when)
        assert in_sentences(campaign.when) == campaign.when, "English stays as it was written"
