"""Names for tasks that follow from what they are, not from what they are called or where they stand in a list.

Random streams are keyed by these, so that an answer depends on the question alone. A key is made of three parts:

1. the place of the task in the graph: a hash of everything before and after it, by links and by which goals need it;
2. its content: the low and high estimate;
3. among tasks alike in both, its rank in a canonical labelling of the whole question (lags, due dates and all).

Durations, lags and due dates stay out of part 1, and part 3 is seldom needed: thus if one of them is changed, the other
tasks keep their streams, and two such answers differ by the change and not by noise (common random numbers).

The labelling is colour refinement with individualisation (B. Weisfeiler and A. Leman, 1968; B. McKay and A. Piperno,
"Practical graph isomorphism II", 2014), without the backtracking: tasks that refinement cannot tell apart are taken for
interchangeable, which holds but for contrived graphs; there, renaming may change an answer within its sampling error.
"""

import struct
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from headway.engine.taskgraph import Ints, Links

Edge = tuple[bytes, int]
Goal = tuple[Sequence[int], float]
Cells = dict[bytes, dict[int, None]]
ROUNDS = 16  # refinement settles after two or three rounds; this only bounds graphs made to resist it


@dataclass(frozen=True, slots=True)
class Graph:
    """Vertices in an order that goes along the links, with tagged edges in both directions."""

    order: list[int]
    before: list[list[Edge]]
    after: list[list[Edge]]


def keys(
    *,
    level: Ints,
    links: Links,
    content: Sequence[tuple[float, ...]],
    goals: Sequence[Goal],
    seed: int,
) -> NDArray[np.uint64]:
    """Return the key of each task, shape (tasks,); a goal is (the tasks that it needs, due)."""
    place = _sweep(_with_goals(_graph(level, links, tag=lambda lag: b""), goals), [b""] * (level.size + len(goals)))
    kind = [_digest(p, [_pack(*c)]) for p, c in zip(place[: level.size], content, strict=True)]
    rank = _ranks(kind, level, links, goals)
    named = [_digest(k, [struct.pack("<qq", r, seed)]) for k, r in zip(kind, rank, strict=True)]
    return np.frombuffer(b"".join(named), dtype="<u8").astype(np.uint64)


def _ranks(kind: list[bytes], level: Ints, links: Links, goals: Sequence[Goal]) -> Sequence[int]:
    """Return the rank of each task among those of its kind."""
    if len(set(kind)) == len(kind):
        return [0] * len(kind)
    full = _with_goals(_graph(level, links, tag=_pack), goals)
    colour = _refine(full, kind + [b"goal" + _pack(due) for _, due in goals])
    _separate(full, colour, len(kind))
    alike = defaultdict(list)
    for task in sorted(range(len(kind)), key=colour.__getitem__):
        alike[kind[task]].append(task)
    rank = [0] * len(kind)
    for tasks in alike.values():
        for place, task in enumerate(tasks):
            rank[task] = place
    return rank


def _digest(head: bytes, parts: Iterable[bytes]) -> bytes:
    return blake2b(head + b"|" + b"".join(sorted(parts)), digest_size=8).digest()


def _pack(*numbers: float) -> bytes:
    return struct.pack(f"<{len(numbers)}d", *(x + 0.0 for x in numbers))  # + 0.0 turns -0.0 into 0.0


def _graph(level: Ints, links: Links, *, tag: Callable[[float], bytes]) -> Graph:
    before: list[list[Edge]] = [[] for _ in range(level.size)]
    after: list[list[Edge]] = [[] for _ in range(level.size)]
    for u, v, lag in zip(links.source.tolist(), links.target.tolist(), links.lag.tolist(), strict=True):
        before[v].append((tag(lag), u))
        after[u].append((tag(lag), v))
    return Graph(np.argsort(level, kind="stable").tolist(), before, after)


def _with_goals(graph: Graph, goals: Sequence[Goal]) -> Graph:
    """Add each goal to the graph, as a vertex behind what it needs."""
    for number, (needs, _) in enumerate(goals, start=len(graph.after)):
        graph.order.append(number)
        graph.before.append([(b"need", task) for task in needs])
        graph.after.append([])
        for task in needs:
            graph.after[task].append((b"need", number))
    return graph


def _sweep(graph: Graph, colour: Sequence[bytes]) -> list[bytes]:
    """Give each vertex a colour that tells apart what differs in anything before it, then in anything after it."""
    found = list(colour)
    for v in graph.order:
        found[v] = _digest(found[v], [tag + found[u] for tag, u in graph.before[v]])
    for v in reversed(graph.order):
        found[v] = _digest(found[v], [tag + found[u] for tag, u in graph.after[v]])
    return found


def _refine(graph: Graph, colour: list[bytes]) -> list[bytes]:
    """Sweep until no more vertices are told apart."""
    known = len(set(colour))
    for _ in range(ROUNDS):
        colour = _sweep(graph, colour)
        before, known = known, len(set(colour))
        if known in (before, len(colour)):
            break
    return colour


def _separate(graph: Graph, colour: list[bytes], tasks: int) -> None:
    """Single out one of the interchangeable tasks at a time, and let what follows from the choice spread."""
    cells: Cells = defaultdict(dict)
    for v, shade in enumerate(colour):
        cells[shade][v] = None
    queue = [shade for shade, cell in cells.items() if len(cell) > 1 and min(cell) < tasks]
    heapify(queue)
    while queue:
        shade = heappop(queue)
        if len(cells[shade]) < 2:
            continue
        chosen, _ = cells[shade].popitem()
        colour[chosen] = _digest(shade, [_pack(len(cells[shade]))])
        cells[colour[chosen]][chosen] = None
        heappush(queue, shade)
        fresh = [chosen]
        while fresh:
            fresh = _spread(graph, cells, colour, fresh)
            for split in {colour[v] for v in fresh if v < tasks}:
                heappush(queue, split)


def _spread(graph: Graph, cells: Cells, colour: list[bytes], fresh: list[int]) -> list[int]:
    """Tell apart, within each cell, the vertices that touch `fresh` ones differently; return those that changed."""
    seen: dict[int, list[bytes]] = defaultdict(list)
    for v in fresh:
        for mark, edges in ((b"<", graph.after[v]), (b">", graph.before[v])):
            for tag, u in edges:
                if len(cells[colour[u]]) > 1:
                    seen[u].append(mark + tag + colour[v])
    groups: dict[bytes, dict[bytes, list[int]]] = defaultdict(lambda: defaultdict(list))
    for u, parts in seen.items():
        groups[colour[u]][_digest(colour[u], parts)].append(u)
    changed = []
    for old, shades in groups.items():
        if len(shades) == 1 and sum(map(len, shades.values())) == len(cells[old]):
            continue  # the whole cell saw the same: nothing is told apart
        for shade, members in shades.items():
            changed += [_move(cells, colour, u, shade) for u in members]
    return changed


def _move(cells: Cells, colour: list[bytes], vertex: int, shade: bytes) -> int:
    del cells[colour[vertex]][vertex]
    cells[shade][vertex] = None
    colour[vertex] = shade
    return vertex
