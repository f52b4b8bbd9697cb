"""What the facts and rows of a goal's page mean: states, days, and the words that are kept."""

import calendar
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from ..rules.words import Category
from .goal_text import DOING, DONE, DROPPED, Page, Table, plain
from .records import State

_STATES: Final = (
    (Category.DROPPED, r"\bnot[ -]accepted|reject|declin|withdrawn|cancel|abandon|supersed|\bdropped"),
    (Category.DONE, r"\bcomplete|\bdone\b|achieved|finished|\bmet\b"),
    (Category.WAITING, r"on hold|paused|blocked|deferred|suspended|orphaned"),
    (Category.DOING, r"in progress|\bactive\b|ongoing|\bstarted\b"),
    (Category.BACKLOG, r"propos|draft|pending|candidate|review|invited|not yet"),
    (Category.READY, r"accept|approv|agreed"),
)


def state_of(status: str) -> tuple[State, str]:
    """The state that a status means, and what is odd about it."""
    words = plain(status)
    for category, pattern in _STATES:
        if re.search(pattern, words, re.I):
            return State(words.casefold()[:100], words[:100], category), ""
    odd = f"{words!r} is not known; taken for a draft" if words else "says no status; taken for a draft"
    return State("draft", "Draft", Category.BACKLOG), odd


def fact(page: Page, *names: str) -> str:
    """The first of these facts that the page states, whatever their case."""
    facts = {name.casefold(): value for name, value in page.facts.items()}
    return next((facts[name] for name in names if facts.get(name)), "")


def among(people: Iterable[str]) -> dict[str, Any]:
    """Everybody named, where that is more than the one who owns it."""
    named = list(people)
    return {"owners": named} if len(named) > 1 else {}


def task_state(row: Mapping[str, str], ticked: bool) -> Category:
    """Where a task stands by its badges, notes and tick."""
    told = " ".join(row.values())
    for category, pattern in ((Category.DROPPED, DROPPED), (Category.DONE, DONE), (Category.DOING, DOING)):
        if pattern.search(told) or pattern.search(row.get("notes", "")):
            return category
    return Category.DONE if ticked else Category.BACKLOG


def said(row: Mapping[str, str], cells: Sequence[str], table: Table) -> str:
    """What the row says beside its title, heading by heading, as it was written."""
    pairs = zip(table.head, cells, strict=False)
    lines = [f"**{plain(head)}:** {cell}" for head, cell in pairs if cell and cell != row["task"]]
    own = row["task"] if plain(row["task"]) != row["task"] else ""
    return "\n\n".join([*([own] if own else []), *lines])


def section(text: str, heading: str) -> str:
    """The text beneath a heading, up to the next of its rank."""
    found: list[str] = []
    rank = 0
    for line in text.splitlines():
        mark = re.match(r"^(#+)\s+(.*?)\s*#*$", line)
        if mark and rank and len(mark[1]) <= rank:
            break
        if rank:
            found.append(line)
        if mark and not rank and plain(mark[2]) == heading:
            rank = len(mark[1])
    return "\n".join(found).strip()


def day(text: str) -> date | None:
    """«2024-07», «2024-10-11»: the day, or the last of the month."""
    found = re.fullmatch(r"\s*(\d{4})-(\d\d)(?:-(\d\d))?\s*", plain(text))
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    try:
        return date(year, month, int(found[3]) if found[3] else calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None


def short(ref: str) -> str:
    """A ref that fits: a long one ends in a digest of what is cut."""
    ref = ref.replace("\0", "")
    return ref if len(ref) <= 180 else f"{ref[:160]}…{hashlib.sha256(ref.encode()).hexdigest()[:16]}"
