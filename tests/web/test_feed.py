"""The feed by days, search with its snippets, and teams whose numbers lead to their items."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from headway.commands.comments import AddComment
from headway.commands.items import CreateItem
from headway.commands.run import run
from headway.events.log import append
from headway.events.types import FindingTold
from headway.models import Item
from headway.queries.base import ask
from headway.queries.feed import ListEvents
from headway.web.feed.view import days


def test_events_are_grouped_by_the_readers_day_and_by_item(world: Any) -> None:
    first = world.do(CreateItem(kind="task", title="One", team="PAY"))["key"]
    world.do(CreateItem(kind="task", title="Two", team="PAY"))
    world.do(AddComment(key=first, body="a"))
    world.do(AddComment(key=first, body="b"))
    rows = ask(ListEvents(), actor=world.actor("member"), now=world.now).rows
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    rows = tuple(replace(row, at=late - timedelta(minutes=n)) for n, row in enumerate(rows))
    assert [day.date for day in days(rows, ZoneInfo("UTC"))] == [date(2026, 3, 1)]
    (day,) = days(rows, ZoneInfo("Europe/Berlin"))
    assert day.date == date(2026, 3, 2)
    told = [(part.item.title if part.item else None, len(part.events)) for part in day.stretches]
    assert told == [("One", 2), ("Two", 1), ("One", 1)]


def test_earlier_leads_to_what_came_before(world: Any, visit: Any) -> None:
    for number in range(70):
        world.do(CreateItem(kind="task", title=f"Step {number}.", team="PAY"))
    client = visit("member")
    page = client.get("/feed").content.decode()
    assert "Step 69." in page
    assert "Step 2." not in page
    href = page.split('class="feed-more"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Step 2." in client.get(href).content.decode()


def test_what_an_import_sets_up_is_no_news(world: Any, visit: Any) -> None:
    bringing = replace(world.actor("owner"), via="import")
    run(CreateItem(kind="task", title="Brought along", team="PAY", labels=["carried"]), actor=bringing, now=world.now)
    page = visit("owner").get("/feed").content.decode()
    assert "Brought along" in page
    assert "carried" not in page.split('class="feed"')[1]
    told = ask(ListEvents(limit=200), actor=world.actor("owner"), now=world.now).rows
    assert "label.added" in {row.type for row in told}


def test_what_was_noticed_by_itself_is_told_to_who_asks(world: Any, visit: Any) -> None:
    key = world.do(CreateItem(kind="task", title="One", team="PAY"))["key"]
    item = Item.objects.get(key=key)
    told = FindingTold(subject=item.pk, item=item.pk)
    append([told], workspace=item.workspace, act=uuid4(), via="job", now=world.now)
    done, noticed = (visit("member").get(at).content.decode() for at in ("/feed", "/feed?noticed=1"))
    assert done.count('class="feed-event"') + 1 == noticed.count('class="feed-event"')
    assert "<strong>Headway</strong>" in noticed
    assert "by a rule" not in noticed


def test_a_guest_hears_of_his_teams_alone(world: Any, visit: Any) -> None:
    world.do(CreateItem(kind="task", title="In his team", team="PAY"))
    world.do(CreateItem(kind="task", title="Elsewhere"))
    for address in ("/feed", "/search", "/search?q=task"):
        assert "Elsewhere" not in visit("guest").get(address).content.decode()
    assert "In his team" in visit("guest").get("/feed").content.decode()


def test_search_marks_words_in_titles_and_comments(world: Any, visit: Any) -> None:
    key = world.do(CreateItem(kind="task", title="Refund the voucher", team="PAY"))["key"]
    world.do(AddComment(key=key, body="The elephant has **agreed**."))
    page = visit("member").get("/search?q=vouch").content.decode()
    assert "Refund the <mark>voucher</mark>" in page or "Refund the <mark>vouch</mark>er" in page
    page = visit("member").get("/search?q=elephant").content.decode()
    assert "In a comment" in page
    assert "<mark>elephant</mark>" in page


def test_search_teaches_its_language_and_points_at_a_wrong_word(world: Any, visit: Any) -> None:
    page = visit("member").get("/search").content.decode()
    assert "severity:" in page
    assert "threatens:" in page
    wrong = visit("member").get("/search?q=kind:isue")
    assert wrong.status_code == 422
    assert b"did you mean issue" in wrong.content


def test_every_example_that_search_gives_can_be_asked(world: Any, visit: Any) -> None:
    from headway.web.search.view import EXAMPLES

    for asked, _ in EXAMPLES:
        assert visit("member").get("/search", {"q": asked}).status_code == 200, asked


def test_a_team_tells_what_it_carries(world: Any, visit: Any) -> None:
    world.do(CreateItem(kind="task", title="Late", team="PAY", owner=world.email("member"), due=date(2026, 1, 1)))
    page = visit("member").get("/teams/pay").content.decode()
    assert 'aria-label="Overdue with Member Person: 1"' in page
    assert "/explore?q=team%3APAY+is%3Aoverdue" in page
    assert visit("guest").get("/teams/SEC").status_code == 404
    assert "Security" not in visit("guest").get("/teams").content.decode()
