"""Goals, portfolio, insights, summaries and what happened, as a German reader sees them: whole, and in German."""

from datetime import UTC, datetime
from typing import Any

import pytest

from headway.commands.findings import renew
from headway.commands.items import ChangeItem
from headway.models import Finding, Item
from headway.queries.base import Look
from headway.queries.findings import ListFindings
from headway.queries.telling_words import changed, minutes, value_told
from headway.rules.findings import ELSEWHERE, Signal
from headway.rules.insight_words import FindingKind, Sight
from headway.tongue import joined, say, speaking
from headway.tongue.formats import day
from tests.world import World

GERMAN = {"Accept-Language": "de"}
PAGES = (
    ("/goals", ("Ziele", "Welche Ziele", "Ausrichtung"), ("All periods", "With ended ones", "not measured")),
    ("/alignment", ("Ausrichtung", "Wohin der Aufwand geht"), ("Where the effort goes", "Serves no goal", " weeks<")),
    ("/portfolio", ("Alle in Erkunden", "Erledigt je Woche", "Überfällig"), ("Done by week", "All in Explore")),
    ("/insights", ("Keine Risiken bekannt", "Zu erledigen", "Trefferquote"), ("No risks are known", "To be seen to")),
    ("/insights/track-record", ("Laufende Prognosen", "Rückblick"), ("Live forecasts", "None yet")),
    ("/summary", ("Alle Arbeit", "Zusammenfassung", "Vorg", "Geschäftsleitung"), ("All work", " came in", "of work")),
)


@pytest.mark.parametrize(("address", "there", "gone"), PAGES)
def test_pages_are_german_to_a_german_reader(
    work: dict[str, str], visit: Any, address: str, there: tuple[str, ...], gone: tuple[str, ...]
) -> None:
    page = visit("member").get(address, headers=GERMAN).text
    assert [words for words in there if words not in page] == []
    assert [words for words in gone if words in page] == []


def test_a_finding_is_kept_as_it_was_made_and_said_to_each_reader_in_his_language(
    world: World, work: dict[str, str], visit: Any
) -> None:
    pk = Item.objects.get(key=work["task"]).pk
    due = day(datetime(2026, 3, 31, tzinfo=UTC).date(), year=True)
    said = joined(" ", say("%(key)s is %(odds)s likely to be done by %(due)s.", key="G-1", odds="5 %", due=due))
    act = say("Give %(key)s an owner", key=work["task"])
    one = Signal(FindingKind.OVERDUE, pk, 0.9, 0.4, 9, said, act, (pk,))
    renew(world.workspace, Sight.OPEN, [one], snapshot="a", model="m", now=datetime.now(UTC))
    client = visit("member")
    assert "G-1 is 5 % likely to be done by 31 Mar 2026." in client.get("/insights").text
    page = client.get("/insights", headers=GERMAN).text
    assert "G-1 wird mit 5 % Wahrscheinlichkeit bis zum 31. März 2026 fertig." in page
    assert f">{work['task']}</a> einen Verantwortlichen bestimmen." in page
    assert "Für" not in Finding.objects.get().action
    Finding.objects.update(said={}, sentence="As it was said before.")
    assert "As it was said before." in client.get("/insights", headers=GERMAN).text


def test_what_is_not_of_the_house_is_never_translated(world: World, work: dict[str, str]) -> None:
    pk = Item.objects.get(key=work["task"]).pk
    one = Signal(FindingKind.OVERDUE, pk, 0.9, 0.4, 9, "Overdue", "Overdue", (pk,))
    renew(world.workspace, Sight.OPEN, [one], snapshot="a", model="m", now=datetime.now(UTC))
    with speaking("de"):
        asked = ListFindings().answer(Look(actor=world.actor("member"), now=datetime.now(UTC)))
    assert asked.rows[0].sentence == "Overdue"
    assert ELSEWHERE.startswith("dismissed by an admin")


def test_what_happened_is_told_in_german(world: World, work: dict[str, str], visit: Any) -> None:
    world.do(ChangeItem(key=work["task"], due="2026-03-09"))
    feed = visit("owner").get("/feed", headers=GERMAN).text
    assert "hat geändert: Fälligkeit" in feed
    assert "9. März 2026" in feed
    assert "changed:" not in feed


def test_values_and_changes_have_their_german_words() -> None:
    with speaking("de"):
        assert value_told("due", "2026-03-09") == "9. März 2026"
        assert (minutes(90), minutes(-60), minutes(0)) == ("1 Std. 30 Min.", "-1 Std.", "0 Min.")
        assert changed("Titel", "A", "B") == "Titel von A auf B"
    assert value_told("due", "2026-03-09") == "2026-03-09"
    assert minutes(90) == "1h 30m"
