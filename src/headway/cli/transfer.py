"""`headway import` and `headway export`: other tools' files and Headway's own."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import orjson

from ..rules.errors import Invalid

FORMATS = ("jira", "gitlab", "trello", "csv", "headway")


def clock() -> datetime:
    """The time at which something is recorded."""
    return datetime.now(UTC)


@click.command("import", short_help="Bring in another tool's work, with its history.")
@click.argument("format", type=click.Choice(FORMATS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--workspace", metavar="NAME", help="Into which workspace; it is made if need be.")
@click.option("--map", "maps", multiple=True, metavar="FIELD=COLUMN", help="For csv: which column holds a field.")
@click.option("--dry-run", is_flag=True, help="Say what maps where and what does not, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="End with one JSON object on standard output.")
def import_command(
    format: str, file: str, workspace: str | None, maps: tuple[str, ...], dry_run: bool, as_json: bool
) -> None:
    """Bring FILE (plain or gzipped, - for standard input) into a workspace.

    \b
    headway import jira issues.jsonl.gz --workspace acme
    headway import gitlab issues.csv --workspace acme --dry-run
    headway import csv plan.csv --workspace acme --map title=Summary --map due="Due date"
    headway import headway backup.jsonl --workspace copy

    Importing again changes nothing, brings what has changed at the source up to date, and finishes what was
    interrupted. Records that cannot be read are listed with their lines, and skipped.
    """
    with _file(file) as path:
        if format == "headway":
            _restore(path, workspace=workspace, as_json=as_json)
        else:
            _bring(format, path, workspace=workspace, maps=maps, dry_run=dry_run, as_json=as_json)


@contextmanager
def _file(file: str) -> Iterator[Path]:
    """The file itself, or standard input kept in a temporary one, because it is read twice."""
    if file != "-":
        yield Path(file)
        return
    with tempfile.NamedTemporaryFile(prefix="headway-import-") as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.flush()
        yield Path(kept.name)


def _bring(
    format: str, path: Path, *, workspace: str | None, maps: tuple[str, ...], dry_run: bool, as_json: bool
) -> None:
    from ..commands.workspaces import owner_of
    from ..importers.store import store
    from ..importers.survey import survey

    read = _reader(format, path, maps)
    found = survey(read())
    if dry_run:
        _tell(found.report(), as_json=as_json)
        return
    if not workspace:
        raise click.UsageError("--workspace NAME: say into which workspace")
    total = found.tally.items + len(found.bad)
    with _progress(total) as progress:
        actor = owner_of(_workspace(workspace))
        outcome = store(read, survey=found, origin=format, actor=actor, clock=clock, progress=progress)
    for bad in outcome.problems:
        click.echo(f"line {bad.line}: {bad.ref or '?'}: skipped: {bad.problem}", err=True)
    for one in outcome.softened:
        click.echo(f"kept as «relates to», for it would close a cycle or does not fit: {one}", err=True)
    if outcome.outside:
        click.echo(f"{outcome.outside} links lead to items that are not here", err=True)
    _tell(outcome.figures(), as_json=as_json)


def _reader(format: str, path: Path, maps: tuple[str, ...]) -> Callable[[], Iterable[Any]]:
    if format == "jira":
        from ..importers import jira

        return lambda: jira.read(path)
    if format == "gitlab":
        from ..importers import gitlab

        return lambda: gitlab.read(path)
    if format == "trello":
        from ..importers import trello

        return lambda: trello.read(path)
    from ..importers import table

    mapping = dict(_pair(one) for one in maps)
    return lambda: table.read(path, mapping=mapping)


def _pair(one: str) -> tuple[str, str]:
    field, sign, column = one.partition("=")
    if not sign or not field or not column:
        raise click.UsageError(f"--map {one!r}: write FIELD=COLUMN, such as title=Summary")
    return field.strip(), column.strip()


def _workspace(name: str) -> Any:
    from django.utils.text import slugify

    from ..commands.workspaces import create_workspace
    from ..models import Workspace

    rows = Workspace.objects.filter(name=name) | Workspace.objects.filter(slug=slugify(name))
    return rows.first() or create_workspace(name=name, now=clock())


def _restore(path: Path, *, workspace: str | None, as_json: bool) -> None:
    from ..importers.lossless import read

    with _progress(None) as progress:
        made, counts = read(path, name=workspace, now=clock(), progress=progress)
    _tell({"workspace": made.slug, **counts}, as_json=as_json)


@contextmanager
def _progress(total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("Importing", total=total)
        yield lambda done: bar.update(task, completed=done)


def _tell(facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(orjson.dumps(facts).decode())
        return
    for name, value in facts.items():
        if isinstance(value, dict):
            click.echo(f"{name}:")
            for one, count in value.items():
                click.echo(f"  {one}: {count}")
        elif isinstance(value, list):
            click.echo(f"{name}:" if value else f"{name}: none")
            for row in value:
                click.echo(f"  {row}")
        else:
            click.echo(f"{name}: {value}")


@click.command("export", short_help="Write a workspace out, whole.")
@click.option("--workspace", metavar="NAME", help="Which workspace; may be left out where there is just one.")
@click.option("--output", "-o", type=click.Path(dir_okay=False), help="Into this file instead of standard output.")
def export_command(workspace: str | None, output: str | None) -> None:
    """Write everything a workspace holds as JSON lines: every item, relation, comment and event.

    \b
    headway export --workspace acme -o acme.jsonl
    headway import headway acme.jsonl --workspace copy
    """
    from ..exporters.lossless import export

    lines = export(_existing(workspace))
    if output is None:
        sys.stdout.buffer.writelines(lines)
        return
    part = Path(f"{output}.part")
    with part.open("wb") as file:
        file.writelines(lines)
    part.replace(output)


def _existing(name: str | None) -> Any:
    from ..models import Workspace

    rows = list(Workspace.objects.order_by("slug"))
    found = [row for row in rows if name in (row.slug, row.name)] if name else rows
    if len(found) == 1:
        return found[0]
    there = ", ".join(row.slug for row in rows) or "none yet"
    raise Invalid(f"say which workspace; there are: {there}", field="workspace")
