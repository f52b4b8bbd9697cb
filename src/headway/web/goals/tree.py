"""The tree of goals as a page draws it: each goal with those beneath it, and what nobody works on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ...queries.goals import GoalNode
from ...rules.lifecycle import is_closed


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
        return "No work" if not self.work else "No open work" if not self.open else ""


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
