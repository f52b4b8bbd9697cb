"""What is kept of a project: what is done to it, or to what it is tied to, shows at once, to each who may see it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from headway.commands import (  # fmt: skip
    baselines,
    bin,
    comments,
    decisions,
    deliverables,
    items,
    leave,
    members,
    money,
    phases,
    relations,
    stakeholders,
    status_reports,
    teams,
    work,
    workspaces,
)
from headway.insights.timeline import ShowTimeline
from headway.queries import bearing, kept
from headway.queries.project_budget import ShowBudget
from headway.queries.projects import ShowProject
from tests.queries.world import NOW

READERS = ("ada", "bob", "cy", "gus")
"""Who sees all; who runs it; who sees what is of the private team as well; and who sees the project alone."""


@pytest.fixture(autouse=True)
def _nothing_kept():
    kept.forget()
    bearing.forget()
    yield
    kept.forget()
    bearing.forget()


@pytest.fixture
def built(world):
    """A project of Bob's beneath another one, with parts of two teams; work elsewhere that holds it up and hurts it."""
    world.item("goal", "Aim")
    world.item("project", "Above")
    world.item("project", "P", owner="bob@x.org", parent="P-1")
    world.do(comments.WatchItem(key="P-2", member="gus@x.org"))
    for title, fields in (
        ("open", {"team": "PAY", "owner": "bob@x.org", "effort": 60, "due": "2026-03-02"}),
        ("theirs", {"team": "SEC", "owner": "cy@x.org", "effort": 30, "start": "2026-03-12", "due": "2026-03-13"}),
        ("part", {"parent": "open", "effort": 20}),
    ):
        fields = {"parent": "P-2", **fields}
        world.item("task", title, **{**fields, "parent": world.keys.get(fields["parent"], fields["parent"])})
    world.item("task", "elsewhere", team="SEC")
    world.item("issue", "harm", severity="minor")
    world.relate(world.keys["elsewhere"], "blocks", world.keys["part"])
    world.relate(world.keys["harm"], "affects", "P-2")
    return world


def answers(world):
    """What each is shown of it: its page, and where it says more, its days and its money."""
    asked = [(who, ShowProject(key="P-2")) for who in READERS]
    asked += [("bob", ShowTimeline(key="P-2")), ("ada", ShowBudget(key="P-2"))]
    return {(who, query.name): world.ask(query, as_=who) for who, query in asked}


def acts(world):
    """(what is done, who sees something else because of it)."""
    do, key, change = world.do, world.keys, items.ChangeItem
    many, some = set(READERS), {"ada", "cy"}
    yield lambda: do(change(key=key["open"], title="Opened")), {"ada", "bob", "cy"}
    yield lambda: do(change(key=key["theirs"], due="2026-03-19")), some
    yield lambda: world.move(key["elsewhere"], "Done"), some
    yield lambda: world.move(key["elsewhere"], "Doing"), some
    yield lambda: do(change(key=key["elsewhere"], team="PAY")), {"bob"}
    yield lambda: do(change(key=key["elsewhere"], title="Over there")), {"ada", "bob", "cy"}
    yield lambda: do(bin.DeleteItem(key=key["elsewhere"])), {"ada", "bob", "cy"}
    yield lambda: do(bin.RestoreItem(key=key["elsewhere"])), {"ada", "bob", "cy"}
    yield lambda: do(change(key=key["harm"], severity="critical")), {"ada", "bob", "cy"}
    yield lambda: do(change(key=key["harm"], private=True)), {"bob", "cy"}
    yield lambda: world.relate(key["harm"], "blocks", key["theirs"]), {"ada"}
    yield lambda: do(relations.RemoveRelation(source=key["harm"], type="affects", target="P-2")), set()
    yield lambda: world.relate(key["theirs"], "depends-on", key["open"]), some
    yield lambda: do(change(key=key["theirs"], team="PAY")), {"bob"}
    yield lambda: do(teams.ChangeTeam(team="PAY", private=True)), {"cy"}
    yield lambda: do(teams.ChangeTeam(team="PAY", private=False)), {"cy"}
    yield lambda: do(comments.WatchItem(key=key["part"], member="gus@x.org")), {"gus"}
    yield lambda: world.item("task", "more", parent=key["open"], effort=15), many
    yield lambda: do(change(key=key["more"], parent=None)), many
    yield lambda: do(change(key=key["more"], parent="P-2")), {"ada", "bob", "cy"}
    yield lambda: do(work.LogWork(key=key["open"], minutes=60)), set()
    yield lambda: do(money.SetRate(amount=6000, currency="EUR", valid_from="2026-01-01")), {"ada", "bob"}
    yield lambda: do(work.LogWork(key=key["open"], minutes=45)), {"ada", "bob"}
    yield lambda: do(money.AddCost(project="P-2", heading="A", amount=5, currency="EUR", date="2026-03-02")), {"ada"}
    yield lambda: do(money.AddBudgetLine(project="P-2", heading="B", amount=5, currency="EUR")), {"ada", "bob"}
    yield lambda: do(phases.AddPhase(project="P-2", phase_name="One")), many
    yield lambda: do(deliverables.AddDeliverable(project="P-2", title="Keys")), many
    yield lambda: do(stakeholders.AddStakeholder(project="P-2", outside="Mayor")), many
    yield lambda: do(baselines.TakeBaseline(project="P-2", baseline_name="First")), many
    yield lambda: do(decisions.ApproveProject(key="P-2")), many
    yield lambda: do(status_reports.DraftStatusReport(project="P-2")), {"ada", "bob"}
    yield lambda: do(members.ChangeMember(member="bob@x.org", member_name="Robert")), {"ada", "bob", "cy"}
    yield lambda: do(change(key="P-1", title="High above")), {"ada", "bob", "cy"}
    yield lambda: world.relate("P-2", "contributes-to", "G-1"), {"ada", "bob", "cy"}
    yield lambda: do(change(key="G-1", title="The aim")), {"ada", "bob", "cy"}
    yield lambda: do(workspaces.ChangeWorkspace(time_zone="Pacific/Auckland")), set()
    yield lambda: do(leave.AddLeave(member="bob@x.org", first="2026-03-12", last="2026-03-13")), set()


def test_what_is_done_shows_at_once(built):
    before = answers(built)
    for number, (act, shows_to) in enumerate(acts(built)):
        act()
        after = answers(built)
        kept.forget()
        assert after == answers(built), number
        changed = {who for who, _ in after if any(after[one] != before[one] for one in after if one[0] == who)}
        assert shows_to <= changed, number
        before = after


def test_what_happens_elsewhere_has_nothing_read_again(built, monkeypatch):
    before = answers(built)
    monkeypatch.setattr("headway.queries.project_seen.tree", None)
    built.item("task", "far away", team="PAY")
    built.do(items.ChangeItem(key=built.keys["far away"], title="Still far"))
    assert answers(built) == before


def test_what_is_kept_holds_as_of_now(built):
    later = NOW + timedelta(hours=1)
    first, second = (built.ask(ShowProject(key="P-2"), now=now).figures for now in (NOW, later))
    assert (first.as_of, second.as_of) == (NOW, later)
    assert replace(first, as_of=later) == second
