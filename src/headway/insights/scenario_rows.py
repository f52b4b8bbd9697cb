"""The lines of scenarios, read for one reader: as they are told, and as they are weighed. Seven statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import F, Q

from ..access import scenarios, visible
from ..models import Event, Proof
from ..queries.base import Look
from ..queries.rows import PRIORITIES, Person, Ref
from ..rules.lifecycle import is_open
from ..rules.scenarios import Standing, What
from ..rules.words import Kind, RelationType
from .overrides import HOURS, Change

_COLUMNS: Final = (
    *("id", "scenario_id", "what", "day", "number", "minutes", "word", "version", "team_id", "item_id", "other_id"),
    *("member_id", "member__email", "member__name", "member__hours_per_week"),
    *("item__key", "item__kind", "item__title", "item__category", "item__version", "item__due", "item__start"),
    *("item__effort", "item__priority", "item__owner_id", "item__owner__email", "item__owner__name"),
    "item__goal__period_end",
    *("other__key", "other__kind", "other__title", "other__category"),
)
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Since:
    """What somebody changed of an item since a line was written: the names of fields, or the type of what happened."""

    by: str
    at: datetime
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineRow:
    """A change of a scenario. What it says stands in the fields of its sort, with a twin `_now` that tells how it is.

    `day` for due and start, `effort` in minutes, `owner`, `priority`; `word` for how an item ends, the type of the link
    to `other` that is cut, or the title of `count` new pieces of `effort` each. `since` tells what changed meanwhile.
    """

    id: int
    what: str
    item: Ref
    other: Ref | None
    day: date | None
    day_now: date | None
    effort: int | None
    effort_now: int | None
    owner: Person | None
    owner_now: Person | None
    priority: str | None
    priority_now: str | None
    word: str
    count: int | None
    standing: str
    since: tuple[Since, ...]


class Lines:
    """The lines of some scenarios that a reader sees, with what has become of what they speak of."""

    def __init__(self, look: Look, ids: Sequence[int]) -> None:
        self.look = look
        rows = scenarios.lines(look.actor).filter(scenario__in=ids).order_by("scenario_id", "position")
        self.rows: list[Line] = [dict(zip(_COLUMNS, row, strict=True)) for row in rows.values_list(*_COLUMNS)]
        self._links = _links(look, self.rows)

    def of(self, pk: int) -> list[Line]:
        """Those of one scenario, in order."""
        return [row for row in self.rows if row["scenario_id"] == pk]

    def standing(self, row: Line) -> Standing:
        """How a line stands to the work as it is now."""
        if not is_open(row["item__category"]) or (row["what"] == What.CUT and _link(row) not in self._links):
            return Standing.OVER
        return Standing.HOLDS if row["version"] == row["item__version"] else Standing.CHANGED

    def told(self, pk: int) -> tuple[LineRow, ...]:
        """The lines of one scenario in words' stead. One statement."""
        rows = self.of(pk)
        since = _since([row for row in rows if row["version"] != row["item__version"]])
        return tuple(_told(row, self.standing(row), since.get(row["id"], ())) for row in rows)

    def changes(self, pk: int) -> tuple[Change, ...]:
        """The lines of one scenario as the engine weighs them. One statement, where links to goals are cut."""
        rows = self.of(pk)
        freed = _freed(rows)
        return tuple(_change(row, frees=row["other_id"] in freed) for row in rows)


def _link(row: Line) -> tuple[str, int, int]:
    return row["word"], row["item_id"], row["other_id"]


def _links(look: Look, rows: Iterable[Line]) -> set[tuple[str, int, int]]:
    """The links among those that are to be cut that still stand. One statement."""
    sources = [row["item_id"] for row in rows if row["what"] == What.CUT]
    found = visible.relations(look.actor).filter(source__in=sources)
    return set(found.values_list("type", "source_id", "target_id"))


def _since(rows: Sequence[Line]) -> dict[int, tuple[Since, ...]]:
    """Line -> what has happened to its item since it was written, the first things first. One statement."""
    wanted = Q(pk__in=[])
    for row in rows:
        wanted |= Q(item=row["item_id"], version__gt=row["version"])
    told = Event.objects.filter(wanted).order_by("seq")
    by_item: dict[int, list[tuple[int, Since]]] = defaultdict(list)
    for item, version, type_, changes, at, by in told.values_list(
        "item_id", "version", "type", "changes", "happened_at", "actor__name"
    ):
        what = tuple(sorted(changes)) if type_ in ("item.changed", "item.moved") else (type_,)
        by_item[item].append((version or 0, Since(by or "", at, what)))
    return {row["id"]: tuple(one for at, one in by_item[row["item_id"]] if at > row["version"]) for row in rows}


def _freed(rows: Iterable[Line]) -> set[int]:
    """The goals of which a key result of work is left without proof where their links are cut. One statement."""
    cut = {(row["item_id"], row["other_id"]) for row in rows if row["word"] == RelationType.CONTRIBUTES_TO}
    if not cut:
        return set()
    proofs: dict[tuple[int, int], set[int]] = defaultdict(set)
    given = Proof.objects.filter(key_result__goal__in=[goal for _, goal in cut], key_result__type="work")
    living = given.filter(key_result__deleted_at=None).annotate(goal=F("key_result__goal_id"))
    for goal, result, item in living.values_list("goal", "key_result_id", "item_id"):
        proofs[goal, result].add(item)
    return {goal for (goal, _), items in proofs.items() if all((item, goal) in cut for item in items)}


def _change(row: Line, *, frees: bool) -> Change:
    hours = float(row["member__hours_per_week"] or 0)
    return Change(
        what=What(row["what"]),
        item=row["item_id"],
        goal=row["item__kind"] == Kind.GOAL,
        other=row["other_id"] or 0,
        day=row["day"],
        number=row["number"],
        minutes=row["minutes"],
        word=row["word"],
        team=row["team_id"] or 0,
        hours=hours if hours > 0 else HOURS,
        period_end=row["item__goal__period_end"],
        frees=frees,
    )


def _told(row: Line, standing: Standing, since: tuple[Since, ...]) -> LineRow:
    what = row["what"]
    return LineRow(
        id=row["id"],
        what=what,
        item=Ref(*(row[f"item__{name}"] for name in ("key", "kind", "title", "category"))),
        other=Ref(*(row[f"other__{name}"] for name in ("key", "kind", "title", "category")))
        if row["other_id"]
        else None,
        day=row["day"],
        day_now=row[f"item__{what}"] if what in (What.DUE, What.START) else None,
        effort=row["minutes"] if what == What.ADD else row["number"] if what == What.EFFORT else None,
        effort_now=row["item__effort"] if what == What.EFFORT else None,
        owner=_person(row, "member_id", "member") if what == What.OWNER else None,
        owner_now=_person(row, "item__owner_id", "item__owner") if what == What.OWNER else None,
        priority=PRIORITIES[row["number"]] if what == What.PRIORITY else None,
        priority_now=PRIORITIES[row["item__priority"]] if what == What.PRIORITY else None,
        word=row["word"],
        count=row["number"] if what == What.ADD else None,
        standing=standing.value,
        since=since,
    )


def _person(row: Line, pk: str, prefix: str) -> Person | None:
    return Person(row[f"{prefix}__email"], row[f"{prefix}__name"]) if row[pk] else None
