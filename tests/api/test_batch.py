"""Many commands in one request."""

from typing import Any

import pytest

from tests.api.calls import Api, problem
from tests.places import World, seq

pytestmark = pytest.mark.django_db


def entry(command: str, **arguments: Any) -> dict[str, Any]:
    return {"command": command, "arguments": arguments}


def test_all_are_done_in_order(owner: Api, world: World) -> None:
    asked = [
        entry("item.create", kind="task", title="One"),
        entry("item.create", kind="task", title="Two"),
        entry("item.move", key=world.open.task, state="doing"),
    ]
    told = owner("POST", "/batch", {"commands": asked}).json()
    assert (told["done"], told["refused"]) == (3, 0)
    assert [one["answer"]["category"] for one in told["results"]] == ["backlog", "backlog", "doing"]
    assert all(one["problem"] is None for one in told["results"])


def test_one_that_is_refused_undoes_all_and_is_named(owner: Api, world: World) -> None:
    before = seq(world.workspace)
    asked = [entry("item.create", kind="task", title="One"), entry("item.move", key="T-999", state="done")]
    told = problem(owner("POST", "/batch", {"commands": asked}), 404)
    assert told["field"] == "commands.1.arguments.key"
    assert seq(world.workspace) == before


def test_one_that_is_refused_may_be_skipped(owner: Api, world: World) -> None:
    asked = [
        entry("item.move", key="T-999", state="done"),
        entry("item.create", kind="task", title="One"),
        entry("item.create", kind="nothing", title="Two"),
        entry("item.fly"),
    ]
    told = owner("POST", "/batch", {"commands": asked, "skip_bad": True}).json()
    assert (told["done"], told["refused"]) == (1, 3)
    assert [one["problem"] and one["problem"]["status"] for one in told["results"]] == [404, None, 422, 422]
    assert told["results"][1]["answer"]["version"] == 1


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ([entry("item.fly")], "commands.0.command"),
        ([entry("item.create", kind="task")], "commands.0.arguments.title"),
        ([entry("item.create", kind="task", title="x", colour="red")], "commands.0.arguments.colour"),
        ([{"command": "item.create"}], "commands"),
        ([], "commands"),
        ([entry("item.watch", key="T-1")] * 501, "commands"),
    ],
)
def test_what_cannot_be_read_is_named(asked: list[Any], field: str, owner: Api, world: World) -> None:
    before = seq(world.workspace)
    assert problem(owner("POST", "/batch", {"commands": asked}), 422)["field"] == field
    assert seq(world.workspace) == before


def test_it_needs_what_its_commands_need(world: World) -> None:
    reader = Api(world, "owner", scopes=("read",))
    problem(reader("POST", "/batch", {"commands": [entry("item.create", kind="task", title="x")]}), 403)
    member = Api(world, "member")
    problem(member("POST", "/batch", {"commands": [entry("team.create", key="NEW", team_name="x")]}), 403)


@pytest.mark.parametrize("skip_bad", [True, False])
def test_a_repetition_does_nothing_more(skip_bad: bool, owner: Api, world: World) -> None:
    asked = [entry("item.create", kind="task", title="One")] + [
        entry("item.move", key="T-999", state="done")
    ] * skip_bad
    body = {"commands": asked, "skip_bad": skip_bad}
    first = owner("POST", "/batch", body, Idempotency_Key="b").json()
    before = seq(world.workspace)
    assert owner("POST", "/batch", body, Idempotency_Key="b").json() == first
    assert seq(world.workspace) == before
    problem(owner("POST", "/batch", body | {"commands": asked[:1] * 2}, Idempotency_Key="b"), 409)


def test_secrets_are_not_kept(owner: Api) -> None:
    body = {"commands": [entry("token.create", token_name="x")]}
    first = owner("POST", "/batch", body, Idempotency_Key="s").json()
    assert first["results"][0]["answer"]["token"].startswith("hw_")
    again = owner("POST", "/batch", body, Idempotency_Key="s").json()
    assert again["results"][0]["answer"]["token"] is None
