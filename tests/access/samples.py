"""One set of arguments for every command and query, and who may do it beyond what its role says.

A new act needs a line here: the matrix fails until it has one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from headway.models import Event
from headway.rules.errors import Forbidden, NotFound, Problem
from tests.places import RULE, Place, World, email

Arguments = Callable[[World, Place], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Sample:
    """Arguments, made from the world and one of its places.

    `placed`: it names something in the place's team, so that who does not see the team does not find it.
    `home`: it names nothing of the workspace, so that the stranger may do it in his own.
    `only`: the people who may, where that is not a question of role alone; others get `refusal`.
    """

    arguments: Arguments
    placed: bool = True
    home: bool = False
    only: tuple[str, ...] | None = None
    refusal: type[Problem] = Forbidden


def _at_home(**arguments: Any) -> Sample:
    return Sample(lambda w, p: arguments, placed=False, home=True)


def _changed(world: World, place: Place) -> int:
    """The number of an event that can be undone, and that no event elsewhere has."""
    return Event.objects.filter(workspace=world.workspace, type="item.changed", item__key=place.other).latest("seq").seq


_ADMINS: Final = ("owner", "admin")
_PAST: Final = {"created": "2026-01-02T10:00:00Z", "updated": "2026-01-03T10:00:00Z"}

COMMANDS: Final[Mapping[str, Sample]] = {
    "attachment.add": Sample(lambda w, p: {"key": p.task, "file_name": "b.txt", "content": "aGVsbG8="}),
    "attachment.remove": Sample(lambda w, p: {"id": p.file}, only=_ADMINS),
    "checklist.add": Sample(lambda w, p: {"key": p.task, "text": "Step"}),
    "checklist.update": Sample(lambda w, p: {"id": p.step, "text": "Other"}),
    "checklist.tick": Sample(lambda w, p: {"id": p.step}),
    "checklist.rank": Sample(lambda w, p: {"id": p.step, "after": p.step}),
    "checklist.remove": Sample(lambda w, p: {"id": p.step}),
    "checklist.promote": Sample(lambda w, p: {"id": p.step}),
    "act.undo": Sample(lambda w, p: {"seq": _changed(w, p)}, only=_ADMINS),
    "check_in.add": Sample(lambda w, p: {"goal": p.goal, "health": "at-risk"}),
    "check_in.remove": Sample(lambda w, p: {"id": p.goals.check_in}, only=_ADMINS),
    "calendar.add": _at_home(calendar_name="New"),
    "calendar.update": Sample(lambda w, p: {"id": p.operations.calendar, "calendar_name": "Other"}, placed=False),
    "calendar.remove": Sample(lambda w, p: {"id": p.operations.calendar}, placed=False),
    "calendar.set_day": Sample(lambda w, p: {"id": p.operations.calendar, "day": "2026-05-05"}, placed=False),
    "calendar.clear_day": Sample(lambda w, p: {"id": p.operations.calendar, "day": "2026-05-04"}, placed=False),
    "leave.add": _at_home(first="2026-06-01"),
    "leave.update": Sample(lambda w, p: {"id": p.operations.leave, "note": "Far"}, placed=False, only=_ADMINS),
    "leave.remove": Sample(lambda w, p: {"id": p.operations.leave}, placed=False, only=_ADMINS),
    "schedule.add": Sample(lambda w, p: {"operation": p.operation, "rule": "FREQ=DAILY", "ahead_days": 1}),
    "schedule.update": Sample(lambda w, p: {"id": p.operations.schedule, "effort": 5}),
    "schedule.remove": Sample(lambda w, p: {"id": p.operations.schedule}),
    "schedule.run": _at_home(),
    "occurrence.skip": Sample(lambda w, p: {"id": p.operations.schedule, "instance": "2026-03-05"}),
    "service_level.add": _at_home(level_name="New", respond=60),
    "service_level.update": Sample(lambda w, p: {"id": p.operations.level, "resolve": 90}, placed=False),
    "service_level.remove": Sample(lambda w, p: {"id": p.operations.level}, placed=False),
    "service_level.check": _at_home(),
    "comment.add": Sample(lambda w, p: {"key": p.task, "body": "Well"}),
    "comment.edit": Sample(lambda w, p: {"id": p.comment, "body": "Well"}, only=("owner",)),
    "comment.delete": Sample(lambda w, p: {"id": p.comment}, only=_ADMINS),
    "escalation.run": _at_home(),
    "finding.look": _at_home(),
    "finding.dismiss": Sample(lambda w, p: {"id": w.finding, "reason": "We know"}, placed=False),
    "escalation_level.add": Sample(lambda w, p: {"escalation_path": p.intake.path, "after": 5, "who": "admins"}),
    "escalation_level.update": Sample(lambda w, p: {"id": p.intake.level, "after": 5}),
    "escalation_level.remove": Sample(lambda w, p: {"id": p.intake.level}),
    "escalation_path.create": Sample(lambda w, p: {"path_name": "Late", "trigger": "unresolved", "team": p.team}),
    "escalation_path.update": Sample(lambda w, p: {"id": p.intake.path, "active": False}),
    "form.create": Sample(lambda w, p: {"title": "Tell us", "team": p.team}),
    "form.renew": Sample(lambda w, p: {"id": p.intake.form}),
    "form.submit": Sample(lambda w, p: {"link": p.intake.link, "title": "It fails"}),
    "form.update": Sample(lambda w, p: {"id": p.intake.form, "public": False}),
    "field.add": _at_home(field_name="Colour", type="text"),
    "field.update": Sample(lambda w, p: {"field": "size", "field_name": "Breadth"}, placed=False),
    "field.rename_option": Sample(lambda w, p: {"field": "size", "option": "Small", "to": "Tiny"}, placed=False),
    "goal.carry_over": Sample(lambda w, p: {"key": p.goal, "period": w.open.goals.period_name}),
    "goal.close": Sample(lambda w, p: {"key": p.goal, "state": "dropped"}),
    "digest.choose": _at_home(every="daily"),
    "history.item": Sample(
        lambda w, p: {
            **{"origin": "test", "ref": "1", "digest": "d", "key": f"{p.team}-900", "kind": "task"},
            **{"team": p.team, "title": "Old", "state": "Backlog", **_PAST},
        }
    ),
    "history.key_result": Sample(
        lambda w, p: {"origin": "test", "ref": "1", "goal": p.goal, "title": "More", "target": 9, "current": 1},
        home=True,
    ),
    "history.parent": Sample(lambda w, p: {"origin": "test", "source": p.task, "target": p.project}, home=True),
    "history.person": _at_home(origin="test", ref="1", person="Ann"),
    "history.relation": Sample(
        lambda w, p: {"origin": "test", "source": p.task, "target": p.goal, "type": "contributes-to"},
        home=True,  # ends that are not in the workspace are told as lying outside
    ),
    "history.state": Sample(
        lambda w, p: {"origin": "test", "team": p.team, "kind": "issue", "state": "Seen", "category": "ready"}
    ),
    "history.timebox": Sample(
        lambda w, p: {"origin": "test", "ref": "1", "team": p.team, "kind": "sprint", "title": "Old"}
    ),
    "issue.accept": Sample(lambda w, p: {"key": p.intake.issue}),
    "issue.assign": Sample(lambda w, p: {"key": p.intake.issue}),
    "issue.decline": Sample(lambda w, p: {"key": p.intake.issue, "reason": "No"}),
    "issue.duplicate": Sample(lambda w, p: {"key": p.intake.issue, "of": p.intake.other}),
    "issue.reopen": Sample(lambda w, p: {"key": p.intake.resolved}),
    "issue.resolve": Sample(lambda w, p: {"key": p.intake.issue, "cause": "Rust"}),
    "issue.review": Sample(lambda w, p: {"key": p.intake.resolved, "post_incident": "Grease it"}),
    "issue.snooze": Sample(lambda w, p: {"key": p.intake.issue, "until": "2026-04-01T09:00:00Z"}),
    "issue_rule.set": Sample(lambda w, p: {"team": p.team, "cause_required": True}),
    "item.convert": Sample(lambda w, p: {"key": p.task, "kind": "issue"}),
    "item.create": Sample(lambda w, p: {"kind": "issue", "title": "New", "team": p.team}),
    "item.delete": Sample(lambda w, p: {"key": p.project}),
    "item.move": Sample(lambda w, p: {"key": p.task, "state": "done"}),
    "item.reschedule": Sample(lambda w, p: {"key": p.task, "start": "2026-05-04", "due": "2026-05-08"}),
    "item.rank": Sample(lambda w, p: {"key": p.task, "after": p.other}),
    "item.restore": Sample(lambda w, p: {"key": p.binned}),
    "item.update": Sample(lambda w, p: {"key": p.task, "title": "Other"}),
    "item.delete_many": Sample(lambda w, p: {"keys": [p.other]}),
    "item.rank_many": Sample(lambda w, p: {"keys": [p.task], "after": p.other}),
    "item.update_many": Sample(lambda w, p: {"keys": [p.task], "priority": "low"}),
    "item.watch": Sample(lambda w, p: {"key": p.task}),
    "item.unwatch": Sample(lambda w, p: {"key": p.task}),
    "key_result.add": Sample(lambda w, p: {"goal": p.goal, "title": "More"}),
    "key_result.link": Sample(lambda w, p: {"id": p.goals.milestones, "item": p.task}),
    "key_result.score": Sample(lambda w, p: {"id": p.key_result, "score": 0.7}),
    "key_result.unlink": Sample(lambda w, p: {"id": p.goals.milestones, "item": p.goals.linked}),
    "key_result.update": Sample(lambda w, p: {"id": p.key_result, "current": 5}),
    "key_result.remove": Sample(lambda w, p: {"id": p.key_result}),
    "label.rename": Sample(lambda w, p: {"label": p.label, "to": "renamed"}),
    "label.remove": Sample(lambda w, p: {"label": p.label}),
    "mail.receive": _at_home(digest="0" * 64, sender="ann@outside.test", subject="It fails"),
    "member.add": _at_home(email="new@acme.test", member_name="New"),
    "member.depart": Sample(lambda w, p: {"member": email("guest")}, placed=False),
    "member.update": Sample(lambda w, p: {"member": email("guest"), "member_name": "G"}, placed=False),
    "notification.choose": _at_home(reason="moved", mail="once"),
    "notification.read": Sample(lambda w, p: {"id": w.notification}, placed=False, only=("owner",), refusal=NotFound),
    "notification.read_all": _at_home(),
    "period.add": _at_home(title="Later", start="2027-01-01", end="2027-03-31"),
    "period.fill": _at_home(year=2027),
    "period.remove": Sample(lambda w, p: {"id": w.open.goals.period}, placed=False),
    "period.update": Sample(lambda w, p: {"id": w.open.goals.period, "title": "Other"}, placed=False),
    "relation.add": Sample(lambda w, p: {"source": p.task, "type": "contributes-to", "target": p.goal}),
    "relation.remove": Sample(lambda w, p: {"source": p.task, "type": "depends-on", "target": p.other}),
    "report.answer": Sample(lambda w, p: {"key": p.intake.issue, "body": "Soon"}),
    "report.reply": Sample(lambda w, p: {"link": p.intake.report, "body": "Still"}),
    "rule.create": _at_home(**RULE),
    "rule.remove": Sample(lambda w, p: {"id": w.rule}, placed=False),
    "rule.switch": Sample(lambda w, p: {"id": w.rule, "active": False}, placed=False),
    "rule.update": Sample(lambda w, p: {"id": w.rule, "query": "kind:task"}, placed=False),
    "rota.join": Sample(lambda w, p: {"team": p.team, "member": email("member")}),
    "rota.leave": Sample(lambda w, p: {"team": p.team, "member": email("owner")}),
    "scenario.create": _at_home(title="Later"),
    "scenario.update": Sample(lambda w, p: {"id": p.scenario, "title": "Other"}, only=("owner",)),
    "scenario.discard": Sample(lambda w, p: {"id": p.scenario}, only=_ADMINS),
    "scenario.refresh": Sample(lambda w, p: {"id": p.scenario}, only=("owner",)),
    "scenario.change": Sample(lambda w, p: {"id": p.scenario, "key": p.task, "effort": 60}, only=("owner",)),
    "scenario.end": Sample(lambda w, p: {"id": p.scenario, "key": p.task}, only=("owner",)),
    "scenario.cut": Sample(
        lambda w, p: {"id": p.scenario, "source": p.task, "type": "depends-on", "target": p.other}, only=("owner",)
    ),
    "scenario.add": Sample(lambda w, p: {"id": p.scenario, "key": p.project, "count": 2}, only=("owner",)),
    "scenario.remove": Sample(lambda w, p: {"id": p.scenario, "line": p.scenario_line}, only=("owner",)),
    "scenario.apply": Sample(lambda w, p: {"id": p.scenario}, only=("owner",)),
    "state.add": Sample(lambda w, p: {"kind": "task", "state": "New", "category": "doing", "team": p.team}),
    "state.update": Sample(lambda w, p: {"id": w.state, "state": "Other"}, placed=False),
    "state.remove": Sample(lambda w, p: {"id": w.state}, placed=False),
    "team.create": _at_home(key="NEW", team_name="New"),
    "team.update": Sample(lambda w, p: {"team": p.team, "team_name": "Other"}),
    "team.join": Sample(lambda w, p: {"team": p.team, "member": email("outsider")}),
    "team.leave": Sample(lambda w, p: {"team": p.team, "member": email("member")}),
    "timebox.add": Sample(lambda w, p: {"kind": "sprint", "title": "Next", "team": p.team}),
    "timebox.update": Sample(lambda w, p: {"id": p.sprint, "title": "Other"}),
    "timebox.plan": Sample(lambda w, p: {"key": p.task, "timebox": p.sprint}),
    "timebox.unplan": Sample(lambda w, p: {"key": p.task, "timebox": p.planned}),
    "timer.start": Sample(lambda w, p: {"key": p.task}),
    "timer.stop": Sample(lambda w, p: {}, placed=False, only=("owner",), refusal=NotFound),
    "timer.discard": Sample(lambda w, p: {}, placed=False, only=("owner",), refusal=NotFound),
    "token.create": _at_home(token_name="mine"),
    "token.revoke": Sample(lambda w, p: {"id": w.token}, placed=False, only=_ADMINS, refusal=NotFound),
    "view.remove": Sample(lambda w, p: {"id": p.view}, only=_ADMINS),
    "view.save": Sample(
        lambda w, p: {"view_name": "Mine", "address": "/explore?q=owner:me", "team": p.team},
        only=(*_ADMINS, "member", "outsider"),
    ),
    "view.update": Sample(lambda w, p: {"id": p.view, "view_name": "Other"}, only=("owner",)),
    "work.log": Sample(lambda w, p: {"key": p.task, "minutes": 5}),
    "work.update": Sample(lambda w, p: {"id": p.work, "minutes": 7}, only=_ADMINS),
    "work.remove": Sample(lambda w, p: {"id": p.work}, only=_ADMINS),
    "workspace.update": _at_home(workspace_name="Other"),
    "phase.add": Sample(lambda w, p: {"project": p.parts.proposal, "phase_name": "Third"}),
    "phase.update": Sample(lambda w, p: {"id": p.parts.phase, "place": 2}),
    "phase.remove": Sample(lambda w, p: {"id": p.parts.phase}),
    "phase.pass": Sample(lambda w, p: {"id": p.parts.phase}, only=_ADMINS),
    "phase.reopen": Sample(lambda w, p: {"id": p.parts.passed}, only=_ADMINS),
    "deliverable.add": Sample(lambda w, p: {"project": p.parts.proposal, "title": "More"}),
    "deliverable.update": Sample(lambda w, p: {"id": p.parts.deliverable, "title": "Other"}),
    "deliverable.remove": Sample(lambda w, p: {"id": p.parts.deliverable}),
    "deliverable.accept": Sample(lambda w, p: {"id": p.parts.deliverable}, only=_ADMINS),
    "deliverable.return": Sample(lambda w, p: {"id": p.parts.accepted}, only=_ADMINS),
    "stakeholder.add": Sample(lambda w, p: {"project": p.parts.proposal, "member": email("member")}),
    "stakeholder.update": Sample(lambda w, p: {"id": p.parts.stakeholder, "role": "Customer"}),
    "stakeholder.remove": Sample(lambda w, p: {"id": p.parts.stakeholder}),
    "project.approve": Sample(lambda w, p: {"key": p.parts.proposal}, only=_ADMINS),
    "project.decline": Sample(lambda w, p: {"key": p.parts.proposal, "comment": "No"}, only=_ADMINS),
    "project.complete": Sample(lambda w, p: {"key": p.parts.running}, only=_ADMINS),
    "budget_line.add": Sample(
        lambda w, p: {"project": p.parts.proposal, "heading": "More", "amount": 1, "currency": "EUR"}, only=_ADMINS
    ),
    "budget_line.update": Sample(lambda w, p: {"id": p.parts.budget_line, "amount": 2}, only=_ADMINS),
    "budget_line.remove": Sample(lambda w, p: {"id": p.parts.budget_line}, only=_ADMINS),
    "cost.add": Sample(
        lambda w, p: {
            **{"project": p.parts.proposal, "heading": "More", "amount": 1, "currency": "EUR"},
            "date": "2026-03-02",
        },
        only=_ADMINS,
    ),
    "cost.update": Sample(lambda w, p: {"id": p.parts.cost, "amount": 2}, only=_ADMINS),
    "cost.remove": Sample(lambda w, p: {"id": p.parts.cost}, only=_ADMINS),
    "rate.set": _at_home(amount=1, currency="EUR", valid_from="2026-03-02"),
    "rate.remove": Sample(lambda w, p: {"id": p.parts.rate}, placed=False),
    "baseline.take": Sample(lambda w, p: {"project": p.parts.proposal, "baseline_name": "Again"}),
    "baseline.remove": Sample(lambda w, p: {"id": p.parts.baseline}),
    "template.create": Sample(lambda w, p: {"project": p.parts.proposal, "template_name": "Again"}),
    "template.update": Sample(lambda w, p: {"id": p.parts.template, "description": "Well"}),
    "template.remove": Sample(lambda w, p: {"id": p.parts.template}),
    "template.use": Sample(lambda w, p: {"id": p.parts.template, "title": "Again", "start": "2026-04-01"}),
    "status_report.draft": Sample(lambda w, p: {"project": p.parts.running}, only=_ADMINS),
    "status_report.edit": Sample(lambda w, p: {"id": p.parts.draft, "health": "red"}, only=_ADMINS, refusal=NotFound),
    "status_report.publish": Sample(lambda w, p: {"id": p.parts.draft}, only=_ADMINS, refusal=NotFound),
    "status_report.discard": Sample(lambda w, p: {"id": p.parts.draft}, only=_ADMINS, refusal=NotFound),
    "status_report.share": Sample(lambda w, p: {"id": p.parts.published}, only=_ADMINS),
    "status_report.unshare": Sample(lambda w, p: {"id": p.parts.shared}, only=_ADMINS),
}

QUERIES: Final[Mapping[str, Sample]] = {
    "attachment.list": Sample(lambda w, p: {"key": p.task}),
    "attachment.show": Sample(lambda w, p: {"id": p.file}),
    "checklist.list": Sample(lambda w, p: {"key": p.task}),
    "field.list": _at_home(),
    "act.latest": _at_home(),
    "automation.runs": _at_home(),
    "automation.try": _at_home(on=["item.created"], days=30),
    "alignment.show": _at_home(),
    "audit.list": _at_home(topic="members"),
    "calendar.list": _at_home(),
    "leave.list": _at_home(),
    "operation.list": _at_home(),
    "operation.show": Sample(lambda w, p: {"key": p.operation}),
    "schedule.preview": _at_home(rule="FREQ=WEEKLY;BYDAY=MO"),
    "service_level.list": _at_home(),
    "item.days": _at_home(q="state:open"),
    "board.show": Sample(lambda w, p: {"team": p.team}),
    "escalation.list": _at_home(),
    "escalation_path.list": _at_home(),
    "feed.list": _at_home(),
    "finding.list": _at_home(),
    "finding.looked": _at_home(),
    "track_record.show": _at_home(),
    "form.list": _at_home(),
    "form.show": Sample(lambda w, p: {"link": p.intake.link}),
    "goal.show": Sample(lambda w, p: {"key": p.goal}),
    "goal.outlook": Sample(lambda w, p: {"key": p.goal}),
    "goal.tree": _at_home(),
    "impact.list": _at_home(),
    "inbox.count": _at_home(),
    "inbox.list": _at_home(),
    "issue.show": Sample(lambda w, p: {"key": p.intake.issue}),
    "issue_rule.list": _at_home(),
    "item.count": _at_home(),
    "item.history": Sample(lambda w, p: {"key": p.task}),
    "item.impact": Sample(lambda w, p: {"key": p.task}),
    "item.list": _at_home(),
    "item.show": Sample(lambda w, p: {"key": p.task}),
    "label.list": _at_home(),
    "me.show": _at_home(),
    "member.list": _at_home(),
    "member.holdings": Sample(lambda w, p: {"member": email("guest")}, placed=False),
    "notification.choices": _at_home(),
    "outlook.list": _at_home(),
    "period.list": _at_home(),
    "portfolio.show": _at_home(),
    "report.show": Sample(lambda w, p: {"link": p.intake.report}),
    "rota.list": _at_home(),
    "rule.list": _at_home(),
    "rule.show": Sample(lambda w, p: {"id": w.rule}, placed=False),
    "scenario.list": _at_home(),
    "scenario.show": Sample(lambda w, p: {"id": p.scenario}),
    "scenario.outlook": Sample(lambda w, p: {"id": p.scenario}),
    "search.items": _at_home(q="task"),
    "state.list": Sample(lambda w, p: {"kind": "task", "team": p.team}),
    "model.exchanges": _at_home(),
    "summary.phrased": Sample(lambda w, p: {"team": p.team}),
    "summary.show": Sample(lambda w, p: {"team": p.team}),
    "team.list": _at_home(),
    **{
        f"team.{what}": Sample(lambda w, p: {"team": p.team})
        for what in ("capacity", "carried", "flow", "load", "stuck", "work")
    },
    "timebox.list": _at_home(),
    "triage.impact": _at_home(),
    "triage.list": _at_home(),
    "time.week": _at_home(),
    "timer.show": _at_home(),
    "token.list": _at_home(),
    "work.list": Sample(lambda w, p: {"key": p.task}),
    "view.list": _at_home(),
    "work.load": _at_home(),
    "work.mine": _at_home(),
    "workspace.show": _at_home(),
    "project.timeline": Sample(lambda w, p: {"key": p.parts.proposal, "baseline": p.parts.baseline}),
    "item.successors": Sample(lambda w, p: {"key": p.task, "due": "2026-05-08"}),
    "project.outlook": Sample(lambda w, p: {"key": p.parts.proposal}),
    **{f"project.{part}": Sample(lambda w, p: {"key": p.parts.proposal}) for part in ("brief", "course", "plan")},
    "project.burnup": Sample(lambda w, p: {"key": p.parts.proposal}),
    "project.show": Sample(lambda w, p: {"key": p.parts.proposal}),
    "budget.show": Sample(lambda w, p: {"key": p.parts.proposal}, only=_ADMINS),
    "rate.list": _at_home(),
    "baseline.compare": Sample(lambda w, p: {"id": p.parts.baseline}),
    "status_report.list": Sample(lambda w, p: {"project": p.parts.proposal}),
    "status_report.show": Sample(lambda w, p: {"id": p.parts.published}),
    "template.list": _at_home(),
    "template.show": Sample(lambda w, p: {"id": p.parts.template}),
}
