"""What is put on record of projects: baselines, a template and what was made of it, status reports."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any, Final

from ..commands import Command
from ..commands.baselines import TakeBaseline
from ..commands.items import ChangeItem
from ..commands.status_reports import (
    DraftStatusReport,
    EditStatusReport,
    PublishStatusReport,
    ShareStatusReport,
)
from ..commands.template_use import UseTemplate
from ..commands.templates import CreateTemplate
from ..models import StatusReport
from ..rules.words import Light
from .lives import Piece
from .people import email
from .phases import Plan
from .scenario import PROJECTS
from .script import Book, Script

REPLANNED: Final = {
    "instant": (14, "After the meeting with Kestrel"),
    "tracking": (4, "Without the third carrier"),
    "customs": (9, "With the broker's dates"),
}
"""Project -> days by which what is open moves, and the name of its second baseline."""
EARLIER: Final = {
    "instant": (
        "First report",
        Light.AMBER,
        "**In short:** the engine is nearly complete. Everything beyond waits for Kestrel's certification, whose date"
        " has moved three times. Until it holds, so does nothing here.",
    ),
    "tracking": (
        "For Maritime Nine",
        Light.GREEN,
        "**In short:** positions of two carriers come in every ten minutes. The pilot with Maritime Nine can begin.",
    ),
    "launch": (
        "To the partners",
        Light.GREEN,
        "**In short:** five partners have signed, the hall in Stockholm is booked.",
    ),
}
LATER: Final = {
    "instant": (
        "Weekly report",
        Light.RED,
        "**In short:** the new plan puts the first weekend six weeks later. Two things decide it: Kestrel's"
        " certification, and the reversals that the ledger books twice. **The second needs two days of work, and nobody"
        " has them.**",
    ),
    "tracking": (
        "Weekly report",
        Light.AMBER,
        "**In short:** on its way, without the third carrier. Its contract is with the lawyers.",
    ),
}


def write_papers(script: Script, plan: Plan) -> None:
    """Put plans on record before and after they were changed, keep a template, and report."""
    owners = {project.ref: email(project.owner) for project in PROJECTS}
    for number, (ref, (slip, name)) in enumerate(REPLANNED.items()):
        early, late = script.cut + timedelta(hours=4, minutes=number), script.days.now - timedelta(hours=44)
        script.add(early, owners[ref], partial(_baseline, ref, "As agreed"))
        for minute, piece in enumerate(_open(plan.pieces, ref, script)):
            move = partial(_later, piece, slip)
            script.add(late + timedelta(minutes=10 * number + minute), owners[ref], move)
        script.add(late + timedelta(minutes=40 + number), owners[ref], partial(_baseline, ref, name))
    for hours, reports in ((5, EARLIER), (0, LATER)):
        at = script.cut + timedelta(hours=hours) if hours else script.days.now - timedelta(hours=25)
        for number, (ref, words) in enumerate(reports.items()):
            _report(script, ref, owners[ref], at + timedelta(minutes=12 * number), *words)
    draft = script.days.now - timedelta(hours=3)
    script.add(draft, owners["customs"], lambda book: DraftStatusReport(project=book["customs"], with_budget=True))
    _template(script, owners["close"])


def _open(pieces: Iterable[Piece], ref: str, script: Script) -> list[Piece]:
    """Eight pieces of a project that were there at the cut and are not begun yet."""
    now, late = script.days.now, script.days.now.date()
    mine = (p for p in pieces if p.parent == ref and not p.milestone and p.created < script.cut and p.due)
    idle = (p for p in mine if p.due and p.due > late and all(s.at > now or s.value == "Ready" for s in p.steps))
    return list(idle)[:8]


def _baseline(ref: str, name: str, book: Book) -> Command:
    return TakeBaseline(project=book[ref], baseline_name=name)


def _later(piece: Piece, slip: int, book: Book) -> Command:
    days = timedelta(days=slip)
    start: dict[str, Any] = {"start": piece.start + days} if piece.start else {}
    more: dict[str, Any] = {"effort": piece.effort + 240} if piece.effort and slip > 10 else {}
    return ChangeItem(key=book[piece.ref], due=piece.due + days if piece.due else None, **start, **more)


def _report(script: Script, ref: str, by: str, at: Any, title: str, light: Light, words: str) -> None:
    """Draft a report, put a word before its facts, publish it; one is shared with people outside."""
    report = f"{ref}:report:{title}"
    money = ref == "instant"
    script.add(
        at,
        by,
        lambda book: DraftStatusReport(project=book[ref], title=title, health=light, with_budget=money),
        ref=report,
    )
    script.add(at + timedelta(minutes=4), by, partial(_worded, report, words))
    script.add(at + timedelta(minutes=9), by, lambda book: PublishStatusReport(id=book[report]))
    if title == "For Maritime Nine":
        script.add(at + timedelta(minutes=11), by, lambda book: ShareStatusReport(id=book[report]))


def _worded(report: str, words: str, book: Book) -> Command:
    facts = StatusReport.objects.values_list("body", flat=True).get(pk=book[report])
    return EditStatusReport(id=book[report], body=f"{words}\n\n{facts}")


def _template(script: Script, owner: str) -> None:
    """What was learned in one country is kept for the next, and soon made use of."""
    about = "How the books came to be closed in five days: what to find out first, what to connect, what to hand over."
    facts: dict[str, Any] = {"template_name": "Close the books faster", "description": about}
    script.add(
        script.cut + timedelta(hours=6),
        owner,
        lambda book: CreateTemplate(project=book["close"], **facts),
        ref="template",
    )
    plan: dict[str, Any] = {"title": "Close the books in Sweden", "start": script.days.day(30), "team": "FIN"}
    plan |= {"owner": owner, "sponsor": email("Margaret Doyle")}
    text = "The same for the Swedish branch: its bank, its tax calendar, its auditors."
    script.add(
        script.days.now - timedelta(hours=50),
        owner,
        lambda book: UseTemplate(id=book["template"], description=text, **plan),
    )
