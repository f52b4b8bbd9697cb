"""The pages that everybody uses, in German: nothing of their own is left in English."""

import re
from typing import Any

import pytest
from django.test import Client

from headway import commands
from headway.models import User
from headway.tongue import speaking
from headway.web import formats
from headway.web.act import words, words_plain
from headway.web.act.schema import path_fields, shapes

pytestmark = pytest.mark.django_db

PAGES = {
    "/my-work": ("Meine Arbeit", "My work|Inbox|Settings|Skip to content|Find or do anything"),
    "/explore": ("Nach Wirkung", "By impact|Quick filters|Saved views|Columns|Priority|Select all rows"),
    "/explore?layout=calendar": ("ohne Fälligkeit", "Month before|without a due date|Today"),
    "/explore?layout=timeline": ("Erkunden", "Due earlier|with a due date|those without"),
    "/board": ("Alle Arbeit", "All work|By assignee|All teams|Move "),
    "/search": ("Was Sie fragen können", "What you can ask|Changed last"),
    "/feed": ("Neuigkeiten", "Whatever anybody|Latest"),
    "/time": ("Die Woche danach", "The week after|Member<|Show<"),
    "/start": ("Wege zu beginnen", "Ways to begin|Name a team|Bring work in"),
    "/settings/account": ("Passwort ändern", "Change password|Time zone|Signs in as"),
    "/act/item.create?kind=task": ("Neue Aufgabe", "New task|Description|Separated by commas|Nobody"),
    "/act/leave.add": ("Neue Abwesenheit", "New leave|To, included"),
    "/palette": ("Uhr anhalten", "Stop the clock|Commands|Pages"),
    "/nowhere": ("Hier ist nichts", "There is nothing here|Go home"),
    "/offline": ("Sie sind offline", "You are offline"),
}


@pytest.fixture
def client(world: Any) -> Client:
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(User.objects.get(email=world.email("admin")))
    return client


def test_pages_speak_german_throughout(client: Client) -> None:
    for address, (said, unsaid) in PAGES.items():
        page = client.get(address).text
        assert said in page, address
        assert not re.search(unsaid, page), address


def test_an_item_speaks_german_throughout(client: Client, work: dict[str, str]) -> None:
    page = client.get(f"/items/{work['task']}").text
    assert all(word in page for word in ("Verknüpfungen", "Kommentieren", "Verantwortlich", "Uhr starten"))
    assert not re.search("Relations|Conversation|Start clock|Beneath it|Followers|Checklist<|>None<|Add a step", page)


def test_signing_in_speaks_german(world: Any) -> None:
    client = Client(headers={"Accept-Language": "de"})
    assert "Anmelden" in client.get("/sign-in").text
    refused = client.post("/sign-in", {"email": world.email("admin"), "password": "no"}).text
    assert "gehören nicht zusammen" in refused
    assert "Password" not in refused


def test_the_palette_finds_by_words_of_either_language(client: Client) -> None:
    for asked in ("urlaub", "abwesenheit", "enter leave"):
        found = re.sub("</?mark>", "", client.get("/palette", {"q": asked}).text)
        assert "Abwesenheit eintragen" in found, asked


def test_what_forms_ask_has_german_words() -> None:
    same = {"Name", "Team", "Budget", "Details", "Timebox", "Phase", "Position", "Person", "Option", "Token", "Link"}
    with speaking("de"):
        for name, command in commands.catalogue().items():
            asked = set(shapes(command)) - path_fields(command)
            if name.partition(".")[0] in ("history", "mail") or not asked:
                continue
            labels = {words.label(field): field for field in words.layout(name, "task", list(asked))}
            english = {field for label, field in labels.items() if label == label_of(field)} - UNSEEN
            bare = {words.label(field) for field in english} - same - {"Labels", "Sponsor"}
            assert not bare, (
                f"{name}: give {bare} labels in web/act/words_tables.py or a sister of it, and their German"
            )


def label_of(field: str) -> str:
    """Return a field's words in English."""
    with speaking("en"):
        return words.label(field)


UNSEEN = {"upload", "media_type", "references", "subject", "sender", "sender_name", "attachments", "content", "places"}
"""Fields that programs fill in."""


def test_what_forms_without_fields_say_is_what_the_commands_say() -> None:
    docs = {" ".join((command.__doc__ or "").split()) for command in commands.catalogue().values()}
    assert set(words_plain.ABOUT) <= docs
    with speaking("de"):
        assert words.about(words_plain.ABOUT[0]) != words_plain.ABOUT[0]


def test_an_unknown_fact_leaves_a_sentence_that_can_be_read() -> None:
    assert words.title("item.update", {}) == "Edit"
    with speaking("de"):
        assert words.title("item.update", {}) == "Bearbeiten"
        assert words.title("item.create", {"kind": "issue"}) == "Neues Problem"
        assert words.done("leave.add", {"handed_on": ["A-1"], "falls_in_leave": ["A-2", "A-3"]}) == (
            "Abwesenheit eingetragen; A-1 weitergegeben; A-2, A-3 fallen hinein"
        )


def test_efforts_and_sizes_in_german() -> None:
    with speaking("de"):
        assert formats.effort(630) == "1 Tg. 2 Std. 30 Min."
        assert formats.typed_effort(630) == "1d2h30m"
        assert formats.size(1_500_000) == "1,5 MB"
