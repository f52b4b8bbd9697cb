"""What is kept and brought up by events is what is read anew, and so are the findings made of it: to the last bit."""

from datetime import timedelta

import pytest

from headway.access.actor import everybody, house
from headway.commands.items import ChangeItem, CreateItem
from headway.commands.key_results import AddKeyResult
from headway.commands.leave import AddLeave
from headway.commands.moves import MoveItem
from headway.commands.proofs import LinkWork
from headway.commands.relations import AddRelation
from headway.commands.work import LogWork
from headway.events.types import TYPES
from headway.insights import risks, rows, stock, stock_rows
from headway.insights.memory import Memory
from headway.insights.outlook import prepared
from headway.insights.risk_rows import risk_rows
from headway.insights.risks import weighed
from headway.insights.stock import Stock
from headway.insights.warm import Warm
from headway.models import Item
from headway.queries.base import Look
from headway.rules.insight_words import Sight
from tests.commands.sequences import Sequence
from tests.world import make_world


@pytest.fixture
def little(monkeypatch):
    """So little history is learned from that what is kept of it runs out."""
    for module in (rows, stock_rows):
        monkeypatch.setattr(module, "HISTORY", 12)
    monkeypatch.setattr(stock_rows, "SPARE", 2)


def organisation():
    """Goals with work, some of it hidden, and enough that was finished to know a pace."""
    world = make_world()
    for number in range(16):
        key = world.do(CreateItem(kind="task", title=f"Old {number}", team="PAY" if number % 3 else "SEC"))["key"]
        for state in ("doing", "done"):
            world.do(MoveItem(key=key, state=state))
    world.now += timedelta(days=1)  # a pace is learned from whole days
    goal = world.do(CreateItem(kind="goal", title="More", due="2026-08-01", team="PAY"))["key"]
    begin(world, goal)
    project = world.do(CreateItem(kind="project", title="All", due="2026-07-01", team="PAY"))["key"]
    begin(world, project)
    for number in range(6):
        fields = {"team": "PAY", "parent": project} if number % 3 else {"team": "SEC"}
        key = world.do(CreateItem(kind="task", title=f"New {number}", due="2026-01-02", **fields))["key"]
        world.do(AddRelation(source=key, type="contributes-to", target=goal))
    world.workspace.refresh_from_db()
    return world, goal


def begin(world, key):
    for state in ("ready", "doing"):
        world.do(MoveItem(key=key, state=state))


def look(world, sight, now):
    actor = house if sight is Sight.ALL else everybody
    return Look(actor=actor(workspace=world.workspace), now=now)


def agree(kept, memory, world, now, told=""):
    """Advance, and compare with reading and computing all anew; return whether less was read, and the signals."""
    world.workspace.refresh_from_db()
    advanced = kept.advance(world.workspace, now=now)
    for sight, given in kept.rows().items():
        eyes = look(world, sight, now)
        anew = risk_rows(eyes, kept.zone)
        assert given.rows == anew.rows, told
        assert dict(given.facts) == dict(anew.facts), told
        assert (given.keys, given.measures, given.missed, given.promises) == (
            *(anew.keys, anew.measures, anew.missed, anew.promises),
        ), told
        assert given.load == anew.load, told
        mine, theirs = prepared(given.rows, memory), prepared(anew.rows)
        arrays = [
            [one.tobytes() for one in (*it.bounds, it.keys, it.begins.least, links.source, links.target, links.lag)]
            for it, links in ((mine, mine.links), (theirs, theirs.links))
        ]
        assert arrays[0] == arrays[1], told
        assert mine.digest == theirs.digest, told
        found = weighed(kept.looks[sight], given, memory)
        assert found == weighed(eyes, anew, Memory()), told
    memory.turn()
    return advanced, len(found.signals)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.usefixtures("little")
def test_advanced_is_rebuilt_whatever_is_done(seed):
    world, _ = organisation()
    kept, memory, done = Stock(world.workspace, now=world.now), Memory(), 0
    advanced, signals = agree(kept, memory, world, world.now)
    assert advanced
    assert signals > 3
    for number in range(12):
        sequence = Sequence(world, seed=seed * 1000 + number)
        done += sequence.run(3)["done"]
        agree(kept, memory, world, world.now, f"{number} of {seed}: {sequence.acts}")
    assert done


@pytest.mark.django_db
@pytest.mark.usefixtures("little")
def test_the_next_day_and_hours_and_privacy_have_everything_read_anew(django_assert_max_num_queries):
    world, goal = organisation()
    kept, memory = Stock(world.workspace, now=world.now), Memory()
    assert agree(kept, memory, world, world.now)[0]
    assert not agree(kept, memory, world, world.now + timedelta(days=1))[0]
    key = world.do(CreateItem(kind="task", title="Prove it"))["key"]
    result = world.do(AddKeyResult(goal=goal, title="Half of it", type="work"))["id"]
    world.do(LinkWork(id=result, item=key))
    assert agree(kept, memory, world, world.now + timedelta(days=1))[0]
    world.do(ChangeItem(key=key, private=True, owner="me"))
    world.workspace.refresh_from_db()
    with django_assert_max_num_queries(12):
        assert kept.advance(world.workspace, now=world.now + timedelta(days=1))
    assert key in kept.rows()[Sight.ALL].keys.values()
    assert key not in kept.rows()[Sight.OPEN].keys.values()


@pytest.mark.django_db
@pytest.mark.usefixtures("little")
def test_hours_logged_are_read_for_their_work_alone_and_leave_has_everything_read_anew():
    world, _ = organisation()
    kept, memory = Stock(world.workspace, now=world.now), Memory()
    agree(kept, memory, world, world.now)
    due, done = (Item.objects.filter(title__startswith=title).latest("id") for title in ("New", "Old"))
    world.do(ChangeItem(key=due.key, owner="me", effort=60))
    for item in (due, done):
        world.do(LogWork(key=item.key, minutes=90))
    assert agree(kept, memory, world, world.now)[0]
    load = kept.rows()[Sight.ALL].load
    assert load.work[due.pk].logged == 90
    assert [one.logged for one in load.finished].count(90) == 1
    hours = load.staff.hours
    away = {"first": world.now.date(), "last": world.now.date() + timedelta(days=6)}
    world.do(AddLeave(member="member@acme.example", **away))
    assert not agree(kept, memory, world, world.now)[0]
    assert kept.rows()[Sight.ALL].load.staff.hours != hours


@pytest.mark.django_db
def test_work_is_thought_out_anew_only_where_it_is_other_work_than_before(monkeypatch):
    world, _ = organisation()
    thought, kept = [], Warm()
    monkeypatch.setattr(risks, "_thought_out", lambda *args, real=risks._thought_out: thought.append(1) or real(*args))

    def anew(*commands):
        thought.clear()
        for command in commands:
            world.do(command)
        world.workspace.refresh_from_db()
        found = kept.risks(world.workspace, now=world.now)
        count = len(thought)
        assert found == Warm().risks(world.workspace, now=world.now)
        return count > 0

    key = Item.objects.filter(title__startswith="New").latest("id").key
    assert anew()
    assert not anew()
    assert not anew(ChangeItem(key=key, title="Other words", owner="me"))
    assert anew(ChangeItem(key=key, due="2026-01-03"))
    assert anew(ChangeItem(key=key, title="More words"), MoveItem(key=key, state="doing"))
    assert not anew()


@pytest.mark.django_db
def test_where_nothing_is_hidden_both_sights_are_one():
    world = make_world()
    world.do(CreateItem(kind="task", title="Seen by all"))
    kept = Stock(world.workspace, now=world.now).rows()
    assert kept[Sight.ALL] is kept[Sight.OPEN]


@pytest.mark.django_db
def test_many_events_have_everything_read_anew(monkeypatch):
    world, _ = organisation()
    kept = Stock(world.workspace, now=world.now)
    monkeypatch.setattr(stock, "MANY", 1)
    key = world.do(CreateItem(kind="task", title="One"))["key"]
    world.do(ChangeItem(key=key, title="Two"))
    assert not agree(kept, Memory(), world, world.now)[0]


def test_every_noun_is_known_that_changes_more_than_its_item():
    assert {type_.split(".")[0] for type_ in TYPES} >= stock.ANEW | stock.AIMS | {"item", "relation"}
