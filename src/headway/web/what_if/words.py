"""What a line of a scenario says, and by how much something moves in it: in the reader's language."""

from datetime import date
from typing import Final

from ...insights.scenario_rows import LineRow
from ...rules.scenarios import Ending, What
from ...rules.words import RelationType
from ...tongue import said, say, say_n, word
from ..formats import day, effort

_CUT: Final = {
    RelationType.DEPENDS_ON: word("No longer depends on %(key)s"),
    RelationType.BLOCKS: word("No longer blocks %(key)s"),
    RelationType.AFFECTS: word("No longer affects %(key)s"),
    RelationType.CONTRIBUTES_TO: word("No longer contributes to %(key)s"),
}
LINKS: Final = {
    RelationType.DEPENDS_ON: word("depends on"),
    RelationType.BLOCKS: word("blocks"),
    RelationType.AFFECTS: word("affects"),
    RelationType.CONTRIBUTES_TO: word("contributes to"),
}
_PRIORITIES: Final = {
    "urgent": word("urgent"),
    "high": word("high"),
    "normal": word("normal"),
    "low": word("low"),
    "lowest": word("lowest"),
}


def told(line: LineRow, today: date, *, made: bool = False) -> str:
    """Return what a line changes: «Due 3 Dec → 17 Dec»; once it is made, how it is since: «Due 17 Dec»."""
    if line.what == What.CUT:
        return say(_CUT[RelationType(line.word)], key=line.other.key if line.other else "")
    if line.what == What.END:
        return say("Done now") if line.word == Ending.DONE else say("Dropped, not to be done")
    if line.what == What.ADD:
        return _added(line)
    now, then = _values(line, today)
    return say(_MADE[line.what], then=then) if made else say(_CHANGED[line.what], now=now, then=then)


_CHANGED: Final[dict[str, str]] = {
    What.DUE: word("Due %(now)s → %(then)s"),
    What.START: word("Starts %(now)s → %(then)s"),
    What.EFFORT: word("Estimate %(now)s → %(then)s"),
    What.OWNER: word("Owner %(now)s → %(then)s"),
    What.PRIORITY: word("Priority %(now)s → %(then)s"),
}
_MADE: Final[dict[str, str]] = {
    What.DUE: word("Due: %(then)s"),
    What.START: word("Starts: %(then)s"),
    What.EFFORT: word("Estimate: %(then)s"),
    What.OWNER: word("Owner: %(then)s"),
    What.PRIORITY: word("Priority: %(then)s"),
}


def _values(line: LineRow, today: date) -> tuple[str, str]:
    """How it is now, and how it becomes."""
    if line.what in (What.DUE, What.START):
        return tuple(day(one, today) if one else say("no date") for one in (line.day_now, line.day))  # type: ignore[return-value]
    if line.what == What.EFFORT:
        given = (line.effort_now, line.effort)
        return tuple(say("none") if one is None else effort(one) for one in given)  # type: ignore[return-value]
    if line.what == What.OWNER:
        people = (line.owner_now, line.owner)
        return tuple(one.name if one else say("nobody") for one in people)  # type: ignore[return-value]
    return said(_PRIORITIES[line.priority_now or "normal"]), said(_PRIORITIES[line.priority or "normal"])


def _added(line: LineRow) -> str:
    count = line.count or 0
    if line.effort is None:
        return say_n("%(num)s new task: %(title)s", "%(num)s new tasks: %(title)s", count, title=line.word)
    return say_n(
        "%(num)s new task of %(effort)s: %(title)s",
        "%(num)s new tasks of %(effort)s each: %(title)s",
        count,
        title=line.word,
        effort=effort(line.effort),
    )


def moved(days: int) -> str:
    """Return by how many days something comes later or earlier."""
    if days > 0:
        return say_n("%(num)s day later", "%(num)s days later", days)
    return say_n("%(num)s day earlier", "%(num)s days earlier", -days) if days else say("same day")
