"""The queue of triage: what came in and nobody has judged yet, in the order in which it should be looked at."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final, cast

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce, Left

from ..access import visible
from ..access.actor import Actor
from ..access.seen import Seen
from ..models import Item, Report
from ..models.ids import among, listed
from ..models.prepared import Prepared
from ..rules.triage import standing
from ..rules.words import Category, Kind, Urgency
from .base import Look, Query
from .closure import Edge, above
from .kept import kept
from .rows import ItemRow, Ref, item_rows, refs
from .team_load import team_id
from .types import Limit, TeamKey

LONGEST: Final = 1000
"""How many issues are put in order; of a queue that is longer, the oldest."""

EXCERPT: Final = 600
"""Characters of an issue's words that are shown."""

HELD: Final = 120
"""Seconds for which the queue is kept, if nothing happens."""


@dataclass(frozen=True, slots=True)
class TriageRow:
    """An issue that waits to be judged: its tier (1 first) and why, and what it hurts directly and of the goals.

    `reporter` is what the person outside called himself who reported it.
    """

    row: ItemRow
    urgency: str | None
    tier: int
    why: str
    hurts: tuple[Ref, ...]
    goals: tuple[Ref, ...]
    excerpt: str
    reporter: str
    snoozed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Triage:
    """The head of the queue, how long it is, and how many issues are put off until later."""

    rows: tuple[TriageRow, ...]
    count: int
    snoozed: int


class ListTriage(Query):
    """List issues that wait to be accepted, the most pressing first; with `snoozed` those that are put off instead.

    By tiers of severity and urgency, lifted where a goal is hurt; then what hurts more, then the older one.
    """

    name = "triage.list"
    route = "/triage"

    team: TeamKey | None = None
    snoozed: bool = False
    limit: Limit = 50

    def answer(self, look: Look) -> Triage:
        """Read the queue, what it hurts, and the rows at its head: the same statements for any length.

        Kept until something happens, and for no longer than some minutes: what was put off comes back by itself.
        """
        named = f"{self.name} {self.team} {self.snoozed} {self.limit} {int(look.now.timestamp()) // HELD}"
        return kept(look, named, look.now.date(), lambda: self.ordered(look, {}))

    def ordered(self, look: Look, weights: Mapping[int, float]) -> Triage:
        """The same, within each tier the heaviest first; `weights` by id, 0 for all others."""
        team = (team_id(look, self.team),) if self.team else ()
        found = _chosen.dicts(look.actor, look.now, *team, of=(self.snoozed,))
        _, count, snoozed = next(iter(_counts.tuples(look.actor, look.now, *team)), ("", 0, 0))
        return Triage(rows=_rows(look, found, self.limit, weights), count=count - snoozed, snoozed=snoozed)


def _waiting(actor: Actor, *team: int) -> QuerySet[Item]:
    rows = visible.items(actor).filter(kind=Kind.ISSUE, category=Category.BACKLOG)
    return rows.filter(team_id__in=team) if team else rows


def _chosen_rows(actor: Actor, snoozed: bool, now: datetime, *team: int) -> QuerySet[Item, Any]:
    asleep, waiting = Q(issue__snoozed_until__gt=now), _waiting(actor, *team)
    chosen = waiting.filter(asleep) if snoozed else waiting.exclude(asleep)
    columns = ("id", "issue__severity", "issue__urgency", "issue__snoozed_until", "created_at")
    # By the bare column SQLite would go through all items in the order in which they came, and pick out these.
    rows = chosen.order_by(Coalesce("created_at", "updated_at"), "id")
    return cast("QuerySet[Item, Any]", rows.values(*columns)[:LONGEST])


def _count_rows(actor: Actor, now: datetime, *team: int) -> QuerySet[Item, Any]:
    """(kind, how many wait, how many of them are put off): one row where any wait."""
    off = Count("id", filter=Q(issue__snoozed_until__gt=now))
    return _waiting(actor, *team).order_by().values_list("kind").annotate(n=Count("id"), off=off)


_chosen, _counts = Seen(_chosen_rows), Seen(_count_rows)


def _rows(
    look: Look, found: Sequence[Mapping[str, Any]], limit: int, weights: Mapping[int, float]
) -> tuple[TriageRow, ...]:
    hurt = Hurt(look, [one["id"] for one in found])
    placed = sorted(
        ((_standing(one, hurt), one) for one in found),
        key=lambda pair: (
            pair[0].tier,
            -weights.get(pair[1]["id"], 0.0),
            -len(hurt.goals(pair[1]["id"])),
            -len(hurt.direct(pair[1]["id"])),
            pair[1]["created_at"],
            pair[1]["id"],
        ),
    )[:limit]
    rows = item_rows(look, [one["id"] for _, one in placed])
    outside, texts = _outside([one["id"] for _, one in placed]), _texts([one["id"] for _, one in placed])
    return tuple(
        TriageRow(
            row=rows[one["id"]],
            urgency=list(Urgency)[one["issue__urgency"]].value if one["issue__urgency"] is not None else None,
            tier=told.tier,
            why=told.why,
            hurts=hurt.direct(one["id"]),
            goals=hurt.goals(one["id"]),
            excerpt=texts[one["id"]],
            reporter=outside.get(one["id"], ""),
            snoozed_until=one["issue__snoozed_until"],
        )
        for told, one in placed
        if one["id"] in rows
    )


def _standing(one: Mapping[str, Any], hurt: "Hurt") -> Any:
    pk = one["id"]
    counts = {"goals": len(hurt.goals(pk)), "items": len(hurt.direct(pk))}
    return standing(severity=one["issue__severity"], urgency=one["issue__urgency"], **counts)


def _texts(ids: Iterable[int]) -> dict[int, str]:
    """What the issues say, as far as it is shown."""
    return dict(_excerpts.tuples(listed(ids)))


def _outside(ids: Iterable[int]) -> dict[int, str]:
    return {pk: name or email for pk, name, email in _reports.tuples(listed(ids)) if name or email}


_excerpts: Final = Prepared(
    lambda ids: Item.objects.filter(id__in=among(ids)).values_list("id", Left("description", EXCERPT))
)
_reports: Final = Prepared(
    lambda ids: Report.objects.filter(item_id__in=among(ids)).values_list("item_id", "contact_name", "contact_email")
)


class Hurt:
    """What issues affect and block, and which goals stand above that. Two statements, however many issues."""

    def __init__(self, look: Look, ids: list[int]) -> None:
        edges = above(look.actor, ids, threats=True, past_goals=True) if ids else []
        self._edges: dict[int, list[Edge]] = defaultdict(list)
        for edge in edges:
            self._edges[edge.root].append(edge)
        self._named = refs(look, {edge.above for edge in edges}) if edges else {}
        self.direct, self.goals = cache(self._direct), cache(self._goals)

    def _direct(self, pk: int) -> tuple[Ref, ...]:
        """What the issue itself affects or blocks."""
        return self._refs(e.above for e in self._edges[pk] if e.below == pk and e.via in ("affects", "blocks"))

    def _goals(self, pk: int) -> tuple[Ref, ...]:
        """The goals above that: what it threatens."""
        reached: set[int] = {e.above for e in self._edges[pk] if e.below == pk and e.via in ("affects", "blocks")}
        grown = True
        while grown:
            more = {e.above for e in self._edges[pk] if e.below in reached} - reached
            reached |= more
            grown = bool(more)
        return tuple(one for one in self._refs(reached) if one.kind == Kind.GOAL)

    def _refs(self, ids: Iterable[int]) -> tuple[Ref, ...]:
        found = {self._named[pk] for pk in ids if pk in self._named}
        return tuple(sorted(found, key=lambda ref: (ref.kind != Kind.GOAL, len(ref.key), ref.key)))
