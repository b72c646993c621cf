"""Catalogues of the statistics office as they may come one day: communes renamed, merged, split; invented."""

from collections.abc import Iterable

from bot.places import base, load, refresh, today, update
from bot.replay import ended_provinces, replay
from bot.store import Store
from bot.store.places import Edition
from referral.jurisdiction.catalogue import Heir, Listed
from referral.jurisdiction.changes import difference
from referral.jurisdiction.units import units

SON_TAY, SON_TAY_THUONG, SON_KY = "21340", "21334", "21349"  # communes of today in Quảng Ngãi
MERGED = Listed("21998", "Xã Sơn Nguyên", "51", "Tỉnh Quảng Ngãi")  # of the first two
PART = Listed("21999", "Xã Sơn Đông", "51", "Tỉnh Quảng Ngãi")  # a part of the first


def catalogue(*new: Listed, without: Iterable[str] = ()) -> tuple[Listed, ...]:
    """The communes of today without some, with others; one of the same code takes the place of its predecessor."""
    gone = {*without, *(there.code for there in new)}
    today = (Listed(u.code, u.name, u.province, u.province_name) for u in units().current.values())
    return (*(there for there in today if there.code not in gone), *new)


def heirs(*pairs: str) -> tuple[Heir, ...]:
    """Lines of a conversion: "21340>21998"."""
    return tuple(Heir(n, pair[:5], pair[6:], "") for n, pair in enumerate(pairs, 2))


def merger() -> tuple[tuple[Listed, ...], tuple[Heir, ...]]:
    """Sơn Tây and Sơn Tây Thượng become Sơn Nguyên."""
    new = catalogue(MERGED, without=(SON_TAY, SON_TAY_THUONG))
    return new, heirs(f"{SON_TAY}>{MERGED.code}", f"{SON_TAY_THUONG}>{MERGED.code}")


def split() -> tuple[tuple[Listed, ...], tuple[Heir, ...]]:
    """Sơn Tây ends: a part of it goes to Sơn Nguyên, a part is Sơn Đông."""
    new = catalogue(MERGED, PART, without=(SON_TAY, SON_TAY_THUONG))
    pairs = (f"{SON_TAY}>{MERGED.code}", f"{SON_TAY}>{PART.code}", f"{SON_TAY_THUONG}>{MERGED.code}")
    return new, heirs(*pairs)


def as_csv(listed: Iterable[Listed]) -> str:
    """A catalogue as the office exports it."""
    rows = (f"{t.province},{t.province_name},{t.code},{t.name},{t.name.split()[0]}" for t in listed)
    return "\n".join(["MaTinh,TenTinh,MaPhuongXa,TenPhuongXa,LoaiHinh", *rows]) + "\n"


def conversion_csv(lines: Iterable[Heir]) -> str:
    """A conversion as a table."""
    return "\n".join(["old_code,new_code,note", *(f"{heir.old},{heir.new},{heir.note}" for heir in lines)]) + "\n"


def become(store: Store, before: tuple[str, ...], after: str) -> None:
    """From today on these communes of Quảng Ngãi are one under this name: the deployer updates, then replays."""
    load(store)
    codes = [u.code for u in units().current.values() if u.province == MERGED.province and u.name in before]
    code = codes[0] if len(codes) == 1 else MERGED.code
    new = Listed(code, after, MERGED.province, MERGED.province_name)
    with store.begin() as connection:
        day = today(store, connection)
        change = difference(base(connection, day), catalogue(new, without=codes))
        conversion = heirs(*(f"{gone}>{code}" for gone in codes if gone != code))
        update(connection, change, conversion, Edition("", "a test", day, store.work(connection).now))
    refresh(store)
    replay(store, ended_provinces(store))
