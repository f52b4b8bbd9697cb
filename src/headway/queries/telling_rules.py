"""What is told of automation rules: what one did and to which item, or why it was stopped, in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from ..models import AutomationRule, Event
from ..rules.automation import Outcome
from ..tongue import said, say, unpacked, word
from .base import Look
from .telling_fields import field_named
from .telling_words import changed, value_told

RUN: Final = "automation_run.made"
_DONE: Final[Mapping[str, str]] = {
    "item.move": word("moved %(key)s to %(state)s"),
    "item.create": word("created %(key)s"),
    "comment.add": word("commented on %(key)s"),
    "item.watch": word("had somebody follow %(key)s"),
    "relation.add": word("related %(key)s to another item"),
    "issue.assign": word("gave %(key)s to whose turn it is"),
    "checklist.add": word("added a step to %(key)s"),
}
"""What rules mostly do, done; of everything else its command is named."""


def answered(look: Look, rows: Iterable[dict[str, Any]]) -> None:
    """Put runs under the items whose events they answered, and say anew what stopped a rule; a statement where needed.

    Only who sees the whole log is told of runs at all.
    """
    rows = [row for row in rows if row["type"].startswith("automation")]
    for row in rows:
        row["changes"] = _anew(row["changes"])
    runs = [(row, row["changes"].get("event_seq", (None, None))[1]) for row in rows if row["type"] == RUN]
    if not runs:
        return
    events = Event.objects.filter(workspace_id=look.actor.workspace_id, seq__in={seq for _, seq in runs if seq})
    items = dict(events.values_list("seq", "item_id"))
    for row, seq in runs:
        row["item_id"] = items.get(seq)


def _anew(changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Say why a rule was stopped to who is spoken to now; what is kept without how it was made stays as it is."""
    found = dict(changes)
    kept = found.pop("said", [None, None])
    if "problem" in found:
        found["problem"] = [unpacked(how) or text for how, text in zip(kept, found["problem"], strict=True)]
    return found


def rules(look: Look) -> Any:
    """The rules of the workspace, for who is told of them."""
    rows = AutomationRule.objects.filter(workspace_id=look.actor.workspace_id)
    return rows if look.actor.sees_all else rows.none()


def rule_of(row: Mapping[str, Any]) -> int | None:
    """The rule that a run is one of."""
    return row["changes"]["automation"][1] if row["type"] == RUN else None


def text(type_: str, raw: Mapping[str, list[Any]], told: Callable[[str, Any], str | None]) -> str:
    """What a rule did, or why it was stopped; empty of all other events."""
    if type_ == RUN:
        return _run(raw, told)
    problem = raw.get("problem", (None, None))[1] if type_ == "automation.changed" else None
    return say("stopped automation: %(problem)s", problem=problem) if problem else ""


def _run(raw: Mapping[str, list[Any]], told: Callable[[str, Any], str | None]) -> str:
    rule = told("automation", raw["automation"][1]) or ""
    problem = raw.get("problem", (None, None))[1]
    if raw["outcome"][1] == Outcome.DONE:
        did = "; ".join(_did(one) for one in raw.get("did", (None, None))[1] or ())
        return say("had the rule «%(rule)s» act: %(did)s", rule=rule, did=did)
    if raw["outcome"][1] == Outcome.STOPPED:
        return say("stopped the rule «%(rule)s»: %(problem)s", rule=rule, problem=problem)
    return say("could not do what the rule «%(rule)s» says: %(problem)s", rule=rule, problem=problem)


def _did(one: Mapping[str, Any]) -> str:
    given, answer = one["arguments"], one["answer"]
    key = answer.get("key") or given.get("key") or answer.get("source") or given.get("source") or ""
    if one["command"] == "item.update":
        return say("%(key)s: %(changes)s", key=key, changes=_changes(given))
    if phrase := _DONE.get(one["command"]):
        return say(phrase, key=key, state=answer.get("state") or given.get("state"))
    return say("%(command)s on %(key)s", command=one["command"], key=key) if key else one["command"]


def _changes(given: Mapping[str, Any]) -> str:
    fields = ((name, value) for name, value in given.items() if name not in ("key", "version"))
    return "; ".join(changed(field_named(name.replace("_", " ")), None, _value(name, value)) for name, value in fields)


def _value(name: str, value: Any) -> str:
    """A value as a rule states it, in people's words and not in numbers."""
    words = name in ("priority", "severity", "urgency") and isinstance(value, str)
    return said(value) if words else (value_told("", value) if value not in (None, "", []) else say("nothing"))
