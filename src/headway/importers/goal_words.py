"""What the facts and rows of a goal's page mean: states, days, and the words that are kept."""

import calendar
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Final

from ..rules.words import Category
from ..tongue import say
from .goal_text import ADDRESS, DOING, DONE, DROPPED, NOBODY, Page, Table, named, plain
from .records import Person, Remark, State

_STATES: Final = (
    (Category.DROPPED, r"\bnot[ -]accepted|reject|declin|withdrawn|cancel|abandon|supersed|\bdropped"),
    (Category.DONE, r"\bcomplete|\bdone\b|achieved|finished|\bmet\b"),
    (Category.WAITING, r"on hold|paused|blocked|deferred|suspended|orphaned"),
    (Category.BACKLOG, r"not started|to ?do\b|backlog|planned"),
    (
        Category.DOING,
        r"in progress|\bactive\b|ongoing|\bstarted\b|on[ -]track|at[ -]risk|off[ -]track|\bgreen\b|amber|\bred\b",
    ),
    (Category.BACKLOG, r"propos|draft|pending|candidate|review|invited|not yet"),
    (Category.READY, r"accept|approv|agreed"),
)


TASK_STATES: Final = {
    Category.DONE: State("done", "Done", Category.DONE, declared=True),
    Category.DROPPED: State("dropped", "Dropped", Category.DROPPED, declared=True),
    Category.DOING: State("doing", "In progress", Category.DOING, declared=True),
    Category.BACKLOG: State("backlog", "Backlog", Category.BACKLOG, declared=True),
    Category.READY: State("ready", "Ready", Category.READY, declared=True),
    Category.WAITING: State("waiting", "Waiting", Category.WAITING, declared=True),
}
_PERIOD: Final = re.compile(r"(?<!\d)((?:19|20|21)\d\d)(?:[-_. ]?([hHqQ])([1-4]))?(?!\d)")
OWNERS: Final = ("point of contact", "owner(s)", "owners", "owner", "lead", "assignee", "responsible")


def state_of(status: str) -> tuple[State, str]:
    """The state that a status means, and what is odd about it."""
    words = plain(status)
    for category, pattern in _STATES:
        if re.search(pattern, words, re.I):
            return State(words.casefold()[:100], words[:100], category), ""
    odd = (
        say("%(words)s is not known; taken for a draft", words=repr(words))
        if words
        else say("says no status; taken for a draft")
    )
    return State("draft", "Draft", Category.BACKLOG), odd


def fact(page: Page, *names: str) -> str:
    """The first of these facts that the page states, whatever their case."""
    facts = {name.casefold(): value for name, value in page.facts.items()}
    return next((facts[name] for name in names if facts.get(name)), "")


def odd_words(row: Mapping[str, str], line: int) -> Iterator[Remark]:
    """What a row says that could not be placed; it stays in the task's text."""
    word, due = plain(row.get("status", "")), plain(row.get("date", ""))
    if word and not any(re.search(pattern, word, re.I) for _, pattern in _STATES):
        yield Remark(
            "status",
            say("line %(line)s: %(word)s is no state that is known; kept as text", line=line, word=repr(word[:60])),
        )
    if due and not NOBODY.match(due) and day(due) is None:
        yield Remark(
            "due",
            say("line %(line)s: %(due)s is no date such as 2026-03-31; kept as text", line=line, due=repr(due[:60])),
        )


def person(name: str) -> Person:
    """Somebody by what he is called: a handle, a name, or the address by which he may be a member already."""
    return Person(name, name, email=name if ADDRESS.fullmatch(name) else None)


_SAID: Final = re.compile(r"\(?\b(owner|assignee|who|due|by|status)\s*:\s*([^,;()]+?)\s*(?=[,;)]|$)\)?", re.I)
_DUE: Final = re.compile(r"\b(?:due|by|until)\s+(\d{4}-\d\d(?:-\d\d)?)\b", re.I)


def step_row(words: str) -> dict[str, str]:
    """What the words of a box to tick say: the task itself, whose it is, how it stands, and by when."""
    told = {name.casefold(): value for name, value in _SAID.findall(words)}
    due = told.get("due") or told.get("by") or next(iter(_DUE.findall(words)), "")
    owner = told.get("owner") or told.get("assignee") or told.get("who") or " ".join(f"@{one}" for one in named(words))
    return {"task": plain(words), "owner": owner, "date": due, "status": told.get("status", "")}


def among(people: Iterable[str]) -> dict[str, Any]:
    """Everybody named, where that is more than the one who owns it."""
    named = list(people)
    return {"owners": named} if len(named) > 1 else {}


def task_state(row: Mapping[str, str], ticked: bool) -> Category:
    """Where a task stands by its own word for it, else by its badges, notes and tick."""
    word = plain(row.get("status", ""))
    stated = next((category for category, pattern in _STATES if re.search(pattern, word, re.I)), None)
    if word and stated is not None:
        return stated
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


_DAYS: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
_MONTHS: Final = ("%Y-%m", "%B %Y", "%b %Y")


def day(text: str) -> date | None:
    """«2024-10-11», «31 March 2026», «31.03.2026»: the day; of «2024-07», «July 2024» or «2026 Q1» the last.

    «03/31/2026» and «31/03/2026» can only mean one day; «03/04/2026» may mean two, and is none.
    """
    words = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|,", "", plain(text)).strip()
    if quarter := re.fullmatch(r"(?:(\d{4})[ -]?Q([1-4])|Q([1-4])[ -]?(\d{4}))", words, re.I):
        year, month = int(quarter[1] or quarter[4]), 3 * int(quarter[2] or quarter[3])
        return date(year, month, calendar.monthrange(year, month)[1])
    if (slashed := re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})", words)) is not None:
        return _slashed(*(int(part) for part in slashed.groups()))
    for form in (*_DAYS, *_MONTHS):
        with suppress(ValueError):
            found = datetime.strptime(words, form).date()  # noqa: DTZ007 - a day, of no zone
            return found.replace(day=calendar.monthrange(found.year, found.month)[1]) if form in _MONTHS else found
    return None


def _slashed(one: int, two: int, year: int) -> date | None:
    if one <= 12 and two <= 12 and one != two:
        return None
    with suppress(ValueError):
        return date(year, one, two) if two > 12 or one == two else date(year, two, one)
    return None


def period_of(name: str) -> tuple[str, date, date] | None:
    """The period that a folder's name speaks of («2025h1», «2024-Q3», «2026»): its name, first and last day."""
    found = _PERIOD.search(name)
    if found is None:
        return None
    year, unit, number = int(found[1]), (found[2] or "").upper(), int(found[3] or 1)
    months = {"H": 6, "Q": 3}.get(unit, 12)
    if number * months > 12:
        return None
    first, last = (number - 1) * months + 1, number * months
    title = f"{year}{unit}{number}" if unit == "H" else f"{year} Q{number}" if unit else str(year)
    return title, date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def short(ref: str) -> str:
    """A ref that fits: a long one ends in a digest of what is cut."""
    ref = ref.replace("\0", "")
    return ref if len(ref) <= 180 else f"{ref[:160]}…{hashlib.sha256(ref.encode()).hexdigest()[:16]}"
