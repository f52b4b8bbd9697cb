"""What is long past is taken over in sets, with its history: it would take too long to live it through again."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from ..access.actor import Actor
from ..commands import Command, run_many
from ..commands.history import ImportPerson, ImportTimebox
from ..commands.history_items import ImportItem, PastChange, PastComment, PastWork, Place
from ..commands.history_links import ImportParent, ImportRelation
from ..commands.items import ChangeItem
from ..models import KeySeries, Member, Timebox
from ..rules.words import Kind, TimeboxKind, TimeboxRole
from .lives import STATES, Piece, Step
from .phases import Tie
from .script import Book

ORIGIN: Final = "demo"


def take_over(
    pieces: Sequence[Piece],
    ties: Sequence[Tie],
    *,
    actor: Actor,
    book: Book,
    cut: datetime,
    batch: int,
    progress: Callable[[str], None],
) -> None:
    """Take over pieces as they stood at `cut`, with what ties them; `book` learns their keys."""
    _prepare(actor, book, cut)
    _number(pieces, actor, book)
    for first in range(0, len(pieces), batch):
        commands = [_item(piece, book, cut) for piece in islice(pieces, first, first + batch)]
        run_many(commands, actor=actor, now=cut)
        if first and not first % (batch * 25):
            progress(f"{first} items of {len(pieces)}")
    here = {piece.ref for piece in pieces}
    links: list[Command] = [
        ImportParent(origin=ORIGIN, source=book[p.ref], target=book[p.parent]) for p in pieces if p.parent
    ]
    links += [
        ImportRelation(origin=ORIGIN, source=book[t.source], target=book[t.target], type=t.type)
        for t in ties
        if t.source in here and t.target in here
    ]
    links += [ChangeItem(key=book[p.ref], phase=book[p.phase]) for p in pieces if p.phase]
    for first in range(0, len(links), 5000):
        run_many(links[first : first + 5000], actor=actor, now=cut)


def _prepare(actor: Actor, book: Book, cut: datetime) -> None:
    """Have people and sprints known under the names that the pieces use."""
    members = Member.objects.filter(workspace=actor.workspace_id).order_by("id")
    commands: list[Command] = [ImportPerson(origin=ORIGIN, ref=m.email, person=m.name, email=m.email) for m in members]
    rows = {row.pk: row for row in Timebox.objects.filter(workspace=actor.workspace_id).select_related("team")}
    for ref, pk in book.items():
        if isinstance(pk, int) and pk in rows and ref.partition(":")[0] == getattr(rows[pk].team, "key", None):
            commands.append(_sprint(ref, rows[pk]))
    run_many(commands, actor=actor, now=cut)


def _sprint(ref: str, row: Timebox) -> ImportTimebox:
    team = ref.partition(":")[0]
    facts: dict[str, Any] = {"title": row.name, "start": row.start, "end": row.end, "done": row.done}
    return ImportTimebox(origin=ORIGIN, ref=ref, team=team, kind=TimeboxKind.SPRINT, **facts)


def _number(pieces: Sequence[Piece], actor: Actor, book: Book) -> None:
    """Give keys in order of creation, after those that the teams have given out."""
    series = KeySeries.objects.filter(workspace=actor.workspace_id)
    last: dict[str, int] = dict(series.values_list("prefix", "last"))
    for piece in pieces:
        last[piece.team] = last.get(piece.team, 0) + 1
        book[piece.ref] = f"{piece.team}-{last[piece.team]}"


def _item(piece: Piece, book: Book, cut: datetime) -> ImportItem:
    steps = [step for step in piece.steps if step.at < cut]
    now = _standing(piece, steps)
    sprint = piece.sprint if piece.sprint in book and "In progress" in [s.value for s in steps] else None
    return ImportItem(
        origin=ORIGIN,
        ref=piece.ref,
        digest="",
        key=book[piece.ref],
        kind=piece.kind,
        team=piece.team,
        title=piece.title,
        state=now["state"],
        description=piece.text,
        owner=piece.owner,
        reporter=piece.reporter,
        priority=now["priority"],
        severity=piece.severity,
        start=piece.start,
        due=now["due"],
        effort=piece.effort,
        milestone=piece.milestone,
        labels=list(piece.labels),
        created=piece.created,
        updated=steps[-1].at if steps else piece.created,
        places=[Place(role=TimeboxRole.SPRINT, ref=sprint)] if sprint else [],
        changes=now["changes"],
        comments=[
            PastComment(ref=f"{piece.ref}#{n}", at=s.at, by=s.by, body=s.value)
            for n, s in enumerate(steps)
            if s.what == "comment"
        ],
        work=[
            PastWork(ref=f"{piece.ref}#{n}", at=s.at, by=s.by, minutes=s.value, note=s.text)
            for n, s in enumerate(steps)
            if s.what == "work"
        ],
    )


def _standing(piece: Piece, steps: Sequence[Step]) -> dict[str, Any]:
    """Where a piece stands after these steps, and the changes that led there."""
    stand: dict[str, Any] = {"state": STATES[Kind(piece.kind)]["backlog"], "priority": piece.priority, "due": piece.due}
    changes = []
    for step in steps:
        field = "state" if step.what == "move" else step.what
        if field in stand and stand[field] != step.value:
            old, new = (None if v is None else str(v) for v in (stand[field], step.value))
            changes.append(PastChange(at=step.at, by=step.by, field=field, old=old, new=new))
            stand[field] = step.value
    return {**stand, "changes": changes}
