"""The words of the house, as closed vocabularies."""

from enum import StrEnum

from ..tongue import said


class Kind(StrEnum):
    """What an item is."""

    GOAL = "goal"
    PROJECT = "project"
    OPERATION = "operation"
    ISSUE = "issue"
    TASK = "task"

    @property
    def one(self) -> str:
        """With its article: «an issue»."""
        from .spoken_words import ONE

        return said(ONE[self])


class Category(StrEnum):
    """The fixed meaning behind a team's own name for a state."""

    BACKLOG = "backlog"
    READY = "ready"
    DOING = "doing"
    WAITING = "waiting"
    DONE = "done"
    DROPPED = "dropped"


OPEN = (Category.BACKLOG, Category.READY, Category.DOING, Category.WAITING)
CLOSED = (Category.DONE, Category.DROPPED)


class RelationType(StrEnum):
    """How one item bears on another; read as «source type target»."""

    CONTRIBUTES_TO = "contributes-to"
    DEPENDS_ON = "depends-on"
    BLOCKS = "blocks"
    AFFECTS = "affects"
    DUPLICATES = "duplicates"
    RELATES_TO = "relates-to"


class Dependency(StrEnum):
    """Which end of the predecessor binds which end of the successor."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


class Role(StrEnum):
    """What a member is in a workspace, strongest first."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    GUEST = "guest"


class Priority(StrEnum):
    """How much it matters by hand; stored as its position, 0 first."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"
    LOWEST = "lowest"

    @property
    def number(self) -> int:
        """0 for urgent … 4 for lowest."""
        return list(Priority).index(self)


class Severity(StrEnum):
    """How badly an issue hurts; stored as its position, 0 first."""

    CRITICAL = "critical"
    MAJOR = "major"
    MODERATE = "moderate"
    MINOR = "minor"

    @property
    def number(self) -> int:
        """0 for critical … 3 for minor."""
        return list(Severity).index(self)


class KeyResultType(StrEnum):
    """What proves a key result: a measured value, milestones that are done, or the share done of linked work."""

    METRIC = "metric"
    MILESTONE = "milestone"
    WORK = "work"


class Direction(StrEnum):
    """Where a metric is to go: up to its target, down to it, or to be kept between its bounds."""

    UP = "up"
    DOWN = "down"
    KEEP = "keep"


class Health(StrEnum):
    """How whoever reports on a goal sees it."""

    ON_TRACK = "on-track"
    AT_RISK = "at-risk"
    OFF_TRACK = "off-track"


class PeriodKind(StrEnum):
    """What stretch of time a period is."""

    QUARTER = "quarter"
    YEAR = "year"
    CUSTOM = "custom"


class ProgressBy(StrEnum):
    """What moves a goal: all that stands for it, or its key results alone."""

    EVERYTHING = "everything"
    KEY_RESULTS = "key-results"


class TimeboxKind(StrEnum):
    """A stretch of time that groups work: a sprint, or the road to a release."""

    SPRINT = "sprint"
    RELEASE = "release"


class TimeboxRole(StrEnum):
    """Why an item stands in a timebox."""

    SPRINT = "sprint"
    FIX = "fix"
    AFFECTS = "affects"


class Urgency(StrEnum):
    """How soon an issue has to be seen to; stored as its position, 0 first."""

    IMMEDIATE = "immediate"
    SOON = "soon"
    NORMAL = "normal"
    LATER = "later"

    @property
    def number(self) -> int:
        """0 for immediate … 3 for later."""
        return list(Urgency).index(self)


class Question(StrEnum):
    """What a form may ask beside the title."""

    DETAILS = "details"
    AFFECTED = "affected"
    SEVERITY = "severity"
    URGENCY = "urgency"
    NAME = "name"
    EMAIL = "email"


class EscalationTrigger(StrEnum):
    """What an escalation path watches for."""

    UNACCEPTED = "unaccepted"
    UNANSWERED = "unanswered"
    UNRESOLVED = "unresolved"
    BREACHING = "breaching"
    BREACHED = "breached"


class EscalationWho(StrEnum):
    """Whom a level of an escalation path tells."""

    ASSIGNEE = "assignee"
    LEAD = "lead"
    ADMINS = "admins"
    MEMBER = "member"


class Verdict(StrEnum):
    """What is decided upon a project as a whole."""

    APPROVED = "approved"
    DECLINED = "declined"
    COMPLETED = "completed"


class Stage(StrEnum):
    """How certain a cost is: ordered, or spent."""

    COMMITTED = "committed"
    ACTUAL = "actual"


class Light(StrEnum):
    """How a project is, in its author's judgement."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Anchor(StrEnum):
    """Which end of a month an occurrence is so many working days from."""

    MONTH_END = "before-month-end"
    MONTH_START = "after-month-start"


class Shift(StrEnum):
    """What becomes of an occurrence on a day on which no work is done."""

    KEEP = "keep"
    EARLIER = "earlier"
    LATER = "later"
    SKIP = "skip"


class Sharing(StrEnum):
    """Whom a saved view is shared with."""

    NOBODY = "nobody"
    TEAM = "team"
    ALL = "all"


class Reason(StrEnum):
    """Why something reaches a member; where several do, the strongest counts (commands.notifications)."""

    ASSIGNED = "assigned"
    MENTIONED = "mentioned"
    COMMENTED = "commented"
    MOVED = "moved"
    CHECK_IN = "check-in"
    ESCALATED = "escalated"
    BREACHED = "breached"
    FOUND = "found"
    SUMMARY = "summary"


class ByMail(StrEnum):
    """How somebody hears of a thing by mail: not at all, in his digest, or in a letter at once."""

    OFF = "off"
    DIGEST = "digest"
    ONCE = "once"


class Every(StrEnum):
    """How often a digest comes."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


class Weekday(StrEnum):
    """A day of the week; stored as its position, 0 for Monday."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def number(self) -> int:
        """0 for Monday … 6 for Sunday."""
        return list(Weekday).index(self)
