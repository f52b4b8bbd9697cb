"""Names of people and items are completed in texts; what one may not see is no choice."""

from typing import Any

import pytest

from headway.commands.items import CreateItem
from headway.commands.members import AddMember


def _choices(client: Any, sign: str, words: str) -> list[str]:
    page = client.get("/editor/complete", {"sign": sign, "q": words}).content.decode()
    return [part.split('"')[0] for part in page.split('data-text="')[1:]]


def test_people_are_found_by_name_and_address(world: Any, visit: Any) -> None:
    owner = visit("owner")
    assert _choices(owner, "@", "olg") == ["@Olga Owner"]
    assert _choices(owner, "@", world.email("owner")[:5])[0] == "@Olga Owner"
    assert len(_choices(owner, "@", "")) > 2
    assert _choices(owner, "@", "zzzz") == []


def test_of_namesakes_the_address_is_written(world: Any, visit: Any) -> None:
    for address in ("one@x.example", "two@x.example"):
        world.do(AddMember(email=address, member_name="Pat Twice"))
    assert _choices(visit("owner"), "@", "pat") == ["@one@x.example", "@two@x.example"]


def test_items_are_found_by_key_and_words_where_they_may_be_seen(work: dict[str, str], world: Any, visit: Any) -> None:
    assert _choices(visit("member"), "#", "write plan") == [work["task"]]
    assert work["task"] in _choices(visit("member"), "#", work["task"])
    hidden = world.do(CreateItem(kind="task", title="Wiretap", team="SEC"))["key"]
    assert _choices(visit("owner"), "#", "wiretap") == [hidden]
    assert _choices(visit("outsider"), "#", "wiretap") == []
    assert _choices(visit("outsider"), "#", hidden) == []


@pytest.mark.parametrize(
    ("asked", "says"), [({"sign": "!"}, "begins with @"), ({"sign": "@", "q": "x" * 200}, "at most")]
)
def test_nonsense_is_refused(asked: dict[str, str], says: str, world: Any, visit: Any) -> None:
    answer = visit("owner").get("/editor/complete", asked)
    assert answer.status_code == 422
    assert says in answer.content.decode()
