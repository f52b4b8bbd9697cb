"""A project's pages: every role, hostile words, money in whole units, a shared report that shows nothing else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from headway.commands.forecasts import keep
from headway.commands.items import ChangeItem
from headway.models import Item
from headway.rules.forecasts import Prediction, Said
from headway.rules.insight_words import ForecastKind, Sight
from tests.web.test_screens import HOSTILE, ROLES

TABS = ("", "/plan", "/baselines", "/reports")


@pytest.fixture
def key(world: Any) -> str:
    """A project under way with one of everything, all of it named by somebody hostile."""
    from headway.commands import catalogue

    def do(name: str, **arguments: Any) -> Any:
        return world.do(catalogue()[name](**arguments))

    who = {"owner": world.email("member"), "sponsor": world.email("admin")}
    key = do(
        "item.create", kind="project", title=HOSTILE[:400], state="Active", team="PAY", description=HOSTILE, **who
    )["key"]
    phase = do("phase.add", project=key, phase_name=HOSTILE[:150], gate=HOSTILE)["id"]
    for due in ("2026-01-05", "2026-03-10"):
        facts = {"milestone": due == "2026-01-05", "phase": phase, "due": due}
        do("item.create", kind="task", title=HOSTILE[:400], parent=key, **facts)
    do("deliverable.add", project=key, title=HOSTILE[:400])
    do("stakeholder.add", project=key, outside=HOSTILE[:150], role=HOSTILE[:90], interest=HOSTILE)
    do("budget_line.add", project=key, heading=HOSTILE[:90], amount=125_050, currency="EUR", note=HOSTILE)
    do("cost.add", project=key, heading=HOSTILE[:90], amount=-5, currency="JPY", date="2026-03-02", note=HOSTILE)
    do("baseline.take", project=key, baseline_name=HOSTILE[:150])
    do("template.create", project=key, template_name=HOSTILE[:150], description=HOSTILE)
    do("phase.pass", id=phase, note=HOSTILE)
    report = do("status_report.draft", project=key, with_budget=True)["id"]
    do("status_report.publish", id=report)
    do("status_report.draft", project=key, title=HOSTILE[:150])
    return str(key)


def _pk(noun: str) -> int:
    """The number of the first row of a model."""
    from django.apps import apps

    return int(apps.get_model("headway", noun)._default_manager.order_by("pk").values_list("pk", flat=True)[0])


def _hostile(page: str) -> bool:
    return "<script>alert" in page or "<img src=x" in page


@pytest.mark.parametrize("role", ROLES)
def test_every_role_sees_the_pages_and_nothing_hostile_runs(role: str, key: str, visit: Any) -> None:
    client = visit(role)
    for tab in TABS:
        answer = client.get(f"/projects/{key}{tab}")
        assert answer.status_code == 200, tab
        assert not _hostile(answer.content.decode()), tab
    report = client.get(f"/status-reports/{_pk('StatusReport')}")
    assert report.status_code == 200
    assert not _hostile(report.content.decode())
    assert client.get(f"/projects/{key}/budget").status_code == (403 if role == "guest" else 200)
    assert client.get(f"/status-reports/{_pk('StatusReport') + 1}").status_code == (404 if role == "guest" else 200)
    assert client.get("/templates").status_code == (403 if role == "guest" else 200)
    assert client.get(f"/templates/{_pk('Template')}").status_code == (403 if role == "guest" else 200)
    assert client.get("/rates").status_code == (200 if role in ("owner", "admin") else 403)


@pytest.mark.parametrize(
    "address", ["/projects/P-9", "/projects/G-1/plan", "/status-reports/999999", "/templates/999999"]
)
def test_what_is_not_there_is_not_found(address: str, key: str, visit: Any) -> None:
    assert visit("owner").get(address).status_code == 404


@pytest.mark.parametrize(
    ("form", "noun"),
    [
        *(("phase.update", "Phase"), ("deliverable.update", "Deliverable"), ("stakeholder.update", "Stakeholder")),
        *(("budget_line.update", "BudgetLine"), ("cost.update", "Cost")),
    ],
)
def test_a_form_shows_how_a_part_stands(form: str, noun: str, key: str, visit: Any) -> None:
    page = visit("member").get(f"/act/{form}?id={_pk(noun)}&of={key}")
    assert page.status_code == 200
    assert "7*7" in page.content.decode()
    assert visit("member").get(f"/act/{form}?id=999999&of={key}").status_code == 404


def test_money_is_typed_in_whole_units_of_its_currency(key: str, visit: Any) -> None:
    from headway.models import BudgetLine, Cost, Project

    client = visit("member")
    page = client.get(f"/act/budget_line.update?id={_pk('BudgetLine')}&of={key}").content.decode()
    assert 'value="1250.50"' in page
    same = {"id": str(_pk("BudgetLine")), "of": key, "was.amount": "1250.50", "was.currency": "EUR", "currency": "EUR"}
    assert client.post("/act/budget_line.update", {**same, "amount": "1 300,25"}).status_code == 302
    assert BudgetLine.objects.get().amount == 130_025
    wrong = client.post("/act/budget_line.update", {**same, "amount": "12.345"})
    assert wrong.status_code == 422
    assert "2 digits after the point" in wrong.content.decode()
    cost = {"project": key, "stage": "actual", "heading": "Tea", "date": "2026-03-02", "currency": "JPY"}
    assert client.post("/act/cost.add", {**cost, "amount": "5000"}).status_code == 302
    assert Cost.objects.latest("id").amount == 5000
    assert client.post("/act/item.update", {"key": key, "budget": "99.5", "currency": "KWD"}).status_code == 302
    assert (Project.objects.get(item__key=key).budget, Project.objects.get(item__key=key).currency) == (99_500, "KWD")


def test_a_template_becomes_a_project_by_its_own_form(key: str, visit: Any, world: Any) -> None:
    from headway.models import Item

    client = visit("member")
    assert client.post(f"/templates/{_pk('Template')}", {"title": "", "start": "2026-04-06"}).status_code == 422
    refused = client.post(
        f"/templates/{_pk('Template')}", {"title": "Mine", "start": "2026-04-06", "sponsor": world.email("member")}
    )
    assert refused.status_code == 403
    assert "nobody makes himself the sponsor" in refused.content.decode()
    answer = client.post(
        f"/templates/{_pk('Template')}", {"title": "Mine", "start": "2026-04-06", "owner": world.email("member")}
    )
    made = Item.objects.get(title="Mine")
    assert answer["Location"] == f"/projects/{made.key}"
    assert made.owner.name == "Member Person"


def test_a_shared_report_shows_itself_and_nothing_else(key: str, visit: Any, world: Any) -> None:
    from headway.commands.status_reports import ShareStatusReport, UnshareStatusReport

    link = world.do(ShareStatusReport(id=_pk("StatusReport")))["link"]
    stranger = Client()
    answer = stranger.get(link)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Where it stands" in page
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert answer["Cache-Control"] == "no-store"
    assert not _hostile(page)
    assert "/items/" not in page
    assert "<nav" not in page
    assert stranger.post(link).status_code == 405
    for wrong in (link[:-1], f"{link}0", "/shared/status-reports/1", "/shared/status-reports/2-0"):
        assert stranger.get(wrong).status_code == 404
    assert stranger.get(f"/status-reports/{_pk('StatusReport')}").status_code == 302
    world.do(UnshareStatusReport(id=_pk("StatusReport")))
    assert stranger.get(link).status_code == 404


def test_the_item_page_says_why_a_project_cannot_go_on(world: Any, visit: Any) -> None:
    from headway.commands.items import CreateItem

    key = world.do(CreateItem(kind="project", title="A proposal"))["key"]
    for who, refused in (("member", True), ("admin", False)):
        page = visit(who).get(f"/items/{key}").content.decode()
        assert ("a proposal is approved by its sponsor or an admin" in page) is refused
        assert f'href="/projects/{key}"' in page


def test_how_likely_a_day_is_stands_beside_no_other_day(visit: Any, world: Any, key: str) -> None:
    """A date that was moved since the last forecast is told of by the next one; till then it has no probability."""
    day = datetime.now(UTC).date()
    due = day + timedelta(days=20)
    world.do(ChangeItem(key=key, due=due.isoformat()))
    pk = Item.objects.get(key=key).pk
    told = (
        Prediction(pk, ForecastKind.PROJECT_MET, due, 0.417, None, None),
        Prediction(pk, ForecastKind.PROJECT_FINISH, None, None, due, due + timedelta(days=5)),
    )
    keep(world.workspace, Sight.OPEN, Said(day, "abc", "impact-2", 1000, told))
    addresses = (f"/projects/{key}", "/portfolio")
    client = visit("member")
    for address in addresses:
        assert "42 %" in client.get(address).content.decode(), address
    world.do(ChangeItem(key=key, due=(due + timedelta(days=60)).isoformat()))
    for address in addresses:
        assert "42 %" not in client.get(address).content.decode(), address
    assert "the next forecast says" in client.get(addresses[0]).content.decode()
