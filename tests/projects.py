"""What projects have, once in each place of tests.places."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from headway.access.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A proposal with one of everything, a project under way, and a task beneath the proposal."""

    proposal: str
    running: str
    task: str
    phase: int
    passed: int
    deliverable: int
    accepted: int
    stakeholder: int
    budget_line: int
    cost: int
    rate: int
    baseline: int
    template: int
    draft: int
    published: int
    shared: int


def fill(do: Callable[..., Any], owner: Actor, team: str) -> Parts:
    """Make them by commands."""
    proposal = do(owner, "item.create", kind="project", title=f"{team} plan", team=team)["key"]
    running = do(owner, "item.create", kind="project", title=f"{team} doing", team=team, state="Active")["key"]

    def made(name: str, **arguments: Any) -> int:
        return int(do(owner, name, **arguments)["id"])

    phase = made("phase.add", project=proposal, phase_name="First")
    passed = made("phase.add", project=proposal, phase_name="Second")
    do(owner, "phase.pass", id=passed)
    accepted = made("deliverable.add", project=proposal, title=f"{team} manual")
    do(owner, "deliverable.accept", id=accepted)
    task = do(owner, "item.create", kind="task", title=f"{team} step", team=team, parent=proposal, phase=phase)["key"]
    reports = []
    for project in (running, proposal):
        reports.append(made("status_report.draft", project=project, title=f"{team} report"))
        do(owner, "status_report.publish", id=reports[-1])
    do(owner, "status_report.share", id=reports[1])
    return Parts(
        proposal=proposal,
        running=running,
        task=task,
        phase=phase,
        passed=passed,
        deliverable=made("deliverable.add", project=proposal, title=f"{team} tool"),
        accepted=accepted,
        stakeholder=made("stakeholder.add", project=proposal, outside=f"{team} customer"),
        budget_line=made("budget_line.add", project=proposal, heading="Tools", amount=500, currency="EUR"),
        cost=made("cost.add", project=proposal, heading="Tools", amount=300, currency="EUR", date="2026-03-02"),
        rate=made("rate.set", amount=8000, currency="EUR", valid_from={"PAY": "2026-01-01"}.get(team, "2026-02-01")),
        baseline=made("baseline.take", project=proposal, baseline_name="As promised"),
        template=made("template.create", project=proposal, template_name=f"{team} way"),
        draft=made("status_report.draft", project=proposal, title=f"{team} draft"),
        published=reports[0],
        shared=reports[1],
    )
