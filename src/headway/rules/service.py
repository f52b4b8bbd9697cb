"""The clock of a service level: when a request was to be answered and resolved, counted in working time.

A clock is a pure function of what happened to the request. The time to respond runs from its creation to the first
reaction: somebody other than its reporter says something, or it leaves the backlog. The time to resolve runs from its
creation (or acceptance) while it is open, stands still while it waits, ends with done or dropped, and goes on where it
stopped when it is opened again. A moment counts as kept when it falls on the due moment itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from .calendars import Calendar, WorkingTime, add_working_time, working_time_between
from .errors import Invalid
from .words import CLOSED, OPEN, Category

ZERO = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Working time to respond and to resolve, None where nothing is promised.

    With `on_acceptance` the time to resolve begins when the request first leaves the backlog, not with its creation.
    """

    respond: timedelta | None = None
    resolve: timedelta | None = None
    on_acceptance: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """That a request came into a category."""

    at: datetime
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What a clock shows after its last step; moments are aware and in UTC.

    `respond_due`, `resolve_due`: when the time runs out, or ran out; None where nothing is promised, and for
    `resolve_due` while the clock stands still with time left. `spent` is the working time up to the last step,
    `paused` the moment since which it waits.
    """

    started: datetime
    respond_due: datetime | None = None
    responded: datetime | None = None
    resolve_due: datetime | None = None
    resolved: datetime | None = None
    paused: datetime | None = None
    spent: timedelta = ZERO

    def respond_broken(self, now: datetime) -> bool:
        """Whether the promise to respond is broken at `now`."""
        return self.respond_due is not None and (self.responded or now) > self.respond_due

    def resolve_broken(self, now: datetime) -> bool:
        """Whether the promise to resolve is broken at `now`."""
        return self.resolve_due is not None and (self.resolved or now) > self.resolve_due


class Hours:
    """Working time of a calendar, or of every hour where there is None; laid out once for many clocks.

    `first` and `last` only say where most questions lie: others are answered too, more slowly.
    """

    def __init__(self, calendar: Calendar | None, *, first: date, last: date) -> None:
        self._calendar = calendar
        self._laid = WorkingTime(calendar=calendar, first=first, last=last) if calendar else None

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time from `start` to `end`."""
        if self._calendar is None or self._laid is None:
            return end - start
        try:
            return self._laid.between(start=start, end=end)
        except Invalid:
            return working_time_between(calendar=self._calendar, start=start, end=end)

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """Return the moment, in UTC, by which `amount` has been worked since `start`.

        Raises Invalid where the calendar never works that much.
        """
        if self._calendar is None or self._laid is None:
            return start.astimezone(UTC) + amount
        try:
            return self._laid.add(start=start, amount=amount).astimezone(UTC)
        except Invalid:
            return add_working_time(calendar=self._calendar, start=start, amount=amount).astimezone(UTC)


def clock(
    *, promise: Promise, created: datetime, steps: Sequence[Step], reactions: Iterable[datetime], hours: Hours
) -> Clock:
    """Return the clock of a request that was `created` in backlog and then took `steps`, in order of time.

    A step at `created` itself is the category in which it came into being. `reactions` are the moments at which
    others than the reporter said something. Raises Invalid where the calendar never works as much as is promised.
    """
    left = [step.at for step in steps if step.category != Category.BACKLOG]
    resolving = _Resolving(promise.resolve, hours)
    begin = min(left, default=None) if promise.on_acceptance else created
    if begin is not None:
        resolving.take(Step(begin, Category.BACKLOG))
        for step in steps:
            resolving.take(Step(max(step.at, begin), step.category))
    return Clock(
        started=created,
        respond_due=None if promise.respond is None else hours.after(created, promise.respond),
        responded=min([*left, *reactions], default=None),
        resolve_due=resolving.due(),
        resolved=resolving.resolved,
        paused=resolving.paused,
        spent=resolving.spent,
    )


class _Resolving:
    """The time to resolve, run and stopped step by step."""

    def __init__(self, promised: timedelta | None, hours: Hours) -> None:
        self._promised, self._hours = promised, hours
        self._ran_out: datetime | None = None
        self._running: datetime | None = None
        self.paused: datetime | None = None
        self.resolved: datetime | None = None
        self.spent = ZERO

    def take(self, step: Step) -> None:
        """Count what was worked up to a step; then go on, wait or stop, as its category says."""
        if self._running is not None:
            self._count(self._running, step.at)
        runs = step.category in OPEN and step.category != Category.WAITING
        self._running = step.at if runs else None
        self.paused = (self.paused or step.at) if step.category == Category.WAITING else None
        self.resolved = (self.resolved or step.at) if step.category in CLOSED else None

    def _count(self, start: datetime, end: datetime) -> None:
        worked = self._hours.between(start, end)
        if self._promised is not None and self._ran_out is None and self.spent + worked >= self._promised:
            self._ran_out = self._hours.after(start, self._promised - self.spent)
        self.spent += worked

    def due(self) -> datetime | None:
        """When the time ran out, or will if nothing stops it; None where it stands still with time left."""
        start = self._running or self.resolved
        if self._ran_out is not None or self._promised is None or start is None:
            return self._ran_out
        return self._hours.after(start, self._promised - self.spent)
