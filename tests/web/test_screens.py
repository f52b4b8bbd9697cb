"""Every screen answers every role, escapes what it is given, and reads a constant number of rows' worth of SQL."""

from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

ROLES = ("owner", "admin", "member", "guest")
SCREENS = (
    *(
        "/explore",
        "/projects",
        "/operations",
        "/issues?sort=-updated",
        "/explore?q=",
        "/explore?q=state:open&sort=-due&limit=100",
        "/gallery",
        "/settings/tokens",
    ),
    *("/my-work", "/inbox", "/inbox?show=unread", "/search", "/search?q=plan", "/feed", "/teams", "/teams/PAY"),
    "/time",
    *("/triage", "/triage?team=PAY", "/triage?snoozed=1", "/intake"),
    *("/projects/{project}/timeline", "/projects/{project}/timeline?zoom=year&folded=0"),
    *("/items/{task}", "/items/{project}", "/items/{issue}", "/items/{operation}", "/items/{task}/history"),
    *("/act/item.create?kind=issue", "/act/comment.add?key={task}", "/act/token.create", "/act/suggest?parent=plan"),
)
SUMMING = {"/teams/PAY": 80}
"""What a screen may ask that answers many questions at once, and keeps what it has summed up for the next visit."""
ADMIN = ("workspace", "members", "teams", "states", "fields", "labels", "timeboxes")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"' {{ 7*7 }}"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", SCREENS)
def test_every_role_sees_every_screen(role: str, address: str, work: dict[str, str], visit: Any) -> None:
    answer = visit(role).get(address.format(**work))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("page", ADMIN)
def test_settings_are_for_members_and_not_for_guests(page: str, work: dict[str, str], visit: Any) -> None:
    assert visit("member").get(f"/settings/{page}").status_code == 200
    assert visit("guest").get(f"/settings/{page}").status_code == 404


def test_a_goal_shows_what_proves_it_and_what_serves_it(work: dict[str, str], visit: Any) -> None:
    page = visit("member").get(f"/items/{work['goal']}").content.decode()
    assert "Complaints" in page
    assert "Served by" in page
    assert work["project"] in page


def test_a_task_shows_the_line_up_to_its_goal(work: dict[str, str], visit: Any) -> None:
    page = visit("member").get(f"/items/{work['task']}").content.decode()
    line = page[page.index('class="line"') : page.index('class="states"')]
    assert line.index("part of") < line.index("New provider") < line.index("contributes to")
    assert "Customers trust us" in line


def test_what_one_may_not_see_is_not_there(world: Any, visit: Any) -> None:
    from headway.commands.items import CreateItem

    key = world.do(CreateItem(kind="task", title="Secret plan", team="SEC"))["key"]
    assert visit("owner").get(f"/items/{key}").status_code == 200
    hidden = visit("outsider").get(f"/items/{key}")
    never = visit("outsider").get("/items/SEC-99")
    assert hidden.status_code == never.status_code == 404
    assert b"Secret plan" not in hidden.content
    assert b"Secret plan" not in visit("outsider").get("/explore?q=").content


def test_hostile_words_stay_words(world: Any, visit: Any) -> None:
    from headway.commands.comments import AddComment
    from headway.commands.items import CreateItem

    key = world.do(CreateItem(kind="issue", title=HOSTILE, description=HOSTILE, labels=[HOSTILE]))["key"]
    world.do(AddComment(key=key, body=f"{HOSTILE} [x](javascript:alert(3))"))
    for address in (
        f"/items/{key}",
        "/explore",
        f"/items/{key}/history",
        f"/act/item.update?key={key}",
        "/settings/labels",
        "/my-work",
        "/search?q=alert",
        "/search?q=" + quote(HOSTILE),
        "/feed",
    ):
        page = visit("owner").get(address).content.decode()
        assert "alert" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page


def test_a_query_that_cannot_be_read_points_at_its_word(visit: Any, world: Any) -> None:
    answer = visit("member").get("/explore?q=kind:isue+state:open")
    assert answer.status_code == 422
    assert b"<mark>isue</mark>" in answer.content or b"<mark>kind:isue</mark>" in answer.content
    assert b"did you mean issue" in answer.content


def test_a_deleted_item_can_be_restored_from_its_page(world: Any, work: dict[str, str], visit: Any) -> None:
    from headway.commands.bin import DeleteItem

    world.do(DeleteItem(key=work["task"]))
    client = visit("owner")
    assert b"is in the bin" in client.get(f"/items/{work['task']}").content
    client.post("/act/item.restore", {"key": work["task"], "next": f"/items/{work['task']}"})
    assert client.get(f"/items/{work['task']}").status_code == 200


def test_an_unknown_address_is_a_page(work: dict[str, str], visit: Any) -> None:
    answer = visit("member").get("/nowhere/at/all")
    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content


def _statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    "address",
    [
        "/explore?q=",
        "/items/{project}",
        "/my-work",
        "/inbox",
        "/search",
        "/search?q=plan",
        "/feed",
        "/teams/PAY",
        "/teams",
    ],
)
def test_a_screen_asks_the_same_number_of_questions_however_much_there_is(
    address: str, world: Any, work: dict[str, str], visit: Any
) -> None:
    from headway.commands.comments import AddComment
    from headway.commands.items import CreateItem

    def grow(numbers: range) -> None:
        for number in numbers:
            title = f"Plan {number}"
            world.do(CreateItem(kind="task", title=title, team="PAY", parent=work["project"], labels=["risk"]))
            world.do(AddComment(key=work["project"], body=f"Said {number}"))

    client = visit("member")
    grow(range(1))
    before = _statements(client, address.format(**work))
    grow(range(1, 25))
    assert _statements(client, address.format(**work)) == before
    assert before < SUMMING.get(address, 40)
    assert _statements(client, address.format(**work)) < 40


def test_pages_travel_compressed_and_the_api_does_not(visit: Any, work: dict[str, str]) -> None:
    owner = visit("owner")
    assert owner.get("/portfolio", headers={"Accept-Encoding": "gzip"})["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in owner.get("/api/v1/portfolio", headers={"Accept-Encoding": "gzip"})
