"""By what forecasts moved in the days that a summary is about, from what is kept week by week."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from ..access import visible
from ..access.actor import Actor
from ..access.seen import Seen
from ..models import Forecast
from ..queries.base import Look
from ..rules.insight_words import ForecastKind
from ..rules.summaries.seen import Mention, Part, Shifted
from ..rules.words import OPEN, Kind, Role
from .ledger import sight_of
from .moved import Drift, read_moved
from .summary_rows import Scope, Span

FRESH: Final = timedelta(days=7)
"""How old the last forecast may be whose move is told."""


def shifted(look: Look, scope: Scope, span: Span) -> tuple[Shifted, ...]:
    """Return how the forecasts of goals, or of a project, moved in about these days; the furthest first.

    From the first week that ends within to the last, as far as one follows upon the other. Two statements.
    """
    if look.actor.role is Role.GUEST or scope.team is not None:
        return ()
    weeks = _weeks(look, scope, span)
    asked = {(item, as_of): (as_of, facts) for item, rows in weeks.items() for as_of, facts in rows.items()}
    told = read_moved(look, asked)
    found = []
    for item in weeks:
        chain = _chain({as_of: one for (of, as_of), one in told.items() if of == item}, span.first)
        if chain:
            found.append(_shifted(Mention(*item), chain))
    return tuple(sorted((one for one in found if one.days), key=lambda one: (-abs(one.days), one.item.key)))


def _weeks(look: Look, scope: Scope, span: Span) -> dict[tuple[str, str], dict[date, Mapping[str, Any]]]:
    """(Key, title) -> day of a forecast -> by what it moved."""
    kind = ForecastKind.PROJECT_FINISH if scope.kind is Kind.PROJECT else ForecastKind.GOAL_FINISH
    of = () if scope.root is None else (scope.root["id"],)
    rows = _causes.tuples(look.actor, min(span.first, span.last - FRESH), span.last, *of, of=(kind,))
    found: dict[tuple[str, str], dict[date, Mapping[str, Any]]] = {}
    for key, title, as_of, causes in rows:
        found.setdefault((key, title), {})[as_of] = causes
    return found


def _cause_rows(actor: Actor, kind: ForecastKind, after: date, last: date, *item: int) -> QuerySet[Forecast, Any]:
    chosen = visible.items(actor).filter(category__in=OPEN)
    chosen = chosen.filter(id__in=item) if item else chosen.filter(kind=Kind.GOAL)
    rows = Forecast.objects.filter(item__in=chosen, kind=kind, sight=sight_of(actor)).exclude(causes={})
    rows = rows.filter(as_of__gt=after, as_of__lte=last).order_by("item_id", "-as_of")
    return rows.values_list("item__key", "item__title", "as_of", "causes")


_causes: Final = Seen(_cause_rows)


def _chain(known: Mapping[date, Drift], first: date) -> list[Drift]:
    """The weeks that follow upon each other, from the last one back to the first day; the last one in any case."""
    at = max(known, default=first)
    chain: list[Drift] = []
    while at in known and (not chain or at > first):
        chain.append(known[at])
        at = chain[-1].since
    return chain


def _shifted(item: Mention, chain: Sequence[Drift]) -> Shifted:
    parts = tuple(
        Part(
            cause.value,
            sum(week.causes[at].days for week in chain),
            tuple(dict.fromkeys(ref.key for week in chain for one in week.causes[at].seen for ref in one.items)),
        )
        for at, cause in enumerate(one.cause for one in chain[0].causes)
    )
    days, left = sum(one.days for one in chain), sum(one.unexplained for one in chain)
    return Shifted(item, chain[-1].since, chain[0].as_of, days, parts, left)
