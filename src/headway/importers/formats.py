"""Which reader reads what, and which choices each leaves to whoever imports."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import Any, Final

from ..models import Workspace
from ..queries import imported
from ..rules.errors import Invalid
from ..rules.words import Kind
from ..tongue import say
from . import gitlab, goals, jira, table, table_columns, trello
from .dates import Order
from .records import Result
from .sheet import sheet
from .survey import Survey

TAKES: Final[Mapping[str, frozenset[str]]] = {
    "jira": frozenset({"kinds"}),
    "gitlab": frozenset(),
    "trello": frozenset(),
    "csv": frozenset({"mapping", "dates", "project"}),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a file does not say itself: `mapping` field -> column, `dates` how 03/04/2024 reads, `project` its name
    where no column tells it, `kinds` original type -> kind."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    dates: Order | None = None
    project: str | None = None
    kinds: Mapping[str, Kind] = field(default_factory=dict)


def reader(format: str, path: Path, *, choices: Choices, now: datetime) -> Callable[[], Iterable[Result]]:
    """Return what reads the file from its beginning at each call. Raises Invalid for a choice that is not its own."""
    for name in Choices.__dataclass_fields__:
        if getattr(choices, name) and name not in TAKES[format]:
            raise Invalid(say("a %(format)s file takes no %(name)s", format=format, name=name), field=name)
    if format == "jira":
        return lambda: jira.read(path, options=jira.Options(choices.kinds))
    if format == "csv":
        facts: dict[str, Any] = {"mapping": choices.mapping, "dates": choices.dates, "now": now}
        return lambda: table.read(path, **facts, project=choices.project or "Imported")
    return lambda: (gitlab if format == "gitlab" else trello).read(path)


def goal_reader(
    paths: Sequence[Path], *, workspace: Workspace | None, origin: str, now: datetime
) -> Callable[[], Iterable[Result]]:
    """Return what reads goals from Markdown files and folders; those known in the workspace keep their keys."""
    known = imported.keys_of(workspace, origin=origin) if workspace else {}
    last = imported.last_number(workspace, prefix=goals.TEAM) if workspace else 0
    return lambda: goals.read(paths, keys=goals.Keys(dict(known), last), now=now)


def columns(path: Path, *, choices: Choices) -> dict[str, str]:
    """Field -> column, as a table will be read."""
    with sheet(path) as open_table:
        return table_columns.match(open_table, choices.mapping)


def check(found: Survey, *, format: str) -> None:
    """Refuse a file of which nothing can be read. Raises Invalid with the first reason."""
    if found.tally.items:
        return
    reasons = [say("line %(line)s: %(problem)s", line=bad.line, problem=bad.problem) for bad in found.bad[:3]]
    why = _joined(reasons) if reasons else say("the file is empty")
    raise Invalid(say("nothing here can be read as %(format)s: %(why)s", format=format, why=why), field="file")


def _joined(reasons: Sequence[str]) -> str:
    """One after the other; each stays said."""
    return reduce(lambda left, right: say("%(left)s; %(right)s", left=left, right=right), reasons)
