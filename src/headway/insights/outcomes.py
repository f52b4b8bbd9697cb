"""What came of a forecast, by the course that its item took. Pure: days in, outcomes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..rules.insight_words import ForecastKind, ForecastResult
from ..rules.words import Category

Course = Sequence[tuple[date, str]]
"""The days on which an item went into another category, in order; «dropped» also where it was put into the bin."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it, and the day on which the item was done, where it was."""

    result: ForecastResult
    ended: date | None


def outcome(*, as_of: date, deadline: date, course: Course, today: date) -> Outcome | None:
    """Return what came of a forecast with this deadline (its target, or its 85 % day); None where nobody can know yet.

    The first end counts: what was done and opened again was done. What was dropped first was no longer wanted, and
    says nothing. What is done on the day of the deadline is in time.
    """
    ends = (one for one in course if one[0] >= as_of and one[1] in (Category.DONE, Category.DROPPED))
    day, how = next(ends, (None, ""))
    if how == Category.DROPPED and day is not None and day <= deadline:
        return Outcome(ForecastResult.VOID, None)
    if how == Category.DONE and day is not None:
        return Outcome(ForecastResult.MET if day <= deadline else ForecastResult.MISSED, day)
    return Outcome(ForecastResult.MISSED, None) if deadline < today else None


def deadline_of(kind: str, target: date | None, p85: date | None) -> date:
    """Return the day after which it is known whether a forecast came true."""
    day = target if ForecastKind(kind).dated else p85
    if day is None:
        raise ValueError(f"a forecast {kind} needs its day")
    return day
