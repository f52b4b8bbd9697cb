"""Over-commitment as a finding: opened, told, dismissed, undone and ended like any other; and risks of the course."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from headway.commands.bulk import ChangeItems
from headway.commands.findings import DismissFinding
from headway.commands.items import ChangeItem
from headway.commands.resolving import ReopenIssue, ResolveIssue
from headway.commands.undo import UndoAct
from headway.insights.risk_course import growing, one_person, reopened, slipping
from headway.insights.risk_course_rows import Course, Growth, Slip
from headway.insights.risks import risks
from headway.jobs import insights as jobs
from headway.models import Event, Finding, FindingTold, Forecast, Item
from headway.queries.base import Look
from headway.queries.findings import ListFindings
from headway.rules.insight_words import FindingKind, ForecastKind, Sight
from headway.rules.words import RelationType
from tests.insights.test_capacity import PAY, SEC, busy  # noqa: F401
from tests.insights.test_outlook import aim, piece, rows, tie
from tests.insights.test_risks import OWNED, view
from tests.queries.world import NOW

KIND = FindingKind.OVERLOAD


def found(world, who="bob", standing="open", **given):
    return world.ask(ListFindings(standing=standing, limit=200, **given), as_=who).rows


def over(world, who="bob", standing="open", kind=KIND):
    return [one for one in found(world, who, standing) if one.kind == kind]


def test_who_has_too_much_is_a_finding_with_what_would_help_and_it_lives_like_others(busy):  # noqa: F811
    jobs.find(busy.workspace, now=NOW)
    (one,) = over(busy)
    keys = {busy.keys[f"Due {n}"] for n in range(6)}
    assert (one.item, one.member.name, one.figures["team"]) == (None, "Bob", PAY)
    assert one.strength >= 0.6
    assert one.sentence.startswith("Bob is >99 % likely to have more due by 15 Mar than hours: 6 pieces of work take ")
    assert {ref.key for ref in one.evidence} <= keys
    assert one.evidence
    assert one.action.startswith(("Put ", "Give "))
    assert {word.strip(",") for word in one.action.split() if word.startswith("PAY-")} <= {r.key for r in one.evidence}
    assert one in found(busy, team=PAY)
    assert one in found(busy, kind=KIND)
    assert {row.member.name for row in FindingTold.objects.filter(finding=one.id)} == {"Bob"}
    before = list(Finding.objects.order_by("id").values())
    jobs.find(busy.workspace, now=NOW)
    assert list(Finding.objects.order_by("id").values()) == before
    busy.do(DismissFinding(id=one.id, reason="He works at weekends"))
    assert (over(busy), over(busy, standing="dismissed")[0].reason) == ([], "He works at weekends")
    jobs.find(busy.workspace, now=NOW + timedelta(hours=1))
    assert over(busy) == []
    busy.do(UndoAct(seq=Event.objects.filter(type="finding.judged").latest("seq").seq))
    assert len(over(busy)) == 1
    busy.do(ChangeItems(keys=sorted(keys)[1:], due="2026-06-30"))
    jobs.find(busy.workspace, now=NOW)
    assert over(busy) == []
    assert Finding.objects.get(pk=one.id).resolved_at is not None
    busy.do(ChangeItem(key=sorted(keys)[0], effort=24_000))
    jobs.find(busy.workspace, now=NOW)
    assert "than hours: 1 piece of work takes " in over(busy)[0].sentence


def test_the_sight_of_members_counts_no_work_that_one_of_them_may_not_see(busy):  # noqa: F811
    for n in range(4):
        busy.do(ChangeItem(key=busy.keys[f"Due {n}"], private=True))
    jobs.find(busy.workspace, now=NOW)
    assert over(busy) == []
    (told,) = over(busy, who=None)
    assert told.figures["pieces of work"] == 6
    assert Finding.objects.filter(kind=KIND).count() == 1


def test_leads_are_told_too_and_guests_and_strangers_have_none(busy):  # noqa: F811
    for n in range(6):
        busy.do(ChangeItem(key=busy.keys[f"Due {n}"], owner="cy@x.org"))
    jobs.find(busy.workspace, now=NOW)
    assert over(busy) == []  # Cy's only team is a private one, of which not every member knows
    (told,) = over(busy, who=None)
    assert (told.member.name, told.figures["team"]) == ("Cy", SEC)
    assert set(FindingTold.objects.values_list("member__name", flat=True)) <= {"Bob", "Ada"}


def test_the_statements_do_not_grow_with_work_or_people(busy, django_assert_max_num_queries):  # noqa: F811
    look = Look(actor=busy.owner, now=NOW)
    with django_assert_max_num_queries(45):
        risks(look, ZoneInfo("UTC"))
    for n in range(20):
        busy.item("task", f"More {n}", team=PAY, owner="bob@x.org", effort=60, due="2026-03-20")
    with django_assert_max_num_queries(45):
        risks(look, ZoneInfo("UTC"))


def waited(slip):
    given = rows([piece(1), piece(2), piece(3)], [aim(100)], [tie("blocks", 1, 2), tie("blocks", 2, 3)])
    return list(slipping(view(given), Course(slips={1: slip})))


@pytest.mark.parametrize(("times", "opens"), [(1, None), (2, 0.6), (3, 0.75), (9, 0.95)])
def test_what_others_wait_for_and_is_put_off_again_and_again(times, opens):
    told = waited(Slip(times, 10 * times))
    assert [one.strength for one in told] == ([pytest.approx(opens)] if opens else [])
    for one in told:
        assert one.evidence == (1, 2, 3)
        assert f"by {10 * times} days in all, and 2 items wait for it." in one.sentence


def test_due_days_put_off_are_read_from_the_log(world):
    for title in ("Parts", "Build"):
        world.item("task", title, team=PAY, due="2026-03-20", owner="bob@x.org")
    world.relate(world.keys["Parts"], "blocks", world.keys["Build"])
    for n, due in enumerate(("2026-03-27", "2026-03-25", "2026-04-08")):
        world.do(ChangeItem(key=world.keys["Parts"], due=due), now=NOW + timedelta(hours=n))
        world.do(ChangeItem(key=world.keys["Build"], due="2026-05-01"), now=NOW + timedelta(hours=n))
    jobs.find(world.workspace, now=NOW + timedelta(days=1))
    (one,) = over(world, kind=FindingKind.SLIPPING)
    assert (one.item.key, one.figures["put off"], one.figures["days"]) == (world.keys["Parts"], 2, 21)
    jobs.find(world.workspace, now=NOW + timedelta(days=90))
    assert over(world, kind=FindingKind.SLIPPING) == []


def test_what_grows_faster_than_it_is_done_is_told_where_it_grows():
    project = [piece(10, kind="project"), *(piece(pk, parent=10) for pk in (1, 2, 3))]
    given = rows(project, [aim(100)], [tie(RelationType.CONTRIBUTES_TO, 10, 100)])
    since = date(2026, 2, 11)

    def told(**growth):
        course = Course(growth={int(pk[1:]): Growth(since, *counts) for pk, counts in growth.items()})
        return {one.item: one for one in growing(view(given), course)}

    assert told(_10=(6, 2))[10].strength == 0.75
    assert "6 pieces of work were added to T-10 and 1 was done" in told(_10=(6, 1))[10].sentence
    assert told(_10=(6, 2))[10].goals == (100,)
    assert set(told(_10=(6, 2), _100=(7, 2))) == {10}
    assert set(told(_10=(1, 2), _100=(7, 2))) == {100}
    assert told(_10=(4, 2)) == {}
    assert told(_10=(30, 25))[10].strength < 0.6


def test_growth_is_counted_from_what_moved_forecasts(world):
    world.item("goal", "Grow", due="2026-06-30")
    facts = {"since": "2026-03-04", "days": 0, "parts": {}, "unexplained": 0}
    seen = {"scope": {"added": [9, []]}, "pace": {"done": [1, []]}}
    day_ = {"p50": NOW.date(), "p85": NOW.date(), "model": "m", "snapshot": "s", "runs": 1}
    for back, sight in ((0, "open"), (7, "open"), (0, "all")):
        Forecast.objects.create(
            workspace=world.workspace,
            item=Item.objects.get(key="G-1"),
            kind=ForecastKind.GOAL_FINISH,
            sight=sight,
            as_of=NOW.date() - timedelta(days=back),
            causes={**facts, "since": str(NOW.date() - timedelta(days=back + 7)), "seen": seen},
            **day_,
        )
    jobs.find(world.workspace, now=NOW)
    told = Finding.objects.get(sight=Sight.OPEN, item__key="G-1")
    assert "18 pieces of work were added to G-1 and 2 were done" in told.sentence


def test_an_issue_that_came_back_is_told_the_second_time_or_where_a_goal_waits():
    given = rows([piece(1, kind="issue"), piece(2, kind="issue")], [aim(100)], [tie("contributes-to", 2, 100)])
    told = {one.item: one.strength for one in reopened(view(given), Course(reopened={1: 1, 2: 1}))}
    assert told == {1: pytest.approx(0.55), 2: pytest.approx(0.65)}
    (twice,) = reopened(view(given), Course(reopened={1: 2}))
    assert twice.strength >= 0.6
    assert twice.sentence == "T-1 was resolved, and opened again 2 times."


def test_issues_opened_again_are_read(world):
    key = world.item("issue", "Leak", team=PAY)
    for _ in range(2):
        world.do(ResolveIssue(key=key, cause="A seal"))
        world.do(ReopenIssue(key=key, reason="It leaks"))
    jobs.find(world.workspace, now=NOW)
    assert [one.item.key for one in over(world, kind=FindingKind.REOPENED)] == [key]


def test_a_goal_that_hangs_on_one_person():
    work = [piece(pk) for pk in range(1, 8)]
    ties = [tie("contributes-to", pk, 100) for pk in range(1, 8)] + [tie("depends-on", n + 1, n) for n in range(1, 5)]
    given = rows(work, [aim(100)], ties)

    def told(owner_of):
        facts = {pk: replace(OWNED, owner=owner_of(pk)) for pk in range(1, 8)}
        return list(one_person(view(given, facts=facts), Course(names={7: "Ann", 8: "Ben"})))

    (one,) = told(lambda pk: 7)
    assert (one.member, one.goals, one.item) == (7, (100,), None)
    assert one.strength >= 0.6
    assert set(one.evidence) <= set(range(1, 8))
    assert all(two.strength < 0.6 for two in told(lambda pk: 7 + pk % 2))
    assert told(lambda pk: 9) == []  # somebody of whom the reader does not know
