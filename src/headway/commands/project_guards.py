"""The gates of projects: who approves, what must be done before one is completed, and that both are written down."""

from typing import Final

from ..access.projects import BEFORE_APPROVAL, check_approves, left_words, leftovers, sponsor_of
from ..events.types import DecisionMade
from ..models import Decision, Item, Member
from ..rules.errors import Forbidden, Refused
from ..rules.words import OPEN, Category, Verdict
from ..tongue import say, word
from .project_parts import add
from .unit import Unit

_PARTS: Final = {
    "phases": word("phases"),
    "deliverables": word("deliverables"),
    "stakeholders": word("stakeholders"),
    "budget_lines": word("budget lines"),
    "costs": word("costs"),
    "baselines": word("baselines"),
    "status_reports": word("status reports"),
}
"""What only projects have."""


def write_down(unit: Unit, project: Item, verdict: Verdict, words: str = "") -> None:
    """Add what was decided, by whom and when."""
    values = {"project": project, "verdict": verdict.value, "at": unit.now, "comment": words}
    add(unit, Decision, values | {"decided_by_id": unit.actor.member_id}, type_=DecisionMade)


def before_project_moves(project: Item, *, old: Category, new: Category, unit: Unit) -> None:
    """Check who approves and what is left, and write down what is thereby decided, unless this act has just done so."""
    if any(one.type == DecisionMade.type and one.item == project.pk for one in unit.happenings):
        return
    if new is Category.READY and old in BEFORE_APPROVAL:
        check_approves(unit.actor, sponsor=sponsor_of(project))
        write_down(unit, project, Verdict.APPROVED)
    if new is Category.DONE and old is not Category.DONE:
        refuse_leftovers(project)
        write_down(unit, project, Verdict.COMPLETED)


def check_born(project: Item, *, sponsor: Member | None, unit: Unit) -> bool:
    """Say whether a new project has been approved by being born past its proposal; only who approves may do so."""
    check_sponsor(sponsor, unit=unit, was=None)
    if project.category in BEFORE_APPROVAL:
        return False
    check_approves(unit.actor, sponsor=sponsor.pk if sponsor else None)
    return True


def proposed_as(item: Item, *, unit: Unit) -> str:
    """The category in which another kind of work becomes a project: under way only where an admin says so."""
    if item.category in OPEN and not unit.actor.sees_all:
        return Category.BACKLOG.value
    return item.category


def refuse_parts(project: Item) -> None:
    """Refuse to make something else of a project that has parts only projects have. Raises Refused."""
    for name, words in _PARTS.items():
        if getattr(project, name).exists():
            raise Refused(
                say("this project has %(words)s, which only projects have; remove them first", words=say(words)),
                field="kind",
            )


def check_sponsor(sponsor: Member | None, *, unit: Unit, was: int | None) -> None:
    """Nobody but an admin makes himself the sponsor: he would approve his own proposal. Raises Forbidden."""
    own = sponsor is not None and sponsor.pk == unit.actor.member_id and sponsor.pk != was
    if own and not unit.actor.sees_all:
        raise Forbidden(say("nobody makes himself the sponsor; another member or an admin may"), field="sponsor")


def refuse_leftovers(project: Item) -> None:
    """Refuse to complete a project while something is left. Raises Refused with what it is in its detail."""
    left = leftovers(project.pk)
    if left:
        detail = {name: titles[:50] for name, titles in left.items()}
        raise Refused(left_words(left), field="state", detail=detail)
