"""Small Jira issues, written by hand."""

from typing import Any

ANN = {"name": "ann", "displayName": "Ann Lee", "emailAddress": "ann@example.org", "active": True}
BOB = {"name": "bob", "displayName": "Bob", "active": False}
CREATED = "2024-01-01T10:00:00.000+0000"


def issue(key: str = "PAY-1", **fields: Any) -> dict[str, Any]:
    """A plain issue, its fields replaced by those given."""
    given = {
        "summary": "Pay the bill",
        "issuetype": {"name": "Task", "subtask": False},
        "project": {"key": key.rpartition("-")[0], "name": "Payments"},
        "status": status("Open", "new"),
        "created": CREATED,
        "updated": "2024-02-01T10:00:00.000+0000",
        "reporter": ANN,
        **fields,
    }
    return {"id": "1" + key.rpartition("-")[2], "key": key, "fields": given}


def status(name: str, category: str) -> dict[str, Any]:
    return {"name": name, "id": name, "statusCategory": {"key": category}}


def entry(day: int, *items: dict[str, Any], author: Any = None) -> dict[str, Any]:
    """A history entry of a day in January 2024."""
    return {"created": f"2024-01-{day:02}T12:00:00.000+0000", "author": author or ANN, "items": list(items)}


def item(field: str, old: str | None, new: str | None, /, **ids: str | None) -> dict[str, Any]:
    return {"field": field, "fromString": old, "toString": new, "from": ids.get("old"), "to": ids.get("new")}


def with_history(base: dict[str, Any], *entries: dict[str, Any]) -> dict[str, Any]:
    return {**base, "changelog": {"total": len(entries), "histories": list(entries)}}
