"""What every operation has in common: authorisation, versions, repetition, pages, addresses."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from headway.models import Event, Item, Token
from tests.api.calls import Api, problem
from tests.places import World, do, seq

pytestmark = pytest.mark.django_db


def test_an_item_is_made_read_changed_and_binned(member: Api, world: World) -> None:
    made = member("POST", "/items", {"kind": "task", "title": "Pay the bill", "team": "PAY"})
    assert made.status_code == 201
    assert made["ETag"] == '"1"'
    key = made.json()["key"]
    assert made.json() == {"key": key, "version": 1, "state": "Backlog", "category": "backlog"}
    changed = member("PATCH", f"/items/{key}", {"title": "Pay the bills"}, If_Match=made["ETag"])
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    moved = member("POST", f"/items/{key}/move", {"state": "done"})
    assert moved.json()["category"] == "done"
    assert member("DELETE", f"/items/{key}").status_code == 200
    assert Item.objects.get(key=key, workspace=world.workspace).deleted_at is not None
    assert Event.objects.filter(workspace=world.workspace, item__key=key).values_list("via", flat=True)[0] == "api"


def test_addresses_outside_of_the_version_are_refused_in_the_words_of_the_api(client: Client) -> None:
    for path in ("/api", "/api/", "/api/v2/items", "/api/v1/nothing"):
        assert problem(client.get(path), 404)["code"] == "not_found"


def test_two_writers_get_one_conflict_that_tells_what_changed(owner: Api, member: Api, world: World) -> None:
    key = world.open.task
    etag = owner("PATCH", f"/items/{key}", {"priority": "high"})["ETag"]
    assert owner("PATCH", f"/items/{key}", {"title": "Mine"}, If_Match=etag).status_code == 200
    told = problem(member("PATCH", f"/items/{key}", {"title": "Theirs"}, If_Match=etag), 412)
    assert told["code"] == "stale"
    assert told["version"] == int(etag.strip('"')) + 1
    assert [(one["by"], one["changes"]["title"][1]) for one in told["changed"]] == [("owner", "Mine")]
    assert Item.objects.get(workspace=world.workspace, key=key).title == "Mine"


@pytest.mark.parametrize("stated", ['3"', "three", '"0"', '"1", "2"', "1"])
def test_a_malformed_version_is_refused(stated: str, owner: Api, world: World) -> None:
    told = problem(owner("PATCH", f"/items/{world.open.task}", {"title": "x"}, If_Match=stated), 400)
    assert told["field"] == "If-Match"


def test_a_version_is_refused_where_it_would_be_ignored(owner: Api, world: World) -> None:
    told = problem(owner("POST", f"/items/{world.open.task}/comments", {"body": "x"}, If_Match='"1"'), 400)
    assert told["field"] == "If-Match"


def test_a_repetition_with_the_same_key_does_nothing_more(owner: Api, world: World) -> None:
    body = {"kind": "task", "title": "Once"}
    first = owner("POST", "/items", body, Idempotency_Key="k1")
    before = seq(world.workspace)
    assert owner("POST", "/items", body, Idempotency_Key="k1").json() == first.json()
    assert seq(world.workspace) == before
    told = problem(owner("POST", "/items", body | {"title": "Twice"}, Idempotency_Key="k1"), 409)
    assert (told["code"], told["field"]) == ("idempotency_key_reused", "Idempotency-Key")
    assert owner("POST", "/items", body, Idempotency_Key="k2").json()["key"] != first.json()["key"]


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb", "ä"])
def test_a_key_that_is_none_is_refused(key: str, owner: Api) -> None:
    told = problem(owner("POST", "/items", {"kind": "task", "title": "x"}, Idempotency_Key=key), 400)
    assert told["field"] == "Idempotency-Key"


def test_a_secret_is_told_once_and_not_kept(owner: Api) -> None:
    body = {"token_name": "script"}
    first = owner("POST", "/tokens", body, Idempotency_Key="k").json()
    assert first["token"].startswith("hw_")
    assert owner("POST", "/tokens", body, Idempotency_Key="k").json() == first | {"token": None}


def test_without_a_token_nobody_comes_in(world: World) -> None:
    client = Client()
    told = problem(client.post("/api/v1/items", {}, content_type="application/json"), 401)
    assert told["code"] == "unauthenticated"
    refused = client.get("/api/v1/me", headers={"Authorization": "Basic abc"})
    assert refused["WWW-Authenticate"].startswith("Bearer")
    problem(refused, 401)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"revoked_at": timezone.now()}, "revoked"),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "expired"),
        ({"digest": "0" * 64}, "not known"),
    ],
)
def test_a_token_that_no_longer_holds_is_refused(change: dict[str, object], word: str, owner: Api) -> None:
    Token.objects.filter(pk=Token.objects.latest("id").pk).update(**change)
    assert word in problem(owner("GET", "/me"), 401)["detail"]


def test_members_and_users_who_left_are_refused(world: World) -> None:
    guest = Api(world, "guest")
    world.users["guest"].__class__.objects.filter(email="guest@acme.test").update(is_active=False)
    assert "no longer active" in problem(guest("GET", "/me"), 401)["detail"]
    admin = Api(world, "admin")
    do(world.people["owner"], "member.update", member="admin@acme.test", active=False)
    assert "no longer active" in problem(admin("GET", "/me"), 401)["detail"]


def test_the_use_of_a_token_is_kept_to_the_minute(owner: Api) -> None:
    owner("GET", "/me")
    used = Token.objects.latest("id").used_at
    assert used is not None
    owner("GET", "/me")
    assert Token.objects.latest("id").used_at == used
    Token.objects.update(used_at=used - timedelta(minutes=2))
    owner("GET", "/me")
    assert Token.objects.latest("id").used_at > used


def test_scopes_bound_what_a_token_may(world: World) -> None:
    reader = Api(world, "owner", scopes=("read",))
    assert reader("GET", "/me").status_code == 200
    assert problem(reader("POST", "/items", {"kind": "task", "title": "x"}), 403)["scope"] == "write"
    writer = Api(world, "owner", scopes=("write",))
    assert problem(writer("GET", "/me"), 403)["scope"] == "read"
    assert problem(writer("POST", "/members", {"email": "a@b.test", "member_name": "A"}), 403)["scope"] == "admin"


def test_roles_bound_what_a_member_may(member: Api) -> None:
    told = problem(member("POST", "/teams", {"key": "NEW", "team_name": "New"}), 403)
    assert told["code"] == "forbidden"
    assert told["role"] == "admin"


def test_a_token_names_no_workspace_but_its_own(owner: Api, world: World) -> None:
    assert owner("GET", "/me", Headway_Workspace=world.workspace.slug).status_code == 200
    told = problem(owner("GET", "/me", Headway_Workspace=world.elsewhere.slug), 404)
    assert told["field"] == "Headway-Workspace"


def test_a_session_needs_the_csrf_token_to_change_something(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["member"])
    assert client.get("/api/v1/me").status_code == 200
    body = {"kind": "task", "title": "From the browser"}
    refused = client.post("/api/v1/items", body, content_type="application/json")
    assert problem(refused, 403)["field"] == "X-CSRFToken"
    client.cookies["csrftoken"] = "a" * 32
    sent = client.post("/api/v1/items", body, content_type="application/json", headers={"X-CSRFToken": "a" * 32})
    assert sent.status_code == 201
    event = Event.objects.filter(workspace=world.workspace).latest("seq")
    assert event.via == "web"


def test_a_session_in_several_workspaces_says_which(world: World) -> None:
    do(world.people["stranger"], "member.add", email="member@acme.test", member_name="m")
    client = Client()
    client.force_login(world.users["member"])
    told = problem(client.get("/api/v1/me"), 400)
    assert told["field"] == "Headway-Workspace"
    assert "acme, elsewhere" in told["detail"]
    assert client.get("/api/v1/me", headers={"Headway-Workspace": "elsewhere"}).status_code == 200
    problem(client.get("/api/v1/me", headers={"Headway-Workspace": "nowhere"}), 404)


def test_a_reader_who_has_the_answer_is_told_so(owner: Api) -> None:
    first = owner("GET", "/labels")
    again = owner("GET", "/labels", If_None_Match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert owner("GET", "/labels", If_None_Match='"other"').status_code == 200


def test_an_items_etag_is_its_version_and_tells_of_new_comments(owner: Api, world: World) -> None:
    address = f"/items/{world.open.task}"
    first = owner("GET", address)
    version, _, digest = first["ETag"].strip('"').partition(".")
    assert version == str(first.json()["row"]["version"])
    assert digest
    assert owner("GET", address, If_None_Match=first["ETag"]).status_code == 304
    owner("POST", f"{address}/comments", {"body": "News"})
    again = owner("GET", address, If_None_Match=first["ETag"])
    assert (again.status_code, again["ETag"].partition(".")[0]) == (200, f'"{version}')
    assert owner("PATCH", address, {"title": "New"}, If_Match=again["ETag"]).status_code == 200
    problem(owner("PATCH", address, {"title": "Newer"}, If_Match=again["ETag"]), 412)


def test_pages_follow_one_another(owner: Api) -> None:
    seen: list[str] = []
    address = "/items?limit=5"
    while address:
        page = owner("GET", address)
        assert page.status_code == 200, page.content
        seen += [row["key"] for row in page.json()["rows"]]
        link = page.headers.get("Link", "")
        assert bool(link) == bool(page.json()["next"])
        address = link.removeprefix("<").partition(">")[0].removeprefix("/api/v1")
    assert len(seen) == len(set(seen)) == Item.objects.filter(workspace__slug="acme", deleted_at=None).count()


def test_addresses_and_methods_that_do_not_exist(owner: Api, world: World) -> None:
    assert problem(owner("GET", "/nothing/here"), 404)["code"] == "not_found"
    refused = owner("PUT", "/items", {})
    assert problem(refused, 405)["code"] == "method_not_allowed"
    assert refused["Allow"] == "GET, HEAD, OPTIONS, POST"
    asked = owner("OPTIONS", "/items")
    assert (asked.status_code, asked["Allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    head, got = owner("HEAD", "/me"), owner("GET", "/me")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", got["ETag"])
    problem(owner("HEAD", f"/items/{world.open.task}/move"), 405)


def test_labels_with_slashes_are_reached(owner: Api, world: World) -> None:
    owner("PATCH", f"/items/{world.open.task}", {"labels": ["area/back end"]})
    renamed = owner("PATCH", "/labels/area%2Fback%20end", {"to": "area"})
    assert (renamed.status_code, renamed.json()) == (200, {"label": "area"})
