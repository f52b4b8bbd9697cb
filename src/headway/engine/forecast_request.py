"""Checks a forecast request, field by field, and turns its dates into ordinals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from headway.engine.throughput import Ints

_MOST_REMAINING = 10**9
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Request:
    """A checked request: ordinals, sorted, none after `as_of`."""

    as_of: int
    arrived: Ints
    finished: Ints
    remaining: int


def parse(request: Mapping[str, Any]) -> Request:
    """Return the request, checked.

    Raises:
        ValueError: names the first field that is wrong and says what would be right.
    """
    if not isinstance(request, Mapping):
        raise ValueError("request: must be an object with as_of, finished and remaining")
    as_of = _day(request.get("as_of"), "as_of")
    if "finished" not in request:
        raise ValueError("finished: missing; give a list of dates, which may be empty")
    return Request(
        as_of=as_of,
        arrived=_known(request.get("arrived"), "arrived", as_of),
        finished=_known(request["finished"], "finished", as_of),
        remaining=_remaining(request.get("remaining")),
    )


def _remaining(value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return min(value, _MOST_REMAINING)
    raise ValueError(f"remaining: must be a whole number of 0 or more, not {value!r:.60}")


def _known(value: object, field: str, as_of: int) -> Ints:
    """The ordinals of the dates up to `as_of`, sorted."""
    if value is None:
        return np.zeros(0, dtype=np.int64)
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        raise ValueError(f"{field}: must be a list of dates like 2019-03-04")
    days = np.sort(_days(value, field))
    return days[: int(np.searchsorted(days, as_of, side="right"))]


def _days(values: Sequence[object], field: str) -> Ints:
    return np.array([_day(value, f"{field}[{i}]") for i, value in enumerate(values)], dtype=np.int64)


def _day(value: object, field: str) -> int:
    """The ordinal of an ISO date, or of the date that an ISO timestamp begins with."""
    if isinstance(value, str) and (len(value) == 10 or value[10:11] in {"T", " "}):
        try:
            return date.fromisoformat(value[:10]).toordinal()
        except ValueError:
            pass
    raise ValueError(f"{field}: must be a date like 2019-03-04, not {value!r:.60}")
