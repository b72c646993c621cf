"""Places on the deployer's screen: how a text was understood, what a catalogue changes, what points where."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.replay import Touched
from bot.store.places import Edition
from referral.clock import hour_and_day
from referral.jurisdiction import Place
from referral.jurisdiction.changes import Difference
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import unit, units
from referral.jurisdiction.words import spoken

MOST_SHOWN = 20  # rows of each kind
STATUS = {
    "commune": "Một xã phường",
    "ambiguous": "Chưa chắc, cần hỏi lại",
    "province": "Chỉ biết tỉnh, thành phố",
    "none": "Chưa thấy nơi nào",
}


OTHERS = {"": "Nơi khác", "happened": "Xảy ra ở", "now": "Đang ở", "lives": "Người khác ở"}


def explained(text: str) -> Iterator[RenderableType]:
    """How a text is understood: the result, the communes with their old names, which words said so, the source."""
    place = resolve(text)
    yield Text(f"{STATUS[place.status]} (chắc {place.confidence:.0%})", "bold")
    if place.codes:
        yield commune_table(place)
    elif place.province:
        yield Text(units().provinces[place.province])
    yield from (Text(f"• {line}") for line in place.reading)
    yield from (Text(f"{OTHERS[other.role]}: {' hoặc '.join(map(spoken, other.codes))}") for other in place.others)
    if place.rule:
        yield Text(f"Quy tắc: {place.rule}")
    yield Text(f"Nguồn: {units().version}", "dim")


def commune_table(place: Place) -> Table:
    """The communes of a place, the best first, with the old name each was found by."""
    table = Table("Tên cũ", "Nay là", "Thuộc", "Mã")
    old = dict(zip(place.codes, place.via, strict=False))
    for code in place.codes:
        known = unit(code)
        if known:
            table.add_row(*cells((old.get(code, ""), known.name, known.province_name, code)))
    return table


def difference_tables(change: Difference) -> Iterator[RenderableType]:
    """What a catalogue changes, kind by kind: how many, and the first of them."""
    renamed = [(here.code, here.name, there.name) for here, there in change.renamed]
    moved = [(here.code, here.name, f"{here.province_name} → {there.province_name}") for here, there in change.moved]
    yield listed("Renamed", ("Code", "Before", "After"), renamed)
    yield listed("In another province", ("Code", "Commune", "Province"), moved)
    yield listed("New", ("Code", "Commune", "Province"), [(t.code, t.name, t.province_name) for t in change.new])
    yield listed("Ended", ("Code", "Commune", "Province"), [(u.code, u.name, u.province_name) for u in change.ended])
    yield listed("Provinces", ("Code", "Before", "After"), change.provinces)


def touched_table(title: str, touched: Sequence[Touched]) -> RenderableType:
    """What points to communes that ended."""
    rows = [(one.what, named(one.before), named(one.after), one.review) for one in touched]
    return listed(title, ("Which", "Before", "Now", "To decide"), rows)


def history_table(known: Iterable[Edition], used: Edition | None) -> Table:
    """The versions, the newest first."""
    table = Table("Version", "In force from", "Source", "Imported", "")
    for one in reversed(list(known)):
        mark = "in force" if used and one.id == used.id else ""
        mark = f"withdrawn {hour_and_day(one.withdrawn)}" if one.withdrawn else mark
        table.add_row(*cells((one.version, one.valid_from, one.source, hour_and_day(one.applied_at), mark)))
    return table


def listed(title: str, headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> RenderableType:
    """A table of the first rows under how many there are; a line when there are none."""
    if not rows:
        return Text(f"{title}: none")
    table = Table(*headings, title=f"{title}: {len(rows)}", title_justify="left")
    for row in rows[:MOST_SHOWN]:
        table.add_row(*cells(row))
    if len(rows) > MOST_SHOWN:
        table.add_row("…", *("" for _ in headings[1:]))
    return table


def cells(row: Iterable[str]) -> Iterator[Text]:
    """Cells as they are written: what a file says is never markup."""
    return map(Text, row)


def named(codes: Iterable[str]) -> str:
    """Communes and provinces of today by name, those that ended by code."""
    provinces = units().provinces
    return ", ".join(known.name if (known := unit(code)) else provinces.get(code, code) for code in codes)
