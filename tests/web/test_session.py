"""Coming in, going out, and the first run."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_memory() -> None:
    cache.clear()


def test_strangers_sign_in_first_and_come_back(world: Any) -> None:
    client = Client()
    away = client.get("/explore?q=kind:task")
    assert away["Location"] == "/sign-in?next=%2Fexplore%3Fq%3Dkind%3Atask"
    typed = {"email": world.email("member").upper(), "password": "correct horse", "next": "/explore"}
    assert client.post("/sign-in", typed)["Location"] == "/explore"
    assert client.get("/explore").status_code == 200
    client.post("/sign-out")
    assert client.get("/explore").status_code == 302


def test_scripts_are_told_where_to_sign_in() -> None:
    answer = Client().get("/explore", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Redirect"].startswith("/sign-in")


def test_guessing_is_slowed_down(world: Any) -> None:
    client, email = Client(), world.email("member")
    for _ in range(8):
        assert client.post("/sign-in", {"email": email, "password": "wrong"}).status_code == 422
    assert client.post("/sign-in", {"email": email, "password": "correct horse"}).status_code == 429
    other = {"email": world.email("admin"), "password": "correct horse"}
    assert client.post("/sign-in", other).status_code == 302


def test_the_demo_lets_in_those_whom_it_lists_alone(world: Any, settings: Any, tmp_path: Any) -> None:
    settings.HOME = tmp_path
    person = {"email": world.email("member"), "name": "M", "role": "member", "label": "Contributor"}
    assert Client().post("/sign-in/demo", {"email": person["email"]}).status_code == 403
    (tmp_path / "demo.json").write_text(json.dumps([person]))
    client = Client()
    assert b"Contributor" in client.get("/sign-in").content
    assert client.post("/sign-in/demo", {"email": world.email("owner")}).status_code == 403
    assert client.post("/sign-in/demo", {"email": person["email"]}).status_code == 302
    assert client.get("/explore").status_code == 200


def test_the_first_run_makes_an_owner_and_is_then_closed() -> None:
    client = Client()
    assert client.get("/sign-in")["Location"] == "/welcome"
    typed = {"workspace": "Acme", "name": "Ann", "email": "ann@acme.example", "password": "short"}
    bad = client.post("/welcome", typed)
    assert bad.status_code == 422
    assert b'id="e-password"' in bad.content
    assert client.post("/welcome", {**typed, "password": "a long enough phrase"})["Location"] == "/start"
    assert client.get("/settings/members").status_code == 200
    assert Client().post("/welcome", {**typed, "email": "eve@acme.example"})["Location"] == "/sign-in"


def test_an_empty_workspace_leads_on_and_tells_no_noise() -> None:
    client = Client()
    typed = {"workspace": "Acme", "name": "Ann", "email": "ann@acme.example", "password": "a long enough phrase"}
    client.post("/welcome", typed)
    home = client.get("/my-work").content.decode()
    assert 'href="/start"' in home
    assert "is%3Aunassigned" not in home
    fed = client.get("/feed").content.decode()
    assert "added Ann as owner" in fed
    assert "founded the workspace Acme" in fed
    assert fed.count('class="feed-event"') == 2
    assert "by a rule" not in fed
    intake = client.get("/intake").content.decode()
    assert "Begin a rota" not in intake
    assert "A rota belongs to a team." in intake


def test_a_person_chooses_among_his_workspaces(world: Any) -> None:
    from headway.commands.workspaces import create_workspace
    from tests.world import START

    create_workspace(name="Zweite", now=START, owner=world.user("owner"))
    client = Client()
    client.force_login(world.user("owner"))
    assert b"<title>Explore \xc2\xb7 acme" in client.get("/explore").content
    client.post("/workspace", {"workspace": "zweite"})
    assert b"<title>Explore \xc2\xb7 Zweite" in client.get("/explore").content
    client.post("/workspace", {"workspace": "not-mine"})
    assert client.get("/explore").status_code == 200


def test_light_or_dark_is_remembered(world: Any) -> None:
    client = Client()
    client.force_login(world.user("member"))
    client.post("/theme", {"theme": "dark", "next": "/explore"})
    assert b'data-theme="dark"' in client.get("/explore").content
    client.post("/theme", {"theme": "<script>"})
    assert b'data-theme="auto"' in client.get("/explore").content
