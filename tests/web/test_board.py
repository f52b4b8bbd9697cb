"""Board, goals and portfolio: what each role sees of them, and that their numbers lead to what they count."""

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

ROLES = ("owner", "admin", "member", "guest")
ADDRESSES = (
    *("/board", "/board?kind=task", "/board?team=pay&kind=issue&q=label:risk", "/board?q=kind:task+OR+kind:issue"),
    *("/board?lanes=owner", "/board?kind=task&lanes=parent", "/board?lanes=priority"),
    *("/goals", "/goals?ended=1", "/portfolio", "/portfolio?q=team:PAY"),
)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"' {{ 7*7 }}"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_role_sees_it(role: str, address: str, work: dict[str, str], visit: Any) -> None:
    assert visit(role).get(address).status_code == 200


@pytest.mark.parametrize("address", ["/board", "/goals", "/portfolio"])
@pytest.mark.parametrize("role", ROLES)
def test_it_teaches_when_there_is_nothing(role: str, address: str, world: Any, visit: Any) -> None:
    page = visit(role).get(address).content.decode()
    assert 'class="empty' in page
    # Who may not create it is not asked to.
    assert ("New task" in page or "New goal" in page) == (role != "guest")


def test_a_guest_sees_his_work_alone_and_moves_nothing(world: Any, work: dict[str, str], visit: Any) -> None:
    from headway.commands.items import CreateItem

    for kind, team in (("task", "SEC"), ("goal", "SEC"), ("project", "SEC")):
        world.do(CreateItem(kind=kind, title=f"Hidden {kind}", team=team))
    client = visit("guest")
    board = client.get("/board").content.decode()
    assert work["task"] in board
    assert "data-drag" not in board
    assert "/act/item.move" not in board
    assert "board.js" not in board
    for address in ("/board", "/goals", "/portfolio"):
        assert "Hidden" not in client.get(address).content.decode()
    assert "Hidden task" in visit("owner").get("/board").content.decode()


@pytest.mark.parametrize("kind", ["task", "goal", "project", "operation", "issue"])
def test_hostile_words_stay_words(kind: str, world: Any, visit: Any) -> None:
    from headway.commands.items import CreateItem
    from headway.commands.key_results import AddKeyResult
    from headway.commands.states import AddState

    key = world.do(CreateItem(kind=kind, title=HOSTILE))["key"]
    if kind == "goal":
        world.do(AddKeyResult(goal=key, title=HOSTILE, unit="<b>%"))
    world.do(AddState(kind="task", state='<i>"odd" \\ state', category="doing"))
    shown = 0
    for address in ("/board", "/board?kind=task", "/goals", "/portfolio"):
        page = visit("owner").get(address).content.decode()
        shown += "alert(1)" in page
        assert not re.search(r"<script>alert|<img src=x|<i>|<b>%", page)
    assert shown


def test_a_query_that_cannot_be_read_points_at_its_word(visit: Any, world: Any) -> None:
    for address in ("/board?q=kind:isue", "/portfolio?q=kind:isue"):
        answer = visit("member").get(address)
        assert answer.status_code == 422
        assert b"did you mean issue" in answer.content
    assert visit("member").get("/board?kind=nonsense").status_code == 404
    assert visit("member").get("/board?team=NONE").status_code == 404


def test_the_lanes_of_all_work_are_a_press_away(visit: Any, world: Any) -> None:
    assert 'href="/board?lanes=owner"' in visit("member").get("/board").content.decode()


def _numbers(page: str) -> list[tuple[int, str]]:
    """Return the numbers that are links into Explore, and where they lead."""
    links = re.findall(r'<a href="(/explore[^"]*)"[^>]*>\s*(?:<[^>]*>)?(\d+)(?:<[^>]*>|\s)*', page)
    links += re.findall(r'<a class="badge" href="(/explore[^"]*)"[^>]*>(\d+)</a>', page)
    return [(int(count), html.unescape(href)) for href, count in links]


@pytest.mark.parametrize(
    "address",
    ["/portfolio", "/portfolio?q=team:PAY+OR+kind:goal", "/board", "/board?kind=task&team=PAY", "/board?kind=issue"],
)
def test_every_number_leads_to_as_many_items(address: str, world: Any, work: dict[str, str], visit: Any) -> None:
    from headway.commands.items import CreateItem
    from headway.commands.moves import MoveItem
    from headway.commands.relations import AddRelation
    from headway.commands.states import AddState

    world.do(AddState(kind="task", state='In "review"', category="doing"))
    late = world.do(CreateItem(kind="task", title="Late", due="2026-01-05", state='In "review"', team="PAY"))["key"]
    world.do(AddRelation(source=work["issue"], type="blocks", target=late))
    world.do(MoveItem(key=work["task"], state="Done"))
    client = visit("owner")
    numbers = [one for one in _numbers(client.get(address).content.decode()) if one[0]]
    assert len(numbers) >= (1 if "board" in address else 12)
    for count, href in numbers:
        found = client.get(href).content.decode()
        assert re.search(rf'<span class="muted">{count} items?</span>', found), href


def test_the_board_moves_a_card_by_its_form(work: dict[str, str], visit: Any) -> None:
    client = visit("member")
    page = client.get("/board?kind=task").content.decode()
    href = html.unescape(re.search(r'class="board-move" href="([^"]*)"', page)[1])  # type: ignore[index]
    form = client.get(href).content.decode()
    assert 'name="next" value="/board?kind=task"' in form
    answer = client.post("/act/item.move", {"key": work["task"], "state": "In progress", "next": "/board?kind=task"})
    assert answer["Location"] == "/board?kind=task"
    after = client.get("/board?kind=task").content.decode()
    doing = after[after.index('data-state="In progress"') : after.index('data-state="Waiting"')]
    assert work["task"] in doing


def test_goals_tell_what_proves_them_and_who_works_on_them(world: Any, work: dict[str, str], visit: Any) -> None:
    from headway.commands.items import CreateItem

    world.do(CreateItem(kind="goal", title="Forgotten"))
    page = visit("member").get("/goals").content.decode()
    served, forgotten = (page.index(f"{title}</a>") for title in ("Customers trust us", "Forgotten"))
    assert "Complaints" in page
    assert "50&#8239;%" in page
    assert "1 project contributing" in page
    assert "No work" in page[forgotten:]
    assert "No work" not in page[served:forgotten]


def test_a_tree_counts_the_work_beneath() -> None:
    from headway.queries.goals import GoalNode
    from headway.web.goals.tree import grown

    class Row:
        category = "doing"

    def node(depth: int, work: int, still: int) -> GoalNode:
        return GoalNode(Row(), depth, *[None] * 6, (), None, None, {"task": work} if work else {}, still)  # type: ignore[arg-type]

    top, other = grown([node(0, 0, 0), node(1, 2, 0), node(2, 3, 1), node(1, 0, 0), node(0, 1, 0)])
    assert (top.work, top.open, top.lack) == (5, 1, "")
    assert [(one.work, one.lack) for one in top.beneath] == [(5, ""), (0, "No work")]
    assert other.lack == "No open work"


def _statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("address", ["/board", "/board?kind=task&team=PAY", "/goals", "/portfolio"])
def test_it_asks_the_same_number_of_questions_however_much_there_is(
    address: str, world: Any, work: dict[str, str], visit: Any
) -> None:
    from headway.commands.items import CreateItem
    from headway.commands.key_results import AddKeyResult
    from headway.commands.relations import AddRelation

    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            goal = world.do(CreateItem(kind="goal", title=f"Goal {number}", parent=work["goal"]))["key"]
            world.do(AddKeyResult(goal=goal, title=f"Figure {number}"))
            task = world.do(CreateItem(kind="task", title=f"Step {number}", team="PAY", parent=work["project"]))["key"]
            world.do(AddRelation(source=task, type="contributes-to", target=goal))

    grow(0, 2)
    client = visit("member")
    before = _statements(client, address)
    grow(2, 20)
    assert _statements(client, address) == before
    assert before < 40


def test_lanes_hold_what_belongs_together(world: Any, visit: Any, work: Any) -> None:
    from headway.commands.items import CreateItem

    mine = world.do(CreateItem(kind="task", title="Mine", owner=world.email("member"), priority="urgent"))["key"]
    client = visit("member")

    def lanes(by: str) -> list[tuple[str, bool, bool]]:
        shown = client.get(f"/board?kind=task&lanes={by}").content.decode()
        parts = shown.split('<details class="board-lane"')[1:]
        found = [(re.search(r'data-value="([^"]*)"', part), part) for part in parts]
        return [
            (value[1] if value else "?", f"card-{mine}" in part, f"card-{work['task']}" in part)
            for value, part in found
        ]

    assert lanes("owner") == [(world.email("member"), True, False), ("", False, True)]
    assert lanes("parent") == [(work["project"], False, True), ("", True, False)]
    assert lanes("priority") == [("urgent", True, False), ("normal", False, True)]
    assert lanes("nonsense") == []
    shown = client.get("/board?kind=task&lanes=owner").content.decode()
    assert "/board?kind=issue&amp;lanes=owner" in shown
    assert '<input type="hidden" name="lanes" value="owner">' in shown


def test_lanes_beyond_the_most_are_counted(world: Any, visit: Any, monkeypatch: Any) -> None:
    from headway.commands.items import CreateItem

    monkeypatch.setattr("headway.web.board.lanes.MOST", 2)
    for n, priority in enumerate(("low", "urgent", "urgent", "high", "high", "lowest")):
        world.do(CreateItem(kind="task", title=f"Task {n}", priority=priority))
    shown = visit("owner").get("/board?kind=task&lanes=priority").content.decode()
    assert re.findall(r'id="lane-(\w+)"', shown) == ["urgent", "high"]
    assert "2 lanes with fewer cards are not shown" in shown
