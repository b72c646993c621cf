"""Read campaigns from TOML: a mistake is named by campaign, word and what to write instead."""

import tomllib
from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from referral.campaigns import BadCampaign, Campaign
from referral.conditions import parse_conditions


def parse_campaign(name: str, text: str) -> Campaign:
    """Read one campaign, or raise BadCampaign."""
    try:
        return campaign_in(name, tomllib.loads(text))
    except tomllib.TOMLDecodeError as mistake:
        raise BadCampaign(f"{name}: {mistake}") from None


def campaign_in(name: str, raw: Mapping[str, Any]) -> Campaign:
    """The campaign of a table."""
    return Campaign(
        name=name,
        title=raw["title"],
        topic=raw["topic"],
        when=raw["when"],
        texts={language: raw[language] for language in ("vi", "en") if language in raw},
        at=raw.get("at", time(8, 30)),
        days=raw.get("days", 2),
        spread=timedelta(minutes=raw.get("spread", 60)),
        audience=parse_conditions(raw.get("audience", "")),
        flow=raw.get("flow", ""),
        picture=raw.get("picture", ""),
        link=raw.get("link", ""),
        article=raw.get("article", ""),
        sender=raw.get("sender", ""),
        neutral=raw.get("neutral", False),
        on=raw.get("on", False),
    )
