"""Who has a stake in a project."""

from typing import Any

from ..events.types import StakeholderAdded, StakeholderChanged, StakeholderRemoved
from ..models import Stakeholder
from ..rules.errors import Invalid, Refused
from ..tongue import say
from .base import Answer, Command
from .project_answers import PartTold
from .project_parts import OnPart, add, change, part_of, project_of, remove, stated, told
from .types import ItemKey, Line, MemberRef, Name, ShortName
from .unit import Unit


class AddStakeholder(Command):
    """Note who has a stake in a project: a member, or somebody from outside by name; his role and interest in it."""

    name = "stakeholder.add"
    route = ("POST", "/projects/{project}/stakeholders")
    answers = PartTold

    project: ItemKey
    member: MemberRef | None = None
    outside: Name | None = None
    role: ShortName | None = None
    interest: Line = ""

    def act(self, unit: Unit) -> Answer:
        """Add a member or a name, either of them once."""
        project = project_of(unit, self.project)
        if (self.member is None) == (self.outside is None):
            raise Invalid(say("state either a member, or the name of somebody from outside"), field="member")
        member = unit.member(self.member, field="member") if self.member else None
        who: dict[str, Any] = {"member": member, "name": self.outside or ""}
        if Stakeholder.objects.filter(project=project, **who).exists():
            raise Refused(say("is a stakeholder of this project already"), field="member" if member else "outside")
        values = {"project": project, **who, "role": self.role or "", "interest": self.interest}
        return told(add(unit, Stakeholder, values, type_=StakeholderAdded))


class ChangeStakeholder(OnPart):
    """Change a stakeholder's role or interest."""

    name = "stakeholder.update"
    route = ("PATCH", "/stakeholders/{id}")
    answers = PartTold

    role: ShortName | None = None
    interest: Line | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = part_of(unit, Stakeholder, self.id, noun="stakeholder")
        change(
            unit, row, stated(self, "role", "interest", empty={"role": "", "interest": ""}), type_=StakeholderChanged
        )
        return told(row)


class RemoveStakeholder(OnPart):
    """Take somebody off a project's stakeholders."""

    name = "stakeholder.remove"
    route = ("DELETE", "/stakeholders/{id}")
    answers = PartTold

    def act(self, unit: Unit) -> Answer:
        """Take him off; the log remembers."""
        return remove(unit, part_of(unit, Stakeholder, self.id, noun="stakeholder"), type_=StakeholderRemoved)
