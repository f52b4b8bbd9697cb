"""Rules to begin with."""

from collections.abc import Mapping
from typing import Any, Final

EXAMPLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "critical": {
        "rule_name": "Critical issues are urgent, and the team's lead hears of them",
        "on": ["item.created", "item.changed"],
        "fields": ["severity"],
        "query": "kind:issue severity:critical",
        "acts": [
            {"command": "item.update", "arguments": {"priority": "urgent"}},
            {"command": "comment.add", "arguments": {"body": "@{item.lead} This has become critical."}},
        ],
    },
    "dependants": {
        "rule_name": "What waited for a finished task is ready",
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
        "rule_name": "Who begins what nobody owns, owns it",
        "on": ["item.moved"],
        "fields": ["state"],
        "query": "state:doing is:unassigned",
        "acts": [{"command": "item.update", "arguments": {"owner": "{event.actor}"}}],
    },
    "missed": {
        "rule_name": "A missed service level is said aloud",
        "on": ["item.breached"],
        "fields": [],
        "query": "is:open",
        "acts": [
            {
                "command": "comment.add",
                "arguments": {"body": "@{item.lead} A service level was missed here. Owner: {item.owner}."},
            }
        ],
    },
    "review": {
        "rule_name": "Critical issues are looked back upon",
        "on": ["item.moved"],
        "fields": ["state"],
        "query": "kind:issue severity:critical state:done",
        "acts": [
            {
                "command": "item.create",
                "arguments": {
                    **{"kind": "task", "title": "Look back on {item.key}: {item.title}"},
                    **{"team": "{item.team}", "owner": "{event.actor}"},
                },
            }
        ],
    },
}
"""Address -> what `rule.create` takes."""
