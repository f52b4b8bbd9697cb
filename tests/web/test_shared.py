"""Checklists, clocks, files and fields of one's own on the pages, without scripts."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway.commands import catalogue
from headway.models import Attachment, Item, Timer, WorkLog

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def do(world: Any, name: str, **arguments: Any) -> dict[str, Any]:
    told: dict[str, Any] = world.do(catalogue()[name](**arguments))
    return told


def text(answer: Any) -> str:
    assert answer.status_code in (200, 422), answer.status_code
    return str(answer.content.decode())


def test_a_step_is_added_and_ticked_by_plain_forms(work: dict[str, str], visit: Any) -> None:
    client, address = visit("member"), f"/items/{work['task']}"
    client.post("/act/checklist.add", {"key": work["task"], "text": "Call <b>them</b>", "next": address})
    page = text(client.get(address))
    assert "Call &lt;b&gt;them&lt;/b&gt;" in page
    assert "0/1" in page
    pk = Item.objects.get(key=work["task"]).checklist.get().pk
    for done, told in (("on", "1/1"), ("off", "0/1")):
        client.post("/act/checklist.tick", {"id": pk, "done": done, "next": address})
        assert told in text(client.get(address))
    assert "add-step" not in text(visit("guest").get(address))


def test_the_clock_is_started_and_stopped_from_the_page(work: dict[str, str], visit: Any) -> None:
    client, address = visit("member"), f"/items/{work['task']}"
    client.post("/act/timer.start", {"key": work["task"], "next": address})
    assert 'action="/act/timer.stop"' in text(client.get(address))
    assert "The clock runs on" in text(client.get("/time"))
    Timer.objects.update(started_at=Timer.objects.get().started_at - timedelta(minutes=75))
    client.post("/act/timer.stop", {"next": address})
    # Where midnight lies between, each day has its own.
    assert sum(WorkLog.objects.values_list("minutes", flat=True)) == 75
    assert 'action="/act/timer.start"' in text(client.get(address))


def test_the_sheet_sums_days_and_items(world: Any, work: dict[str, str], visit: Any) -> None:
    for key, day, minutes in (("task", "2026-02-24", 90), ("task", "2026-02-25", 30), ("issue", "2026-02-25", 45)):
        world.do(catalogue()["work.log"](key=work[key], day=day, minutes=minutes, note="<i>"), by="member")
    page = text(visit("member").get("/time?day=2026-02-26"))
    for figure in ("1:30", "1:15", "2:00", "0:45", "2:45"):
        assert figure in page
    assert "&lt;i&gt;" in page
    other = text(visit("owner").get(f"/time?day=2026-02-26&member={world.email('member')}"))
    assert "2:45" in other
    assert "work.log" not in other.partition("<main")[2]
    assert visit("owner").get("/time?day=nonsense").status_code == 404
    assert "2:45" not in text(visit("guest").get("/time?day=2026-02-26"))


def test_own_fields_are_shown_filled_in_and_refused_beside_themselves(
    world: Any, work: dict[str, str], visit: Any
) -> None:
    do(world, "field.add", field_name="Cost", type="money", currency="EUR")
    do(world, "field.add", field_name="Tags", type="choices", options=["Red", "Blue"])
    do(world, "field.add", field_name="Buyer", type="person")
    do(world, "field.add", field_name="Page", type="link")
    do(world, "field.add", field_name="Signed", type="date")
    client, key = visit("member"), work["task"]
    form = text(client.get(f"/act/item.update?key={key}"))
    for name in ("fields.cost", "fields.tags", "fields.buyer", "fields.page"):
        assert f'name="{name}"' in form
    alone = text(client.get(f"/act/item.update?key={key}&only=fields.cost"))
    assert 'name="fields.cost"' in alone
    assert 'name="fields.tags"' not in alone
    wrong = text(client.post("/act/item.update", {"key": key, "fields.cost": "lots", "fields.tags": ["", "Red"]}))
    assert 'id="e-fields.cost"' in wrong
    assert 'value="lots"' in wrong
    data = {"key": key, "fields.cost": "12.50", "fields.tags": ["Red", "Blue"], "fields.buyer": world.email("member")}
    data |= {"fields.page": "https://example.org/x", "fields.signed": "2026-03-05"}
    client.post("/act/item.update", data)
    custom = Item.objects.get(key=key).custom
    assert (custom["cost"], custom["tags"]) == ({"amount": 1250, "currency": "EUR"}, [1, 2])
    page = text(client.get(f"/items/{key}"))
    assert "12.50 EUR" in page
    assert "Thu 5 Mar 2026" in page
    assert 'href="https://example.org/x"' in page
    version = Item.objects.get(key=key).version
    same = {"fields.cost": "12.50 EUR", "was.fields.cost": "12.50 EUR", "was.fields.tags": "Red, Blue"}
    client.post("/act/item.update", {"key": key, **same, "fields.tags": ["Red", "Blue"]})
    assert Item.objects.get(key=key).version == version
    client.post("/act/item.update", {"key": key, "was.fields.cost": "12.50 EUR", "fields.cost": ""})
    assert "cost" not in Item.objects.get(key=key).custom


def test_a_required_field_is_asked_for_on_creating(world: Any, work: dict[str, str], visit: Any) -> None:
    do(world, "field.add", field_name="Customer", type="text", required=True, kinds=["issue"])
    client = visit("guest")
    wrong = text(client.post("/act/item.create", {"kind": "issue", "title": "Broken"}))
    assert 'id="e-fields.customer"' in wrong
    client.post("/act/item.create", {"kind": "issue", "title": "Broken", "fields.customer": "Acme"})
    assert Item.objects.get(title="Broken").custom == {"customer": "Acme"}
    assert 'name="fields.customer"' not in text(visit("member").get("/act/item.create?kind=task"))


def test_fields_have_a_page_in_the_settings(world: Any, visit: Any) -> None:
    do(world, "field.add", field_name="Tier", type="choice", options=["Gold"], about="How dear")
    page = text(visit("owner").get("/settings/fields"))
    assert "field.tier" in page
    assert "/act/field.update?field=tier" in page
    form = text(visit("owner").get("/act/field.update?field=tier"))
    assert 'value="Gold"' in form
    visit("owner").post("/act/field.update", {"field": "tier", "field_name": "Level", "was.field_name": "Tier"})
    assert "Level" in text(visit("owner").get("/settings/fields"))


def test_files_are_attached_by_a_form_and_handed_out(world: Any, work: dict[str, str], visit: Any) -> None:
    client, address = visit("member"), f"/items/{work['task']}"
    files = [SimpleUploadedFile("a <b>.txt", b"words"), SimpleUploadedFile("cat.png", PNG)]
    answer = client.post(f"{address}/files", {"file": files, "next": address})
    assert (answer.status_code, answer["Location"]) == (302, address)
    page = text(client.get(address))
    assert "a &lt;b&gt;.txt" in page
    picture = Attachment.objects.get(name="cat.png")
    assert f'<img class="item-thumb" src="/files/{picture.pk}?show"' in page
    shown = client.get(f"/files/{picture.pk}?show")
    assert b"".join(shown.streaming_content) == PNG
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    saved = client.get(f"/files/{Attachment.objects.exclude(pk=picture.pk).get().pk}?show")
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved["Content-Type"] == "application/octet-stream"
    pasted = client.post(f"{address}/files", {"file": SimpleUploadedFile("p.png", PNG)}, headers={"HX-Request": "true"})
    made = Attachment.objects.get(name="p.png")
    assert (pasted.status_code, pasted["Content-Location"]) == (204, f"/files/{made.pk}?show")
    wrong = client.post(
        f"{address}/files", {"file": SimpleUploadedFile("x.png", b"<script>")}, headers={"HX-Request": "true"}
    )
    assert (wrong.status_code, wrong["Content-Type"]) == (422, "text/plain; charset=utf-8")
    do(world, "item.update", key=work["task"], private=True)
    assert visit("outsider").get(f"/files/{picture.pk}").status_code == 404
    assert visit("outsider").post(f"{address}/files", {"file": SimpleUploadedFile("y.txt", b"y")}).status_code == 404


def test_texts_name_items_and_people_that_the_reader_may_know(world: Any, work: dict[str, str], visit: Any) -> None:
    hidden = do(world, "item.create", kind="task", title="Hush hush", private=True)["key"]
    body = f"See {work['project']}, {hidden} and @{world.email('member')}"
    do(world, "comment.add", key=work["task"], body=body)
    seen = text(visit("outsider").get(f"/items/{work['task']}"))
    assert 'title="New provider · Approved"' in seen
    assert "Hush hush" not in seen
    assert f">{hidden}</a>" in seen
    assert 'title="Member Person · ' in seen
    assert "Hush hush" in text(visit("owner").get(f"/items/{work['task']}"))


def test_what_is_not_there_costs_no_statement(world: Any, work: dict[str, str], visit: Any) -> None:
    client, address = visit("owner"), f"/items/{work['issue']}"

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    do(world, "comment.add", key=work["issue"], body="First")
    statements()
    do(world, "comment.add", key=work["issue"], body="Second")
    plain = statements()
    do(world, "checklist.add", key=work["issue"], text="One")
    do(world, "timer.start", key=work["issue"])
    assert statements() == plain + 1
    for n in range(20):
        do(world, "checklist.add", key=work["issue"], text=f"Step {n}")
    do(world, "comment.add", key=work["issue"], body=" ".join(f"PAY-{n}" for n in range(1, 50)))
    assert statements() == plain + 2
    do(world, "attachment.add", key=work["issue"], file_name="a.txt", content="aGVsbG8=")
    do(world, "field.add", field_name="Size", type="number")
    assert statements() == plain + 4


@pytest.mark.parametrize("role", ["owner", "member", "guest"])
def test_every_role_sees_its_time(role: str, work: dict[str, str], visit: Any) -> None:
    assert "No time in this week" in text(visit(role).get("/time"))
