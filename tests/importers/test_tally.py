from headway.importers.jira import record
from headway.importers.records import Bad
from headway.importers.tally import tally

from .jira_fixture import BOB, entry, issue, item, with_history

BLOCKS = {"id": "9", "type": {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}}
FAR = {"id": "10", "type": BLOCKS["type"], "outwardIssue": {"key": "FAR-1"}}


def test_links_seen_from_both_ends_and_items_seen_twice_count_once() -> None:
    one = record(issue("PAY-1", issuelinks=[{**BLOCKS, "outwardIssue": {"key": "PAY-2"}}, FAR]))
    two = record(issue("PAY-2", issuelinks=[{**BLOCKS, "inwardIssue": {"key": "PAY-1"}}], assignee=BOB))
    total = tally([one, two, two, Bad(3, None, "x")])
    assert (total.items, total.links, total.foreign_links, total.people, total.bad) == (2, 2, 1, 2, 1)


def test_transitions_and_people_of_whom_only_the_name_is_left() -> None:
    history = entry(2, item("status", "Open", "Closed"), item("assignee", "Zoe", "Bob", old="zoe", new="bob"))
    total = tally([record(with_history(issue(), history)), record(issue("PAY-2", assignee=BOB))])
    assert (total.transitions, total.changes, total.people, total.former_people) == (1, 2, 2, 1)


def test_nothing() -> None:
    assert tally([]).items == 0
