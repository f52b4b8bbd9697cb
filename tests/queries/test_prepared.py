"""Statements that are written once: what they find and store is what Django's own find and store."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from headway.commands.items import CreateItem
from headway.models import Item, State, Team, Workspace
from headway.models.prepared import Prepared, insert, update
from headway.rules.words import Kind

pytestmark = pytest.mark.django_db

BY_KEY: Prepared[Item] = Prepared(lambda key: Item.objects.filter(key=key).select_related("state", "team"))
OF_KIND: Prepared[State] = Prepared(
    lambda shown, workspace, kind: State.objects.filter(workspace=workspace, kind=kind, name__in=shown).order_by("id")
)


UNTIL: Prepared[Item] = Prepared(lambda day, moment: Item.objects.filter(due__lte=day, started_at__lte=moment))


def _task(world: Any) -> Item:
    return Item.objects.get(key=world.do(CreateItem(kind=Kind.TASK, title="Pay", team="PAY"))["key"])


def test_it_finds_what_the_query_finds(world: Any) -> None:
    _task(world)
    for item in Item.objects.select_related("state", "team")[:20]:
        found = BY_KEY.first(item.key)
        assert found is not None
        assert {**found.__dict__, "_state": 0} == {**item.__dict__, "_state": 0}
        assert (found.state, found.team) == (item.state, item.team)
    assert BY_KEY.first("' OR 1=1 --") is None


def test_it_sends_one_statement_and_reads_what_is_there_now(world: Any) -> None:
    item = _task(world)
    with CaptureQueriesContext(connection) as sent:
        for title in ("one", "two"):
            item.title = title
            update(item, "title")
            found = BY_KEY.first(item.key)
            assert found is not None
            assert found.title == title
    assert len(sent) == 4


def test_what_decides_how_the_sql_reads_is_part_of_its_shape(world: Any) -> None:
    workspace = Workspace.objects.all()[0]
    names = list(State.objects.filter(workspace=workspace, kind="task").values_list("name", flat=True))
    for shown in (tuple(names[:1]), tuple(names[:2]), tuple(names[:1])):
        assert {state.name for state in OF_KIND.rows(workspace.pk, "task", of=(shown,))} == set(shown)


def test_days_and_moments_are_values(world: Any) -> None:
    item = _task(world)
    day, moment = date(2026, 3, 5), datetime(2026, 3, 5, 9, 30, 0, 250_000, tzinfo=UTC)
    Item.objects.filter(pk=item.pk).update(due=day, started_at=moment)
    for due, started, found in (
        (day, moment, True),
        (day - timedelta(days=1), moment, False),
        (day, moment - timedelta(microseconds=1), False),
    ):
        assert bool(UNTIL.rows(due, started)) is found


def test_a_value_that_does_not_reach_the_sql_is_an_error(world: Any) -> None:
    lost: Prepared[Item] = Prepared(lambda key: Item.objects.all())
    with pytest.raises(TypeError, match="does not stand in its SQL"):
        lost.first("PAY-1")


def test_rows_are_inserted_in_order_and_the_database_still_guards_them(world: Any) -> None:
    workspace = Workspace.objects.all()[0]
    made = [
        Team(workspace=workspace, key=key, name=key.title(), created_at=workspace.created_at) for key in ("ONE", "TWO")
    ]
    insert(*made)
    assert [Team.objects.get(pk=team.pk).key for team in made] == ["ONE", "TWO"]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Team(workspace=workspace, key="ONE", name="Again", created_at=workspace.created_at))
