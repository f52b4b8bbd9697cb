"""What a summary tells, read through what its reader may see: every count by the very query that is its evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Count as Counted
from django.db.models import Q, QuerySet

from ..access import visible
from ..models import Event, Item, KeyResult
from ..models.ids import those
from ..models.prepared import Prepared
from ..queries.base import Look
from ..queries.clock import end_of, start_of
from ..queries.compile import conditions
from ..queries.goal_trend import trends
from ..queries.rows import Known
from ..rules.summaries.seen import Count, Measure, Mention, Moved, Root, Seen
from ..rules.words import CLOSED, Category, KeyResultType, Kind

WORK: Final = "kind:task,issue"
SHOWN: Final = 3
MANY: Final = 10**9


@dataclass(frozen=True, slots=True)
class Scope:
    """What a summary is of: the words that ask Explore for it, and the row of the goal or project where it is one."""

    asked: str
    kind: Kind | None = None
    root: Mapping[str, Any] | None = None
    team: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a summary is about, and the day that it is."""

    first: date
    last: date
    today: date
    zone: ZoneInfo

    @property
    def before(self) -> tuple[date, date]:
        """As many days, right before them."""
        length = self.last - self.first
        return self.first - length - timedelta(days=1), self.first - timedelta(days=1)


def questions(scope: Scope, span: Span, *, me: bool) -> dict[str, str]:
    """Return what is counted within the scope; with the words of the scope before it Explore answers with as many."""
    during, before = f"{span.first}..{span.last}", "{}..{}".format(*span.before)
    asked = {
        "done": f"{WORK} category:done closed:{during}",
        "before": f"{WORK} category:done closed:{before}",
        "came": f"{WORK} created:{during}",
        "open": f"{WORK} is:open",
        "overdue": f"{WORK} is:overdue",
        "waiting": f"{WORK} is:blocked",
        "unowned": f"{WORK} is:open is:unassigned",
        "critical": "kind:issue is:open severity:critical",
    }
    if scope.root is not None:
        asked |= {"ended": f"{WORK} category:done", "all": f"{WORK} -category:dropped"}
    elif scope.team is None:
        asked |= {"goals": "kind:goal category:doing", "goals_overdue": "kind:goal category:doing is:overdue"}
    if me:
        asked |= {"mine": f"{WORK} is:open owner:me", "mine_overdue": f"{WORK} is:overdue owner:me"}
    return asked


def read(look: Look, scope: Scope, span: Span) -> Seen:
    """Read what depends on the work alone: it holds until the next event. The same statements, whatever the size."""
    asked = questions(scope, span, me=look.actor.member_id is not None)
    here, *rules = conditions([scope.asked, *asked.values()], look)
    items = visible.items(look.actor).filter(here)
    if scope.root is not None:  # the way down is long: it is walked once
        items = visible.items(look.actor).filter(id__in=those(items.order_by().values_list("id", flat=True)))
    where = dict(zip(asked, rules, strict=True))
    if scope.team is not None:
        recent = _closed(look, span)
        where |= {name: where[name] & Q(id__in=recent) for name in ("done", "before")}
    moved = _moved(look, span, items, scope.root["id"] if scope.root is not None else None)
    goal = scope.root["id"] if scope.root is not None and scope.kind is Kind.GOAL else None
    return Seen(
        today=span.today,
        first=span.first,
        last=span.last,
        counts=_counts(items, where, asked, scope),
        root=_root(scope, span),
        done=_mentions(items.filter(where["done"]).order_by("priority", "-closed_at", "id")),
        late=_late(items.filter(where["overdue"]), Known(look), span.today),
        critical=_mentions(items.filter(where["critical"]).order_by("created_at", "id")),
        moved=moved[:SHOWN],
        moved_count=len(moved),
        measures=_measures(goal, scope) if goal else (),
        progress=_progress(goal, span) if goal else None,
    )


def _closed(look: Look, span: Span) -> QuerySet[Item, Any]:
    """What was closed since the days before began. A team's work is found by team, and most of it was closed long ago:
    the limit, which is never reached, has the database look among what was closed of late first.
    """
    begin, end = start_of(span.before[0], span.zone), end_of(span.last, span.zone)
    rows = Item.objects.filter(workspace_id=look.actor.workspace_id, closed_at__gte=begin, closed_at__lt=end)
    return rows.order_by("-closed_at", "-id").values("id")[:MANY]


def _counts(items: QuerySet[Item], rules: Mapping[str, Q], asked: Mapping[str, str], scope: Scope) -> dict[str, Count]:
    """All counts. Of what stands beneath one goal or project, in one statement; else nearly each by its own index."""
    rows = items.order_by()
    if scope.root is not None:
        found = rows.aggregate(**{name: Counted("id", filter=rule) for name, rule in rules.items()})
    else:
        at_once = _OPEN if not scope.asked else ()
        found = _open_counts(rows, {name: rules[name] for name in at_once}) if at_once else {}
        found |= {name: rows.filter(rule).count() for name, rule in rules.items() if name not in at_once}
    return {name: Count(found[name], f"{scope.asked} {query}".strip()) for name, query in asked.items()}


_OPEN: Final = ("open", "overdue", "unowned")
"""Counts of open work alone, whose index covers them all."""


def _open_counts(rows: QuerySet[Item], rules: Mapping[str, Q]) -> dict[str, int]:
    found: dict[str, int] = rows.filter(rules["open"]).aggregate(
        **{name: Counted("id", filter=rule) for name, rule in rules.items()}
    )
    return found


def _mentions(rows: QuerySet[Item]) -> tuple[Mention, ...]:
    return tuple(Mention(*row) for row in rows.values_list("key", "title")[:SHOWN])


def _late(rows: QuerySet[Item], known: Known, today: date) -> Mention | None:
    """What is overdue the longest, and whose it is."""
    columns = ("key", "title", "due", "owner_id", "owner__email", "owner__name")
    row = rows.order_by("due", "id").values_list(*columns).first()
    if row is None or row[2] is None:
        return None
    key, title, due, *owner = row
    person = known.person(*owner)
    return Mention(key, title, (today - due).days, (person.name or "somebody") if person else "")


def _root(scope: Scope, span: Span) -> Root | None:
    if (row := scope.root) is None:
        return None
    closed = row["closed_at"] if row["category"] in CLOSED else None
    ended = closed.astimezone(span.zone).date() if closed else None
    due = row["due"] or row["goal__period_end"]
    return Root(Mention(row["key"], row["title"]), due, ended, done=row["category"] == Category.DONE)


def _moved(look: Look, span: Span, items: QuerySet[Item], root: int | None) -> tuple[Moved, ...]:
    """The due dates of goals, projects and milestones that are not what they were; goals first, then the furthest.

    The log is read first: few events in a stretch of it move a date, while many items stand in a scope.
    """
    first: dict[int, str | None] = {}
    last: dict[int, str | None] = {}
    for pk, (old, new) in _dates_moved(look, span):
        first.setdefault(pk, old)
        last[pk] = new
    ids = [pk for pk in first if first[pk] != last[pk]]
    steps = Q(kind__in=(Kind.GOAL, Kind.PROJECT)) | Q(task__milestone=True)
    chosen = (
        items.filter(steps)
        if root is None
        else visible.items(look.actor).filter(Q(id=root) | Q(id__in=items.filter(steps).values("id")))
    )
    rows = chosen.filter(id__in=ids).values_list("id", "kind", "key", "title")
    found = [(kind, Moved(Mention(key, title), _day(first[pk]), _day(last[pk]))) for pk, kind, key, title in rows]
    return tuple(one for _, one in sorted(found, key=lambda pair: (list(Kind).index(Kind(pair[0])), _reach(pair[1]))))


def _dates_moved(look: Look, span: Span) -> Iterable[tuple[int, tuple[str | None, str | None]]]:
    """(item, [old, new]) of every due date that moved in these days, in order."""
    begin, end = start_of(span.first, span.zone), end_of(span.last, span.zone)
    return _moves.tuples(look.actor.workspace_id, begin, end)


_moves: Final[Prepared[Event]] = Prepared(
    lambda workspace, begin, end: (
        Event.objects.filter(workspace_id=workspace, type="item.changed", item__isnull=False, changes__has_key="due")
        .filter(happened_at__gte=begin, happened_at__lt=end)
        .order_by("happened_at", "seq")
        .values_list("item_id", "changes__due")
    )
)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _reach(one: Moved) -> tuple[int, str]:
    """The furthest first; a date that was set or taken away before them all."""
    far = abs((one.now - one.before).days) if one.now and one.before else 10**6
    return -far, one.item.key


def _measures(goal: int, scope: Scope) -> tuple[Measure, ...]:
    rows = KeyResult.objects.filter(goal_id=goal, type=KeyResultType.METRIC, deleted_at=None)
    named = rows.order_by("position", "id").values_list("title", "start", "target", "current")[:SHOWN]
    key = scope.root["key"] if scope.root is not None else ""
    return tuple(Measure(title, key, start, target, current) for title, start, target, current in named)


def _progress(goal: int, span: Span) -> tuple[int, int] | None:
    """How far the measured key results had come when the period began, and when it ended; in whole per cent."""
    course = trends([goal], [start_of(span.first, span.zone), end_of(span.last, span.zone)]).get(goal)
    return (round(course[0] * 100), round(course[1] * 100)) if course else None
