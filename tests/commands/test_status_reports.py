"""Status reports: filled from the facts, published and fixed, shared by a link that shows them and nothing else."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from headway.commands.deliverables import AddDeliverable
from headway.commands.items import ChangeItem, CreateItem
from headway.commands.money import AddCost, SetRate
from headway.commands.moves import MoveItem
from headway.commands.phases import AddPhase
from headway.commands.relations import AddRelation
from headway.commands.status_reports import (
    DiscardStatusReport,
    DraftStatusReport,
    EditStatusReport,
    PublishStatusReport,
    ShareStatusReport,
    UnshareStatusReport,
)
from headway.commands.work import LogWork
from headway.models import StatusReport
from headway.queries.base import ask
from headway.queries.feed import ListItemEvents
from headway.queries.status_reports import ListStatusReports, ShowStatusReport, StatusReportPage, shared
from headway.queries.verify import verify
from headway.rules.errors import Forbidden, NotFound, Refused
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def key(world: World) -> str:
    """A project under way on 2 March 2026: something done, late, blocked, coming up, and an issue that hurts it."""
    fields = {"owner": world.email("member"), "team": "PAY", "budget": 100_000, "currency": "EUR", "due": "2026-05-29"}
    key = str(world.do(CreateItem(kind="project", title="New provider", state="Active", **fields))["key"])
    phase = world.do(AddPhase(project=key, phase_name="Design", due="2026-03-31"))["id"]
    world.do(AddDeliverable(project=key, title="The manual", due="2026-05-29"))

    def task(title: str, **more: object) -> str:
        return str(world.do(CreateItem(kind="task", title=title, parent=key, **more))["key"])

    done = task("Choose", effort=120, phase=phase)
    world.do(MoveItem(key=done, state="Done"))
    late = task("Sign | the _contract_", effort=60, due="2026-02-20")
    task("Connect", effort=1020)
    task("Go live", milestone=True, due="2026-03-20")
    task("Hidden", private=True, due="2026-01-01", effort=6000)
    issue = str(world.do(CreateItem(kind="issue", title="Charged twice", severity="major"))["key"])
    world.do(AddRelation(source=issue, type="blocks", target=late))
    secret = str(world.do(CreateItem(kind="issue", title="A secret breach", severity="critical", team="SEC"))["key"])
    world.do(AddRelation(source=secret, type="affects", target=key))
    world.do(SetRate(amount=6_000, currency="EUR", valid_from="2026-01-01"))
    world.do(LogWork(key=done, minutes=100), by="member")
    world.do(AddCost(project=key, heading="Licences", amount=40_000, currency="EUR", date="2026-03-01"))
    return key


def shown(world: World, pk: int, by: str = "member") -> StatusReportPage:
    answer = ask(ShowStatusReport(id=pk), actor=world.actor(by), now=world.now)
    assert isinstance(answer, StatusReportPage)
    return answer


def test_a_draft_is_filled_from_the_facts(world: World, key: str) -> None:
    pk = world.do(DraftStatusReport(project=key, with_budget=True), by="owner")["id"]
    report = shown(world, pk)
    facts = report.figures
    assert (facts.total, facts.done, facts.progress) == (1200, 120, 0.1)
    assert (facts.open_count, facts.done_count, facts.late_count, facts.late_minutes) == (3, 1, 1, 60)
    assert [one.title for one in facts.done_since] == ["Choose"]
    assert [(one.title, one.days) for one in facts.late] == [("Sign | the _contract_", 10)]
    assert [one.word for one in facts.blocked] == [f"by {facts.issues[0].key} Charged twice"]
    assert [(one.title, one.word) for one in facts.issues] == [("Charged twice", "major")]
    assert [one.title for one in facts.upcoming] == ["Go live"]
    assert [(one.name, one.total, one.done) for one in facts.phases] == [("Design", 120, 120)]
    assert facts.budget is not None
    assert [(one.currency, one.actual, one.remaining, one.used) for one in facts.budget] == [
        ("EUR", 50_000, 50_000, 0.5)
    ]
    assert (report.health, facts.suggested) == ("amber", "amber")
    assert "50 % of the EUR used for 10 % of the work" in facts.reasons
    for words in (
        "10 % of the work is done (2 h of 20 h). It is due on",
        "1 of 4 pieces of work is done, which is 25 %. 1 piece of work is overdue; the longest is",
        "1 piece of work waits for other work that is open. 1 piece of work was done since",
        r"Sign \| the \_contract\_",
        "| 1\u202f000.00 EUR |",
    ):
        assert words in report.body, report.body
    # Days are written as people write them.
    assert not re.search(r"\d{4}-\d{2}-\d{2}", report.body), report.body
    assert "ecret" not in report.body + repr(facts)
    assert "Hidden" not in report.body + repr(facts)
    assert verify(world.workspace) == []


def test_money_is_told_where_the_author_says_so_alone(world: World, key: str) -> None:
    pk = world.do(DraftStatusReport(project=key), by="member")["id"]
    report = shown(world, pk)
    assert report.figures.budget is None
    assert "EUR" not in report.body + repr(report.figures)


def test_a_published_report_is_fixed_with_its_figures(world: World, key: str) -> None:
    pk = world.do(DraftStatusReport(project=key, health="green"), by="member")["id"]
    with pytest.raises(Refused):
        world.do(DraftStatusReport(project=key), by="owner")
    world.do(EditStatusReport(id=pk, health="red", body="All is *lost*", title=None), by="member")
    for who in ("outsider", "guest"):
        with pytest.raises(NotFound):
            shown(world, pk, by=who)
        assert ask(ListStatusReports(project=key), actor=world.actor(who), now=world.now) == ()
    world.do(PublishStatusReport(id=pk), by="member")
    before = shown(world, pk, by="outsider")
    assert (before.health, before.body, before.runs) == ("red", "All is *lost*", False)
    for act in (EditStatusReport(id=pk, body="No"), PublishStatusReport(id=pk), DiscardStatusReport(id=pk)):
        with pytest.raises(Refused):
            world.do(act, by="owner")
    world.do(ChangeItem(key=key, title="Newer provider", due="2027-01-01"))
    assert shown(world, pk, by="outsider").figures == before.figures
    for field, value in (("body", "No"), ("figures", {}), ("health", "green"), ("published_at", None)):
        with pytest.raises(DatabaseError), transaction.atomic():
            StatusReport.objects.filter(pk=pk).update(**{field: value})
    assert verify(world.workspace) == []


def test_the_next_report_tells_what_was_done_since(world: World, key: str) -> None:
    first = world.do(DraftStatusReport(project=key), by="member")["id"]
    world.do(PublishStatusReport(id=first), by="member")
    world.now += timedelta(days=7)
    later = str(world.do(CreateItem(kind="task", title="Later", parent=key, state="Done"))["key"])
    second = world.do(DraftStatusReport(project=key), by="member")["id"]
    facts = shown(world, second).figures
    assert [one.key for one in facts.done_since] == [later]
    assert facts.since == StatusReport.objects.get(pk=first).published_at
    world.do(DiscardStatusReport(id=second), by="member")
    rows = ask(ListStatusReports(project=key), actor=world.actor("guest"), now=world.now)
    assert [row.id for row in rows] == [first]
    assert verify(world.workspace) == []


def test_a_link_shows_the_report_and_can_be_revoked(world: World, key: str) -> None:
    pk = world.do(DraftStatusReport(project=key), by="member")["id"]
    with pytest.raises(Refused):
        world.do(ShareStatusReport(id=pk), by="member")
    world.do(PublishStatusReport(id=pk), by="member")
    with pytest.raises(Forbidden):
        world.do(ShareStatusReport(id=pk), by="outsider")
    link = str(world.do(ShareStatusReport(id=pk), by="member")["link"])
    token = link.rpartition("/")[2]
    assert shown(world, pk).link == link
    assert shown(world, pk, by="outsider").link is None
    found = shared(token)
    assert found is not None
    assert (found.project, found.organisation) == ("New provider", "acme")
    for wrong in (
        f"{pk}-",
        f"{pk}-{'0' * 64}",
        token[:-1],
        f"{pk + 1}-{token.partition('-')[2]}",
        "",
        "x-y",
        "\u0661-a",
    ):
        assert shared(wrong) is None
    again = str(world.do(ShareStatusReport(id=pk), by="member")["link"]).rpartition("/")[2]
    assert shared(token) is None
    assert shared(again) is not None
    world.do(UnshareStatusReport(id=pk), by="member")
    assert shared(again) is None
    told = ask(ListItemEvents(key=key, limit=200), actor=world.actor("outsider"), now=world.now)
    assert StatusReport.objects.get(pk=pk).title not in repr([row for row in told.rows if "shared" in row.type])
    assert verify(world.workspace) == []


def test_a_repeated_share_tells_no_secret_from_its_receipt(world: World, key: str) -> None:
    pk = world.do(DraftStatusReport(project=key), by="member")["id"]
    world.do(PublishStatusReport(id=pk), by="member")
    first = world.do(ShareStatusReport(id=pk), by="member", key="once")
    again = world.do(ShareStatusReport(id=pk), by="member", key="once")
    assert first["link"]
    assert again["link"] is None
