"""Pages in the reader's language: the one he chose, else the one his browser asks for."""

from typing import Any

import pytest
from django.test import Client

from headway.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(world: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=world.email("admin")))
    return client


def test_the_browser_asks_for_a_language(client: Client) -> None:
    for asked, language, words in (
        ("de-AT,en;q=0.5", "de", "Eingang"),
        ("fr,en;q=0.5", "en", "Inbox"),
        ("", "en", "Inbox"),
    ):
        answer = client.get("/inbox", headers={"Accept-Language": asked})
        assert f'<html lang="{language}"' in answer.text
        assert f"<title>{words} ·" in answer.text


def test_a_language_is_chosen_and_left_to_the_browser_again(client: Client, world: Any) -> None:
    assert client.post("/settings/account/language", {"language": "de"}).status_code == 302
    assert '<html lang="de"' in client.get("/inbox", headers={"Accept-Language": "en"}).text
    client.post("/settings/account/language", {"language": ""})
    assert '<html lang="en"' in client.get("/inbox", headers={"Accept-Language": "en"}).text


def test_a_language_that_the_house_does_not_speak_is_refused(client: Client, world: Any) -> None:
    answer = client.post("/settings/account/language", {"language": "tlh"})
    assert answer.status_code == 422
    assert "choose one of" in answer.text
    assert User.objects.get(email=world.email("admin")).language == ""


def test_scripts_have_words_of_their_own(client: Client) -> None:
    answer = client.get("/words/de-0.js")
    assert answer.text.startswith("globalThis.headwayWords = {")
    assert "immutable" in answer.headers["Cache-Control"]
    assert "/words/" not in client.get("/inbox", headers={"Accept-Language": "en"}).text
    assert "/words/de-" in client.get("/inbox", headers={"Accept-Language": "de"}).text


def test_programs_are_answered_in_english(client: Client) -> None:
    answer = client.get("/api/v1/items", headers={"Accept-Language": "de"})
    assert "Content-Language" not in answer.headers
