"""Which scenarios does this actor see, and which of their lines?"""

from django.db.models import Q, QuerySet

from ..models import Scenario, ScenarioLine
from . import visible
from .actor import Actor
from .views import Unnamed


def own(actor: Actor) -> QuerySet[Scenario]:
    """The actor's own scenarios."""
    return Scenario.objects.filter(workspace_id=actor.workspace_id, owner_id=actor.me)


def shown(actor: Actor) -> QuerySet[Scenario]:
    """His own, and those that are shared; `found` leaves out what names a team that he may not know of."""
    rows = Scenario.objects.filter(workspace_id=actor.workspace_id)
    return rows.filter(Q(owner_id=actor.me) | Q(shared=True))


def found(actor: Actor, *ids: int) -> list[Scenario]:
    """The scenarios that the actor is told of, by name; with `ids` these alone. One statement, for some actors two."""
    unnamed = Unnamed(actor)
    rows = shown(actor).select_related("owner").order_by("name", "id")
    rows = rows.filter(pk__in=ids) if ids else rows
    return [row for row in rows if row.owner_id == actor.me or not unnamed.names(row.name)]


def lines(actor: Actor) -> QuerySet[ScenarioLine]:
    """Lines that speak of nothing but what the actor sees: of others he never learns that they exist."""
    rows = ScenarioLine.objects.filter(scenario__in=shown(actor), item__deleted_at=None)
    rows = rows.filter(Q(other=None) | Q(other__deleted_at=None))
    if actor.sees_all:
        return rows.order_by("position")
    rows = rows.filter(visible.item_rule(actor, "item__")).filter(Q(other=None) | visible.item_rule(actor, "other__"))
    return rows.filter(Q(team=None) | Q(team__in=visible.teams(actor))).order_by("position")
