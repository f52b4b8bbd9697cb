"""What a stock is made of: open items, finished work, relations and goals, each read whole or for some items alone."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final, Generic, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Case, Q, Value, When

from ..access import visible
from ..models import KeyResult, Proof
from ..queries.base import Look
from ..rules.insight_words import Sight
from ..rules.words import OPEN, Kind
from .effort import Spent
from .load_rows import SPENDING, SPENT, spendings, spent
from .risk_rows import Facts
from .rows import (
    AIM,
    FINISHED,
    HISTORY,
    PIECE,
    TIE,
    TIES,
    Aim,
    Finished,
    Piece,
    Tie,
    aim_of,
    done,
    finished_of,
    piece_of,
)

SPARE: Final = 500
"""Finished work that is kept beyond what is learned from, to take the place of what is opened again."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """An open item, as a piece of work where it is one, and what else it says of itself; `shown` to every member."""

    kind: str
    key: str
    title: str
    owner: int | None
    start: date | None
    updated: datetime
    shown: bool
    piece: Piece | None


def entries(
    look: Look, shown: Look, hours: dict[int, float], zone: ZoneInfo, items: Collection[int] | None = None
) -> Iterator[tuple[int, Entry]]:
    """Yield the open items by number: all that `look` sees, or those of `items`; `shown` is what others see with."""
    rows = visible.items(look.actor).filter(category__in=OPEN).order_by("id")
    rows = rows if items is None else rows.filter(pk__in=items)
    day = look.now.astimezone(zone).date()
    columns = ("kind", "key", "title", "owner_id", "start", "updated_at", "seen", "task__operation_id")
    for row in rows.annotate(seen=_seen(shown)).values_list(*columns, *PIECE):
        kind, key, title, owner, start, updated, seen, operation, *given = row
        works = kind != Kind.GOAL and operation is None
        piece = piece_of(given, hours, day, zone) if works else None
        yield given[0], Entry(kind, key, title, owner, start, updated, seen, piece)


def _seen(look: Look) -> Case:
    rule = visible.item_rule(look.actor)
    return Case(When(rule, then=Value(True)), default=Value(False), output_field=BooleanField())


class KeptFacts(Mapping[int, Facts]):
    """What open items say of themselves at a moment; made when asked for, since few are."""

    def __init__(self, seen: Mapping[int, Entry], now: datetime) -> None:
        self._seen, self._now = seen, now
        self._made: dict[int, Facts] = {}

    def __getitem__(self, pk: int) -> Facts:
        made = self._made.get(pk)
        if made is None:
            one = self._seen[pk]
            quiet = max((self._now - one.updated) / timedelta(days=1), 0.0)
            made = self._made[pk] = Facts(one.title, one.owner, one.start, quiet)
        return made

    def __iter__(self) -> Iterator[int]:
        return iter(self._seen)

    def __len__(self) -> int:
        return len(self._seen)


class Latest(Generic[T]):
    """The latest of what was finished, with some to spare: rows that `source` reads, made into what is learned."""

    def __init__(self, look: Look, shown: Look, source: "Source[T]") -> None:
        self._look, self._shown, self._source = look, shown, source
        self._most = source.most + SPARE
        self._read()

    def _read(self) -> None:
        self._told: dict[Sight, tuple[T, ...]] = {}
        self._rows = self._made(self._source.rows(self._look)[: self._most])
        self._whole = len(self._rows) < self._most
        self._last = self._rows[-1][0] if self._rows else None

    def _made(self, rows: Any) -> list[tuple[tuple[datetime, int], bool, T]]:
        columns = ("closed_at", "id", "seen", *self._source.columns)
        given = list(rows.annotate(seen=_seen(self._shown)).values_list(*columns))
        made = self._source.make([row[3:] for row in given])
        return [((row[0], row[1]), row[2], one) for row, one in zip(given, made, strict=True)]

    def read_again(self, items: Collection[int]) -> None:
        """Take up what has come of some items; what ended before all that is kept is passed over."""
        kept = [one for one in self._rows if one[0][1] not in items]
        gone, fresh = len(kept) < len(self._rows), self._made(self._source.rows(self._look).filter(pk__in=items))
        fresh = [one for one in fresh if self._whole or self._last is None or one[0] >= self._last]
        if gone or fresh:
            self._told = {}
            self._rows = sorted([*kept, *fresh], key=lambda one: one[0], reverse=True)
        if len(self._rows) < self._source.most and not self._whole:
            self._read()

    def of(self, sight: Sight) -> tuple[T, ...]:
        """What a sight sees of it, as much as is learned from; the very same while none of it has changed."""
        if sight not in self._told:
            rows = [row for _, seen, row in self._rows if seen or sight is Sight.ALL]
            self._told[sight] = tuple(rows[: self._source.most])
        told, most = self._told[sight], self._source.most
        if len(told) == most or self._whole:
            return told
        return tuple(self._source.make(list(self._source.rows(self._shown).values_list(*self._source.columns)[:most])))


@dataclass(frozen=True, slots=True)
class Source(Generic[T]):
    """Finished work: which it is, the latest first; what is read of it and made of that; how much is learned from."""

    rows: Callable[[Look], Any]
    columns: tuple[str, ...]
    make: Callable[[list[Any]], list[T]]
    most: int


def paces(before: datetime, zone: ZoneInfo) -> Source[Finished]:
    """What the pace is learned from."""
    return Source(
        partial(done, before=before), FINISHED, lambda rows: [finished_of(row, zone) for row in rows], HISTORY
    )


def efforts(before: datetime) -> Source[Spent]:
    """What is learned of how long work takes."""
    return Source(partial(spendings, before=before), SPENDING, spent, SPENT)


def ties(
    look: Look, *, items: Collection[int] | None = None, relations: Collection[int] = ()
) -> Iterator[tuple[int, Tie]]:
    """Yield the relations that bind open items, by number: all of them, or those of some items and some by number."""
    rows = visible.relations(look.actor).filter(type__in=TIES, source__category__in=OPEN, target__category__in=OPEN)
    if items is not None:
        rows = rows.filter(Q(source__in=items) | Q(target__in=items) | Q(pk__in=relations))
    for pk, *row in rows.order_by("id").values_list("id", *TIE):
        yield pk, Tie(*row)


@dataclass(frozen=True, slots=True)
class Goals:
    """Open goals, and what proves them: key results by goal, and the items linked to each."""

    rows: tuple[Any, ...]
    results: Mapping[int, list[tuple[int, str]]]
    proofs: Mapping[int, list[int]]

    @classmethod
    def read(cls, look: Look) -> "Goals":
        """Read them. Three statements."""
        goals = visible.items(look.actor).filter(category__in=OPEN, kind=Kind.GOAL).order_by("id")
        results: dict[int, list[tuple[int, str]]] = {}
        given = KeyResult.objects.filter(goal__workspace_id=look.actor.workspace_id, deleted_at=None).order_by("id")
        for goal, pk, type_ in given.values_list("goal_id", "id", "type"):
            results.setdefault(goal, []).append((pk, type_))
        proofs: dict[int, list[int]] = {}
        rows = Proof.objects.filter(item__workspace_id=look.actor.workspace_id).order_by("id")
        for result, item in rows.values_list("key_result_id", "item_id"):
            proofs.setdefault(result, []).append(item)
        return cls(tuple(goals.values_list(*AIM)), results, proofs)

    def aims(self, seen: Mapping[int, object]) -> tuple[Aim, ...]:
        """The goals among what is seen, proved by what is seen."""
        return tuple(self._aim(row, seen) for row in self.rows if row[0] in seen)

    def _aim(self, row: Any, seen: Mapping[int, object]) -> Aim:
        own = self.results.get(row[0], ())
        return aim_of(
            row, own, {pk: [one for one in self.proofs.get(pk, ()) if one in seen] for pk, _ in own}, self.proofs
        )
