"""Checklists, time, own fields and files go out and come in whole, the bytes of files included."""

import base64
import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest

from headway.cli import start
from headway.commands import catalogue
from headway.models import Attachment, ChecklistEntry, CustomField, Item, Member, Timer, Workspace, blobs
from headway.queries.verify import verify
from tests.importers.workbench import headway
from tests.world import World, make_world

LARGE = bytes(range(256)) * 4096


@pytest.fixture(autouse=True)
def ready(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "database", lambda: None)


def do(world: World, name: str, by: str = "owner", **arguments: Any) -> dict[str, Any]:
    return world.do(catalogue()[name](**arguments), by=by)


@pytest.fixture
def world() -> World:
    made = make_world()
    for name, facts in {
        "Cost": {"type": "money", "currency": "EUR"},
        "Buyer": {"type": "person"},
        "Tags": {"type": "choices", "options": ["Red", "Blue"]},
    }.items():
        do(made, "field.add", field_name=name, **facts)
    values = {"cost": "12.50", "buyer": made.email("member"), "tags": ["Red"]}
    do(made, "item.create", kind="task", title="One", fields=values)
    do(made, "item.update", key="T-1", fields={"buyer": made.email("admin"), "tags": ["Blue"]})
    step = do(made, "checklist.add", key="T-1", text="Step")["id"]
    do(made, "checklist.tick", id=step, by="member")
    do(made, "checklist.remove", id=do(made, "checklist.add", key="T-1", text="Gone")["id"])
    do(made, "timer.start", key="T-1")
    said = do(made, "comment.add", key="T-1", body="See the file")["id"]
    for name, raw, more in (("a.txt", b"words", {"comment": said}), ("b.txt", b"words", {}), ("gone.txt", b"gone", {})):
        do(made, "attachment.add", key="T-1", file_name=name, content=base64.b64encode(raw).decode(), **more)
    do(made, "attachment.remove", id=Attachment.objects.get(name="gone.txt").pk)
    stored = blobs.store([LARGE])
    Attachment.objects.filter(name="b.txt").update(digest=stored.digest, size=stored.size)
    return made


def test_all_of_it_is_there_again(world: World, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    assert headway("export", "--workspace", world.workspace.slug, "-o", str(path)).code == 0
    shutil.rmtree(blobs.root())
    done = headway("import", "headway", str(path), "--workspace", "copy", "--json")
    assert done.code == 0, done.err + done.out
    copy = Workspace.objects.get(slug="copy")
    differences = [one for one in verify(copy) if one.noun != "attachment"]
    assert differences == []
    item = Item.objects.get(workspace=copy)
    admin = Member.objects.get(workspace=copy, email=world.email("admin"))
    assert item.custom == {"cost": {"amount": 1250, "currency": "EUR"}, "buyer": admin.pk, "tags": [2]}
    assert [one.key for one in CustomField.objects.filter(workspace=copy).order_by("position")] == [
        "cost",
        "buyer",
        "tags",
    ]
    step = ChecklistEntry.objects.get(item=item)
    assert step.done_by is not None
    assert (step.text, step.done_by.email) == ("Step", world.email("member"))
    assert Timer.objects.get(item=item).member.workspace == copy
    words, large = (Attachment.objects.get(workspace=copy, name=name) for name in ("a.txt", "b.txt"))
    assert words.on_comment is not None
    assert words.on_comment.body == "See the file"
    assert blobs.read(words.digest).read() == b"words"
    assert blobs.read(large.digest).read() == LARGE
    again = headway("export", "--workspace", "copy").out.splitlines()
    assert len(again) == len(path.read_text().splitlines())


@pytest.mark.parametrize("damage", ["content", "part", "digest"])
def test_damaged_bytes_are_refused_whole(world: World, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "out.jsonl"
    headway("export", "--workspace", world.workspace.slug, "-o", str(path))
    rows = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    victim = next(row for row in rows if row.get("table") == "bytes")
    victim[damage] = {"content": "d29yZHo=", "part": 7, "digest": "0" * 64}[damage]
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    done = headway("import", "headway", str(path), "--workspace", "copy", "--json")
    assert (done.code, done.json["field"]) == (2, "file")
    assert not Workspace.objects.filter(slug="copy").exists()
