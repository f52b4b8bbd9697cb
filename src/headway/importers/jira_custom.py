"""Which custom field of a Jira site is which: by the name it has there, else by its shape."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from ..rules.words import TimeboxRole
from ..tongue import say
from . import vocabulary
from .jira_fields import sprints
from .reading import Node, Wrong, describe
from .records import Remark, Timebox

_ROLES: Final[Mapping[str, str]] = {
    "sprint": "sprint",
    "epic link": "epic",
    "parent link": "epic",
    "story points": "points",
    "story point estimate": "points",
    "flagged": "flagged",
    "severity": "severity",
    "start date": "start",
    "target start": "start",
}
_CLOUD: Final[Mapping[str, str]] = {"customfield_10016": "points", "story_points": "points", "storyPoints": "points"}
_KEY: Final = re.compile(r"[A-Z][A-Z0-9_]+-\d+")
_SPRINT_TEXT: Final = re.compile(r"com\.atlassian\.greenhopper\.service\.sprint\.Sprint@\w*\[")
_MOST_POINTS: Final = 1e15
_SPRINT_STATES: Final = ("active", "closed", "future")


@dataclass(slots=True)
class Custom:
    """What the custom fields of one issue hold, and which of them were understood."""

    timeboxes: list[tuple[TimeboxRole, Timebox]] = field(default_factory=list)
    epic_key: str | None = None
    points: float | None = None
    flagged: bool = False
    severity: int | None = None
    start: date | None = None
    understood: set[str] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)


def custom(fields: Node, names: Mapping[str, str]) -> Custom:
    """Return what the custom fields of an issue hold.

    `names` maps field ids to what the site calls them (the `names` of Jira's answer, or a mapping given by hand to the
    words sprint, epic link, story points, flagged, severity, start date). A known field of a wrong type stays among the
    issue's own fields, with a remark.
    """
    found = Custom()
    for name, value in fields.value.items():
        if value is None or not (name.startswith("customfield_") or name in _CLOUD):
            continue
        role = _ROLES.get(vocabulary.fold(names.get(name, ""))) or (_shape(name, value) if name not in names else None)
        if role:
            _try(found, role, name, fields.get(name))
    return found


def _try(found: Custom, role: str, name: str, node: Node) -> None:
    try:
        _take(found, role, node)
        found.understood.add(name)
    except Wrong as wrong:
        found.remarks.append(Remark(wrong.path, say("%(message)s; kept as it is", message=wrong.message)))


def _shape(name: str, value: Any) -> str | None:
    """Guess what a field without a name is. Points are guessed for Cloud's stock field alone: numbers look alike."""
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, str) and _SPRINT_TEXT.match(first):
        return "sprint"
    if isinstance(first, dict) and "name" in first and str(first.get("state", "")).lower() in _SPRINT_STATES:
        return "sprint"
    if isinstance(first, dict) and first.get("value") == "Impediment":
        return "flagged"
    if isinstance(value, str) and _KEY.fullmatch(value):
        return "epic"
    return _CLOUD.get(name) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _take(found: Custom, role: str, node: Node) -> None:
    if role == "sprint":
        found.timeboxes += list(sprints(node, found.remarks))
    elif role == "epic":
        inside = node.get("data") if isinstance(node.value, dict) and node.get("data") else node
        found.epic_key = (inside.get("key") if isinstance(inside.value, dict) else inside).text() or None
    elif role == "points":
        found.points = _number(node)
    elif role == "flagged":
        found.flagged = bool(node.value)
    elif role == "severity":
        found.severity = vocabulary.severity((node.get("value") if isinstance(node.value, dict) else node).text() or "")
    else:
        found.start = node.day()


def _number(node: Node) -> float:
    """Return story points: a number, also as text or as the choice from a list («5», {"value": "5"})."""
    value = node.get("value").value if isinstance(node.value, dict) else node.value
    try:
        points = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        points = math.nan
    if not abs(points) <= _MOST_POINTS:
        raise Wrong(node.path, say("expected a number of story points, found %(value)s", value=describe(node.value)))
    return points
