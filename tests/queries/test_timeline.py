"""The timeline: what it shows and hides, where dates contradict, what decides; and what moves along."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway.commands import baselines, comments, items, phases, relations, run_many, undo
from headway.commands.reschedule import RescheduleItem
from headway.insights import timeline as module
from headway.insights.timeline import ShowTimeline
from headway.models import Baseline, Event, Item
from headway.queries.successors import ListSuccessors
from headway.rules.errors import NotFound, Refused


@pytest.fixture
def plan(world):
    """Design (Mon-Fri), Build after it, a Launch; and a note without dates."""
    world.item("project", "P", owner="bob@x.org")
    first = world.do(phases.AddPhase(project="P-1", phase_name="One", start="2026-03-02"))["id"]
    world.item("task", "Launch", parent="P-1", milestone=True, due="2026-03-20")
    world.item("task", "Design", parent="P-1", phase=first, start="2026-03-02", due="2026-03-06")
    world.item("task", "Build", parent="P-1", phase=first, start="2026-03-09", due="2026-03-18")
    world.item("task", "Note", parent="P-1", effort=960)
    world.relate("T-3", "depends-on", "T-2")
    world.relate("T-3", "blocks", "T-1")
    return first


def shown(world, **given):
    return world.ask(ShowTimeline(key="P-1", **given), as_=given.pop("as_", None))


def row(found, key):
    return next(one for one in found.rows if one.key == key)


def link(found, earlier, later):
    return next(one for one in found.links if (one.earlier, one.later) == (earlier, later))


def days_of(key):
    return Item.objects.filter(key=key).values_list("start", "due").get()


def test_it_tells_of_rows_in_the_order_of_phases_and_of_what_ties_them(world, plan):
    found = shown(world)
    assert [(one.key, one.phase) for one in found.rows] == [("T-2", plan), ("T-3", plan), ("T-1", None), ("T-4", None)]
    assert found.count == 4
    assert [(one.id, one.place, one.start, one.passed) for one in found.phases] == [(plan, 1, date(2026, 3, 2), False)]
    assert row(found, "T-3").start == date(2026, 3, 9)
    assert row(found, "T-1").milestone
    assert (link(found, "T-2", "T-3").type, link(found, "T-3", "T-1").type) == ("depends-on", "blocks")
    assert not any(one.contradiction for one in found.links)
    assert found.today == date(2026, 3, 11)


def test_the_critical_path_is_that_of_planned_durations(world, plan):
    found = shown(world)
    # Five working days and eight; the milestone takes none.
    assert (found.critical.days, found.critical.keys) == (13, ("T-2", "T-3", "T-1"))
    assert [(one.key, one.critical, one.slack) for one in found.rows][-1] == ("T-4", False, 11)
    assert all(one.critical for one in found.links)
    world.move("T-2", "done")
    assert shown(world).critical.days == 8
    world.move("T-3", "done")
    done = shown(world).critical
    assert (done.days, done.keys) == (0, ())
    assert "waits for other open work" in done.problem


def test_dates_that_contradict_are_told_in_a_sentence(world, plan):
    world.do(items.ChangeItem(key="T-2", due="2026-03-12"))
    said = link(shown(world), "T-2", "T-3").contradiction
    assert said == (
        "T-3 starts on 9 March 2026, but T-2 ends on 12 March 2026: it can start on 13 March 2026 at the earliest"
    )
    world.move("T-2", "done")
    assert link(shown(world), "T-2", "T-3").contradiction == ""


def test_a_baseline_comes_along_by_its_number(world, plan):
    pk = world.do(baselines.TakeBaseline(project="P-1", baseline_name="As promised"))["id"]
    world.do(items.ChangeItem(key="T-2", due="2026-03-12"))
    found = shown(world, baseline=pk)
    assert (row(found, "T-2").ghost_due, row(found, "T-2").due) == (date(2026, 3, 6), date(2026, 3, 12))
    assert [one.name for one in found.baselines] == ["As promised"]
    assert shown(world).baseline is None
    world.item("project", "Other")
    with pytest.raises(NotFound, match="no baseline"):
        world.ask(ShowTimeline(key="P-2", baseline=pk))


def test_parts_span_what_stands_above_them_where_that_has_no_dates(world, plan):
    world.item("task", "Whole", parent="P-1")
    world.item("task", "Part", parent="T-5", start="2026-03-03")
    world.item("task", "Other part", parent="T-5", due="2026-03-24")
    whole = row(shown(world), "T-5")
    assert (whole.start, whole.below_start, whole.below_due) == (None, date(2026, 3, 3), date(2026, 3, 24))
    assert whole.parts
    assert whole.critical is None


def test_what_one_may_not_see_is_not_there_nor_what_is_tied_to_it(world, plan):
    world.item("task", "Secret", parent="P-1", team="SEC", start="2026-03-02", due="2026-05-01")
    world.relate("T-3", "depends-on", "SEC-1")
    for who, there in (("ada", True), ("bob", False)):
        found = world.ask(ShowTimeline(key="P-1"), as_=who)
        assert ("SEC-1" in {one.key for one in found.rows}) is there
        assert ("SEC-1" in {one.earlier for one in found.links}) is there
        assert found.count == 4 + there
        assert found.critical.days == (13 if not there else 45 + 8)
    with pytest.raises(NotFound):
        world.ask(ShowTimeline(key="P-1"), as_="gus")


def test_it_says_how_many_there_are_when_it_shows_the_first(world, plan, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    found = shown(world)
    assert ([one.key for one in found.rows], found.count) == (["T-2", "T-3"], 4)
    assert [(one.earlier, one.later) for one in found.links] == [("T-2", "T-3")]


def test_what_depends_on_it_moves_along_and_comes_back_as_one(world, plan):
    asked = ListSuccessors(key="T-2", start="2026-03-04", due="2026-03-10")
    wanted = [("T-3", date(2026, 3, 11), date(2026, 3, 20))]
    assert [(one.key, one.start, one.due) for one in world.ask(asked)] == wanted
    assert days_of("T-3") == (date(2026, 3, 9), date(2026, 3, 18))
    told = world.do(RescheduleItem(key="T-2", start="2026-03-05", due="2026-03-11"))["items"]
    assert [one["key"] for one in told] == ["T-2", "T-3", "T-1"]
    assert days_of("T-3") == (date(2026, 3, 12), date(2026, 3, 23))
    # A milestone has no start, and takes no time: it lies on the day on which the work before it ends.
    assert days_of("T-1") == (None, date(2026, 3, 23))
    assert not any(one.contradiction for one in shown(world).links)
    world.do(undo.UndoAct(seq=Event.objects.latest("seq").seq))
    assert [days_of(key)[1].day for key in ("T-2", "T-3", "T-1")] == [6, 18, 20]


def test_what_is_hidden_closed_or_far_enough_stays(world, plan):
    world.item("task", "Secret", team="SEC", start="2026-03-09", due="2026-03-10")
    world.relate("SEC-1", "depends-on", "T-2")
    world.item("task", "Done", start="2026-03-09", due="2026-03-10")
    world.relate("T-5", "depends-on", "T-2")
    world.move("T-5", "done")
    world.item("task", "Later", start="2026-06-09", due="2026-06-10")
    world.relate("T-6", "depends-on", "T-2")
    found = world.ask(ListSuccessors(key="T-2", start="2026-03-03", due="2026-03-09"), as_="bob")
    assert [one.key for one in found] == ["T-3"]
    with pytest.raises(NotFound):
        world.ask(ListSuccessors(key="SEC-1"), as_="bob")


def test_a_circle_is_refused_and_said(world, plan):
    relation = relations.Relation.objects.get(type="depends-on")
    relation.__class__.objects.create(
        workspace=world.workspace,
        type="depends-on",
        source=relation.target,
        target=relation.source,
        created_at=relation.created_at,
    )
    assert "circle" in shown(world).critical.problem
    with pytest.raises(Refused, match="circle"):
        world.ask(ListSuccessors(key="T-2", start="2026-03-04", due="2026-03-10"))


def grow(world, *, first, last):
    def task(n):
        dates = {"start": "2026-03-02", "due": "2026-03-06"} if n % 3 else {}
        return items.CreateItem(kind="task", title=f"t{n}", parent="P-1", owner="bob@x.org", **dates)

    made = [task(n) for n in range(first, last)]
    made += [
        relations.AddRelation(source=f"T-{n + 5}", type="depends-on", target=f"T-{n + 4}")
        for n in range(first + 1, last)
    ]
    made += [baselines.TakeBaseline(project="P-1", baseline_name=f"b{first}")]
    run_many(made, actor=world.owner, now=world.workspace.created_at)


@pytest.mark.parametrize("who", ["ada", "bob", "gus"])
def test_statements_do_not_grow(world, plan, who):
    world.do(comments.WatchItem(key="P-1", member="gus@x.org"))
    world.do(comments.WatchItem(key="T-2", member="gus@x.org"))
    counts = []
    for first, last in ((0, 5), (5, 90)):
        grow(world, first=first, last=last)
        asked = (
            ShowTimeline(key="P-1", baseline=Baseline.objects.latest("id").pk),
            ListSuccessors(key="T-2", due="2026-04-01"),
        )
        for query in asked:
            with CaptureQueriesContext(connection) as caught:
                world.ask(query, as_=who)
            counts.append(len(caught))
    assert counts[2:] <= counts[:2]
    assert max(counts) < 20
