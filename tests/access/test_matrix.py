"""Who may do and ask what: every command and query, by everybody, on what is open and what is private."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

import pytest
from pydantic import TypeAdapter

import headway.commands
import headway.insights
import headway.queries
from headway.access.policy import at_least
from headway.commands import catalogue as commands
from headway.commands import run
from headway.insights import catalogue as queries
from headway.queries.base import ask
from headway.rules.errors import Forbidden, NotFound, Problem
from tests.access.samples import COMMANDS, QUERIES, Sample
from tests.places import NOW, PEOPLE, Place, World, do, seq, undone

pytestmark = pytest.mark.django_db
BLIND = ("outsider", "guest", "stranger")
"""Who does not see the private team."""


@pytest.mark.parametrize("package", [headway.commands, headway.queries, headway.insights])
def test_every_act_is_in_the_catalogue_from_the_start(package: Any) -> None:
    before = set(commands()), set(queries())
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    late = (set(commands()) | set(queries())) - before[0] - before[1]
    assert not late, f"{package.__name__}/__init__.py does not import the modules of {sorted(late)}"


@pytest.mark.parametrize(("found", "samples"), [(commands, COMMANDS), (queries, QUERIES)])
def test_every_act_has_a_sample(found: Any, samples: Mapping[str, Sample]) -> None:
    missing, gone = sorted(set(found()) - set(samples)), sorted(set(samples) - set(found()))
    assert not missing, f"add a line to tests/access/samples.py for {missing}: its arguments, and who may"
    assert not gone, f"tests/access/samples.py speaks of {gone}, which are no more"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_who_may_do_it(name: str, world: World) -> None:
    for person in PEOPLE:
        for place in (world.open, world.private):
            _try_command(name, person, place, world)


def _try_command(name: str, person: str, place: Place, world: World) -> None:
    cls, sample = commands()[name], COMMANDS[name]
    expected = _expected(cls, sample, person, place, world)
    where = f"{name} by {person} in {place.team}"
    with undone():
        before = seq(world.workspace)
        command = cls(**sample.arguments(world, place))
        told = _outcome(lambda: run(command, actor=world.people[person], now=NOW))
        assert _refusal(told) is expected, f"{where}: {told!r}"
        if expected is None:
            TypeAdapter(cls.answers).validate_python(told)
        if expected is not None or person == "stranger":
            assert seq(world.workspace) == before, f"{where} left events that it should not"


def _outcome(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Problem as problem:
        return problem


def _refusal(told: Any) -> type[Problem] | None:
    return type(told) if isinstance(told, Problem) else None


def _expected(cls: Any, sample: Sample, person: str, place: Place, world: World) -> type[Problem] | None:
    """The refusal that is due, or None where it is allowed."""
    if not at_least(world.people[person], cls.least):
        return Forbidden
    if person == "stranger":
        return None if sample.home else NotFound
    if sample.placed and place is world.private and person in BLIND:
        return NotFound
    return None if sample.only is None or person in sample.only else sample.refusal


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_who_may_ask_it(name: str, world: World) -> None:
    for person in PEOPLE:
        for place in (world.open, world.private):
            _try_query(name, person, place, world)


def _try_query(name: str, person: str, place: Place, world: World) -> None:
    cls, sample = queries()[name], QUERIES[name]
    expected = _expected(cls, sample, person, place, world)
    where = f"{name} by {person} in {place.team}"
    query = cls(**sample.arguments(world, place))
    answer = _outcome(lambda: ask(query, actor=world.people[person], now=NOW))
    assert _refusal(answer) is expected, f"{where}: {answer!r}"
    if expected is not None:
        return
    told = TypeAdapter(get_type_hints(cls.answer)["return"]).dump_json(answer).decode()
    if person in BLIND:
        assert "SEC" not in told, f"{where} tells of the private team: {told}"
    if person == "stranger":
        assert "PAY" not in told, f"{where} tells of another workspace: {told}"
        assert "acme" not in told.replace("stranger@acme.test", ""), f"{where} tells of another workspace: {told}"


@pytest.mark.parametrize("name", sorted(set(QUERIES) - {"label.list", "workspace.show"}))
@pytest.mark.parametrize("person", BLIND)
def test_what_happens_in_private_changes_no_answer(name: str, person: str, world: World) -> None:
    """Counts, totals, pages and orders included. Labels, and the number of the latest event, are the workspace's."""
    cls, sample = queries()[name], QUERIES[name]
    query = cls(**sample.arguments(world, world.open))
    if _expected(cls, sample, person, world.open, world) is not None:
        return
    before = ask(query, actor=world.people[person], now=NOW)
    _be_busy(world)
    assert ask(query, actor=world.people[person], now=NOW) == before


def _be_busy(world: World) -> None:
    """Much happens in the private team, around what was there and what is new."""
    owner, place = world.people["owner"], world.private
    new = do(owner, "item.create", kind="issue", title="A task in secret", team="SEC", effort=600)["key"]
    goal = do(owner, "item.create", kind="goal", title="A task for all", team="SEC")["key"]
    do(owner, "item.update", key=place.task, parent=place.project, labels=["loud"], due="2026-03-01")
    do(owner, "relation.add", source=new, type="affects", target=world.open.task)
    do(owner, "relation.add", source=place.goal, type="contributes-to", target=goal)
    do(owner, "comment.add", key=new, body="A task that nobody hears of")
    do(owner, "item.move", key=place.other, state="done")
    do(owner, "work.log", key=place.task, minutes=60)
    do(owner, "timebox.add", kind="sprint", title="Secret", team="SEC")
    do(owner, "item.delete", key=place.operation)
