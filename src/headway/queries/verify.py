"""Does the log still tell the truth? The tables as events would have left them, to compare with the log's own fold."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from django.db.models import Model, QuerySet

from ..events.replay import State, fold
from ..models import (
    Attachment,
    AutomationRule,
    AutomationRun,
    Baseline,
    BudgetLine,
    Calendar,
    CalendarDay,
    CheckIn,
    ChecklistEntry,
    Comment,
    Cost,
    CustomField,
    Decision,
    Deliverable,
    Digest,
    Escalation,
    EscalationLevel,
    EscalationPath,
    EscalationTold,
    Event,
    Finding,
    FindingTold,
    Form,
    Goal,
    Issue,
    IssueRule,
    Item,
    ItemLabel,
    ItemTimebox,
    KeyResult,
    Label,
    Leave,
    Member,
    NotificationChoice,
    Operation,
    Period,
    Phase,
    Project,
    Proof,
    Rate,
    ReceivedMail,
    Relation,
    Reminder,
    Report,
    RotaSeat,
    SavedView,
    Schedule,
    ScheduleTurn,
    ServiceLevel,
    Stakeholder,
    StatusReport,
    Task,
    Team,
    TeamMember,
    Template,
    Timebox,
    Timer,
    Watcher,
    WorkLog,
    Workspace,
)
from ..models import State as LifecycleState

SKIPPED: Final = frozenset(
    (
        *("id", "workspace", "seq", "number", "version", "updated_at", "made_to", "turn", "wake", "link", "reached"),
        *("work_total", "work_done", "parts_total", "parts_done", "from_seq", "act"),
    )
)
"""What is derived from other fields, counted elsewhere, or secret."""

_OF_PROJECT: Final[Mapping[str, type[Model]]] = {
    "phase": Phase,
    "deliverable": Deliverable,
    "stakeholder": Stakeholder,
    "decision": Decision,
    "budget_line": BudgetLine,
    "cost": Cost,
    "baseline": Baseline,
    "status_report": StatusReport,
}

EMPTY: Final[tuple[Any, ...]] = (None, "", [], {}, False)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of which log and table tell different things."""

    noun: str
    subject: int
    field: str
    logged: Any
    stored: Any


def verify(workspace: Workspace) -> list[Difference]:
    """Return every difference between the folded log and the tables; an empty list is what is promised."""
    logged = fold(Event.objects.filter(workspace=workspace).order_by("seq").iterator(chunk_size=2000))
    stored = stored_state(workspace)
    return [
        Difference(noun, subject, name, was.get(name), is_.get(name))
        for noun, subject in sorted(logged.keys() | stored.keys())
        if noun not in ("workspace", "token")
        for was, is_ in [(_known(logged.get((noun, subject), {})), stored.get((noun, subject), {}))]
        for name in sorted(was.keys() | is_.keys())
        if was.get(name) != is_.get(name)
    ]


def stored_state(workspace: Workspace) -> State:
    """(noun, id) -> fields, as the tables hold them; what is empty is left out."""
    of_item = {"item__workspace": workspace}
    state: State = {}
    for noun, rows in _tables(workspace):
        state.update({(noun, row.pk): _fields(row) for row in rows.iterator(chunk_size=2000)})
    state |= _findings(workspace)
    for model in (Goal, Project, Operation, Issue, Task):
        for detail in model._default_manager.filter(**of_item).iterator(chunk_size=2000):
            state["item", detail.pk] |= _fields(detail)
    for pk, member in _turns(workspace):
        state["schedule", pk].setdefault("assignees", []).append(member)
    for name, sets in (("labels", _labels(of_item)), ("timeboxes", _places(of_item))):
        for item, values in sets.items():
            state["item", item][name] = sorted(values)
    told = EscalationTold.objects.filter(escalation__workspace=workspace).values_list("escalation_id", "member_id")
    for escalation, members in _grouped(told).items():
        state["escalation", escalation]["told_members"] = sorted(members)
    return state


def _tables(workspace: Workspace) -> Iterator[tuple[str, QuerySet[Any]]]:
    """What the log tells of, noun by noun, with the rows in which it is stored."""
    here, of_item = {"workspace": workspace}, {"item__workspace": workspace}
    of_project = {"project__workspace": workspace}
    yield from (
        ("calendar", Calendar.objects.filter(**here)),
        ("calendar_day", CalendarDay.objects.filter(calendar__workspace=workspace)),
        ("member", Member.objects.filter(**here)),
        ("leave", Leave.objects.filter(member__workspace=workspace)),
        ("schedule", Schedule.objects.filter(operation__workspace=workspace)),
        ("service_level", ServiceLevel.objects.filter(**here)),
        ("team", Team.objects.filter(**here)),
        ("membership", TeamMember.objects.filter(team__workspace=workspace)),
        ("state", LifecycleState.objects.filter(**here)),
        ("label", Label.objects.filter(**here)),
        ("timebox", Timebox.objects.filter(**here)),
        ("view", SavedView.objects.filter(**here)),
        ("notification_choice", NotificationChoice.objects.filter(member__workspace=workspace)),
        ("digest", Digest.objects.filter(member__workspace=workspace)),
        ("item", Item.objects.filter(**here)),
        ("key_result", KeyResult.objects.filter(goal__workspace=workspace)),
        ("period", Period.objects.filter(**here)),
        ("proof", Proof.objects.filter(key_result__goal__workspace=workspace)),
        ("check_in", CheckIn.objects.filter(goal__workspace=workspace)),
        ("reminder", Reminder.objects.filter(goal__workspace=workspace)),
        ("relation", Relation.objects.filter(**here)),
        ("comment", Comment.objects.filter(**here)),
        ("work", WorkLog.objects.filter(**here)),
        ("checklist", ChecklistEntry.objects.filter(**of_item)),
        ("timer", Timer.objects.filter(**of_item)),
        ("attachment", Attachment.objects.filter(**here)),
        ("field", CustomField.objects.filter(**here)),
        ("watcher", Watcher.objects.filter(**of_item)),
        ("rate", Rate.objects.filter(**here)),
        ("template", Template.objects.filter(**here)),
        *((noun, model._default_manager.filter(**of_project)) for noun, model in _OF_PROJECT.items()),
        ("form", Form.objects.filter(**here)),
        ("report", Report.objects.filter(**here)),
        ("mail", ReceivedMail.objects.filter(**here)),
        ("issue_rule", IssueRule.objects.filter(**here)),
        ("rota", RotaSeat.objects.filter(**here)),
        ("escalation_path", EscalationPath.objects.filter(**here)),
        ("escalation_level", EscalationLevel.objects.filter(escalation_path__workspace=workspace)),
        ("escalation", Escalation.objects.filter(**here)),
        ("automation", AutomationRule.objects.filter(**here)),
        ("automation_run", AutomationRun.objects.filter(**here)),
    )


def _findings(workspace: Workspace) -> State:
    """What the log tells of findings: their dismissal and who was told. All else is computed anew from the work."""
    found: State = {}
    rows = Finding.objects.filter(workspace=workspace, dismissed_at__isnull=False)
    for pk, at, by, reason in rows.values_list("id", "dismissed_at", "dismissed_by_id", "reason"):
        fields = {"dismissed_at": at.isoformat() if at else None, "dismissed_by": by, "reason": reason}
        found["finding", pk] = {name: value for name, value in fields.items() if value is not None}
    told = FindingTold.objects.filter(finding__workspace=workspace).order_by("-day", "member_id")
    for pk, member, day in told.values_list("finding_id", "member_id", "day"):
        row = found.setdefault(("finding", pk), {})
        if row.setdefault("day", day.isoformat()) == day.isoformat():
            row.setdefault("told_members", []).append(member)
    return found


def _turns(workspace: Workspace) -> Iterable[tuple[int, int]]:
    rows = ScheduleTurn.objects.filter(schedule__operation__workspace=workspace).order_by("schedule", "position")
    return rows.values_list("schedule_id", "member_id")


def _labels(of_item: dict[str, Any]) -> dict[int, list[Any]]:
    return _grouped(ItemLabel.objects.filter(**of_item).values_list("item_id", "label_id"))


def _places(of_item: dict[str, Any]) -> dict[int, list[Any]]:
    rows = ItemTimebox.objects.filter(**of_item).values_list("item_id", "timebox_id", "role")
    return _grouped((item, [box, role]) for item, box, role in rows)


def _grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def _fields(row: Model) -> dict[str, Any]:
    return dict(_plain(row))


def _plain(row: Model) -> Iterator[tuple[str, Any]]:
    for field in row._meta.concrete_fields:
        if field.name in SKIPPED or (field.name == "category" and isinstance(row, Item)):
            continue
        if field.name == "item" and not hasattr(row, "id"):
            continue
        value = getattr(row, field.attname)
        if field.name == "custom":
            yield from ((f"field.{key}", one) for key, one in value.items())
            continue
        if isinstance(value, datetime | date | time):
            value = value.isoformat()
        if isinstance(value, Decimal):
            value = float(value)
        if value not in EMPTY and not (field.name in DEFAULTS and value == DEFAULTS[field.name]):
            yield field.name, value


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in fields.items() if v not in EMPTY and not (n in DEFAULTS and v == DEFAULTS[n])}


DEFAULTS: Final = {"hours_per_week": 40, "zone": "UTC", "progress_by": "everything"}
"""Values that a new row has without an event telling so."""
