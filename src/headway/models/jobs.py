"""Who does the work in the background."""

from django.db import models


class Worker(models.Model):
    """A process that runs jobs and followers, and when it last said that it lives."""

    name = models.CharField(max_length=64, unique=True)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
