"""Templates: the shape of a project, kept to be made again."""

from typing import Any

from ..access import projects as access
from ..access import visible
from ..access.project_tree import Node, Tree, tree
from ..events.types import TemplateChanged, TemplateCreated, TemplateRemoved
from ..models import ChecklistEntry, Item, ItemLabel, Template
from ..rules.errors import Invalid, NotFound, Refused
from ..rules.templates import Days, anchor_of
from ..rules.words import Kind, RelationType
from ..tongue import say
from .base import Answer, Command
from .project_answers import TemplateTold
from .project_parts import project_of
from .template_people import Role, roles_of
from .types import Body, Id, ItemKey, Name
from .unit import Unit, born, changed, gone
from .working_days import works

KINDS = (Kind.TASK, Kind.ISSUE, Kind.OPERATION)


class CreateTemplate(Command):
    """Make a template of a project: phases, deliverables, tasks, what depends on what, and who does what by role.

    A person is a role in it: manager, sponsor, his stake in the project, or as `people` says.
    Nothing private comes along, and no money.
    """

    name = "template.create"
    route = ("POST", "/projects/{project}/templates")
    answers = TemplateTold

    project: ItemKey
    template_name: Name
    description: Body = ""
    people: list[Role] = []

    def act(self, unit: Unit) -> Answer:
        """Tell every date as a distance in working days from the project's first."""
        project = project_of(unit, self.project)
        twins = Template.objects.filter(workspace=unit.workspace, team=project.team_id, name=self.template_name)
        if twins.exists():
            raise Refused(
                say("there is a template %(template_name)s already", template_name=repr(self.template_name)),
                field="template_name",
            )
        values = {
            "name": self.template_name,
            "about": self.description,
            "team_id": project.team_id,
            "shape": _Shaping(unit, project, people=self.people).shape(),
            "created_by_id": unit.actor.member_id,
            "created_at": unit.now,
        }
        row = Template.objects.create(workspace=unit.workspace, **values)
        facts = {name.removesuffix("_id"): value for name, value in values.items()}
        unit.record(TemplateCreated, subject=row, changes=born(facts))
        return {"id": row.pk, "template": row.name}


class ChangeTemplate(Command):
    """Change a template's name or what is said about it."""

    name = "template.update"
    route = ("PATCH", "/templates/{id}")
    answers = TemplateTold

    id: Id
    template_name: Name | None = None
    description: Body | None = None

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = find_template(unit, self.id)
        values: dict[str, Any] = {}
        if "description" in self.model_fields_set:
            values["about"] = self.description or ""
        if self.template_name is not None and self.template_name != row.name:
            if Template.objects.filter(workspace=unit.workspace, team=row.team_id, name=self.template_name).exists():
                raise Refused(
                    say("there is a template %(template_name)s already", template_name=repr(self.template_name)),
                    field="template_name",
                )
            values["name"] = self.template_name
        if changes := changed(row, values):
            row.save(update_fields=list(changes))
            unit.record(TemplateChanged, subject=row, changes=changes)
        return {"id": row.pk, "template": row.name}


class RemoveTemplate(Command):
    """Remove a template; the projects made from it stay."""

    name = "template.remove"
    route = ("DELETE", "/templates/{id}")
    answers = TemplateTold

    id: Id

    def act(self, unit: Unit) -> Answer:
        """Take it away; the audit log remembers that it was."""
        row = find_template(unit, self.id)
        answer = {"id": row.pk, "template": row.name}
        unit.record(TemplateRemoved, subject=row, changes=gone(row))
        row.delete()
        return answer


def find_template(unit: Unit, pk: int) -> Template:
    """Find a template that the actor may know of."""
    row = access.templates(unit.actor).filter(pk=pk).first()
    if row is None:
        raise NotFound(say("there is no template %(pk)s", pk=pk), field="id")
    return row


class _Shaping:
    """Tells a project as a template: dates as distances, items and phases as numbers, people as roles."""

    def __init__(self, unit: Unit, project: Item, *, people: list[str]) -> None:
        found = tree(unit.actor, project.pk, told_to_all=True)
        if found is None:
            raise NotFound(say("there is no item %(key)s here", key=repr(project.key)), field="project")
        self.unit, self.project, self.tree = unit, project, found
        self.nodes = _kept(found)
        self.number = {project.pk: 0} | {node.id: n for n, node in enumerate(self.nodes, start=1)}
        self.phases = list(project.phases.order_by("position", "id"))
        self.deliverables = list(project.deliverables.order_by("due", "id"))
        self.roles = roles_of(unit, project, named=people, involved=self._involved())
        self.days = Days(anchor=self._anchor(), works=works(unit, team=project.team_id))

    def _involved(self) -> set[int]:
        people = {self.project.owner_id, *(node.owner for node in self.nodes), *(d.owner_id for d in self.deliverables)}
        return {pk for pk in people if pk is not None}

    def _anchor(self) -> Any:
        own = [self.project.start, self.project.due]
        days = [*own, *(day for node in self.nodes for day in (node.start, node.due))]
        days += [day for phase in self.phases for day in (phase.start, phase.due)]
        days += [one.due for one in self.deliverables]
        return anchor_of(days) or self.unit.now.date()

    def shape(self) -> dict[str, Any]:
        """The template as rules.templates and docs/projects.md describe it."""
        texts = dict(Item.objects.filter(pk__in=self.number).values_list("id", "description"))
        labels, lists = self._labels(), self._checklists()
        return {
            "description": self.project.description,
            "start": self._at(self.project.start),
            "due": self._at(self.project.due),
            "roles": sorted(set(self.roles.values())),
            "manager": self.roles.get(self.project.owner_id or 0),
            "phases": [self._phase(phase) for phase in self.phases],
            "deliverables": [
                {"title": one.title, "due": self._at(one.due), "role": self.roles.get(one.owner_id or 0)}
                for one in self.deliverables
            ],
            "items": [
                self._item(node)
                | {"description": texts[node.id], "labels": labels.get(node.id, [])}
                | {"checklist": lists.get(node.id, [])}
                for node in self.nodes
            ],
            "relations": self._relations(),
        }

    def _at(self, day: Any) -> int | None:
        return None if day is None else self.days.number(day)

    def _phase(self, phase: Any) -> dict[str, Any]:
        return {"name": phase.name, "start": self._at(phase.start), "due": self._at(phase.due), "gate": phase.gate}

    def _item(self, node: Node) -> dict[str, Any]:
        phases = [phase.pk for phase in self.phases]
        return {
            **{name: getattr(node, name) for name in ("kind", "title", "priority", "effort", "points", "milestone")},
            "parent": self.number[node.parent or 0],
            "start": self._at(node.start),
            "due": self._at(node.due),
            "phase": phases.index(node.phase) if node.phase in phases else None,
            "severity": node.severity,
            "role": self.roles.get(node.owner or 0),
        }

    def _labels(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        rows = ItemLabel.objects.filter(item__in=self.number).order_by("label__name")
        for item, name in rows.values_list("item_id", "label__name"):
            found.setdefault(item, []).append(name)
        return found

    def _checklists(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        rows = ChecklistEntry.objects.filter(item__in=self.number).order_by("rank")
        for item, text in rows.values_list("item_id", "text"):
            found.setdefault(item, []).append(text)
        return found

    def _relations(self) -> list[dict[str, Any]]:
        """What ties the template's items to each other; ties to what lies outside stay behind."""
        kinds = [type_.value for type_ in RelationType if type_ is not RelationType.CONTRIBUTES_TO]
        rows = visible.relations(self.unit.actor).filter(type__in=kinds)
        rows = rows.filter(source__in=self.number, target__in=self.number).order_by("id")
        names = ("type", "weight", "dependency", "lag")
        return [
            {"source": self.number[source], "target": self.number[target], **dict(zip(names, rest, strict=True))}
            for source, target, *rest in rows.values_list("source_id", "target_id", *names)
        ]


def _kept(found: Tree) -> list[Node]:
    """What comes along: tasks, issues and operations, with all above them; sub-projects are projects of their own."""
    kept = {found.root.id}
    nodes = []
    for node in found.nodes:
        if node.parent in kept and node.kind in KINDS and node.category != "dropped":
            kept.add(node.id)
            nodes.append(node)
    if len(nodes) > 5000:
        raise Invalid(say("a template holds at most 5000 items"), field="project")
    return nodes
