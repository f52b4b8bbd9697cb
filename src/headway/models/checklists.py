"""Checklists: the small steps within an item, too small to be items themselves."""

from django.db import models
from django.db.models import Q

from .items import Item
from .people import Member


class ChecklistEntry(models.Model):
    """One step of an item's checklist, and who ticked it when."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="checklist", db_index=False)
    text = models.CharField(max_length=500)
    rank = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "rank"], name="checklist_rank_unique"),
            models.CheckConstraint(condition=~Q(text=""), name="checklist_text_given"),
            models.CheckConstraint(condition=Q(done_at__isnull=False) | Q(done_by=None), name="checklist_done_by_when"),
        ]

    def __str__(self) -> str:
        return self.text
