"""Events in words: who did what, with every reference resolved to a name that the reader may know."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Case, F, QuerySet, When

from ..access import goals, visible
from ..events.types import REFERENCES
from ..models import Calendar, Phase, Schedule, State
from ..tongue import say, word
from . import telling_projects, telling_rules, telling_shared
from .base import Look
from .findings import told as told_part
from .rows import Known, Person, Ref, refs
from .telling_fields import field_named
from .telling_words import RELATED, act, changed, value_told

UNTOLD: Final = word("something not shown")
_PLACES: Final = re.compile(r"%\((\w+)\)s")
COLUMNS: Final = (
    *("id", "seq", "type", "subject", "item_id", "actor_id", "actor__email", "actor__name", "via", "changes"),
    *("happened_at", "recorded_at"),
)
_SILENT: Final = frozenset(
    {
        *("rank", "created_at", "started_at", "closed_at", "deleted_at", "edited_at", "position", "item", "member"),
        "key",
        *telling_shared.SILENT,
        # Who is outside is the business of those who answer him, and stands on the issue.
        *(
            "contact",
            "contact_name",
            "contact_email",
            "sender",
            "digest",
            "reply",
            "form",
            "escalation_level",
            "escalation_path",
        ),
        *("reopened_at", "last_turn_at", "cycle"),
        *("acts", "did"),
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed, in words; None where there was, or is, nothing."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thing that happened. `text` is what was done, to be read after the name of who did it.

    `rule` is the number of the rule that did it, where this tells of a rule's run.
    """

    seq: int
    type: str
    at: datetime
    recorded: datetime
    who: Person | None
    via: str
    item: Ref | None
    text: str
    changes: tuple[Change, ...]
    rule: int | None = None


def tell(look: Look, events: Iterable[Sequence[Any]]) -> list[EventRow | None]:
    """Return events, read as COLUMNS, in words; None for what only concerns work that the reader may not know of.

    At most fifteen statements."""
    rows = [dict(zip(COLUMNS, event, strict=True)) for event in events]
    telling_shared.worded(look, rows)
    telling_rules.answered(look, rows)
    known = Known(look)
    names = _Names(look, rows)
    _forget_hidden(rows, names)
    hidden = _hidden_relations(look, rows)
    return [None if row["subject"] in hidden.get(row["type"], ()) else _told(row, known, names) for row in rows]


def _forget_hidden(rows: Iterable[dict[str, Any]], names: "_Names") -> None:
    """Leave items that the reader may not know of out of what changed."""
    for row in rows:
        row["changes"] = {
            field: [None if names.hides(field, value) else value for value in change]
            for field, change in row["changes"].items()
        }


def _hidden_relations(look: Look, rows: Iterable[Mapping[str, Any]]) -> dict[str, set[int]]:
    """Type -> relations one end of which the reader may not know of, as far as these events tell of them."""
    found: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row["type"] in ("relation.added", "relation.removed") and not any(row["changes"].get("target", ())):
            found[row["type"]].add(row["subject"])
        if row["type"] == "relation.changed":
            found[row["type"]].add(row["subject"])
    if found["relation.changed"] and look.actor.sees_all:
        found.pop("relation.changed")
    elif found["relation.changed"]:
        seen = visible.relations(look.actor).filter(id__in=found["relation.changed"])
        found["relation.changed"] -= set(seen.values_list("id", flat=True))
    return found


def _told(row: Mapping[str, Any], known: Known, names: "_Names") -> EventRow:
    changes = tuple(
        Change(field.replace("_", " "), names.told(field, old), names.told(field, new))
        for field, (old, new) in sorted(row["changes"].items())
        if field not in _SILENT and (old, new) != (None, None)
    )
    return EventRow(
        seq=row["seq"],
        type=row["type"],
        at=row["happened_at"],
        recorded=row["recorded_at"],
        who=known.person(row["actor_id"], row["actor__email"], row["actor__name"]),
        via=row["via"],
        item=names.items.get(row["item_id"]),
        text=say("noticed: %(finding)s", finding=names.findings[row["subject"]])
        if row["type"] == "finding.told" and row["subject"] in names.findings
        else _text(row["type"], row["changes"], changes, names),
        changes=changes,
        rule=telling_rules.rule_of(row),
    )


class _Names:
    """The names of all that a page of events refers to, of what the reader may see."""

    def __init__(self, look: Look, rows: Iterable[Mapping[str, Any]]) -> None:
        wanted: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            if row["item_id"]:
                wanted["item"].add(row["item_id"])
            for field, change in row["changes"].items():
                for value in change if field in REFERENCES else ():
                    wanted[REFERENCES[field]].update(_ids(value))
        told = {row["subject"] for row in rows if row["type"] == "finding.told"}
        self.findings = {
            pk: told_part(kept, "sentence") or sentence
            for pk, sentence, kept in (
                visible.findings(look.actor).filter(id__in=told).values_list("id", "sentence", "said") if told else ()
            )
        }
        self.items = refs(look, wanted["item"], deleted=look.actor.sees_all)
        self.named = {
            noun: dict(rows_of(look).filter(id__in=wanted[noun]).values_list("id", "name"))
            for noun, rows_of in _SOURCES.items()
        }

    def told(self, field: str, value: Any) -> str | None:
        """Return a value in words; None for nothing."""
        if value is None or value in ("", []):
            return None
        noun = REFERENCES.get(field)
        if noun is None:
            return value_told(field, value)
        return ", ".join(self._name(noun, pk) for pk in _ids(value)) or None

    def hides(self, field: str, value: Any) -> bool:
        """Whether a value of a change is an item that the reader may not know of."""
        return REFERENCES.get(field) == "item" and isinstance(value, int) and value not in self.items

    def _name(self, noun: str, pk: int) -> str:
        if noun == "item":
            return f"{self.items[pk].key} {self.items[pk].title}"
        return str(self.named.get(noun, {}).get(pk) or say(UNTOLD))


_SOURCES: Final[Mapping[str, Callable[[Look], Any]]] = {
    "member": lambda look: visible.members(look.actor),
    "team": lambda look: visible.teams(look.actor),
    "state": lambda look: State.objects.filter(workspace_id=look.actor.workspace_id),
    "label": lambda look: visible.labels(look.actor),
    "timebox": lambda look: visible.timeboxes(look.actor),
    "phase": lambda look: Phase.objects.filter(visible.through(look.actor, "project__")),
    "period": lambda look: goals.periods(look.actor),
    "key_result": lambda look: goals.key_results(look.actor).annotate(name=F("title")),
    "schedule": lambda look: _schedules(look),
    "automation": telling_rules.rules,
    "calendar": lambda look: Calendar.objects.filter(workspace_id=look.actor.workspace_id),
}


def _schedules(look: Look) -> "QuerySet[Schedule]":
    """The schedules of operations that the reader sees, named by their titles or else by their operations'."""
    rows = Schedule.objects.filter(visible.through(look.actor, "operation__"))
    return rows.annotate(name=Case(When(title="", then=F("operation__title")), default=F("title")))


def _ids(value: Any) -> list[int]:
    """The ids in a value: one, a list of them, or a list of [id, role]."""
    if isinstance(value, list):
        return [one[0] if isinstance(one, list) else one for one in value]
    return [value] if isinstance(value, int) else []


_PHRASES: Final = {
    **telling_projects.PHRASES,
    **telling_shared.PHRASES,
    "workspace.created": word("founded the workspace %(name)s"),
    "member.added": word("added %(name)s as %(role)s"),
    "team.created": word("formed the team %(name)s"),
    "state.added": word("added the state %(name)s for %(kind)s"),
    "item.created": word("created this %(kind)s"),
    "item.moved": word("moved this from %(old_state)s to %(state)s"),
    "item.ranked": word("gave this another place in the order"),
    "item.converted": word("made this %(kind)s, which was %(old_kind)s"),
    "item.deleted": word("put this into the bin"),
    "item.restored": word("took this out of the bin"),
    "item.breached": word("noted that a promised time ran out"),
    "comment.added": word("said: %(body)s"),
    "comment.edited": word("changed a remark to: %(body)s"),
    "comment.removed": word("withdrew a remark"),
    "relation.added": word("noted that this %(type)s %(target)s"),
    "relation.removed": word("noted that this no longer %(type)s %(old_target)s"),
    "relation.changed": word("changed how this bears on another item"),
    "watcher.added": word("added %(member)s to those who follow this"),
    "watcher.removed": word("took %(old_member)s from those who follow this"),
    "report.received": word("took this in from outside"),
    "mail.received": word("took a message in: %(subject)s"),
    "form.added": word("added the form %(title)s"),
    "rota.joined": word("put %(member)s into the rota of %(team)s"),
    "rota.left": word("took %(old_member)s out of the rota of %(old_team)s"),
    "rota.turned": word("gave this to the next in the rota"),
    "escalation_path.added": word("laid out the escalation path %(name)s"),
    "escalation_level.added": word("added a level to an escalation path"),
    "escalation_level.changed": word("changed a level of an escalation path"),
    "escalation_level.removed": word("withdrew a level of an escalation path"),
    "finding.judged": word("judged a finding"),
    "finding.told": word("told %(told_members)s of a risk here"),
    "escalation.fired": word("told %(told_members)s that this has not moved in time"),
    "work.logged": word("put %(minutes)s of work into this"),
    "work.removed": word("withdrew an entry of time"),
    "check_in.added": word("reported where this stands"),
    "check_in.removed": word("withdrew a check-in"),
    "proof.added": word("linked %(item)s to the key result %(key_result)s"),
    "proof.removed": word("unlinked %(old_item)s from a key result"),
    "reminder.sent": word("asked %(member)s to check in"),
    "period.added": word("added the period %(name)s"),
    "key_result.added": word("added the key result %(title)s"),
    "key_result.removed": word("withdrew a key result"),
    "automation.added": word("laid down the rule %(name)s"),
    "automation.removed": word("removed a rule"),
}


def _text(type_: str, raw: Mapping[str, Any], changes: Sequence[Change], names: _Names) -> str:
    """What was done: a phrase of its own, or the fields that changed."""
    if type_ == "comment.added" and "contact" in raw:
        return say("heard from outside: %(body)s", body=names.told("body", raw["body"][1]))
    if {"~leave", "owner"} <= raw.keys():
        return say(
            "passed this on to %(new)s, for %(old)s is away (%(days)s)",
            new=names.told("owner", raw["owner"][1]),
            old=names.told("owner", raw["owner"][0]) or say("its owner"),
            days=raw["~leave"][1],
        )
    if ruled := telling_rules.text(type_, raw, names.told):
        return ruled
    if "~left" in raw:
        return telling_shared.handed_over(raw, names.told)
    phrase = _phrase(type_, raw)
    if phrase:
        return say(phrase, **_facts(phrase, raw, names))
    listed = "; ".join(changed(field_named(one.field), one.old, one.new) for one in changes)
    return say("%(act)s: %(changes)s", act=act(type_), changes=listed) if listed else act(type_)


def _phrase(type_: str, raw: Mapping[str, Any]) -> str:
    """The phrase of a type, its places unfilled; empty where it has none."""
    if type_ in ("relation.added", "relation.removed"):
        old, new = raw.get("type", (None, None))
        return RELATED.get((type_, str(new or old)), _PHRASES[type_])
    if telling_shared.unticked(type_, raw):
        return telling_shared.UNTICKED
    return _PHRASES.get(type_, "")


def _facts(phrase: str, raw: Mapping[str, Any], names: _Names) -> dict[str, str]:
    """What fills the places of a phrase: what a field became, or with «old_» before it, what it was."""
    found = {}
    for place in _PLACES.findall(phrase):
        field, at = (place.removeprefix("old_"), 0) if place.startswith("old_") else (place, 1)
        value = raw.get(field, (None, None))[at]
        found[place] = names.told(field, value) or say("nothing")
    return found
