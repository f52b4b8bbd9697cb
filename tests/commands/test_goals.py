"""Goals from the first period to carrying over: what each act does, and what it refuses."""

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from headway.commands import catalogue
from headway.commands.notifications import notify
from headway.commands.reminders import remind
from headway.models import CheckIn, Event, Goal, KeyResult, Notification, Period, Proof, Reminder
from headway.queries.alignment import ShowAlignment
from headway.queries.base import ask
from headway.queries.goal_page import GoalPage, ShowGoal
from headway.queries.goals import ShowGoals
from headway.queries.verify import verify
from headway.rules.errors import Forbidden, Invalid, NotFound, Problem, Refused
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def do(world: World, name: str, *, by: str = "owner", **arguments: Any) -> dict[str, Any]:
    return world.do(catalogue()[name](**arguments), by=by)


def goal(world: World, title: str = "Grow", **fields: Any) -> str:
    return str(do(world, "item.create", kind="goal", title=title, **fields)["key"])


def active(world: World, **fields: Any) -> str:
    key = goal(world, **fields)
    for state in ("Agreed", "Active"):
        do(world, "item.move", key=key, state=state)
    return key


def task(world: World, title: str = "Do it", **fields: Any) -> str:
    return str(do(world, "item.create", kind="task", title=title, **fields)["key"])


def page(world: World, key: str) -> GoalPage:
    found: GoalPage = ask(ShowGoal(key=key), actor=world.actor(), now=world.now)
    return found


def progress(world: World) -> dict[str, float | None]:
    nodes = ask(ShowGoals(closed=True), actor=world.actor(), now=world.now)
    return {node.row.key: None if node.progress is None else round(node.progress, 3) for node in nodes}


def test_a_year_and_its_quarters_are_made_by_one_command(world: World) -> None:
    assert do(world, "period.fill", year=2026)["titles"] == ["2026", "2026 Q1", "2026 Q2", "2026 Q3", "2026 Q4"]
    assert do(world, "period.fill", year=2026)["titles"] == []
    rows = list(Period.objects.filter(name__startswith="2026 Q").order_by("start").values_list("start", "end"))
    assert rows[0] == (date(2026, 1, 1), date(2026, 3, 31))
    assert rows[3] == (date(2026, 10, 1), date(2026, 12, 31))


def test_a_fiscal_year_begins_with_its_month(world: World) -> None:
    do(world, "period.fill", year=2026, first_month=11)
    assert Period.objects.get(name="FY2026 Q2").start == date(2027, 2, 1)
    assert Period.objects.get(name="FY2026").end == date(2027, 10, 31)


def test_a_goal_in_a_period_has_its_dates_and_moves_with_it(world: World) -> None:
    do(world, "period.fill", year=2026)
    key = goal(world, period="2026 q2")
    assert (page(world, key).period, page(world, key).period_end) == ("2026 Q2", date(2026, 6, 30))
    row = Period.objects.get(name="2026 Q2")
    do(world, "period.update", id=row.pk, end="2026-07-05")
    assert page(world, key).period_end == date(2026, 7, 5)
    with pytest.raises(Refused):
        do(world, "period.remove", id=row.pk)
    do(world, "item.update", key=key, period_start="2026-04-01", period_end="2026-05-01")
    assert (page(world, key).period, page(world, key).period_end) == (None, date(2026, 5, 1))
    do(world, "period.remove", id=row.pk)
    assert verify(world.workspace) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"period": "2031 Q9"}, "period"),
        ({"period": "2026", "period_start": "2026-02-01"}, "period_start"),
        ({"period_start": "2026-02-01", "period_end": "2026-01-01"}, "period_end"),
    ],
)
def test_periods_and_dates_that_do_not_fit_are_refused(world: World, fields: dict[str, Any], field: str) -> None:
    do(world, "period.fill", year=2026)
    with pytest.raises(Problem) as caught:
        goal(world, **fields)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({"start": 5, "target": 5}, "target"),
        ({"start": 0, "target": 5, "direction": "down"}, "direction"),
        ({"start": 9, "target": 5, "direction": "keep"}, "target"),
        ({"type": "work", "target": 5}, "target"),
        ({"type": "milestone", "current": 1}, "current"),
    ],
)
def test_figures_that_say_nothing_are_refused(world: World, figures: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        do(world, "key_result.add", goal=goal(world), title="Less of it", **figures)
    assert caught.value.field == field


def test_a_check_in_moves_the_value_and_is_remembered(world: World) -> None:
    key = active(world)
    pk = do(world, "key_result.add", goal=key, title="Less of it", start=10, target=0, owner="me")["id"]
    do(world, "check_in.add", goal=key, key_result=pk, value=6, health="at-risk", confidence=0.4, comment="Slow")
    do(world, "key_result.update", id=pk, current=4)
    [row] = page(world, key).key_results
    assert [(one.before, one.value, one.health) for one in row.check_ins] == [(6, 4, ""), (10, 6, "at-risk")]
    assert (row.row.current, row.row.direction, row.row.progress) == (4, "down", 0.6)
    do(world, "check_in.remove", id=row.check_ins[0].id)
    assert KeyResult.objects.get(pk=pk).current == 6
    do(world, "check_in.remove", id=row.check_ins[1].id)
    assert (KeyResult.objects.get(pk=pk).current, CheckIn.objects.filter(deleted_at=None).count()) == (10, 0)
    assert verify(world.workspace) == []


def test_an_older_check_in_withdrawn_leaves_the_value(world: World) -> None:
    key = active(world)
    pk = do(world, "key_result.add", goal=key, title="More")["id"]
    first = do(world, "check_in.add", goal=key, key_result=pk, value=6)["id"]
    do(world, "check_in.add", goal=key, key_result=pk, value=9)
    do(world, "check_in.remove", id=first)
    assert KeyResult.objects.get(pk=pk).current == 9


def test_check_ins_that_say_nothing_or_come_too_late_are_refused(world: World) -> None:
    key = active(world)
    work = do(world, "key_result.add", goal=key, title="Build", type="work")["id"]
    for arguments, field in (
        ({"goal": key}, "health"),
        ({"goal": key, "value": 3}, "value"),
        ({"goal": key, "key_result": work, "value": 3}, "value"),
        ({"goal": key, "key_result": 999, "value": 3}, "key_result"),
        ({"goal": task(world), "health": "on-track"}, "goal"),
    ):
        with pytest.raises(Problem) as caught:
            do(world, "check_in.add", **arguments)
        assert caught.value.field == field
    with pytest.raises(ValidationError):
        do(world, "check_in.add", goal=key, confidence=1.2)
    do(world, "goal.close", key=key)
    with pytest.raises(Refused):
        do(world, "check_in.add", goal=key, health="on-track")


def test_another_s_check_in_stays(world: World) -> None:
    key = active(world)
    pk = do(world, "check_in.add", goal=key, health="on-track")["id"]
    with pytest.raises(Forbidden):
        do(world, "check_in.remove", by="member", id=pk)


def test_a_task_done_moves_every_goal_it_contributes_to_at_once(world: World) -> None:
    one, two, other = goal(world, "One"), goal(world, "Two"), goal(world, "Other")
    work, rest = task(world), task(world)
    do(world, "relation.add", source=work, type="contributes-to", target=one)
    do(world, "relation.add", source=work, type="contributes-to", target=two, weight=3)
    for target in (two, other):
        do(world, "relation.add", source=rest, type="contributes-to", target=target)
    assert progress(world) == {one: 0.0, two: 0.0, other: 0.0}
    do(world, "item.move", key=work, state="done")
    assert progress(world) == {one: 1.0, two: 0.75, other: 0.0}
    do(world, "item.move", key=work, state="doing")
    assert progress(world) == {one: 0.0, two: 0.0, other: 0.0}
    do(world, "item.move", key=rest, state="dropped")
    do(world, "item.move", key=work, state="done")
    assert progress(world) == {one: 1.0, two: 1.0, other: None}
    do(world, "item.delete", key=work)
    assert progress(world) == {one: None, two: None, other: None}


def test_work_of_a_dropped_project_does_not_hold_a_goal_back(world: World) -> None:
    key, project = goal(world), do(world, "item.create", kind="project", title="Build")["key"]
    part = do(world, "item.create", kind="project", title="A part", parent=project)["key"]
    done, left = task(world, parent=project), task(world, parent=part)
    do(world, "relation.add", source=project, type="contributes-to", target=key)
    do(world, "item.move", key=done, state="done")
    assert progress(world)[key] == 0.5
    do(world, "item.move", key=part, state="dropped")
    assert (progress(world)[key], left) == (1.0, left)
    do(world, "item.move", key=part, state="backlog")
    assert progress(world)[key] == 0.5


def test_work_linked_to_a_key_result_contributes_to_its_goal(world: World) -> None:
    key, work = goal(world), task(world, milestone=True)
    pk = do(world, "key_result.add", goal=key, title="Met", type="milestone")["id"]
    do(world, "key_result.link", id=pk, item=work, weight=2)
    assert progress(world)[key] == 0.0
    do(world, "item.move", key=work, state="done")
    assert progress(world)[key] == 1.0
    [proof] = page(world, key).key_results[0].proofs
    assert (proof.row.key, proof.weight, proof.row.goals[0].key) == (work, 2, key)
    do(world, "relation.remove", source=work, type="contributes-to", target=key)
    assert not Proof.objects.exists()
    assert verify(world.workspace) == []


def test_what_is_measured_or_never_ends_is_not_linked(world: World) -> None:
    key = goal(world)
    metric = do(world, "key_result.add", goal=key, title="More")["id"]
    counted = do(world, "key_result.add", goal=key, title="Built", type="work")["id"]
    operation = do(world, "item.create", kind="operation", title="Watch")["key"]
    for arguments in ({"id": metric, "item": task(world)}, {"id": counted, "item": operation}):
        with pytest.raises(Refused):
            do(world, "key_result.link", **arguments)
    with pytest.raises(NotFound):
        do(world, "key_result.unlink", id=counted, item=task(world))


def test_a_goal_cannot_come_to_stand_beneath_itself(world: World) -> None:
    top = goal(world, "Top")
    below = goal(world, "Below", parent=top)
    with pytest.raises(Refused, match="cycle"):
        do(world, "relation.add", source=top, type="contributes-to", target=below)
    other = goal(world, "Other")
    do(world, "relation.add", source=top, type="contributes-to", target=other)
    with pytest.raises(Refused, match="cycle"):
        do(world, "item.update", key=other, parent=below)


def test_a_goal_is_closed_with_scores_and_a_reflection(world: World) -> None:
    key = active(world)
    near = do(world, "key_result.add", goal=key, title="Near", target=10, weight=3)["id"]
    far = do(world, "key_result.add", goal=key, title="Far", target=10)["id"]
    do(world, "check_in.add", goal=key, key_result=near, value=8)
    do(world, "key_result.score", id=far, score=0.4)
    told = do(world, "goal.close", key=key, reflection="Began too late")
    assert (told["state"], told["score"]) == ("Achieved", 0.7)
    found = page(world, key)
    assert [one.row.score for one in found.key_results] == [0.8, 0.4]
    assert (found.score, found.reflection) == (0.7, "Began too late")
    with pytest.raises(Refused):
        do(world, "goal.close", key=key)
    assert verify(world.workspace) == []


def test_a_goal_is_dropped_with_a_score_of_its_author_s(world: World) -> None:
    key = goal(world)
    assert do(world, "goal.close", key=key, state="dropped", score=0.1)["score"] == 0.1
    with pytest.raises(Invalid):
        do(world, "goal.close", key=goal(world), state="Active")
    with pytest.raises(Refused):
        do(world, "goal.close", key=goal(world))


def test_a_goal_is_carried_over_with_nothing_lost(world: World) -> None:
    do(world, "period.fill", year=2026)
    key = active(world, period="2026 Q1", owner="me", description="Why", labels=["bold"], cadence=7, team="PAY")
    pk = do(world, "key_result.add", goal=key, title="Half way", target=10, unit="%", weight=2)["id"]
    reached = do(world, "key_result.add", goal=key, title="Reached", target=10)["id"]
    met = do(world, "key_result.add", goal=key, title="Met", type="milestone")["id"]
    still, over = task(world, milestone=True), task(world)
    do(world, "key_result.link", id=met, item=still)
    do(world, "relation.add", source=over, type="contributes-to", target=key)
    do(world, "item.move", key=over, state="done")
    do(world, "check_in.add", goal=key, key_result=pk, value=5)
    do(world, "check_in.add", goal=key, key_result=reached, value=12)
    do(world, "goal.close", key=key, state="dropped")
    told = do(world, "goal.carry_over", key=key, period="2026 Q2")
    assert (told["key_results"], told["work"]) == (2, 1)
    new, old = page(world, told["key"]), page(world, key)
    assert (new.carried_from.key, [ref.key for ref in old.carried_to]) == (key, [told["key"]])  # type: ignore[union-attr]
    half, milestone = new.key_results
    assert (half.row.start, half.row.current, half.row.target, half.row.unit, half.row.weight) == (5, 5, 10, "%", 2)
    assert [proof.row.key for proof in milestone.proofs] == [still]
    assert (new.period, new.cadence) == ("2026 Q2", 7)
    assert (len(old.key_results), len(old.key_results[0].check_ins)) == (3, 1)
    with pytest.raises(Refused, match="already"):
        do(world, "goal.carry_over", key=key, period="2026 Q3")
    assert verify(world.workspace) == []


def test_a_tree_carried_over_stays_a_tree(world: World) -> None:
    do(world, "period.fill", year=2026)
    top = goal(world, "Top", period="2026 Q1")
    below = goal(world, "Below", parent=top, period="2026 Q1")
    first = do(world, "goal.carry_over", key=below, period="2026 Q2")["key"]
    new_top = do(world, "goal.carry_over", key=top, period="2026 Q2")["key"]
    later = goal(world, "Later", parent=top)
    moved = do(world, "goal.carry_over", key=later, period="2026 Q2")["key"]
    parents = dict(Goal.objects.values_list("item__key", "item__parent__key"))
    assert (parents[first], parents[moved], parents[below]) == (new_top, new_top, top)


def test_reminders_come_once_for_each_check_in_that_is_due(world: World) -> None:
    key = active(world, owner="me", cadence=7)
    do(world, "key_result.add", goal=key, title="Other's", owner=world.email("member"))
    begun = world.now
    assert remind(now=begun + timedelta(days=6)) == 0
    assert remind(now=begun + timedelta(days=7)) == 2
    assert remind(now=begun + timedelta(days=8)) == 0
    assert remind(now=begun + timedelta(days=365)) == 2, "a clock that jumps asks for the last one alone"
    assert remind(now=begun + timedelta(days=365)) == 0
    assert Reminder.objects.count() == 4
    told = list(Event.objects.filter(type="reminder.sent").order_by("seq"))
    assert [notify(world.workspace, told) for _ in range(2)] == [4, 0]
    assert set(Notification.objects.values_list("reason", flat=True)) == {"check-in"}
    world.now = begun + timedelta(days=366)
    do(world, "check_in.add", goal=key, health="on-track")
    assert page(world, key).due == (world.now + timedelta(days=7)).date()
    assert remind(now=world.now + timedelta(days=6)) == 0
    do(world, "goal.close", key=key)
    assert remind(now=world.now + timedelta(days=60)) == 0
    assert verify(world.workspace) == []


def test_alignment_splits_effort_by_weight_and_names_what_serves_nothing(world: World) -> None:
    one, two, idle = goal(world, "One"), goal(world, "Two"), goal(world, "Idle")
    top = goal(world, "Top")
    do(world, "item.update", key=one, parent=top)
    project = do(world, "item.create", kind="project", title="Build")["key"]
    do(world, "relation.add", source=project, type="contributes-to", target=one)
    do(world, "relation.add", source=project, type="contributes-to", target=two, weight=3)
    task(world, parent=project, effort=60)
    done = task(world, parent=project, effort=60)
    parent = task(world, parent=project)
    task(world, parent=parent, effort=120)
    loose = do(world, "item.create", kind="project", title="Loose")["key"]
    task(world, parent=loose, effort=40)
    task(world, effort=20)
    do(world, "item.move", key=done, state="done")
    direct = task(world, effort=100)
    do(world, "relation.add", source=direct, type="contributes-to", target=one)
    found = ask(ShowAlignment(), actor=world.actor(), now=world.now)
    assert (found.open, found.done, found.loose.open, found.loose.pieces) == (340, 60, 60, 2)
    goals = {each.row.key: each for each in found.goals}
    assert (goals[one].open, goals[one].done) == (45 + 100, 15)
    assert (goals[two].open, goals[two].done, goals[two].pieces) == (135, 45, 2)
    assert goals[one].share == pytest.approx(0.4)
    assert sum(each.share for each in found.goals) + found.loose_share == pytest.approx(1.0)
    assert [(place.row and place.row.key, place.open) for place in found.places] == [(loose, 40), (None, 20)]
    assert [row.key for row in found.idle] == [idle]
    later = ask(ShowAlignment(), actor=world.actor(), now=world.now + timedelta(days=60))
    assert (later.done, later.since) == (0, (world.now + timedelta(days=60)).date() - timedelta(days=27))


def test_a_goal_says_whether_its_key_results_alone_move_it(world: World) -> None:
    key = goal(world, progress_by="key-results")
    do(world, "key_result.add", goal=key, title="More", target=10, current=5)
    work = task(world)
    do(world, "relation.add", source=work, type="contributes-to", target=key)
    do(world, "item.move", key=work, state="done")
    assert (page(world, key).progress, page(world, key).work) == (0.5, 1.0)
    do(world, "item.update", key=key, progress_by="everything")
    assert page(world, key).progress == 0.75
