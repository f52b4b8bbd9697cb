"""Goals in Markdown: the tree, the owners, the tasks and their states, and nothing of the text lost."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from headway.cli import start
from headway.importers.goal_text import handles, page, plain, task_cell, teams
from headway.importers.goal_words import day, period_of
from headway.importers.goals import Keys, read
from headway.importers.records import Bad, Record
from headway.models import Goal, Item, KeyResult, Period, Relation, Workspace
from headway.queries.verify import verify
from headway.rules.words import Category
from tests.importers.workbench import headway

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SHARED = Path(__file__).parents[3] / "shared" / "data" / "goals" / "rust-project-goals"
README = "# Goals of the autumn\n\nWhy we do this.\n"
LIGHT = """# Make the lamp lighter

| Metadata         |            |
|:-----------------|------------|
| Point of contact | @ann       |
| Status           | Accepted   |
| Flagship         | Yes        |
[channel]: https://example.org/lamp

## Summary

A lamp that one lifts with a finger, after [the battery](./battery.md).

## Ownership and team asks

**Owner:** @ann and @bob

| Task        | Owner(s) or team(s) | Notes |
|-------------|---------------------|-------|
| Lead it     | @ann, @bob          |       |

### Shade

What is said of the shade.

| Task           | Owner(s) or team(s)         | Notes             |
|----------------|-----------------------------|-------------------|
| ~~Draw it~~    | ~~@cy~~                     | ![Complete][] #7  |
| Choose a paper | ![Team][] [paper], [colour] |                   |
| ↳ [x] test ten | Dee Dee                     |                   |
| ↳ [ ] buy one  | ![Help wanted][]            | in progress, slow |
| Print it       |                             | ![Cancelled][]    |
| Print it       |                             | again             |

### Foot

| Milestone  | Expected date |
|------------|---------------|
| First cast | 2025-10       |
| Last cast  | TBD           |

### When

| Task | Nov | Dec |
|------|-----|-----|
| Cast | ███ |     |
[end]: https://example.org
"""
BATTERY = (
    "## A battery for a year\n\n| Status | Not accepted |\n| ------ | ------ |\n| Owner | TODO |\n\n## Summary\n\nx\n"
)
WISH = "# A wish\n\n## Work\n\n| Work item | Who |\n|---|---|\n| Wish | Zoe |\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "2025h2"
    home.mkdir()
    for name, text in (
        ("README", README),
        ("lamp", LIGHT),
        ("battery", BATTERY),
        ("wish", WISH),
        ("notes", "# N\n\nKept."),
    ):
        (home / f"{name}.md").write_text(text)
    return home


def records(*paths: Path) -> dict[str, Record]:
    found = list(read(paths, keys=Keys(), now=NOW))
    assert not [one for one in found if isinstance(one, Bad)]
    return {f"{one.original_type}: {one.title}": one for one in found if isinstance(one, Record)}


def test_the_tree_and_what_contributes_to_it(folder: Path) -> None:
    found = records(folder)
    top, lamp = found["goal set: Goals of the autumn"], found["goal: Make the lamp lighter"]
    shade, foot = found["part of a goal: Shade"], found["part of a goal: Foot"]
    assert (lamp.parent_key, shade.parent_key, foot.parent_key) == (top.key, lamp.key, lamp.key)
    assert "part of a goal: When" not in found
    paper = found["task: Choose a paper"]
    assert [found[f"task: {name}"].parent_key for name in ("test ten", "buy one", "Print it")] == [paper.key] * 2 + [
        None
    ]
    served = {one.title: link.target_key for one in found.values() for link in one.links if link.original == "task of"}
    assert served == {
        **{"Lead it": lamp.key, "Draw it": shade.key, "Choose a paper": shade.key, "Print it": shade.key},
        **{"First cast": foot.key, "Last cast": foot.key, "Wish": found["goal: A wish"].key},
    }
    assert [link.target_key for link in lamp.links] == [found["goal: A battery for a year"].key]


def test_owners_states_and_what_is_asked_of_teams(folder: Path) -> None:
    found = records(folder)
    lamp, drawn = found["goal: Make the lamp lighter"], found["task: Draw it"]
    assert (lamp.owner_ref, lamp.state.name, lamp.state.category, lamp.labels) == (
        "ann",
        "Accepted",
        "ready",
        ("flagship",),
    )
    assert {person.ref for person in lamp.people} == {"ann", "bob"}
    assert (drawn.owner_ref, drawn.state.category, drawn.extra["Notes"]) == ("cy", "done", "![Complete][] #7")
    lead = found["task: Lead it"]
    assert (lead.owner_ref, lead.extra["owners"]) == ("ann", ["ann", "bob"])
    assert found["task: Choose a paper"].labels == ("team:paper", "team:colour")
    tested, bought = found["task: test ten"], found["task: buy one"]
    assert (tested.owner_ref, tested.state.category) == ("Dee Dee", "done")
    assert (bought.owner_ref, bought.state.category, bought.labels) == (None, "doing", ("help wanted",))
    battery = found["goal: A battery for a year"]
    assert (battery.state.category, battery.owner_ref) == ("dropped", None)
    assert found["goal: A wish"].remarks[0].field == "status"


def test_a_row_told_twice_is_two_tasks(folder: Path) -> None:
    some = [one for one in read([folder], keys=Keys(), now=NOW) if isinstance(one, Record) and one.title == "Print it"]
    assert [one.state.category for one in some] == ["dropped", "backlog"]
    assert len({one.ref for one in some}) == 2


def test_milestones_have_their_dates(folder: Path) -> None:
    found = records(folder)
    first, last = found["milestone: First cast"], found["milestone: Last cast"]
    assert (first.milestone, first.due, last.due) == (True, date(2025, 10, 31), None)


def test_no_word_is_lost(folder: Path) -> None:
    found = records(folder)
    assert found["goal: Make the lamp lighter"].description == LIGHT.strip()
    top = found["goal set: Goals of the autumn"].description
    assert "Why we do this." in top
    assert "# notes.md" in top
    assert "Kept." in top
    assert "What is said of the shade." in found["part of a goal: Shade"].description
    assert [one.field for one in found["goal: Make the lamp lighter"].remarks] == ["table"]


def test_keys_stay_where_more_comes(folder: Path, tmp_path: Path) -> None:
    before = {one.ref: one.key for one in read([folder], keys=Keys(), now=NOW) if isinstance(one, Record)}
    (folder / "aaa.md").write_text("# New\n\n| Status | Proposed |\n|--|--|\n")
    again = list(read([folder], keys=Keys(dict(before), len(before)), now=NOW))
    after = {one.ref: one.key for one in again if isinstance(one, Record)}
    assert {ref: key for ref, key in after.items() if ref in before} == before
    assert len(set(after.values())) == len(after) == len(before) + 1


def test_what_cannot_be_read_or_placed_is_told(tmp_path: Path) -> None:
    (tmp_path / "bytes.md").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "poem.md").write_text("# A poem\n\nNo goal.")
    told = list(read([tmp_path], keys=Keys(), now=NOW))
    assert [isinstance(one, Bad) for one in told] == [True, True]


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("2025h1", ("2025H1", date(2025, 1, 1), date(2025, 6, 30))),
        ("2024H2", ("2024H2", date(2024, 7, 1), date(2024, 12, 31))),
        ("goals-2026-q1", ("2026 Q1", date(2026, 1, 1), date(2026, 3, 31))),
        ("2023", ("2023", date(2023, 1, 1), date(2023, 12, 31))),
        ("2025h3", None),
        ("samples", None),
        ("12025h1", None),
    ],
)
def test_the_period_of_a_folder(name: str, right: Any) -> None:
    assert period_of(name) == right


@pytest.mark.parametrize(
    ("cell", "title", "beneath", "ticked"),
    [
        ("~~Author RFC~~", "Author RFC", False, True),
        ("↳ [x] do `a_b` *now*", "do `a_b` now", True, True),
        ("&nbsp;&nbsp;Second", "Second", True, False),
        ("[ ] **Big** [thing](https://x.org)", "Big thing", False, False),
        ("", "", False, False),
    ],
)
def test_cells(cell: str, title: str, beneath: bool, ticked: bool) -> None:
    found = task_cell(cell)
    assert (found.title, found.beneath, found.ticked) == (title, beneath, ticked)


def test_who_is_named_and_who_is_not() -> None:
    assert handles("~~@cy~~, [@dee-x] and @cy") == ("cy", "dee-x")
    assert handles("Connor Horman") == ("Connor Horman",)
    for nobody in ("", "TBD", "N/A", "![Help wanted][]", "![Team][] [lang]", "mail a@b.org", "*Identify a person*, or"):
        assert handles(nobody) == (), nobody
    assert teams("![Team][] [libs-api] [lang], [t-cargo]") == ("libs-api", "lang", "t-cargo")


def test_several_people_in_one_cell() -> None:
    assert handles("Bob Ray, Carol and dee@acme.example") == ("Bob Ray", "Carol", "dee@acme.example")
    assert handles("owner and others") == ()
    assert handles("either Bob or, failing him, somebody else entirely") == ()


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2026-03-31", "2026-03-31"),
        ("31 March 2026", "2026-03-31"),
        ("Mar 31st, 2026", "2026-03-31"),
        ("31.03.2026", "2026-03-31"),
        ("03/31/2026", "2026-03-31"),
        ("31/03/2026", "2026-03-31"),
        ("03/04/2026", None),
        ("Q1 2026", "2026-03-31"),
        ("2026Q4", "2026-12-31"),
        ("February 2028", "2028-02-29"),
        ("2026-02-30", None),
        ("31/02/2026", None),
        ("soon", None),
    ],
)
def test_dates_as_people_write_them(text: str, right: str | None) -> None:
    assert day(text) == (date.fromisoformat(right) if right else None)


MATTER = """---
title: "Cut churn in half"
owner: ann@acme.example   # since May
contributors:
  - Bob Ray
  - Carol
status: At Risk
progress: 45%
due: 31 March 2026
---

# Cut churn

- [x] KR1: churn from 8% to 4% (owner: @bob)
- [ ] KR2: new start, due 2026-02-15
  - [ ] Texts (owner: Carol, status: blocked)

```
- [ ] no step
```
"""
LINES = """# Objective: Delight customers

**Owner:** Ann Lee, Bob Ray
**Status**: on track
- Due: Q1 2026
Note: this is a sentence.

## Initiatives

| Task | Owner | Status | Due |
|---|---|---|---|
| Help centre | Bob Ray, Carol | In progress | 2026-02-01 |
| Chat bot | — | Blocked on legal | when legal is done |
| Survey | Eve | 60 % | TBD |
"""


def test_front_matter_and_boxes_to_tick(tmp_path: Path) -> None:
    (tmp_path / "churn.md").write_text(MATTER)
    goal, *tasks = (one for one in read([tmp_path / "churn.md"], keys=Keys(), now=NOW) if isinstance(one, Record))
    assert (goal.title, goal.state.name, goal.state.category, str(goal.due)) == (
        "Cut churn",
        "At Risk",
        Category.DOING,
        "2026-03-31",
    )
    assert [(one.name, one.email) for one in goal.people] == [("ann@acme.example", "ann@acme.example")]
    assert goal.extra == {
        "title": "Cut churn in half",
        "owner": "ann@acme.example",
        "contributors": "Bob Ray, Carol",
        "status": "At Risk",
        "progress": "45%",
        "due": "31 March 2026",
    }
    assert goal.description == MATTER.strip()
    assert [(one.line, one.state.category, one.owner_ref, str(one.due)) for one in tasks] == [
        (14, Category.DONE, "bob", "None"),
        (15, Category.BACKLOG, None, "2026-02-15"),
        (16, Category.WAITING, "Carol", "None"),
    ]
    assert tasks[2].parent_key == tasks[1].key


def test_lines_at_the_head_and_words_for_states(tmp_path: Path) -> None:
    (tmp_path / "delight.md").write_text(LINES)
    goal, *tasks = (one for one in read([tmp_path], keys=Keys(), now=NOW) if isinstance(one, Record))
    assert (goal.owner_ref, goal.state.category, str(goal.due)) == ("Ann Lee", Category.DOING, "2026-03-31")
    assert goal.extra == {
        "Owner": "Ann Lee, Bob Ray",
        "Status": "on track",
        "Due": "Q1 2026",
        "owners": ["Ann Lee", "Bob Ray"],
    }
    assert [(one.title, one.state.category, one.owner_ref) for one in tasks] == [
        ("Help centre", Category.DOING, "Bob Ray"),
        ("Chat bot", Category.WAITING, None),
        ("Survey", Category.BACKLOG, "Eve"),
    ]
    told = [f"{one.field}: {one.message}" for task in tasks for one in task.remarks]
    assert told == [
        "due: line 13: 'when legal is done' is no date such as 2026-03-31; kept as text",
        "status: line 14: '60 %' is no state that is known; kept as text",
    ]
    assert "**Status:** 60 %" in tasks[2].description


FIGURES = """# Delight customers
**Owner:** Ann Lee
**Status:** On track

| Key Result | Owner | Baseline | Target | Current | Weight |
|---|---|---|---|---|---|
| Would recommend us | Ann Lee | 30 | 50 | 41 | 2 |
| Churn | Bob Ray | 4.5% | 2 % | 3.1% | |
| Everybody is happy | Bob Ray | | soon | | |
"""
POINTS = """# Grow
Owner: Bob Ray

## Key results
1. Revenue from €1,200,000 to €3M (now €1.4M)
- Complaints 40 -> 10
- Everybody is happy

## Later
- from 1 to 2 is no key result here
"""


def test_key_results_of_tables_and_lists(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(FIGURES)
    (tmp_path / "b.md").write_text(POINTS)
    delight, grow = (one for one in read([tmp_path], keys=Keys(), now=NOW) if isinstance(one, Record))
    told = [(m.title, m.start, m.target, m.current, m.unit, m.weight, m.owner_ref) for m in delight.measures]
    assert told == [
        ("Would recommend us", 30, 50, 41, "", 2, "Ann Lee"),
        ("Churn", 4.5, 2, 3.1, "%", 1, "Bob Ray"),
    ]
    assert [(m.start, m.target, m.current, m.unit) for m in grow.measures] == [
        (1_200_000, 3_000_000, 1_400_000, "€"),
        (40, 10, 40, ""),
    ]
    for goal in (delight, grow):
        (odd,) = [one.message for one in goal.remarks if one.field == "key result"]
        assert odd.endswith("«Everybody is happy» has no target that is a figure; kept as text")
        assert "Everybody is happy" in goal.description


@pytest.mark.usefixtures("ready")
def test_key_results_follow_their_source_and_what_is_reported_here_stays(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(FIGURES)
    order = ("import", "goals", str(tmp_path), "--workspace", "acme", "--json")
    assert headway(*order).json["key_results"] == 2
    churn = KeyResult.objects.get(title="Churn")
    assert (churn.goal.title, churn.direction, churn.owner and churn.owner.name) == (
        "Delight customers",
        "down",
        "Bob Ray",
    )
    assert headway("key-result", "update", str(churn.pk), "--current", "2.5").code == 0
    headway(*order)
    churn.refresh_from_db()
    assert churn.current == 2.5
    (tmp_path / "a.md").write_text(FIGURES.replace("3.1%", "2.2%"))
    assert headway(*order).json["key_results"] == 2
    churn.refresh_from_db()
    assert (churn.current, KeyResult.objects.count()) == (2.2, 2)
    assert verify(Workspace.objects.get(slug="acme")) == []


def test_a_table_need_not_stand_apart() -> None:
    text = "# A\n\n* a list\n| Task | Owner |\n|------|:----|\n| x | @a |\n(*) not a row\n\n## B\n"
    [table] = page(text).tables
    assert (table.line, table.rows) == (4, ((6, ("x", "@a")),))


def test_odd_pages_do_no_harm() -> None:
    for text in (
        "",
        "|",
        "| a |\n|---|\n",
        "# \n",
        "| Task | Owner |\n|--|--|\n|\n| x |\n",
        "~~~\n| Task | Owner |\n",
        "\x00",
    ):
        assert not page(text).owners
    assert page("| Task | Owner |\n|--|--|\n| x | @a |\n").is_goal
    assert plain("[@a]: x") == "[@a]: x"


@pytest.fixture
def ready(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "database", lambda: None)


@pytest.mark.usefixtures("ready")
def test_they_are_imported_once_and_brought_up_to_date(folder: Path) -> None:
    told = headway("import", "goals", str(folder), "--workspace", "acme", "--json").json
    assert (told["created"], told["skipped"]) == (16, 0)
    again = headway("import", "goals", str(folder), "--workspace", "acme", "--json").json
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 16)
    (folder / "lamp.md").write_text(LIGHT.replace("| Accepted   |", "| Completed  |"))
    third = headway("import", "goals", str(folder), "--workspace", "acme", "--json").json
    assert (third["created"], third["updated"]) == (0, 3)  # the goal, and the parts that go by it
    workspace = Workspace.objects.get(slug="acme")
    lamp = Goal.objects.get(item__title="Make the lamp lighter")
    assert (lamp.item.category, lamp.period.name) == ("done", "2025H2")  # type: ignore[union-attr]
    assert (lamp.period_start, lamp.item.owner.name) == (date(2025, 7, 1), "ann")  # type: ignore[union-attr]
    assert Period.objects.count() == 1
    assert verify(workspace) == []


@pytest.mark.usefixtures("ready")
def test_a_dry_run_tells_and_changes_nothing(folder: Path) -> None:
    told = headway("import", "goals", str(folder), "--dry-run", "--json").json
    assert told["kinds"] == {
        "task -> task": 8,
        "goal -> goal": 3,
        "part of a goal -> goal": 2,
        "milestone -> task": 2,
        "goal set -> goal": 1,
    }
    assert told["remarks"]["page"] == 1
    assert len(told["noted"]) == sum(told["remarks"].values())
    assert any("line " in one for one in told["noted"])
    assert not Workspace.objects.exists()


@pytest.mark.usefixtures("ready")
def test_other_formats_take_one_file(folder: Path) -> None:
    assert headway("import", "csv", str(folder), "--workspace", "acme").code == 2


@pytest.mark.usefixtures("ready")
def test_real_goals_lose_nothing() -> None:
    if not SHARED.is_dir():
        pytest.skip("the shared goals are not here")
    told = headway("import", "goals", str(SHARED), "--workspace", "real", "--json").json
    assert told["skipped"] == 0
    files = {file: file.read_text() for file in SHARED.rglob("*.md")}
    workspace = Workspace.objects.get(slug="real")
    goals = {row.title: row for row in Item.objects.filter(workspace=workspace, fields__type="goal")}
    texts = {row.description for row in Item.objects.filter(workspace=workspace, kind="goal")}
    for file, text in files.items():
        assert any(text.strip() in one for one in texts), f"the text of {file.name} is somewhere, whole"
    stated = [text for text in files.values() if re.search(r"^\| *Status", text, re.M)]
    assert (
        sum(row.fields.get("Status") is not None for row in Item.objects.filter(fields__type="goal"))
        == len(stated)
        == 73
    )
    heads = re.compile(r"^\| *Task *\| *Owner.*\n\|[-: |]+\n((?:\|.*\n?)*)", re.M)
    rows = sum(len(part.splitlines()) for text in files.values() for part in heads.findall(text))
    assert Item.objects.filter(workspace=workspace, fields__type="task").count() == rows + 15  # Polonius' milestones
    named = {
        name.casefold()
        for text in files.values()
        for part in heads.findall(text)
        for name in re.findall(r"@([\w-]+)", part)
    }
    known = {name.casefold() for name in workspace.members.values_list("name", flat=True)}
    assert named <= known
    tied = Relation.objects.filter(workspace=workspace, type="contributes-to").values("source_id")
    tasks = Item.objects.filter(workspace=workspace, kind="task")
    assert not tasks.filter(parent=None).exclude(id__in=tied).exists(), "every task serves its goal"
    assert tasks.exclude(parent=None).count() == 10
    assert (
        not Item.objects.filter(workspace=workspace, kind="goal", parent=None).exclude(fields__type="goal set").exists()
    )
    assert goals["Resolve the biggest blockers to Linux building on stable Rust"].owner.name == "nikomatsakis"  # type: ignore[union-attr]
    assert verify(workspace) == []
