"""The public pages, as a stranger sees them: what works without signing in, and what he learns of nothing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from headway.commands.comments import AddComment
from headway.commands.forms import AnswerReport, ChangeForm, CreateForm, RenewForm
from headway.commands.items import ChangeItem, CreateItem
from headway.commands.triage import AcceptIssue
from headway.models import Comment, Item, Report
from headway.queries.verify import verify
from headway.web.report import flow
from tests.world import World

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def link(world: World) -> str:
    made: str = world.do(CreateForm(title="Tell us", introduction="*Anything*", team="PAY", public=True))["link"]
    return made


def post(address: str, client: Client | None = None, **data: Any) -> Any:
    return (client or Client()).post(address, data)


def report(link: str, **data: Any) -> Report:
    answer = post(f"/report/{link}", **{"title": "It fails", "contact_email": "ann@outside.test", **data})
    assert answer.status_code == 302, answer.content
    found = re.fullmatch(r"/reported/([\w-]+)\?thanks=1", answer["Location"])
    assert found, answer["Location"]
    return Report.objects.select_related("item").get(link=found[1])


def test_a_stranger_reports_and_follows(world: World, link: str) -> None:
    shown = Client().get(f"/report/{link}")
    assert shown.status_code == 200
    assert b"<em>Anything</em>" in shown.content
    assert "noindex" in shown["X-Robots-Tag"]
    one = report(link, details="When I press *pay*", urgency="soon", contact_name="Ann")
    assert (one.item.team.key, one.item.category, one.item.reporter) == ("PAY", "backlog", None)  # type: ignore[union-attr]
    page = Client().get(f"/reported/{one.link}?thanks=1").content.decode()
    assert "Thank you" in page
    assert "Received" in page
    world.do(AcceptIssue(key=one.item.key))
    world.do(AnswerReport(key=one.item.key, body="Which **browser**?"), by="member")
    assert post(f"/reported/{one.link}", body="All of them").status_code == 302
    page = Client().get(f"/reported/{one.link}").content.decode()
    assert "Accepted" in page
    assert "<strong>browser</strong>" in page
    assert "All of them" in page
    assert verify(world.workspace) == []


def test_a_stranger_learns_nothing_else(world: World, link: str) -> None:
    one = report(link)
    key = one.item.key
    world.do(AcceptIssue(key=key, owner=world.email("member")))
    world.do(AddComment(key=key, body="INTERNAL remark"), by="member")
    world.do(AnswerReport(key=key, body="We look at it"), by="member")
    world.do(ChangeItem(key=key, title="INTERNAL title", description="INTERNAL words", labels=["INTERNAL"]))
    world.do(CreateItem(kind="task", title="INTERNAL task", team="SEC"))
    for address in (f"/report/{link}", f"/reported/{one.link}"):
        page = Client().get(address).content.decode()
        assert "INTERNAL" not in page
        for who in ("owner", "admin", "member", "guest", "outsider"):
            assert world.email(who) not in page
            assert f"{who.title()} Person" not in page
        assert "Payments" not in page
    for address in ("/", "/triage", "/intake", f"/items/{key}", "/search?q=INTERNAL", "/api/v1/items", "/icons/x.svg"):
        assert b"INTERNAL" not in Client().get(address).content


def test_links_that_lead_nowhere_are_all_alike(world: World, link: str) -> None:
    closed = world.do(CreateForm(title="For us", team="PAY"))["link"]
    gone = world.do(CreateForm(title="Old", public=True))
    world.do(ChangeForm(id=gone["id"], active=False))
    renewed = world.do(CreateForm(title="New", public=True))
    world.do(RenewForm(id=renewed["id"]))
    answers = set()
    for secret in (closed, gone["link"], renewed["link"], "x" * 32, "short", "x" * 500):
        for answer in (Client().get(f"/report/{secret}"), post(f"/report/{secret}", title="Let me in")):
            assert answer.status_code == 302
            answers.add((answer.status_code, answer["Location"].replace(secret, ""), answer.content))
    assert len(answers) == 1
    assert Client().get(f"/reported/{'x' * 32}").status_code == 302
    assert not Item.objects.exists()


def test_members_and_guests_use_forms_that_are_not_public(world: World, visit: Any) -> None:
    secret = world.do(CreateForm(title="For us", team="PAY", asks=["details", "name", "email"]))["link"]
    shown = visit("guest").get(f"/report/{secret}")
    assert shown.status_code == 200
    assert b"contact_email" not in shown.content
    assert post(f"/report/{secret}", visit("guest"), title="From a guest").status_code == 302
    item = Item.objects.select_related("reporter").get(title="From a guest")
    assert item.reporter.email == world.email("guest")  # type: ignore[union-attr]
    assert visit("guest").get(f"/items/{item.key}").status_code == 200
    hidden = world.do(CreateForm(title="Secret", team="SEC"))["link"]
    assert visit("guest").get(f"/report/{hidden}").status_code == 404


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(world: World, link: str) -> None:
    world.do(ChangeForm(id=_id(link), asks=["details", "email"], requires=["email"]))
    for data, field in (
        ({"title": " "}, "title"),
        ({"title": "x", "contact_email": ""}, "contact_email"),
        ({"title": "x", "contact_email": "nonsense"}, "contact_email"),
        ({"title": "x" * 501, "contact_email": "a@b.test"}, "title"),
    ):
        answer = post(f"/report/{link}", details="KEPT words", **data)
        assert answer.status_code == 422, data
        assert f'id="e-{field}"'.encode() in answer.content
        assert b"KEPT words" in answer.content
    assert post(f"/report/{link}", title="x", contact_email="a@b.test", severity="major").status_code == 422
    assert not Item.objects.exists()


def _id(link: str) -> int:
    from headway.models import Form

    return Form.objects.get(link=link).pk


def test_a_machine_that_fills_everything_is_thanked_and_forgotten(world: World, link: str) -> None:
    answer = post(f"/report/{link}", title="Buy now", website="https://spam.test")
    assert (answer.status_code, b"Thank you" in answer.content) == (200, True)
    assert not Item.objects.exists()


def test_the_same_form_sent_twice_is_one_report(world: World, link: str) -> None:
    places = {post(f"/report/{link}", title="Once", key="a" * 32)["Location"] for _ in range(3)}
    assert (len(places), Item.objects.count()) == (1, 1)


def test_a_flood_from_one_place_is_stopped(world: World, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "REPORTS", 3)
    told = [post(f"/report/{link}", title=f"Flood {n}").status_code for n in range(5)]
    assert told == [302, 302, 302, 429, 429]
    assert Item.objects.count() == 3


def test_a_flood_from_many_places_is_stopped(world: World, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headway.commands.forms.REPORTS_AN_HOUR", 2)
    told = [
        Client(REMOTE_ADDR=f"192.0.2.{n}").post(f"/report/{link}", {"title": f"Flood {n}"}).status_code
        for n in range(4)
    ]
    assert told == [302, 302, 429, 429]


def test_talk_by_a_link_has_its_measure(world: World, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headway.commands.forms.REPLIES_AN_HOUR", 2)
    one = report(link)
    assert [post(f"/reported/{one.link}", body=f"More {n}").status_code for n in range(4)] == [302, 302, 422, 422]
    assert Comment.objects.count() == 2


def test_forged_posts_are_refused(world: World, link: str) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"/report/{link}", {"title": "Forged"}).status_code == 403
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', client.get(f"/report/{link}").content)
    assert token
    data = {"title": "Fair", "csrfmiddlewaretoken": token[1].decode()}
    assert client.post(f"/report/{link}", data).status_code == 302


def test_hostile_words_stay_words(world: World, link: str, visit: Any) -> None:
    one = report(link, title=HOSTILE, details=HOSTILE, contact_name=HOSTILE)
    post(f"/reported/{one.link}", body=HOSTILE)
    for client, address in (
        (Client(), f"/reported/{one.link}"),
        (visit("member"), f"/items/{one.item.key}"),
        (visit("member"), "/triage"),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert HOSTILE.encode() not in page.content


def test_guests_are_not_told_who_is_outside(world: World, link: str, visit: Any) -> None:
    one = report(link, contact_name="Ann Lee")
    assert b"ann@outside.test" in visit("member").get(f"/items/{one.item.key}").content
    for address in (
        f"/items/{one.item.key}",
        f"/items/{one.item.key}/history",
        "/feed",
        f"/api/v1/issues/{one.item.key}",
    ):
        page = visit("guest").get(address)
        assert page.status_code == 200, address
        assert b"ann@outside.test" not in page.content
        assert b"Ann Lee" not in page.content
