"""Names that are not a commune's: of persons, streets, buildings and hamlets, and words that are only words."""

from referral.jurisdiction.names import Token, fold

# Whose name follows these is a person, a street or a building, not a commune.
BEFORE_OTHER_NAMES = frozenset((
    "anh", "chị", "em", "ông", "bà", "cô", "chú", "bác", "dì", "cậu", "mợ", "thím", "bé", "cháu", "con",
    "tên", "thầy", "mẹ", "má", "bố", "cha", "ba", "bạn", "đường", "phố", "chợ", "ngõ", "hẻm", "ngách",
    "cầu", "trường", "học", "hồ", "sông", "quán", "đ", "kiệt", "mn", "th", "thcs", "thpt", "viện", "quốc", "lộ",
    "thôn", "ấp", "xóm", "bản", "làng", "buôn", "khóm",
))  # fmt: skip
BEFORE_OTHER_KEYS = frozenset(fold(word) for word in BEFORE_OTHER_NAMES) - {"ban"}
# The last word of what bears names of its own, read with accents only: khách sạn, nhà hàng, công viên, chung cư …
OF_ITS_OWN = frozenset((
    "sạn", "hàng", "nghỉ", "viên", "chùa", "đình", "đền", "cư", "trẻ", "đèo", "núi", "ty", "zalo", "bưởi", "nick",
))  # fmt: skip
SURNAMES = frozenset((
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương",
    "lý", "đinh", "trịnh", "mai", "đào", "lương", "thị", "văn",
))  # fmt: skip
# Communes that bear the name of a person after whom streets are named everywhere.
FAMOUS = frozenset((
    "leloi", "nguyentrai", "tranphu", "quangtrung", "hoangdieu", "phamngulao", "dinhtienhoang", "nguyenhue",
    "tranhungdao",
    "lehongphong", "minhkhai", "hungvuong", "ngoquyen", "lithuongkiet", "hoangvanthu", "nguyendu", "phanchutrinh",
    "phanboichau", "lelai", "batrieu", "haibatrung", "tohieu", "lechan", "tranquoctoan", "vothisau", "leduan",
    "truongdinh", "hamnghi", "duitan", "nguyenthaihoc", "hoanghoatham", "phandinhphung", "lithaito",
))  # fmt: skip
NUMBERED = frozenset(("to", "thon", "xom", "ap", "khu", "kp", "doi", "pho", "khom", "ban", "buon", "lang"))
SHORT = 5  # letters: a name of one word below this must be written with a capital
# Ordinary words that are also a commune's name: written small they are just words, unless a marker stands before.
SPEECH = frozenset((
    "giadinh", "congan", "hanhphuc", "dongtien", "trungtam", "antoan", "binhan", "binhyen", "anninh",
    "thanhcong", "hoian",
))  # fmt: skip
FAR_FROM = frozenset(("giadinh", "trungtam"))  # "xa gia đình": far from, whatever is written without accents
ABBREVIATED = frozenset(("hn", "hcm", "tphcm", "hcmc", "sg", "brvt"))  # also in small letters


def of_another(words: tuple[Token, ...], start: int, taken: set[int], *, plain: bool) -> bool:
    """Whether the word before says that a person's, street's or building's name begins here."""
    before = start - 1
    if before < 0 or before in taken or words[before].part != words[start].part:
        return False
    word = words[before]
    person = word.low in SURNAMES and word.raw[0].isupper() and words[start].raw[0].isupper()
    if person or word.low in OF_ITS_OWN or word.low in BEFORE_OTHER_NAMES:
        return True
    return plain and word.key in BEFORE_OTHER_KEYS


def house(words: tuple[Token, ...], start: int) -> bool:
    """Whether the number before a name makes it a street: "12 Lê Lợi", not "thôn 3 Sơn Long"."""
    if not start or words[start - 1].part != words[start].part or not words[start - 1].key[0].isdigit():
        return False
    return start == 1 or words[start - 2].key not in NUMBERED


def just_words(name: tuple[Token, ...], kind: str) -> bool:
    """Whether a name in small letters is but ordinary words: "xã ba", "xa gia dinh", "bo"."""
    if not name[0].raw.islower():
        return False
    key = "".join([word.key for word in name])
    if kind:
        society = name[0].key == "hoi"  # "xã hội an toàn"
        return kind == "xã" and (society or key in FAR_FROM or (len(name) == 1 and len(key) < SHORT))
    if len(name) > 1 or key in ABBREVIATED:
        return key in SPEECH
    return name[0].low.isascii()
