"""Export, import into an empty workspace, and compare: the same items, relations, comments and events."""

from pathlib import Path

import orjson
import pytest

from headway.cli import start
from headway.commands.workspaces import create_user
from headway.models import Comment, Event, Item, Member, Relation, User, Workspace
from headway.models.tables import TABLES
from headway.queries.verify import verify
from tests.importers.test_store import two
from tests.importers.workbench import headway, lines, world
from tests.world import START as NOW
from tests.world import make_world


@pytest.fixture(autouse=True)
def ready(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "database", lambda: None)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """The export of a workspace with imported history and own acts."""
    headway("import", "jira", str(lines(tmp_path / "a.jsonl", two())), "--workspace", "acme")
    create_user(email="ann@example.org", name="Ann", password=None, now=NOW)
    for act in (
        ("item", "create", "goal", "Grow", "--json"),
        ("item", "create", "project", "Pay better", "--label", "money", "--due", "2026-12-01"),
        ("item", "update", "PAY-2", "--title", "Changed here", "--private"),
        ("comment", "add", "PAY-2", "Said here"),
        ("item", "delete", "P-1"),
    ):
        done = headway(*act, *(() if "--workspace" in act else ("--workspace", "acme")))
        assert done.code == 0, done.err + done.out
    path = tmp_path / "acme.jsonl"
    assert headway("export", "--workspace", "acme", "-o", str(path)).code == 0
    return path


def test_a_copy_is_the_same(export: Path) -> None:
    done = headway("import", "headway", str(export), "--workspace", "copy", "--json")
    assert done.code == 0, done.out
    assert world("copy") == world("acme")
    assert verify(Workspace.objects.get(slug="copy")) == []
    for table, (model, way) in TABLES.items():
        here, there = (model._default_manager.filter(**{f"{way}__slug": slug}).count() for slug in ("acme", "copy"))
        assert done.json[table] == here == there, table
    assert (done.json["item"], done.json["comment"], done.json["relation"]) == (4, 2, 1)


def test_a_copy_of_the_copy_is_told_in_the_same_words(export: Path, tmp_path: Path) -> None:
    headway("import", "headway", str(export), "--workspace", "copy")
    out = headway("export", "--workspace", "copy").out.splitlines()
    assert len(out) == len(export.read_text().splitlines())
    assert orjson.loads(out[-1]) == {"end": len(out) - 2}


def test_members_are_tied_to_users_by_address(export: Path) -> None:
    headway("import", "headway", str(export), "--workspace", "copy")
    ann = User.objects.get(email="ann@example.org")
    assert Member.objects.get(workspace__slug="copy", email="ann@example.org").user == ann
    assert Member.objects.get(workspace__slug="copy", email="bob@jira.invalid").user is None


def test_a_user_who_was_none_where_it_was_exported_is_tied_and_told(export: Path) -> None:
    bob = create_user(email="other@example.org", name="Bob", password=None, now=NOW)
    User.objects.filter(pk=bob.pk).update(email="bob@jira.invalid")
    headway("import", "headway", str(export), "--workspace", "copy")
    copy = Workspace.objects.get(slug="copy")
    assert Member.objects.get(workspace=copy, email="bob@jira.invalid").user == bob
    assert verify(copy) == []
    assert copy.seq == Event.objects.filter(workspace=copy).count()


def test_where_users_are_unknown_the_copy_still_tells_the_truth(export: Path) -> None:
    Member.objects.update(user=None)
    User.objects.all().delete()
    headway("import", "headway", str(export), "--workspace", "copy")
    assert verify(Workspace.objects.get(slug="copy")) == []


def test_the_copy_goes_on_by_itself(export: Path) -> None:
    headway("import", "headway", str(export), "--workspace", "copy")
    for slug in ("acme", "copy"):
        assert headway("item", "create", "goal", "Next", "--workspace", slug, "--json").json["key"] == "G-2"
    copy = Workspace.objects.get(slug="copy")
    assert verify(copy) == []
    again = headway("import", "jira", str(export.parent / "a.jsonl"), "--workspace", "copy", "--json").json
    assert (again["unchanged"], again["created"]) == (2, 0)


def test_a_workspace_that_is_not_empty_is_left_alone(export: Path) -> None:
    was = world("acme")
    done = headway("import", "headway", str(export), "--workspace", "acme", "--json")
    assert done.code == 1
    assert "not empty" in done.json["message"]
    assert world("acme") == was


@pytest.mark.parametrize("keep", [0, 1, 2, 10, -1])
def test_an_export_that_breaks_off_is_refused_whole(export: Path, keep: int) -> None:
    rows = export.read_bytes().splitlines(keepends=True)
    for text in (b"".join(rows[:keep]), b"".join(rows[:keep]) + rows[keep][:-9]):
        export.write_bytes(text)
        done = headway("import", "headway", str(export), "--workspace", "copy", "--json")
        assert (done.code, done.json["field"]) == (2, "file")
        assert not Workspace.objects.filter(slug="copy").exists()
    assert (Item.objects.count(), Comment.objects.count(), Relation.objects.count()) == (4, 2, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"table":"item"', b'"table":"thing"'),
        (b'"kind":"goal"', b'"kind":"wish"'),
        (b'"title":"Grow"', b'"name":"Grow"'),
        (b'"priority":2', b'"priority":"high"'),
        (b'"key":"G-1"', b'"key":"<b>G</b>"'),
        (b'"type":"item.created"', b'"type":"item.dreamt"'),
    ],
)
def test_rows_that_cannot_be_made_are_refused_whole(export: Path, old: bytes, new: bytes) -> None:
    assert old in export.read_bytes()
    export.write_bytes(export.read_bytes().replace(old, new))
    done = headway("import", "headway", str(export), "--workspace", "copy", "--json")
    assert done.code == 2, done.out
    assert not Workspace.objects.filter(slug="copy").exists()


def test_a_dry_run_counts_rows_and_makes_nothing(export: Path) -> None:
    told = headway("import", "headway", str(export), "--dry-run", "--json").json
    assert (told["workspace"], told["item"], told["member"]) == ("acme", 4, 2)
    assert Workspace.objects.count() == 1


def test_a_world_of_every_kind_is_copied(tmp_path: Path) -> None:
    slug = make_world().workspace.slug
    path = tmp_path / "world.jsonl"
    assert headway("export", "--workspace", slug, "-o", str(path)).code == 0
    assert headway("import", "headway", str(path), "--workspace", "copy").code == 0
    assert world("copy") == world(slug)
    assert verify(Workspace.objects.get(slug="copy")) == []
