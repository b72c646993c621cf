"""The units themselves: 3,321 communes and 34 provinces of today, 10,035 old communes and what became of them.

Source: a package and our corrections (`package`, `corrections`); a deployment's database may hold newer data (`use`).
"""

from collections.abc import Mapping
from dataclasses import field

from referral.jurisdiction import Unit
from referral.records import dataclass


@dataclass(frozen=True, slots=True)
class OldCommune:
    """A commune until 30 June 2025 and the communes that have its land now (several when it was split).

    Five island districts had no communes: there `name` and `code` are "". `aliases` are names of communes that had
    been merged into it before, with their district where it was another ("Xã Tam Phước, Huyện Long Thành"), some known
    in bare letters only ("xaduongha"); a question mark before it says that it is only likely.
    """

    code: str
    name: str  # with its type: "Xã Sơn Long"
    district: str  # "Huyện Sơn Tây"
    province: str  # "Tỉnh Quảng Ngãi", of the 63
    codes: tuple[str, ...]  # official codes of today, in order of code
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name that people use for a unit of June 2025: "Phố núi", "BMT", "Huyện Tây Trà"."""

    alias: str  # one in capitals up to three letters counts only in capitals
    level: str  # province, district or commune
    name: str  # of the unit it means, with its type; `district` and `province` are where that is
    district: str
    province: str


@dataclass(frozen=True, eq=False)
class Units:
    """All units at one moment. `merged` maps the name of each of the 63 provinces to the code of its province now."""

    version: str
    current: Mapping[str, Unit]
    old: tuple[OldCommune, ...]
    provinces: Mapping[str, str]  # code to name with type
    merged: Mapping[str, str]
    districts: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)  # older names, by name, province
    aliases: tuple[Alias, ...] = ()


@dataclass(slots=True)
class InUse:
    """The units this process works with."""

    units: Units | None = None


IN_USE = InUse()


def units() -> Units:
    """The units in use: those of `use`, else the package's with our corrections, read at the first call."""
    if IN_USE.units is None:
        from referral.jurisdiction.corrections import corrected
        from referral.jurisdiction.package import read_package

        IN_USE.units = corrected(read_package())
    return IN_USE.units


def use(newer: Units) -> None:
    """From now on this process works with these units; everything derived from them is made anew when needed."""
    IN_USE.units = newer


def unit(code: str) -> Unit | None:
    """The commune of today with this official code."""
    return units().current.get(code)
