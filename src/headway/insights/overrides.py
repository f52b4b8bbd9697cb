"""What forecasts rest on, as it would be if a scenario were so. Pure: rows and changes in, rows out.

The rows of an applied scenario are those that would be read from the tables afterwards, save the ids of new work.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from ..rules.scenarios import FIELDS, What
from ..rules.words import Category, Dependency, Kind, Priority, RelationType
from .rows import Aim, Piece, Rows, Tie

FIRST: Final = 1 << 62
"""The id of the first new piece: after all that there is, as new work is."""
STEP: Final = 1000
"""Ids kept for the new work of each item; more than a scenario may add."""
HOURS: Final = 40.0
NEW_WORK: Final = "new work"


@dataclass(frozen=True, slots=True)
class Change:
    """A line of a scenario, with what must be known of its item to weigh it.

    `goal` says that the item is one; `hours` are those that a new owner works in a week; `period_end` is a goal's
    date where it has no other. `frees`: with the cuts of the scenario a key result of the goal `other` is left without
    any work that proves it, and stands for all again.
    """

    what: What
    item: int
    goal: bool = False
    other: int = 0
    day: date | None = None
    number: int | None = None
    minutes: int | None = None
    word: str = ""
    team: int = 0
    hours: float = HOURS
    period_end: date | None = None
    frees: bool = False


Cuts = frozenset[tuple[str, int, int]]


def overridden(rows: Rows, changes: Sequence[Change]) -> Rows:
    """Return the rows with all changes made; those on items that are not among them change nothing."""
    known = {one.id for one in rows.pieces} | {one.id for one in rows.aims}
    held = [one for one in changes if one.item in known]
    gone = {one.item for one in held if one.what is What.END}
    cuts = frozenset((one.word, one.item, one.other) for one in held if one.what is What.CUT)
    added = list(_numbered(one for one in held if one.what is What.ADD))
    fields = _by_item(held)
    return Rows(
        day=rows.day,
        pieces=(*_pieces(rows, fields, gone), *_new(added)),
        finished=rows.finished,
        aims=tuple(_aim(one, fields.get(one.id, ()), gone, held) for one in rows.aims if one.id not in gone),
        ties=(*_ties(rows.ties, cuts, gone), *_contributions(added)),
    )


def _numbered(changes: Iterable[Change]) -> Iterator[tuple[Change, range]]:
    """Each addition with the ids of its new pieces: those of one project have the same draws in every scenario."""
    used: dict[int, int] = defaultdict(int)
    for one in changes:
        begin = FIRST + one.item * STEP + used[one.item]
        used[one.item] += one.number or 0
        yield one, range(begin, begin + (one.number or 0))


def _by_item(changes: Iterable[Change]) -> Mapping[int, Sequence[Change]]:
    found: dict[int, list[Change]] = defaultdict(list)
    for one in changes:
        if one.what in FIELDS:
            found[one.item].append(one)
    return found


def _pieces(rows: Rows, fields: Mapping[int, Sequence[Change]], gone: set[int]) -> Iterator[Piece]:
    for one in rows.pieces:
        if one.id not in gone:
            yield replace(one, **_values(fields[one.id], rows.day)) if one.id in fields else one


def _values(changes: Iterable[Change], day: date) -> dict[str, Any]:
    """What changes in a piece, as it would be read."""
    found: dict[str, Any] = {}
    for one in changes:
        if one.what is What.DUE:
            found["due"] = one.day
        elif one.what is What.START:
            found["wait"] = max((one.day - day).days, 0) if one.day else 0
        elif one.what is What.EFFORT:
            found["effort"] = one.number
        elif one.what is What.OWNER:
            found["hours"] = one.hours
        elif one.number is not None:
            found["priority"] = one.number
    return found


Added = Sequence[tuple[Change, range]]


def _new(added: Added) -> Iterator[Piece]:
    for one, ids in added:
        for pk in ids:
            yield Piece(
                id=pk,
                key=NEW_WORK,
                kind=Kind.TASK,
                category=Category.BACKLOG,
                parent=None if one.goal else one.item,
                team=one.team,
                effort=one.minutes,
                milestone=False,
                age=0.0,
                begun=None,
                wait=0,
                hours=HOURS,
                priority=Priority.NORMAL.number,
                due=None,
            )


def _aim(aim: Aim, fields: Iterable[Change], gone: set[int], changes: Sequence[Change]) -> Aim:
    due = next((one.day or one.period_end for one in fields if one.what is What.DUE), aim.due)
    cut = [one for one in changes if one.what is What.CUT and _contributes(one) and one.other == aim.id]
    away = gone | {one.item for one in cut}
    return replace(
        aim,
        due=due,
        whole=aim.whole or any(one.frees for one in cut),
        proofs=tuple(pk for pk in aim.proofs if pk not in away),
    )


def _contributes(change: Change) -> bool:
    return change.word == RelationType.CONTRIBUTES_TO


def _ties(ties: Iterable[Tie], cuts: Cuts, gone: set[int]) -> Iterator[Tie]:
    for one in ties:
        if one.source not in gone and one.target not in gone and (one.type, one.source, one.target) not in cuts:
            yield one


def _contributions(added: Added) -> Iterator[Tie]:
    for one, ids in added:
        if one.goal:
            yield from (Tie(RelationType.CONTRIBUTES_TO, pk, one.item, Dependency.FS, 0) for pk in ids)
