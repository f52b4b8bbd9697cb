"""What a project hands over, and that it was accepted."""

from ..access.projects import check_runs
from ..events.types import (
    DeliverableAccepted,
    DeliverableAdded,
    DeliverableChanged,
    DeliverableRemoved,
    DeliverableReturned,
)
from ..models import Deliverable
from ..rules.errors import Refused
from ..tongue import say
from .base import Answer, Command
from .project_answers import PartTold
from .project_parts import OnPart, add, change, part_of, project_of, remove, stated, told
from .types import Body, Day, ItemKey, MemberRef, Title
from .unit import Unit


class AddDeliverable(Command):
    """Say what a project hands over, when, and who sees to it."""

    name = "deliverable.add"
    route = ("POST", "/projects/{project}/deliverables")
    answers = PartTold

    project: ItemKey
    title: Title
    due: Day | None = None
    owner: MemberRef | None = None

    def act(self, unit: Unit) -> Answer:
        """Add it."""
        owner = unit.worker(self.owner, field="owner") if self.owner else None
        values = {"project": project_of(unit, self.project), "title": self.title, "due": self.due, "owner": owner}
        return told(add(unit, Deliverable, values, type_=DeliverableAdded))


class ChangeDeliverable(OnPart):
    """Change a deliverable's title, date or owner; not once it is accepted."""

    name = "deliverable.update"
    route = ("PATCH", "/deliverables/{id}")
    answers = PartTold

    title: Title | None = None
    due: Day | None = None
    owner: MemberRef | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = part_of(unit, Deliverable, self.id, noun="deliverable")
        if row.accepted_at is not None:
            raise Refused(say("what was accepted stays as it was; take the acceptance back first"), field="id")
        values = stated(self, "due", "owner") | ({"title": self.title} if self.title else {})
        if values.get("owner"):
            values["owner"] = unit.worker(values["owner"], field="owner", had=[row.owner_id])
        change(unit, row, values, type_=DeliverableChanged)
        return told(row)


class RemoveDeliverable(OnPart):
    """Withdraw a deliverable; not once it is accepted."""

    name = "deliverable.remove"
    route = ("DELETE", "/deliverables/{id}")
    answers = PartTold

    def act(self, unit: Unit) -> Answer:
        """Take it away; the log remembers it."""
        row = part_of(unit, Deliverable, self.id, noun="deliverable")
        if row.accepted_at is not None:
            raise Refused(say("what was accepted stays; take the acceptance back first"), field="id")
        return remove(unit, row, type_=DeliverableRemoved)


class AcceptDeliverable(OnPart):
    """Accept a deliverable, and say what was found. For the project's owner and sponsor, and admins."""

    name = "deliverable.accept"
    route = ("POST", "/deliverables/{id}/accept")
    answers = PartTold

    note: Body = ""

    def act(self, unit: Unit) -> Answer:
        """Write down who accepted it when."""
        row = part_of(unit, Deliverable, self.id, noun="deliverable")
        check_runs(unit.actor, row.project, act=say("accepting a deliverable"))
        if row.accepted_at is not None:
            raise Refused(say("this deliverable has been accepted already"), field="id")
        values = {"accepted_by_id": unit.actor.member_id, "accepted_at": unit.now, "note": self.note}
        change(unit, row, values, type_=DeliverableAccepted)
        return told(row)


class ReturnDeliverable(OnPart):
    """Take a deliverable's acceptance back. For the project's owner and sponsor, and admins."""

    name = "deliverable.return"
    route = ("POST", "/deliverables/{id}/return")
    answers = PartTold

    def act(self, unit: Unit) -> Answer:
        """Take it back; the log remembers."""
        row = part_of(unit, Deliverable, self.id, noun="deliverable")
        check_runs(unit.actor, row.project, act=say("taking an acceptance back"))
        if row.accepted_at is None:
            raise Refused(say("this deliverable has not been accepted"), field="id")
        values = {"accepted_by_id": None, "accepted_at": None, "note": ""}
        change(unit, row, values, type_=DeliverableReturned)
        return told(row)
