"""Forms and reports by their links: what is told, and in how many statements."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway.access.actor import public
from headway.commands import run
from headway.commands.forms import AnswerReport, CreateForm, ReplyToReport, SubmitForm
from headway.commands.moves import MoveItem
from headway.models import Report
from headway.queries.base import ask
from headway.queries.intake import ListForms, ReportPage, ShowForm, ShowReport
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world()


def count(world: World, query: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        ask(query, actor=public(workspace=world.workspace), now=world.now)
    return len(caught)


def test_statements_do_not_grow(world: World) -> None:
    stranger = public(workspace=world.workspace)
    link = world.do(CreateForm(title="Help", team="PAY", public=True))["link"]
    told = run(SubmitForm(link=link, title="It fails"), actor=stranger, now=world.now)
    counts = []
    for _ in range(2):
        for n in range(8):
            world.do(AnswerReport(key=told["key"], body=f"Words {n}"))
            world.do(MoveItem(key=told["key"], state=("doing", "waiting")[n % 2]))
            run(SubmitForm(link=link, title=f"More {n}"), actor=stranger, now=world.now)
        counts.append((count(world, ShowForm(link=link)), count(world, ShowReport(link=told["link"]))))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 4


def test_a_report_in_the_words_of_its_reporter(world: World) -> None:
    stranger = public(workspace=world.workspace)
    link = world.do(CreateForm(title="Help", asks=[], requires=["affected"], public=True))["link"]
    told = run(SubmitForm(link=link, title="It fails", affected="Bills"), actor=stranger, now=world.now)
    run(ReplyToReport(link=told["link"], body="Still"), actor=stranger, now=world.now)
    world.do(AnswerReport(key=told["key"], body="On it"))
    page: ReportPage = ask(ShowReport(link=told["link"]), actor=stranger, now=world.now)
    assert [(one.who, one.mine, one.body) for one in page.replies] == [
        ("The reporter", True, "Still"),
        ("We", False, "On it"),
    ]
    assert (page.title, page.state, page.closed, page.changed) == ("It fails", "Received", False, world.now)
    for state, words in (("doing", "Being worked on"), ("done", "Resolved")):
        world.do(MoveItem(key=told["key"], state=state))
        assert ask(ShowReport(link=told["link"]), actor=stranger, now=world.now).state == words


def test_who_is_shown_which_forms(world: World) -> None:
    for title, more in (
        ("Ours", {"team": "PAY"}),
        ("All", {}),
        ("Secret", {"team": "SEC"}),
        ("Secret but public", {"team": "SEC", "public": True}),
    ):
        world.do(CreateForm(title=title, **more))
    seen = {
        who: [one.title for one in ask(ListForms(), actor=world.actor(who), now=world.now)]
        for who in ("owner", "outsider", "guest")
    }
    assert seen == {
        "owner": ["All", "Ours", "Secret", "Secret but public"],
        "outsider": ["All", "Ours"],
        "guest": ["All", "Ours"],
    }
    assert Report.objects.count() == 0
