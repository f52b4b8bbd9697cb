"""Rules to begin with."""

from collections.abc import Mapping
from typing import Any, Final

from ...tongue import said, word

EXAMPLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "critical": {
        "rule_name": word("Critical issues are urgent, and the team's lead hears of them"),
        "on": ["item.created", "item.changed"],
        "fields": ["severity"],
        "query": "kind:issue severity:critical",
        "acts": [
            {"command": "item.update", "arguments": {"priority": "urgent"}},
            {"command": "comment.add", "arguments": {"body": word("@{item.lead} This has become critical.")}},
        ],
    },
    "dependants": {
        "rule_name": word("What waited for a finished task is ready"),
        "on": ["item.moved"],
        "fields": ["state"],
        "query": "kind:task state:done",
        "acts": [
            {
                **{"command": "item.move", "each": "dependants", "only": "state:waiting -is:blocked"},
                "arguments": {"state": "ready"},
            }
        ],
    },
    "taken": {
        "rule_name": word("Who begins what nobody owns, owns it"),
        "on": ["item.moved"],
        "fields": ["state"],
        "query": "state:doing is:unassigned",
        "acts": [{"command": "item.update", "arguments": {"owner": "{event.actor}"}}],
    },
    "missed": {
        "rule_name": word("A missed service level is said aloud"),
        "on": ["item.breached"],
        "fields": [],
        "query": "is:open",
        "acts": [
            {
                "command": "comment.add",
                "arguments": {"body": word("@{item.lead} A service level was missed here. Owner: {item.owner}.")},
            }
        ],
    },
    "review": {
        "rule_name": word("Critical issues are looked back upon"),
        "on": ["item.moved"],
        "fields": ["state"],
        "query": "kind:issue severity:critical state:done",
        "acts": [
            {
                "command": "item.create",
                "arguments": {
                    **{"kind": "task", "title": word("Look back on {item.key}: {item.title}")},
                    **{"team": "{item.team}", "owner": "{event.actor}"},
                },
            }
        ],
    },
}
"""Address -> what `rule.create` takes."""


def _told(arguments: Mapping[str, str]) -> dict[str, str]:
    """Say what people read; all else is codes."""
    return {key: said(value) if key in ("title", "body") else value for key, value in arguments.items()}


def example(slug: str) -> dict[str, Any] | None:
    """Return an example in the reader's language, which is the one that its rule then keeps."""
    found = EXAMPLES.get(slug)
    if found is None:
        return None
    acts = [{**one, "arguments": _told(one["arguments"])} for one in found["acts"]]
    return {**found, "rule_name": said(found["rule_name"]), "acts": acts}
