"""Two places in one text, told apart by their words: where it happened, where a child is now, where someone lives."""

from collections.abc import Iterable

from referral.jurisdiction import Elsewhere, Role
from referral.jurisdiction.claims import Claim, beside
from referral.jurisdiction.mentions import Text
from referral.jurisdiction.names import Token, fold


def both(words: str) -> tuple[frozenset[str], frozenset[str]]:
    """A set of words with accents, and the same without."""
    listed = frozenset(words.split())
    return listed, frozenset(map(fold, listed))


Words = tuple[frozenset[str], frozenset[str]]
AT = both("ở tại trên dưới trong ngoài bên về lên xuống vào vô ra qua sang đến tới")
DOING = both("hiện đang giờ bây nay thì cũng vẫn còn đi làm sống bán dạy việc thuê trọ")
NOW = both("hiện giờ nay chuyển đưa chở đang")
WHOSE = both("em con cháu tôi tui mình nó bé họ ta nội ngoại ấy đó")
CHILD = both("em con cháu bé nó trẻ bạn")
GROWN = both("""
    mẹ má ba bố cha tía ông bà cô chú dì bác cậu mợ thím dượng thầy anh chị chồng vợ tôi tui mình hắn gã lão người
    quê khẩu trú""")
PARENT = both("mẹ má ba bố cha tía vợ chồng")
WORK = both("làm lao động xuất khẩu thuê mướn ăn công nhân đi xa")
HOME = both("nhà")
BEFORE = both("trước xưa sắp")
TIMES = both("hôm tuần tháng năm ngày bữa đêm tối lúc")  # "hôm trước" is when it happened
THINGS = both("cổng cửa chợ trường mặt ubnd trụ sân quán xã")  # "trước cổng trường" is in front of it
HAPPENED = both("bị thấy ra kiến việc ghé chơi qua rơi ngã té lọt đuối")
NEVER = frozenset(("không", "chẳng", "chả", "đâu")), frozenset(("khong",))
NEGATED = both("phải ở tại là thuộc xảy ra")
FIRMLY = both("phải xảy thuộc")  # "không phải ở"; "không ở" alone may end a question: "có ai cứu không ở xã A"
NEAR = frozenset(("gần", "sát", "giáp", "ranh", "cách", "khỏi", "kia", "hướng", "cạnh")), frozenset(("gan", "cach"))
SLIP, AH = frozenset(("nhầm", "quên")), frozenset(("à", "ờ", "ủa", "ah"))
TAKING_BACK = frozenset(map(fold, NEVER[0] | SLIP))  # a text without any of these takes nothing back
WORDS_BEFORE = 8
FIRST: tuple[Role, ...] = ("now", "happened", "", "lives")  # whose commune is responsible


def said_in(word: Token, words: Words) -> bool:
    """Whether a word is one of these, as it is written: "Hiền" is not "hiện"."""
    return word.low in words[0] or (word.low.isascii() and word.key in words[1])


def role_of(said: Text, start: int) -> Role:
    """What the words right before a place say it is; "" when they say nothing, or that a child is at home there."""
    if not start:
        return ""
    before = said.words[max(0, start - WORDS_BEFORE) : start]
    at = back(before, len(before), AT)
    doing = back(before, at, DOING)
    skipped = before[doing:at]
    who = subject(before, doing)
    if who is not None and said_in(who, GROWN):
        return "lives"
    if any([formerly(before, number) for number in range(len(before))]):
        return "lives"
    if who is None or said_in(who, CHILD):
        moved = [*skipped, *before[-3:]]
        if any([said_in(word, NOW) for word in moved]):
            return "now"
    return "happened" if any([said_in(word, HAPPENED) for word in before]) else ""


def works_away(said: Text, start: int) -> bool:
    """Whether a parent only works there: "mẹ em đi làm xa trên Sài Gòn" tells nothing of where the child is."""
    before = said.words[max(0, start - WORDS_BEFORE) : start]
    at = back(before, len(before), AT)
    doing = back(before, at, WORK)
    who = subject(before, doing)
    works = any([word.key in ("lam", "lao") for word in before[doing:at]])
    return works and who is not None and said_in(who, PARENT)


def back(words: tuple[Token, ...], end: int, over: Words) -> int:
    """Where a run of these words that ends here begins."""
    while end > 0 and said_in(words[end - 1], over):
        end -= 1
    return end


def subject(words: tuple[Token, ...], end: int) -> Token | None:
    """Who or what is said to be there: "mẹ" of "mẹ em đi làm ở", "cháu" of "cháu tôi ở", "em" of "em ở"."""
    at = end
    while at > 0 and (said_in(words[at - 1], WHOSE) or words[at - 1].raw[:1].isupper()):
        at -= 1
    if at > 0 and (said_in(words[at - 1], GROWN) or said_in(words[at - 1], HOME)):
        at -= 1
    if at == len(words):
        return None
    first = words[at]
    owner = words[at + 1] if at + 1 < end else None
    if said_in(first, HOME):
        return owner if owner and said_in(owner, GROWN) else None  # "nhà tôi"; a child's home is where it happens
    return first


def formerly(words: tuple[Token, ...], at: int) -> bool:
    """Whether a word says that somebody was there once, or will be: not "trước" of "trước cổng" or "hôm trước"."""
    if not said_in(words[at], BEFORE) or (at and said_in(words[at - 1], TIMES)):
        return False
    return at + 1 == len(words) or not said_in(words[at + 1], THINGS)


def denied(said: Text, start: int) -> bool:
    """Whether a place is said not to be it: "không phải ở xã A", "em không ở xã A nữa"."""
    window = said.words[max(0, start - WORDS_BEFORE) : start]
    part = tuple([word for word in window if word.part == said.words[start].part])
    at = back(part, len(part), NEGATED)
    if not at or not said_in(part[at - 1], NEVER):
        return False
    before = part[: at - 1]
    somebody = len(before) <= 1 and all([said_in(word, CHILD) or said_in(word, GROWN) for word in before])
    return somebody or any([said_in(word, FIRMLY) for word in part[at:]])


def near(said: Text, start: int) -> bool:
    """Whether the place is only near: "gần xã A", "cách xã A 3 km", not "gần UBND xã A"."""
    word = said.words[start - 1] if start else None
    return word is not None and (word.raw.islower() or start == 1) and said_in(word, NEAR)


def corrected(said: Text) -> Text:
    """The text without what it takes back: places that are denied, and those before "à nhầm" when others follow."""
    words = said.words
    if TAKING_BACK.isdisjoint([word.key for word in words]):
        return said
    kept = [m for m in said.mentions if not denied(said, m.start)]
    slips = [at for at, word in enumerate(words) if word.low in SLIP and at and words[at - 1].low in AH]
    later = [m for m in kept if slips and m.start > slips[-1]]
    return said._replace(mentions=tuple(later or kept))


def responsible(claims: tuple[Claim, ...], said: Text) -> tuple[Role, tuple[Claim, ...], tuple[Elsewhere, ...]]:
    """The claims whose place is responsible, what it is, and the other places; names of one commune are one place."""
    roles = {c.mention.start: role_of(said, c.mention.start) for c in claims}
    ranked = sorted(set(roles.values()), key=FIRST.index)
    first = {ranked[0], *([""] if ranked[0] == "now" and "" in ranked else [])}  # somebody else's now, perhaps
    codes = {code for c in claims if roles[c.mention.start] in first for code in codes_of(c)}
    main: list[Claim] = []
    rest: list[Claim] = []
    for c in claims:
        here = roles[c.mention.start] in first or codes.intersection(codes_of(c))
        (main if here else rest).append(c)
    others = (Elsewhere(roles[c.mention.start], codes_of(c)) for c in rest)
    return ranked[0], tuple(main), tuple(dict.fromkeys(others))


def codes_of(claim: Claim) -> tuple[str, ...]:
    """The communes that a claim can be."""
    return tuple(dict.fromkeys(code for reading in claim.readings for code in reading.codes))


def without(said: Text, claims: Iterable[Claim]) -> Text:
    """The text without these places and the areas beside them."""
    gone = {c.mention.start for c in claims}
    at = [number for number, mention in enumerate(said.mentions) if mention.start in gone]
    gone |= {area.start for number in at for area in beside(said, number)}
    return said._replace(mentions=tuple([m for m in said.mentions if m.start not in gone]))
