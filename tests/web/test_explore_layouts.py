"""Explore by days: what its timeline and its calendar show, where their links lead, and that words stay words."""

from datetime import timedelta
from typing import Any

import pytest

from headway.commands.items import CreateItem
from headway.commands.relations import AddRelation
from headway.web.explore.calendar import month_in, weeks
from headway.web.explore.layouts import BARS, CELL

HOSTILE = "<script>alert(1)</script>\" onfocus='x' {{ 7*7 }}"


def _page(client: Any, query: str, status: int = 200) -> str:
    answer = client.get(f"/explore?{query}")
    assert answer.status_code == status
    return str(answer.content.decode())


def _due(world: Any, title: str, days: int, **facts: Any) -> str:
    due = world.now.date() + timedelta(days=days)
    made: str = world.do(CreateItem(kind="task", title=title, due=due, **facts))["key"]
    return made


def test_a_timeline_lies_in_places_with_what_waits(world: Any, visit: Any, work: Any) -> None:
    first, second = _due(world, HOSTILE, 3, parent=work["project"]), _due(world, "Loose", 9)
    world.do(AddRelation(source=second, type="depends-on", target=first))
    world.do(CreateItem(kind="task", title="Some day"))
    shown = _page(visit("owner"), "q=kind:task&layout=timeline")
    assert f'id="bar-{first}"' in shown
    assert f'id="tie-{first}-{second}"' in shown
    assert "New provider" in shown
    assert "In no project or operation" in shown
    assert "2 with a due date" in shown
    assert "Some day" not in shown
    assert "<script>alert" not in shown
    assert "data-may" in shown
    assert "data-may" not in _page(visit("guest"), "q=kind:task&layout=timeline")


def test_a_timeline_says_what_it_leaves_out_and_where_that_is(world: Any, visit: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("headway.web.explore.layouts.BARS", 3)
    assert BARS > 3
    for day in (-200, 1, 2, 3, 4):
        _due(world, f"Day {day}", day)
    monkeypatch.setattr("headway.web.page.datetime", _Clock(world.now))
    shown = _page(visit("owner"), "q=kind:task&layout=timeline")
    assert "3 of 5 with a due date" in shown
    assert "Due earlier" in shown
    assert "Due later" in shown
    assert "Day -200" not in shown
    assert "Day -200" in _page(visit("owner"), "q=kind:task&layout=timeline&from=2020-01-01")


class _Clock:
    """The clock of the pages, stopped."""

    def __init__(self, now: Any) -> None:
        self.stopped = now

    def now(self, zone: Any) -> Any:
        return self.stopped.astimezone(zone)


def test_a_calendar_shows_days_and_how_many_more(world: Any, visit: Any) -> None:
    keys = [_due(world, HOSTILE, 0, start=world.now.date()) for _ in range(CELL + 2)]
    month = f"{world.now:%Y-%m}"
    shown = _page(visit("owner"), f"q=kind:task&layout=calendar&month={month}")
    assert [f'id="cal-{key}"' in shown for key in keys] == [True] * CELL + [False] * 2
    assert "2 more" in shown
    assert f"due%3A{world.now.date()}+kind%3Atask" in shown
    assert f"{CELL + 2} due in these weeks" in shown
    assert "<script>alert" not in shown
    assert "data-drag" in shown
    assert "data-drag" not in _page(visit("guest"), f"q=kind:task&layout=calendar&month={month}")


def test_chips_form_and_views_keep_the_layout(world: Any, visit: Any) -> None:
    shown = _page(visit("owner"), "q=kind:task&layout=calendar")
    assert "/explore?q=kind%3Atask+state%3Aopen&amp;layout=calendar" in shown
    assert '<input type="hidden" name="layout" value="calendar">' in shown
    assert "/act/view.save?address=/explore%3Fq%3Dkind%253Atask%26layout%3Dcalendar" in shown
    assert "/explore?q=kind%3Atask&amp;layout=timeline" in shown
    assert "/explore?q=kind%3Aissue&amp;layout=timeline" in visit("owner").get("/issues?q=kind:issue").content.decode()


@pytest.mark.parametrize("layout", ["timeline", "calendar"])
def test_a_wrong_query_is_told_in_every_layout(visit: Any, layout: str) -> None:
    assert "<mark>isue</mark>" in _page(visit("owner"), f"q=kind:isue&layout={layout}", status=422)


def test_months_that_are_none_are_this_one(world: Any) -> None:
    today = world.now.date()
    for words in ("", "2026-13", "26-1", "x", "0000-01", "9999-12", "2026-01-01"):
        assert month_in(words, today) == today.replace(day=1)
    days = [day for week in weeks(month_in("2026-02", today)) for day in week]
    assert (str(days[0]), str(days[-1]), len(days)) == ("2026-01-26", "2026-03-01", 35)
