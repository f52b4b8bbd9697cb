"""Files in an S3-compatible store: brought, handed out, collected, exported and moved, against a server that runs."""

import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from headway.cli import start
from headway.commands import catalogue
from headway.commands.files import collect, upload
from headway.commands.tokens import CreateToken
from headway.models import Attachment, Workspace, blobs
from headway.models.blob_bucket import At, Bucket
from headway.rules.errors import Invalid, Unavailable
from tests.buckets import Server, serving
from tests.importers.workbench import headway
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
HTML = b"<script>alert(document.domain)</script>"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


@pytest.fixture(autouse=True)
def store(server: Server, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    server.empty()
    settings.HOME, settings.FILES = tmp_path, server.at()
    monkeypatch.setattr(start, "database", lambda: None)
    return server


@pytest.fixture
def world() -> World:
    made = make_world()
    made.do(catalogue()["item.create"](kind="task", title="One", team="PAY"))
    return made


def bearer(world: World) -> dict[str, Any]:
    told = world.do(CreateToken(token_name=f"t{world.now}"), by="owner")
    return {"headers": {"Authorization": f"Bearer {told['token']}"}}


def send(world: World, name: str, raw: bytes) -> Any:
    file = SimpleUploadedFile(name, raw, content_type="text/html")
    return Client().post("/api/v1/items/PAY-1/attachments", {"file": file}, **bearer(world))


def fetch(world: World, pk: int, query: str = "") -> Any:
    return Client().get(f"/api/v1/attachments/{pk}/content{query}", **bearer(world))


def in_folder() -> list[Path]:
    return [path for path in blobs.root().rglob("*") if path.is_file() and path.name != ".lock"]


def spooled() -> list[str]:
    return [name for name in os.listdir(Bucket(At("any")).spool()) if name.startswith("incoming-")]


def test_a_file_lies_in_the_bucket_and_is_handed_out_harmless(world: World, store: Server) -> None:
    pk = send(world, "page.html", HTML).json()["id"]
    digest = Attachment.objects.get().digest
    assert store.objects() == [f"acme/files/{digest[:2]}/{digest}"]
    assert in_folder() == spooled() == []
    answer = fetch(world, pk, "?show")
    assert b"".join(answer.streaming_content) == HTML
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Length"] == str(len(HTML))
    head = store.client().head_object(Bucket="files", Key=store.objects()[0])
    assert (head["ContentType"], head["ContentDisposition"]) == ("application/octet-stream", "attachment")


def test_a_picture_is_shown_and_known_again(world: World) -> None:
    pk = send(world, "cat.png", PNG).json()["id"]
    shown = fetch(world, pk, "?show")
    assert (b"".join(shown.streaming_content), shown["Content-Type"]) == (PNG, "image/png")
    headers = {**bearer(world)["headers"], "If-None-Match": shown["ETag"]}
    assert Client().get(f"/api/v1/attachments/{pk}/content?show", headers=headers).status_code == 304


def test_the_same_bytes_lie_once(world: World, store: Server) -> None:
    assert [send(world, name, b"words").status_code for name in ("a.txt", "b.txt")] == [201, 201]
    assert len(store.objects()) == 1


@pytest.mark.parametrize("raw", [b"", b"MZ\x90\x00\x03\x00", b"x" * 2000])
def test_what_is_refused_leaves_nothing(world: World, store: Server, settings: Any, raw: bytes) -> None:
    settings.ATTACHMENT_LIMIT = 1000
    with pytest.raises(Invalid):
        upload([raw], actor=world.actor(), now=world.now)
    assert (store.objects(), in_folder(), spooled()) == ([], [], [])


def test_a_store_that_cannot_be_had_leaves_neither_row_nor_file(world: World, store: Server, settings: Any) -> None:
    pk = send(world, "a.txt", b"words").json()["id"]
    settings.FILES = store.at(bucket="no-such-bucket")
    told = send(world, "b.txt", b"other words")
    assert (told.status_code, told.json()["code"]) == (503, "unavailable")
    assert "no-such-bucket" not in told.content.decode()
    settings.FILES = {**store.at(), "endpoint": "http://127.0.0.1:9"}
    assert fetch(world, pk).status_code == 503
    assert (Attachment.objects.count(), len(store.objects()), spooled()) == (1, 1, [])


def test_bytes_that_are_gone_are_told_so(world: World, store: Server) -> None:
    pk = send(world, "a.txt", b"words").json()["id"]
    store.empty()
    assert fetch(world, pk).status_code == 404
    handle = upload([b"new"], actor=world.actor(), now=world.now)
    store.empty()
    with pytest.raises(Invalid) as refusal:
        world.do(catalogue()["attachment.add"](key="PAY-1", file_name="a.txt", upload=handle))
    assert refusal.value.field == "upload"


def test_what_no_row_speaks_of_is_collected(world: World, store: Server) -> None:
    kept, removed = (send(world, name, name.encode()).json()["id"] for name in ("kept", "removed"))
    world.do(catalogue()["attachment.remove"](id=removed))
    orphan = blobs.store([b"orphan"]).digest
    digests = dict(Attachment.objects.values_list("id", "digest"))
    # What lies there is as old as the server's clock says: today.
    now = datetime.now(UTC)
    assert collect(now=now) == 0
    Attachment.objects.filter(pk=removed).update(removed_at=now)
    assert collect(now=now + 2 * DAY) == 1
    assert not any(orphan in key for key in store.objects())
    assert collect(now=now + 40 * DAY) == 1
    assert [key.rpartition("/")[2] for key in store.objects()] == [digests[kept]]


def test_what_is_brought_anew_is_not_collected(store: Server) -> None:
    stored = blobs.store([b"brought twice"])
    before = datetime.now(UTC).timestamp() - 5
    assert blobs.untouched_since(before) == []
    assert blobs.drop([stored.digest], untouched=before) == 0
    assert blobs.renew(stored.digest)
    assert blobs.read(stored.digest).read() == b"brought twice"


def test_an_export_carries_the_bytes_along(world: World, store: Server, tmp_path: Path) -> None:
    send(world, "a.txt", b"words")
    large = blobs.store([bytes(range(256)) * 4096])
    pk = send(world, "b.txt", b"x").json()["id"]
    Attachment.objects.filter(pk=pk).update(digest=large.digest, size=large.size)
    path = tmp_path / "out.jsonl"
    assert headway("export", "--workspace", world.workspace.slug, "-o", str(path)).code == 0
    store.empty()
    assert headway("import", "headway", str(path), "--workspace", "copy").code == 0
    copy = Workspace.objects.get(slug="copy")
    assert blobs.read(Attachment.objects.get(workspace=copy, name="a.txt").digest).read() == b"words"
    assert blobs.read(large.digest).read() == bytes(range(256)) * 4096
    assert (len(store.objects()), in_folder()) == (2, [])


@pytest.fixture
def lying(settings: Any, store: Server) -> list[str]:
    """Files in the folder, from before there was a bucket."""
    settings.FILES = {}
    digests = [blobs.store([f"file {n}".encode()]).digest for n in range(5)]
    settings.FILES = store.at()
    return digests


def test_files_are_moved_into_the_bucket_and_back(lying: list[str], store: Server) -> None:
    assert blobs.read(lying[0]).read() == b"file 0"
    done = headway("files", "move", "--json")
    assert done.code == 0, done.err
    assert orjson.loads(done.out) == {
        **{"files": 5, "bytes": 30, "there": 0, "damaged": []},
        "to": "s3://files/acme/files",
    }
    assert (len(store.objects()), in_folder()) == (5, [])
    assert blobs.read(lying[3]).read() == b"file 3"
    assert orjson.loads(headway("files", "move", "--json").out)["files"] == 0
    assert orjson.loads(headway("files", "move", "--to", "folder", "--json").out)["files"] == 5
    assert (store.objects(), len(in_folder())) == ([], 5)
    assert blobs.read(lying[3]).read() == b"file 3"


def test_a_move_that_broke_off_is_gone_on_with(lying: list[str], store: Server, monkeypatch: Any) -> None:
    whole = Bucket.settle
    calls: list[str] = []

    def settle(self: Bucket, incoming: Path, digest: str) -> None:
        calls.append(digest)
        if len(calls) == 3:
            raise Unavailable("gone")
        whole(self, incoming, digest)

    monkeypatch.setattr(Bucket, "settle", settle)
    assert headway("files", "move").code == 1
    assert (len(store.objects()), len(in_folder())) == (2, 3)
    assert all(blobs.read(digest).read() for digest in lying)
    # One that arrived, but was not yet deleted where it was.
    blobs.folder().place(calls[0]).write_bytes(blobs.read(calls[0]).read())
    told = orjson.loads(headway("files", "move", "--json").out)
    assert (told["files"], told["there"], len(store.objects()), in_folder()) == (3, 1, 5, [])


def test_a_damaged_file_stays_and_is_named(lying: list[str], store: Server) -> None:
    blobs.place(lying[2]).write_bytes(b"rotten")
    done = headway("files", "move", "--json")
    assert (done.code, orjson.loads(done.out)["damaged"]) == (1, [lying[2]])
    assert (len(store.objects()), [path.name for path in in_folder()]) == (4, [lying[2]])


def test_a_move_without_a_bucket_names_the_variable(settings: Any) -> None:
    settings.FILES = {}
    done = headway("files", "move")
    assert (done.code, "HEADWAY_FILES: names no store" in done.err) == (2, True)


def _answering(code: str, status: int) -> Callable[..., Any]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@pytest.mark.parametrize(
    ("code", "status", "variable"),
    [
        ("InvalidAccessKeyId", 403, "HEADWAY_FILES_KEY"),
        ("SignatureDoesNotMatch", 403, "HEADWAY_FILES_KEY"),
        ("AccessDenied", 403, "HEADWAY_FILES_KEY"),
        ("NoSuchBucket", 404, "HEADWAY_FILES"),
        ("AuthorizationHeaderMalformed", 400, "HEADWAY_FILES_REGION"),
    ],
)
def test_what_the_store_refuses_is_told_by_variable(store: Server, code: str, status: int, variable: str) -> None:
    refusing = HTTPServer(("127.0.0.1", 0), _answering(code, status))  # type: ignore[arg-type]
    threading.Thread(target=refusing.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{refusing.server_port}"
    try:
        with pytest.raises(Invalid) as refusal:
            Bucket(At(**{**store.at(), "endpoint": endpoint})).check()
    finally:
        refusing.shutdown()
        refusing.server_close()
    assert refusal.value.field == variable
    assert store.at()["secret"] not in refusal.value.message


def test_a_bucket_that_is_there_is_in_order_and_one_out_of_reach_is_unavailable(store: Server) -> None:
    Bucket(At(**store.at())).check()
    with pytest.raises(Invalid) as refusal:
        Bucket(At(**store.at(bucket="no-such"))).check()
    assert refusal.value.field == "HEADWAY_FILES"
    with pytest.raises(Unavailable):
        Bucket(At(**{**store.at(), "endpoint": "http://127.0.0.1:9"})).check()
