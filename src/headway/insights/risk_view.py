"""What the rules of risk look at: the open work, which goals each item leads to, and what waits for what. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from functools import cached_property

from ..rules import day_words
from ..rules.words import Category, RelationType
from .findings import Findings
from .outlook import Computation
from .projects import ProjectOutlook, project_outlooks
from .risk_rows import RiskRows
from .rows import WORK, Aim, Piece
from .words import KEYS, few

PURSUED = (Category.READY, Category.DOING)


class RiskView:
    """The work as the rules see it; `it` is its graph, `found` what the engine made of it."""

    def __init__(self, given: RiskRows, it: Computation, found: Findings) -> None:
        self.given, self.it, self.found = given, it, found
        self.day: date = given.rows.day
        self.pieces: Mapping[int, Piece] = it.snapshot.pieces
        self.aims: Mapping[int, Aim] = it.snapshot.aims
        self.pursued = [aim for aim in self.aims.values() if aim.category in PURSUED]

    def seen(self, given: RiskRows) -> "RiskView":
        """The same work with what it says of itself now: what was thought out of its rows stays."""
        view = copy(self)
        view.given = given
        return view

    @cached_property
    def reach(self) -> dict[int, frozenset[int]]:
        """Pursued goal -> the items that lead to it, by whatever tie."""
        owner = self.it.snapshot.owner
        return {
            aim.id: frozenset(owner[task] for task in self.it.leading(self.it.snapshot.exits[aim.id])) - {aim.id}
            for aim in self.pursued
        }

    @cached_property
    def goals(self) -> dict[int, tuple[int, ...]]:
        """Item -> the pursued goals that it leads to."""
        found: dict[int, list[int]] = defaultdict(list)
        for goal, items in self.reach.items():
            for item in items:
                found[item].append(goal)
        return {item: tuple(sorted(goals)) for item, goals in found.items()}

    @cached_property
    def projects(self) -> dict[int, ProjectOutlook]:
        """Project -> how likely it is to meet its date; nothing where forecasts are not made."""
        return project_outlooks(self.it) if self.found.found.runs else {}

    @cached_property
    def waiting(self) -> dict[int, tuple[int, ...]]:
        """Item -> the open items that wait for it, by a block or a dependency."""
        found: dict[int, set[int]] = defaultdict(set)
        for tie in self.given.rows.ties:
            if tie.type == RelationType.BLOCKS:
                found[tie.source].add(tie.target)
            elif tie.type == RelationType.DEPENDS_ON:
                found[tie.target].add(tie.source)
        return {item: tuple(sorted(others & self.pieces.keys())) for item, others in found.items()}

    @cached_property
    def blocked(self) -> frozenset[int]:
        """The items that wait for something open."""
        return frozenset(later for others in self.waiting.values() for later in others)

    def behind(self, pk: int) -> list[int]:
        """What waits for an item, for what waits for it, and so on: the nearest first."""
        found, queue = {pk}, [pk]
        for one in queue:  # grows while it is walked
            for later in self.waiting.get(one, ()):
                if later not in found:
                    found.add(later)
                    queue.append(later)
        return queue[1:]

    @cached_property
    def leaves(self) -> list[Piece]:
        """Open tasks and issues without open parts, milestones aside."""
        inner = self.it.snapshot.inner
        return [p for p in self.pieces.values() if p.kind in WORK and p.id not in inner and not p.milestone]

    def impact(self, pk: int) -> float:
        """What goals gain together if an item were done now: a probability, with days to break ties."""
        return round(self.found.weights.get(pk, 0.0), 6)

    def lead(self, goals: Iterable[int]) -> int | None:
        """Days until the first of these goals is due."""
        dues = [due for goal in goals if (due := self.aims[goal].due) is not None]
        return (min(dues) - self.day).days if dues else None

    def told(self, day: date | None) -> str:
        """A day as sentences write it."""
        return day_words.day(day, self.day)

    def keys(self, items: Collection[int]) -> str:
        """The keys of items in a row, the first few of many."""
        known = self.given.keys
        shown = [known.get(pk) or (self.pieces[pk].key if pk in self.pieces else self.aims[pk].key) for pk in items]
        return few(shown)

    def named(self, items: Sequence[int]) -> tuple[int, ...]:
        """Those of many that `keys` names."""
        return tuple(items[:KEYS])
