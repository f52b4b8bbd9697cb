"""Importing in a test: files written by hand, brought in by the command line in this process, and what came of it."""

import io
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import orjson

from headway.cli import main as command_line
from headway.models import Comment, Event, Item, ItemLabel, ItemTimebox, Member, Relation, State, WorkLog, Workspace
from headway.queries.verify import verify


class Run:
    """How a command ended: exit code, standard output, standard error."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        assert self.out.count("\n") == 1, self.out
        found: dict[str, Any] = orjson.loads(self.out)
        return found


def headway(*arguments: str) -> Run:
    """Run a command in this process."""
    out, err, given = io.TextIOWrapper(io.BytesIO(), "utf-8", newline=""), io.StringIO(), sys.argv
    sys.argv = ["headway", *arguments]
    try:
        with redirect_stdout(out), redirect_stderr(err):
            command_line.main()
    except SystemExit as ended:
        out.flush()
        raw = out.buffer
        assert isinstance(raw, io.BytesIO)
        return Run(int(ended.code or 0), raw.getvalue().decode(), err.getvalue())
    finally:
        sys.argv = given
    raise AssertionError("a command always exits")


def lines(path: Path, issues: Sequence[Any]) -> Path:
    """Write issues, or texts as they are, one a line."""
    path.write_bytes(b"".join((one.encode() if isinstance(one, str) else orjson.dumps(one)) + b"\n" for one in issues))
    return path


def bring(path: Path, *more: str, workspace: str = "acme", format: str = "jira") -> Run:
    """Import a file as JSON; the log must tell the truth afterwards."""
    done = headway("import", format, str(path), "--workspace", workspace, "--json", *more)
    here = Workspace.objects.filter(slug=workspace).first()
    assert here is None or verify(here) == []
    return done


def world(slug: str = "acme") -> dict[str, Any]:
    """Everything that a workspace holds, in words instead of row ids, so that two can be compared."""
    names = _Names(Workspace.objects.get(slug=slug))
    return {"items": names.items(), "relations": names.relations(), "events": names.events()}


class _Names:
    def __init__(self, here: Workspace) -> None:
        self.here, self.keys = here, dict(Item.objects.filter(workspace=here).values_list("pk", "key"))
        self.members = dict(Member.objects.filter(workspace=here).values_list("pk", "email"))
        self.states = dict(State.objects.filter(workspace=here).values_list("pk", "name"))

    def items(self) -> dict[str, Any]:
        return {row.key: self._item(row) for row in Item.objects.filter(workspace=self.here).select_related("team")}

    def _item(self, row: Item) -> dict[str, Any]:
        plain = ("kind", "title", "description", "resolution", "category", "priority", "start", "due", "effort")
        more = ("points", "private", "fields", "version", "created_at", "updated_at", "started_at", "closed_at")
        own = {name: getattr(row, name) for name in (*plain, *more, "work_total", "work_done", "rank")}
        comments = Comment.objects.filter(item=row).order_by("created_at", "id")
        return own | {
            "team": row.team and row.team.key,
            "state": self.states[row.state_id],
            "parent": self.keys.get(row.parent_id or 0),
            "people": [self.members.get(one or 0) for one in (row.owner_id, row.reporter_id)],
            "labels": sorted(ItemLabel.objects.filter(item=row).values_list("label__name", flat=True)),
            "boxes": sorted(ItemTimebox.objects.filter(item=row).values_list("timebox__name", "role")),
            "comments": [(one.created_at, self.members.get(one.author_id or 0), one.body) for one in comments],
            "work": sorted(WorkLog.objects.filter(item=row).values_list("at", "minutes", "note")),
        }

    def relations(self) -> list[Any]:
        rows = Relation.objects.filter(workspace=self.here).select_related("source", "target")
        return sorted((row.source.key, row.type, row.target.key, row.dependency) for row in rows)

    def events(self) -> dict[str, list[Any]]:
        """The events of each item in their order, and those of no item; row ids in changes are left out."""
        found: dict[str, list[Any]] = {}
        for row in Event.objects.filter(workspace=self.here).order_by("seq"):
            told = (row.type, sorted(row.changes), row.version, self.members.get(row.actor_id or 0))
            key = self.keys.get(row.item_id or 0, "")
            found.setdefault(key, []).append((*told, row.happened_at if key else None))
        return found
