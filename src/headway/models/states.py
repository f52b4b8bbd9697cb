"""Lifecycle states: a team's own names on fixed categories."""

from django.db import models

from ..rules.words import Category, Kind
from .base import choices, one_of
from .people import Team, Workspace


class State(models.Model):
    """A named state of one kind; of a team, or the workspace's own where `team` is null."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="states")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="states")
    kind = models.CharField(max_length=10, choices=choices(Kind))
    name = models.CharField(max_length=100)
    category = models.CharField(max_length=8, choices=choices(Category))
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "name"], condition=models.Q(team=None), name="state_name_unique"
            ),
            models.UniqueConstraint(fields=["team", "kind", "name"], name="team_state_name_unique"),
            one_of("kind", Kind, "state_kind_known"),
            one_of("category", Category, "state_category_known"),
        ]

    def __str__(self) -> str:
        return self.name
