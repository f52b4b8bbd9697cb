"""A project's money: entered, priced by the rates of the day, summed by currency, and shown to few."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from headway.commands.items import ChangeItem, CreateItem
from headway.commands.money import (
    AddBudgetLine,
    AddCost,
    ChangeBudgetLine,
    ChangeCost,
    RemoveBudgetLine,
    RemoveCost,
    RemoveRate,
    SetRate,
)
from headway.commands.work import LogWork
from headway.models import Event
from headway.queries.base import ask
from headway.queries.feed import ListEvents, ListItemEvents
from headway.queries.project_budget import BudgetPage, ListRates, ShowBudget
from headway.queries.verify import verify
from headway.rules.errors import Forbidden, Invalid, NotFound
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def key(world: World) -> str:
    fields = {"owner": world.email("member"), "sponsor": world.email("outsider"), "budget": 500_000, "currency": "EUR"}
    return str(world.do(CreateItem(kind="project", title="New provider", **fields))["key"])


def shown(world: World, key: str, by: str = "member") -> BudgetPage:
    answer = ask(ShowBudget(key=key), actor=world.actor(by), now=world.now)
    assert isinstance(answer, BudgetPage)
    return answer


def entry(key: str, amount: int, currency: str = "EUR", **more: Any) -> AddCost:
    facts = {"heading": "Licences", "date": date(2026, 3, 1)} | more
    return AddCost(project=key, amount=amount, currency=currency, **facts)


def test_each_currency_is_summed_by_itself(world: World, key: str) -> None:
    world.do(AddBudgetLine(project=key, heading="Licences", amount=200_000, currency="eur"), by="member")
    world.do(AddBudgetLine(project=key, heading="Travel", amount=90_000, currency="USD"), by="member")
    world.do(entry(key, 120_000, stage="committed"), by="outsider")
    world.do(entry(key, 50_000), by="member")
    world.do(entry(key, -10_000, note="refund"), by="member")
    world.do(entry(key, 30_000, "USD"), by="admin")
    world.do(entry(key, 7_000, "JPY"), by="member")
    lines = {line.currency: line for line in shown(world, key).lines}
    eur, jpy, usd = (lines[one] for one in ("EUR", "JPY", "USD"))
    assert (eur.granted, eur.planned, eur.frame) == (500_000, 200_000, 500_000)
    assert (eur.committed, eur.actual, eur.remaining, eur.used) == (120_000, 40_000, 340_000, 0.32)
    assert (usd.granted, usd.frame, usd.remaining) == (None, 90_000, 60_000)
    assert (jpy.frame, jpy.actual, jpy.remaining, jpy.used) == (0, 7_000, -7_000, None)
    assert verify(world.workspace) == []


def test_time_is_priced_by_the_rate_of_its_day_and_effort_by_that_of_its_start(world: World, key: str) -> None:
    world.do(SetRate(amount=6_000, currency="EUR", valid_from="2026-01-01"))
    world.do(SetRate(member=world.email("member"), amount=9_000, currency="EUR", valid_from="2026-03-01"))
    world.do(SetRate(member=world.email("outsider"), amount=10_000, currency="USD", valid_from="2026-01-01"))
    task = str(
        world.do(
            CreateItem(
                kind="task", title="Draw", parent=key, owner=world.email("member"), effort=600, start="2026-02-27"
            )
        )["key"]
    )
    world.do(CreateItem(kind="task", title="Look", parent=key, effort=60))
    world.do(CreateItem(kind="task", title="Forget", parent=key, effort=6000, state="Dropped"))
    world.do(CreateItem(kind="task", title="Ready", parent=key, effort=6000, milestone=True))
    for at, minutes, by in (
        (datetime(2026, 2, 28, 12, tzinfo=UTC), 30, "member"),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), 30, "member"),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), 45, "outsider"),
        (datetime(2025, 12, 31, 12, tzinfo=UTC), 20, "admin"),
    ):
        world.do(LogWork(key=task, minutes=minutes, at=at), by=by)
    page = shown(world, key)
    lines = {line.currency: line for line in page.lines}
    assert (lines["EUR"].planned_labour, lines["EUR"].actual_labour) == (60_000 + 6_000, 3_000 + 4_500)
    assert lines["USD"].actual_labour == 7_500
    assert page.unpriced_worked == 20
    mine = next(row for row in page.labour if row.person and row.person.name == "Member Person")
    assert (mine.worked_minutes, mine.worked, mine.planned_minutes, mine.planned) == (60, 7_500, 600, 60_000)
    world.do(SetRate(member=world.email("member"), amount=12_000, currency="EUR", valid_from="2026-03-01"))
    assert {line.currency: line for line in shown(world, key).lines}["EUR"].actual_labour == 3_000 + 6_000
    assert verify(world.workspace) == []


def test_what_lies_in_projects_beneath_counts_above(world: World, key: str) -> None:
    below = str(world.do(CreateItem(kind="project", title="A part", parent=key))["key"])
    world.do(entry(below, 1_000))
    page = shown(world, key)
    assert [(cost.project, cost.amount) for cost in page.costs] == [(below, 1_000)]
    assert page.lines[0].actual == 1_000
    with pytest.raises(Forbidden):
        shown(world, below)


def test_entries_are_corrected_and_withdrawn(world: World, key: str) -> None:
    cost = world.do(entry(key, 120_000, stage="committed"))["id"]
    line = world.do(AddBudgetLine(project=key, heading="Licences", amount=100, currency="EUR"))["id"]
    world.do(ChangeCost(id=cost, stage="actual", amount=119_000, note=None))
    world.do(ChangeBudgetLine(id=line, amount=130_000, heading=None))
    page = shown(world, key)
    assert [(one.stage, one.amount) for one in page.costs] == [("actual", 119_000)]
    assert [(one.heading, one.amount) for one in page.planned] == [("Licences", 130_000)]
    with pytest.raises(Invalid):
        world.do(ChangeCost(id=cost, amount=0))
    world.do(RemoveCost(id=cost))
    world.do(RemoveBudgetLine(id=line))
    with pytest.raises(NotFound):
        world.do(RemoveCost(id=cost))
    rate = world.do(SetRate(amount=1, currency="EUR", valid_from="2026-01-01"))["id"]
    world.do(RemoveRate(id=rate))
    assert ask(ListRates(), actor=world.actor(), now=world.now) == ()
    assert verify(world.workspace) == []


def test_money_is_shown_to_those_who_run_the_project_and_told_to_nobody_else(world: World, key: str) -> None:
    world.do(ChangeItem(key=key, owner=world.email("admin")))
    for who in ("owner", "admin", "outsider"):
        assert shown(world, key, by=who).key == key
    with pytest.raises(Forbidden):
        shown(world, key, by="guest")
    before = Event.objects.filter(workspace=world.workspace).latest("seq").seq
    world.do(entry(key, 777_777), by="outsider")
    with pytest.raises(Forbidden):
        shown(world, key, by="member")
    with pytest.raises(Forbidden):
        world.do(entry(key, 1), by="member")
    for query in (ListEvents(limit=200), ListItemEvents(key=key, limit=200)):
        told = ask(query, actor=world.actor("member"), now=world.now)
        assert "777" not in repr(told)
        assert all(row.seq <= before for row in told.rows)
    assert "777" in repr(ask(ListEvents(limit=200), actor=world.actor("admin"), now=world.now)), "the audit log has it"


def test_rates_are_for_admins(world: World) -> None:
    for act in (SetRate(amount=1, currency="EUR", valid_from="2026-01-01"), RemoveRate(id=1)):
        with pytest.raises(Forbidden):
            world.do(act, by="member")
    with pytest.raises(Forbidden):
        ask(ListRates(), actor=world.actor("member"), now=world.now)
