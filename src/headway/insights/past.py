"""The work as it stood on a past day, folded from the log: nothing that happened later is in it."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from ..access import visible
from ..access.actor import Actor
from ..events.replay import State, fold
from ..models import Event, Member
from ..models import State as LifecycleState
from ..queries.clock import start_of
from ..rules.errors import Refused
from ..rules.words import OPEN, Category, Kind, ProgressBy
from ..tongue import say
from ..tongue.formats import number
from .outcomes import Course
from .rows import HISTORY, TIES, WORK, Aim, Finished, Piece, Rows, Tie, in_days

NOUNS: Final = ("item.", "relation.", "key_result.", "proof.", "member.")
MOST: Final = 400_000
"""Events up to which a history is replayed."""
Fields = Mapping[str, Any]


class Past:
    """A workspace's history, walked from day to day: each `at` must be asked for a later day than the one before.

    Of items, those alone that `actor` sees now: nobody may learn from the past what is kept from him today.
    """

    def __init__(self, actor: Actor, zone: ZoneInfo) -> None:
        self.zone = zone
        self._seen = None if actor.sees_all else _seen(actor)
        self._categories = dict(
            LifecycleState.objects.filter(workspace_id=actor.workspace_id).values_list("id", "category")
        )
        self._hours = {
            pk: float(h)
            for pk, h in Member.objects.filter(workspace_id=actor.workspace_id).values_list("id", "hours_per_week")
        }
        self._events = self._log(actor)
        self._next = 0
        self._state: State = {}

    def _log(self, actor: Actor) -> list[Event]:
        """The events that are folded, in order. Raises Refused for a history that is too long."""
        return gathered(Event.objects.filter(workspace_id=actor.workspace_id))

    @property
    def first(self) -> date | None:
        """The day on which it begins; None for a workspace in which nothing happened."""
        return self._events[0].happened_at.astimezone(self.zone).date() if self._events else None

    def courses(self) -> dict[int, Course]:
        """Item -> the days on which it went into another category, from the whole of the history."""
        found: dict[int, list[tuple[date, str]]] = defaultdict(list)
        for event in self._events:
            category = self._turn(event)
            if category:
                found[event.subject].append((event.happened_at.astimezone(self.zone).date(), category))
        return dict(found)

    def _turn(self, event: Event) -> str:
        if event.type == "item.deleted":
            return Category.DROPPED
        if event.type in ("item.created", "item.moved") and "state" in event.changes:
            return self._categories.get(event.changes["state"][1], "")
        return ""

    def at(self, day: date) -> Rows:
        """Return the work as it stood when this day began."""
        until, start = start_of(day, self.zone), self._next
        while self._next < len(self._events) and self._events[self._next].happened_at < until:
            self._next += 1
        fold(self._events[start : self._next], onto=self._state)
        return _Standing(self, self._state, day).rows()

    def sees(self, pk: int) -> bool:
        """Whether the reader sees an item today."""
        return self._seen is None or pk in self._seen

    def elsewhere(self) -> Sequence[tuple[datetime, int, Finished]]:
        """What was finished by the day that is asked for, beside what the events tell: when, and which item."""
        return ()

    def parts(self, pk: int, counted: Callable[[int], int]) -> int:
        """How many pieces without parts stand beneath an item."""
        return counted(pk)

    def category(self, fields: Fields) -> str:
        """What an item's state means."""
        return self._categories.get(fields.get("state", 0), "")

    def hours(self, pk: int | None) -> float:
        """The hours that a member works in a week."""
        return self._hours.get(pk or 0, 0) or 40.0


def _seen(actor: Actor) -> frozenset[int]:
    rows = visible.items(actor) | visible.items(actor, deleted=True)
    return frozenset(rows.values_list("id", flat=True))


def gathered(rows: QuerySet[Event]) -> list[Event]:
    """The events among these that tell of work, in order. Raises Refused where they are more than is replayed."""
    if rows.count() > MOST:
        raise Refused(
            say("this history has more than %(most)s events, which is more than is replayed", most=number(MOST)),
            field="workspace",
        )
    found = rows.order_by("happened_at", "seq").only("type", "subject", "changes", "happened_at")
    return [one for one in found if one.type.startswith(NOUNS)]


class _Standing:
    """What stood on one day, as rows."""

    def __init__(self, past: Past, state: State, day: date) -> None:
        self.past, self.day = past, day
        nouns: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        for (noun, pk), fields in sorted(state.items()):
            nouns[noun][pk] = fields
        self.items = {
            pk: fields for pk, fields in nouns["item"].items() if "deleted_at" not in fields and past.sees(pk)
        }
        self.open = {pk for pk, fields in self.items.items() if past.category(fields) in OPEN}
        self.results = {pk: f for pk, f in nouns["key_result"].items() if "deleted_at" not in f}
        self.proofs, self.relations = nouns["proof"], nouns["relation"]
        self.children: dict[int, list[int]] = defaultdict(list)
        for pk, fields in self.items.items():
            self.children[fields.get("parent", 0)].append(pk)

    def rows(self) -> Rows:
        """All of it."""
        return Rows(
            day=self.day,
            pieces=tuple(
                self._piece(pk, f) for pk, f in self._open() if f["kind"] != Kind.GOAL and not f.get("operation")
            ),
            finished=tuple(self._finished()),
            aims=tuple(self._aim(pk, f) for pk, f in self._open() if f["kind"] == Kind.GOAL),
            ties=tuple(self._ties()),
        )

    def _open(self) -> Iterator[tuple[int, Fields]]:
        return ((pk, fields) for pk, fields in self.items.items() if pk in self.open)

    def _piece(self, pk: int, f: Fields) -> Piece:
        start = _day(f.get("start"))
        return Piece(
            id=pk,
            key=f["key"],
            kind=f["kind"],
            category=self.past.category(f),
            parent=f.get("parent"),
            team=f.get("team") or 0,
            effort=f.get("effort"),
            milestone=bool(f.get("milestone")),
            age=self._age(f["created_at"]),
            begun=self._age(f["started_at"]) if f.get("started_at") else None,
            wait=max((start - self.day).days, 0) if start else 0,
            hours=self.past.hours(f.get("owner")),
            priority=f.get("priority", 2),
            due=_day(f.get("due")),
        )

    def _age(self, moment: str) -> float:
        return float(max((self.day - _moment(moment).astimezone(self.past.zone).date()).days, 0))

    def _finished(self) -> list[Finished]:
        """Work without parts that was done, milestones and what recurs aside, the latest first."""
        done = [
            (_moment(f["closed_at"]), pk, f)
            for pk, f in self.items.items()
            if f["kind"] in WORK and self.past.category(f) == Category.DONE and f.get("closed_at")
        ]
        own = [(closed, pk, self._done(closed, f)) for closed, pk, f in done if self._counts(pk, f)]
        every = sorted([*own, *self.past.elsewhere()], key=lambda one: (one[0], one[1]), reverse=True)
        return [one for _, _, one in every[:HISTORY]]

    def _counts(self, pk: int, f: Fields) -> bool:
        return not f.get("operation") and not f.get("milestone") and self.past.parts(pk, self._parts) <= 1

    def _done(self, closed: datetime, f: Fields) -> Finished:
        begun = f.get("started_at")
        return Finished(
            *(f["kind"], f.get("team") or 0, f.get("effort"), in_days(_moment(f["created_at"]), closed)),
            cycle=in_days(_moment(begun), closed) if begun else None,
            on=closed.astimezone(self.past.zone).date().toordinal(),
        )

    def _parts(self, pk: int) -> int:
        """Pieces without parts beneath an item, itself where it has none: as the roll-up counts them."""
        count, waiting, seen = 0, [pk], {pk}
        while waiting:  # trees may be deeper than calls may nest
            one = waiting.pop()
            inner = self.children.get(one, ())
            if not inner:
                count += self.past.category(self.items[one]) != Category.DROPPED
            fresh = [part for part in inner if part not in seen]
            seen.update(fresh)
            waiting += fresh
        return count

    def _aim(self, pk: int, f: Fields) -> Aim:
        own = {k: r for k, r in self.results.items() if r.get("goal") == pk}
        proofs = [one for one in self.proofs.values() if one["key_result"] in own]
        linked = {one["key_result"] for one in proofs}
        return Aim(
            id=pk,
            key=f["key"],
            category=self.past.category(f),
            parent=f.get("parent"),
            due=_day(f.get("due")) or _day(f.get("period_end")),
            by_results=f.get("progress_by") == ProgressBy.KEY_RESULTS and bool(own),
            metrics=sum(r.get("type") == "metric" for r in own.values()),
            whole=any(r.get("type") == "work" and k not in linked for k, r in own.items()),
            proofs=tuple(sorted({one["item"] for one in proofs if one["item"] in self.open})),
        )

    def _ties(self) -> Iterator[Tie]:
        for f in self.relations.values():
            if f["type"] in TIES and f["source"] in self.open and f["target"] in self.open:
                yield Tie(f["type"], f["source"], f["target"], f.get("dependency") or "", f.get("lag") or 0)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
