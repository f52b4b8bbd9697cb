"""Everything that projects have leaves the house with the workspace, and stands in another as it stood in the first."""

from pathlib import Path

import pytest

from headway.access.actor import actor_for
from headway.cli import start
from headway.commands import catalogue, run
from headway.models import Member, StatusReport, Task, Workspace
from headway.models.tables import TABLES
from headway.queries.base import ask
from headway.queries.baselines import CompareBaselines
from headway.queries.project_budget import ShowBudget
from headway.queries.projects import ShowProject
from headway.queries.verify import verify
from tests.importers.workbench import headway
from tests.projects import fill
from tests.world import make_world

OF_PROJECTS = (
    *("phase", "deliverable", "stakeholder", "decision", "budget_line", "cost", "rate", "baseline", "template"),
    "status_report",
)


@pytest.mark.django_db
def test_projects_are_copied_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "database", lambda: None)
    world = make_world()
    parts = fill(
        lambda actor, name, **given: run(catalogue()[name](**given), actor=actor, now=world.now), world.actor(), "PAY"
    )
    world.do(catalogue()["stakeholder.add"](project=parts.proposal, member=world.email("member"), role="Architect"))
    world.do(catalogue()["template.use"](id=parts.template, title="Again", start="2026-05-04"))
    path = tmp_path / "world.jsonl"
    assert headway("export", "--workspace", "acme", "-o", str(path)).code == 0
    told = headway("import", "headway", str(path), "--workspace", "copy", "--json")
    assert told.code == 0, told.out + told.err
    copy = Workspace.objects.get(slug="copy")
    assert verify(copy) == []
    for table in OF_PROJECTS:
        model, way = TABLES[table]
        there, here = (model._default_manager.filter(**{way: one}).count() for one in (copy, world.workspace))
        assert there == here > 0, table
    owner = actor_for(member=Member.objects.get(workspace=copy, role="owner"), via="web")
    for query in (ShowProject(key=parts.proposal), ShowBudget(key=parts.proposal)):
        here, there = (repr(ask(query, actor=actor, now=world.now)) for actor in (world.actor(), owner))
        assert len(there) == pytest.approx(len(here), abs=40), "all but the numbers of rows is the same"
    moved = Task.objects.get(item__workspace=copy, item__key=parts.task)
    assert moved.phase is not None
    assert moved.phase.project.workspace == copy
    baseline = copy.items.get(key=parts.proposal).baselines.get()
    found = ask(CompareBaselines(id=baseline.pk), actor=owner, now=world.now).differences
    assert (found.added, found.removed, found.moved) == ((), (), ())
    shared = StatusReport.objects.filter(project__workspace=copy).exclude(share_salt="")
    assert shared.count() == 1, "what was shared may be read by a link of the new house"
