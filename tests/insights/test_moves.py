"""By what a forecast moved: the parts add up, each cause alone is told as itself, what is hidden is in none."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.commands.items import ChangeItem
from headway.insights.asking import ShowOutlook
from headway.insights.causes import Mixture
from headway.insights.forecasts import said
from headway.insights.moves import splits
from headway.insights.project_outlook import ShowProjectOutlook
from headway.insights.summaries import ShowSummary
from headway.jobs import insights as jobs
from headway.models import Forecast
from headway.rules.insight_words import Cause, ForecastKind, Movement
from headway.rules.moves import whole_days
from headway.rules.summaries import unsupported, verify
from headway.rules.words import RelationType
from tests.insights.test_ledger import LATER, PAY, SEC, working  # noqa: F401
from tests.insights.test_outlook import a_world, piece, rows, tie

NEXT = timedelta(days=7)


def later(before, draw):
    """The same work a week later: some done, begun, dropped, added, resized, moved, tied otherwise, handed on."""
    alive = [one for one in before.pieces if one.kind == "project" or draw.random() < 0.8]
    ids = {one.id for one in alive}
    changed = [
        replace(
            one,
            age=one.age + 7,
            begun=one.begun + 7 if one.begun is not None else draw.choice([None, None, 3.0]),
            wait=draw.choice([max(one.wait - 7, 0), 4]),
            effort=draw.choice([one.effort, one.effort, 600]),
            parent=one.parent if one.parent in ids else None,
            team=draw.choice([one.team, one.team, 2]),
            priority=draw.choice([one.priority, 0]),
        )
        for one in alive
    ]
    new = [piece(pk, parent=draw.choice([1, 2]), age=draw.choice([0.0, 5.0])) for pk in range(20, 23)]
    ids |= {20, 21, 22}
    ties = [one for one in before.ties if one.source in ids | {100, 101} and one.target in ids | {100, 101}]
    ties = [one for one in ties if draw.random() < 0.9]
    ties.append(tie(RelationType.BLOCKS, 20, draw.choice([3, 21])))
    ties = [one for one in ties if {one.source, one.target} <= ids | {100, 101}]
    aims = tuple(replace(one, parent=None) for one in before.aims)
    return replace(before, day=before.day + NEXT, pieces=(*changed, *new), ties=tuple(ties), aims=aims)


def same(one, other):
    return replace(one, ties=()) == replace(other, ties=()) and set(one.ties) == set(other.ties)


def finish(work):
    kinds = (ForecastKind.GOAL_FINISH, ForecastKind.PROJECT_FINISH)
    return {one.item: one.p85 for one in said(work).predictions if one.kind in kinds}


@pytest.mark.parametrize("seed", range(8))
def test_no_cause_is_the_first_day_all_causes_are_the_second_and_the_parts_add_up(seed):
    draw = random.Random(seed)
    before = a_world(seed)
    after = later(before, draw)
    gone = {one.id for one in before.pieces} - {one.id for one in after.pieces}
    done = {pk for pk in gone if draw.random() < 0.6}
    mixture = Mixture(before, after, done)
    assert same(mixture.rows(()), before)
    assert same(mixture.rows(tuple(Cause)), after)
    found = splits(before, after, done, runs=200)
    first, last = finish(before), finish(after)
    assert set(found) == set(first) & set(last)
    for pk, one in found.items():
        assert sum(one.parts.values()) == one.days == (last[pk] - first[pk]).days
        assert set(one.parts) == set(Cause)


@given(st.lists(st.floats(-500, 500), min_size=1, max_size=6), st.floats(-0.999, 0.999))
def test_whole_days_add_up_and_lie_near(parts, off):
    exact = dict(enumerate(parts))
    total = round(sum(parts) + off / 2)
    found = whole_days(exact, total)
    assert sum(found.values()) == total
    assert all(abs(found[name] - part) < 2 or len(parts) == 1 for name, part in exact.items() if part)


ALONE = {
    Cause.SCOPE: lambda w: replace(w, pieces=(*w.pieces, *(piece(n, parent=1, priority=0) for n in range(20, 45)))),
    Cause.PACE: lambda w: replace(w, day=w.day + NEXT, pieces=tuple(replace(o, age=o.age + 7) for o in w.pieces)),
    Cause.DATES: lambda w: replace(w, pieces=tuple(replace(o, wait=40) for o in w.pieces)),
    Cause.LINKS: lambda w: replace(w, ties=(*w.ties, *(tie("depends-on", n + 1, n) for n in range(3, 13)))),
    Cause.PEOPLE: lambda w: replace(w, pieces=tuple(replace(o, team=9) for o in w.pieces)),
}


def flat():
    """A project of which all tasks stand side by side, and a goal that it serves."""
    work = [piece(1, kind="project"), *(piece(pk, parent=1) for pk in range(3, 14))]
    return rows(work, a_world(1).aims, [tie(RelationType.CONTRIBUTES_TO, 1, 100)])


@pytest.mark.parametrize("cause", list(Cause))
def test_what_happened_alone_is_told_as_its_cause_alone(cause):
    before = flat()
    found = splits(before, ALONE[cause](before), ())[1]
    assert found.parts[cause] == found.days != 0
    assert not any(part for other, part in found.parts.items() if other is not cause)
    if cause is not Cause.PACE:
        assert list(found.seen) == [cause]


def test_nothing_happened_and_no_time_passed():
    found = splits(a_world(1), a_world(1), ())
    assert found
    assert all(not one.days and not any(one.parts.values()) and not one.seen for one in found.values())


def week(world, *, secret=False):
    """A week in which work is added, done, and waits for more; what was said stands at both ends."""
    world.move(world.keys["Shop"], "Approved", now=LATER - NEXT)
    jobs.forecast(world.workspace, now=LATER.replace(hour=0))
    at = LATER + timedelta(days=2)
    for n in range(6):
        key = world.item("task", f"More {n}", team=SEC if secret else PAY, parent=world.keys["Shop"], now=at)
        if secret:
            world.relate(key, "blocks", world.keys["Build"])
    if not secret:
        world.move(world.keys["Sell"], "Done", now=at)
    jobs.forecast(world.workspace, now=LATER + NEXT)


def ask(world, query, who="bob"):
    return world.ask(query, as_=who, now=LATER + NEXT)


def test_what_moved_a_project_and_a_goal_is_kept_and_told(working):  # noqa: F811
    week(working)
    found = ask(working, ShowProjectOutlook(key=working.keys["Shop"]))
    told = found.causes
    assert (told.since, told.as_of, told.days) == (LATER.date(), (LATER + NEXT).date(), found.moved)
    assert sum(one.days for one in told.causes) + told.unexplained == told.days
    assert told.unexplained == 0
    parts = {one.cause: one for one in told.causes}
    assert parts[Cause.SCOPE].days > 0
    assert [(s.change, s.count, len(s.items)) for s in parts[Cause.SCOPE].seen] == [(Movement.ADDED, 6, 6)]
    assert [(s.change, s.items[0].key) for s in parts[Cause.PACE].seen] == [(Movement.DONE, working.keys["Sell"])]
    goal = ask(working, ShowOutlook(key="G-1")).moved
    assert goal.days == sum(one.days for one in goal.causes) + goal.unexplained
    jobs.forecast(working.workspace, now=LATER + NEXT + timedelta(hours=6))
    assert ask(working, ShowProjectOutlook(key=working.keys["Shop"])).causes == told


def test_what_is_hidden_is_in_no_part_and_what_is_hidden_since_silences_all(working):  # noqa: F811
    week(working)
    Forecast.objects.filter(as_of__gt=LATER.date()).delete()
    for n in range(6):
        key = working.item("task", f"Hidden {n}", team=SEC, parent=working.keys["Shop"], now=LATER + timedelta(days=3))
        working.relate(key, "blocks", working.keys["Build"])
    jobs.forecast(working.workspace, now=LATER + NEXT)
    mine, theirs = (ask(working, ShowProjectOutlook(key=working.keys["Shop"]), who=who) for who in ("bob", None))
    assert (mine.causes.causes[0].seen[0].count, theirs.causes.causes[0].seen[0].count) == (6, 12)
    assert "Hidden" not in str(mine)
    working.do(ChangeItem(key=working.keys["More 1"], private=True), now=LATER + NEXT)
    assert ask(working, ShowProjectOutlook(key=working.keys["Shop"])).causes is None
    assert ask(working, ShowProjectOutlook(key=working.keys["Shop"]), who=None).causes == theirs.causes


def test_what_is_hidden_moves_nothing_that_members_are_told(working):  # noqa: F811
    def told():
        Forecast.objects.filter(as_of__gt=LATER.date()).delete()
        jobs.forecast(working.workspace, now=LATER + NEXT)
        return [ask(working, one) for one in (ShowProjectOutlook(key=working.keys["Shop"]), ShowOutlook(key="G-1"))]

    week(working)
    before = told()
    week(working, secret=True)
    working.move(working.keys["More 0"], "Done", now=LATER + timedelta(days=4))
    assert [one.moved if hasattr(one, "outlook") else one.causes for one in told()] == [
        one.moved if hasattr(one, "outlook") else one.causes for one in before
    ]


def test_what_was_kept_otherwise_than_it_is_computed_now_is_told_as_unexplained(working):  # noqa: F811
    week(working)
    shop = working.keys["Shop"]
    before = ask(working, ShowProjectOutlook(key=shop)).causes
    for row in Forecast.objects.filter(as_of=LATER.date(), kind=ForecastKind.PROJECT_FINISH):
        row.p85 -= timedelta(days=3)
        row.save()
    Forecast.objects.filter(as_of__gt=LATER.date()).delete()
    jobs.forecast(working.workspace, now=LATER + NEXT)
    after = ask(working, ShowProjectOutlook(key=shop)).causes
    assert (after.days, after.unexplained) == (before.days + 3, 3)
    assert after.causes == before.causes


def test_a_summary_tells_by_what_a_forecast_moved_and_two_weeks_add_up(working):  # noqa: F811
    week(working)
    shop = working.keys["Shop"]
    told = ask(working, ShowProjectOutlook(key=shop)).causes

    def sentence(**given):
        said = ask(working, ShowSummary(project=shop, **given)).sentences
        return next((one for one in said if one.topic == "shifted"), None)

    one = sentence()
    assert one.text.startswith(f"From 2026-04-20 to 2026-04-27 its forecast moved {told.days} days later: scope ")
    assert "not explained" not in one.text
    assert not unsupported(one.text, one.facts)
    assert verify(one, one.text.replace("scope", "pace", 1)) != ()
    days = {fact.predicate: fact for fact in one.facts if fact.kind == "count"}
    assert set(days["scope"].keys) == {key for title, key in working.keys.items() if title.startswith("More")}
    for n in range(3):
        working.item("task", f"Last {n}", team=PAY, parent=shop, now=LATER + 2 * NEXT - timedelta(days=1))
    jobs.forecast(working.workspace, now=LATER + 2 * NEXT)
    again = working.ask(ShowSummary(project=shop, since="2026-04-20"), as_="bob", now=LATER + 2 * NEXT).sentences
    later = working.ask(ShowProjectOutlook(key=shop), as_="bob", now=LATER + 2 * NEXT).causes
    both = next(one for one in again if one.topic == "shifted")
    total = next(fact for fact in both.facts if fact.predicate == "shifted" and fact.kind == "count")
    assert total.value == abs(told.days + later.days)
    assert both.text.startswith("From 2026-04-20 to 2026-05-04 its forecast moved")
    assert "the forecast of G-1" in str(ask(working, ShowSummary()))
    assert "forecast of" not in str(ask(working, ShowSummary(team=PAY)))
