"""What the query language finds by service clocks and by phases, on both databases."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from headway.commands.phases import AddPhase
from headway.models import Item, ServiceClock, ServiceLevel
from headway.queries.items import CountItems, ListItems
from headway.queries.service_levels import clock_row
from headway.rules.errors import Invalid
from tests.queries.world import NOW, World, build

HOUR = timedelta(hours=1)
BEGUN = NOW - 10 * HOUR
WORDS = ("breached", "met", "running", "paused", "at-risk")
# (due, done) of a promise in hours from now: none, ahead, near, broken, met in time, met too late.
PROMISES: tuple[tuple[float | None, float | None], ...] = (
    (None, None),
    (20, None),
    (2, None),
    (-1, None),
    (-1, -2),
    (-2, -1),
)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Build the world once; each test takes back what it did."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build()
        _clocks(world)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None) -> World:
    return built


def _clocks(world: World) -> None:
    """A clock for every way in which two promises may stand; of those under «both», resolving is promised, too."""
    made = {n: world.item("issue", f"clock {n}", team="PAY") for n in range(len(PROMISES) ** 2)}
    world.item("issue", "no clock", team="PAY")
    both, one = (_level(world, name, resolve) for name, resolve in (("both", 60), ("one", None)))
    for n, (respond, resolve) in enumerate(product(PROMISES, PROMISES)):
        item = Item.objects.get(key=made[n])
        level = one if resolve == (None, None) and n % 2 else both
        # Who waits has responded; the moment to resolve is unknown then.
        waits = resolve == (None, None) and level is both and respond[1] is not None
        ServiceClock.objects.create(
            item=item,
            level=level,
            started_at=BEGUN,
            respond_due_at=_at(respond[0]),
            responded_at=_at(respond[1]),
            resolve_due_at=_at(resolve[0]),
            resolved_at=_at(resolve[1]),
            paused_at=BEGUN if waits else None,
        )


def _level(world: World, name: str, resolve: int | None) -> ServiceLevel:
    values = {"name": name, "respond": 60, "resolve": resolve, "created_at": NOW}
    return ServiceLevel.objects.create(workspace=world.workspace, **values)


def _at(hours: float | None) -> datetime | None:
    return None if hours is None else NOW + hours * HOUR


def found(world: World, q: str, who: str | None = None) -> set[str]:
    return {row.title for row in world.ask(ListItems(q=q, limit=200), as_=who).rows}


def expected(word: str) -> set[str]:
    return {clock.item.title for clock in ServiceClock.objects.select_related("item", "level") if word in words(clock)}


def words(clock: ServiceClock) -> set[str]:
    """What a clock shows, by what its item's page says of each promise."""
    shown = clock_row(clock, NOW)
    promised = clock.respond_due_at is not None
    stand = [shown.resolve, *([shown.respond] if promised else [])]
    if "broken" in stand:
        return {"breached"}
    if "running" in stand:
        pairs = [(clock.respond_due_at, clock.responded_at), (clock.resolve_due_at, clock.resolved_at)]
        ahead = [due for due, done in pairs if due is not None and done is None]
        return {"running", "at-risk"} if any(due - NOW <= (due - BEGUN) / 4 for due in ahead) else {"running"}
    return {"paused"} if "waiting" in stand else {"met"}


@pytest.mark.parametrize("word", WORDS)
def test_a_word_finds_the_clocks_that_show_it(world: World, word: str) -> None:
    assert expected(word)
    assert found(world, f"sla:{word}") == expected(word)
    assert found(world, f"-sla:{word}") == found(world, "") - expected(word)


def test_every_clock_shows_one_of_four(world: World) -> None:
    of_each = [found(world, f"sla:{word}") for word in WORDS[:4]]
    assert sum(map(len, of_each)) == ServiceClock.objects.count() == len(set().union(*of_each))
    assert found(world, "sla:breached,met,running,paused") == found(world, "has:sla") == set().union(*of_each)
    assert found(world, "sla:none") == found(world, "no:sla") == {"no clock"}
    assert found(world, "sla:at-risk") < found(world, "sla:running")


def test_the_edge_of_at_risk_is_in(world: World) -> None:
    ServiceClock.objects.all().delete()
    item, level = Item.objects.get(title="no clock"), ServiceLevel.objects.get(name="one")
    clock = ServiceClock.objects.create(item=item, level=level, started_at=NOW - 3 * HOUR, respond_due_at=NOW + HOUR)
    assert found(world, "sla:at-risk") == {"no clock"}
    clock.respond_due_at = NOW + HOUR + timedelta(minutes=1)
    clock.save()
    assert found(world, "sla:at-risk") == set()


@pytest.fixture
def phased(world: World) -> World:
    for team in ("PAY", "SEC"):
        project = world.item("project", f"{team} plan", team=team)
        for name in ("Build", f"{team} only"):
            pk = world.do(AddPhase(project=project, phase_name=name))["id"]
            world.item("task", f"{team} in {name}", team=team, parent=project, phase=pk)
        world.item("task", f"{team} in none", team=team, parent=project)
        world.item("task", f"{team} stone", team=team, parent=project, phase=pk, milestone=True)
    return world


def test_phases_are_found_by_name(phased: World) -> None:
    assert found(phased, "phase:build") == {"PAY in Build", "SEC in Build"}
    assert found(phased, 'phase:"PAY only",build') == {"PAY in Build", "SEC in Build", "PAY in PAY only", "PAY stone"}
    assert found(phased, "kind:task no:phase") == {"PAY in none", "SEC in none"}
    assert found(phased, "phase:none kind:task") == {"PAY in none", "SEC in none"}
    assert len(found(phased, "has:phase")) == 6
    assert "PAY in none" in found(phased, "-phase:build")


def test_phases_of_hidden_projects_are_unknown(phased: World) -> None:
    assert found(phased, "phase:build", "bob") == {"PAY in Build"}
    assert found(phased, "has:phase", "bob") == {"PAY in Build", "PAY in PAY only", "PAY stone"}
    with pytest.raises(Invalid) as refusal:
        found(phased, 'phase:"SEC only"', "bob")
    assert refusal.value.message == "there is no phase 'SEC only'; phases are named in full"
    assert refusal.value.detail["position"] == 6


def test_an_unknown_word_is_pointed_at(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        found(world, "sla:breach")
    assert refusal.value.field == "q"
    assert refusal.value.detail == {"position": 4, "length": 6, "expected": ["breached"]}
    with pytest.raises(Invalid) as refusal:
        found(world, "sla:xyz")
    assert set(WORDS) <= set(refusal.value.detail["expected"])


def test_neither_joins_anything_to_the_items(phased: World) -> None:
    for q, statements in (("sla:at-risk", 1), ("phase:Build", 2), ("has:phase no:sla", 1)):
        with CaptureQueriesContext(connection) as caught:
            phased.ask(CountItems(q=q))
        assert len(caught) == statements, [one["sql"] for one in caught]
        outer = caught[-1]["sql"].partition("(SELECT")[0]
        assert "JOIN" not in outer
