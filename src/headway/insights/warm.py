"""What is kept between two looks for risks: the rows of a workspace, and what was computed of them."""

from collections import OrderedDict
from datetime import datetime
from typing import Any, Final

from ..models import Workspace
from ..rules.insight_words import Sight
from .memory import Memory
from .risks import Risks, weighed
from .stock import Stock

MOST: Final = 3
"""Workspaces that are kept warm at a time, the last looked at: a large one takes some 200 MB."""


class Warm:
    """One workspace's risks, for both sights; the second look computes what has changed since the first.

    `stored` is for whoever stores them: how they stood the last time.
    """

    def __init__(self) -> None:
        self.stored: dict[Sight, Any] = {}
        self._memory = Memory()
        self._stock: Stock | None = None

    def risks(self, workspace: Workspace, *, now: datetime) -> dict[Sight, Risks]:
        """Return what puts at risk what each sight sees, as of the last event that `workspace` tells of."""
        if self._stock is None:
            self._stock = Stock(workspace, now=now)
        else:
            self._stock.advance(workspace, now=now)
        looks = self._stock.looks
        rows = self._stock.rows().items()
        found = {}
        for sight, given in rows:
            self._memory.eyes = sight
            found[sight] = weighed(looks[sight], given, self._memory)
        self._memory.turn()
        return found


class Shelf:
    """The workspaces that a process keeps warm; none, until it is told that it may."""

    def __init__(self) -> None:
        self._most = 0
        self._kept: OrderedDict[int, Warm] = OrderedDict()

    def keep(self, most: int = MOST) -> None:
        """Keep so many from now on."""
        self._most = most

    def of(self, workspace: Workspace) -> Warm:
        """Return what is kept of a workspace, or what begins anew."""
        found = self._kept.pop(workspace.pk, None) or Warm()
        self._kept[workspace.pk] = found
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return found

    def forget(self, workspace: Workspace) -> None:
        """Begin this one anew the next time: what failed in the midst may have left it half done."""
        self._kept.pop(workspace.pk, None)


SHELF: Final = Shelf()
