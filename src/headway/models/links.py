"""What ties items to each other, to labels, to stretches of time and to people."""

from django.db import models
from django.db.models import F, Q

from ..rules.words import Dependency, RelationType, TimeboxKind, TimeboxRole
from .base import choices, one_of
from .items import Item
from .people import Member, Team, Workspace


class Relation(models.Model):
    """Source bears on target: typed and directed. `lag` is in working minutes and may be negative."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    type = models.CharField(max_length=16, choices=choices(RelationType))
    source = models.ForeignKey(Item, models.PROTECT, related_name="outgoing", db_index=False)
    target = models.ForeignKey(Item, models.PROTECT, related_name="incoming", db_index=False)
    weight = models.FloatField(default=1)
    dependency = models.CharField(max_length=2, choices=choices(Dependency), default=Dependency.FS)
    lag = models.IntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "type", "target"], name="relation_unique"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="relation_not_to_itself"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="relation_weight_positive"),
            one_of("type", RelationType, "relation_type_known"),
            one_of("dependency", Dependency, "relation_dependency_known"),
        ]
        indexes = [
            models.Index(fields=["target", "type", "source"], name="relation_by_target"),
            models.Index(fields=["workspace", "type", "source", "target"], name="relation_by_type"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.type} {self.target_id}"


class Label(models.Model):
    """A word that members put on items."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="labels")
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="label_name_unique")]

    def __str__(self) -> str:
        return self.name


class ItemLabel(models.Model):
    """That an item carries a label."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="item_labels", db_index=False)
    label = models.ForeignKey(Label, models.CASCADE, related_name="item_labels")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "label"], name="item_label_unique")]

    def __str__(self) -> str:
        return f"{self.item_id}:{self.label_id}"


class Timebox(models.Model):
    """A sprint, or a release."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="timeboxes")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="timeboxes")
    kind = models.CharField(max_length=8, choices=choices(TimeboxKind))
    name = models.CharField(max_length=200)
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    done = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "kind", "name"], name="timebox_name_unique"),
            models.UniqueConstraint(
                fields=["workspace", "kind", "name"], condition=Q(team=None), name="timebox_name_unique_no_team"
            ),
            one_of("kind", TimeboxKind, "timebox_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class ItemTimebox(models.Model):
    """That an item stands in a timebox, and why."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="item_timeboxes", db_index=False)
    timebox = models.ForeignKey(Timebox, models.CASCADE, related_name="item_timeboxes")
    role = models.CharField(max_length=8, choices=choices(TimeboxRole))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "timebox", "role"], name="item_timebox_unique"),
            one_of("role", TimeboxRole, "item_timebox_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}:{self.timebox_id}"


class Watcher(models.Model):
    """That a member follows an item; following a private item is what lets somebody see it."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="watchers", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="watching")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="watcher_unique")]

    def __str__(self) -> str:
        return f"{self.item_id}:{self.member_id}"
