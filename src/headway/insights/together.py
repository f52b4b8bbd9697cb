"""What issues are worth that hold goals up side by side: what one costs once the others are done. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from ..engine.beside import beside
from ..engine.simulate import Plan
from ..rules.words import Kind
from .outlook import RUNS, Computation, runs_for
from .snapshot import Snapshot

TIE: Final = 1e-6
"""What a day counts beside a probability: it decides where that is equal."""


def both(alone: Mapping[int, float], beside: Mapping[int, float]) -> dict[int, float]:
    """Return the order of triage: what an issue gains alone, and what it is worth beside the others, count alike."""
    return {pk: alone.get(pk, 0.0) + beside.get(pk, 0.0) for pk in alone.keys() | beside.keys()}


def together(snapshot: Snapshot, *, known: int, runs: int = RUNS) -> dict[int, float]:
    """Return issue -> what its goals lose by it together once all other open issues are done."""
    it = Computation(snapshot, known, runs)
    reach = {aim.id: it.leading(snapshot.exits[aim.id]) for aim in snapshot.aims.values()}
    aims = [aim for aim in snapshot.aims.values() if not it.because(aim, reach[aim.id])]
    issues = {snapshot.exits[one.id]: one.id for one in snapshot.pieces.values() if one.kind == Kind.ISSUE}
    if not aims or not issues:
        return {}
    links = snapshot.links.pick(~it.stuck[snapshot.links.target])
    goals = [([snapshot.exits[aim.id]], snapshot.due(aim)) for aim in aims]
    plan = Plan.of(count=it.count, links=links, goals=goals, own=snapshot.begins.own)
    runs = runs_for(sum(len(reach[aim.id]) for aim in aims), runs)
    found: dict[int, float] = defaultdict(float)
    told = beside(plan=plan, **snapshot.drawn, runs=runs, tasks=issues)
    for aim, lost in zip(aims, told, strict=True):
        for task, (share, days) in lost.items():
            found[issues[task]] += (share if aim.due else 0.0) + days * TIE
    return dict(found)
