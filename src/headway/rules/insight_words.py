"""The words of forecasts and findings, as closed vocabularies."""

from enum import StrEnum
from typing import Final

from ..tongue import word


class Sight(StrEnum):
    """With whose eyes something was computed: of all work, or of what every member sees."""

    ALL = "all"
    OPEN = "open"


class ForecastKind(StrEnum):
    """What a forecast is of: being done by a date, or the days by which it is done."""

    GOAL_MET = "goal-met"
    PROJECT_MET = "project-met"
    WORK_MET = "work-met"
    GOAL_FINISH = "goal-finish"
    PROJECT_FINISH = "project-finish"
    WORK_FINISH = "work-finish"

    @property
    def dated(self) -> bool:
        """Whether it says how likely a date is met."""
        return self.endswith("-met")


class ForecastResult(StrEnum):
    """What came of a forecast: done in time (by its date, or by its 85 % day), not, or no longer wanted."""

    MET = "met"
    MISSED = "missed"
    VOID = "void"


class Cause(StrEnum):
    """Why a forecast moved: other work, what was done of it in the time that passed, dates, ties, people."""

    SCOPE = "scope"
    PACE = "pace"
    DATES = "dates"
    LINKS = "links"
    PEOPLE = "people"


class Movement(StrEnum):
    """What happened to work that moved a forecast."""

    ADDED = "added"
    DROPPED = "dropped"
    RESIZED = "resized"
    JOINED = "joined"
    LEFT = "left"
    DONE = "done"
    BEGUN = "begun"
    REDATED = "redated"
    TIED = "tied"
    UNTIED = "untied"
    HANDED = "handed"


class FindingKind(StrEnum):
    """What the engine notices."""

    MISS = "predicted-miss"
    OVERDUE = "overdue-work"
    UNOWNED_BLOCKER = "unowned-blocker"
    BLOCKED_CHAIN = "blocked-chain"
    CONTRADICTION = "contradicting-dates"
    NO_WORK = "goal-without-work"
    NO_GOAL = "work-without-goal"
    MISSED = "missed-occurrences"
    BREACHING = "service-level"
    INCOMPLETE = "incomplete-work"
    STALE = "stale-work"
    OFF_TREND = "off-trend"
    OVERLOAD = "over-commitment"
    ONE_PERSON = "one-person"
    GROWING = "scope-growth"
    SLIPPING = "slipping-date"
    REOPENED = "re-opened"
    DECISIVE = "decisive-issue"


class Part(StrEnum):
    """Why a finding names an item: as its evidence, or as a goal that it hurts."""

    EVIDENCE = "evidence"
    GOAL = "goal"


RISKS: Final = {
    FindingKind.MISS: word("Likely to be missed"),
    FindingKind.NO_WORK: word("Goal without work"),
    FindingKind.OFF_TREND: word("Off its trend"),
    FindingKind.BLOCKED_CHAIN: word("Blocked chain"),
    FindingKind.UNOWNED_BLOCKER: word("Nobody's, and others wait"),
    FindingKind.OVERDUE: word("Overdue"),
    FindingKind.BREACHING: word("Promised time"),
    FindingKind.CONTRADICTION: word("Dates contradict"),
    FindingKind.STALE: word("Stale"),
    FindingKind.INCOMPLETE: word("Not said who, how much, by when"),
    FindingKind.MISSED: word("Occurrences missed"),
    FindingKind.OVERLOAD: word("Over-committed"),
    FindingKind.ONE_PERSON: word("Hangs on one person"),
    FindingKind.GROWING: word("Grows faster than it is done"),
    FindingKind.SLIPPING: word("Put off again and again"),
    FindingKind.REOPENED: word("Opened again"),
    FindingKind.DECISIVE: word("Decides a goal, and rests"),
    FindingKind.NO_GOAL: word("Work without a goal"),
}
"""What a kind of finding is called."""
