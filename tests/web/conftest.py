"""A small organisation with some work in it, and browsers of its members that run no scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def world(db: None, settings: Any) -> Any:
    from tests.world import make_world

    # Safe passwords take their time, on purpose; nobody's are kept here.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world()


@pytest.fixture
def work(world: Any) -> dict[str, str]:
    """One item of each kind, related; returns kind -> key."""
    from headway.commands.comments import AddComment
    from headway.commands.items import CreateItem
    from headway.commands.key_results import AddKeyResult
    from headway.commands.relations import AddRelation

    goal = world.do(CreateItem(kind="goal", title="Customers trust us", state="Active"))["key"]
    project = world.do(CreateItem(kind="project", title="New provider", team="PAY", state="Approved"))["key"]
    made = {"goal": goal, "project": project}
    for kind in ("operation", "issue"):
        made[kind] = world.do(CreateItem(kind=kind, title=f"An {kind}", team="PAY", labels=["risk"]))["key"]
    made["task"] = world.do(CreateItem(kind="task", title="Write the plan", team="PAY", parent=project))["key"]
    world.do(AddRelation(source=project, type="contributes-to", target=goal))
    world.do(AddKeyResult(goal=goal, title="Complaints", start=10, target=2, current=6))
    world.do(AddComment(key=made["task"], body="See PAY-1, @bob."))
    return made


@pytest.fixture
def visit(world: Any) -> Callable[[str], Client]:
    """Return the signed-in browser of a role."""

    def open_as(who: str) -> Client:
        client = Client()
        client.force_login(world.user(who))
        return client

    return open_as
