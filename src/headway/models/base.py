"""Helpers shared by the tables."""

from collections.abc import Iterable
from enum import StrEnum

from django.db import models


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Turn a closed vocabulary into Django choices."""
    return [(word.value, word.value) for word in words]


def one_of(field: str, words: Iterable[str], name: str) -> models.CheckConstraint:
    """Constrain a column to a closed vocabulary, in the database."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": [str(w) for w in words]}), name=name)
