"""The words of closed vocabularies, so that the catalogues know them: pages say them with `said`.

What is stored and compared stays as it is; only what people read is said.
"""

from typing import Final

from ..tongue import SOURCE, said, spoken, word

KINDS: Final = (word("goal"), word("project"), word("operation"), word("issue"), word("task"))
ONE: Final = {
    "goal": word("a goal"),
    "project": word("a project"),
    "operation": word("an operation"),
    "issue": word("an issue"),
    "task": word("a task"),
}
"""Each kind with its article."""
CATEGORIES: Final = (
    *(word("backlog"), word("ready"), word("doing"), word("waiting"), word("done"), word("dropped")),
    *(word("open"), word("closed")),
)
RELATIONS: Final = (
    *(word("contributes-to"), word("depends-on"), word("blocks"), word("affects"), word("duplicates")),
    *(word("relates-to"), word("blocked-by")),
)
ROLES: Final = (word("owner"), word("admin"), word("member"), word("guest"))
PRIORITIES: Final = (word("urgent"), word("high"), word("normal"), word("low"), word("lowest"))
SEVERITIES: Final = (word("critical"), word("major"), word("moderate"), word("minor"))
URGENCIES: Final = (word("immediate"), word("soon"), word("later"))
GOALS: Final = (
    *(word("metric"), word("milestone"), word("work"), word("up"), word("down"), word("keep")),
    *(word("on-track"), word("at-risk"), word("off-track"), word("everything"), word("key-results")),
    *(word("quarter"), word("year"), word("custom")),
)
TIMEBOXES: Final = (word("sprint"), word("release"), word("fix"))
QUESTIONS: Final = (
    *(word("details"), word("affected"), word("severity"), word("urgency"), word("name"), word("email")),
)
ESCALATION: Final = (
    *(word("unaccepted"), word("unanswered"), word("unresolved"), word("breaching"), word("breached")),
    *(word("assignee"), word("lead"), word("admins")),
)
PROJECTS: Final = (
    *(word("approved"), word("declined"), word("completed"), word("committed"), word("actual")),
    *(word("green"), word("amber"), word("red")),
)
SCHEDULES: Final = (
    *(word("before-month-end"), word("after-month-start"), word("earlier"), word("skip")),
    *(word("this"), word("following"), word("coming"), word("overdue"), word("on time"), word("late")),
    *(word("missed"), word("skipped")),
)
SHARING: Final = (word("nobody"), word("team"), word("all"))
HEARING: Final = (
    *(word("assigned"), word("mentioned"), word("commented"), word("moved"), word("check-in"), word("escalated")),
    *(word("found"), word("summary"), word("off"), word("digest"), word("once"), word("daily"), word("weekly")),
)
WEEKDAYS: Final = (
    *(word("monday"), word("tuesday"), word("wednesday"), word("thursday"), word("friday")),
    *(word("saturday"), word("sunday")),
)
FIELDS: Final = (
    *(word("text"), word("number"), word("money"), word("date"), word("person"), word("choice"), word("choices")),
    word("link"),
)
SERVICE: Final = (word("running"), word("paused"), word("met"))
RUNS: Final = (
    *(word("failed"), word("stopped"), word("item"), word("parent"), word("children"), word("dependants")),
    *(word("checking"), word("checked"), word("importing"), word("writing"), word("broken off")),
)
PARTS: Final = (
    *(word("baseline"), word("deliverable"), word("phase"), word("stakeholder"), word("cost"), word("budget line")),
)
RESOLUTIONS: Final = (word("Fixed"), word("Declined"))
SCOPES: Final = (word("read"), word("write"))
TOPICS: Final = (
    *(word("workspace"), word("members"), word("teams"), word("lifecycles"), word("fields"), word("planning")),
    *(word("calendars"), word("service"), word("forms"), word("tokens"), word("automation"), word("dismissed")),
    word("resolved"),
)


def field_word(name: str) -> str:
    """Return the name of a field as a sentence has it: by its label in other languages than English."""
    plain = name.replace("_", " ")
    return plain if spoken() == SOURCE else said(plain.capitalize())
