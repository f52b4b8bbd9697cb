"""Forecasts are kept once, resolved by the log, scored after their time, and tell nobody of what he does not see."""

import random
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from headway.commands.bin import DeleteItem
from headway.commands.items import ChangeItem
from headway.commands.relations import AddRelation
from headway.insights import past
from headway.insights.lately import Lately
from headway.insights.ledger import eyes
from headway.insights.outcomes import Outcome, outcome
from headway.insights.past import Past
from headway.insights.rows import read
from headway.insights.scoring import Case, sheet
from headway.insights.track import ShowTrackRecord
from headway.jobs import insights as jobs
from headway.models import Backtest, Forecast
from headway.queries.base import Look
from headway.rules.errors import Refused
from headway.rules.insight_words import ForecastKind, Sight
from tests.queries.world import NOW

UTC_ZONE = ZoneInfo("UTC")
LATER = NOW + timedelta(days=40)
DAY = date(2026, 3, 11)
PAY, SEC = "PAY", "SEC"


def day(n):
    return DAY + timedelta(days=n)


@pytest.fixture
def working(world):
    """A dated goal with a project, work under way with dates, after a dozen finished tasks."""
    world.item("goal", "Grow", due="2026-06-30")
    world.move("G-1", "Agreed")
    world.move("G-1", "Active")
    world.item("project", "Shop", team=PAY, due="2026-06-01")
    world.relate(world.keys["Shop"], "contributes-to", "G-1")
    for n in range(12):
        key = world.item("task", f"Done {n}", team=PAY)
        world.move(key, "In progress", now=NOW + timedelta(days=n))
        world.move(key, "Done", now=NOW + timedelta(days=n + 2 + n % 3))
    for title, due in (("Build", "2026-04-25"), ("Sell", "2026-04-28"), ("Drop", "2026-04-28")):
        key = world.item("task", title, team=PAY, parent=world.keys["Shop"], now=NOW + timedelta(days=30), due=due)
        world.move(key, "In progress", now=NOW + timedelta(days=31))
    return world


def kept(sight=Sight.ALL, **given):
    rows = Forecast.objects.filter(sight=sight, **given).order_by("item__key", "kind", "as_of")
    return {(row.item.key, row.kind): row for row in rows.select_related("item")}


def test_a_day_is_kept_once_and_work_once_a_week(working):
    assert jobs.forecast(working.workspace, now=LATER) > 0
    before = list(Forecast.objects.order_by("id").values())
    assert jobs.forecast(working.workspace, now=LATER + timedelta(hours=5)) == 0
    assert list(Forecast.objects.order_by("id").values()) == before
    kinds = {row["kind"] for row in before}
    assert {"goal-met", "goal-finish", "work-met", "work-finish"} <= kinds
    jobs.forecast(working.workspace, now=LATER + timedelta(days=1))
    new = Forecast.objects.filter(as_of=(LATER + timedelta(days=1)).date()).values_list("kind", flat=True)
    assert set(new)
    assert not {"work-met", "work-finish"} & set(new)
    jobs.forecast(working.workspace, now=LATER + timedelta(days=7))
    assert Forecast.objects.filter(as_of=(LATER + timedelta(days=7)).date(), kind="work-met").exists()


def test_every_end_is_told_by_the_log(working):
    build, sell, drop = (working.keys[name] for name in ("Build", "Sell", "Drop"))
    jobs.forecast(working.workspace, now=LATER)  # 20 April
    said = kept()
    assert said[build, "work-met"].target == date(2026, 4, 25)
    working.move(build, "Done", now=LATER + timedelta(days=2))
    working.move(drop, "Dropped", now=LATER + timedelta(days=2))
    jobs.forecast(working.workspace, now=LATER + timedelta(days=3))
    found = kept(as_of=LATER.date())
    done = date(2026, 4, 22)
    assert (found[build, "work-met"].result, found[build, "work-met"].ended) == ("met", done)
    assert (found[drop, "work-met"].result, found[drop, "work-finish"].result) == ("void", "void")
    assert found[sell, "work-met"].result == ""
    known = found[build, "work-met"].resolved_at
    much_later = LATER + timedelta(days=200)
    jobs.forecast(working.workspace, now=much_later)
    found = kept(as_of=LATER.date())
    assert found[build, "work-met"].resolved_at == known
    assert (found[sell, "work-met"].result, found["G-1", "goal-met"].result) == ("missed", "missed")
    assert (found[sell, "work-finish"].result, found[sell, "work-finish"].ended) == ("missed", None)
    working.move(sell, "Done", now=much_later)
    jobs.forecast(working.workspace, now=much_later + timedelta(days=1))
    late = kept(as_of=LATER.date())[sell, "work-finish"]
    assert (late.result, late.ended, late.resolved_at) == ("missed", much_later.date(), much_later)


@pytest.mark.parametrize(
    ("course", "today", "came"),
    [
        ([], 5, None),
        ([], 11, Outcome("missed", None)),
        ([(day(10), "done")], 10, Outcome("met", day(10))),
        ([(day(11), "done")], 11, Outcome("missed", day(11))),
        ([(day(3), "done"), (day(4), "doing")], 20, Outcome("met", day(3))),
        ([(day(3), "dropped"), (day(4), "doing"), (day(5), "done")], 20, Outcome("void", None)),
        ([(day(12), "dropped")], 20, Outcome("missed", None)),
        ([(day(-1), "done"), (day(-1), "doing")], 5, None),
    ],
)
def test_what_came_of_a_forecast(course, today, came):
    assert outcome(as_of=DAY, deadline=day(10), course=course, today=day(today)) == came


@pytest.mark.parametrize("seed", range(3))
def test_the_past_is_what_stood_then_and_nothing_that_came_later(working, seed):
    """Much happens, day after day; each day is read as it stands, and afterwards folded from the log."""
    draw = random.Random(seed)
    looks = {sight: Look(eyes(sight, workspace=working.workspace), LATER) for sight in Sight}
    seen = {}
    for n in range(6):
        at = LATER + timedelta(days=n)
        seen[at.date()] = {
            sight: read(Look(look.actor, at.replace(hour=0, minute=0)), UTC_ZONE) for sight, look in looks.items()
        }
        keys = list(working.keys.values())
        for _ in range(4):
            new = working.item("task", f"New {n} {len(working.keys)}", team=draw.choice([PAY, SEC]), now=at, effort=60)
            working.do(
                AddRelation(source=new, type=draw.choice(["blocks", "affects"]), target=draw.choice(keys)), now=at
            )
            working.do(ChangeItem(key=new, due="2026-07-01", start="2026-05-01", priority="high"), now=at)
            if draw.random() < 0.5:
                working.move(new, draw.choice(["In progress", "Dropped", "Waiting"]), now=at)
        working.do(DeleteItem(key=new), now=at)
        working.keys = {title: key for title, key in working.keys.items() if key != new}
    for sight, look in looks.items():
        folded = Past(look.actor, UTC_ZONE)
        for at, rows in seen.items():
            assert folded.at(at) == rows[sight], (sight, at)
            assert Lately(look.actor, UTC_ZONE, at).rows() == rows[sight], (sight, at)


def test_what_is_hidden_changes_nothing_that_members_are_told(working):
    def told():
        Forecast.objects.all().delete()
        Backtest.objects.all().delete()
        for n in (0, 14):
            jobs.forecast(working.workspace, now=LATER + timedelta(days=n))
        jobs.backtest(working.workspace, now=LATER + timedelta(days=14))
        record = working.ask(ShowTrackRecord(), as_="bob", now=LATER + timedelta(days=14))
        rows = {key: (r.probability, r.p50, r.p85, r.snapshot) for key, r in kept(Sight.OPEN).items()}
        return record, rows

    before = told()
    assert before[0].backtest is not None
    for n in range(6):
        key = working.item("task", f"Hidden {n}", team=SEC, effort=600, now=LATER)
        working.relate(key, "blocks", working.keys["Build"])
        if n % 2:
            working.move(key, "Done", now=LATER)
    assert told() == before
    assert "Hidden" not in str(before)
    everything = kept(Sight.ALL)[working.keys["Build"], "work-finish"]
    assert everything.snapshot != kept(Sight.OPEN)[working.keys["Build"], "work-finish"].snapshot
    private = working.do(ChangeItem(key=working.keys["Build"], private=True), now=LATER)["key"]
    after = working.ask(ShowTrackRecord(), as_="bob", now=LATER + timedelta(days=14)).live
    assert after.count + after.waiting == before[0].live.count + before[0].live.waiting - 3
    assert private not in str(working.ask(ShowTrackRecord(), as_="bob", now=LATER))


def case(n, *, said=0.8, came=True, age=20.0, item=None):
    result = "met" if came else "missed"
    return Case(ForecastKind.WORK_MET, item or n, said, 0.0, 10.0, None, age, result)


def test_the_sheet_judges_after_thirty_items_and_counts_nothing_before_its_time():
    few = sheet([case(n, item=1 + n % 12) for n in range(40)])
    assert (few.count, few.items, few.lines[0].verdict, few.lines[0].skill) == (40, 12, "not yet calibrated", None)
    cases = [case(n, said=0.9, came=n % 10 > 0) for n in range(100)]
    waiting = [case(200 + n, age=5.0) for n in range(7)]
    many = sheet([*cases, *waiting])
    assert (many.count, many.waiting, many.lines[0].verdict) == (100, 7, "scored")
    assert many.lines[0].brier == pytest.approx(0.09)
    assert many.lines[0].skill == pytest.approx(0.0)
    assert [(bar.said, bar.came, bar.count) for bar in many.bars] == [(0.9, 0.9, 100)]
    mixed = sheet([*cases, *(replace(case(n), kind=ForecastKind.PROJECT_MET) for n in range(29))])
    assert (few.bars, mixed.bars) == ((), many.bars), "the diagram claims nothing either of what is not calibrated yet"


def test_days_are_scored_by_their_share_and_what_is_open_counts_as_done_today():
    cases = [
        Case(
            ForecastKind.GOAL_FINISH,
            n,
            None,
            10.0,
            20.0,
            None if n >= 36 else 1.0 + n / 2,
            30.0,
            "met" if n < 36 else "missed",
        )
        for n in range(40)
    ]
    (line, reach) = sheet(cases).lines
    assert (line.kind, line.horizon, reach.horizon) == ("goal-finish", "all", "four weeks")
    assert (line.by_p50, line.by_p85) == (pytest.approx(19 / 40), pytest.approx(0.9))
    assert line.pinball > 0


def test_a_replay_is_kept_apart_and_one_too_long_is_refused(working, monkeypatch):
    assert jobs.backtest_stale(now=LATER) == 1
    assert Forecast.objects.count() == 0
    assert jobs.backtest_stale(now=LATER + timedelta(days=6)) == 0
    record = working.ask(ShowTrackRecord(), now=LATER)
    assert (record.live.count, record.backtest.first) == (0, date(2026, 4, 13))
    monkeypatch.setattr(past, "MOST", 3)
    with pytest.raises(Refused, match="more than 3 events"):
        jobs.backtest(working.workspace, now=LATER)
    assert jobs.backtest_stale(now=LATER + timedelta(days=8)) == 0
