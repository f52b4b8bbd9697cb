import pytest

from headway.importers import vocabulary
from headway.rules.words import Category, Dependency, Kind


@pytest.mark.parametrize(
    ("name", "subtask", "kind"),
    [
        ("Bug", False, Kind.ISSUE),
        ("Production Incident", False, Kind.ISSUE),
        ("[System] Service Request with Approvals", False, Kind.ISSUE),
        ("Epic", False, Kind.PROJECT),
        ("Initiative", False, Kind.PROJECT),
        ("Epic", True, Kind.TASK),
        ("Story", False, Kind.TASK),
        ("New Feature", False, Kind.TASK),
        ("Technical task", True, Kind.TASK),
        ("Debugging aid", False, Kind.TASK),
    ],
)
def test_kinds(name: str, subtask: bool, kind: Kind) -> None:
    assert vocabulary.kind(name, subtask=subtask) is kind


@pytest.mark.parametrize(
    ("name", "declared", "category"),
    [
        ("Open", "new", Category.BACKLOG),
        ("To Do", "new", Category.READY),
        ("Reopened", None, Category.BACKLOG),
        ("Selected for Development", "new", Category.READY),
        ("In Progress", "indeterminate", Category.DOING),
        ("Patch Available", None, Category.DOING),
        ("In Review", None, Category.DOING),
        ("Waiting for customer", "indeterminate", Category.WAITING),
        ("Blocked", "new", Category.WAITING),
        ("Resolved", None, Category.DONE),
        ("Released", "indeterminate", Category.DOING),
        ("Cancelled", "done", Category.DROPPED),
        ("Zzz", "done", Category.DONE),
        ("Zzz", "new", Category.BACKLOG),
        ("Zzz", None, Category.DOING),
    ],
)
def test_categories(name: str, declared: str | None, category: Category) -> None:
    assert vocabulary.category(name, declared) is category


@pytest.mark.parametrize(
    ("name", "ref", "level"),
    [
        ("Blocker", "1", 0),
        ("Critical", "2", 1),
        ("Critical", "1", 0),
        ("High", "2", 1),
        ("Medium", "3", 2),
        ("Minor", "10003", 3),
        ("Trivial", "5", 4),
        ("None", "6", None),
        ("P1 - High", None, 1),
        (None, None, None),
        ("Lowest", "1", 4),
    ],
)
def test_priorities(name: str | None, ref: str | None, level: int | None) -> None:
    assert vocabulary.priority(name, ref) == level


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("Gantt: start-finish", Dependency.SF),
        ("Gantt End to End", Dependency.FF),
        ("Gantt: finish-start", Dependency.FS),
        ("Depends", Dependency.FS),
    ],
)
def test_dependencies(name: str, ends: Dependency) -> None:
    assert vocabulary.dependency(name) is ends


@pytest.mark.parametrize(
    "name", ["Won't Fix", "Won\u2019t Do", "Not a Bug", "Invalid", "Incomplete", "Abandoned", "Later"]
)
def test_dropped(name: str) -> None:
    assert vocabulary.is_dropped(name)


@pytest.mark.parametrize("name", ["Fixed", "Done", "Implemented", "Delivered"])
def test_not_dropped(name: str) -> None:
    assert not vocabulary.is_dropped(name)


@pytest.mark.parametrize(
    ("name", "key"), [("Project 100", "PROJECT100"), ("42 things", "THINGS"), ("\u00e4\u00f6", "IMPORT")]
)
def test_project_keys(name: str, key: str) -> None:
    assert vocabulary.project_key(name) == key
