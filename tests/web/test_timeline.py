"""The timeline's page: where bars lie at each zoom, what it says, who may move, and that words stay words."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway.web.timeline.scale import ZOOMS, scale

HOSTILE = "<script>alert(1)</script>\" onfocus='x' {{ 7*7 }}"
TODAY = date(2026, 3, 11)


def _page(client: Any, address: str = "/projects/PAY-1/timeline") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def _task(world: Any, title: str, **facts: Any) -> str:
    from headway.commands.items import CreateItem

    made: str = world.do(CreateItem(kind="task", title=title, parent="PAY-1", **facts))["key"]
    return made


@pytest.mark.parametrize("zoom", [one.name for one in ZOOMS])
def test_a_scale_is_divided_without_gaps_and_holds_every_day(zoom: str) -> None:
    made = scale([date(2025, 11, 3), date(2026, 8, 20)], today=TODAY, zoom=zoom)
    assert made.zoom.name == zoom
    for ticks in (made.lower, made.upper):
        assert sum(one.length for one in ticks) in (made.days, 0)
        assert [one.at for one in ticks] == [sum(one.length for one in ticks[:n]) for n in range(len(ticks))]
    assert made.holds(date(2025, 11, 3))
    assert made.holds(date(2026, 8, 20))
    assert made.holds(TODAY)
    assert not made.cut


def test_a_scale_fits_what_there_is_and_is_cut_where_a_zoom_cannot_hold_it() -> None:
    assert [scale([TODAY, TODAY + timedelta(days=n)], today=TODAY).zoom.name for n in (20, 60, 200, 600, 2000)] == [
        *("day", "week", "month", "quarter", "year")
    ]
    wide = scale([date(1950, 1, 1), TODAY, date(2999, 12, 31)], today=TODAY, zoom="day")
    assert wide.cut
    assert wide.holds(TODAY)
    assert wide.days < 1200
    assert scale([date(1950, 1, 1), date(2999, 12, 31)], today=TODAY, zoom="week", at=date(2400, 5, 5)).holds(
        date(2400, 5, 5)
    )
    # What lies long ago is not shown with the emptiness until today.
    assert not scale([date(2015, 1, 1), date(2015, 9, 1)], today=TODAY).holds(TODAY)


def test_bars_links_and_contradictions_are_drawn(world: Any, work: dict[str, str], visit: Any) -> None:
    from headway.commands.relations import AddRelation

    first = _task(world, "Draw", start="2026-03-02", due="2026-03-06")
    second = _task(world, HOSTILE, start="2026-03-05", due="2026-03-09")
    far = _task(world, "Late", due="2026-03-16", milestone=True)
    world.do(AddRelation(source=second, type="depends-on", target=first))
    world.do(AddRelation(source=far, type="depends-on", target=second, dependency="FF"))
    page = _page(visit("member"), "/projects/PAY-1/timeline?zoom=week")
    begin = date.fromisoformat(re.findall(r'data-first="([\d-]+)"', page)[0])
    at = (date(2026, 3, 2) - begin).days
    assert f'style="--at:{at};--for:5"' in page
    assert f"--a:{at + 5};--b:{at + 3};" in page
    assert f"--a:{at + 8};--b:{at + 14.5};" in page
    assert "1 date contradicts" in page
    assert f"{second} starts on 5 March 2026, but {first} ends on 6 March 2026" in page
    assert "<script>alert" not in page
    assert "onfocus='x'" not in page
    # What has no dates stands aside.
    assert f'data-loose="{work["task"]}"' in page


def test_phases_are_folded_by_the_address(world: Any, work: dict[str, str], visit: Any) -> None:
    from headway.commands.phases import AddPhase

    phase = world.do(AddPhase(project="PAY-1", phase_name="First", start="2026-03-02", due="2026-03-20"))["id"]
    inside = _task(world, "Draw", due="2026-03-06", phase=phase)
    outside = _task(world, "Else", due="2026-03-06")
    both = _page(visit("member"))
    folded = _page(visit("member"), f"/projects/PAY-1/timeline?folded={phase}&zoom=month")
    for page, shown in ((both, {inside, outside}), (folded, {outside})):
        assert set(re.findall(r'id="bar-([\w-]+)"', page)) == shown
    assert 'href="/projects/PAY-1/timeline?zoom=month&amp;folded=none" data-soft aria-expanded="false"' in folded
    assert 'aria-current="true"' in folded


def test_phases_that_are_over_are_folded_until_somebody_unfolds_them(world: Any, visit: Any) -> None:
    from headway.commands.items import CreateItem
    from headway.commands.moves import MoveItem
    from headway.commands.phases import AddPhase

    project = world.do(CreateItem(kind="project", title="Moved", team="PAY"))["key"]
    phases = [world.do(AddPhase(project=project, phase_name=name))["id"] for name in ("First", "Then")]
    over, open_ = (
        world.do(CreateItem(kind="task", title="Step", parent=project, phase=phase, due="2026-03-06"))["key"]
        for phase in phases
    )
    address = f"/projects/{project}/timeline"
    assert f'id="bar-{over}"' in _page(visit("member"), address)
    world.do(MoveItem(key=over, state="Done"))
    page = _page(visit("member"), address)
    assert f'id="bar-{over}"' not in page
    assert f'id="bar-{open_}"' in page
    assert f'href="{address}?folded=none"' in page
    assert f'id="bar-{over}"' in _page(visit("member"), f"{address}?folded=none")
    world.do(MoveItem(key=open_, state="Done"))
    assert f'id="bar-{over}"' in _page(visit("member"), address), "where all is over, nothing is hidden"


def test_who_may_not_change_gets_no_gestures(world: Any, work: dict[str, str], visit: Any) -> None:
    from headway.commands.comments import WatchItem

    _task(world, "Draw", due="2026-03-06")
    member = _page(visit("member"))
    assert "data-may" in member
    world.do(WatchItem(key="PAY-1", member=world.user("guest").email))
    guest = visit("guest").get("/projects/PAY-1/timeline")
    assert guest.status_code == 200
    assert b"data-may" not in guest.content
    assert b"tl-chosen" not in guest.content


@pytest.mark.parametrize(
    "query",
    ["zoom=minute", "folded=x,-1,9999999999999999999999", "at=never", "at=0001-01-01", "zoom=day&at=9999-12-31"],
)
def test_an_odd_address_shows_the_timeline_all_the_same(
    query: str, world: Any, work: dict[str, str], visit: Any
) -> None:
    _task(world, "Draw", start="1900-01-01", due="2999-12-31")
    assert "tl-bar" in _page(visit("member"), f"/projects/PAY-1/timeline?{query}")


@pytest.mark.parametrize("address", ["/projects/PAY-99/timeline", "/projects/PAY-1/timeline?baseline=77"])
def test_what_is_not_there_is_not_found(address: str, work: dict[str, str], visit: Any) -> None:
    assert visit("member").get(address).status_code == 404


def test_a_move_is_told_what_it_takes_along(world: Any, work: dict[str, str], visit: Any) -> None:
    from headway.commands.relations import AddRelation

    first = _task(world, "Draw", start="2026-03-02", due="2026-03-06")
    second = _task(world, HOSTILE, start="2026-03-09", due="2026-03-10")
    world.do(AddRelation(source=second, type="depends-on", target=first))
    along = f"/projects/PAY-1/timeline/along/{first}"
    assert visit("member").get(f"{along}?due=2026-03-06").status_code == 204
    page = _page(visit("member"), f"{along}?start=2026-03-04&due=2026-03-10")
    assert "1 item would begin too early" in page
    assert second in page
    assert "<script>alert" not in page
    # What cannot be moved along is said, and the bar may be moved alone.
    from headway.models import Relation

    there = Relation.objects.get(type="depends-on")
    back = {"source": there.target, "target": there.source, "workspace": there.workspace, "type": there.type}
    Relation.objects.create(created_at=there.created_at, **back)
    page = _page(visit("member"), f"{along}?start=2026-03-04&due=2026-03-10")
    assert "goes round in a circle" in page
    assert f"Move {first} alone" in page
    assert 'value="all"' not in page


def test_a_long_one_comes_in_parts_and_each_tells_when_it_has_changed(
    world: Any, work: dict[str, str], visit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from headway.commands.items import ChangeItem
    from headway.commands.relations import AddRelation
    from headway.web.timeline import drawing

    monkeypatch.setattr(drawing, "BLOCK", 2)
    monkeypatch.setattr(drawing, "PART", 4)
    keys = [_task(world, f"{HOSTILE} {n}", start="2026-03-02", due="2026-03-06") for n in range(9)]
    world.do(AddRelation(source=keys[8], type="depends-on", target=keys[0]))
    world.do(AddRelation(source=keys[4], type="depends-on", target=keys[8]))
    client = visit("member")

    def bars(page: str) -> list[str]:
        return re.findall(r'id="bar-([\w-]+)"', page)

    def marks(page: str) -> dict[str, str]:
        return dict(re.findall(r'id="tl-ties-(\d)" data-part="\d" data-mark="(\w+)"', page))

    # The phase is the first line; the blocks that begin before the fifth are in the first part.
    page = _page(client)
    parts = [_page(client, f"/projects/PAY-1/timeline?part={n}") for n in (1, 2)]
    assert [bars(one) for one in (page, *parts)] == [keys[:4], keys[4:8], keys[8:]]
    assert marks(page) == {**marks(parts[0]), **marks(parts[1])}
    assert f'id="tie-{keys[0]}-{keys[8]}"' in page
    assert f'id="tie-{keys[8]}-{keys[4]}"' in parts[0]
    assert "--lines:10" in page
    assert "<script>alert" not in "".join(parts)
    assert bars(_page(client, "/projects/PAY-1/timeline?part=all")) == keys
    assert "part=all" in page
    for odd in ("", "-1", "x", "0"):
        assert bars(_page(client, f"/projects/PAY-1/timeline?part={odd}")) == keys[:4]
    assert not bars(_page(client, "/projects/PAY-1/timeline?part=77"))

    world.do(ChangeItem(key=keys[5], title="Else"))
    now = marks(_page(client))
    assert {part for part, mark in marks(page).items() if now[part] != mark} == {"1"}


def test_it_opens_at_the_first_open_work_and_draws_that_part_at_once(
    world: Any, work: dict[str, str], visit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from headway.commands.moves import MoveItem
    from headway.web.timeline import drawing

    monkeypatch.setattr(drawing, "BLOCK", 2)
    monkeypatch.setattr(drawing, "PART", 4)
    keys = [_task(world, f"Step {n}", start="2026-03-02", due="2026-03-06") for n in range(7)]
    client = visit("member")
    assert 'data-begin="1"' in _page(client)
    for key in keys[:5]:
        world.do(MoveItem(key=key, state="done"))
    page = _page(client)
    assert 'data-begin="6"' in page
    assert re.findall(r'id="bar-([\w-]+)"', page) == keys[4:]
    assert re.findall(r'id="bar-([\w-]+)"', _page(client, "/projects/PAY-1/timeline?part=0")) == keys[:4]
    for key in keys[5:]:
        world.do(MoveItem(key=key, state="done"))
    assert "data-begin" not in _page(client)


def test_statements_do_not_grow(world: Any, work: dict[str, str], visit: Any) -> None:
    client, counts = visit("member"), []
    for size in (3, 30):
        for n in range(size):
            _task(world, f"t{size}.{n}", start="2026-03-02", due="2026-03-06")
        with CaptureQueriesContext(connection) as caught:
            _page(client)
        counts.append(len(caught))
    assert counts[0] == counts[1]
