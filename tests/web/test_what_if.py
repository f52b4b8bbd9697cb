"""Scenarios on their pages: begun from an item, changed through forms, weighed, compared, applied and undone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from headway.commands.items import CreateItem
from headway.commands.moves import MoveItem
from headway.models import Item, Scenario, ScenarioLine
from tests.world import World

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def busy(world: World, work: dict[str, str]) -> dict[str, str]:
    """A dozen finished tasks, so that a pace is known, and an active goal."""
    world.now = datetime.now(UTC) - timedelta(days=30)
    for n in range(12):
        key = world.do(CreateItem(kind="task", title=f"Done {n}", team="PAY"))["key"]
        world.do(MoveItem(key=key, state="In progress"))
        world.now += timedelta(days=1)
        world.do(MoveItem(key=key, state="Done"))
    if Item.objects.get(key=work["goal"]).category != "doing":
        for state in ("Agreed", "Active"):
            world.do(MoveItem(key=work["goal"], state=state))
    return work


def text(client: Any, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return str(answer.content.decode())


def test_from_an_item_to_its_goal_and_back(busy: dict[str, str], visit: Any) -> None:
    client, task, project, goal = visit("member"), busy["task"], busy["project"], busy["goal"]
    for address in (f"/items/{task}", f"/projects/{project}"):
        assert f'href="/insights/what-if?item={address.split("/")[-1]}"' in text(client, address)
    assert task in text(client, f"/insights/what-if?item={task}")
    answer = client.post("/insights/what-if", {"title": HOSTILE, "item": task})
    pk = Scenario.objects.get().pk
    assert (answer.status_code, answer["Location"]) == (302, f"/insights/what-if/{pk}?item={task}")
    page = text(client, answer["Location"])
    assert f"/act/scenario.change?id={pk}&amp;key={task}&amp;only=effort" in page
    assert HOSTILE not in page
    assert HOSTILE not in text(client, "/insights/what-if")

    form = text(client, f"/act/scenario.change?id={pk}&key={task}&only=effort,due")
    assert f"What if: {task}" in form
    client.post("/act/scenario.change", {"id": pk, "key": task, "effort": "20d", "was.effort": ""})
    client.post("/act/scenario.add", {"id": pk, "key": project, "count": 5, "title": HOSTILE})
    assert [line.what for line in ScenarioLine.objects.order_by("position")] == ["effort", "add"]
    page = text(client, f"/insights/what-if/{pk}")
    assert "Estimate " in page
    assert "→ 20d" in page
    assert "5 new tasks" in page
    assert HOSTILE not in page
    assert f"/act/scenario.add?id={pk}&amp;key={project}&amp;line=" in page

    found = text(client, f"/insights/what-if/{pk}/outcome")
    assert f'id="target-{goal}"' in found
    assert "later" in found
    assert "random numbers" in found
    client.post("/act/scenario.apply", {"id": pk})
    assert Item.objects.get(key=task).effort == 9600
    page = text(client, f"/insights/what-if/{pk}")
    assert "Undo all of it" in page
    assert "Estimate: 20d" in page
    for wrong in ("Changed since", "20d → 20d", "/outcome"):
        assert wrong not in page, "what was applied is weighed no more, and it is its maker who changed it"
    assert "/act/scenario.remove" not in page
    seq = page.split('name="seq" value="')[1].split('"')[0]
    client.post("/act/act.undo", {"seq": seq})
    assert Item.objects.get(key=task).effort != 9600
    page = text(client, f"/insights/what-if/{pk}")
    assert "/act/scenario.apply" in page
    assert "the changes have been made" not in page


def test_two_stand_side_by_side_and_others_read_what_is_shared(busy: dict[str, str], visit: Any) -> None:
    client, task = visit("member"), busy["task"]
    for title in ("Longer", "Shorter"):
        client.post("/insights/what-if", {"title": title})
    one, other = Scenario.objects.order_by("id").values_list("pk", flat=True)
    client.post("/act/scenario.change", {"id": one, "key": task, "effort": "30d"})
    client.post("/act/scenario.end", {"id": other, "key": task, "ending": "dropped"})
    assert "checked> Shorter" in text(client, f"/insights/what-if/{one}?with={other}")
    found = text(client, f"/insights/what-if/{one}/outcome?with={other}")
    assert found.index("Longer") < found.index("Shorter")
    assert "Shorter" not in text(visit("admin"), "/insights/what-if")
    client.post("/act/scenario.update", {"id": one, "shared": "on"})
    page = text(visit("admin"), f"/insights/what-if/{one}")
    assert "Longer" in page
    assert "/act/scenario.apply" not in page
    assert "/act/scenario.remove" not in page
    for wrong, status in ((f"{one}?with=x", 422), (f"{one}/outcome?with=99999", 404), ("99999", 404)):
        text(client, f"/insights/what-if/{wrong}", status)
    text(visit("guest"), "/insights/what-if", 403)
    text(visit("guest"), f"/insights/what-if/{one}", 403)


def test_what_others_changed_is_told_and_what_is_wrong_is_refused(busy: dict[str, str], visit: Any) -> None:
    client, task = visit("member"), busy["task"]
    assert client.post("/insights/what-if", {"title": " "}).status_code == 422
    client.post("/insights/what-if", {"title": "Plan"})
    assert client.post("/insights/what-if", {"title": "Plan"}).status_code == 422
    pk = Scenario.objects.get().pk
    client.post("/act/scenario.change", {"id": pk, "key": task, "effort": "3d"})
    visit("owner").post("/act/item.update", {"key": task, "title": "Another"})
    page = text(client, f"/insights/what-if/{pk}")
    assert "Changed since, by Olga Owner" in page
    assert "Take up again" in page
    refused = client.post("/act/scenario.apply", {"id": pk})
    assert refused.status_code == 412
    assert f"changed since the scenario was written: {task}" in refused.content.decode()
    assert "save again to put it on top" not in refused.content.decode()
    assert client.post("/act/scenario.end", {"id": pk, "key": "T-999"}).status_code == 404
