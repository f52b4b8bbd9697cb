"""The carrier desk: what carriers ask for, and the times within which they are promised an answer."""

from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Final

from ..commands import Command
from ..commands.clocks import TellBreaches
from ..commands.service_levels import AddServiceLevel
from ..rules.words import Category, Kind, Priority, Severity
from .flow import Days, Size
from .lives import Piece, at_work, on, settle
from .people import ADMIN, TEAMS, email
from .script import HOUSE, Book, Script
from .titles import CUSTOMERS

DESK: Final = "desk"
LEVELS: Final = (
    ("Desk, urgent", {"priority": Priority.URGENT, "respond": 60, "resolve": 480}),
    ("Desk, high", {"priority": Priority.HIGH, "respond": 120, "resolve": 960}),
    ("Desk", {"respond": 240, "resolve": 2400}),
)
ASKED: Final = (
    "{} needs last quarter's payout statements",
    "{}: change the bank account of one depot",
    "Second user for {}",
    "{} wants an invoice by line",
    "{} asks for a refund of a cancelled booking",
    "Explain the currency line to {}",
    "{}: drivers cannot sign in after the merger",
    "Raise the daily limit of {}",
    "Copy of the contract for {}",
    "{} moves to another office",
    "Training hour for the dispatchers of {}",
    "{} wants delay notices in Swedish",
)
_ANSWERS: Final = (
    "I see to it, and write to them today.",
    "Answered them: they have it by tomorrow noon.",
    "Called them, it is clear now.",
    "Asked Payments; their word comes this afternoon.",
)
NOW: Final = (
    ("{}: payouts go to the old account", 0, 70, None),
    ("Statement of all payouts for the auditors of {}", 1, 50, "waiting"),
    ("{} asks why two payouts were merged", 2, 30, "waiting"),
    ("Raise the daily limit of {} before the holidays", 1, 20, "doing"),
    ("{} wants to add a depot", 2, 6, None),
    ("Locked out: dispatcher of {}", 0, 1.5, "doing"),
)
"""What lies on the desk now: title, priority, hours since it came in, and how far it is; the first is overlooked."""


def write_service(script: Script) -> None:
    """Promise the times, and have it noted day by day which of them have run out."""
    # As late as may be: whatever happens from then on is asked for its clock.
    at, admin = on(max(script.days.first, script.days.day(-92)), 17), email(ADMIN)
    for name, terms in LEVELS:
        script.add(at, admin, partial(_level, name, terms, DESK))
    critical = {"severity": Severity.CRITICAL, "always": True, "respond": 60, "resolve": 2880}
    script.add(at, admin, partial(_level, "Critical issues, day and night", critical, None))
    moment = script.cut + timedelta(hours=1)
    while moment <= script.days.now:
        script.add(moment, HOUSE, lambda book: TellBreaches())
        moment += timedelta(hours=12)
    script.add(script.days.now - timedelta(minutes=1), HOUSE, lambda book: TellBreaches())


def _level(name: str, terms: dict[str, Any], operation: str | None, book: Book) -> Command:
    place = {"operation": book[operation]} if operation else {}
    return AddServiceLevel(level_name=name, **terms, **place)


def desk_requests(size: Size, days: Days, random: Random) -> list[Piece]:
    """What was asked for in the last three months, most of it answered in time; and what lies there now."""
    people = [email(name) for name in next(team.people for team in TEAMS if team.key == "CARE")]
    pieces = []
    for number in range(size.requests):
        since = at_work(on(days.day(-4), 8) - timedelta(days=random.uniform(0, min(85, size.days - 10))), random)
        title = ASKED[number % len(ASKED)].format(random.choice(CUSTOMERS))
        piece = _request(f"request:{number}", title, random.choice((0, 1, 1, 2, 2, 2, 3)), since, people[1:], random)
        pieces.append(_answered(piece, random, late=random.random() < 0.12))
    for number, (title, priority, hours, state) in enumerate(NOW):
        since = days.now - timedelta(hours=hours)
        words = title.format(CUSTOMERS[number])
        piece = _request(f"request:now:{number}", words, priority, since, people[1:], random)
        pieces.append(_begun(piece, state, days.now))
    return pieces


def _request(ref: str, title: str, priority: int, at: datetime, people: list[str], random: Random) -> Piece:
    owner, reporter = random.choice(people[1:]), people[0]
    facts: dict[str, Any] = {"owner": owner, "parent": DESK, "priority": priority, "effort": 60, "labels": ("desk",)}
    return Piece(ref, Kind.TASK, "CARE", title, at, reporter, **facts)


def _answered(piece: Piece, random: Random, *, late: bool) -> Piece:
    owner = piece.owner or piece.reporter
    said = piece.created + timedelta(minutes=random.randrange(10, 55) + (360 if late else 0))
    piece.add(said, owner, "comment", random.choice(_ANSWERS))
    piece.move(said + timedelta(minutes=2), owner, Category.DOING)
    if random.random() < 0.3:
        piece.move(said + timedelta(minutes=30), owner, Category.WAITING)
        piece.move(said + timedelta(days=1), owner, Category.DOING)
        said += timedelta(days=1)
    piece.done_at = at_work(said + timedelta(hours=random.uniform(1, 4), days=4 if late else 0), random)
    piece.move(piece.done_at, owner, Category.DONE)
    return settle(piece)


def _begun(piece: Piece, state: str | None, now: datetime) -> Piece:
    if state is None:
        return piece
    owner, since = piece.owner or piece.reporter, now - piece.created
    piece.move(piece.created + since * 0.2, owner, Category.DOING)
    piece.add(piece.created + since * 0.21, owner, "comment", "I see to it, and write to them today.")
    if state == "waiting":
        piece.move(piece.created + since * 0.5, owner, Category.WAITING)
        piece.add(piece.created + since * 0.51, owner, "comment", "Wrote to them for the missing form; we wait.")
    return settle(piece)
