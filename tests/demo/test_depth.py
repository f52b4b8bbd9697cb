"""Every kind of work at the demo organisation shows what it can: nothing here is said by a table alone."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.models import Count, F, Q

from headway.access.actor import Actor, actor_for
from headway.commands.notifications import notify
from headway.demo.build import Built
from headway.demo.people import email
from headway.events.followers import Following, advance
from headway.models import (
    Baseline,
    CheckIn,
    Cost,
    Deliverable,
    Escalation,
    Event,
    Item,
    Leave,
    Member,
    Notification,
    Phase,
    ReceivedMail,
    ServiceClock,
    StatusReport,
    Task,
    Template,
    Timer,
    Workspace,
)
from headway.queries.automation import ListRuns
from headway.queries.base import ask
from headway.queries.operations import ListOperations, ShowOperation
from headway.rules.words import KeyResultType

NOW = datetime(2026, 9, 16, 14, 30, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def here(built: Built) -> Workspace:
    return built.workspace


@pytest.fixture
def owner(here: Workspace) -> Actor:
    return actor_for(member=Member.objects.get(workspace=here, email=email("Katarina Voss")), via="web")


def items(here: Workspace, kind: str) -> Any:
    return Item.objects.filter(workspace=here, kind=kind)


def test_what_recurs_was_made_by_schedules_and_mostly_done_in_time(owner: Actor) -> None:
    rows = {one.row.title: one for one in ask(ListOperations(), actor=owner, now=NOW)}
    rates = [one.on_time for one in rows.values() if one.on_time is not None]
    assert len(rates) > 8
    assert 0.5 < sum(rates) / len(rates) < 0.95
    assert any(one.missed for one in rows.values())
    assert all(one.minutes_a_week for one in rows.values() if one.schedules)


def test_those_who_take_turns_really_do(here: Workspace) -> None:
    made = Task.objects.filter(item__workspace=here, schedule__isnull=False, item__owner__isnull=False)
    turns = made.filter(operation__title="Reconcile the bank accounts").values("item__owner").annotate(n=Count("pk"))
    assert turns.count() == 9
    assert max(one["n"] for one in turns) - min(one["n"] for one in turns) <= 1


def test_the_desk_takes_requests_and_an_occurrence_is_none(owner: Actor, here: Workspace) -> None:
    rows = {one.row.title: one for one in ask(ListOperations(), actor=owner, now=NOW)}
    assert rows["Carrier desk"].requests >= 4
    assert rows["Carrier desk"].broken >= 1
    assert all(not one.requests for title, one in rows.items() if title != "Carrier desk")
    desk = items(here, "operation").get(title="Carrier desk")
    clocks = ServiceClock.objects.filter(item__parent=desk)
    assert {one.level.name for one in clocks.select_related("level")} == {"Desk", "Desk, high", "Desk, urgent"}
    assert clocks.filter(paused_at__isnull=False, item__category="waiting").exists()
    assert clocks.filter(resolved_at__lte=F("resolve_due_at")).exists()
    assert ask(ShowOperation(key=desk.key), actor=owner, now=NOW).levels


def test_goals_of_quarters_end_and_go_on(here: Workspace) -> None:
    goals = items(here, "goal").select_related("goal__period")
    ended = [one for one in goals if one.category in ("done", "dropped")]
    assert {one.category for one in ended} == {"done", "dropped"}
    assert all(one.goal.reflection and one.goal.score is not None and one.goal.period.end < NOW.date() for one in ended)
    carried = goals.get(goal__carried_from__isnull=False)
    assert carried.category == "doing"
    assert carried.goal.period.start <= NOW.date() <= carried.goal.period.end
    assert goals.filter(parent__parent__parent=None, parent__parent__isnull=False).exists()


def test_key_results_are_of_every_type_and_reported_on(here: Workspace) -> None:
    results = items(here, "goal").values_list("key_results__type", flat=True).distinct()
    assert set(results) >= {one.value for one in KeyResultType}
    told = CheckIn.objects.filter(goal__workspace=here, key_result__isnull=False)
    assert told.count() > 100
    assert set(told.values_list("health", flat=True)) == {"on-track", "at-risk", "off-track"}
    assert told.exclude(comment="").count() > told.count() / 2


def test_projects_stand_in_every_stage_of_life(here: Workspace) -> None:
    stages = set(items(here, "project").values_list("category", flat=True))
    assert stages == {"backlog", "ready", "doing", "waiting", "done", "dropped"}
    done = items(here, "project").filter(category="done")
    assert not Phase.objects.filter(project__in=done, passed_at=None).exists()
    assert Phase.objects.filter(project__category="doing", passed_at=None).exists()
    assert Deliverable.objects.filter(project__workspace=here, accepted_at__isnull=False).exists()
    assert Task.objects.filter(item__workspace=here, phase__isnull=False).count() > 60


def test_projects_are_paid_for_reported_on_and_put_on_record(here: Workspace) -> None:
    instant = items(here, "project").get(title="Instant payouts")
    assert set(Cost.objects.filter(project=instant).values_list("currency", flat=True)) == {"EUR", "SEK"}
    assert Baseline.objects.filter(project=instant).count() == 2
    reports = StatusReport.objects.filter(project__workspace=here)
    assert reports.filter(published_at=None).count() == 1
    assert reports.exclude(share_salt="").count() == 1
    assert Template.objects.filter(workspace=here).count() == 1


def test_issues_come_in_by_every_door_and_end_in_every_way(here: Workspace) -> None:
    issues = items(here, "issue")
    assert ReceivedMail.objects.filter(workspace=here).count() == 4
    assert issues.filter(report__isnull=False).count() >= 5
    assert {"Declined", "Duplicate", "Fixed"} <= set(issues.values_list("resolution", flat=True))
    assert issues.filter(issue__reopened__gt=0, category="doing").exists()
    assert issues.filter(issue__snoozed_until__gt=NOW).exists()
    assert issues.exclude(issue__post_incident="").filter(Q(category="done") & ~Q(issue__cause="")).exists()
    fired = Escalation.objects.filter(workspace=here, item__title__startswith="Chat says")
    assert fired.exists()


def test_rules_answered_what_happened(owner: Actor) -> None:
    runs = ask(ListRuns(), actor=owner, now=NOW)
    assert runs
    assert "done" in {one.outcome for one in runs}
    assert "What waited for a finished task is ready" in {one.name for one in runs if one.outcome == "done"}


def test_months_are_counted_in_working_days_and_check_ins_asked_for(here: Workspace) -> None:
    made = Task.objects.filter(operation__workspace=here).select_related("item")
    end = made.get(operation__title="Collect what is not yet invoiced", instance__startswith="2026-08")
    start = made.get(operation__title="Close the month", instance__startswith="2026-09")
    assert (end.item.start, start.item.start) == (date(2026, 8, 27), date(2026, 9, 3))
    assert Event.objects.filter(workspace=here, type="reminder.sent").exists()


def _tell(workspace: Workspace, events: Sequence[Event]) -> None:
    notify(workspace, events)


def test_people_have_leave_clocks_and_news_of_different_sorts(here: Workspace) -> None:
    assert Leave.objects.filter(member__workspace=here, first__lte=NOW.date(), last__gte=NOW.date()).exists()
    assert Timer.objects.filter(member__workspace=here).count() == 2
    advance(Following("inbox", _tell), workspace=here)
    mine = Notification.objects.filter(member__workspace=here, read_at=None)
    assert {"assigned", "mentioned", "commented", "moved"} <= set(mine.values_list("reason", flat=True))
