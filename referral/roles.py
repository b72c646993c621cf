"""The roles of agencies: where each serves, what people call it, and what it may read when it only needs to know."""

from collections.abc import Mapping
from typing import Literal

from referral.records import dataclass

Level = Literal["commune", "province", "country"]
BriefField = Literal["category", "urgency", "commune", "age_group", "hazard", "holders", "bodies"]

# What a task needs: to be ready when the holder calls; to warn pupils of a place; to see that others do their work.
TO_SUPPORT: tuple[BriefField, ...] = ("category", "commune", "age_group", "holders")
TO_HELP_NOW: tuple[BriefField, ...] = ("category", "urgency", "commune", "age_group", "holders")
TO_WARN: tuple[BriefField, ...] = ("category", "commune", "hazard", "holders")
TO_TEACH: tuple[BriefField, ...] = ("category", "commune", "age_group", "hazard", "holders")
TO_SUPERVISE: tuple[BriefField, ...] = ("category", "urgency", "commune", "bodies")


@dataclass(frozen=True, slots=True)
class Role:
    """`said`: Vietnamese words for it, the first is shown. `wanted`: a place without it has a gap."""

    level: Level
    said: tuple[str, ...]
    wanted: bool = False  # if it must act and a place has none, the level above acts instead; others are left out
    brief: tuple[BriefField, ...] = TO_SUPPORT


# Who sits in an office is its own affair: the justice officer, the culture-society officer and the child-protection
# worker are officers of the People's Committee (Law on Cadres and Civil Servants: commune posts), so they are no roles.
OFFICES: Mapping[str, Role] = {
    "police": Role("commune", ("công an", "công an xã", "công an phường", "công an xã phường"), True, TO_HELP_NOW),
    "people_committee": Role("commune", ("UBND", "ủy ban", "ủy ban nhân dân", "people's committee"), True, TO_HELP_NOW),
    "health_station": Role("commune", ("trạm y tế",), True, TO_HELP_NOW),
    "school": Role("commune", ("trường", "trường học", "nhà trường"), True, TO_TEACH),
    "youth_union": Role("commune", ("đoàn", "đoàn thanh niên"), True, TO_WARN),
    "womens_union": Role("commune", ("hội phụ nữ", "hội liên hiệp phụ nữ", "women's union")),
    "village_head": Role("commune", ("trưởng thôn", "trưởng bản", "trưởng ấp", "tổ trưởng tổ dân phố"), brief=TO_WARN),
    "social_work_centre": Role(
        "province", ("trung tâm công tác xã hội", "trung tâm CTXH", "social work center"), True, TO_HELP_NOW
    ),
    "province_desk": Role("province", ("bàn trực tỉnh", "trực ban tỉnh"), True, TO_HELP_NOW),
    "province_police": Role("province", ("công an tỉnh", "công an thành phố")),
    "health_department": Role("province", ("sở y tế",)),
    "education_department": Role("province", ("sở giáo dục và đào tạo", "sở giáo dục", "sở GD&ĐT")),
    "province_youth_union": Role("province", ("tỉnh đoàn", "thành đoàn")),
    "legal_aid_centre": Role("province", ("trung tâm trợ giúp pháp lý", "trợ giúp pháp lý", "legal aid centre")),
    "intake_desk": Role("country", ("bàn trực", "bàn trực 24/7", "trực ban"), True, TO_HELP_NOW),
}
WANTED = frozenset(role for role, office in OFFICES.items() if office.wanted)


def at_level(level: Level) -> tuple[str, ...]:
    """The roles that serve communes, provinces, or the country."""
    return tuple(role for role, office in OFFICES.items() if office.level == level)
