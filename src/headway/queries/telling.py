"""Events in words: who did what, with every reference resolved to a name that the reader may know."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Case, F, QuerySet, When

from ..access import goals, visible
from ..events.types import REFERENCES
from ..models import Calendar, Phase, Schedule, State
from ..rules.words import Urgency
from . import telling_projects, telling_shared
from .base import Look
from .rows import PRIORITIES, SEVERITIES, Known, Person, Ref, refs

UNTOLD: Final = "something not shown"
LONG: Final = 300
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
    """One thing that happened. `text` is what was done, to be read after the name of who did it."""

    seq: int
    type: str
    at: datetime
    recorded: datetime
    who: Person | None
    via: str
    item: Ref | None
    text: str
    changes: tuple[Change, ...]


def tell(look: Look, events: Iterable[Sequence[Any]]) -> list[EventRow | None]:
    """Return events, read as COLUMNS, in words; None for what only concerns work that the reader may not know of.

    At most thirteen statements.
    """
    rows = [dict(zip(COLUMNS, event, strict=True)) for event in events]
    telling_shared.worded(look, rows)
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
        text=f"noticed: {names.findings[row['subject']]}"
        if row["type"] == "finding.told" and row["subject"] in names.findings
        else _text(row["type"], row["changes"], changes, names),
        changes=changes,
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
        self.findings = dict(
            visible.findings(look.actor).filter(id__in=told).values_list("id", "sentence") if told else ()
        )
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
            return _plain(field, value)
        return ", ".join(self._name(noun, pk) for pk in _ids(value)) or None

    def hides(self, field: str, value: Any) -> bool:
        """Whether a value of a change is an item that the reader may not know of."""
        return REFERENCES.get(field) == "item" and isinstance(value, int) and value not in self.items

    def _name(self, noun: str, pk: int) -> str:
        if noun == "item":
            return f"{self.items[pk].key} {self.items[pk].title}"
        return str(self.named.get(noun, {}).get(pk, UNTOLD))


_SOURCES: Final[Mapping[str, Callable[[Look], Any]]] = {
    "member": lambda look: visible.members(look.actor),
    "team": lambda look: visible.teams(look.actor),
    "state": lambda look: State.objects.filter(workspace_id=look.actor.workspace_id),
    "label": lambda look: visible.labels(look.actor),
    "timebox": lambda look: visible.timeboxes(look.actor),
    "phase": lambda look: Phase.objects.filter(project__in=visible.items(look.actor)),
    "period": lambda look: goals.periods(look.actor),
    "key_result": lambda look: goals.key_results(look.actor).annotate(name=F("title")),
    "schedule": lambda look: _schedules(look),
    "calendar": lambda look: Calendar.objects.filter(workspace_id=look.actor.workspace_id),
}


def _schedules(look: Look) -> "QuerySet[Schedule]":
    """The schedules of operations that the reader sees, named by their titles or else by their operations'."""
    rows = Schedule.objects.filter(operation__in=visible.items(look.actor))
    return rows.annotate(name=Case(When(title="", then=F("operation__title")), default=F("title")))


def _ids(value: Any) -> list[int]:
    """The ids in a value: one, a list of them, or a list of [id, role]."""
    if isinstance(value, list):
        return [one[0] if isinstance(one, list) else one for one in value]
    return [value] if isinstance(value, int) else []


def _plain(field: str, value: Any) -> str:
    if field == "priority":
        return PRIORITIES[int(value)]
    if field == "severity":
        return SEVERITIES[int(value)]
    if field == "urgency":
        return list(Urgency)[int(value)].value
    if field in ("effort", "minutes", "lag"):
        return minutes(value)
    if field == "type":
        return str(value).replace("-", " ")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = str(value)
    return text if len(text) <= LONG else text[: LONG - 1] + "…"


def minutes(amount: int) -> str:
    """Return minutes as people say them: 1h 30m."""
    sign, (hours, rest) = "-" if amount < 0 else "", divmod(abs(amount), 60)
    parts = ([f"{hours}h"] if hours else []) + ([f"{rest}m"] if rest or not hours else [])
    return sign + " ".join(parts)


_PHRASES: Final = {
    **telling_projects.PHRASES,
    **telling_shared.PHRASES,
    "item.created": "created this {kind}",
    "item.moved": "moved this from {old state} to {state}",
    "item.ranked": "gave this another place in the order",
    "item.converted": "made this {kind}, which was {old kind}",
    "item.deleted": "put this into the bin",
    "item.restored": "took this out of the bin",
    "item.breached": "noted that a promised time ran out",
    "comment.added": "said: {body}",
    "comment.edited": "changed a remark to: {body}",
    "comment.removed": "withdrew a remark",
    "relation.added": "noted that this {type} {target}",
    "relation.removed": "noted that this no longer {type} {old target}",
    "relation.changed": "changed how this bears on another item",
    "watcher.added": "added {member} to those who follow this",
    "watcher.removed": "took {old member} from those who follow this",
    "report.received": "took this in from outside",
    "mail.received": "took a message in: {subject}",
    "form.added": "added the form {title}",
    "rota.joined": "put {member} into the rota of {team}",
    "rota.left": "took {old member} out of the rota of {old team}",
    "rota.turned": "gave this to the next in the rota",
    "escalation_path.added": "laid out the escalation path {name}",
    "escalation_level.added": "added a level to an escalation path",
    "escalation_level.changed": "changed a level of an escalation path",
    "escalation_level.removed": "withdrew a level of an escalation path",
    "finding.judged": "judged a finding",
    "finding.told": "told {told_members} of a risk here",
    "escalation.fired": "told {told_members} that this has not moved in time",
    "work.logged": "put {minutes} of work into this",
    "work.removed": "withdrew an entry of time",
    "check_in.added": "reported where this stands",
    "check_in.removed": "withdrew a check-in",
    "proof.added": "linked {item} to the key result {key_result}",
    "proof.removed": "unlinked {old item} from a key result",
    "reminder.sent": "asked {member} to check in",
    "period.added": "added the period {name}",
    "key_result.added": "added the key result {title}",
    "key_result.removed": "withdrew a key result",
    "automation.added": "laid down the rule {name}",
    "automation.removed": "removed a rule",
    "automation_run.made": "let a rule answer event {event_seq}: {outcome}",
}


def _text(type_: str, raw: Mapping[str, Any], changes: Sequence[Change], names: _Names) -> str:
    """What was done: a phrase of its own, or the fields that changed."""
    if type_ == "comment.added" and "contact" in raw:
        return f"heard from outside: {names.told('body', raw['body'][1])}"
    if {"~leave", "owner"} <= raw.keys():
        days, who = raw["~leave"][1], names.told("owner", raw["owner"][0])
        return f"passed this on to {names.told('owner', raw['owner'][1])}, for {who or 'its owner'} is away ({days})"
    if "~left" in raw:
        return telling_shared.handed_over(raw, names.told)
    if type_ in _PHRASES:
        words: dict[str, str] = defaultdict(lambda: "nothing", done=telling_shared.done(raw))
        for field, (old, new) in raw.items():
            words[field] = names.told(field, new) or "nothing"
            words[f"old {field}"] = names.told(field, old) or "nothing"
        return _PHRASES[type_].format_map(words)
    noun, _, verb = type_.partition(".")
    listed = "; ".join(_change(change) for change in changes)
    subject = "" if noun == "item" else f" {noun.replace('_', ' ')}"
    return f"{verb}{subject}: {listed}" if listed else f"{verb}{subject}"


def _change(change: Change) -> str:
    if change.old is None:
        return f"{change.field} to {change.new}"
    if change.new is None:
        return f"{change.field} emptied, was {change.old}"
    return f"{change.field} from {change.old} to {change.new}"
