"""What stands on a poster: the place, what one gets, the ways in, whom to call; Vietnamese is the source text."""

from collections.abc import Iterator
from dataclasses import field

from bot.subscribe_links import Origin, page_address, slug_of, telegram_address, zalo_address
from bot.texts import Translate
from bot.web.words import N_
from referral.campaigns import Rules
from referral.jurisdiction.words import said_now
from referral.records import dataclass

HEADLINE = N_("Nhận lời nhắc giữ an toàn cho trẻ")
GETS = N_("Sẽ nhận được gì?")
WHAT = N_("Vài lời nhắc ngắn theo mùa: phòng đuối nước, nhà an toàn, sức khỏe và quyền của trẻ.")
HOW_OFTEN = N_("Nhiều nhất {per_week} tin một tuần, không gửi từ {quiet_from} đến {quiet_until}.")
FREE = N_("Miễn phí, không hỏi tên. Muốn dừng, nhắn NGỪNG NHẮC.")
REPORT = N_("Cũng tại đây, ai cũng có thể báo tin khi trẻ gặp nguy hiểm, không cần nói tên.")
SENDER = N_("Người gửi: {sender}")
DANGER = N_("Trẻ đang gặp nguy hiểm? Gọi ngay")
TRIAL = N_("BẢN THỬ, không có ai trực: gọi 111 / 113 / 114")
ZALO = N_("Zalo: bấm Quan tâm, rồi nhắn “{typed}”.")
TELEGRAM = N_("Telegram: bấm Start là xong.")
WEB = N_("Trang web, không cần cài gì: {address}")
NUMBERS = (("111", N_("Trẻ em")), ("113", N_("Công an")), ("114", N_("Cứu nạn")), ("115", N_("Cấp cứu")))


SCHOOL_LIMIT = 120  # letters: what still can be read on the sheet


class BadSchool(Exception):
    """This cannot be printed as the name of a school: write it in letters and digits, 120 of them at most."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class Doors:
    """Where people can come in: our public address, the Telegram bot's name, the Zalo account; "" if there is none."""

    public_url: str
    telegram: str = ""
    zalo: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """In which language, by which rules, and whether this is only a trial."""

    translate: Translate
    locale: str = "vi"
    rules: Rules = field(default_factory=Rules)
    live: bool = True

    def say(self, words: str, **values: object) -> str:
        """A text in this language with its values."""
        return self.translate(self.locale, words).format(**values)


@dataclass(frozen=True, slots=True)
class Door:
    """One way in: what it is called, what to do there, where its code leads."""

    name: str
    hint: str
    link: str


@dataclass(frozen=True, slots=True)
class Poster:
    """Everything that stands on a poster, in words."""

    headline: str
    names: tuple[str, ...]  # the school if it is for one, then the commune
    gets: tuple[str, ...]  # a heading and its points
    doors: tuple[Door, ...]
    danger: str
    numbers: tuple[tuple[str, str], ...]
    foot: tuple[str, ...]
    trial: str = ""


def poster(origin: Origin, school: str, doors: Doors, voice: Voice) -> Poster:
    """The words of the poster for a commune, or a school there."""
    return Poster(
        headline=voice.say(HEADLINE),
        names=tuple(filter(None, (school, place_name(origin.commune)))),
        gets=(voice.say(GETS), *promises(voice)),
        doors=tuple(doors_for(origin, doors, voice)),
        danger=voice.say(DANGER),
        numbers=tuple((number, voice.say(who)) for number, who in NUMBERS),
        foot=(voice.say(REPORT), voice.say(SENDER, sender=voice.rules.sender)),
        trial="" if voice.live else voice.say(TRIAL),
    )


def place_name(code: str) -> str:
    """A commune as a heading: "Xã Sơn Tây, Quảng Ngãi"."""
    said = said_now(code)
    return said[:1].upper() + said[1:]


def promises(voice: Voice) -> tuple[str, ...]:
    """What one gets, how often, and how it ends."""
    rules = voice.rules
    quiet = {"quiet_from": f"{rules.quiet_from:%H:%M}", "quiet_until": f"{rules.quiet_until:%H:%M}"}
    return voice.say(WHAT), voice.say(HOW_OFTEN, per_week=rules.per_week, **quiet), voice.say(FREE)


def doors_for(origin: Origin, doors: Doors, voice: Voice) -> Iterator[Door]:
    """The ways in that there are, the commonest first."""
    if doors.zalo:
        typed = Origin(origin.commune).words  # a school's slug is too long to type
        yield Door("Zalo", voice.say(ZALO, typed=typed), zalo_address(doors.zalo))
    if doors.telegram:
        yield Door("Telegram", voice.say(TELEGRAM), telegram_address(doors.telegram, origin))
    page = page_address(doors.public_url, origin, voice.locale)
    shown = page_address(doors.public_url, Origin(origin.commune)).partition("//")[2]
    yield Door("Web", voice.say(WEB, address=shown), page)


def school_name(words: str) -> str:
    """A school's name as it is printed. Raises BadSchool."""
    from bot.lettering import plain, undrawable  # with the library for pictures

    name = plain(words)
    if words and (len(name) > SCHOOL_LIMIT or not slug_of(name) or undrawable(name)):
        raise BadSchool
    return name
