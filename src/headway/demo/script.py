"""What members do by themselves, act by act, in order of time: the acts that make and move the organisation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any, Final

from ..access.actor import Actor, actor_for, house, public
from ..commands import Command, run
from ..commands.moves import MoveItem
from ..commands.relations import AddRelation
from ..models import Member, Workspace
from ..rules.words import Category, RelationType
from .flow import Days

OUTSIDE: Final = "outside"
"""Who acts without being a member."""
HOUSE: Final = "house"
"""The house itself, which does what its jobs do."""

Book = dict[str, Any]
"""Reference -> key of an item, or id of a key result, sprint, phase and the like, once it is there."""
Make = Callable[[Book], Command]
Then = Callable[[dict[str, Any]], None]


@dataclass(order=True, slots=True)
class Act:
    """Somebody does something: the command is made when its time comes; what it answers is kept under `ref`.

    `then` is called with the answer, and may add what follows from it.
    """

    at: datetime
    number: int
    by: str = field(compare=False)
    make: Make = field(compare=False)
    ref: str | None = field(default=None, compare=False)
    then: Then | None = field(default=None, compare=False)


class Script:
    """The acts of a story, collected in any order, and what has come of those that were played."""

    def __init__(self, days: Days, *, cut: datetime, workspace: Workspace) -> None:
        self.days, self.cut, self.workspace, self.book = days, cut, workspace, Book()
        self._acts, self._numbers = list[Act](), count()

    def add(self, at: datetime, by: str, make: Make, *, ref: str | None = None, then: Then | None = None) -> None:
        """Add an act, unless it lies in the future."""
        if at <= self.days.now:
            heappush(self._acts, Act(at, next(self._numbers), by, make, ref, then))

    def row(self, at: datetime, by: str, makes: Sequence[Make], *, ref: str | None = None) -> None:
        """Add acts that follow each other within minutes; what the first answers is kept under `ref`."""
        for minute, make in enumerate(makes):
            self.add(at + timedelta(minutes=2 * minute), by, make, ref=None if minute else ref)

    def play(self, until: datetime, cast: "Cast") -> None:
        """Have everything done whose time comes before `until`, in order."""
        while self._acts and self._acts[0].at < until:
            act = heappop(self._acts)
            answer = run(act.make(self.book), actor=cast[act.by], now=act.at)
            if act.ref is not None:
                self.book[act.ref] = answer.get("id") or answer["key"]
            if act.then is not None:
                act.then(answer)


class Cast:
    """The actor of each member by address, looked up once; and those who are no members."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._found = {OUTSIDE: public(workspace=workspace), HOUSE: house(workspace=workspace)}

    def __getitem__(self, address: str) -> Actor:
        if address not in self._found:
            member = Member.objects.get(workspace=self.workspace, email=address)
            self._found[address] = actor_for(member=member, via="web")
        return self._found[address]


def moving(ref: str, category: Category) -> Make:
    """Move an item into the first state of a category."""
    return lambda book: MoveItem(key=book[ref], state=category.value)


def relating(source: str, type_: RelationType, target: str, weight: float = 1.0) -> Make:
    """Tie two items."""
    return lambda book: AddRelation(source=book[source], type=type_, target=book[target], weight=weight)
