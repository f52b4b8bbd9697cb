"""Other tools' words in Headway's: kinds of work, state categories, priorities, severities, links.

Every table is matched on the folded name: lower case, without punctuation.

Kinds. A project type is what lasts and holds other work; an issue is what was not planned; the rest is a task:

* project: epic, initiative, feature epic, theme, project, programme, capability, saga
* goal: objective, goal, key result (a goal beneath its objective, with its figures)
* issue: bug, defect, incident, problem, fault, crash, regression, service request (and its variants), support, outage,
  vulnerability
* task: everything else (task, story, improvement, new feature, sub-task, technical task, test, wish, question, spike …)

`overrides` maps an original name to a kind and comes first. A sub-task type is never a project.

Priorities. 0 urgent, 1 high, 2 normal, 3 low, 4 lowest. Jira's two stock schemes (Blocker, Critical, Major, Minor,
Trivial and Highest, High, Medium, Low, Lowest) have ids 1 to 5 in this order; so where a renamed level is near enough,
its id decides (Critical is 1 in the first scheme, and 0 where a site calls its first level so). Unknown names give
None.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from ..rules.words import Category, Dependency, Kind, RelationType

_PROJECT: Final = frozenset(
    {"epic", "initiative", "feature epic", "theme", "project", "programme", "program", "capability", "saga"}
)
_GOAL: Final = re.compile(r"(strategic |company |team |personal )?(objective|goal|okr|key result|kr)s?")
_ISSUE: Final = re.compile(
    r"\b(bug|defect|incident|problem|fault|crash|regression|service request|support|outage|vulnerability)\b"
)
_PRIORITIES: Final[Mapping[str, int]] = {
    **dict.fromkeys(("blocker", "highest", "urgent", "immediate", "emergency", "p0", "showstopper"), 0),
    **dict.fromkeys(("critical", "high", "p1", "severe", "important"), 1),
    **dict.fromkeys(("major", "medium", "normal", "p2", "moderate", "default", "standard"), 2),
    **dict.fromkeys(("minor", "low", "p3"), 3),
    **dict.fromkeys(("trivial", "lowest", "p4", "p5", "optional", "nice to have"), 4),
}
_SEVERITIES: Final[Mapping[str, int]] = {
    **dict.fromkeys(("critical", "blocker", "severe", "highest", "s0", "s1", "sev0", "sev1", "1"), 0),
    **dict.fromkeys(("major", "high", "s2", "sev2", "2"), 1),
    **dict.fromkeys(("moderate", "medium", "normal", "s3", "sev3", "3"), 2),
    **dict.fromkeys(("minor", "low", "trivial", "lowest", "cosmetic", "s4", "sev4", "s5", "sev5", "4", "5"), 3),
}
_DROPPED: Final = re.compile(
    r"\b(wont (fix|do|implement)|will not (fix|do)|duplicate|invalid|cannot reproduce|cant reproduce|not reproducible"
    r"|incomplete|not an? (problem|bug|issue)|not our bug|abandoned|later|hold|declined|rejected|cancell?ed|obsolete"
    r"|needs more info|works as (designed|intended)|works for me|wontfix|withdrawn|unresolved|auto closed|not planned"
    r"|dropped|as designed|out of (scope|date)|wont|deferred|expired|insufficient|spam)\b"
)
_NAMES: Final[tuple[tuple[Category, str], ...]] = (
    (
        Category.DROPPED,
        r"rejected|declined|cancell?ed|abandoned|dropped|wont (fix|do)|duplicate|invalid|obsolete|discarded|withdrawn"
        r"|archived",
    ),
    (
        Category.WAITING,
        r"blocked|waiting|hold|pending|paused|awaiting|needs? (more )?info\w*|deferred|postponed|parked|stalled"
        r"|ready (for|to) (review|test|testing|qa|merge|deploy|deployment|release|verification)",
    ),
    (
        Category.BACKLOG,
        r"backlog|reopened|re opened|icebox|inbox|ideas?|new|triage|untriaged|unconfirmed|draft|funnel|later|someday",
    ),
    (Category.DOING, r"undone|not done"),
    (
        Category.DONE,
        r"done|closed|resolved|completed?|fixed|released|shipped|finished|verified|deployed|live|accepted|merged",
    ),
    (
        Category.READY,
        r"ready|selected|to do|todo|planned|approved|next|scheduled|accepted|groomed|refined|assigned|this week",
    ),
    (
        Category.DOING,
        r"progress|doing|review|reviewing|testing|test|qa|development|dev|patch available|wip|started|active|working"
        r"|implementing|verification|analysis|staging|merging|code|design",
    ),
    (Category.BACKLOG, r"open|opened|created|submitted"),
)
_CATEGORIES: Final = tuple((category, re.compile(rf"\b({pattern})\b")) for category, pattern in _NAMES)
_ALLOWED: Final[Mapping[str, tuple[Category, ...]]] = {
    "new": (Category.BACKLOG, Category.READY, Category.WAITING),
    "indeterminate": (Category.DOING, Category.WAITING, Category.READY),
    "done": (Category.DONE, Category.DROPPED),
}
_STANDARD: Final[Mapping[str, Category]] = {
    "new": Category.BACKLOG,
    "indeterminate": Category.DOING,
    "done": Category.DONE,
}

_LINKS: Final[tuple[tuple[RelationType, bool, str], ...]] = (
    (RelationType.DUPLICATES, True, r"duplicated by"),
    (RelationType.DUPLICATES, False, r"duplicate"),
    (RelationType.BLOCKS, True, r"blocked by|blocked on"),
    (RelationType.BLOCKS, False, r"\bblock"),
    (
        RelationType.DEPENDS_ON,
        True,
        r"depended (up)?on|dependent of|required (by|for)|prerequisite|be done before|triggering|triggers|precedes"
        r"|enables",
    ),
    (
        RelationType.DEPENDS_ON,
        False,
        r"depend|requires?\b|be done after|triggered by|follows|enabled by|start\w* together|finish\w* together",
    ),
    (
        RelationType.CONTRIBUTES_TO,
        False,
        r"contained (by|in)|part of|included (by|in)|child of|incorporated|contributes|implements|belongs to|delivers",
    ),
    (
        RelationType.CONTRIBUTES_TO,
        True,
        r"contain|incorporate|include|parent of|implemented by|delivered by|split to|comprises",
    ),
    (RelationType.AFFECTS, True, r"caused by|broken by|affected by|due to|impacted by|introduced by|threatened by"),
    (RelationType.AFFECTS, False, r"cause|break|affects|impacts|introduces|threatens"),
)
_LINK_TABLE: Final = tuple((re.compile(pattern), kind, turned) for kind, turned, pattern in _LINKS)


def fold(name: str) -> str:
    """Return a name in lower case, apostrophes gone, other punctuation as single spaces."""
    return " ".join(re.sub(r"[^\w]+", " ", re.sub(r"['\u2019`]", "", name.lower())).replace("_", " ").split())


@lru_cache(maxsize=4096)
def _kind(name: str, subtask: bool) -> Kind:
    folded = fold(name)
    if folded in _PROJECT and not subtask:
        return Kind.PROJECT
    if _GOAL.fullmatch(folded) and not subtask:
        return Kind.GOAL
    return Kind.ISSUE if _ISSUE.search(folded) else Kind.TASK


def kind(name: str, *, subtask: bool = False, overrides: Mapping[str, Kind] | None = None) -> Kind:
    """Return the kind of an original type; `overrides` (original name -> kind) comes before the table above."""
    chosen = (overrides or {}).get(name)
    return chosen if chosen is not None else _kind(name, subtask)


@lru_cache(maxsize=4096)
def category(name: str, declared: str | None = None) -> Category:
    """Return the category of a state by its name, within what the source declares ("new", "indeterminate", "done").

    Undeclared and unknown names are doing: work that somebody moved somewhere is no longer where it began.
    """
    allowed = _ALLOWED.get(declared or "", tuple(Category))
    folded = fold(name)
    for found, pattern in _CATEGORIES:
        if found in allowed and pattern.search(folded):
            return found
    return _STANDARD.get(declared or "", Category.DOING)


@lru_cache(maxsize=4096)
def is_dropped(resolution: str) -> bool:
    """Say whether a resolution means that the work was not done: Won't Fix, Duplicate, Invalid, Cannot Reproduce …"""
    return bool(_DROPPED.search(fold(resolution)))


@lru_cache(maxsize=4096)
def priority(name: str | None, ref: str | None = None) -> int | None:
    """Return the level 0 (urgent) to 4 (lowest) of a priority's name and stock id, or None for unknown and "None"."""
    by_name = _PRIORITIES.get(re.sub(r"^p?\d+ (?=\D)", "", fold(name or "")), _PRIORITIES.get(fold(name or "")))
    by_ref = int(ref) - 1 if ref and re.fullmatch("[1-5]", ref) else None
    near = by_name is not None and by_ref is not None and abs(by_name - by_ref) <= 1
    return by_ref if near else by_name


@lru_cache(maxsize=4096)
def severity(name: str) -> int | None:
    """Return the level 0 (critical) to 3 (minor) of a severity's name, or None for unknown."""
    folded = fold(name)
    return _SEVERITIES.get(folded, _SEVERITIES.get(folded.split(" ")[-1] if folded else ""))


@lru_cache(maxsize=4096)
def relation(outward: str) -> tuple[RelationType, bool]:
    """Return the relation that a link's words stand for, and whether it reads from the other end.

    `outward` is what the first item does to the second ("blocks", "is contained by"). A whole that contains a part
    reads, in Headway, as the part contributing to the whole. Unknown words, clones and successors give relates-to.
    """
    folded = fold(outward)
    for pattern, found, turned in _LINK_TABLE:
        if pattern.search(folded):
            return found, turned
    return RelationType.RELATES_TO, False


def dependency(type_name: str) -> Dependency:
    """Return which ends a scheduling link binds, from names such as "Gantt: start-finish" or "Gantt End to End"."""
    ends = re.findall(r"start|finish|end", type_name.lower())
    letters = "".join("S" if end == "start" else "F" for end in ends[:2])
    return Dependency(letters) if letters in Dependency.__members__ else Dependency.FS


def project_key(name: str) -> str:
    """Return a key made of a name: its letters and digits in capitals, a letter first, at most ten, IMPORT for none."""
    letters = re.sub(r"[^A-Z0-9]", "", name.upper().encode("ascii", "ignore").decode()).lstrip("0123456789")
    return letters[:10] or "IMPORT"
