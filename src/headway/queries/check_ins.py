"""Check-ins, as rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from ..models import CheckIn
from .base import Look
from .rows import Known, Person


@dataclass(frozen=True, slots=True)
class CheckInRow:
    """What somebody reported: the value until then and since, how he sees it, how sure he is (0..1), and his words.

    `removable` says whether the reader may withdraw it.
    """

    id: int
    author: Person | None
    at: datetime
    before: float | None
    value: float | None
    health: str
    confidence: float | None
    comment: str
    removable: bool


_COLUMNS: Final = (
    *("goal_id", "key_result_id", "id", "author_id", "author__email", "author__name"),
    *("at", "before", "value", "health", "confidence", "comment"),
)
Place = tuple[int, int | None]
"""A goal's id, and the id of its key result or None where the goal itself was reported on."""


def latest(look: Look, goals: Iterable[int], *, known: Known, most: int = 1) -> dict[Place, tuple[CheckInRow, ...]]:
    """Return the latest check-ins of each place, newest first. The goals are those that the reader sees."""
    rows = CheckIn.objects.filter(goal_id__in=list(goals), deleted_at=None)
    nth = Window(RowNumber(), partition_by=["goal_id", "key_result_id"], order_by=[F("at").desc(), F("id").desc()])
    found: dict[Place, list[CheckInRow]] = defaultdict(list)
    within = rows.annotate(nth=nth).filter(nth__lte=most).order_by("goal_id", "key_result_id", "nth")
    for goal, result, pk, author, email, name, at, before, value, *told in within.values_list(*_COLUMNS):
        mine = author is not None and author == look.actor.member_id
        person = known.person(author, email, name)
        health, confidence, comment = told
        removable = mine or look.actor.sees_all
        row = CheckInRow(pk, person, at, before, value, health, confidence, comment, removable)
        found[goal, result].append(row)
    return {place: tuple(given) for place, given in found.items()}
