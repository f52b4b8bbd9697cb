"""Projects are approved, declined and completed: what is decided upon a whole project is written down."""

from typing import Any

from ..access.projects import BEFORE_APPROVAL, check_approves, check_runs, sponsor_of
from ..rules.errors import Refused
from ..rules.words import Category, Kind, Verdict
from ..tongue import say
from .base import Answer, Command
from .items import told
from .moves import move
from .project_answers import DecidedTold
from .project_guards import refuse_leftovers, write_down
from .project_parts import project_of
from .types import Body, GivenBody, ItemKey
from .unit import Unit


class ApproveProject(Command):
    """Approve a proposed project. For its sponsor and admins."""

    name = "project.approve"
    route = ("POST", "/projects/{key}/approve")
    answers = DecidedTold
    versioned = "key"

    key: ItemKey
    comment: Body = ""

    def act(self, unit: Unit) -> Answer:
        """Move it to the first state of what is ready, and write down who approved it."""
        project = project_of(unit, self.key, field="key")
        if project.category not in BEFORE_APPROVAL:
            raise Refused(
                say("%(key)s is no proposal any more: it is %(name)s", key=project.key, name=project.state.name),
                field="key",
            )
        return _decide(self, unit, verdict=Verdict.APPROVED, category=Category.READY, words=self.comment)


class DeclineProject(Command):
    """Decline a proposed project, and say why; it may be proposed again. For its sponsor and admins."""

    name = "project.decline"
    route = ("POST", "/projects/{key}/decline")
    answers = DecidedTold
    versioned = "key"

    key: ItemKey
    comment: GivenBody

    def act(self, unit: Unit) -> Answer:
        """Move it to the first state of what is dropped, and write down who declined it and why."""
        project = project_of(unit, self.key, field="key")
        check_approves(unit.actor, sponsor=sponsor_of(project))
        if project.category != Category.BACKLOG:
            raise Refused(
                say("%(key)s is no proposal any more: it is %(name)s", key=project.key, name=project.state.name),
                field="key",
            )
        return _decide(self, unit, verdict=Verdict.DECLINED, category=Category.DROPPED, words=self.comment)


class CompleteProject(Command):
    """Complete a project; where deliverables are not accepted or gates not passed, say in `left` what becomes of them.

    For its owner and sponsor, and admins.
    """

    name = "project.complete"
    route = ("POST", "/projects/{key}/complete")
    answers = DecidedTold
    versioned = "key"

    key: ItemKey
    left: Body = ""

    def act(self, unit: Unit) -> Answer:
        """Refuse while something is left of which nothing is said."""
        project = project_of(unit, self.key, field="key")
        check_runs(unit.actor, project, act=say("completing a project with something left"))
        if not self.left.strip():
            refuse_leftovers(project)
        return _decide(self, unit, verdict=Verdict.COMPLETED, category=Category.DONE, words=self.left)


def _decide(command: Any, unit: Unit, *, verdict: Verdict, category: Category, words: str) -> Answer:
    project = unit.edit(project_of(unit, command.key, field="key").key)
    if project.category == category:
        raise Refused(say("%(key)s is %(name)s already", key=project.key, name=project.state.name), field="key")
    state = unit.state_in(category, kind=Kind.PROJECT, team_id=project.team_id, field="key")
    if verdict is Verdict.APPROVED:
        check_approves(unit.actor, sponsor=sponsor_of(project))
    write_down(unit, project, verdict, words)
    move(project, state, unit=unit, resolution="Declined" if verdict is Verdict.DECLINED else None)
    return told(project) | {"verdict": verdict.value}
