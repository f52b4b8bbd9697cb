"""Who may take an act on a row back, beyond whoever may undo at all; each raises Forbidden or Refused."""

from collections.abc import Callable
from typing import Any

from ..access import policy, visible
from ..access import projects as project_access
from ..access.projects import check_runs
from ..models import Event
from ..rules.errors import Forbidden, Refused
from ..rules.words import Role, Sharing
from ..tongue import say
from .unit import Unit

May = Callable[[Any, Event, Unit], None]


def anybody(row: Any, event: Event, unit: Unit) -> None:
    """Whoever sees the item."""


def owner(name: str) -> May:
    """Whoever it belongs to, and admins; `name` is the column that says whose it is."""

    def check(row: Any, event: Event, unit: Unit) -> None:
        if not policy.may_edit_comment(unit.actor, author_id=getattr(row, f"{name}_id")):
            raise Forbidden(say("what is another member's own is undone by him or an admin"), field="seq")

    return check


def worker(row: Any, event: Event, unit: Unit) -> None:
    """Whoever put the time in, while he sees the item."""
    owner("member")(row, event, unit)
    if not visible.items(unit.actor).filter(pk=row.item_id).exists():
        raise Refused(say("the item that this time was put into is not here"), field="seq")


def period(row: Any, event: Event, unit: Unit) -> None:
    """Members take back what they added, admins the rest."""
    if event.type != "period.added":
        admin(row, event, unit)


def timebox(row: Any, event: Event, unit: Unit) -> None:
    """Whoever may know of its team."""
    if not visible.timeboxes(unit.actor).filter(pk=row.pk).exists():
        raise Refused(say("its team is no longer here"), field="seq")


def admin(row: Any, event: Event, unit: Unit) -> None:
    """Admins."""
    if not policy.at_least(unit.actor, Role.ADMIN):
        raise Forbidden(say("this needs the role admin or stronger"), field="seq")


def gatekeeper(row: Any, event: Event, unit: Unit) -> None:
    """Gates and acceptance are for those who run the project; what was accepted stays as it is."""
    if event.type in ("phase.passed", "phase.reopened", "deliverable.accepted", "deliverable.returned"):
        check_runs(unit.actor, row.project, act=say("taking this back"))
    elif getattr(row, "accepted_at", None) is not None:
        raise Refused(
            say("%(title)s: it has been accepted since; take the acceptance back first", title=row.title), field="seq"
        )


def money(row: Any, event: Event, unit: Unit) -> None:
    """Those who run the project."""
    if not project_access.projects(unit.actor).filter(pk=row.project_id).exists():
        raise Refused(say("its project is no longer here"), field="seq")
    check_runs(unit.actor, row.project, act=say("money"))


def viewer(row: Any, event: Event, unit: Unit) -> None:
    """Whose view it is; guests keep theirs to themselves."""
    owner("owner")(row, event, unit)
    if unit.actor.role is Role.GUEST and row.sharing != Sharing.NOBODY:
        raise Forbidden(say("guests keep views for themselves"), field="seq")


def template(row: Any, event: Event, unit: Unit) -> None:
    """Whoever may know of its team."""
    if row.team_id is not None and not visible.teams(unit.actor).filter(pk=row.team_id).exists():
        raise Refused(say("its team is no longer here"), field="seq")
