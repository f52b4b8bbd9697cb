"""The tree of goals as a page draws it: each goal with those beneath it, and what nobody works on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ...queries.goals import GoalNode
from ...rules.lifecycle import is_closed
from ...rules.words import Kind
from ...tongue import say, say_n


@dataclass(slots=True)
class Branch:
    """A goal and those beneath it. `work` counts what contributes to any of them, `open` how much of it is open."""

    node: GoalNode
    work: int
    open: int
    beneath: list["Branch"] = field(default_factory=list)

    @property
    def lack(self) -> str:
        """What an open goal lacks, in words; empty where somebody works on it."""
        if is_closed(self.node.row.category):
            return ""
        return say("No work") if not self.work else say("No open work") if not self.open else ""


def grown(nodes: Sequence[GoalNode]) -> list[Branch]:
    """Return the roots of a tree that is told in order, each goal followed by those beneath it."""
    roots: list[Branch] = []
    trail: list[Branch] = []
    for node in nodes:
        branch = Branch(node, sum(node.contributions.values()), node.open_contributions)
        del trail[node.depth :]
        for above in trail:
            above.work += branch.work
            above.open += branch.open
        (trail[-1].beneath if trail else roots).append(branch)
        trail.append(branch)
    return roots


def contributing(kind: str, count: int, key: str = "") -> str:
    """How many pieces of work of a kind contribute to a goal; directly to it, where it is not named."""
    counted = _counted(kind, count)
    if key:
        return say("%(work)s contributing to %(key)s", work=counted, key=key)
    return say("%(work)s contributing directly", work=counted)


def _counted(kind: str, count: int) -> str:
    match kind:
        case Kind.GOAL:
            return say_n("%(num)s goal", "%(num)s goals", count)
        case Kind.PROJECT:
            return say_n("%(num)s project", "%(num)s projects", count)
        case Kind.OPERATION:
            return say_n("%(num)s operation", "%(num)s operations", count)
        case Kind.ISSUE:
            return say_n("%(num)s issue", "%(num)s issues", count)
    return say_n("%(num)s task", "%(num)s tasks", count)
