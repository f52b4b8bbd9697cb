"""What the screens should make obvious, though nobody says it: hidden in the plan before it is lived.

Two more truths need nothing here: the goal «churn» has no work (scenario.IDLE_GOAL), and Payments takes in more than
it can do (people.TEAMS, load).
"""

from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from ..rules.words import Category, Kind, RelationType
from .flow import Days
from .lives import Piece, at_work, on, settle
from .people import GUEST, email
from .phases import Plan, Tie

SUPPLIER: Final = "supplier"
CAUSE: Final = "cause"
_SLIPS: Final = ((-62, -48), (-47, -27), (-26, -6), (-5, 16))
"""When Kestrel announced which new date, in days from today."""


def hide_truths(plan: Plan, days: Days, random: Random) -> None:
    """Put the slipping supplier and the costly issue into the plan, and hold back what waits for them."""
    plan.pieces += [_supplier(days, random), _cause(days, random), *_duplicates(days, random), *_secrets(days, random)]
    _hold(plan, "sepa:", SUPPLIER, since=on(days.day(-40)), limit=5)
    _hold(plan, "instant:", CAUSE, since=on(days.day(-24)), limit=4)
    plan.ties += [Tie(CAUSE, RelationType.AFFECTS, one) for one in ("instant", "recon", "failed", "fraud")]
    plan.ties += [Tie(f"twin:{n}", RelationType.DUPLICATES, CAUSE) for n in range(4)]
    plan.ties += [Tie(SUPPLIER, RelationType.AFFECTS, "instant"), Tie("instant", RelationType.DEPENDS_ON, "sepa")]


def _hold(plan: Plan, prefix: str, holder: str, *, since: datetime, limit: int) -> None:
    """Have a project's work that begins after a day wait for the holder; the first of it is tied to it."""
    tied = 0
    for piece in sorted((p for p in plan.pieces if p.ref.startswith(prefix)), key=_begin):
        if _begin(piece) < since and (piece.done_at is None or piece.done_at < since + timedelta(days=9)):
            continue
        piece.steps = [s for s in piece.steps if s.at < since or s.what == "comment"]
        piece.done_at, piece.sprint = None, piece.sprint if _begin(piece) < since else None
        if not piece.milestone and tied < limit:
            plan.ties.append(Tie(holder, RelationType.BLOCKS, piece.ref))
            tied += 1
    plan.ends[prefix[:-1]] = None


def _begin(piece: Piece) -> datetime:
    begun = [step.at for step in piece.steps if step.what == "move" and step.value == "In progress"]
    return begun[0] if begun else datetime.max.replace(tzinfo=piece.created.tzinfo)


def _supplier(days: Days, random: Random) -> Piece:
    """The gateway's certification, whose date slips and slips."""
    made, guest = on(days.day(-75), 10), email(GUEST)
    piece = Piece(
        SUPPLIER,
        Kind.TASK,
        "PAY",
        "Kestrel Clearing certifies our message set",
        made,
        email("Luca Moretti"),
        text="Nothing can be sent through the gateway before this. Contact: Dorian Blake, Kestrel Clearing.",
        owner=guest,
        parent="sepa",
        priority=0,
        due=days.day(_SLIPS[0][1]),
        effort=2400,
        labels=("bank", "supplier"),
    )
    piece.move(made + timedelta(days=1), email("Luca Moretti"), Category.DOING)
    piece.move(made + timedelta(days=9), email("Luca Moretti"), Category.WAITING)
    excuses = (
        "Our test bench is booked until the end of the month. New date attached, sorry.",
        "Two of your recall messages failed; our team needs another cycle to look at it.",
        "The certification board did not meet. The date moves once more.",
    )
    for (at, date), text in zip(_SLIPS[1:], excuses, strict=True):
        piece.add(on(days.day(at), 11), guest, "comment", text)
        piece.add(on(days.day(at), 12), email("Luca Moretti"), "due", days.day(date))
        piece.add(on(days.day(at), 13), email("Ingrid Solheim"), "comment", "@Luca Moretti what does this hold up?")
    return settle(piece)


def _cause(days: Days, random: Random) -> Piece:
    """An old issue that nobody owns, behind most of the manual work and the launch of instant payouts."""
    made = on(days.day(-58), 9)
    piece = Piece(
        CAUSE,
        Kind.ISSUE,
        "PAY",
        "Ledger books a reversal twice after a bank timeout",
        made,
        email("Leila Farahani"),
        text="When the bank answers after more than 30 seconds, the transfer is sent again and the reversal of the"
        " first one is booked **twice**. Somebody in Payments corrects each case by hand, about 70 a week.\n\n"
        "Instant payouts cannot be switched on for weekends while this is open.",
        priority=2,
        severity=1,
        effort=960,
        labels=("bank", "ledger"),
    )
    piece.move(made + timedelta(days=2), email("Ingrid Solheim"), Category.READY)
    for day, by, text in (
        (-50, "Elif Demir", "Corrected 14 of these this morning. Is anybody on it?"),
        (-36, "Aisha Bello", "The screening pilot trips over the same cases."),
        (-22, "Priya Raman", "I had a look: two days of work, if I am left alone for two days."),
        (-11, "Leila Farahani", "Four more customers wrote to us this week, I linked their reports."),
        (-3, "Tomás Herrera", "The weekend settlement cannot go live with this open."),
    ):
        piece.add(at_work(on(days.day(day), 10), random), email(by), "comment", text)
    return settle(piece)


def _duplicates(days: Days, random: Random) -> list[Piece]:
    """The same trouble, told by customers in their words."""
    told = (
        ("Nordlog: balance lower than it should be after a failed payout", "Grace Kim"),
        ("Two reversals for one transfer on the statement", "Noah Fischer"),
        ("Osprey Foods: payout came back twice", "Ida Rasmussen"),
        ("Carrier owes us money after a timeout, says the ledger", "Kwame Boateng"),
    )
    pieces = []
    for number, (title, by) in enumerate(told):
        made = at_work(on(days.day(-52 + 12 * number), 9), random)
        pieces.append(Piece(f"twin:{number}", Kind.ISSUE, "PAY", title, made, email(by), severity=2, priority=2))
    return pieces


def _secrets(days: Days, random: Random) -> list[Piece]:
    """Work that only those who are involved see."""
    private = (
        ("PAY", "Ingrid Solheim", "Talk with Kenji about his notice"),
        ("FIN", "Margaret Doyle", "Offer for the acquisition of Tessera Freight"),
        ("GROW", "Henrik Dahl", "Exclusive terms for Nordlog"),
        ("PLAT", "Rachel Adeyemi", "Breach drill: date known to two people"),
    )
    pieces = []
    for number, (team, name, title) in enumerate(private):
        # History taken over in sets knows no privacy, so these belong to the last day.
        made = days.now - timedelta(hours=23, minutes=random.randrange(50))
        facts: dict[str, Any] = {"owner": email(name), "private": True, "due": days.day(9)}
        pieces.append(Piece(f"secret:{number}", Kind.TASK, team, title, made, email(name), **facts))
    return pieces
