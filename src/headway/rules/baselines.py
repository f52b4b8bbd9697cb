"""Baselines: a plan as it stood at a moment, and what differs between two of them. Pure.

A plan is a list of items, each a mapping of plain JSON: key, title, kind, start, due (ISO days or None), effort
(minutes or None), category, phase (its name or None), milestone. Items are known again by keys, which never change.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Planned = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """An item of both plans that differs; days and minutes are the second's less the first's, None where one lacks it.

    `start` and `due` are (before, after); the rest likewise, where they differ.
    """

    key: str
    title: str
    start: tuple[date | None, date | None]
    due: tuple[date | None, date | None]
    start_days: int | None
    due_days: int | None
    effort: tuple[int | None, int | None]
    effort_change: int | None
    category: tuple[str, str]
    phase: tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """An item that only one of the plans has."""

    key: str
    title: str
    kind: str
    start: date | None
    due: date | None
    effort: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of a plan: items that came, went and changed; `effort` and `end` are (before, after)."""

    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    moved: tuple[Moved, ...]
    same: int
    effort: tuple[int, int]
    end: tuple[date | None, date | None]
    end_days: int | None


def compare(first: Iterable[Planned], second: Iterable[Planned]) -> Comparison:
    """Return what differs from the first plan to the second; the other way about, signs and sides are exchanged."""
    before, after = ({one["key"]: one for one in plan} for plan in (first, second))
    both = [_moved(before[key], after[key]) for key in before if key in after]
    ends = _end(before.values()), _end(after.values())
    return Comparison(
        added=tuple(_entry(one) for key, one in after.items() if key not in before),
        removed=tuple(_entry(one) for key, one in before.items() if key not in after),
        moved=tuple(one for one in both if one is not None),
        same=sum(one is None for one in both),
        effort=(_effort(before.values()), _effort(after.values())),
        end=ends,
        end_days=_days(*ends),
    )


def _moved(old: Planned, new: Planned) -> Moved | None:
    watched = ("start", "due", "effort", "category", "phase")
    if all(old.get(name) == new.get(name) for name in watched):
        return None
    start, due = ((_day(old[name]), _day(new[name])) for name in ("start", "due"))
    efforts = old["effort"], new["effort"]
    return Moved(
        key=new["key"],
        title=new["title"],
        start=start,
        due=due,
        start_days=_days(*start),
        due_days=_days(*due),
        effort=efforts,
        effort_change=None if efforts[0] == efforts[1] else (efforts[1] or 0) - (efforts[0] or 0),
        category=(old["category"], new["category"]),
        phase=(old.get("phase"), new.get("phase")),
    )


def _entry(one: Planned) -> Entry:
    return Entry(one["key"], one["title"], one["kind"], _day(one["start"]), _day(one["due"]), one["effort"])


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _days(old: date | None, new: date | None) -> int | None:
    return (new - old).days if old and new else None


def _effort(plan: Iterable[Planned]) -> int:
    return sum(one["effort"] or 0 for one in plan if one["category"] != "dropped")


def _end(plan: Iterable[Planned]) -> date | None:
    return max((day for one in plan if one["category"] != "dropped" and (day := _day(one["due"]))), default=None)
