"""How issues come in at the company: a public form, a rota, escalation, and what people outside told of lately."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from ..commands import Command
from ..commands.escalation_paths import AddEscalationLevel, CreateEscalation
from ..commands.forms import AnswerReport, CreateForm, ReplyToReport, SubmitForm
from ..commands.issue_rules import SetIssueRule
from ..commands.rota import JoinRota
from ..commands.triage import AcceptIssue
from ..models import Form, Report
from ..rules.words import Question, Severity, Urgency
from .people import ADMIN, TEAMS, email
from .script import OUTSIDE, Book, Script

TEAM: Final = "CARE"
REPORTS: Final = (
    (31, "Invoice shows last year's address", "moderate", "normal", "Mette Friis", "We moved in January."),
    (26, "Tracking page stays empty for sea freight", "major", "soon", "Jonas Beck", "Since this morning, all 14."),
    (
        9,
        "Payout for last week has not arrived",
        "critical",
        "immediate",
        "Lena Brandt",
        "Drivers wait for their money.",
    ),
    (4, "Cannot download customs papers on a phone", "moderate", "soon", "Piotr Zielak", "The button does nothing."),
    (2, "Typo in the mail about delays", "minor", "later", "A reader", "It says «defered»."),
)
"""Hours ago, title, severity, urgency, who, and what he says."""


def open_doors(script: Script) -> None:
    """Add the form, the rota, the path and the rule; then what came in through the form."""
    cut, admin, people = script.cut, email(ADMIN), next(team.people for team in TEAMS if team.key == TEAM)
    asks = [Question.DETAILS, Question.SEVERITY, Question.URGENCY, Question.NAME, Question.EMAIL]
    words = "Something does not work as it should? Tell us, and follow here what becomes of it."
    form: dict[str, Any] = {"title": "Report a problem", "introduction": words, "team": TEAM, "asks": asks}
    script.add(cut, admin, lambda book: CreateForm(**form, public=True), ref="form:help")
    for name in people[:4]:
        script.add(cut, admin, partial(_seat, name))
    script.add(cut, admin, lambda book: SetIssueRule(team=TEAM, rotate=True))
    path = {"path_name": "Nobody looks at it", "trigger": "unaccepted", "team": TEAM, "severity": "major"}
    script.add(cut, admin, lambda book: CreateEscalation.model_validate(path), ref="path:triage")
    for after, who in ((240, "lead"), (2400, "admins")):
        script.add(cut, admin, partial(_level, after, who))
    for number, (hours, *told) in enumerate(REPORTS):
        at = script.days.now - timedelta(hours=hours)
        script.add(at, OUTSIDE, partial(_report, told), ref=f"report:{number}")
    _answer(script, people[1], "report:0", at=script.days.now - timedelta(hours=25))


def _seat(name: str, book: Book) -> Command:
    return JoinRota(team=TEAM, member=email(name))


def _level(after: int, who: str, book: Book) -> Command:
    return AddEscalationLevel.model_validate({"escalation_path": book["path:triage"], "after": after, "who": who})


def _report(told: Sequence[str], book: Book) -> Command:
    title, severity, urgency, name, words = told
    link = Form.objects.values_list("link", flat=True).get(pk=book["form:help"])
    return SubmitForm(
        link=link,
        title=title,
        details=words,
        severity=Severity(severity),
        urgency=Urgency(urgency),
        contact_name=name,
        contact_email=f"{name.split()[-1].lower()}@carrier.example",
    )


def _answer(script: Script, member: str, ref: str, *, at: datetime) -> None:
    """One of them is accepted and asked about, and its reporter answers."""
    script.add(at, email(member), lambda book: AcceptIssue(key=book[ref], by_rota=True))
    script.add(
        at + timedelta(minutes=9),
        email(member),
        lambda book: AnswerReport(key=book[ref], body="Thank you. Is the new address right on your profile?"),
    )
    script.add(
        at + timedelta(minutes=50), OUTSIDE, lambda book: ReplyToReport(link=_link(book[ref]), body="Yes, it is.")
    )


def _link(key: str) -> str:
    return Report.objects.filter(item__key=key).latest("id").link
