"""Files over the wire: taken as forms and as JSON, handed out so that nothing in them runs here."""

import base64
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from headway.commands import catalogue
from headway.commands.tokens import CreateToken
from headway.models import Attachment, blobs
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
HTML = b"<script>alert(document.domain)</script>"


@pytest.fixture
def world() -> World:
    made = make_world()
    for title, more in (("Open", {}), ("Hidden", {"private": True})):
        made.do(catalogue()["item.create"](kind="task", title=title, team="PAY", **more))
    return made


def bearer(world: World, who: str = "owner", **more: Any) -> dict[str, Any]:
    told = world.do(CreateToken(token_name=f"t{world.now}", **more), by=who)
    return {"headers": {"Authorization": f"Bearer {told['token']}"}}


def send(world: World, name: str, raw: bytes, *, key: str = "PAY-1", who: str = "owner", **more: Any) -> Any:
    file = SimpleUploadedFile(name, raw, content_type="text/html")
    return Client().post(f"/api/v1/items/{key}/attachments", {"file": file, **more}, **bearer(world, who))


def fetch(world: World, pk: int, who: str = "owner", query: str = "", **headers: str) -> Any:
    known = bearer(world, who)["headers"]
    return Client().get(f"/api/v1/attachments/{pk}/content{query}", headers={**known, **headers})


def test_a_form_brings_a_file_and_it_is_handed_out_to_be_saved(world: World) -> None:
    told = send(world, "page.html", HTML)
    assert told.status_code == 201, told.content
    assert told.json() == {
        **told.json(),
        "key": "PAY-1",
        "file_name": "page.html",
        "type": "text/html",
        "size": len(HTML),
    }
    answer = fetch(world, told.json()["id"], query="?show")
    assert b"".join(answer.streaming_content) == HTML
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_picture_is_shown_only_when_asked(world: World) -> None:
    pk = send(world, "cat.png", PNG).json()["id"]
    saved, shown = fetch(world, pk), fetch(world, pk, query="?show")
    assert saved["Content-Disposition"].startswith("attachment")
    assert shown["Content-Disposition"] == 'inline; filename="cat.png"'
    assert shown["Content-Type"] == "image/png"
    assert "sandbox" in shown["Content-Security-Policy"]
    again = fetch(world, pk, query="?show", **{"If-None-Match": shown["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_svg_is_no_picture(world: World) -> None:
    pk = send(world, "logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>").json()["id"]
    assert fetch(world, pk, query="?show")["Content-Type"] == "application/octet-stream"


def test_names_of_any_letters_arrive_whole(world: World) -> None:
    pk = send(world, 'Grüße "Ω".txt', b"words").json()["id"]
    assert "filename*=utf-8''Gr%C3%BC%C3%9Fe%20%22%CE%A9%22.txt" in fetch(world, pk)["Content-Disposition"]


def test_json_carries_small_files(world: World) -> None:
    body = {"file_name": "a.txt", "content": base64.b64encode(b"hello").decode()}
    told = Client().post("/api/v1/items/PAY-1/attachments", body, content_type="application/json", **bearer(world))
    assert told.status_code == 201, told.content
    listed = Client().get("/api/v1/items/PAY-1/attachments", **bearer(world)).json()
    assert [(one["name"], one["size"], one["type"]) for one in listed] == [("a.txt", 5, "text/plain")]


@pytest.mark.parametrize("who", ["outsider", "guest"])
def test_what_is_on_a_hidden_item_does_not_exist(world: World, who: str) -> None:
    pk = send(world, "a.txt", b"secret", key="PAY-2").json()["id"]
    assert fetch(world, pk, who).status_code == 404
    before = set(blobs.root().rglob("*"))
    assert send(world, "b.txt", b"never kept", key="PAY-2", who=who).status_code == 404
    assert set(blobs.root().rglob("*")) == before
    assert Client().get(f"/api/v1/attachments/{pk}/content").status_code == 401


def test_a_removed_file_is_not_handed_out(world: World) -> None:
    pk = send(world, "a.txt", b"words").json()["id"]
    assert Client().delete(f"/api/v1/attachments/{pk}", **bearer(world)).status_code == 200
    assert fetch(world, pk).status_code == 404


def test_bytes_that_are_gone_are_told_so(world: World) -> None:
    pk = send(world, "a.txt", b"soon gone, these words").json()["id"]
    blobs.place(Attachment.objects.get().digest).unlink()
    assert fetch(world, pk).status_code == 404


@pytest.mark.parametrize(
    ("given", "status", "field"),
    [
        ({"other": "x"}, 422, "file"),
        ({"file": "no file"}, 422, "file"),
        ({"two": True}, 422, "file"),
        ({"what": "x", "real": True}, 422, "what"),
        ({"comment": "x", "real": True}, 422, "comment"),
        ({"comment": "77", "real": True}, 404, "comment"),
    ],
)
def test_forms_that_are_wrong(world: World, given: dict[str, Any], status: int, field: str) -> None:
    body: dict[str, Any] = {name: value for name, value in given.items() if name not in ("real", "two")}
    if "real" in given:
        body["file"] = SimpleUploadedFile("a.txt", b"x")
    if "two" in given:
        body["file"] = [SimpleUploadedFile("a.txt", b"x"), SimpleUploadedFile("b.txt", b"y")]
    told = Client().post("/api/v1/items/PAY-1/attachments", body, **bearer(world))
    assert (told.status_code, told.json()["field"]) == (status, field), told.content


def test_limits_and_types_are_told(world: World, settings: Any) -> None:
    settings.ATTACHMENT_LIMIT = 1000
    assert send(world, "a.txt", b"x" * 1001).status_code == 422
    assert send(world, "a.txt", b"x" * 100_000).status_code == 413
    told = send(world, "cat.png", HTML)
    assert (told.status_code, told.json()["field"]) == (422, "file_name")
    broken = Client().generic(
        "POST",
        "/api/v1/items/PAY-1/attachments",
        b"nonsense",
        content_type="multipart/form-data; boundary=x",
        **bearer(world),
    )
    assert broken.status_code in (400, 422)


def test_a_reading_token_brings_nothing(world: World) -> None:
    file = SimpleUploadedFile("a.txt", b"x")
    token = bearer(world, scopes=["read"])
    assert Client().post("/api/v1/items/PAY-1/attachments", {"file": file}, **token).status_code == 403


def test_numbers_beyond_all_rows_are_not_found(world: World) -> None:
    assert fetch(world, 10**30).status_code in (404, 422)
