"""The words in which events are told: what was done, what a field is called, and how its values are written."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from ..rules.words import RelationType, Urgency
from ..tongue import said, say, word
from ..tongue.formats import dated
from .rows import PRIORITIES, SEVERITIES

LONG: Final = 300
CODED: Final = frozenset(
    {
        *("kind", "category", "role", "confidence", "progress_by", "verdict", "health", "direction", "stage", "turn"),
        *("standing", "resolution", "trigger", "anchor", "dependency", "interest", "sharing"),
    }
)
"""Fields whose values are words of a closed vocabulary."""
DAYS: Final = {"en": "yyyy-MM-dd", "de": "d. MMM y"}


def value_told(field: str, value: Any) -> str:
    """Write a value of a field that refers to nothing."""
    if field in _RANKED:
        return said(_RANKED[field][int(value)])
    if field in ("effort", "minutes", "lag"):
        return minutes(value)
    if field == "type":
        return said(value) if value in _TYPES else said(str(value).replace("-", " "))
    if field in CODED and isinstance(value, str):
        return said(value)
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return _text(str(value))


_RANKED: Final[Mapping[str, tuple[str, ...]]] = {
    "priority": PRIORITIES,
    "severity": SEVERITIES,
    "urgency": tuple(one.value for one in Urgency),
}
_TYPES: Final = frozenset(one.value for one in RelationType)


def _text(text: str) -> str:
    if len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isdigit():
        try:
            return dated(date.fromisoformat(text), DAYS)
        except ValueError:
            return text
    return text if len(text) <= LONG else text[: LONG - 1] + "…"


def minutes(amount: int) -> str:
    """Return minutes as people say them: 1h 30m."""
    sign, (hours, rest) = "-" if amount < 0 else "", divmod(abs(amount), 60)
    if hours and rest:
        return say("%(sign)s%(hours)sh %(rest)sm", sign=sign, hours=hours, rest=rest)
    return (
        say("%(sign)s%(hours)sh", sign=sign, hours=hours) if hours else say("%(sign)s%(rest)sm", sign=sign, rest=rest)
    )


def changed(field: str, old: str | None, new: str | None) -> str:
    """How a field, by its name, changed."""
    if old is None:
        return say("%(field)s to %(new)s", field=field, new=new)
    if new is None:
        return say("%(field)s emptied, was %(old)s", field=field, old=old)
    return say("%(field)s from %(old)s to %(new)s", field=field, old=old, new=new)


def act(type_: str) -> str:
    """What was done, in general; of a type that has no phrase of its own."""
    noun, _, verb = type_.partition(".")
    return said(ACTS.get(type_, verb if noun == "item" else f"{verb} {noun.replace('_', ' ')}"))


RELATED: Final[Mapping[tuple[str, str], str]] = {
    ("relation.added", "contributes-to"): word("noted that this contributes to %(target)s"),
    ("relation.added", "depends-on"): word("noted that this depends on %(target)s"),
    ("relation.added", "blocks"): word("noted that this blocks %(target)s"),
    ("relation.added", "affects"): word("noted that this affects %(target)s"),
    ("relation.added", "duplicates"): word("noted that this duplicates %(target)s"),
    ("relation.added", "relates-to"): word("noted that this relates to %(target)s"),
    ("relation.removed", "contributes-to"): word("noted that this no longer contributes to %(old_target)s"),
    ("relation.removed", "depends-on"): word("noted that this no longer depends on %(old_target)s"),
    ("relation.removed", "blocks"): word("noted that this no longer blocks %(old_target)s"),
    ("relation.removed", "affects"): word("noted that this no longer affects %(old_target)s"),
    ("relation.removed", "duplicates"): word("noted that this no longer duplicates %(old_target)s"),
    ("relation.removed", "relates-to"): word("noted that this no longer relates to %(old_target)s"),
}

ACTS: Final[Mapping[str, str]] = {
    "item.changed": word("changed"),
    "workspace.created": word("created workspace"),
    "workspace.changed": word("changed workspace"),
    "member.added": word("added member"),
    "member.changed": word("changed member"),
    "team.created": word("created team"),
    "team.changed": word("changed team"),
    "membership.added": word("added membership"),
    "membership.changed": word("changed membership"),
    "membership.removed": word("removed membership"),
    "state.added": word("added state"),
    "state.changed": word("changed state"),
    "state.removed": word("removed state"),
    "label.added": word("added label"),
    "label.renamed": word("renamed label"),
    "label.removed": word("removed label"),
    "timebox.added": word("added timebox"),
    "timebox.changed": word("changed timebox"),
    "key_result.changed": word("changed key result"),
    "period.changed": word("changed period"),
    "period.removed": word("removed period"),
    "proof.changed": word("changed proof"),
    "checklist.changed": word("changed checklist"),
    "field.added": word("added field"),
    "field.changed": word("changed field"),
    "view.saved": word("saved view"),
    "view.changed": word("changed view"),
    "view.removed": word("removed view"),
    "notification_choice.set": word("set notification choice"),
    "digest.set": word("set digest"),
    "token.created": word("created token"),
    "token.revoked": word("revoked token"),
    "form.changed": word("changed form"),
    "issue_rule.set": word("set issue rule"),
    "escalation_path.changed": word("changed escalation path"),
    "phase.changed": word("changed phase"),
    "deliverable.changed": word("changed deliverable"),
    "stakeholder.changed": word("changed stakeholder"),
    "budget_line.changed": word("changed budget line"),
    "cost.changed": word("changed cost"),
    "rate.set": word("set rate"),
    "rate.changed": word("changed rate"),
    "rate.removed": word("removed rate"),
    "template.changed": word("changed template"),
    "calendar.added": word("added calendar"),
    "calendar.changed": word("changed calendar"),
    "calendar.removed": word("removed calendar"),
    "calendar_day.added": word("added calendar day"),
    "calendar_day.changed": word("changed calendar day"),
    "calendar_day.removed": word("removed calendar day"),
    "leave.added": word("added leave"),
    "leave.changed": word("changed leave"),
    "leave.removed": word("removed leave"),
    "schedule.added": word("added schedule"),
    "schedule.changed": word("changed schedule"),
    "schedule.removed": word("removed schedule"),
    "service_level.added": word("added service level"),
    "service_level.changed": word("changed service level"),
    "service_level.removed": word("removed service level"),
    "automation.changed": word("changed automation"),
}
