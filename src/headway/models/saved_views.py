"""Screens that people keep under a name, filters and order included."""

from django.db import models
from django.db.models import Q

from ..rules.words import Sharing
from .base import choices, one_of
from .people import Member, Team, Workspace


class SavedView(models.Model):
    """An address of ours that a member keeps, for himself, for a team or for all. `position` orders his own."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="views")
    owner = models.ForeignKey(Member, models.CASCADE, related_name="views", db_index=False)
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=2000)
    sharing = models.CharField(max_length=6, choices=choices(Sharing), default=Sharing.NOBODY)
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    position = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="view_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="view_name_given"),
            models.CheckConstraint(
                condition=Q(address__startswith="/") & ~Q(address__startswith="//"), name="view_address_local"
            ),
            one_of("sharing", Sharing, "view_sharing_known"),
            models.CheckConstraint(
                condition=Q(sharing=Sharing.TEAM.value, team__isnull=False)
                | (~Q(sharing=Sharing.TEAM.value) & Q(team=None)),
                name="view_team_when_shared_with_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name
