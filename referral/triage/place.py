"""The words of a text that say where: a kind of place with a proper name or a number."""

import re
from collections.abc import Sequence

from referral.records import dataclass
from referral.triage.reading import fold

WORD = re.compile(r"[^\W_]+(?:/[^\W_]+)*|[,.!?;:\n()]")
LONGEST = 10  # words of one place
SITE_WORDS = 12  # words of a site told in an emergency
NAME_WORDS = 2  # of a name written without capitals


def words_of(text: str) -> frozenset[str]:
    """The words of a list written as text."""
    return frozenset(text.split())


# Words that name a kind of place; those of the first row also take a name without capitals.
UNITS = frozenset(["xã", "phường", "thôn", "ấp", "xóm", "huyện", "quận", "đường"])
SITES = words_of("""
    bản buôn làng khóm tổ tỉnh phố ngõ ngách hẻm kiệt phum sóc kênh khu rạch sông suối hồ đập đầm ao cầu cống chợ
    trường bến bãi biển tp chùa đình quán chung đảo nông ga nhóm bệnh thị ngã đèo công vịnh nhà""")
NEAR = words_of("trước sau gần cổng đầu cuối cạnh trong bên")
BETWEEN = words_of("""
    cư tắm xe sân đá tập máy cũ mới non học tiểu mầm trẻ thcs thpt th sinh hoạt bỏ hoang đô thị tư thục viên điện
    chứa nước văn hóa bờ kè đi bộ xáng số viện trạm an dân""")
AT = words_of("ở tại bên từ về")
NEVER = words_of("""
    này kia nọ đó nớ ni nào rồi bị đang có không em con tôi tui mình của và là thì mưa ngập nước đông vắng xa lên
    xuống vào ra ngay mau gấp lẹ cứu với cháu bé nó mà hay bên hết vắng nhà khác""")
MISREAD = words_of("xa to ban soc cho ba ho bo cau pho ngo quan benh nong")  # folded they are other words
BEATS = words_of("danh dap")  # "duong danh" is a stepfather who beats, and no street
WATERS = words_of("giếng mương bể hố đìa bàu thác ngầm đê ruộng rẫy vườn kè vũng hói")  # sites without a name
LEADING = words_of(
    "xuống dưới ở tại trên ngoài ra vô vào gần trong đến tới xuong duoi o tai tren ngoai vo vao gan den toi"
)
SITE_STOPS = words_of("""
    cứu mau nhanh gấp lẹ rồi đang mà nhưng chưa không với ạ nhé ơi giúp ai có cuu nhanh gap le roi dang ma nhung chua
    khong voi oi giup co
    nãy kiếm hổng kiem
    bị đánh đập chém giết trói nhốt khóc chết chìm té rớt bi danh dap chem giet troi nhot khoc chet chim""")
TITLES = words_of("ông bà chú bác cô anh chị thầy ong ba chu bac co thay văn van")  # "nhà ông Sáu" is a site
OWNERS = words_of("em tôi tui mình con cháu có bị đang toi minh chau co bi dang")  # "nhà em": the house is not told
DOUBLE = MISREAD | words_of("be chua dap dao dam song thi cong ga ben bai de ke ruong nha")  # so are these
WRITTEN = (SITES | WATERS) - UNITS - {"nhà", "đập", "thị", "công", "chung", "nông", "nhóm", "ga", "tỉnh"}
CLEAR_SITES = (WRITTEN | frozenset(map(fold, WRITTEN)) - DOUBLE) - NEAR
DOUBTFUL = (SITES | UNITS | frozenset(map(fold, SITES | WATERS | UNITS))) - CLEAR_SITES
ANY_SITE = (CLEAR_SITES | DOUBTFUL) - SITE_STOPS
NEAR_FOLDED = frozenset(map(fold, NEAR)) - words_of("cong sau")


@dataclass(frozen=True, slots=True)
class Hand:
    """How a text is written: with capital letters where they belong, and which words name a kind of place."""

    cased: bool
    units: frozenset[str]
    kinds: frozenset[str]


def place_text(text: str) -> str:
    """The first stretch of the text that locates something, "" when there is none."""
    found = list(WORD.finditer(text))
    words = [word[0] for word in found]
    hand = hand_of(text)
    for at, word in enumerate(words):
        stretch = words[at : at + LONGEST]
        count = after_kind(stretch, hand) if word.lower() in hand.kinds | NEAR else 0
        if count:
            return text[found[at].start() : found[at + count - 1].end()]
        if word.lower() in AT and (count := proper(stretch[1:], hand)) > 1:
            return text[found[at + 1].start() : found[at + count].end()]
    return ""


def site_text(text: str) -> str:
    """Where rescuers must go, however it is put: from the first word for a site to the end of its clause."""
    found = list(WORD.finditer(text))
    words = [word[0].lower() for word in found]
    start = next((at for at in range(len(words)) if begins_site(words, at, found)), None)
    if start is None:
        return ""
    last = site_end(words, start)
    return text[found[start].start() : found[last - 1].end()]


def begins_site(words: Sequence[str], at: int, found: Sequence[re.Match[str]]) -> bool:
    """Whether a site begins with this word; one of two meanings needs a preposition before or a name behind."""
    word, behind = words[at], tuple(words[at + 1 : at + 2])
    if word in NEAR or word in NEAR_FOLDED:
        return bool(behind) and behind[0] in ANY_SITE and begins_site(words, at + 1, found)
    if word in CLEAR_SITES:
        return True
    if word not in DOUBTFUL or not behind or behind[0] in OWNERS:
        return False
    titled = word in ("nhà", "nha") and behind[0] in TITLES
    led = at > 0 and words[at - 1] in LEADING
    return titled or led or behind[0].isdigit() or found[at + 1][0][0].isupper()


def site_end(words: Sequence[str], start: int) -> int:
    """Where a site ends: at the end of its clause, but a comma before another site is part of it."""
    for at in range(start + 1, min(start + SITE_WORDS, len(words))):
        more = words[at] == "," and words[at + 1 : at + 2] and words[at + 1] in ANY_SITE
        if words[at] in SITE_STOPS or (not words[at][0].isalnum() and not more):
            return at
    return min(start + SITE_WORDS, len(words))


def hand_of(text: str) -> Hand:
    """How this text is written."""
    cased = text != text.upper() and text != text.lower()
    units, kinds = UNITS, UNITS | SITES
    if fold(text.lower()) == text.lower():
        units, kinds = (frozenset(map(fold, names)) - MISREAD for names in (units, kinds))
    return Hand(cased, units, kinds)


def proper(words: Sequence[str], hand: Hand) -> int:
    """How many capitalised words stand at the beginning."""
    count = next((n for n, word in enumerate(words) if not word[0].isupper()), len(words))
    return count if hand.cased else 0


def after_kind(words: Sequence[str], hand: Hand) -> int:
    """How many words a place takes that begins here: kinds and words between, up to its last name or number."""
    last, kind = 0, ""
    for count, word in enumerate(words, 1):
        lower = word.lower()
        if kind and (word[0].isdigit() or (hand.cased and word[0].isupper())):
            last = count
        elif lower in hand.kinds:
            kind = lower
        elif kind in hand.units and not last and not hand.cased:
            name = words[count - 1 : count - 1 + NAME_WORDS]
            names = 0 if fold(kind) == kind and BEATS & {one.lower() for one in name} else lower_name(name)
            return count - 1 + names if names else 0
        elif lower not in BETWEEN and lower not in NEAR:
            break
    return last


def lower_name(words: Sequence[str]) -> int:
    """How many of these words can be a name written without capitals."""
    return next((n for n, word in enumerate(words) if not word.isalpha() or word.lower() in NEVER), len(words))
