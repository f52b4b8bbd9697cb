"""Fields of an organisation's own: what they are called and what they take; their values stand in Item.custom."""

from django.db import models

from ..rules.fields import Definition, FieldType, Option
from .base import choices, one_of
from .people import Workspace


class CustomField(models.Model):
    """A field that an organisation added to its items; key and type never change.

    `kinds` are those that have it, all of them where empty. `options` of a choice are {id, name, gone}: values hold
    the id, so that an option keeps its values under another name. `currency` is meant where an amount names none.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="custom_fields")
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    type = models.CharField(max_length=8, choices=choices(FieldType))
    about = models.CharField(max_length=500, blank=True)
    kinds = models.JSONField(default=list)
    options = models.JSONField(default=list)
    currency = models.CharField(max_length=3, blank=True)
    required = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    archived = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="custom_field_key_unique"),
            one_of("type", FieldType, "custom_field_type_known"),
            models.CheckConstraint(condition=~models.Q(name=""), name="custom_field_name_given"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def definition(self) -> Definition:
        """The field as the rules know it."""
        return Definition(
            key=self.key,
            name=self.name,
            type=FieldType(self.type),
            about=self.about,
            kinds=tuple(self.kinds),
            options=tuple(Option(one["id"], one["name"], one.get("gone", False)) for one in self.options),
            currency=self.currency,
            required=self.required,
            position=self.position,
            archived=self.archived,
        )
