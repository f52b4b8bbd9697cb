"""Checklists, clocks and entries of time, fields of one's own, and files: what the commands on them do and refuse."""

import base64
import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from headway.commands import Command, catalogue
from headway.commands.files import collect, upload
from headway.models import Attachment, ChecklistEntry, Event, Item, Timer, WorkLog, blobs
from headway.queries.base import ask
from headway.queries.fields import ListFields
from headway.queries.item_page import ItemPage, ShowItem
from headway.queries.time import ShowClock, ShowWeek
from headway.queries.verify import verify
from headway.rules.errors import Forbidden, Invalid, NotFound, Refused
from tests.world import World, make_world

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    do(made, "item.create", kind="task", title="One", team="PAY")
    do(made, "item.create", kind="task", title="Two", team="PAY")
    return made


def do(world: World, name: str, by: str = "owner", **arguments: Any) -> dict[str, Any]:
    command: Command = catalogue()[name](**arguments)
    return world.do(command, by=by)


def page(world: World, key: str = "PAY-1", by: str = "owner") -> ItemPage:
    told: ItemPage = ask(ShowItem(key=key), actor=world.actor(by), now=world.now)
    return told


def texts(world: World) -> list[str]:
    return [step.text for step in page(world).checklist]


def step(world: World, text: str, **where: int) -> int:
    return int(do(world, "checklist.add", key="PAY-1", text=text, **where)["id"])


def test_steps_stand_in_order_and_move(world: World) -> None:
    one, two, three = (step(world, text) for text in ("one", "two", "three"))
    step(world, "one and a half", after=one)
    assert texts(world) == ["one", "one and a half", "two", "three"]
    do(world, "checklist.rank", id=three, before=one)
    do(world, "checklist.rank", id=one, after=two)
    assert texts(world) == ["three", "one and a half", "two", "one"]
    do(world, "checklist.update", id=one, text="last")
    do(world, "checklist.remove", id=two)
    assert texts(world) == ["three", "one and a half", "last"]
    assert verify(world.workspace) == []


def test_a_step_is_ticked_once_and_says_by_whom(world: World) -> None:
    pk = step(world, "one")
    assert do(world, "checklist.tick", by="member", id=pk)["done"] is True
    before = Event.objects.count()
    do(world, "checklist.tick", by="owner", id=pk)
    assert Event.objects.count() == before
    [row] = page(world).checklist
    assert row.done_by is not None
    assert row.done_by.email == world.email("member")
    assert do(world, "checklist.tick", id=pk, done=False)["done"] is False
    assert page(world).checklist[0].done is None
    assert verify(world.workspace) == []


def test_a_step_grows_into_a_task(world: World) -> None:
    pk = step(world, "Grown")
    made = do(world, "checklist.promote", id=pk)
    shown = page(world)
    assert [child.key for child in shown.children] == [made["key"]]
    assert shown.children[0].title == "Grown"
    assert shown.checklist == ()
    assert verify(world.workspace) == []


def test_steps_of_another_item_are_no_neighbours(world: World) -> None:
    one = step(world, "one")
    far = do(world, "checklist.add", key="PAY-2", text="far")["id"]
    with pytest.raises(NotFound) as caught:
        do(world, "checklist.rank", id=one, after=far)
    assert caught.value.field == "after"
    with pytest.raises(Invalid):
        do(world, "checklist.rank", id=one)


def test_the_database_refuses_two_steps_in_one_place(world: World) -> None:
    step(world, "one")
    row = ChecklistEntry.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ChecklistEntry.objects.create(item=row.item, text="two", rank=row.rank, created_at=world.now)


def test_a_clock_books_what_it_measured(world: World) -> None:
    do(world, "timer.start", key="PAY-1", note="At it")
    assert page(world).ticking == world.now
    world.now += timedelta(minutes=89)
    told = do(world, "timer.stop")
    assert told == {"key": "PAY-1", "minutes": 90}
    row = WorkLog.objects.get()
    assert (row.minutes, row.note, row.member.email) == (90, "At it", world.email("owner"))
    assert not Timer.objects.exists()
    assert verify(world.workspace) == []


def test_starting_another_stops_and_books_the_first(world: World) -> None:
    first = do(world, "timer.start", key="PAY-1")
    again = do(world, "timer.start", key="PAY-1")
    assert again == first
    told = do(world, "timer.start", key="PAY-2")
    assert told["booked"] == {"key": "PAY-1", "minutes": 2}
    assert Timer.objects.get().item.key == "PAY-2"
    assert verify(world.workspace) == []


def test_each_member_has_one_clock_and_the_database_says_so(world: World) -> None:
    do(world, "timer.start", key="PAY-1")
    do(world, "timer.start", by="member", key="PAY-1")
    row = Timer.objects.first()
    assert row is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Timer.objects.create(member=row.member, item=row.item, started_at=world.now)


def test_less_than_a_minute_books_nothing(world: World) -> None:
    do(world, "timer.start", key="PAY-1")
    world.now -= timedelta(seconds=30)
    assert do(world, "timer.stop")["minutes"] == 0
    assert not WorkLog.objects.exists()
    assert verify(world.workspace) == []


def test_a_clock_over_midnight_is_booked_on_both_days_of_its_member(world: World) -> None:
    user = world.user("owner")
    user.time_zone = "Asia/Tokyo"
    user.save()
    world.now = datetime(2026, 3, 4, 14, 0, tzinfo=UTC)
    do(world, "timer.start", key="PAY-1")
    world.now = datetime(2026, 3, 4, 15, 59, tzinfo=UTC)
    assert do(world, "timer.stop")["minutes"] == 119
    sheet = ask(ShowWeek(day=date(2026, 3, 5)), actor=world.actor(), now=world.now)
    assert [(one.day.isoformat(), one.minutes) for one in sheet.entries] == [("2026-03-04", 59), ("2026-03-05", 60)]
    assert sheet.sums == (0, 0, 59, 60, 0, 0, 0)
    assert sheet.total == 119


def test_a_forgotten_clock_is_stopped_when_one_really_stopped(world: World) -> None:
    do(world, "timer.start", key="PAY-1")
    began = world.now
    world.now += timedelta(hours=30)
    for wrong in (began - timedelta(minutes=1), world.now + timedelta(hours=1)):
        with pytest.raises(Invalid) as caught:
            do(world, "timer.stop", at=wrong)
        assert caught.value.field == "at"
    assert do(world, "timer.stop", at=began + timedelta(minutes=45))["minutes"] == 45


def test_a_clock_is_thrown_away(world: World) -> None:
    do(world, "timer.start", key="PAY-1")
    world.now += timedelta(hours=1)
    do(world, "timer.discard")
    assert not WorkLog.objects.exists()
    with pytest.raises(NotFound):
        do(world, "timer.stop")
    assert ask(ShowClock(), actor=world.actor(), now=world.now).running is None
    assert verify(world.workspace) == []


def test_a_clock_on_what_its_member_no_longer_sees_is_booked_without_telling_the_key(world: World) -> None:
    do(world, "timer.start", by="outsider", key="PAY-1")
    do(world, "item.update", key="PAY-1", private=True)
    world.now += timedelta(minutes=10)
    told = do(world, "timer.stop", by="outsider")
    assert told["key"] == ""
    assert told["minutes"] > 0
    assert ask(ShowWeek(), actor=world.actor("outsider"), now=world.now).lines == ()


def test_time_is_booked_on_any_day_and_corrected(world: World) -> None:
    pk = do(world, "work.log", by="member", key="PAY-1", minutes=30, day="2026-02-25", note="x")["id"]
    do(world, "work.log", by="member", key="PAY-2", minutes=60, day="2026-02-27")
    do(world, "work.update", by="member", id=pk, minutes=45, day="2026-02-26", key="PAY-2", note="")
    with pytest.raises(Forbidden):
        do(world, "work.update", by="outsider", id=pk, minutes=1)
    sheet = ask(ShowWeek(day=date(2026, 2, 23)), actor=world.actor("member"), now=world.now)
    assert sheet.first == date(2026, 2, 23)
    assert [(line.item.key, line.days, line.total) for line in sheet.lines] == [("PAY-2", (0, 0, 0, 45, 60, 0, 0), 105)]
    assert sheet.sums == (0, 0, 0, 45, 60, 0, 0)
    do(world, "work.remove", by="member", id=pk)
    assert ask(ShowWeek(day=date(2026, 2, 23)), actor=world.actor("member"), now=world.now).total == 60
    assert verify(world.workspace) == []


def test_a_moment_and_a_day_are_not_both_stated(world: World) -> None:
    with pytest.raises(Invalid) as caught:
        do(world, "work.log", key="PAY-1", minutes=1, day="2026-03-01", at="2026-03-01T10:00:00Z")
    assert caught.value.field == "day"


FIELDS: dict[str, dict[str, Any]] = {
    "cost": {"type": "money", "currency": "EUR"},
    "size": {"type": "number"},
    "tier": {"type": "choice", "options": ["Gold", "Silver"]},
    "tags": {"type": "choices", "options": ["Red", "Blue", "Green"]},
    "buyer": {"type": "person"},
    "when": {"type": "date"},
    "note": {"type": "text"},
    "page": {"type": "link"},
}
VALUES = {
    "cost": "12.50",
    "size": 3,
    "tier": "gold",
    "tags": ["Blue", "Red"],
    "buyer": "member@acme.example",
    "when": "2026-04-01",
    "note": "Hello",
    "page": "https://example.org",
}


@pytest.fixture
def fields(world: World) -> World:
    for key, facts in FIELDS.items():
        do(world, "field.add", field_name=key.title(), field=key, **facts)
    return world


def test_values_are_kept_in_one_form_and_told_in_words(fields: World) -> None:
    do(fields, "item.update", key="PAY-1", fields=VALUES)
    kept = Item.objects.get(key="PAY-1").custom
    assert kept["cost"] == {"amount": 1250, "currency": "EUR"}
    assert (kept["tier"], kept["tags"], kept["size"]) == (1, [1, 2], 3)
    told = {one.key: one.text for one in page(fields).fields}
    assert told == {
        **VALUES,
        **{"cost": "12.50 EUR", "size": "3", "tier": "Gold", "tags": "Red, Blue"},
    }
    do(
        fields,
        "item.update",
        key="PAY-1",
        fields={key: one.text for key, one in zip(told, page(fields).fields, strict=True)},
    )
    assert Item.objects.get(key="PAY-1").custom == kept
    assert verify(fields.workspace) == []


def test_one_value_changes_and_is_emptied_alone(fields: World) -> None:
    do(fields, "item.update", key="PAY-1", fields=VALUES)
    version = page(fields).row.version
    do(fields, "item.update", key="PAY-1", fields={"size": 4, "note": None})
    event = Event.objects.latest("seq")
    assert event.changes == {"field.size": [3, 4], "field.note": ["Hello", None]}
    assert page(fields).row.version == version + 1
    do(fields, "item.update", key="PAY-1", fields={"size": 4})
    assert Event.objects.latest("seq") == event
    assert verify(fields.workspace) == []


def test_a_change_of_own_fields_is_undone(fields: World) -> None:
    do(fields, "item.update", key="PAY-1", fields={"size": 3, "tags": ["Red"]})
    first = Event.objects.latest("seq").seq
    do(fields, "item.update", key="PAY-1", fields={"size": None, "tags": ["Blue"]})
    with pytest.raises(Refused):
        do(fields, "act.undo", seq=first)
    do(fields, "act.undo", seq=Event.objects.latest("seq").seq)
    assert Item.objects.get(key="PAY-1").custom == {"size": 3, "tags": [1]}
    assert verify(fields.workspace) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [({"size": "many"}, "fields.size"), ({"none": 1}, "fields.none"), ({"buyer": "no@x.org"}, "fields.buyer")],
)
def test_a_wrong_value_is_refused_by_name(fields: World, given: dict[str, Any], field: str) -> None:
    with pytest.raises((Invalid, NotFound)) as caught:
        do(fields, "item.create", kind="task", title="New", fields=given)
    assert caught.value.field == field


def test_a_renamed_option_keeps_its_values(fields: World) -> None:
    do(fields, "item.update", key="PAY-1", fields={"tier": "Gold"})
    do(fields, "field.rename_option", field="tier", option="gold", to="Platinum")
    assert {one.key: one.text for one in page(fields).fields}["tier"] == "Platinum"
    do(fields, "field.update", field="tier", options=["Silver", "Tin"])
    assert {one.key: one.text for one in page(fields).fields}["tier"] == "Platinum"
    with pytest.raises(Invalid):
        do(fields, "item.update", key="PAY-2", fields={"tier": "Platinum"})
    assert verify(fields.workspace) == []


def test_a_required_field_is_asked_of_people_and_not_of_the_house(fields: World) -> None:
    do(fields, "field.update", field="size", required=True, kinds=["task"])
    with pytest.raises(Invalid) as caught:
        do(fields, "item.create", kind="task", title="New")
    assert caught.value.field == "fields.size"
    do(fields, "item.create", kind="issue", title="New")
    do(fields, "item.create", kind="task", title="New", fields={"size": 1})
    do(fields, "item.create", by="house", kind="task", title="By rule")
    with pytest.raises(Invalid):
        do(fields, "item.update", key="PAY-1", fields={"size": None})
    with pytest.raises(Invalid):
        do(fields, "item.create", kind="issue", title="New", fields={"size": 1})


def test_an_archived_field_keeps_its_values_out_of_sight(fields: World) -> None:
    do(fields, "item.update", key="PAY-1", fields={"size": 3})
    do(fields, "field.update", field="size", archived=True)
    assert "size" not in {one.key for one in page(fields).fields}
    with pytest.raises(Invalid):
        do(fields, "item.update", key="PAY-1", fields={"size": 4})
    do(fields, "field.update", field="size", archived=False)
    assert {one.key: one.value for one in page(fields).fields}["size"] == 3


def test_definitions_that_cannot_be(fields: World) -> None:
    for wrong, refusal in (
        ({"field_name": "Cost", "type": "text"}, Refused),
        ({"field_name": "A", "type": "choice"}, Invalid),
        ({"field_name": "A", "type": "text", "options": ["x"]}, Invalid),
        ({"field_name": "A", "type": "text", "currency": "EUR"}, Invalid),
        ({"field_name": "Ω", "type": "text"}, Invalid),
    ):
        with pytest.raises(refusal):
            do(fields, "field.add", **wrong)
    with pytest.raises(Forbidden):
        do(fields, "field.add", by="member", field_name="A", type="text")
    shown = ask(ListFields(kind="task"), actor=fields.actor("guest"), now=fields.now)
    assert [one.key for one in shown] == list(FIELDS)


def attach(world: World, name: str, raw: bytes, by: str = "owner", **more: Any) -> dict[str, Any]:
    return do(
        world, "attachment.add", by=by, key="PAY-1", file_name=name, content=base64.b64encode(raw).decode(), **more
    )


def test_a_file_is_what_its_bytes_say(world: World) -> None:
    told = attach(world, "cat.png", PNG, media_type="text/html")
    assert (told["type"], told["size"]) == ("image/png", len(PNG))
    row = Attachment.objects.get()
    assert blobs.read(row.digest).read() == PNG
    [shown] = page(world, by="guest").attachments
    assert (shown.name, shown.picture, shown.removable) == ("cat.png", True, False)
    assert verify(world.workspace) == []


@pytest.mark.parametrize(
    ("name", "raw", "field"),
    [
        ("cat.png", b"<script>alert(1)</script>", "file_name"),
        ("tool", b"\x7fELF\x02\x01\x01", "file"),
        ("tool.txt", b"MZ\x90\x00\x03\x00", "file"),
        ("empty.txt", b"", "file"),
    ],
)
def test_what_is_not_taken(world: World, name: str, raw: bytes, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        attach(world, name, raw)
    assert caught.value.field == field
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\tmp\\a.txt", "a.txt"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\r\nb\x07.txt", "ab.txt"),
        ("." + "x" * 400 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_names_are_cleaned(world: World, given: str, kept: str) -> None:
    raw = b"%PDF-1.7" if given.endswith("pdf") else b"words"
    assert attach(world, given, raw)["file_name"] == kept


def test_an_upload_serves_who_made_it_and_for_an_hour(world: World) -> None:
    actor = world.actor("member")
    handle = upload([b"some ", b"words"], actor=actor, now=world.now)
    with pytest.raises(Invalid) as caught:
        do(world, "attachment.add", by="owner", key="PAY-1", file_name="a.txt", upload=handle)
    assert caught.value.field == "upload"
    do(world, "attachment.add", by="member", key="PAY-1", file_name="a.txt", upload=handle)
    assert Attachment.objects.get().size == 10
    world.now += timedelta(hours=2)
    with pytest.raises(Invalid):
        do(world, "attachment.add", by="member", key="PAY-1", file_name="a.txt", upload=handle)
    with pytest.raises(Invalid):
        do(world, "attachment.add", by="member", key="PAY-1", file_name="a.txt", upload="x:y")


def test_too_much_is_refused_and_leaves_nothing(world: World, settings: Any) -> None:
    settings.ATTACHMENT_LIMIT = 1000
    before = set(lying())
    with pytest.raises(Invalid) as caught:
        upload([b"x" * 600, b"x" * 600], actor=world.actor(), now=world.now)
    assert caught.value.field == "file"
    assert set(lying()) == before


def lying() -> list[Path]:
    return [path for path in blobs.root().rglob("*") if path.is_file() and path.name != ".lock"]


def test_who_may_take_a_file_off(world: World) -> None:
    pk = attach(world, "a.txt", b"by a guest", by="guest")["id"]
    with pytest.raises(Forbidden):
        do(world, "attachment.remove", by="member", id=pk)
    do(world, "attachment.remove", by="guest", id=pk)
    assert page(world).attachments == ()
    with pytest.raises(NotFound):
        do(world, "attachment.remove", by="guest", id=pk)
    assert verify(world.workspace) == []


def test_files_that_no_row_speaks_of_are_collected(world: World) -> None:
    kept, gone, young = (f"{word} {time.time_ns()}".encode() for word in ("kept", "gone", "young"))
    attach(world, "kept.txt", kept)
    removed = attach(world, "gone.txt", gone)["id"]
    do(world, "attachment.remove", id=removed)
    places = {name: blobs.place(blobs.store([raw]).digest) for name, raw in (("kept", kept), ("gone", gone))}
    orphan = blobs.place(blobs.store([f"orphan {time.time_ns()}".encode()]).digest)
    fresh = blobs.place(blobs.store([young]).digest)
    broken = blobs.root() / "incoming-broken"
    broken.write_bytes(b"half")
    long_ago = world.now.timestamp() - 10 * 86_400
    for path in (*places.values(), orphan, broken):
        os.utime(path, (long_ago, long_ago))
    os.utime(fresh, (world.now.timestamp(),) * 2)
    collect(now=world.now)
    assert [path.exists() for path in (places["kept"], places["gone"], orphan, broken, fresh)] == [
        True,
        True,
        False,
        False,
        True,
    ]
    collect(now=world.now + timedelta(days=40))
    assert places["kept"].exists()
    assert not places["gone"].exists()


def test_a_file_brought_anew_is_not_collected(world: World) -> None:
    stored = blobs.store([b"brought twice"])
    path = blobs.place(stored.digest)
    long_ago = world.now.timestamp() - 10 * 86_400
    os.utime(path, (long_ago, long_ago))
    listed = blobs.untouched_since(world.now.timestamp() - 86_400)
    assert stored.digest in listed
    blobs.store([b"brought twice"])
    assert blobs.drop([stored.digest], untouched=world.now.timestamp() - 86_400) == 0
    assert path.exists()
