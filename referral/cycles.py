"""Arcs and cycles: which arc of a graph lies on no cycle, and the cheapest way to close one around it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush

from referral.records import dataclass

Name = tuple[str, str]  # of an arc


@dataclass(frozen=True, slots=True)
class Arc:
    """What flows from one node to another; whether there could be more of it, or less."""

    tail: str
    head: str
    more: bool
    less: bool


Arcs = Mapping[Name, Arc]
Steps = Mapping[str, Sequence[tuple[str, Name]]]  # from each node: where to, along which arc


def exposed(arcs: Arcs) -> set[Name]:
    """Arcs on no cycle along which all can change by one, up or down.

    One that may change in one direction lies on a cycle if both ends belong together; one that may change in both if
    moreover its ends hold together without it.
    """
    loose = {name: arc for name, arc in arcs.items() if arc.more or arc.less}
    group = groups(loose)
    inside = {name: arc for name, arc in loose.items() if group[arc.tail] == group[arc.head]}
    alone = {name for name in bridges(inside) if inside[name].more and inside[name].less}
    return (arcs.keys() - inside.keys()) | alone


def steps(arcs: Arcs) -> Steps:
    """Along which arcs one may go: forward where there could be more, backward where there could be less."""
    found: dict[str, list[tuple[str, Name]]] = defaultdict(list)
    for name, arc in arcs.items():
        for may, start, end in ((arc.more, arc.tail, arc.head), (arc.less, arc.head, arc.tail)):
            if may:
                found[start].append((end, name))
    return found


def turned(arcs: Arcs) -> Arcs:
    """The same arcs the other way round."""
    return {name: Arc(arc.head, arc.tail, arc.more, arc.less) for name, arc in arcs.items()}


def groups(arcs: Arcs) -> Mapping[str, str]:
    """The nodes that can be reached from each other, by one of them (Kosaraju's two walks)."""
    nodes = dict.fromkeys(node for arc in arcs.values() for node in (arc.tail, arc.head))
    order: dict[str, None] = {}
    there, back = steps(arcs), steps(turned(arcs))
    seen: set[str] = set()
    for node in nodes:
        order |= dict.fromkeys(left(node, there, seen))
    group: dict[str, str] = {}
    seen = set()
    for node in reversed(order):
        group |= dict.fromkeys(left(node, back, seen), node)
    return group


def left(start: str, ways: Steps, seen: set[str]) -> Iterator[str]:
    """Every node that is reached from here and was not seen, in the order in which a walk leaves them for good."""
    if start in seen:
        return
    seen.add(start)
    path = [(start, iter(ways.get(start, ())))]
    while path:
        node, rest = path[-1]
        further = next((end for end, _ in rest if end not in seen), None)
        if further is None:
            path.pop()
            yield node
        else:
            seen.add(further)
            path.append((further, iter(ways.get(further, ()))))


def bridges(arcs: Arcs) -> set[Name]:
    """Arcs without which their ends are not connected, whatever their direction."""
    both = steps({name: Arc(arc.tail, arc.head, True, True) for name, arc in arcs.items()})
    depth: dict[str, int] = {}
    found: set[Name] = set()
    for node in both:
        if node not in depth:
            found |= bridges_from(node, both, depth)
    return found


def bridges_from(start: str, ways: Steps, depth: dict[str, int]) -> set[Name]:
    """The bridges of what hangs together with this node (Tarjan's low points)."""
    found: set[Name] = set()
    depth[start] = 0
    low = {start: 0}
    path = [(start, ("", ""), iter(ways[start]))]
    while path:
        node, came_by, rest = path[-1]
        step = next(((end, name) for end, name in rest if name != came_by), None)
        if step is None:
            path.pop()
            if path:
                above = path[-1][0]
                low[above] = min(low[above], low[node])
                found |= {came_by} if low[node] > depth[above] else set()
        elif step[0] in depth:
            low[node] = min(low[node], depth[step[0]])
        else:
            depth[step[0]] = low[step[0]] = len(path)
            path.append((*step, iter(ways[step[0]])))
    return found


def ways_back(arcs: Arcs, costs: Mapping[Name, int], names: Iterable[Name]) -> Iterator[Sequence[Name]]:
    """For each of these the cheapest arcs that make a cycle with it, up or down; none if there are none."""
    ways = steps(arcs)
    for name in names:
        arc = arcs[name]
        found = [cheapest(ways, costs, name, (arc.head, arc.tail))] if arc.more else []
        found += [cheapest(ways, costs, name, (arc.tail, arc.head))] if arc.less else []
        yield min((way for way in found if way), key=lambda way: sum(costs[one] for one in way), default=())


def cheapest(ways: Steps, costs: Mapping[Name, int], but: Name, ends: tuple[str, str]) -> Sequence[Name]:
    """The cheapest way between two nodes that does without one arc (Dijkstra); empty if there is none."""
    start, end = ends
    seen: set[str] = set()
    line: list[tuple[int, str, tuple[Name, ...]]] = [(0, start, ())]
    while line:
        cost, node, way = heappop(line)
        if node == end:
            return way
        if node not in seen:
            seen.add(node)
            for further, name in ways.get(node, ()):
                if name != but and further not in seen:
                    heappush(line, (cost + costs[name], further, (*way, name)))
    return ()
