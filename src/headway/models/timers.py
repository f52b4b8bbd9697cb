"""Running clocks; what they measured is booked as WorkLog when they stop."""

from django.db import models

from .items import Item
from .people import Member


class Timer(models.Model):
    """That a member works on an item since a moment. The database lets him have one."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="timer")
    item = models.ForeignKey(Item, models.CASCADE, related_name="timers")
    started_at = models.DateTimeField()
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.member_id}:{self.item_id}"
