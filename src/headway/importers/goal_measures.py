"""Key results in a goal's page: rows of a table with their targets, or points of a list beneath such a heading."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ..tongue import say
from .figures import figure
from .goal_text import MEASURED, TARGETED, Table, handles, lists_figures, plain
from .records import Measure, Remark

_COLUMNS: Final = (
    ("title", MEASURED),
    ("start", r"^(?:start|baseline|from|initial)"),
    ("target", TARGETED),
    ("current", r"^(?:current|actual|now|latest|today|progress|value)"),
    ("owner", r"\bowner|\bwho\b|responsible|\blead\b"),
    ("unit", r"^unit"),
    ("weight", r"^weight"),
)
_HEADING: Final = re.compile(r"^#{1,6}\s+(?:key results?|krs?)\b", re.I)
_POINT: Final = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?!\[[ xX]\])(\S.*)$")
_SPAN: Final = re.compile(r"\bfrom\s+(\S+)(?:\s+\w+)?\s+to\s+(\S+)|(\S+)\s*(?:→|->)\s*(\S+)", re.I)
_NOW: Final = re.compile(r"\b(?:current(?:ly)?|now|today|actual)\s*(?:at|is|:)?\s*([^\s,;)]+)", re.I)

Found = tuple[Measure | Remark, ...]


def measure_columns(table: Table) -> dict[str, int] | None:
    """Which column says what; None where the table lists no key results with their targets."""
    if not lists_figures(table):
        return None
    found: dict[str, int] = {}
    for at, cell in enumerate(table.head):
        name = plain(cell).casefold()
        role = next((role for role, words in _COLUMNS if role not in found and re.search(words, name)), None)
        if role is not None:
            found[role] = at
    return found


def of_table(table: Table, columns: dict[str, int], *, ref: str) -> Iterator[Measure | Remark]:
    """Yield the key result of each row; a remark where its figures are none."""
    for line, cells in table.rows:
        row = {role: cells[at] if at < len(cells) else "" for role, at in columns.items()}
        title = plain(row["title"])
        start, target, now = (figure(plain(row.get(name, ""))) for name in ("start", "target", "current"))
        if not title or target is None:
            yield _odd(line, title)
            continue
        begin = start.amount if start else 0.0
        weight = figure(row.get("weight", ""))
        yield from _measure(
            ref, line, title, (begin, target.amount, now.amount if now else begin),
            unit=plain(row.get("unit", "")) or target.unit,
            weight=weight.amount if weight else 1.0,
            who=handles(row.get("owner", "")),
        )  # fmt: skip


def of_list(text: str, *, ref: str) -> Iterator[Measure | Remark]:
    """Yield the key results that stand as points beneath a heading «Key results»: «NPS from 30 to 50 (now 41)»."""
    inside = False
    for line, words in enumerate(text.splitlines(), start=1):
        if words.startswith("#"):
            inside = bool(_HEADING.match(words))
        point = _POINT.match(words) if inside else None
        if point is None:
            continue
        title = plain(point[1])
        span, now = _SPAN.search(title), _NOW.search(title)
        ends = [figure(end.strip("().,;")) for end in span.groups() if end] if span else []
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            yield _odd(line, title)
            continue
        at = figure(now[1]) if now else None
        figures = (ends[0].amount, ends[1].amount, at.amount if at else ends[0].amount)
        yield from _measure(ref, line, title, figures, unit=ends[1].unit, weight=1.0, who=())


def _measure(
    ref: str,
    line: int,
    title: str,
    figures: tuple[float, float, float],
    *,
    unit: str,
    weight: float,
    who: Sequence[str],
) -> Iterator[Measure | Remark]:
    start, target, current = figures
    if start == target or weight <= 0:
        yield _odd(line, title)
        return
    yield Measure(f"{ref}!{title}"[:200], title, start, target, current, unit, weight, who[0] if who else None)


def _odd(line: int, title: str) -> Remark:
    return Remark(
        "key result",
        say("line %(line)s: «%(title)s» has no target that is a figure; kept as text", line=line, title=title[:60]),
    )
