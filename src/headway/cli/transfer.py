"""`headway import` and `headway export`: other tools' files and Headway's own."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from ..rules.errors import Invalid

if TYPE_CHECKING:
    from ..importers.formats import Choices
    from ..importers.outcome import Outcome
    from ..importers.records import Result
    from ..importers.survey import Survey

FORMATS = ("jira", "gitlab", "trello", "csv", "goals", "headway")


def clock() -> datetime:
    """The time at which something is recorded."""
    return datetime.now(UTC)


@click.command("import", short_help="Bring in another tool's work, with its history.")
@click.argument("format", type=click.Choice(FORMATS))
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(exists=True, allow_dash=True))
@click.option("--workspace", "-w", metavar="NAME", help="Into which workspace; it is made if need be.")
@click.option("--map", "maps", multiple=True, metavar="FIELD=COLUMN", help="For csv: which column holds a field.")
@click.option("--dates", type=click.Choice(("dmy", "mdy")), help="For csv: how 03/04/2024 reads.")
@click.option("--project", metavar="NAME", help="For csv: the project, where no column names it.")
@click.option("--kind", "kinds", multiple=True, metavar="TYPE=KIND", help="For jira: what an issue type is here.")
@click.option("--source", metavar="NAME", help="Tells two servers of one make apart; the format's name otherwise.")
@click.option("--dry-run", is_flag=True, help="Say what maps where and what does not, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="End with one JSON object on standard output.")
def import_command(
    format: str,
    files: tuple[str, ...],
    *,
    workspace: str | None,
    source: str | None,
    dry_run: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Bring FILE (plain or gzipped, - for standard input) into a workspace; for goals, Markdown files and folders.

    \b
    headway import jira issues.jsonl.gz --workspace acme
    headway import gitlab issues.csv --workspace acme --dry-run
    headway import csv plan.csv --workspace acme --map title=Summary --map due="Due date"
    headway import goals 2025h1 2025h2 --workspace acme
    headway import headway backup.jsonl --workspace copy

    Importing again changes nothing, brings what has changed at the source up to date, and finishes what was
    interrupted. Records that cannot be read are listed with their lines, and skipped.
    """
    if source and len(source) > 40:
        raise click.UsageError("--source: a name has at most 40 characters")
    if not workspace and not dry_run and format != "headway":
        raise click.UsageError("--workspace NAME: say into which workspace")
    if format == "goals":
        _goals(files, workspace=workspace, origin=source or format, dry_run=dry_run, as_json=as_json, **given)
        return
    with _file(_only(files)) as path:
        if format == "headway":
            _no_choices(given | {"source": source})
            _restore(path, workspace=workspace, dry_run=dry_run, as_json=as_json)
        elif dry_run:
            _tell(_foresee(format, path, **given), as_json=as_json)
        else:
            _bring(format, path, workspace=workspace or "", origin=source or format, as_json=as_json, **given)


def _only(files: tuple[str, ...]) -> str:
    if len(files) > 1 or Path(files[0]).is_dir():
        raise click.UsageError(f"{files[-1]}: one file, please; only goals come in several, or in folders")
    return files[0]


def _goals(
    files: tuple[str, ...], *, workspace: str | None, origin: str, dry_run: bool, as_json: bool, **given: Any
) -> None:
    """Goals keep the keys that they were given: what was imported before is looked up first."""
    from ..importers.formats import goal_reader
    from ..importers.survey import survey
    from ..models import Workspace

    for name, value in given.items():
        if value:
            raise click.UsageError(f"--{name.removesuffix('s')}: goals in Markdown leave nothing to choose")
    paths = [Path(file) for file in files]
    here = _named(workspace) if workspace else Workspace.objects.none()
    known = None if dry_run and not here else here.first() or _workspace(workspace or "")
    read = goal_reader(paths, workspace=known, origin=origin, now=clock())
    if dry_run:
        _tell(survey(read()).report(), as_json=as_json)
    else:
        _store(read, "goals", workspace=known, origin=origin, as_json=as_json)


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


def _no_choices(given: dict[str, Any]) -> None:
    for name, value in given.items():
        if value:
            raise click.UsageError(f"--{name.removesuffix('s')}: Headway's own export leaves nothing to choose")


def _choices(*, maps: tuple[str, ...], dates: Any, project: str | None, kinds: tuple[str, ...]) -> "Choices":
    from ..importers.formats import Choices
    from ..rules.words import Kind

    mapping = dict(_pair("map", one) for one in maps)
    wanted = dict(_pair("kind", one) for one in kinds)
    for name, kind in wanted.items():
        if kind not in list(Kind):
            raise click.UsageError(f"--kind {name}={kind}: a kind is one of {', '.join(Kind)}")
    return Choices(mapping, dates, project, {name: Kind(kind) for name, kind in wanted.items()})


def _pair(option: str, one: str) -> tuple[str, str]:
    left, sign, right = (part.strip() for part in one.partition("="))
    if not sign or not left or not right:
        example = "FIELD=COLUMN, such as title=Summary" if option == "map" else "TYPE=KIND, such as Story=project"
        raise click.UsageError(f"--{option} {one!r}: write {example}")
    return left, right


def _foresee(format: str, path: Path, **given: Any) -> dict[str, Any]:
    from ..importers import formats
    from ..importers.survey import survey

    choices = _choices(**given)
    found = survey(formats.reader(format, path, choices=choices, now=clock())())
    formats.check(found, format=format)
    columns = {"columns": formats.columns(path, choices=choices)} if format == "csv" else {}
    return {**columns, **found.report()}


def _bring(format: str, path: Path, *, workspace: str, origin: str, as_json: bool, **given: Any) -> None:
    from ..importers import formats

    read = formats.reader(format, path, choices=_choices(**given), now=clock())
    _store(read, format, workspace=None, named=workspace, origin=origin, as_json=as_json)


def _store(
    read: "Callable[[], Iterable[Result]]", format: str, *, workspace: Any, origin: str, as_json: bool, named: str = ""
) -> None:
    from ..commands.upkeep import refresh_statistics
    from ..commands.workspaces import owner_of
    from ..importers import formats
    from ..importers.spool import Spool
    from ..importers.store import store
    from ..importers.survey import survey

    with Spool() as spool:
        found = survey(spool.keep(read()))
        formats.check(found, format=format)
        with _progress(found.tally.items + len(found.bad)) as progress:
            actor = owner_of(workspace or _workspace(named))
            outcome = store(spool.results, survey=found, origin=origin, actor=actor, clock=clock, progress=progress)
    refresh_statistics()
    _remark(outcome, found)
    _tell(outcome.figures(), as_json=as_json)


def _remark(outcome: "Outcome", found: "Survey") -> None:
    for cut in found.cut:
        click.echo(f"line {cut.line}: {cut.ref}: {cut.problem}", err=True)
    for bad in outcome.problems:
        click.echo(f"line {bad.line}: {bad.ref or '?'}: skipped: {bad.problem}", err=True)
    for one in outcome.softened:
        click.echo(f"kept as «relates to», for it would close a cycle or does not fit: {one}", err=True)
    if outcome.outside:
        click.echo(f"{outcome.outside} links and parents lead to items that are not here", err=True)


def _workspace(name: str) -> Any:
    from ..commands.workspaces import create_workspace

    return _named(name).first() or create_workspace(name=name, now=clock())


def _named(name: str) -> Any:
    from django.utils.text import slugify

    from ..models import Workspace

    return Workspace.objects.filter(name=name) | Workspace.objects.filter(slug=slugify(name))


def _restore(path: Path, *, workspace: str | None, dry_run: bool, as_json: bool) -> None:
    from ..commands.upkeep import refresh_statistics
    from ..importers.lossless import read, survey

    if dry_run:
        _tell(survey(path), as_json=as_json)
        return
    with _progress(None) as progress:
        made, counts = read(path, name=workspace, now=clock(), progress=progress)
    refresh_statistics()
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
@click.option("--workspace", "-w", metavar="NAME", help="Which workspace; may be left out where there is just one.")
@click.option("--output", "-o", type=click.Path(dir_okay=False), help="Into this file instead of standard output.")
@click.option("--json", "as_json", is_flag=True, help="With --output: end with one JSON object on standard output.")
def export_command(workspace: str | None, output: str | None, as_json: bool) -> None:
    """Write everything a workspace holds as JSON lines: every item, relation, comment and event.

    \b
    headway export --workspace acme -o acme.jsonl
    headway import headway acme.jsonl --workspace copy
    """
    from ..exporters.lossless import export

    row = existing(workspace)
    lines = export(row)
    if output is None:
        sys.stdout.buffer.writelines(lines)
        return
    part = Path(f"{output}.part")
    with part.open("wb") as file:
        file.writelines(lines)
    part.replace(output)
    if as_json:
        _tell({"workspace": row.slug, "file": output, "bytes": Path(output).stat().st_size}, as_json=True)


def existing(name: str | None) -> Any:
    """Return the workspace of that name, or the only one. Raises Invalid naming those that there are."""
    from ..models import Workspace

    rows = list(Workspace.objects.order_by("slug"))
    found = [row for row in rows if name in (row.slug, row.name)] if name else rows
    if len(found) == 1:
        return found[0]
    there = ", ".join(row.slug for row in rows) or "none yet"
    raise Invalid(f"say which workspace; there are: {there}", field="workspace")
