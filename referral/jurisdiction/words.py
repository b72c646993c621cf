"""How places are said: "xã Sơn Tây, Quảng Ngãi", and button labels that tell several communes apart."""

from collections.abc import Callable, Iterable

from referral.jurisdiction import Place
from referral.jurisdiction.names import bare_name as bare
from referral.jurisdiction.names import fold, low_type
from referral.jurisdiction.units import unit

LONGEST = 60  # characters of a label
SAID = {"79": "TP.HCM"}  # provinces that people call otherwise


def spoken(code: str) -> str:
    """A commune as people say it, "" when there is none with this code."""
    known = unit(code)
    if known is None:
        return ""
    return f"{low_type(known.name)}, {SAID.get(known.province, bare(known.province_name))}"


def choices(place: Place, most: int = 5) -> tuple[str, ...]:
    """Button labels for the first candidates, at most 60 characters each, all different.

    The old name stands first where it tells them apart: "Ba Đình cũ, nay phường Bỉm Sơn, Thanh Hóa".
    """
    old = dict(zip(place.codes, place.via, strict=False))
    differ = len(set(old.values())) > 1
    labels = (label(code, old.get(code, "") if differ else "") for code in place.codes)
    return tuple(said for said in labels if said)[:most]


def label(code: str, old: str) -> str:
    """One label; the old name is left out where it does not fit."""
    now = spoken(code)
    said = f"{old} cũ, nay {now}"
    named_so = fold(old) in short_names(code)
    return now if not old or named_so or len(said) > LONGEST else said


def chosen(place: Place | tuple[str, ...], label: str) -> str:
    """The code that a label, or the commune's name typed instead, stands for; "" when that is none or several."""
    codes = place.codes if isinstance(place, Place) else place
    said = label.strip()
    tests: tuple[Callable[[str], bool], ...] = (
        lambda code: said.endswith(spoken(code)),
        lambda code: fold(said).endswith(fold(spoken(code))),
        lambda code: fold(said) in short_names(code),
    )
    known = [code for code in dict.fromkeys(codes) if unit(code)]
    for test in tests:
        found = [code for code in known if test(code)]
        if len(found) == 1:
            return found[0]
    return ""


def short_names(code: str) -> Iterable[str]:
    """A commune's folded name with and without its type: "xasontay", "sontay"."""
    known = unit(code)
    return {fold(known.name), fold(bare(known.name))} if known else set()
