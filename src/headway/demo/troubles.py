"""Issues whose whole course is told: from mail and form to the lesson, by way of all that can happen to one."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any, Final

from ..commands import Command
from ..commands.comments import AddComment
from ..commands.escalations import RunEscalations
from ..commands.items import CreateItem
from ..commands.mails import ReceiveMail
from ..commands.relations import AddRelation
from ..commands.resolving import ReopenIssue, ResolveIssue, ReviewIssue
from ..commands.triage import AcceptIssue, DeclineIssue, JoinDuplicate, SnoozeIssue
from ..rules.words import Category, Kind, RelationType, Severity, Urgency
from .people import email
from .script import HOUSE, Book, Script, moving

MAILS: Final = (
    (88, "jens.rask@baltic-haul.example", "Jens Rask", "Cannot see yesterday's proofs", "All five trucks, since noon."),
    (52, "info@skagenfish.example", "Skagen Fish", "Invoice in krona please", "Our bookkeeping asks for it."),
    (17, "t.moor@ospreyfoods.example", "Tess Moor", "Signature missing on two deliveries", "Oslo, both this week."),
    (16, "t.moor@ospreyfoods.example", "Tess Moor", "Same trouble on a third delivery", "Bergen this time."),
)
"""Hours ago, sender, his name, subject, words."""
LESSON: Final = """**What happened.** For 41 minutes no payout was approved: the approval service waited for
a certificate that had run out. 212 payouts were late, none was lost.

**Why.** The certificate was renewed by hand, by one person, who was on leave.

**What we learned.** The alert went to a mailbox that nobody reads.

**What we do.** Renew by machine (Platform, this month); send the alert to whoever is on call (done)."""


def write_troubles(script: Script) -> None:
    """Add them, and have escalation paths looked after."""
    _mails(script)
    _outage(script)
    _comes_back(script)
    _overlooked(script)
    moment = script.cut + timedelta(hours=2)
    while moment <= script.days.now:
        script.add(moment, HOUSE, lambda book: RunEscalations())
        moment += timedelta(hours=12)
    script.add(script.days.now - timedelta(hours=1), HOUSE, lambda book: RunEscalations())


def _mails(script: Script) -> None:
    for number, (hours, *letter) in enumerate(MAILS):
        at = script.days.now - timedelta(hours=hours)
        script.add(at, HOUSE, partial(_mail, number, letter), ref=f"mail:{number}")
    now, care = script.days.now, email("Leila Farahani")
    accept: dict[str, Any] = {"owner": care, "severity": Severity.MODERATE, "urgency": Urgency.SOON}
    script.add(now - timedelta(hours=80), care, lambda book: AcceptIssue(key=book["mail:0"], **accept))
    script.add(now - timedelta(hours=70), care, moving("mail:0", Category.DOING))
    reason = "Invoices in krona come with the launch in Sweden; until then we cannot make an exception. We told them."
    script.add(now - timedelta(hours=45), care, lambda book: DeclineIssue(key=book["mail:1"], reason=reason))
    script.add(now - timedelta(hours=3), care, lambda book: JoinDuplicate(key=book["mail:3"], of=book["mail:2"]))


def _mail(number: int, letter: Sequence[str], book: Book) -> Command:
    sender, name, subject, words = letter
    digest = sha256(f"{number}{subject}".encode()).hexdigest()
    facts: dict[str, Any] = {"sender": sender, "sender_name": name, "subject": subject, "body": words, "team": "CARE"}
    return ReceiveMail(digest=digest, **facts)


def _reported(script: Script, ref: str, by: str, hours: float, facts: dict[str, Any]) -> None:
    at = script.days.now - timedelta(hours=hours)
    script.add(at, email(by), lambda book: CreateItem(kind=Kind.ISSUE, **facts), ref=ref)


def _outage(script: Script) -> None:
    """A critical one: accepted within minutes, resolved with its cause, looked back upon."""
    now, by = script.days.now, email("Aisha Bello")
    facts = {"title": "No payout is approved: approval service refuses all", "team": "PAY", "labels": ["bank"]}
    facts |= {"severity": Severity.CRITICAL, "urgency": Urgency.IMMEDIATE, "priority": "urgent"}
    facts |= {"description": "Every approval answers with an error. Carriers wait for their money."}
    _reported(script, "outage", "Elif Demir", 76, facts)
    start = now - timedelta(hours=76)
    script.add(start + timedelta(minutes=4), by, lambda book: AcceptIssue(key=book["outage"], owner=by))
    script.add(start + timedelta(minutes=5), by, moving("outage", Category.DOING))
    hurt = {"type": RelationType.AFFECTS, "target": "payouts"}
    script.add(start + timedelta(minutes=6), by, partial(_tie, "outage", hurt))
    said = "@Viktor Petrov the certificate of the approval service ran out. Can you renew it?"
    script.add(start + timedelta(minutes=12), by, lambda book: AddComment(key=book["outage"], body=said))
    done = "Renewed. Approvals go through again; I watch it for an hour."
    script.add(
        start + timedelta(minutes=39), email("Viktor Petrov"), lambda book: AddComment(key=book["outage"], body=done)
    )
    cause = "A certificate that is renewed by hand ran out while the one who renews it was on leave."
    script.add(start + timedelta(minutes=45), by, lambda book: ResolveIssue(key=book["outage"], cause=cause))
    script.add(start + timedelta(hours=26), by, lambda book: ReviewIssue(key=book["outage"], post_incident=LESSON))


def _tie(source: str, tie: dict[str, Any], book: Book) -> Command:
    return AddRelation(source=book[source], type=tie["type"], target=book[tie["target"]])


def _comes_back(script: Script) -> None:
    """One that was resolved, and came back; and one that is put off."""
    now, by = script.days.now, email("Arjun Mehta")
    facts = {"title": "Positions of two vessels stand still at midnight", "team": "SHIP", "severity": Severity.MAJOR}
    _reported(script, "midnight", "Chloé Dubois", 90, facts)
    start = now - timedelta(hours=90)
    script.add(start + timedelta(hours=1), by, lambda book: AcceptIssue(key=book["midnight"], owner=by))
    script.add(
        start + timedelta(hours=2), by, partial(_tie, "midnight", {"type": RelationType.BLOCKS, "target": "tracking"})
    )
    cause = "The feed counts a day from UTC, the model from local time."
    script.add(start + timedelta(hours=20), by, lambda book: ResolveIssue(key=book["midnight"], cause=cause))
    back = "Both vessels stood still again last night. It is not the time zone alone."
    script.add(
        now - timedelta(hours=28), email("Chloé Dubois"), lambda book: ReopenIssue(key=book["midnight"], reason=back)
    )
    script.add(now - timedelta(hours=27), by, moving("midnight", Category.DOING))
    facts = {"title": "Winter time: port opening hours shift by one", "team": "SHIP", "severity": Severity.MINOR}
    _reported(script, "later", "Freja Holm", 60, facts)
    until = now + timedelta(days=5)
    script.add(
        now - timedelta(hours=50), email("Marcus Lindqvist"), lambda book: SnoozeIssue(key=book["later"], until=until)
    )


def _overlooked(script: Script) -> None:
    """One that nobody looked at, until the path told the lead."""
    facts = {"title": "Chat says «we are closed» during the day", "team": "CARE", "severity": Severity.MAJOR}
    facts |= {"urgency": Urgency.SOON, "description": "Every customer who opens it before noon reads that."}
    _reported(script, "overlooked", "Olivia Brooks", 95, facts)
    lead = email("Beatriz Almeida")
    said = "I was told by the path, not by us. @Ida Rasmussen can you take this today?"
    script.add(script.days.now - timedelta(hours=2), lead, lambda book: AddComment(key=book["overlooked"], body=said))
