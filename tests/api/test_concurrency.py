"""Writers at the same time: one conflict, nothing lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from headway.models import Event, Item

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 4


def _at_once(act: Callable[[int], Any]) -> list[Any]:
    def once(number: int) -> Any:
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(once, range(WRITERS)))


@pytest.fixture
def owner() -> Any:
    from tests.api.calls import Api
    from tests.places import build

    return Api(build(), "owner")


def test_of_writers_who_saw_the_same_one_wins_and_the_others_are_told(owner: Any) -> None:
    made = owner("POST", "/items", {"kind": "task", "title": "Begin"})
    key, etag = made.json()["key"], made["ETag"]
    answers = _at_once(lambda n: owner("PATCH", f"/items/{key}", {"title": f"By {n}"}, If_Match=etag))
    assert sorted(one.status_code for one in answers) == [200, 412, 412, 412]
    assert Event.objects.filter(item__key=key, type="item.changed").count() == 1
    won = next(number for number, one in enumerate(answers) if one.status_code == 200)
    assert Item.objects.get(key=key).title == f"By {won}"


def test_writers_who_read_again_lose_nothing(owner: Any) -> None:
    key = owner("POST", "/items", {"kind": "task", "title": "Words:"}).json()["key"]

    def add(number: int) -> int:
        for attempt in range(100):
            seen = owner("GET", f"/items/{key}")
            title = f"{seen.json()['row']['title']} {number}"
            if owner("PATCH", f"/items/{key}", {"title": title}, If_Match=seen["ETag"]).status_code == 200:
                return attempt
        raise AssertionError("never came through")

    _at_once(add)
    assert sorted(Item.objects.get(key=key).title.split()[1:]) == ["0", "1", "2", "3"]
    assert Item.objects.get(key=key).version == 1 + WRITERS


def test_a_request_sent_several_times_at_once_is_done_once(owner: Any) -> None:
    body = {"kind": "task", "title": "Once"}
    answers = _at_once(lambda n: owner("POST", "/items", body, Idempotency_Key="k"))
    assert {one.status_code for one in answers} == {201}
    assert len({one.json()["key"] for one in answers}) == 1
    assert Item.objects.filter(title="Once").count() == 1


def test_keys_and_ranks_are_given_once(owner: Any) -> None:
    answers = _at_once(lambda n: [owner("POST", "/items", {"kind": "task", "title": "x"}).json() for _ in range(5)])
    keys = [one["key"] for answer in answers for one in answer]
    assert len(set(keys)) == 5 * WRITERS
    ranks = Item.objects.filter(key__in=keys).values_list("rank", flat=True)
    assert len(set(ranks)) == 5 * WRITERS
    seqs = list(Event.objects.filter(workspace__slug="acme").order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))
