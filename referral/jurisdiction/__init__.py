"""Which commune is responsible: from words or a point to official codes, never a silent guess."""

from dataclasses import dataclass
from typing import Literal

PlaceStatus = Literal["commune", "ambiguous", "province", "none"]


@dataclass(frozen=True, slots=True)
class Place:
    """What a text or point says about where. `codes` are official commune codes, the best first."""

    status: PlaceStatus
    codes: tuple[str, ...] = ()
    province: str = ""  # official province code when it is known
    reading: tuple[str, ...] = ()  # which words were read as what, in words a person can check
    confidence: float = 0.0  # 0 to 1
    via: tuple[str, ...] = ()  # for each code the old name it was found by, "" when it was its own name


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune of the 3,321 in force since 1 July 2025, with its centroid in degrees (WGS 84)."""

    code: str
    name: str  # with its type: "Xã Sơn Tây"
    province: str  # official province code
    province_name: str
    lat: float
    lon: float
