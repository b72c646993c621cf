"""Where somebody lives, for reminders: by words, or by a pin, which may be near several communes."""

from flows.words import fold
from handlers.scene import Scene
from referral.jurisdiction import Place
from referral.jurisdiction.pins import locate
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.words import province_of, spoken, spoken_province
from referral.urgency import Urgency

PIN = "reminder_pin"  # the fact that keeps a pin: latitude, longitude in degrees
MOST_MORE = 3  # words beside a place's names, for example of its old district
PLACE_NOUNS = frozenset({
    "xa", "phuong", "thi", "tran", "tinh", "huyen", "quan", "tp", "thanh", "pho", "cu", "o", "nha", "toi", "em", "minh",
    "con", "thon", "xom", "commune", "ward", "province", "in", "live", "i",
})  # fmt: skip


def place_told(scene: Scene, text: str) -> Place:
    """The place of the pin that was sent, else of the words."""
    pin = scene.session.answers.get(PIN, "")
    if not pin:
        return resolve(text, scene.work.directory.landmarks)
    lat, lon = map(float, pin.split(", "))
    near = locate(lat, lon)
    provinces = {province_of(code) for code in near.codes}
    return Place(near.status, near.codes, provinces.pop() if len(provinces) == 1 else "", via=near.via)


def names_place_only(scene: Scene, text: str) -> bool:
    """Whether words are a place and hardly more, so that they are no story that names one."""
    found = resolve(text, scene.work.directory.landmarks)
    if found.status == "none" or scene.heard.urgency > Urgency.routine:
        return False
    names = fold(" ".join([*map(spoken, found.codes), *found.via, spoken_province(found.province)]))
    more = [word for word in fold(text).split() if word not in PLACE_NOUNS and word not in names.split()]
    return len(more) <= MOST_MORE
