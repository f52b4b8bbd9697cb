"""The workspace's own history, replayed: what would have been said week by week, by the code that speaks today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from ..access.actor import Actor
from ..rules.forecasts import Prediction
from ..rules.insight_words import ForecastKind
from .forecasts import speech
from .learning import Lessons
from .outcomes import Course, deadline_of, outcome
from .outlook import MODEL
from .past import Past
from .scoring import Case, ScoreSheet, sheet

STEP: Final = 7
MOST: Final = 52
"""Days from one origin to the next at least, and origins at most: a year by weeks, longer histories by wider steps."""


@dataclass(frozen=True, slots=True)
class Replay:
    """The score sheet of a replay, and from which days forecasts were made; None where too little has happened.

    `learned` is what the whole of it teaches those who forecast now, as it is kept; empty where nothing came out.
    """

    model: str
    first: date | None
    last: date | None
    origins: int
    sheet: ScoreSheet
    learned: dict[str, Any]


def replay(actor: Actor, *, zone: ZoneInfo, today: date) -> Replay:
    """Replay what the actor sees, up to yesterday. Nothing that happened after an origin is read for its forecasts.

    Each origin corrects what it says by what had come, until then, of what was said before it.
    """
    past = Past(actor, zone)
    courses = past.courses()
    found: list[Case] = []
    spoke: list[date] = []
    lessons = Lessons()
    for day in origins(past.first, today):
        spoken = speech(past.at(day))
        one = spoken.said(lessons.learned(day, courses))
        lessons.add(spoken.lessons.values())
        if one.predictions:
            spoke.append(day)
            found += _cases(one.predictions, day, courses, today)
    first, last = (spoke[0], spoke[-1]) if spoke else (None, None)
    learned = lessons.learned(today, courses)
    return Replay(MODEL, first, last, len(spoke), sheet(found), learned.facts() if learned else {})


def origins(first: date | None, today: date) -> list[date]:
    """Return the days on which forecasts are made anew, the earliest first, the last a week ago."""
    days = (today - first).days if first else 0
    step = max(STEP, -(-days // MOST))
    return [today - timedelta(days=back) for back in range(days - days % step, 0, -step)]


def _cases(predictions: tuple[Prediction, ...], day: date, courses: dict[int, Course], today: date) -> Iterator[Case]:
    for one in predictions:
        deadline = deadline_of(one.kind, one.target, one.p85)
        came = outcome(as_of=day, deadline=deadline, course=courses.get(one.item, ()), today=today)
        yield Case(
            kind=ForecastKind(one.kind),
            item=one.item,
            probability=one.probability,
            p50=(one.p50 - day).days if one.p50 else 0.0,
            deadline=(deadline - day).days,
            took=(came.ended - day).days if came and came.ended else None,
            age=(today - day).days,
            result=came.result if came else "",
        )
