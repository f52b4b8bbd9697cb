"""What the forms of operations, calendars, leave and service levels say."""

from collections.abc import Mapping
from typing import Final

LABELS: Final = {
    **{"rule": "Recurs", "anchor": "Counted from", "anchor_days": "Working days from there", "shift": "On days off"},
    **{"exclude": "Except on", "allowed": "Time allowed", "ahead_days": "Days made ahead", "assignees": "In turn"},
    **{"applies_to": "Applies to", "instance": "Occurrence", "calendar_name": "Name", "hours": "Working hours"},
    **{"country": "Holidays of country", "region": "Holidays of region", "default": "The workspace's own calendar"},
    **{"day_name": "Name", "first": "From", "last": "To, included", "level_name": "Name", "respond": "Respond within"},
    **{
        "resolve": "Resolve within",
        "always": "Count around the clock",
        "on_acceptance": "Resolving counts from acceptance",
    },
}
HINTS: Final = {
    "rule": "A rule of RFC 5545; choose one or write your own",
    "time": "Such as 09:00; empty: the whole day",
    "anchor": "The rule then says which months",
    "exclude": "Days such as 2026-12-24, separated by commas",
    "allowed": "Such as 4h or 2d; empty: to the end of the day",
    "assignees": "Addresses, separated by commas; who is away is passed over",
    "instance": "The first that changes, such as 2026-03-02T09:00",
    "hours": "Such as mon-thu 08:00-12:00 13:00-17:00; fri 08:00-14:00",
    "country": "Such as DE",
    "region": "Such as BY",
    "respond": "Working time, such as 30m, 4h or 1d",
    "resolve": "Working time, such as 4h, 2d or 1w",
    "on_acceptance": "Not from creation",
}
BUTTONS: Final = {"skip": "Skip it", "set_day": "Save", "clear_day": "Clear", "check": "Check now"}
TITLES: Final = {
    **{"schedule.add": "New schedule of {operation}", "schedule.update": "Edit schedule"},
    **{"schedule.remove": "Remove this schedule?", "schedule.run": "Make what is due to be made?"},
    **{"occurrence.skip": "Skip this occurrence?", "calendar.add": "New calendar", "calendar.update": "Edit calendar"},
    **{"calendar.remove": "Remove this calendar?", "calendar.set_day": "A day with hours of its own"},
    **{"calendar.clear_day": "Have {day} follow the usual hours?", "leave.add": "New leave"},
    **{"leave.update": "Edit leave", "leave.remove": "Withdraw this leave?", "service_level.add": "New service level"},
    **{"service_level.update": "Edit service level", "service_level.remove": "Remove this service level?"},
    "service_level.check": "Look for broken promises now?",
}
DONE: Final = {
    **{"schedule.add": "Schedule added", "schedule.update": "Schedule saved", "schedule.remove": "Schedule removed"},
    **{"occurrence.skip": "Skipped", "leave.add": "Leave entered", "leave.remove": "Leave withdrawn"},
}
_SCHEDULE: Final = (
    *("title", "rule", "start", "time", "zone", "effort", "assignees", "allowed", "ahead_days", "shift", "calendar"),
    *("anchor", "anchor_days", "exclude"),
)
LAYOUTS: Final[Mapping[str, tuple[str, ...]]] = {
    "schedule.add": _SCHEDULE,
    "schedule.update": (*_SCHEDULE, "applies_to", "instance"),
    **dict.fromkeys(("leave.add", "leave.update"), ("member", "first", "last", "note")),
    "calendar.add": ("calendar_name", "hours", "zone", "country", "region", "default"),
    "calendar.update": ("calendar_name", "hours", "zone", "country", "region", "default"),
    "service_level.add": (
        *("level_name", "respond", "resolve", "kind", "priority", "severity", "team", "operation", "calendar"),
        *("always", "on_acceptance"),
    ),
    "service_level.update": (
        *("level_name", "respond", "resolve", "kind", "priority", "severity", "team", "operation", "calendar"),
        *("always", "on_acceptance"),
    ),
}
RULES: Final = (
    ("FREQ=DAILY", "every day"),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Monday to Friday"),
    ("FREQ=WEEKLY;BYDAY=MO", "every Monday"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "every other Monday"),
    ("FREQ=MONTHLY;BYMONTHDAY=1", "on the first of the month"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", "on the last of the month"),
    ("FREQ=MONTHLY;BYDAY=1MO", "on the first Monday of the month"),
    ("FREQ=MONTHLY;BYDAY=-1FR", "on the last Friday of the month"),
    ("FREQ=MONTHLY", "every month, with an anchor"),
    ("FREQ=MONTHLY;INTERVAL=3", "every quarter"),
    ("FREQ=YEARLY", "every year"),
)
"""Rules to choose from: as RFC 5545 writes them, and in words."""


def passed_on(values: Mapping[str, object]) -> str:
    """What entering leave has done to work made ahead: said after «Leave entered»."""
    given, left = (values.get(name) for name in ("handed_on", "falls_in_leave"))
    said = f"; {_few(given)} passed on" if isinstance(given, list) and given else ""
    if isinstance(left, list) and left:
        said += f"; {_few(left)} {'falls' if len(left) == 1 else 'fall'} in it"
    return said


def _few(keys: list[str]) -> str:
    return ", ".join(keys) if len(keys) <= 4 else f"{', '.join(keys[:3])} and {len(keys) - 3} more"
