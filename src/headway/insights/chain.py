"""What decides the end of a project: the critical path method on its open work."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..access.dependencies import Tie
from ..access.project_tree import Node
from ..engine import critical_path as cpm
from ..engine.requests import BadRequest
from ..rules.timeline import DAY_MINUTES
from ..rules.words import Dependency
from ..tongue import said, say, word

BASIS: Final = word(
    "The longest chain of open work of this project by what waits for what. A piece of work lasts as planned, from "
    "start to due in working days; without both dates its effort in days of eight hours; else one day. Milestones "
    "take no time. Where the work lies in the calendar does not count."
)


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """What decides the end: its length in working days, the items on it, and what that is computed from.

    `problem` says why there is none.
    """

    days: float
    keys: tuple[str, ...]
    basis: str
    problem: str


class Chain:
    """The critical path of some of a project's nodes; `lengths` in working days by id."""

    def __init__(self, nodes: Mapping[int, Node], lengths: Mapping[int, float], tied: list[Tie]) -> None:
        self._number = {pk: number for number, pk in enumerate(lengths)}
        self._lengths, self._links = list(lengths.values()), {tie: self._gap(tie, lengths) for tie in tied}
        self.problem = "" if tied else say("No open work here waits for other open work of this project.")
        self._found: cpm.Schedule | None = None
        network = cpm.Network(
            names=[nodes[pk].key for pk in lengths], durations=self._lengths, links=list(self._links.values())
        )
        try:
            self._found = cpm.schedule(network) if tied else None
        except BadRequest as circle:
            self.problem = say("Work waits in a circle: %(keys)s", keys=str(circle).removeprefix("links: "))

    def _gap(self, tie: Tie, lengths: Mapping[int, float]) -> cpm.Link:
        kind, gap = tie.bond.dependency, tie.bond.lag / DAY_MINUTES
        gap += lengths[tie.earlier] if tie.bond.from_end else 0
        gap -= lengths[tie.later] if kind in (Dependency.FF, Dependency.SF) else 0
        return cpm.Link(source=self._number[tie.earlier], target=self._number[tie.later], gap=gap)

    def of(self, pk: int) -> tuple[bool | None, float | None]:
        """Whether an item decides the end, and how long it may slip."""
        number = self._number.get(pk)
        if self._found is None or number is None:
            return None, None
        slack = self._found.late[number] - self._found.early[number]
        return slack <= self._near, max(0.0, round(slack, 4))

    @cached_property
    def _near(self) -> float:
        return cpm.TOLERANCE * max(1.0, abs(self._found.finish)) if self._found else 0

    def decides(self, tie: Tie) -> bool:
        """Whether the later one would start sooner without this tie, and both decide the end."""
        link = self._links.get(tie)
        if self._found is None or link is None or not (self.of(tie.earlier)[0] and self.of(tie.later)[0]):
            return False
        return self._found.early[link.target] - self._found.early[link.source] - link.gap <= self._near

    def told(self, nodes: Mapping[int, Node]) -> CriticalPath:
        """What is known of it."""
        early = self._found.early if self._found else []
        keys = sorted((pk for pk in self._number if self.of(pk)[0]), key=lambda pk: early[self._number[pk]])
        days = round(self._found.finish, 4) if self._found else 0.0
        return CriticalPath(days, tuple(nodes[pk].key for pk in keys), said(BASIS), self.problem)
