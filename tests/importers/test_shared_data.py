"""The readers over real exports; the figures are counted here once more, straight from the files."""

import gzip
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest

from headway.importers import gitlab, jira, trello
from headway.importers.records import Bad, Record, Result
from headway.importers.tally import tally

SHARED = Path(__file__).parents[3] / "shared" / "data"
FILES = ("apache.jsonl.gz", "tidev_aloy_daemon.jsonl.gz")


def path(*parts: str) -> Path:
    found = SHARED.joinpath(*parts)
    if not found.exists():
        pytest.skip(f"the shared data file {'/'.join(parts)} is absent: real exports are not tested")
    return found


@cache
def results(name: str) -> list[Result]:
    return list(jira.read(path("jira", name)))


@cache
def raw(name: str) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in gzip.open(path("jira", name))]


def users(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "displayName" in value:
            yield value["name"]
        for inner in value.values():
            yield from users(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from users(inner)


def status_lines(value: dict[str, Any]) -> int:
    histories = value.get("changelog", {}).get("histories", [])
    return sum(item["field"] == "status" for entry in histories for item in entry["items"])


@pytest.mark.parametrize("name", FILES)
def test_the_tally_is_what_the_file_holds(name: str) -> None:
    total, values = tally(results(name)), raw(name)
    assert total.bad == 0
    assert total.items == len({value["key"] for value in values})
    assert total.links == len({link["id"] for value in values for link in value["fields"]["issuelinks"]})
    assert total.comments == sum(len(value["fields"]["comment"]["comments"]) for value in values)
    assert total.transitions == sum(map(status_lines, values))
    assert total.people == len({user for value in values for user in users(value)})


@pytest.mark.parametrize("name", FILES)
def test_history_leads_to_the_state_of_today(name: str) -> None:
    for found in results(name):
        assert isinstance(found, Record)
        refs = {state.ref: state for state in found.states}
        now = next((change.old for change in found.changes if change.field == "state"), found.state.ref)
        for change in found.changes:
            if change.field == "state":
                assert change.old == now
                now = change.new
        assert now == found.state.ref
        assert refs[now] == found.state
        assert {person.ref for person in found.people} >= {found.owner_ref, found.reporter_ref} - {None}


def test_the_other_tools() -> None:
    issues = list(gitlab.read(path("importers", "gitlab_issues.csv")))
    cards = list(trello.read(path("importers", "trello_board.json")))
    assert not [found for found in (*issues, *cards) if isinstance(found, Bad)]
    assert (tally(issues).items, tally(cards).items, tally(cards).transitions) == (4, 3, 1)
