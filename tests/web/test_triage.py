"""The queue of triage comes in parts, each issue in one of them, and an address shows all that was reached."""

import re
from typing import Any

import pytest

from headway.commands.items import CreateItem
from headway.queries import kept
from headway.web.triage import view
from tests.world import World


@pytest.fixture
def queue(world: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Eight issues in the order of the queue, of which three are shown at once, and seven at most."""
    kept.forget()
    monkeypatch.setattr(view, "FIRST", 3)
    monkeypatch.setattr(view, "MOST", 7)
    issue = lambda n: CreateItem(kind="issue", title=f"No {n}", severity="minor", team="PAY")  # noqa: E731
    return [world.do(issue(n))["key"] for n in range(8)]


def _shown(client: Any, address: str) -> tuple[list[str], str, str]:
    """The keys of the issues, where the next part is, and the address that shows it with all before."""
    answer = client.get(address)
    assert answer.status_code == 200
    page = answer.content.decode()
    onward = re.search(r'id="triage-more"><a class="button" href="([^"]*)" data-next="([^"]*)"', page)
    href, part = (one.replace("&amp;", "&") for one in onward.groups()) if onward else ("", "")
    return re.findall(r'id="triage-(\w+-\d+)"', page), part, href


def test_a_queue_comes_in_parts(queue: list[str], visit: Any) -> None:
    client, found = visit("member"), []
    keys, part, href = _shown(client, "/triage?team=PAY")
    while keys and part:
        found += keys
        assert _shown(client, href)[0] == queue[: min(len(found) + 3, 7)]
        keys, part, href = _shown(client, part)
    assert found + keys == queue[:7]


def test_a_part_is_no_page_of_its_own_and_its_forms_lead_back_to_the_queue(queue: list[str], visit: Any) -> None:
    client = visit("member")
    page = client.get("/triage?shown=6&after=3").content.decode()
    assert "<html" not in page
    assert set(re.findall(r'name="next" value="([^"]*)"', page)) == {"/triage?shown=6"}


@pytest.mark.parametrize("words", ["shown=", "shown=no", "shown=-1", "shown=0", "shown=1e3", "after=x"])
def test_an_address_that_cannot_be_read_shows_the_head(words: str, queue: list[str], visit: Any) -> None:
    assert _shown(visit("member"), f"/triage?{words}")[0] == queue[:3]
