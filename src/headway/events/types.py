"""Every type of event. A class is one act that happened; its docstring is its documentation (docs/events.md).

`changes` maps a field to [old, new]. Values are plain JSON: dates in ISO form, references as row ids (REFERENCES says
to what), so that folding the changes of a subject, in order of `seq`, gives its present state (events.replay).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

Changes = Mapping[str, list[Any]]

REFERENCES: Final[Mapping[str, str]] = {
    "team": "team",
    "member": "member",
    "owner": "member",
    "reporter": "member",
    "sponsor": "member",
    "author": "member",
    "passed_by": "member",
    "accepted_by": "member",
    "added_by": "member",
    "done_by": "member",
    "decided_by": "member",
    "taken_by": "member",
    "created_by": "member",
    "parent": "item",
    "item": "item",
    "goal": "item",
    "carried_from": "item",
    "period": "period",
    "key_result": "key_result",
    "operation": "item",
    "project": "item",
    "source": "item",
    "target": "item",
    "phase": "phase",
    "state": "state",
    "labels": "label",
    "timeboxes": "timebox",
    "calendar": "calendar",
    "schedule": "schedule",
    "assignees": "member",
    "user": "user",
    "form": "form",
    "reply": "comment",
    "on_comment": "comment",
    "escalation_path": "escalation_path",
    "escalation_level": "escalation_level",
    "told_members": "member",
    "dismissed_by": "member",
    "automation": "automation",
}
"""Fields whose values are ids or lists of them, and of what; `timeboxes` is a list of [id, role]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened to one subject."""

    type: ClassVar[str] = ""
    noun: ClassVar[str] = ""
    ends: ClassVar[bool] = False

    subject: int
    item: int | None = None
    changes: Changes = field(default_factory=dict)
    version: int | None = None
    actor: int | None = None
    happened: Any = None


TYPES: dict[str, type[Happening]] = {}


def _type(name: str, doc: str, *, ends: bool = False) -> type[Happening]:
    words = name.replace("_", ".").split(".")
    made = type(
        "".join(w.title() for w in words),
        (Happening,),
        {
            "__slots__": (),
            "__doc__": doc,
            "type": name,
            "noun": name.split(".")[0],
            "ends": ends,
        },
    )
    TYPES[name] = made
    return made


WorkspaceCreated = _type("workspace.created", "A workspace came into being.")
WorkspaceChanged = _type("workspace.changed", "The workspace's name or time zone changed.")
MemberAdded = _type("member.added", "A person became a member, or became known through an import.")
MemberChanged = _type("member.changed", "A member's name, role, hours or standing changed.")
TeamCreated = _type("team.created", "A team was formed.")
TeamChanged = _type("team.changed", "A team's name or privacy changed.")
MembershipAdded = _type("membership.added", "A member joined a team.")
MembershipChanged = _type("membership.changed", "A member became, or ceased to be, a team's lead.")
MembershipRemoved = _type("membership.removed", "A member left a team.", ends=True)
StateAdded = _type("state.added", "A lifecycle state was added.")
StateChanged = _type("state.changed", "A lifecycle state was renamed or moved; its category never changes.")
StateRemoved = _type("state.removed", "A lifecycle state that nothing stood in was removed.", ends=True)
LabelAdded = _type("label.added", "A label came into use.")
LabelRenamed = _type("label.renamed", "A label got another name.")
LabelRemoved = _type("label.removed", "A label was taken off all items and removed.", ends=True)
TimeboxAdded = _type("timebox.added", "A sprint or release was added.")
TimeboxChanged = _type("timebox.changed", "A sprint's or release's name, dates or standing changed.")
ItemCreated = _type("item.created", "A goal, project, operation, issue or task came into being.")
ItemChanged = _type("item.changed", "Fields of an item changed.")
ItemMoved = _type("item.moved", "An item went into another state.")
ItemRanked = _type("item.ranked", "An item got another place in its order.")
ItemConverted = _type("item.converted", "An item became one of another kind; its key stayed.")
ItemDeleted = _type("item.deleted", "An item was put into the bin.")
ItemRestored = _type("item.restored", "An item came back from the bin.")
KeyResultAdded = _type("key_result.added", "A goal got a key result.")
KeyResultChanged = _type("key_result.changed", "A key result's figures or words changed.")
KeyResultRemoved = _type("key_result.removed", "A key result was withdrawn.")
PeriodAdded = _type("period.added", "A period for which goals are set was added.")
PeriodChanged = _type("period.changed", "A period's name or dates changed.")
PeriodRemoved = _type("period.removed", "A period in which no goal stood was removed.", ends=True)
ProofAdded = _type("proof.added", "A piece of work began to prove a key result.")
ProofChanged = _type("proof.changed", "A piece of work got another weight in a key result.")
ProofRemoved = _type("proof.removed", "A piece of work ceased to prove a key result.", ends=True)
CheckInAdded = _type("check_in.added", "Somebody reported where a goal or a key result stands.")
CheckInRemoved = _type("check_in.removed", "A check-in was withdrawn.")
ReminderSent = _type("reminder.sent", "A member was asked for a goal's check-in that had come due.")
RelationAdded = _type("relation.added", "One item began to bear on another.")
RelationChanged = _type("relation.changed", "A relation's weight, dependency type or lag changed.")
RelationRemoved = _type("relation.removed", "One item ceased to bear on another.", ends=True)
CommentAdded = _type("comment.added", "Somebody said something on an item.")
CommentEdited = _type("comment.edited", "A comment's author changed its words.")
CommentRemoved = _type("comment.removed", "A comment was withdrawn.")
WatcherAdded = _type("watcher.added", "A member began to follow an item.")
WatcherRemoved = _type("watcher.removed", "A member ceased to follow an item.", ends=True)
WorkLogged = _type("work.logged", "A member put time into an item.")
WorkRemoved = _type("work.removed", "An entry of time was withdrawn.")
WorkChanged = _type("work.changed", "An entry of time was corrected.")
TimerStarted = _type("timer.started", "A member began to work on an item.")
TimerStopped = _type("timer.stopped", "A member's clock stopped; the time it measured is an entry.", ends=True)
ChecklistAdded = _type("checklist.added", "An item's checklist got a step.")
ChecklistChanged = _type("checklist.changed", "A step of a checklist got other words or another place.")
ChecklistTicked = _type("checklist.ticked", "A step of a checklist was ticked, or is to be done again.")
ChecklistRemoved = _type("checklist.removed", "A step was taken off a checklist.", ends=True)
AttachmentAdded = _type("attachment.added", "A file was attached to an item.")
AttachmentRemoved = _type("attachment.removed", "A file was taken off an item.")
FieldAdded = _type("field.added", "The organisation added a field of its own.")
FieldChanged = _type("field.changed", "A field of the organisation's own changed; its key and type never do.")
ViewSaved = _type("view.saved", "A member kept an address with its filters under a name.")
ViewChanged = _type("view.changed", "A saved view's name, address, place or sharing changed.")
ViewRemoved = _type("view.removed", "A saved view was removed.", ends=True)
NotificationChoiceSet = _type(
    "notification_choice.set", "A member chose how he hears of what reaches him for a reason."
)
DigestSet = _type("digest.set", "A member chose whether and when a digest comes by mail.")
TokenCreated = _type("token.created", "A member made an API token.")
TokenRevoked = _type("token.revoked", "An API token was revoked.")
FormAdded = _type("form.added", "A form came into use through which issues are reported.")
FormChanged = _type("form.changed", "A form's words, questions or openness changed, or its link was renewed.")
ReportReceived = _type("report.received", "An item came in through a form or by mail.")
MailReceived = _type("mail.received", "A message came in and became an item or a comment.")
IssueRuleSet = _type("issue_rule.set", "A team, or the workspace, said what it asks of its issues.")
RotaJoined = _type("rota.joined", "A member joined a team's rota.")
RotaTurned = _type("rota.turned", "An issue was given to the member whose turn it was.")
RotaLeft = _type("rota.left", "A member left a team's rota.", ends=True)
EscalationPathAdded = _type("escalation_path.added", "An escalation path was laid out.")
EscalationPathChanged = _type("escalation_path.changed", "An escalation path's scope, trigger or standing changed.")
EscalationLevelAdded = _type("escalation_level.added", "An escalation path got a further level.")
EscalationLevelChanged = _type(
    "escalation_level.changed", "A level of an escalation path tells after another time, or tells others."
)
EscalationLevelRemoved = _type("escalation_level.removed", "A level of an escalation path was withdrawn.")
EscalationFired = _type("escalation.fired", "An issue reached a level of an escalation path, and people were told.")
PhaseAdded = _type("phase.added", "A project got a phase.")
PhaseChanged = _type("phase.changed", "A phase's words, dates or place changed.")
PhasePassed = _type("phase.passed", "A phase's gate was passed.")
PhaseReopened = _type("phase.reopened", "A phase's gate was closed again.")
PhaseRemoved = _type("phase.removed", "A phase was taken out of its project.", ends=True)
DeliverableAdded = _type("deliverable.added", "A project got a deliverable.")
DeliverableChanged = _type("deliverable.changed", "A deliverable's words, date or owner changed.")
DeliverableAccepted = _type("deliverable.accepted", "A deliverable was accepted.")
DeliverableReturned = _type("deliverable.returned", "A deliverable's acceptance was taken back.")
DeliverableRemoved = _type("deliverable.removed", "A deliverable was withdrawn.", ends=True)
StakeholderAdded = _type("stakeholder.added", "Somebody got a stake in a project.")
StakeholderChanged = _type("stakeholder.changed", "A stakeholder's role or interest changed.")
StakeholderRemoved = _type("stakeholder.removed", "Somebody ceased to have a stake in a project.", ends=True)
DecisionMade = _type("decision.made", "A project was approved, declined or completed.")
BudgetLineAdded = _type("budget_line.added", "A project planned to spend something.")
BudgetLineChanged = _type("budget_line.changed", "A planned expense changed.")
BudgetLineRemoved = _type("budget_line.removed", "A planned expense was struck out.", ends=True)
CostAdded = _type("cost.added", "A cost was committed or spent.")
CostChanged = _type("cost.changed", "An entry of cost changed.")
CostRemoved = _type("cost.removed", "An entry of cost was withdrawn.", ends=True)
RateSet = _type("rate.set", "What an hour costs was set.")
RateChanged = _type("rate.changed", "What an hour costs was corrected.")
RateRemoved = _type("rate.removed", "What an hour cost was withdrawn.", ends=True)
BaselineTaken = _type("baseline.taken", "A project's plan was put on record.")
BaselineKept = _type("baseline.kept", "The plan that a baseline put on record, item by item.")
BaselineRemoved = _type("baseline.removed", "A baseline was removed.", ends=True)
TemplateCreated = _type("template.created", "A template was made of a project.")
TemplateChanged = _type("template.changed", "A template's words changed.")
TemplateRemoved = _type("template.removed", "A template was removed.", ends=True)
StatusReportDrafted = _type("status_report.drafted", "A status report was begun.")
StatusReportEdited = _type("status_report.edited", "A draft of a status report changed.")
StatusReportPublished = _type("status_report.published", "A status report was published.")
StatusReportShared = _type("status_report.shared", "A status report can be read by whoever has its link.")
StatusReportUnshared = _type("status_report.unshared", "A status report's link was revoked.")
StatusReportDiscarded = _type("status_report.discarded", "A draft of a status report was thrown away.", ends=True)
CalendarAdded = _type("calendar.added", "A calendar of working hours came into use.")
CalendarChanged = _type("calendar.changed", "A calendar's name, hours, zone or holidays changed.")
CalendarRemoved = _type("calendar.removed", "A calendar that nothing counted by was removed.", ends=True)
CalendarDayAdded = _type("calendar_day.added", "A day of a calendar got hours of its own, or none.")
CalendarDayChanged = _type("calendar_day.changed", "A day's own hours or name changed.")
CalendarDayRemoved = _type("calendar_day.removed", "A day follows the calendar's usual hours again.", ends=True)
LeaveAdded = _type("leave.added", "A member will be away.")
LeaveChanged = _type("leave.changed", "A member's days of leave changed.")
LeaveRemoved = _type("leave.removed", "A member will not be away after all.", ends=True)
ScheduleAdded = _type("schedule.added", "An operation got a schedule.")
ScheduleChanged = _type("schedule.changed", "A schedule's times or terms changed.")
ScheduleRemoved = _type("schedule.removed", "A schedule makes no more tasks.")
ServiceLevelAdded = _type("service_level.added", "Times to respond and to resolve were promised.")
ServiceLevelChanged = _type("service_level.changed", "The terms of a service level changed.")
ServiceLevelRemoved = _type("service_level.removed", "A service level holds no longer.")
ItemBreached = _type("item.breached", "An item's time to respond or to resolve ran out.")
AutomationAdded = _type("automation.added", "An automation rule was laid down.")
AutomationChanged = _type("automation.changed", "An automation rule changed, or was switched on or off.")
AutomationRemoved = _type("automation.removed", "An automation rule was removed; its runs are kept.")
AutomationRunMade = _type("automation_run.made", "An automation rule answered an event.")
FindingJudged = _type("finding.judged", "A finding was dismissed with a reason, or is open again.")
FindingTold = _type("finding.told", "Members were told of a finding that concerns them.")
