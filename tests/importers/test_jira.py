from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.importers.jira import Options, record
from headway.importers.records import Bad, Record
from headway.rules.words import Category, Kind, RelationType, TimeboxKind, TimeboxRole

from .jira_fixture import ANN, BOB, CREATED, issue, status


def read(value: Any, **names: str) -> Record:
    found = record(value, line=7, options=Options(names=names))
    assert isinstance(found, Record), found
    return found


def problem(value: Any) -> str:
    found = record(value, line=7)
    assert isinstance(found, Bad), found
    assert found.line == 7
    return found.problem


def test_a_plain_issue() -> None:
    found = read(
        issue(
            description="*now*",
            assignee=BOB,
            priority={"name": "Critical", "id": "2"},
            duedate="2024-03-01",
            timeoriginalestimate=5400,
            timespent=60,
            labels=["a", "b", "a"],
            components=[{"name": "api"}],
        )
    )
    assert (found.line, found.ref, found.key, found.project_key, found.project_name) == (
        7,
        "11",
        "PAY-1",
        "PAY",
        "Payments",
    )
    assert (found.title, found.description, found.kind, found.original_type) == (
        "Pay the bill",
        "**now**",
        Kind.TASK,
        "Task",
    )
    assert (found.reporter_ref, found.owner_ref, found.priority) == ("ann", "bob", 1)
    assert (found.due, found.estimate_minutes, found.spent_minutes) == (date(2024, 3, 1), 90, 1)
    assert (found.labels, found.components) == (("a", "b"), ("api",))
    assert found.created == datetime(2024, 1, 1, 10, tzinfo=UTC)
    assert found.state.category is Category.BACKLOG
    assert [(person.ref, person.active) for person in found.people] == [("ann", True), ("bob", False)]
    assert found.remarks == ()


def test_times_of_other_offsets_are_utc() -> None:
    assert read(issue(created="2024-01-01T10:00:00.000-0500")).created == datetime(2024, 1, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("resolution", "category", "name"),
    [
        ("Fixed", Category.DONE, "Closed"),
        ("Won't Fix", Category.DROPPED, "Closed (dropped)"),
        ("Duplicate", Category.DROPPED, "Closed (dropped)"),
        ("Cannot Reproduce", Category.DROPPED, "Closed (dropped)"),
        ("Not A Problem", Category.DROPPED, "Closed (dropped)"),
    ],
)
def test_the_resolution_tells_done_from_dropped(resolution: str, category: Category, name: str) -> None:
    found = read(issue(status=status("Closed", "done"), resolution={"name": resolution}, resolutiondate=CREATED))
    assert (found.state.category, found.state.name, found.resolution) == (category, name, resolution)
    assert found.closed == found.created


def test_closed_work_without_a_date_is_closed_when_last_touched_and_says_so() -> None:
    found = read(issue(status=status("Done", "done")))
    assert found.closed == found.updated
    assert [remark.field for remark in found.remarks] == ["fields.resolutiondate"]


def test_closed_before_created_is_taken_as_closed_when_created() -> None:
    found = read(issue(status=status("Done", "done"), resolutiondate="2023-01-01T00:00:00.000+0000"))
    assert found.closed == found.created
    assert "before" in found.remarks[0].message


def test_people_of_the_cloud_and_of_the_server() -> None:
    cloud = {"accountId": "5b:1", "displayName": "Cy", "active": True}
    server = {"key": "JIRAUSER7", "name": "dora", "displayName": "Dora"}
    found = read(issue(reporter=cloud, assignee=server, creator=None))
    assert (found.reporter_ref, found.owner_ref, found.creator_ref) == ("5b:1", "JIRAUSER7", None)
    assert [person.username for person in found.people] == [None, "dora"]


def link(ref: str, name: str, inward: str, outward: str, **end: str) -> dict[str, Any]:
    side, key = next(iter(end.items()))
    return {"id": ref, "type": {"name": name, "inward": inward, "outward": outward}, side: {"key": key}}


@pytest.mark.parametrize(
    ("name", "inward", "outward", "expected"),
    [
        ("Blocks", "is blocked by", "blocks", (RelationType.BLOCKS, "PAY-1", "PAY-2")),
        ("Depends", "is depended upon by", "depends upon", (RelationType.DEPENDS_ON, "PAY-1", "PAY-2")),
        ("Duplicate", "is duplicated by", "duplicates", (RelationType.DUPLICATES, "PAY-1", "PAY-2")),
        ("Container", "Is contained by", "contains", (RelationType.CONTRIBUTES_TO, "PAY-2", "PAY-1")),
        (
            "Gantt: finish-start",
            "has to be done after",
            "has to be done before",
            (RelationType.DEPENDS_ON, "PAY-2", "PAY-1"),
        ),
        ("Causes", "is caused by", "causes", (RelationType.AFFECTS, "PAY-1", "PAY-2")),
        ("Cloners", "is cloned by", "clones", (RelationType.RELATES_TO, "PAY-1", "PAY-2")),
        ("Odd", "??", "!!", (RelationType.RELATES_TO, "PAY-1", "PAY-2")),
    ],
)
def test_a_link_is_the_same_from_both_ends(name: str, inward: str, outward: str, expected: tuple[Any, ...]) -> None:
    source = read(issue("PAY-1", issuelinks=[link("9", name, inward, outward, outwardIssue="PAY-2")]))
    target = read(issue("PAY-2", issuelinks=[link("9", name, inward, outward, inwardIssue="PAY-1")]))
    assert source.links == target.links
    (found,) = source.links
    assert (found.type, found.source_key, found.target_key) == expected
    assert found.original == f"PAY-1 {outward} PAY-2 ({name})"


SPRINT_TEXT = (
    "com.atlassian.greenhopper.service.sprint.Sprint@1f[id=3,rapidViewId=1,state=CLOSED,name=Two, or three,"
    "startDate=2024-01-01T00:00:00.000Z,endDate=2024-01-14T00:00:00.000Z,completeDate=<null>,sequence=3]"
)


@pytest.mark.parametrize(
    "value",
    [
        [SPRINT_TEXT],
        [
            {
                "id": 3,
                "name": "Two, or three",
                "state": "closed",
                "startDate": "2024-01-01T00:00:00.000Z",
                "endDate": "2024-01-14T00:00:00.000Z",
            }
        ],
    ],
)
def test_sprints_are_known_by_their_shape(value: Any) -> None:
    ((role, box),) = read(issue(customfield_1=value)).timeboxes
    assert (role, box.ref, box.kind, box.name) == (TimeboxRole.SPRINT, "sprint:3", TimeboxKind.SPRINT, "Two, or three")
    assert (box.start, box.end, box.done) == (date(2024, 1, 1), date(2024, 1, 14), True)


def test_sprints_of_the_agile_api_and_versions() -> None:
    sprint = {"id": 1, "name": "One", "state": "active"}
    release = {"id": "5", "name": "2.0", "released": True, "releaseDate": "2024-02-02"}
    found = read(issue(sprint=sprint, closedSprints=[{**sprint, "id": 0}], fixVersions=[release], versions=[release]))
    assert [(role.value, box.ref) for role, box in found.timeboxes] == [
        ("sprint", "sprint:0"),
        ("sprint", "sprint:1"),
        ("fix", "version:5"),
        ("affects", "version:5"),
    ]
    assert found.timeboxes[2][1].done
    assert found.timeboxes[2][1].end == date(2024, 2, 2)


def test_a_release_of_an_impossible_year_does_not_cost_the_issue() -> None:
    found = read(issue(fixVersions=[{"id": "5", "name": "2.0", "releaseDate": "0014-05-15"}]))
    assert found.timeboxes[0][1].end is None
    assert [remark.field for remark in found.remarks] == ["fields.fixVersions[0].releaseDate"]


def test_custom_fields_by_name() -> None:
    names = {"customfield_2": "Story Points", "customfield_3": "Epic Link", "customfield_4": "Severity"}
    names |= {"customfield_5": "Flagged", "customfield_6": "Start date", "customfield_7": "Shoe size"}
    fields = {"customfield_2": 5.0, "customfield_3": "PAY-9", "customfield_4": {"value": "Major"}, "customfield_7": 43}
    fields |= {"customfield_5": [{"value": "Impediment"}], "customfield_6": "2024-01-05"}
    found = read({**issue(**fields), "names": names}, **names)
    assert (found.points, found.epic_key, found.severity, found.flagged) == (5.0, "PAY-9", 1, True)
    assert found.start == date(2024, 1, 5)
    assert found.extra == {"Shoe size": 43}


def test_custom_fields_without_names_are_guessed_with_care() -> None:
    found = read(issue(customfield_3="PAY-9", customfield_10016=3, customfield_8=7.0, customfield_9="0|abc:"))
    assert (found.epic_key, found.points) == ("PAY-9", 3.0)
    assert found.extra == {"customfield_8": 7.0, "customfield_9": "0|abc:"}


def test_parents_subtasks_and_epics() -> None:
    found = read(
        issue(
            issuetype={"name": "Sub-task", "subtask": True},
            parent={"key": "PAY-2"},
            epic={"key": "PAY-3"},
            subtasks=[{"key": "PAY-4"}],
        )
    )
    assert (found.parent_key, found.epic_key, found.subtask_keys, found.kind) == (
        "PAY-2",
        "PAY-3",
        ("PAY-4",),
        Kind.TASK,
    )


def test_comments_work_and_attachments() -> None:
    found = read(
        issue(
            comment={
                "total": 3,
                "comments": [
                    {"id": "1", "author": ANN, "created": CREATED, "updated": CREATED, "body": "h1. x"},
                    {
                        "id": "2",
                        "author": None,
                        "updateAuthor": BOB,
                        "created": CREATED,
                        "updated": "2024-01-02T10:00:00.000+0000",
                    },
                ],
            },
            worklog={
                "worklogs": [{"id": "3", "author": BOB, "started": CREATED, "timeSpentSeconds": 5400, "comment": "did"}]
            },
            attachment=[{"id": "4", "filename": "a.png", "author": BOB, "created": CREATED, "size": 9}],
        )
    )
    assert [(note.ref, note.author_ref, note.body_markdown, note.editor_ref) for note in found.notes] == [
        ("1", "ann", "# x", None),
        ("2", None, "", "bob"),
    ]
    assert [(work.author_ref, work.minutes, work.note) for work in found.work] == [("bob", 90, "did")]
    assert [(file.name, file.bytes) for file in found.attachments] == [("a.png", 9)]
    assert [remark.message for remark in found.remarks] == ["the file holds 2 of 3", "1 of 2 came without their text"]


def test_rich_text_documents() -> None:
    body = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "hi"}]}]}
    assert read(issue(description=body)).description == "hi"


def test_kinds_can_be_overridden() -> None:
    found = record(issue(issuetype={"name": "Story"}), options=Options(kinds={"Story": Kind.PROJECT}))
    assert isinstance(found, Record)
    assert found.kind is Kind.PROJECT


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "key: is missing"),
        ([1], "record: expected an object, found a list"),
        ({"key": "PAY-1"}, "fields: is missing"),
        ({"key": 7.5, "fields": {}}, "key: expected text, found 7.5"),
        ({"key": "PAY-1", "fields": []}, "fields: expected an object, found a list"),
        (issue(summary=None), "fields.summary: is missing"),
        (issue(summary="  "), "fields.summary: is missing"),
        (issue(created=None), "fields.created: is missing"),
        (issue(created="soon"), "fields.created: expected a time such as"),
        (issue(created="0024-01-01T10:00:00Z"), "fields.created: expected a time between 1970 and 2199"),
        (issue(status={"id": "1"}), "fields.status.name: is missing"),
        (issue(issuetype="Bug"), "fields.issuetype: expected an object, found 'Bug'"),
        (issue(labels="x"), "fields.labels: expected a list, found 'x'"),
        (issue(assignee=3), "fields.assignee: expected an object, found 3"),
        (issue(assignee={}), "fields.assignee: expected a user with"),
        (issue(timeoriginalestimate="1h"), "fields.timeoriginalestimate: expected a whole number, found '1h'"),
        (issue(timespent=-5), "fields.timespent: expected seconds from 0 on, found -5"),
        (issue(issuelinks=[{"id": "1"}]), "fields.issuelinks[0]: expected an outwardIssue or an inwardIssue"),
        (issue(comment={"comments": [{"body": "x"}]}), "fields.comment.comments[0].created: is missing"),
        (
            issue(comment={"comments": [{"created": CREATED, "body": 1.5}]}),
            "fields.comment.comments[0].body: expected text",
        ),
        ({**issue(), "changelog": {"histories": [{"items": []}]}}, "changelog.histories[0].created: is missing"),
    ],
)
def test_what_cannot_be_read_names_the_field(value: Any, expected: str) -> None:
    assert problem(value).startswith(expected)


@pytest.mark.parametrize(
    ("value", "name", "expected"),
    [
        (issue(timeoriginalestimate=3600.0), "estimate_minutes", 60),
        ({**issue(), "id": 11.0}, "ref", "11"),
        (issue(summary="a\0b"), "title", "ab"),
        (issue(labels=["a", None, " ", "b", "a"]), "labels", ("a", "b")),
        (issue(components=[{"id": "1"}, {"name": "UI"}]), "components", ("UI",)),
        (issue(customfield_10016="3.5"), "points", None),
        ({**issue(customfield_9="3.5"), "names": {"customfield_9": "Story Points"}}, "points", 3.5),
        ({**issue(customfield_9={"value": "3"}), "names": {"customfield_9": "Story Points"}}, "points", 3.0),
        (
            {**issue(customfield_9={"data": {"key": "PAY-9"}}), "names": {"customfield_9": "Parent Link"}},
            "epic_key",
            "PAY-9",
        ),
        (issue(security={"name": "Embargo"}), "private", True),
        (issue(security=None), "private", False),
    ],
)
def test_shapes_that_exports_have(value: Any, name: str, expected: Any) -> None:
    found = read(value, **value.get("names", {}))
    assert getattr(found, name) == expected
    assert not found.remarks


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (issue(duedate="2024-02-31"), "fields.duedate"),
        (issue(duedate="20222-05-05"), "fields.duedate"),
        ({**issue(customfield_9=1e300), "names": {"customfield_9": "Story Points"}}, "fields.customfield_9"),
        ({**issue(customfield_9="many"), "names": {"customfield_9": "Story Points"}}, "fields.customfield_9"),
        ({**issue(customfield_9="soon"), "names": {"customfield_9": "Start date"}}, "fields.customfield_9"),
        (
            issue(comment={"comments": [{"created": CREATED, "body": "x", "visibility": {"value": "Staff"}}]}),
            "fields.comment.comments",
        ),
    ],
)
def test_a_detail_that_cannot_be_placed_does_not_cost_the_issue(value: Any, field: str) -> None:
    found = read(value, **value.get("names", {}))
    assert [remark.field for remark in found.remarks] == [field]


def test_what_comes_twice_is_one_and_what_has_no_id_is_told_apart() -> None:
    said = [{"created": CREATED, "body": "x"}, {"created": CREATED, "body": "y"}]
    overlapping = [{"id": "5", "created": CREATED, "body": "z"}] * 2
    found = record(issue(comment={"comments": [*said, *overlapping]}))
    assert isinstance(found, Record)
    assert [note.body_markdown for note in found.notes] == ["x", "y", "z"]
    assert len({note.ref for note in found.notes}) == 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(CREATED),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "key", "id", "items", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = """
    summary description issuetype project status resolution resolutiondate created updated priority labels components
    versions fixVersions issuelinks assignee reporter creator comment worklog attachment subtasks parent epic sprint
    closedSprints flagged duedate timeoriginalestimate timespent timetracking customfield_1 customfield_10016
"""
FIELDS = st.sampled_from(NAMES.split())


@given(st.dictionaries(FIELDS, JSON, max_size=4), JSON)
def test_nothing_raises(fields: dict[str, Any], changelog: Any) -> None:
    found = record({**issue(**fields), "changelog": changelog})
    assert isinstance(found, Record) or ": " in found.problem
