"""Status reports: the figures of a project at a moment, the health they suggest, and a first draft in words. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from ..tongue import formats, said, say, say_n
from ..tongue.formats import decimal
from .day_words import days_in
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
        yield say_n("%(num)s day past its due date", "%(num)s days past its due date", figures.days_over)
    if figures.total and figures.late_minutes / figures.total >= 0.2:
        yield say("%(share)s of the work is late", share=_percent(figures.late_minutes / figures.total))
    if critical := [one for one in figures.issues if one.word == "critical"]:
        yield say_n(
            "%(num)s critical issue: %(key)s", "%(num)s critical issues: %(key)s", len(critical), key=critical[0].key
        )
    for line in figures.budget or ():
        if line.remaining < 0:
            yield say("%(amount)s over budget", amount=words(-line.remaining, line.currency))


def _amber(figures: Figures, today: date) -> Iterator[str]:
    if figures.late_count:
        yield say_n("%(num)s item late", "%(num)s items late", figures.late_count)
    if figures.blocked_count:
        yield say_n("%(num)s item blocked", "%(num)s items blocked", figures.blocked_count)
    if major := [one for one in figures.issues if one.word == "major"]:
        yield say_n("%(num)s major issue: %(key)s", "%(num)s major issues: %(key)s", len(major), key=major[0].key)
    if due := sum(one.accepted is None and one.due is not None and one.due < today for one in figures.deliverables):
        yield say_n("%(num)s deliverable overdue", "%(num)s deliverables overdue", due)
    if gates := sum(one.passed is None and one.due is not None and one.due < today for one in figures.phases):
        yield say_n("%(num)s gate not passed in time", "%(num)s gates not passed in time", gates)
    for line in figures.budget or ():
        if line.used is not None and line.remaining >= 0 and line.used - figures.progress >= 0.15:
            yield say(
                "%(used)s of the %(currency)s used for %(share)s of the work",
                used=_percent(line.used),
                currency=line.currency,
                share=_percent(figures.progress),
            )


def draft(figures: Figures, *, light: Light, key: str, today: date) -> str:
    """Return a first draft on the project `key` in Markdown, every figure in it from `figures`.

    What there is nothing of is left out.
    """
    parts = [_summary(figures, light, key, today)]
    parts += _listed(
        say("Done since %(day)s", day=_day(figures.since.date())), figures.done_since, figures.done_since_count
    )
    parts += _listed(say("Late"), figures.late, figures.late_count)
    parts += _listed(say("Blocked"), figures.blocked, figures.blocked_count)
    parts += _listed(say("Issues that hurt it"), figures.issues, figures.issue_count)
    parts += _listed(say("Coming up"), figures.upcoming, figures.upcoming_count)
    parts += _phases(figures.phases) + _deliverables(figures.deliverables) + _budget(figures.budget or ())
    return "\n\n".join(parts) + "\n"


def _summary(figures: Figures, light: Light, key: str, today: date) -> str:
    share = _percent(figures.progress)
    if figures.total:
        facts = {"share": share, "done": _hours(figures.done), "total": _hours(figures.total)}
        lines: list[str] = [say("%(share)s of the work is done (%(done)s of %(total)s).", **facts)]
    else:
        lines = [say("%(share)s of the work is done.", share=share)]
    lines += [_escaped(days_in(one.text, today)) for one in standing(figures, key=key, today=today)]
    if figures.reasons and light is not Light.GREEN:
        reasons = "; ".join(figures.reasons)
        lines.append(say("What speaks for %(light)s: %(reasons)s.", light=said(light.value), reasons=reasons))
    return f"## {say('Where it stands')}\n\n" + " ".join(lines)


def _listed(title: str, rows: Sequence[Mention], count: int) -> list[str]:
    if not rows:
        return []
    more = [f"- {say('and %(count)s more', count=count - len(rows))}"] if count > len(rows) else []
    return [f"## {title}", "\n".join([*(f"- {_mention(row)}" for row in rows), *more])]


def _day(value: date | None) -> str:
    """A report is read long after: days keep their year."""
    return formats.day(value, year=True) if value else ""


def _mention(row: Mention) -> str:
    notes = [_day(row.day)] if row.day else []
    notes += [say_n("%(num)s day late", "%(num)s days late", row.days)] if row.days else []
    notes += [noted(row.word)] if row.word else []
    return f"{row.key} {_escaped(row.title)}" + (f" ({_escaped(', '.join(notes))})" if notes else "")


def noted(word: str) -> str:
    """Say what a mention notes: a word of the house, or «by KEY Title», which is what holds it up."""
    holder = word.removeprefix("by ")
    return said(word) if holder == word else say("by %(name)s", name=holder)


def _phases(rows: Sequence[PhaseFigures]) -> list[str]:
    body = [
        f"| {_escaped(one.name)} | {_day(one.start)} | {_day(one.due)} |"
        f" {_percent(one.done / one.total) if one.total else ''} | {_day(one.passed) or say('not passed')} |"
        for one in rows
    ]
    return _table(say("Phases"), say("| phase | from | to | done | gate |"), "| --- | --- | --- | ---: | --- |", body)


def _deliverables(rows: Sequence[DeliverableFigures]) -> list[str]:
    body = [f"| {_escaped(one.title)} | {_day(one.due)} | {_day(one.accepted) or say('not yet')} |" for one in rows]
    return _table(say("Deliverables"), say("| deliverable | due | accepted |"), "| --- | --- | --- |", body)


def _budget(rows: Sequence[Line]) -> list[str]:
    def row(line: Line) -> str:
        amounts = (line.frame, line.committed, line.actual, line.remaining)
        cells = " | ".join(words(amount, line.currency) for amount in amounts)
        return f"| {cells} | {_percent(line.used) if line.used is not None else ''} |"

    head = say("| budget | committed | spent | remaining | used |")
    return _table(say("Budget"), head, "| ---: | ---: | ---: | ---: | ---: |", [row(line) for line in rows])


def _table(title: str, head: str, rule: str, body: Iterable[str]) -> list[str]:
    rows = list(body)
    return [f"## {title}", "\n".join([head, rule, *rows])] if rows else []


def _escaped(text: str) -> str:
    """A text as words of Markdown: nothing in a title may become a mark, a table's edge or a line of its own."""
    plain = " ".join(text.split())
    return "".join(f"\\{one}" if one in "\\`*_{}[]<>|#~!" else one for one in plain)


def _percent(share: float) -> str:
    """In whole per cent; 100 where it is all of it, and there alone."""
    return f"{int(share * 100) if 0.99 < share < 1 else round(share * 100)} %"


def _hours(minutes: int) -> str:
    return f"{decimal(f'{round(minutes / 60, 1):g}')} h"
