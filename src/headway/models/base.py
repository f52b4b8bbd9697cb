"""Helpers shared by the tables."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.db import models


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Turn a closed vocabulary into Django choices."""
    return [(word.value, word.value) for word in words]


def one_of(field: str, words: Iterable[str], name: str) -> models.CheckConstraint:
    """Constrain a column to a closed vocabulary, in the database."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": [str(w) for w in words]}), name=name)


class KeyPrefix(models.Func):
    """The letters of an item's key; literal SQL, so that an index on it is found again."""

    template = "SUBSTR(%(expressions)s, 1, INSTR(%(expressions)s, '-') - 1)"
    output_field = models.CharField()

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """PostgreSQL calls the same by other names."""
        return self.as_sql(compiler, connection, template="SPLIT_PART(%(expressions)s, '-', 1)")
