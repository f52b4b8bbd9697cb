"""Pages of teams, operations, intake, settings, projects and reports in German, to the last of their words."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from headway.commands.forms import CreateForm
from headway.models import User
from headway.tongue import speaking, translated
from headway.web.automation.draft import does
from headway.web.automation.examples import EXAMPLES, example

pytestmark = pytest.mark.django_db
GERMAN = {"Accept-Language": "de"}
ENGLISH = (
    *("Nobody's", "Under way", "What holds it up", "Hours planned of", "Over-commitment", "No estimate"),
    *("On time", "All, also retired", "Put off", "By impact", "Forms and rules", "Begin a rota", "Time zone"),
    *("Add a state", "New field", "All rules", "Try it", "In the digest", "Letters go to", "Each day", "Narrow"),
    *("Bring a file", "Export everything", "Nothing has been", "Deliverables", "Stakeholders", "The figures suggest"),
    *("Take a baseline", "No phases yet", "Budget by currency", "Status reports", "Critical path", "Nothing to draw"),
    *("In a few words", "How bad is it", "Leave this empty", "Thank you", "last change"),
)
PAGES = {
    "/teams": "Ohne Zuständigen",
    "/teams/PAY": "Was aufhält",
    "/operations": "Last je Woche",
    "/triage": "Formulare und Regeln",
    "/intake": "Was von Problemen verlangt wird",
    "/settings/workspace": "Zeitzone",
    "/settings/members": "Mitglieder",
    "/settings/teams": "Jemanden hinzufügen",
    "/settings/states": "sechs festen Kategorien",
    "/settings/fields": "Noch keine eigenen Felder",
    "/settings/calendars": "Noch keine Kalender",
    "/settings/leave": "Niemand wird abwesend sein",
    "/settings/service": "Noch ist nichts zugesagt",
    "/settings/notifications": "Im Sammelbrief",
    "/settings/automation": "Für den Anfang",
    "/settings/automation/new?like=dependants": "Was auf eine erledigte Aufgabe gewartet hat, ist bereit",
    "/settings/imports": "Datei einlesen",
    "/settings/export": "Alles exportieren",
    "/settings/audit": "Protokoll eingrenzen",
    "/settings/tokens": "Neues Token",
    "/projects/{project}": "Die Kennzahlen legen",
    "/projects/{project}/plan": "Noch keine Phasen",
    "/projects/{project}/budget": "Budget nach Währung",
    "/projects/{project}/baselines": "Noch kein Basisplan",
    "/projects/{project}/reports": "Noch keine Berichte",
    "/projects/{project}/timeline": "Zeitplan",
    "/templates": "Noch keine Vorlagen",
    "/rates": "Noch keine Stundensätze",
}


class _Read(HTMLParser):
    """Everything that a reader is told: text, and attributes that are read to him."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.told += [value or "" for name, value in attrs if name in ("aria-label", "title", "placeholder")]

    def handle_data(self, data: str) -> None:
        self.told.append(data)


def told(answer: Any) -> str:
    reader = _Read()
    reader.feed(answer.text)
    return " ".join(" ".join(reader.told).split())


def test_pages_speak_german(world: Any, work: dict[str, str]) -> None:
    client = Client()
    client.force_login(User.objects.get(email=world.email("owner")))
    for path, known in PAGES.items():
        answer = client.get(path.format(**work), headers=GERMAN)
        words = told(answer)
        assert answer.status_code == 200, path
        assert known in words, path
        assert [one for one in ENGLISH if one in words] == [], path


def test_people_outside_are_answered_in_their_browsers_language(world: Any) -> None:
    asks = ["details", "affected", "severity", "urgency", "name", "email"]
    link = world.do(CreateForm(title="Panne", public=True, team="PAY", asks=asks))["link"]
    form = told(Client().get(f"/report/{link}", headers=GERMAN))
    assert [one for one in ("In wenigen Worten", "Wie schlimm ist es?", "Es behindert") if one not in form] == []
    thanked = Client().post(f"/report/{link}", {"title": "Kaputt"}, headers=GERMAN, follow=True)
    after = told(thanked)
    assert "Danke, wir haben es erhalten." in after
    assert [one for one in ENGLISH if one in form + after] == []


def test_every_command_of_a_rule_has_a_german_name() -> None:
    with speaking("de"):
        assert [words for _, commands in does() for _, words in commands if translated(words) == words] == []


def test_an_example_of_a_rule_keeps_its_codes() -> None:
    with speaking("de"):
        for slug, known in EXAMPLES.items():
            taken = example(slug)
            assert taken is not None
            assert taken["rule_name"] != known["rule_name"]
            for one, other in zip(taken["acts"], known["acts"], strict=True):
                codes = {key: value for key, value in one["arguments"].items() if key not in ("title", "body")}
                assert codes == {key: other["arguments"][key] for key in codes}
