"""Minutes of work by the goals that they serve: leaves are summed by what stands above, which finds its goals once.

Ten statements; what is walked in memory is not every piece of work but what has parts, recurs or is tied to a goal.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum

from ..access import visible
from ..models import Item, Relation, State, Task
from ..models.ids import those
from ..rules.words import OPEN, Category, Kind, RelationType
from .base import Look

WORK: Final = (Kind.TASK, Kind.ISSUE)
_INNER: Final = ("id", "parent_id", "task__operation_id", "kind", "category", "work_total", "closed_at")


@dataclass(slots=True)
class Minutes:
    """Minutes open and done, and how many pieces are open."""

    open: float = 0.0
    done: float = 0.0
    pieces: int = 0

    def add(self, other: "Minutes", part: float = 1.0) -> None:
        """Add a part of others; every piece counts whole."""
        self.open += other.open * part
        self.done += other.done * part
        self.pieces += other.pieces

    @property
    def both(self) -> float:
        """Open and done."""
        return self.open + self.done


class Sums:
    """What a reader sees of the work that is open, or was done in `span` (its begin, and its end not included).

    `goals` and `places` are by id; work that stands alone and serves no goal is under None. `parents` leads from each
    goal to the one above.
    """

    def __init__(self, look: Look, span: tuple[datetime, datetime]) -> None:
        self.look, self.span = look, span
        self.items = visible.items(look.actor).order_by()
        self.total, self.loose = Minutes(), Minutes()
        self.goals: dict[int, Minutes] = defaultdict(Minutes)
        self.places: dict[int | None, Minutes] = defaultdict(Minutes)
        self.parents: dict[int, int | None] = {}
        self._open: set[int] = set()
        self._serves: dict[int, dict[int, float]] = defaultdict(dict)
        self._above: dict[int, int | None] = {}
        self._found: dict[int, Mapping[int, float]] = {}
        self._children: dict[int, list[int]] = defaultdict(list)
        self._read_goals()
        for place, one in self._leaves().items():
            self._give(place, one)

    def share(self, one: Minutes) -> float:
        """What part of all minutes these are."""
        return one.both / self.total.both if self.total.both else 0.0

    def beneath(self, goal: int) -> Minutes:
        """The minutes of a goal and of all that stand beneath it."""
        found, level, seen = Minutes(), [goal], {goal}
        while level:
            for pk in level:
                found.add(self.goals.get(pk, Minutes()))
            level = [child for pk in level for child in self._children[pk] if child not in seen]
            seen.update(level)
        return found

    def idle(self) -> list[int]:
        """The open goals that no open work serves, neither directly nor by a goal beneath, in order of their ids."""
        return sorted(pk for pk in self._open if not self.beneath(pk).pieces)

    def _read_goals(self) -> None:
        """The goals with their tree, and what contributes to them with its weight."""
        for pk, parent, category in self.items.filter(kind=Kind.GOAL).values_list("id", "parent_id", "category"):
            self.parents[pk] = parent
            if parent is not None:
                self._children[parent].append(pk)
            if category in OPEN:
                self._open.add(pk)
        rows = visible.relations(self.look.actor).filter(type=RelationType.CONTRIBUTES_TO)
        rows = rows.exclude(source__kind=Kind.GOAL).exclude(target__category=Category.DROPPED)
        for source, goal, weight in rows.values_list("source_id", "target_id", "weight"):
            self._serves[source][goal] = weight

    def _leaves(self) -> dict[int | None, Minutes]:
        """What stands above (or is itself tied to a goal) -> the minutes of work without parts right beneath it."""
        sums: dict[int | None, Minutes] = defaultdict(Minutes)
        for place, category, minutes, count in self._grouped():
            sums[place].add(_minutes(category, minutes, count))
        over = self._over()
        inner = self._inner(over)
        for pk, parent, operation, kind, category, minutes, closed in inner:
            self._above[pk] = parent or operation
            if kind in WORK and self._counts(category, closed):
                own = _minutes(category, minutes, 1)
                # What has parts was summed with its neighbours, but its parts are what counts.
                sums[parent or operation].add(Minutes(-own.open, -own.done, -own.pieces))
                if pk not in over:
                    sums[pk].add(own)
        return sums

    def _grouped(self) -> Iterator[tuple[int | None, str, int, int]]:
        """(place, category, minutes, count): apart, and by kind, so that an index leads to either."""
        begin, end = self.span
        states = State.objects.filter(workspace_id=self.look.actor.workspace_id, category=Category.DONE, kind__in=WORK)
        done = Q(category=Category.DONE, state_id__in=list(states.values_list("id", flat=True)))
        done &= Q(closed_at__gte=begin, closed_at__lt=end)
        recurring = Task.objects.filter(operation__isnull=False).values("item_id")
        for counts in (Q(category__in=OPEN), done):
            rows = self.items.filter(counts, kind__in=WORK)
            for category, parent, minutes, count in _summed(rows, "parent_id"):
                yield parent, category, minutes, count
            # What recurs beneath no other work stands beneath its operation. Few do: the rest need not be asked.
            for category, operation, minutes, count in _summed(
                rows.filter(parent=None, id__in=recurring), "task__operation_id"
            ):
                yield operation, category, minutes, count
                yield None, category, -minutes, -count

    def _counts(self, category: str, closed: datetime | None) -> bool:
        begin, end = self.span
        if category == Category.DONE:
            return closed is not None and begin <= closed < end
        return category in OPEN

    def _over(self) -> set[int]:
        """All that has parts."""
        here = {"workspace_id": self.look.actor.workspace_id, "deleted_at": None, "parent__isnull": False}
        return set(Item.objects.filter(**here).order_by().values_list("parent_id", flat=True).distinct())

    def _inner(self, over: set[int]) -> list[tuple[Any, ...]]:
        """All that has parts or recurs, and all that contributes to a goal by itself."""
        here = {"workspace_id": self.look.actor.workspace_id}
        tied = Relation.objects.filter(**here, type=RelationType.CONTRIBUTES_TO).values("source_id")
        rows = self.items.filter(Q(id__in=those(over)) | Q(id__in=tied) | Q(kind=Kind.OPERATION))
        return list(rows.values_list(*_INNER))

    def _give(self, place: int | None, one: Minutes) -> None:
        """Give minutes to the goals of their place, split by weight, or note that they serve none."""
        self.total.add(one)
        found = self._goals_of(place) if place is not None else {}
        weight = sum(found.values())
        for goal, own in found.items():
            self.goals[goal].add(one, own / weight)
        if not found and (one.both or one.pieces):
            self.loose.add(one)
            self.places[self._top(place)].add(one)

    def _goals_of(self, place: int) -> Mapping[int, float]:
        """The goals that work at this place serves, each by the weight that stands nearest to it."""
        if place not in self._found:
            self._found[place] = {}
            up = self._above.get(place)
            farther = self._goals_of(up) if up is not None else {}
            self._found[place] = {**farther, **self._serves.get(place, {})}
        return self._found[place]

    def _top(self, place: int | None) -> int | None:
        while place is not None and (up := self._above.get(place)) is not None:
            place = up
        return place if place in self._above else None


def _summed(rows: QuerySet[Item], place: str) -> Iterator[tuple[str, int | None, int, int]]:
    """(category, place, minutes, count)."""
    grouped: Any = rows.values_list("kind", "category", place).annotate(minutes=Sum("work_total"), count=Count("*"))
    return (tuple(rest) for _, *rest in grouped)


def _minutes(category: str, minutes: int, count: int) -> Minutes:
    if category == Category.DONE:
        return Minutes(done=minutes)
    return Minutes(open=minutes, pieces=count)
