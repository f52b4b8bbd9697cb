"""Pieces of work and the lives they lead: planned whole, before any of it is made."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final

from ..rules.words import Category, Kind
from . import talk
from .people import TeamPlan, email

EFFORTS: Final = (60, 120, 120, 240, 240, 480, 480, 960, 1440)
STATES: Final = {
    Kind.TASK: {"backlog": "Backlog", "ready": "Ready", "doing": "In progress", "waiting": "Waiting", "done": "Done"}
    | {"dropped": "Dropped"},
    Kind.ISSUE: {"backlog": "Triage", "ready": "Accepted", "doing": "In progress", "waiting": "Waiting"}
    | {"done": "Resolved", "dropped": "Declined"},
}


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens to a piece: `what` is move, owner, priority, due, comment or work."""

    at: datetime
    by: str
    what: str
    value: Any
    text: str = ""


@dataclass(slots=True)
class Piece:
    """A task or issue to be: what it is at first, and its steps in order of time. People are named by address."""

    ref: str
    kind: Kind
    team: str
    title: str
    created: datetime
    reporter: str
    text: str = ""
    owner: str | None = None
    parent: str | None = None
    phase: str | None = None
    priority: int = 2
    severity: int | None = None
    start: date | None = None
    due: date | None = None
    effort: int | None = None
    milestone: bool = False
    private: bool = False
    labels: tuple[str, ...] = ()
    sprint: str | None = None
    steps: list[Step] = field(default_factory=list)
    done_at: datetime | None = None

    def add(self, at: datetime, by: str, what: str, value: Any, text: str = "") -> None:
        """Add a step, after the piece was made."""
        self.steps.append(Step(max(at, self.created + timedelta(minutes=3)), by, what, value, text))

    def move(self, at: datetime, by: str, category: Category) -> None:
        """Add a step into another state."""
        self.add(at, by, "move", STATES[self.kind][category])


def at_work(moment: datetime, random: Random) -> datetime:
    """The same or the next moment in working hours, with minutes of its own."""
    if moment.hour >= 17:
        moment = (moment + timedelta(days=1)).replace(hour=8)
    elif moment.hour < 8:
        moment = moment.replace(hour=8)
    if moment.weekday() >= 5:
        moment = (moment + timedelta(days=7 - moment.weekday())).replace(hour=8)
    return moment.replace(minute=random.randrange(60), second=random.randrange(60), microsecond=0)


def on(day: date, hour: int = 9) -> datetime:
    """A moment of a day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def lead(piece: Piece, random: Random, *, begin: datetime, end: datetime | None, waits: bool = False) -> None:
    """Have a piece go through its states between two moments; without an end it stays in hand, or waits."""
    owner = piece.owner or piece.reporter
    ready = at_work(max(piece.created + timedelta(hours=3), begin - timedelta(days=random.uniform(1, 4))), random)
    piece.move(min(ready, begin), piece.reporter, Category.READY)
    begin = max(begin, piece.created + timedelta(hours=6))
    piece.move(begin, owner, Category.DOING)
    if end is None:
        if waits:
            piece.move(begin + timedelta(days=1), owner, Category.WAITING)
        return
    end = max(end, begin + timedelta(minutes=40))
    if end - begin > timedelta(days=3) and random.random() < 0.3:
        pause = begin + (end - begin) * 0.3
        piece.move(pause, owner, Category.WAITING)
        piece.move(begin + (end - begin) * 0.7, owner, Category.DOING)
    piece.move(end, owner, Category.DONE)
    piece.done_at = end


def chatter(piece: Piece, random: Random, team: TeamPlan, *, until: datetime, share: float) -> None:
    """Have people talk on a piece and put time into it, up to its end or `until`; a `share` of pieces is so rich."""
    if random.random() >= share:
        return
    begun = next((s.at for s in piece.steps if s.what == "move" and s.value == "In progress"), None)
    last = min(piece.done_at or until, until)
    owner = piece.owner or piece.reporter
    for _ in range(random.choice((0, 0, 0, 1, 1, 2))):
        at = piece.created + (last - piece.created) * random.random()
        by, to = random.choice(team.people), random.choice(team.people)
        piece.add(
            at_work(at, random), email(by), "comment", talk.remark(random, name=to if to != by else team.people[0])
        )
    if begun is None or begun >= last or piece.milestone:
        return
    left = int((piece.effort or 240) * random.uniform(0.7, 1.4))
    for part in range(random.choice((1, 1, 2))):
        minutes = min(max(15, left // (part + 1) // 15 * 15), 210)
        at = begun + (last - begun) * random.uniform(0.3, 0.95)
        piece.add(at, owner, "work", minutes, talk.note(random))


def settle(piece: Piece) -> Piece:
    """Put the steps in order of time."""
    piece.steps.sort(key=lambda step: step.at)
    return piece
