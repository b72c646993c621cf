"""Which commune is responsible: from words or a point to official codes, never a silent guess."""

from typing import Literal

from referral.records import dataclass

PlaceStatus = Literal["commune", "ambiguous", "province", "none"]
Role = Literal["", "happened", "now", "lives"]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A further place in the same text, and what its words say it is."""

    role: Role
    codes: tuple[str, ...]
    province: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What a text or point says about where. `codes` are official commune codes, the best first.

    "ambiguous" with one code is a reading that must be confirmed: a name that is spelled like no other near by.
    """

    status: PlaceStatus
    codes: tuple[str, ...] = ()
    province: str = ""  # official province code when it is known
    reading: tuple[str, ...] = ()  # which words were read as what, in words a person can check
    confidence: float = 0.0  # 0 to 1
    via: tuple[str, ...] = ()  # for each code the old name it was found by, "" when it was its own name
    rule: str = ""  # which rule of the resolver decided
    others: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune of today with its centroid in degrees (WGS 84) and its area."""

    code: str
    name: str  # with its type: "Xã Sơn Tây"
    province: str  # official province code
    province_name: str
    lat: float
    lon: float
    km2: float = 0.0
