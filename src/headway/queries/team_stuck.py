"""What holds a team up: open work that its own waits for, since when, and who can clear it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from ..access import visible
from ..access.actor import Actor
from ..access.seen import Seen
from ..models import Item, Relation
from ..rules.words import OPEN, Category, Dependency, Kind, RelationType
from .base import Look, Query
from .clock import end_of, start_of, today, zone_of
from .kept import kept
from .my_work import last_moved
from .rows import ItemRow, Ref, item_rows, refs
from .team_load import team_id
from .types import Limit, TeamKey

NAMED: Final = 5
READ: Final = 1000


@dataclass(frozen=True, slots=True)
class Blocker:
    """Open work that holds up `count` items of the team, the first of them in `holds`; its owner can clear it.

    `since` is when the first of them was said to wait, or was to begin if that is later.
    """

    row: ItemRow
    since: datetime
    holds: tuple[Ref, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Silent:
    """Work of the team that waits, nobody has said for what, and nothing is known to wait for it; since when."""

    row: ItemRow
    since: datetime | None


@dataclass(frozen=True, slots=True)
class TeamStuck:
    """What holds a team up, the longest first; the counts are of all there are."""

    blockers: tuple[Blocker, ...]
    blocker_count: int
    silent: tuple[Silent, ...]
    silent_count: int


class ShowTeamStuck(Query):
    """Show what holds a team's open work up and who can clear it, and what waits without anybody having said why.

    What is planned to begin on a later day is not held up yet.
    """

    name = "team.stuck"
    route = "/teams/{team}/stuck"

    team: TeamKey
    limit: Limit = 20

    def answer(self, look: Look) -> TeamStuck:
        """Kept until something happens; the same statements for any number. Raises NotFound."""
        team, zone = team_id(look, self.team), zone_of(look)
        day = today(look, zone)
        return kept(look, f"{self.name} {team} {self.limit}", day, lambda: self._answer(look, team, day, zone))

    def _answer(self, look: Look, team: int, day: date, zone: ZoneInfo) -> TeamStuck:
        ties, tomorrow = _held(look, team, zone), end_of(day, zone)
        held = [tie for tie in ties if tie[2] < tomorrow]
        silent = _silent(look, team, {pk for pair in ties for pk in pair[:2]})
        since = _since(held)
        first = sorted(since, key=lambda pk: (since[pk], pk))[: self.limit]
        rows = item_rows(look, [*first, *(pk for pk, _ in silent[: self.limit])])
        return TeamStuck(
            blockers=_blockers(look, first, rows, held, since),
            blocker_count=len(since),
            silent=tuple(Silent(rows[pk], at) for pk, at in silent[: self.limit]),
            silent_count=len(silent),
        )


_Held = list[tuple[int, int, datetime]]
"""(what holds, what is held, since when)."""


def _held(look: Look, team: int, zone: ZoneInfo) -> _Held:
    """What of the team's open work waits for something open: since it was said, or from the day it is to begin."""
    found = (*_blocks.tuples(look.actor, team), *_depends.tuples(look.actor, team))
    return [(pk, held, max(at, start_of(start, zone)) if start else at) for pk, held, at, start in found]


def _blocking(actor: Actor, team: int) -> QuerySet[Relation, Any]:
    rows = visible.relations(actor).filter(source__category__in=OPEN, target__category__in=OPEN)
    rows = rows.filter(type=RelationType.BLOCKS, target__team_id=team)
    return rows.values_list("source_id", "target_id", "created_at", "target__start")


def _depending(actor: Actor, team: int) -> QuerySet[Relation, Any]:
    rows = visible.relations(actor).filter(source__category__in=OPEN, target__category__in=OPEN)
    rows = rows.filter(type=RelationType.DEPENDS_ON, dependency=Dependency.FS, source__team_id=team)
    return rows.values_list("target_id", "source_id", "created_at", "source__start")


def _waiting_rows(actor: Actor, team: int) -> QuerySet[Item, Any]:
    rows = visible.items(actor).filter(team_id=team, kind__in=list(Kind), category=Category.WAITING)
    return rows.order_by().values_list("id")


_blocks, _depends, _waiting = Seen(_blocking), Seen(_depending), Seen(_waiting_rows)


def _since(held: _Held) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for pk, _, at in held:
        found[pk] = min(at, found.get(pk, at))
    return found


def _blockers(
    look: Look, first: Iterable[int], rows: Mapping[int, ItemRow], held: _Held, since: Mapping[int, datetime]
) -> tuple[Blocker, ...]:
    holds: dict[int, list[int]] = defaultdict(list)
    for pk, other, _ in held:
        holds[pk].append(other)
    chosen = {pk: list(dict.fromkeys(holds[pk])) for pk in first}
    named = refs(look, {other for others in chosen.values() for other in others[:NAMED]})
    return tuple(
        Blocker(rows[pk], since[pk], tuple(named[other] for other in others[:NAMED]), len(others))
        for pk, others in chosen.items()
    )


def _silent(look: Look, team: int, tied: set[int]) -> list[tuple[int, datetime | None]]:
    """(id, since when) of what waits for nothing on record and holds nothing up, the longest first."""
    # In this order the index of kinds would not do, and SQLite would read all items by their ids.
    waiting = [pk for pk in sorted(pk for (pk,) in _waiting.tuples(look.actor, team))[:READ] if pk not in tied]
    since = last_moved(waiting)
    told = [(pk, since.get(pk)) for pk in waiting]
    return sorted(told, key=lambda pair: (pair[1] is None, pair[1].timestamp() if pair[1] else 0.0, pair[0]))
