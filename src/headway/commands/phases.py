"""Projects are divided into phases, which end at a gate."""

from django.db.models import Max
from pydantic import Field

from ..access.projects import check_runs
from ..events.types import ItemChanged, PhaseAdded, PhaseChanged, PhasePassed, PhaseRemoved, PhaseReopened
from ..models import Item, Phase, Task
from ..rules.errors import Invalid, NotFound, Refused
from ..tongue import say
from .base import Answer, Command
from .project_answers import PartTold
from .project_parts import OnPart, add, change, check_days, part_of, project_of, remove, stated, told
from .tree import descendants
from .types import Body, Day, ItemKey, Name
from .unit import Unit

_BLANK = {"gate": ""}


class AddPhase(Command):
    """Add a phase to a project, after its others: its days, and what must hold at the gate at its end."""

    name = "phase.add"
    route = ("POST", "/projects/{project}/phases")
    answers = PartTold

    project: ItemKey
    phase_name: Name
    start: Day | None = None
    due: Day | None = None
    gate: Body = ""

    def act(self, unit: Unit) -> Answer:
        """Put it last."""
        project = project_of(unit, self.project)
        _refuse_twin(project, self.phase_name)
        check_days({"start": self.start, "due": self.due})
        last = project.phases.aggregate(last=Max("position"))["last"]
        values = {"project": project, "name": self.phase_name, "position": 0 if last is None else last + 1}
        row = add(unit, Phase, values | {n: getattr(self, n) for n in ("start", "due", "gate")}, type_=PhaseAdded)
        return told(row)


class ChangePhase(OnPart):
    """Change a phase's name, days, gate, or its place among the project's phases."""

    name = "phase.update"
    route = ("PATCH", "/phases/{id}")
    answers = PartTold

    phase_name: Name | None = None
    start: Day | None = None
    due: Day | None = None
    gate: Body | None = None
    place: int | None = Field(default=None, ge=1, le=1000, description="1 is the first phase")

    def act(self, unit: Unit) -> Answer:
        """Change what is stated; the others make room."""
        row = part_of(unit, Phase, self.id, noun="phase")
        values = stated(self, "start", "due", "gate", empty=_BLANK)
        if self.phase_name is not None and self.phase_name != row.name:
            _refuse_twin(row.project, self.phase_name)
            values["name"] = self.phase_name
        check_days(values, row=row)
        change(unit, row, values, type_=PhaseChanged)
        if self.place is not None:
            self._place(row, unit)
        return told(row)

    def _place(self, row: Phase, unit: Unit) -> None:
        others = list(Phase.objects.filter(project=row.project).exclude(pk=row.pk).order_by("position", "id"))
        others.insert((self.place or 1) - 1, row)
        for position, phase in enumerate(others):
            change(unit, phase, {"position": position}, type_=PhaseChanged)


class RemovePhase(OnPart):
    """Take a phase out of its project; its tasks stay, in no phase."""

    name = "phase.remove"
    route = ("DELETE", "/phases/{id}")
    answers = PartTold

    def act(self, unit: Unit) -> Answer:
        """Free its tasks first."""
        row = part_of(unit, Phase, self.id, noun="phase")
        release(unit, [task.item for task in Task.objects.filter(phase=row).select_related("item__state", "phase")])
        return remove(unit, row, type_=PhaseRemoved)


class PassPhase(OnPart):
    """Pass a phase's gate, and say what was found there. For the project's owner and sponsor, and admins."""

    name = "phase.pass"
    route = ("POST", "/phases/{id}/pass")
    answers = PartTold

    note: Body = ""

    def act(self, unit: Unit) -> Answer:
        """Write down who passed it when."""
        row = part_of(unit, Phase, self.id, noun="phase")
        check_runs(unit.actor, row.project, act=say("passing a gate"))
        if row.passed_at is not None:
            raise Refused(say("the gate of %(name)s has been passed already", name=repr(row.name)), field="id")
        values = {"passed_by_id": unit.actor.member_id, "passed_at": unit.now, "note": self.note}
        change(unit, row, values, type_=PhasePassed)
        return told(row)


class ReopenPhase(OnPart):
    """Close a phase's gate again. For the project's owner and sponsor, and admins."""

    name = "phase.reopen"
    route = ("POST", "/phases/{id}/reopen")
    answers = PartTold

    def act(self, unit: Unit) -> Answer:
        """Take back who passed it; the log remembers."""
        row = part_of(unit, Phase, self.id, noun="phase")
        check_runs(unit.actor, row.project, act=say("closing a gate"))
        if row.passed_at is None:
            raise Refused(say("the gate of %(name)s has not been passed", name=repr(row.name)), field="id")
        change(unit, row, {"passed_by_id": None, "passed_at": None, "note": ""}, type_=PhaseReopened)
        return told(row)


def _refuse_twin(project: Item, name: str) -> None:
    if project.phases.filter(name=name).exists():
        raise Refused(say("%(key)s has a phase %(name)s already", key=project.key, name=repr(name)), field="phase_name")


def find_phase(unit: Unit, pk: int) -> Phase:
    """Find a phase into which a task may be put. Raises NotFound naming `phase`."""
    try:
        return part_of(unit, Phase, pk, noun="phase")
    except NotFound as problem:
        raise NotFound(problem.message, field="phase") from problem


def check_phase(phase: Phase | None, parent: Item | None) -> None:
    """Refuse a phase of a project that the task does not stand in. Raises Invalid naming `phase`."""
    if phase is not None and phase.project_id not in line(parent):
        raise Invalid(
            say(
                "the phase %(name)s belongs to %(key)s: put the task beneath it",
                name=repr(phase.name),
                key=phase.project.key,
            ),
            field="phase",
        )


def line(item: Item | None) -> set[int]:
    """The ids of an item and all that it stands beneath."""
    found: set[int] = set()
    while item is not None and item.pk not in found:
        found.add(item.pk)
        item = item.parent
    return found


def release(unit: Unit, items: list[Item]) -> None:
    """Take tasks out of their phases."""
    for item in items:
        phase = item.task.phase_id
        Task.objects.filter(item=item).update(phase=None)
        unit.touch(item, {}, type_=ItemChanged, phase=[phase, None])


def release_strays(unit: Unit, item: Item) -> None:
    """After an item has got another parent: whatever of it is in a phase of a project that it has left leaves it."""
    beneath = [item, *descendants(item)]
    kept = line(item) | {one.pk for one in beneath}
    rows = Task.objects.filter(item__in=[one.pk for one in beneath], phase__isnull=False)
    strays = rows.exclude(phase__project__in=kept).select_related("item__state", "phase")
    release(unit, [item if task.item_id == item.pk else task.item for task in strays])
