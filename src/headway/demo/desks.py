"""What lies on the desks of the people as whom one walks in: work in hand, late, due, next, waiting and asked for."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from ..rules.words import Category, Kind
from . import talk
from .flow import Days
from .lives import Piece, at_work, settle
from .people import GUEST, TEAMS, email

DESKS: Final = {
    "Priya Raman": (
        "PAY",
        "Ingrid Solheim",
        (
            ("now", "Retry payouts that the bank refused for a wrong name", 480, -2),
            ("now", "Show carriers why a payout is held", 240, 3),
            ("late", "Round krona payouts the way the bank does", 120, -4),
            ("late", "Answer the auditors' question on payout approvals", 60, -1),
            ("due", "Alert when the weekend settlement is late", 240, 1),
            ("due", "Write the runbook for stuck transfers", 120, 2),
            ("due", "Review the limits for new carriers", 120, 0),
            ("next", "Let Customer Care resend a payout notification", 480, 9),
            ("next", "Remove the old refund endpoint", 240, 16),
            ("waits", "Switch recalls to the new message version", 480, 5),
        ),
    ),
    "Ingrid Solheim": (
        "PAY",
        "Robert Achterberg",
        (
            ("now", "Decide what Payments stops doing this quarter", 240, 1),
            ("late", "Agree a date with Kestrel for the certification", 60, -9),
            ("due", "Forecast for the payout promise", 120, 2),
            ("due", "Second interview: ledger engineer", 60, 1),
            ("waits", "Two engineers on loan from Platform", 60, 4),
            ("next", "Prepare the quarterly review of Payments", 240, 12),
        ),
    ),
    "Chloé Dubois": (
        "SHIP",
        "Marcus Lindqvist",
        (
            ("now", "Status report: live positions for sea freight", 60, 1),
            ("now", "Plan the pilot with Maritime Nine", 120, 2),
            ("late", "Confirm the customs interface dates with the broker", 60, -2),
            ("due", "Agree acceptance figures for the arrival model", 120, 2),
            ("waits", "Position data contract with the third carrier", 60, 6),
            ("next", "Risk review for customs pre-clearance", 120, 10),
        ),
    ),
    "Robert Achterberg": (
        "FIN",
        "Katarina Voss",
        (
            ("now", "Decide on the fourth quarter's priorities", 120, 3),
            ("late", "Answer Kestrel's proposal for new dates", 60, -3),
            ("due", "Board pack: goals and outlook", 240, 2),
            ("waits", "Cost of moving to a second bank gateway", 60, 7),
        ),
    ),
    "Katarina Voss": (
        "FIN",
        "Robert Achterberg",
        (
            ("now", "Sign the lease for the Malmö office", 60, 2),
            ("due", "Talk with the regulator in Stockholm", 120, 1),
            ("next", "Choose an owner for early churn", 60, 8),
        ),
    ),
    GUEST: (
        "PAY",
        "Luca Moretti",
        (
            ("now", "Second cycle of the recall tests", 960, 6),
            ("late", "Send the new test certificates", 60, -2),
            ("due", "Name a contact for weekends", 60, 1),
            ("next", "Confirm limits for the pilot", 60, 12),
        ),
    ),
}

SERVES: Final = {
    "Retry payouts that the bank refused for a wrong name": "instant",
    "Show carriers why a payout is held": "fraud",
    "Round krona payouts the way the bank does": "instant",
    "Answer the auditors' question on payout approvals": "audit",
    "Alert when the weekend settlement is late": "instant",
    "Write the runbook for stuck transfers": "instant",
    "Review the limits for new carriers": "fraud",
    "Switch recalls to the new message version": "sepa",
    "Agree a date with Kestrel for the certification": "sepa",
    "Forecast for the payout promise": "instant",
    "Status report: live positions for sea freight": "tracking",
    "Plan the pilot with Maritime Nine": "tracking",
    "Agree acceptance figures for the arrival model": "tracking",
    "Position data contract with the third carrier": "tracking",
    "Confirm the customs interface dates with the broker": "customs",
    "Risk review for customs pre-clearance": "customs",
    "Second cycle of the recall tests": "sepa",
    "Send the new test certificates": "sepa",
    "Confirm limits for the pilot": "sepa",
    "Talk with the regulator in Stockholm": "launch",
}
"""Title -> the project under which the task stands."""
_SAID: Final = (
    "I put the open points into the description, please have a look before Thursday.",
    "Half of it is clear now; the rest needs your word.",
    "Can we talk about this for ten minutes tomorrow?",
    "The others agree, as long as the date holds.",
)


def desk_work(days: Days, random: Random) -> list[Piece]:
    """The tasks on the desks, all made within the last fortnight."""
    return [
        _task(f"desk:{number}:{place}", name, team, asker, task, days, random)
        for number, (name, (team, asker, tasks)) in enumerate(DESKS.items())
        for place, task in enumerate(tasks)
    ]


def _task(
    ref: str, name: str, team: str, asker: str, task: tuple[str, str, int, int], days: Days, random: Random
) -> Piece:
    part, title, effort, due = task
    created = at_work(days.now - timedelta(days=random.uniform(5, 13)), random)
    owner = email(name)
    mover = email(asker) if name == GUEST else owner
    piece = Piece(
        ref,
        Kind.TASK,
        team,
        title,
        min(created, days.now - timedelta(days=2)),
        email(asker),
        text=talk.task_text(random),
        owner=owner,
        parent=SERVES.get(title),
        priority=1 if part in ("now", "late") else 2,
        due=days.day(due),
        effort=effort,
    )
    piece.move(piece.created + timedelta(hours=5), email(asker), Category.READY)
    if part in ("now", "waits"):
        piece.move(days.now - timedelta(days=1, hours=random.uniform(1, 20)), mover, Category.DOING)
    if part == "waits":
        piece.move(days.now - timedelta(hours=random.uniform(3, 20)), mover, Category.WAITING)
    elif part == "now":
        _talk(piece, random, days.now)
    return settle(piece)


def _talk(piece: Piece, random: Random, now: datetime) -> None:
    people = next(team.people for team in TEAMS if team.key == piece.team)
    by = random.choice(people[1:])
    piece.add(now - timedelta(hours=random.uniform(1, 30)), email(by), "comment", random.choice(_SAID))
