"""Work as it would stand if only some of what happened had happened. Pure: two days' rows in, mixed rows out.

What is new of work on both days goes cause by cause: size and place are scope; state and time are pace; planned
starts, due days and priorities are dates; dependencies, blocks and what issues affect are links; whose it is are
people. Work that came is scope with all that it brought; work that ended is pace where it was done, else scope.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from ..rules.insight_words import Cause
from ..rules.words import Category, RelationType
from .rows import Aim, Piece, Rows, Tie

Causes = Collection[Cause]
T = TypeVar("T", Piece, Aim)


class Mixture:
    """Two days of the same work; `done` are those of the first day's items that are done on the second.

    `came` is what is open on the second day alone, `ended` on the first.
    """

    def __init__(self, before: Rows, after: Rows, done: Collection[int]) -> None:
        self.before, self.after, self.done = before, after, done
        self.was = {one.id: one for one in before.pieces}
        self.now = {one.id: one for one in after.pieces}
        self.were = {one.id: one for one in before.aims}
        self.are = {one.id: one for one in after.aims}
        self._old, self._new = self.was.keys() | self.were.keys(), self.now.keys() | self.are.keys()
        self.came, self.ended = frozenset(self._new - self._old), frozenset(self._old - self._new)

    def kept(self) -> Iterator[tuple[Piece, Piece]]:
        """Work on both days, as it was and as it is."""
        return ((one, self.now[pk]) for pk, one in self.was.items() if pk in self.now)

    def rows(self, causes: Causes) -> Rows:
        """Return the work of the first day with what happened by these causes: none is that day, all the second."""
        timely = self.after if Cause.PACE in causes else self.before
        pieces = self._there(self.was, self.now, causes, self._piece)
        aims = self._there(self.were, self.are, causes, self._aim)
        ids = {one.id for one in pieces} | {one.id for one in aims}
        gone = (self._old | self._new) - ids
        ties = (one for one in self._ties(causes) if one.source not in gone and one.target not in gone)
        return Rows(timely.day, tuple(pieces), timely.finished, tuple(aims), tuple(dict.fromkeys(ties)))

    def moved(self) -> list[Cause]:
        """The causes by which anything happened at all; time passes always."""
        none = self.rows(())
        return [one for one in Cause if one is Cause.PACE or _differ(none, self.rows((one,)))]

    def _there(
        self, was: Mapping[int, T], now: Mapping[int, T], causes: Causes, mixed: Callable[[int, Causes], T]
    ) -> list[T]:
        return [mixed(pk, causes) for pk in sorted(was.keys() | now.keys()) if self._is_there(pk, causes)]

    def _is_there(self, pk: int, causes: Causes) -> bool:
        if pk not in self._old:
            return Cause.SCOPE in causes
        if pk in self._new:
            return True
        return (Cause.PACE if pk in self.done else Cause.SCOPE) not in causes

    def _piece(self, pk: int, causes: Causes) -> Piece:
        """One piece by the causes, on the day that the pace tells."""
        was, now = self.was.get(pk), self.now.get(pk)
        day = (self.after if Cause.PACE in causes else self.before).day
        if was is None or now is None:
            return self._alone(was or self.now[pk], causes, day)
        scope, pace, dates, people = (
            now if one in causes else was for one in (Cause.SCOPE, Cause.PACE, Cause.DATES, Cause.PEOPLE)
        )
        mixed = replace(now, kind=scope.kind, parent=scope.parent, effort=scope.effort, milestone=scope.milestone)
        mixed = replace(mixed, category=pace.category, begun=pace.begun, age=pace.age)
        mixed = replace(mixed, team=people.team, hours=people.hours)
        return replace(mixed, wait=self._wait(was, now, dates, day), priority=dates.priority, due=dates.due)

    def _alone(self, one: Piece, causes: Causes, day: date) -> Piece:
        """Work of one of the days alone, carried to the other: what came later has not been begun there."""
        if one.id in self.was:
            past = (day - self.before.day).days
            begun = None if one.begun is None else one.begun + past
            return replace(one, age=one.age + past, begun=begun, wait=max(one.wait - past, 0))
        ahead = (self.after.day - day).days
        if not ahead:
            return one
        idle = Category.READY if one.category == Category.DOING else one.category
        return replace(one, age=0.0, begun=None, category=idle, wait=one.wait + ahead if one.wait else 0)

    def _wait(self, was: Piece, now: Piece, chosen: Piece, day: date) -> int:
        """Days until the planned start on a day. What begins by now tells no start: then it is the one it was."""
        passed = (self.after.day - self.before.day).days
        same = max(was.wait - passed, 0) == now.wait
        if chosen is was or same:
            return max(was.wait - (day - self.before.day).days, 0)
        return max(now.wait + (self.after.day - day).days, 0) if now.wait else 0

    def _aim(self, pk: int, causes: Causes) -> Aim:
        was, now = self.were.get(pk), self.are.get(pk)
        if was is None or now is None:
            return was or self.are[pk]
        scope = now if Cause.SCOPE in causes else was
        lost = [one for one in was.proofs if one in self.ended and self._is_there(one, causes)]
        found = [one for one in now.proofs if one in self.came and self._is_there(one, causes)]
        return replace(
            scope,
            key=now.key,
            due=(now if Cause.DATES in causes else was).due,
            category=(now if Cause.PACE in causes else was).category,
            proofs=tuple(sorted({*scope.proofs, *lost, *found})),
        )

    def _ties(self, causes: Causes) -> Iterator[Tie]:
        """Ties of what stands on both days by their cause; those of what came or ended come and go with it."""
        for ties, lone, chosen in ((self.before.ties, self.ended, False), (self.after.ties, self.came, True)):
            for one in ties:
                cause = Cause.SCOPE if one.type == RelationType.CONTRIBUTES_TO else Cause.LINKS
                if one.source in lone or one.target in lone or (cause in causes) is chosen:
                    yield one


def _differ(one: Rows, other: Rows) -> bool:
    return (one.pieces, one.aims, set(one.ties)) != (other.pieces, other.aims, set(other.ties))
