"""What the forms of operations, calendars, leave and service levels say."""

from collections.abc import Mapping
from typing import Final

from ...tongue import say, say_n, word

LABELS: Final = {
    **{
        "rule": word("Recurs"),
        "anchor": word("Counted from"),
        "anchor_days": word("Working days from there"),
        "shift": word("On days off"),
    },
    **{
        "exclude": word("Except on"),
        "allowed": word("Time allowed"),
        "ahead_days": word("Days made ahead"),
        "assignees": word("In turn"),
    },
    **{
        "applies_to": word("Applies to"),
        "instance": word("Occurrence"),
        "calendar_name": word("Name"),
        "hours": word("Working hours"),
    },
    **{
        "country": word("Holidays of country"),
        "region": word("Holidays of region"),
        "default": word("The workspace's own calendar"),
    },
    **{
        "day_name": word("Name"),
        "first": word("From"),
        "last": word("To, included"),
        "level_name": word("Name"),
        "respond": word("Respond within"),
    },
    **{
        "resolve": word("Resolve within"),
        "always": word("Count around the clock"),
        "on_acceptance": word("Resolving counts from acceptance"),
    },
}
HINTS: Final = {
    "rule": word("A rule of RFC 5545; choose one or write your own"),
    "time": word("Such as 09:00; empty: the whole day"),
    "anchor": word("The rule then says which months"),
    "exclude": word("Days such as 2026-12-24, separated by commas"),
    "allowed": word("Such as 4h or 2d; empty: to the end of the day"),
    "assignees": word("Addresses, separated by commas; who is away is passed over"),
    "instance": word("The first that changes, such as 2026-03-02T09:00"),
    "hours": word("Such as mon-thu 08:00-12:00 13:00-17:00; fri 08:00-14:00"),
    "country": word("Such as DE"),
    "region": word("Such as BY"),
    "respond": word("Working time, such as 30m, 4h or 1d"),
    "resolve": word("Working time, such as 4h, 2d or 1w"),
    "on_acceptance": word("Not from creation"),
}
BUTTONS: Final = {
    "skip": word("Skip it"),
    "set_day": word("Save"),
    "clear_day": word("Clear"),
    "check": word("Check now"),
}
TITLES: Final = {
    **{"schedule.add": word("New schedule of %(operation)s"), "schedule.update": word("Edit schedule")},
    **{"schedule.remove": word("Remove this schedule?"), "schedule.run": word("Make what is due to be made?")},
    **{
        "occurrence.skip": word("Skip this occurrence?"),
        "calendar.add": word("New calendar"),
        "calendar.update": word("Edit calendar"),
    },
    **{"calendar.remove": word("Remove this calendar?"), "calendar.set_day": word("A day with hours of its own")},
    **{"calendar.clear_day": word("Have %(day)s follow the usual hours?"), "leave.add": word("New leave")},
    **{
        "leave.update": word("Edit leave"),
        "leave.remove": word("Withdraw this leave?"),
        "service_level.add": word("New service level"),
    },
    **{"service_level.update": word("Edit service level"), "service_level.remove": word("Remove this service level?")},
    "service_level.check": word("Look for broken promises now?"),
}
DONE: Final = {
    **{
        "schedule.add": word("Schedule added"),
        "schedule.update": word("Schedule saved"),
        "schedule.remove": word("Schedule removed"),
    },
    **{"occurrence.skip": word("Skipped"), "leave.add": word("Leave entered"), "leave.remove": word("Leave withdrawn")},
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
    ("FREQ=DAILY", word("every day")),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", word("Monday to Friday")),
    ("FREQ=WEEKLY;BYDAY=MO", word("every Monday")),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", word("every other Monday")),
    ("FREQ=MONTHLY;BYMONTHDAY=1", word("on the first of the month")),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", word("on the last of the month")),
    ("FREQ=MONTHLY;BYDAY=1MO", word("on the first Monday of the month")),
    ("FREQ=MONTHLY;BYDAY=-1FR", word("on the last Friday of the month")),
    ("FREQ=MONTHLY", word("every month, with an anchor")),
    ("FREQ=MONTHLY;INTERVAL=3", word("every quarter")),
    ("FREQ=YEARLY", word("every year")),
)
"""Rules to choose from: as RFC 5545 writes them, and in words."""


def passed_on(values: Mapping[str, object]) -> str:
    """What entering leave has done to work made ahead; nothing where it has done none."""
    on, within = (_keys(values.get(name)) for name in ("handed_on", "falls_in_leave"))
    if on and within:
        return say_n(
            "Leave entered; %(on)s passed on; %(within)s falls in it",
            "Leave entered; %(on)s passed on; %(within)s fall in it",
            len(within),
            on=few(on),
            within=few(within),
        )
    if on:
        return say("Leave entered; %(on)s passed on", on=few(on))
    if not within:
        return ""
    return say_n(
        "Leave entered; %(within)s falls in it",
        "Leave entered; %(within)s fall in it",
        len(within),
        within=few(within),
    )


def _keys(value: object) -> list[str]:
    return value if isinstance(value, list) else []


def few(keys: list[str]) -> str:
    """Name some keys, and how many more there are."""
    if len(keys) <= 4:
        return ", ".join(keys)
    return say("%(keys)s and %(more)s more", keys=", ".join(keys[:3]), more=len(keys) - 3)
