"""What is wrong with a line of a province's matrix, each by its number, with what to write instead."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from referral.calendar import BadWait, parse_wait
from referral.conditions import BadCondition, parse_conditions
from referral.jurisdiction.names import fold
from referral.matrix import FACTS, MODES, Cell, always_acts, shipped_matrix, unasked
from referral.records import dataclass
from referral.roles import OFFICES, WANTED
from referral.triage import CATEGORIES
from referral.urgency import Urgency

Cells = Mapping[str, str]
Numbered = tuple[int, Cells]
PATIENCE = "patience"
SAID_MODES = {
    "act": ("xử lý", "phải nhận"),
    "know": ("để biết", "biết"),
    "supervise": ("giám sát",),
    PATIENCE: ("chờ", "thời gian chờ"),
}
MODE_OF = {fold(said): mode for mode, others in SAID_MODES.items() for said in (mode, *others)}
ROLE_OF = {fold(said): role for role, office in OFFICES.items() for said in (role, *office.said)}
WAITED = tuple(urgency.name for urgency in Urgency if urgency)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line is not taken: its number, the column, what is wrong, what to write."""

    line: int
    column: str
    words: str
    remedy: str


Look = Callable[[Cells], Iterator[tuple[str, str, str]]]  # column, what is wrong, what to write


def line_in(cells: Cells) -> Cells:
    """A line with our words for its mode and role, where they are known in Vietnamese."""
    mode, role = (fold(cells[name]) for name in ("mode", "role"))
    return {**cells, "mode": MODE_OF.get(mode, cells["mode"]), "role": ROLE_OF.get(role, cells["role"])}


def faults_in(lines: Sequence[Numbered]) -> Iterator[Fault]:
    """Everything that is wrong with a table."""
    for number, cells in lines:
        yield from (Fault(number, *found) for look in looks_at(cells) for found in look(cells))
    yield from said_twice(lines)
    yield from without_actor(lines)


def looks_at(cells: Cells) -> tuple[Look, ...]:
    """What to look at in a line of this mode."""
    if cells["mode"] == PATIENCE:
        return unknown_urgency, bad_wait, not_empty("role"), not_empty("only_if")
    return unknown_mode, unknown_category, unknown_role, bad_condition, not_empty("wait")


def not_empty(column: str) -> Look:
    """A look at a cell that must be empty: else a comma has moved what stands in the others."""

    def look(cells: Cells) -> Iterator[tuple[str, str, str]]:
        if cells[column]:
            remedy = "leave it empty, and put quotation marks around a cell in which a comma stands"
            yield column, f"“{cells[column]}” stands where nothing is read", remedy

    return look


def unknown_mode(cells: Cells) -> Iterator[tuple[str, str, str]]:
    """A cell acts, knows or supervises."""
    if cells["mode"] not in MODES:
        yield "mode", f"“{cells['mode']}” is no mode", f"write one of {', '.join((*MODES, PATIENCE))}"


def unknown_category(cells: Cells) -> Iterator[tuple[str, str, str]]:
    """Kinds of cases are the program's."""
    if cells["category"] not in CATEGORIES:
        yield "category", f"“{cells['category']}” is no category", f"write one of {', '.join(CATEGORIES)}"


def unknown_role(cells: Cells) -> Iterator[tuple[str, str, str]]:
    """Roles are those of the directory."""
    if cells["role"] not in OFFICES:
        roles = ", ".join(f"{role} ({office.said[0]})" for role, office in OFFICES.items())
        yield "role", f"“{cells['role']}” is no role", f"write one of {roles}"


def bad_condition(cells: Cells) -> Iterator[tuple[str, str, str]]:
    """A condition asks what a case may know."""
    try:
        wrong = sorted(set(unasked(parse_conditions(cells["only_if"]))))
    except BadCondition as error:
        yield "only_if", str(error), "correct it, or leave it empty"
        return
    if wrong:
        asked = "; ".join(f"{name} ({', '.join(sorted(words)) or 'any word'})" for name, words in FACTS.items())
        yield "only_if", f"no case ever has {', '.join(wrong)}", f"ask of one of {asked}"


def unknown_urgency(cells: Cells) -> Iterator[tuple[str, str, str]]:
    """Patience belongs to an urgency."""
    if cells["category"] not in WAITED:
        yield "category", f"“{cells['category']}” is no urgency", f"write one of {', '.join(WAITED)}"


def bad_wait(cells: Cells) -> Iterator[tuple[str, str, str]]:
    """A wait, for an emergency and an urgent case never longer than the shipped one: a life is not a province's."""
    try:
        wait = parse_wait(cells["wait"])
    except BadWait as error:
        yield "wait", str(error), "correct it"
        return
    most = shipped_matrix().patience.get(Urgency[cells["category"]]) if cells["category"] in WAITED else None
    if most and most.wall and (not wait.wall or wait.wall > most.wall):
        longest = f"{round(most.wall.total_seconds() / 60)} minutes"
        yield "wait", f"longer than {longest}", f"write {longest} or less: a province may tighten it, never loosen"


def said_twice(lines: Sequence[Numbered]) -> Iterator[Fault]:
    """Two lines that say the same, or two waits for one urgency."""
    first: dict[tuple[str, ...], int] = {}
    for number, cells in lines:
        names = ("category", "mode") if cells["mode"] == PATIENCE else ("category", "mode", "role", "only_if")
        before = first.setdefault(tuple(cells[name] for name in names), number)
        if before != number:
            yield Fault(number, "", f"says the same as line {before}", "take one of them out")


def without_actor(lines: Sequence[Numbered]) -> Iterator[Fault]:
    """A category that is named here needs somebody who always acts: what is named replaces the whole shipped row."""
    named: dict[str, int] = {}
    rows: dict[str, tuple[Cell, ...]] = {}
    for number, cells in lines:
        if cells["category"] in CATEGORIES:
            named.setdefault(cells["category"], number)
            if cells["mode"] == "act":
                rows[cells["category"]] = (*rows.get(cells["category"], ()), bare(cells))
    for category, number in named.items():
        if not always_acts(rows.get(category, ())):
            needed = ", ".join(role for role in OFFICES if role in WANTED)
            remedy = f"add a line with mode act, without a condition, with one of {needed}"
            yield Fault(number, "category", f"nobody always acts on {category}", remedy)


def bare(cells: Cells) -> Cell:
    """A cell of a line whose condition may be wrong: what counts here is whether it has one."""
    try:
        return Cell(cells["role"], parse_conditions(cells["only_if"]))
    except BadCondition:
        return Cell(cells["role"], parse_conditions("urgency is none"))
