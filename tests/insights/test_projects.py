"""What is told of a project's forecast: the last one kept, the one of a week before, and what happened in between."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway.commands.forecasts import keep
from headway.commands.items import ChangeItem
from headway.insights.project_outlook import ShowProjectOutlook
from headway.models import Item
from headway.rules.errors import Forbidden, NotFound
from headway.rules.forecasts import Prediction, Said
from headway.rules.insight_words import ForecastKind, Sight
from headway.web.project import outlook as words
from tests.queries.world import NOW

LATER = NOW + timedelta(days=40)  # 20 April
TODAY = LATER.date()


def day(n):
    return TODAY + timedelta(days=n)


@pytest.fixture
def project(world):
    """A project under way with three tasks."""
    key = world.item("project", "Shop", team="PAY", due="2026-05-10")
    world.move(key, "Approved")
    for n in range(3):
        world.item("task", f"T {n}", team="PAY", parent=key)
    return key


def say(world, key, at, p85, *, due=20, sight=Sight.OPEN):
    pk = Item.objects.get(key=key).pk
    told = (
        Prediction(pk, ForecastKind.PROJECT_MET, day(due), 0.5, None, None),
        Prediction(pk, ForecastKind.PROJECT_FINISH, None, None, p85 - timedelta(days=5), p85),
    )
    keep(world.workspace, sight, Said(at, "abc", "impact-2", 1000, told))


def ask(world, key, who="bob", now=LATER):
    return world.ask(ShowProjectOutlook(key=key), as_=who, now=now)


def test_the_last_forecast_is_told_with_the_one_a_week_before_and_what_happened(world, project):
    for back, p85 in ((10, day(18)), (8, day(19)), (3, day(24)), (0, day(26))):
        say(world, project, day(-back), p85, due=20 if back else 22)
    world.item("task", "New", team="PAY", parent=project, now=LATER - timedelta(days=2))
    world.move(world.keys["T 0"], "Done", now=LATER - timedelta(days=1))
    world.move(world.keys["T 1"], "Dropped", now=LATER - timedelta(days=20))
    found = ask(world, project)
    assert (found.now.as_of, found.before.as_of) == (TODAY, day(-8))
    assert (found.now.probability, found.now.p85, found.moved, found.margin) == (0.5, day(26), 7, -6)
    assert (found.since.added, found.since.done, found.since.dropped) == (1, 1, 0)
    assert words.ends(found.now, TODAY) == (
        "Its work is done by 11 May in half of all runs, and by 16 May in 85 of 100."
    )
    assert words.margin(found) == "The second of these is 6 days after its date."
    assert words.moved(found, TODAY) == (
        "Since 12 Apr the 85 % day has moved 7 days later; its date was moved from 10 May to 12 May."
        " Of its tasks and issues, in between: 1 added, 1 done."
    )


def test_what_is_not_known_says_why(world, project):
    found = ask(world, project)
    assert (found.now, found.before, found.moved) == (None, None, None)
    assert "ten finished pieces" in found.because
    assert words.moved(found, TODAY) == ""
    say(world, project, day(-30), day(5))
    assert ask(world, project).now is None
    say(world, project, TODAY, day(26))
    alone = ask(world, project)
    assert (alone.now.as_of, alone.before, alone.since) == (TODAY, None, None)


def test_each_is_told_what_his_eyes_see_and_guests_nothing(world, project):
    say(world, project, TODAY, day(30), sight=Sight.ALL)
    assert ask(world, project).now is None
    assert ask(world, project, who=None).now.p85 == day(30)
    world.do(ChangeItem(key=project, private=True))
    with pytest.raises(NotFound):
        ask(world, project)
    with pytest.raises(Forbidden):
        ask(world, project, who="gus")


def test_the_statements_are_the_same_however_long_the_record_and_the_work(world, project):
    def statements():
        with CaptureQueriesContext(connection) as caught:
            ask(world, project)
        return len(caught)

    for back in (9, 0):
        say(world, project, day(-back), day(20))
    few = statements()
    for back in range(1, 9):
        say(world, project, day(-back), day(20))
    for n in range(20):
        world.item("task", f"More {n}", team="PAY", parent=project)
    assert statements() == few <= 7
