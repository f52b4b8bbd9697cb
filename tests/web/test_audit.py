"""The audit: who changed what in the house, narrowed, for those alone who run it; and that all of it can be told."""

from typing import Any

import pytest

from headway.commands.automation import CreateRule
from headway.commands.fields import AddField
from headway.commands.members import ChangeMember
from headway.commands.states import AddState
from headway.commands.tokens import CreateToken
from headway.events.types import TYPES
from headway.models import Event
from headway.queries.audit import _SOURCES, NOUNS, ListAudit
from headway.queries.base import ask
from headway.rules.errors import NotFound

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def changed(world: Any) -> Any:
    world.do(ChangeMember(member=world.email("member"), role="admin"), by="owner")
    world.do(AddState(kind="task", state="Parked", category="waiting"), by="admin")
    world.do(CreateToken(token_name=HOSTILE, scopes=["read"]), by="admin")
    return world


def _told(world: Any, **given: Any) -> list[tuple[str, str, str]]:
    found = ask(ListAudit(**given), actor=world.actor("owner"), now=world.now)
    return [(one.event.type, one.event.who.email if one.event.who else "", one.about) for one in found.rows]


def test_who_changed_what_is_told_with_what_it_is_called(changed: Any) -> None:
    admin = changed.email("admin")
    assert _told(changed, topic="members")[0] == ("member.changed", changed.email("owner"), "Member Person")
    assert _told(changed, topic="tokens") == [("token.created", admin, f"{HOSTILE} · Admin Person")]
    assert _told(changed, member=admin) == [
        ("token.created", admin, f"{HOSTILE} · Admin Person"),
        ("state.added", admin, "Parked"),
    ]
    day = changed.now.date().isoformat()
    assert len(_told(changed, since=day, until=day, limit=200)) == len(_told(changed, limit=200))
    assert _told(changed, until="2000-01-01") == []
    with pytest.raises(NotFound, match="by e-mail address"):
        _told(changed, member="nobody@x.example")


def test_pages_follow_each_other(changed: Any) -> None:
    whole, told, cursor = _told(changed, limit=200), [], None
    while True:
        found = ask(ListAudit(limit=3, cursor=cursor), actor=changed.actor("owner"), now=changed.now)
        told += [one.event.type for one in found.rows]
        if not (cursor := found.next):
            break
    assert told == [type_ for type_, _, _ in whole]


def test_every_topic_has_events_and_names() -> None:
    nouns = [noun for one in NOUNS.values() for noun in one]
    assert len(nouns) == len(set(nouns))
    assert set(nouns) <= {type_.noun for type_ in TYPES.values()}
    assert set(nouns) == set(_SOURCES)


@pytest.mark.django_db
def test_the_names_of_every_noun_can_be_read() -> None:
    for source in _SOURCES.values():
        assert list(source().filter(id__in=[0]).values_list("id", "called")) == []


def test_what_is_in_the_audit_stands_on_no_item(changed: Any) -> None:
    changed.do(AddField(field="cost", field_name="Cost", type="number"))
    changed.do(
        CreateRule(rule_name="R", on=["item.created"], acts=[{"command": "comment.add", "arguments": {"body": "x"}}])
    )
    assert _told(changed, topic="automation")[0][2] == "R"
    nouns = [noun for one in NOUNS.values() for noun in one]
    types = [name for name, type_ in TYPES.items() if type_.noun in nouns]
    assert not Event.objects.filter(type__in=types).exclude(item=None).exists()


def test_the_page_is_narrowed_and_for_those_who_run_the_house(changed: Any, visit: Any) -> None:
    shown = visit("owner").get("/settings/audit").content.decode()
    assert "role from member to admin" in shown
    assert "Parked" in shown
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
    narrowed = visit("owner").get("/settings/audit?topic=members").content.decode()
    assert "role from member to admin" in narrowed
    assert "Parked" not in narrowed
    for query in ("topic=nonsense", "since=yesterday", "member=nobody@x.example"):
        answer = visit("owner").get(f"/settings/audit?{query}")
        assert 'role="alert"' in answer.content.decode()
    assert visit("guest").get("/settings/audit").status_code == 404
    assert "settings/audit" not in visit("guest").get("/settings/account").content.decode()


def test_what_was_asked_wrongly_is_told_in_the_readers_language(world: Any, visit: Any) -> None:
    client = visit("owner")
    german = {"headers": {"Accept-Language": "de"}}
    assert "Von: schreiben Sie einen Tag wie 2026-03-18" in client.get("/settings/audit?since=never", **german).text
    told = client.get("/operations/preview?rule=daily&start=never", **german).text
    assert "Beginn: " in told
    assert "Input should" not in told
