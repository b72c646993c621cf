"""How a name was understood, in a line of Vietnamese that a person can check."""

from referral.jurisdiction.gazetteer import Reading
from referral.jurisdiction.units import unit, units

MOST_NAMES = 4


def read_as(words: str, reading: Reading) -> str:
    """“xã Sơn Long”: xã cũ thuộc huyện Sơn Tây, Quảng Ngãi, nay là Xã Sơn Tây."""
    return f"“{words}”: {meaning(reading)}"


def meaning(reading: Reading) -> str:
    """What a name stands for, and for a unit that is gone what it became."""
    province = units().provinces[reading.province]
    if reading.level == "province":
        return f"{reading.kind} cũ, nay thuộc {province}" if reading.old else province
    if reading.joined:
        return f"tên trước đây, đã nhập vào {reading.joined} ({reading.was_in}), nay {became(reading.codes)}"
    if reading.old:
        return f"{reading.kind} cũ thuộc {reading.was_in}, nay {became(reading.codes)}"
    return f"{reading.kind} {reading.name}, {province}"


def became(codes: tuple[str, ...]) -> str:
    """The communes of today by name: "là Xã A", or "thuộc Xã A hoặc Xã B" when it was split."""
    names = [known.name for code in codes[:MOST_NAMES] if (known := unit(code))]
    more = " …" if len(codes) > MOST_NAMES else ""
    return f"là {names[0]}" if len(codes) == 1 else f"thuộc {' hoặc '.join(names)}{more}"
