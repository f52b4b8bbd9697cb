"""Moments by the thousand: read as the database writes them, for to convert one costs Django more than to find it."""

from datetime import datetime

from django.db.models import TextField
from django.db.models.functions import Cast


def written(column: str) -> Cast:
    """Return a column of moments as text, for `values_list`."""
    return Cast(column, TextField())


def read(text: str) -> datetime:
    """Return the moment that was written so. SQLite writes no zone, and means UTC."""
    return datetime.fromisoformat(text if "+" in text else f"{text}+00:00")  # a third of what `replace` takes
