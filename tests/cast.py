"""Who plays in our plays: a name in a play, and where this person is on which channel."""

from dataclasses import replace

from handlers.events import Address
from referral.agencies import Directory
from referral.sample import sample_directory

OFFICERS_AT = "officer_page"
CITIZENS_AT = "webchat"
OWN_CHANNELS = frozenset({"webchat", "terminal", "officer_page", "terminal_officer"})
CHANNELS = ("webchat", "terminal", "officer_page", "zns")  # fakes; Telegram and Zalo are the real ones

CITIZENS = {
    "Lan": "lan",
    "Bé Na": "na",
    "Bà Tư": "tu",
    "Anh Minh": "minh",
    "Cô Hoa": "hoa",
    "Người lạ": "stranger",
}
OFFICERS = {
    "Công an xã Sơn Tây": "police-21340-1",
    "Phó công an xã Sơn Tây": "police-21340-2",
    "UBND xã": "people_committee-21340-1",
    "Trạm y tế": "health_station-21340-1",
    "Trung tâm CTXH": "social_work_centre-51-1",
    "Trực ban tỉnh": "province_desk-51-1",
    "Công an phường Vĩnh Yên": "police-08707-1",
    "Công an phường Vĩnh Phúc": "police-08716-1",
    "Trực ban": "intake_desk-1",
    "Phó trực ban": "intake_desk-2",
}
NAMES = {"police-21340-2": "Lò Văn Mẫu"}  # nobody is called that; stories name this officer
ALL = {**CITIZENS, **OFFICERS}
LATER = {  # their agencies join in a play by its line “(Hội Phụ nữ xã joins)”
    "Hội Phụ nữ xã": "womens_union-21340-1",
    "Nhà trường": "school-21340-1",
    "Sở Y tế": "health_department-51-1",
    "Công an tỉnh": "province_police-51-1",
}
ALL = {**CITIZENS, **OFFICERS, **LATER}
PHONES = {"84900000678": "Công an xã Sơn Tây"}  # whose telephone numbers these are
ORDER = {name: place for place, name in enumerate(ALL)}  # in which order a step prints them


def first_address(name: str) -> Address:
    """Where somebody is before the play moves them."""
    return Address(OFFICERS_AT if name in OFFICERS or name in LATER else CITIZENS_AT, ALL[name])


def name_of(address_id: str) -> str:
    """Who is at this address, on whatever channel."""
    return PHONES.get(address_id) or next(name for name, known in ALL.items() if known == address_id)


def live_directory() -> Directory:
    """The sample directory as if its agencies were real: what plays run with unless they say otherwise."""
    sample = sample_directory()
    agencies = {key: replace(agency, sample=False) for key, agency in sample.agencies.items()}
    officers = {key: replace(officer, name=NAMES.get(key, officer.name)) for key, officer in sample.officers.items()}
    return replace(sample, agencies=agencies, officers=officers)
