"""What commands on operations, calendars and service levels answer, as shapes."""

from .answers import Told


class CalendarTold(Told):
    """A calendar, by number and name."""

    id: int
    calendar: str


class LeaveTold(Told):
    """Days on which a member is away.

    `handed_on` are the occurrences that went to the next in turn, `falls_in_leave` those that nobody else takes turns
    in, and that therefore stay his.
    """

    id: int
    member: str
    handed_on: list[str]
    falls_in_leave: list[str]


class ServiceLevelTold(Told):
    """A service level, by number and name; `items` are the open requests whose clocks were counted anew."""

    id: int
    level: str
    items: int


class ScheduleTold(Told):
    """A schedule of an operation; `following` is the one that took over where it was split, `next` its next instance.

    `changed` and `withdrawn` are the tasks made ahead that were brought into line, or put into the bin.
    """

    id: int
    operation: str
    following: int | None
    next: str | None
    changed: int
    withdrawn: int


class OccurrenceTold(Told):
    """One occurrence: its schedule, its name there, and its task's key where it has one."""

    id: int
    instance: str
    key: str | None


class MadeTold(Told):
    """How many tasks were made; `more` where there are more to make."""

    made: int
    more: bool


class BreachesTold(Told):
    """How many broken promises were written down."""

    breached: int
