"""What a summary tells of what is to come: how likely goals are to be met, and what endangers them; as stored."""

from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Case, Count, Max, Q, QuerySet, When, Window

from ..access import visible
from ..access.actor import Actor
from ..access.seen import Seen
from ..models import Finding, FindingItem, Forecast, TeamMember
from ..models.prepared import Prepared
from ..queries.base import Look
from ..queries.compile import conditions
from ..rules.insight_words import RISKS, FindingKind, ForecastKind, Part
from ..rules.summaries.seen import Mention, Odds
from ..rules.words import OPEN, Kind, Role
from ..tongue import translated
from .ledger import sight_of
from .summary_rows import Scope, Span

FRESH: Final = timedelta(days=14)
"""How old a stored forecast may be to be told as what holds now."""


def odds(look: Look, scope: Scope, span: Span) -> tuple[Odds, ...]:
    """How likely goals, or a project, are to be done in time, by the forecasts that were kept for eyes like these.

    The least likely come first: in whole per cent they may be alike. Nothing is said of what is due on another day by
    now than when its forecast was made.
    """
    if look.actor.role is Role.GUEST or scope.team is not None:
        return ()
    kind = ForecastKind.PROJECT_MET if scope.kind is Kind.PROJECT else ForecastKind.GOAL_MET
    of = () if scope.root is None else (scope.root["id"],)
    rows = _chances.tuples(look.actor, span.first - FRESH, span.last, *of, of=(kind,))
    found: dict[tuple[str, str], list[tuple[date, float]]] = {}
    moved: set[tuple[str, str]] = set()
    for key, title, as_of, share, target, due, end in rows:
        found.setdefault((key, title), []).append((as_of, share or 0.0))
        (moved.discard if target == (due or end) else moved.add)((key, title))
    least = sorted(found.items(), key=lambda one: (one[1][-1][1], one[0]))
    told = (_odds(Mention(*item), said, span) for item, said in least if span.last < span.today or item not in moved)
    return tuple(one for one in told if one is not None)


def _chance_rows(actor: Actor, kind: ForecastKind, first: date, last: date, *item: int) -> QuerySet[Forecast, Any]:
    chosen = visible.items(actor).filter(category__in=OPEN)
    chosen = chosen.filter(id__in=item) if item else chosen.filter(kind=Kind.GOAL)
    rows = Forecast.objects.filter(item__in=chosen, kind=kind, sight=sight_of(actor), probability__isnull=False)
    rows = rows.filter(as_of__gte=first, as_of__lte=last).order_by("item_id", "as_of")
    columns = ("item__key", "item__title", "as_of", "probability", "target", "item__due", "item__goal__period_end")
    return rows.values_list(*columns)


_chances: Final = Seen(_chance_rows)


def _odds(item: Mention, said: list[tuple[date, float]], span: Span) -> Odds | None:
    as_of, now = said[-1]
    if as_of < span.last - FRESH:
        return None
    earlier = [share for day, share in said if day < span.first]
    return Odds(item, now, earlier[-1] if earlier else None)


def found_at(look: Look) -> str:
    """Return what changes whenever a finding does; the log does not tell of them."""
    return str(_latest.tuples(look.actor.workspace_id))


_latest: Final[Prepared[Finding]] = Prepared(
    lambda workspace: (
        Finding.objects.filter(workspace_id=workspace)
        .values_list("workspace_id")
        .annotate(*(Max(column) for column in ("updated_at", "resolved_at", "dismissed_at", "id")))
    )
)


def risks(look: Look, scope: Scope) -> tuple[int, Mention | None, str]:
    """How many findings are open here, and the root and the kind of the one that costs goals the most.

    As many as the list of risks has, those of people among them.
    """
    if scope.root is None:
        told = _worst.tuples(look.actor, *(() if scope.team is None else (scope.team,)))
    elif scope.kind is Kind.GOAL:
        endangers = FindingItem.objects.filter(item=scope.root["id"], part=Part.GOAL).values("finding")
        told = list(_worst_first(_open_risks(look.actor).filter(pk__in=endangers)))
    else:
        here = visible.items(look.actor).filter(conditions([scope.asked], look)[0])
        told = list(_worst_first(_open_risks(look.actor).filter(item__in=here)))
    if not told:
        return 0, None, ""
    key, title, kind, count = told[0]
    if key is None:
        return count, None, ""
    return count, Mention(key, title), translated(RISKS[FindingKind(kind)])


def _open_risks(actor: Actor) -> QuerySet[Finding]:
    rows = visible.findings(actor).filter(sight=sight_of(actor), resolved_at=None, dismissed_at=None)
    return rows.filter(Q(item=None) | visible.through(actor, "item__"))


def _of_team(*team: int) -> Q:
    """What is found of a team's work, and of its people."""
    return Q(item__team_id__in=team) | Q(member__in=TeamMember.objects.filter(team_id__in=team).values("member_id"))


def _worst_first(rows: QuerySet[Finding]) -> QuerySet[Finding, Any]:
    """(key, title, kind, how many there are) of the worst that an item is the cause of; of people none is named."""
    rootless = Case(When(item=None, then=1), default=0)
    found = rows.order_by(rootless, "-impact", "-strength", "id").annotate(all=Window(Count("*")))
    return found.values_list("item__key", "item__title", "kind", "all")[:1]


_worst: Final = Seen(lambda actor, *team: _worst_first(_open_risks(actor).filter(_of_team(*team) if team else Q())))
