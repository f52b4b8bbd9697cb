"""Status reports: the figures of a project at a moment, the health they suggest, and a first draft in words. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from .money import Line, words
from .summaries.of_report import standing
from .words import Light

SHOWN: Final = 25
"""Lines of a list that a report keeps; its counts tell of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An item in a report: its `day` (closed or due), by how many days it is late, and a word on it."""

    key: str
    title: str
    day: date | None = None
    days: int | None = None
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseFigures:
    """A phase at the moment of a report: minutes of work in it and done, and when its gate was passed."""

    name: str
    start: date | None
    due: date | None
    passed: date | None
    total: int
    done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverableFigures:
    """A deliverable at the moment of a report."""

    title: str
    due: date | None
    accepted: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A project at a moment. Work in minutes; lists are cut at SHOWN, counts tell of all. `budget` None: not told."""

    as_of: datetime
    since: datetime
    state: str
    start: date | None
    due: date | None
    total: int
    done: int
    progress: float
    open_count: int
    done_count: int
    late_count: int
    late_minutes: int
    blocked_count: int
    done_since: tuple[Mention, ...]
    done_since_count: int
    late: tuple[Mention, ...]
    blocked: tuple[Mention, ...]
    upcoming: tuple[Mention, ...]
    upcoming_count: int
    issues: tuple[Mention, ...]
    issue_count: int
    phases: tuple[PhaseFigures, ...]
    deliverables: tuple[DeliverableFigures, ...]
    budget: tuple[Line, ...] | None
    days_over: int
    suggested: Light = Light.GREEN
    reasons: tuple[str, ...] = ()


def suggest(figures: Figures, *, today: date) -> tuple[Light, tuple[str, ...]]:
    """Return the health that the figures suggest, and why: the worst of its reasons decides.

    Red: the project is past its due date, a fifth of its work or more is late, a critical issue hurts it, or more than
    its budget is used. Amber: anything else is late or blocked, a major issue hurts it, a deliverable or gate is
    overdue, or the budget is used fifteen points further than the work is done.
    """
    red, amber = list(_red(figures)), list(_amber(figures, today))
    light = Light.RED if red else Light.AMBER if amber else Light.GREEN
    return light, (*red, *amber)


def _red(figures: Figures) -> Iterator[str]:
    if figures.days_over > 0:
        yield f"{_days(figures.days_over)} past its due date"
    if figures.total and figures.late_minutes / figures.total >= 0.2:
        yield f"{_percent(figures.late_minutes / figures.total)} of the work is late"
    if critical := [one for one in figures.issues if one.word == "critical"]:
        yield f"{_count(len(critical), 'critical issue')}: {critical[0].key}"
    for line in figures.budget or ():
        if line.remaining < 0:
            yield f"{words(-line.remaining, line.currency)} over budget"


def _amber(figures: Figures, today: date) -> Iterator[str]:
    if figures.late_count:
        yield f"{_count(figures.late_count, 'item')} late"
    if figures.blocked_count:
        yield f"{_count(figures.blocked_count, 'item')} blocked"
    if major := [one for one in figures.issues if one.word == "major"]:
        yield f"{_count(len(major), 'major issue')}: {major[0].key}"
    if due := sum(one.accepted is None and one.due is not None and one.due < today for one in figures.deliverables):
        yield f"{_count(due, 'deliverable')} overdue"
    if gates := sum(one.passed is None and one.due is not None and one.due < today for one in figures.phases):
        yield f"{_count(gates, 'gate')} not passed in time"
    for line in figures.budget or ():
        if line.used is not None and line.remaining >= 0 and line.used - figures.progress >= 0.15:
            yield f"{_percent(line.used)} of the {line.currency} used for {_percent(figures.progress)} of the work"


def draft(figures: Figures, *, light: Light, key: str, today: date) -> str:
    """Return a first draft on the project `key` in Markdown, every figure in it from `figures`.

    What there is nothing of is left out.
    """
    parts = [_summary(figures, light, key, today)]
    parts += _listed(f"Done since {figures.since.date()}", figures.done_since, figures.done_since_count)
    parts += _listed("Late", figures.late, figures.late_count)
    parts += _listed("Blocked", figures.blocked, figures.blocked_count)
    parts += _listed("Issues that hurt it", figures.issues, figures.issue_count)
    parts += _listed("Coming up", figures.upcoming, figures.upcoming_count)
    parts += _phases(figures.phases) + _deliverables(figures.deliverables) + _budget(figures.budget or ())
    return "\n\n".join(parts) + "\n"


def _summary(figures: Figures, light: Light, key: str, today: date) -> str:
    lines = [f"{_percent(figures.progress)} of the work is done"]
    lines[0] += f" ({_hours(figures.done)} of {_hours(figures.total)})." if figures.total else "."
    lines += [_escaped(one.text) for one in standing(figures, key=key, today=today)]
    if figures.reasons and light is not Light.GREEN:
        lines.append(f"What speaks for {light.value}: {'; '.join(figures.reasons)}.")
    return "## Where it stands\n\n" + " ".join(lines)


def _listed(title: str, rows: Sequence[Mention], count: int) -> list[str]:
    if not rows:
        return []
    more = [f"- and {count - len(rows)} more"] if count > len(rows) else []
    return [f"## {title}", "\n".join([*(f"- {_mention(row)}" for row in rows), *more])]


def _mention(row: Mention) -> str:
    notes = [row.day.isoformat()] if row.day else []
    notes += [f"{_days(row.days)} late"] if row.days else []
    notes += [row.word] if row.word else []
    return f"{row.key} {_escaped(row.title)}" + (f" ({_escaped(', '.join(notes))})" if notes else "")


def _phases(rows: Sequence[PhaseFigures]) -> list[str]:
    body = [
        f"| {_escaped(one.name)} | {one.start or ''} | {one.due or ''} |"
        f" {_percent(one.done / one.total) if one.total else ''} | {one.passed or 'not passed'} |"
        for one in rows
    ]
    return _table("Phases", "| phase | from | to | done | gate |", "| --- | --- | --- | ---: | --- |", body)


def _deliverables(rows: Sequence[DeliverableFigures]) -> list[str]:
    body = [f"| {_escaped(one.title)} | {one.due or ''} | {one.accepted or 'not yet'} |" for one in rows]
    return _table("Deliverables", "| deliverable | due | accepted |", "| --- | --- | --- |", body)


def _budget(rows: Sequence[Line]) -> list[str]:
    def row(line: Line) -> str:
        amounts = (line.frame, line.committed, line.actual, line.remaining)
        cells = " | ".join(words(amount, line.currency) for amount in amounts)
        return f"| {cells} | {_percent(line.used) if line.used is not None else ''} |"

    head = "| budget | committed | spent | remaining | used |"
    return _table("Budget", head, "| ---: | ---: | ---: | ---: | ---: |", [row(line) for line in rows])


def _table(title: str, head: str, rule: str, body: Iterable[str]) -> list[str]:
    rows = list(body)
    return [f"## {title}", "\n".join([head, rule, *rows])] if rows else []


def _escaped(text: str) -> str:
    """A text as words of Markdown: nothing in a title may become a mark, a table's edge or a line of its own."""
    plain = " ".join(text.split())
    return "".join(f"\\{one}" if one in "\\`*_{}[]<>|#~!" else one for one in plain)


def _percent(share: float) -> str:
    return f"{round(share * 100)} %"


def _hours(minutes: int) -> str:
    return f"{round(minutes / 60, 1):g} h"


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _days(count: int) -> str:
    return _count(count, "day")
