"""The last days, as acts: what people make, move, say and tie together."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from ..commands import Command
from ..commands.comments import AddComment
from ..commands.items import ChangeItem, CreateItem
from ..commands.moves import MoveItem
from ..commands.relations import AddRelation
from ..commands.timeboxes import PlanItem
from ..commands.work import LogWork
from ..rules.words import Priority, Severity
from .lives import Piece, Step
from .people import OWNER, email
from .phases import Plan, Tie
from .scenario import GOALS, OPERATIONS, PROJECTS
from .script import Book, Script

STRUCTURE = frozenset(plan.ref for plan in (*GOALS, *PROJECTS, *OPERATIONS))


def write_work(script: Script, plan: Plan) -> None:
    """Add what happens to all pieces from the cut on."""
    cut = script.cut
    born = {piece.ref: piece.created for piece in plan.pieces}
    for piece in plan.pieces:
        if piece.created >= cut:
            script.add(piece.created, piece.reporter, _create(piece), ref=piece.ref)
        for step in piece.steps:
            if step.at >= cut:
                script.add(step.at, step.by, _step(piece, step))
        _plan(script, piece, cut)
    for number, tie in enumerate(plan.ties):
        _tie(script, tie, born, cut, number)


def _create(piece: Piece) -> Callable[[Book], Command]:
    facts: dict[str, Any] = {
        "kind": piece.kind,
        "title": piece.title,
        "description": piece.text,
        "team": piece.team,
        "owner": piece.owner,
        "priority": list(Priority)[piece.priority],
        "start": piece.start,
        "due": piece.due,
        "effort": piece.effort,
        "labels": list(piece.labels),
        "private": piece.private,
    }
    if piece.severity is not None:
        facts["severity"] = list(Severity)[piece.severity]
    if piece.milestone:
        facts["milestone"] = True
    places = {name: ref for name, ref in (("parent", piece.parent), ("phase", piece.phase)) if ref}
    return lambda book: CreateItem(**facts, **{name: book[ref] for name, ref in places.items()})


def _step(piece: Piece, step: Step) -> Callable[[Book], Command]:
    ref, value = piece.ref, step.value
    makers: dict[str, Callable[[Book], Command]] = {
        "move": lambda book: MoveItem(key=book[ref], state=value),
        "comment": lambda book: AddComment(key=book[ref], body=value),
        "work": lambda book: LogWork(key=book[ref], minutes=value, note=step.text),
        "priority": lambda book: ChangeItem(key=book[ref], priority=list(Priority)[value]),
        "due": lambda book: ChangeItem(key=book[ref], due=value),
    }
    return makers[step.what]


def _plan(script: Script, piece: Piece, cut: datetime) -> None:
    begun = next((step for step in piece.steps if step.what == "move" and step.value == "In progress"), None)
    sprint = piece.sprint
    if sprint is not None and begun is not None and begun.at >= cut:
        at = begun.at - timedelta(minutes=1) if begun.at > piece.created + timedelta(minutes=2) else begun.at
        script.add(at, begun.by, lambda book: PlanItem(key=book[piece.ref], timebox=book[sprint]))


def _tie(script: Script, tie: Tie, born: dict[str, datetime], cut: datetime, number: int) -> None:
    """Tie what history has not: one of the two is new, or is no piece at all."""
    ends = (tie.source, tie.target)
    times = [born[ref] for ref in ends if ref in born]
    if any(ref not in born and ref not in STRUCTURE for ref in ends) or (len(times) == 2 and max(times) < cut):
        return
    script.add(
        max([cut + timedelta(seconds=number), *(at + timedelta(minutes=5) for at in times)]),
        email(OWNER),
        lambda book: AddRelation(source=book[tie.source], type=tie.type, target=book[tie.target], weight=tie.weight),
    )
