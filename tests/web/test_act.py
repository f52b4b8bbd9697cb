"""Forms: made from the commands, kind to what was typed, honest about what went wrong."""

import json
import re
from typing import Any

import pytest

HX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/items/PAY-1"}


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found, f"no hidden field {name}"
    return found[1]


def test_every_command_has_a_form_that_shows_or_says_why_not(work: dict[str, str], visit: Any) -> None:
    from headway.commands import catalogue

    client = visit("owner")
    for name in catalogue():
        answer = client.get(f"/act/{name}", {"key": work["task"], "source": work["task"], "goal": work["goal"]})
        assert answer.status_code in (200, 404), name
    assert client.get("/act/item.explode").status_code == 404


def test_a_form_creates_and_leads_to_what_it_made(world: Any, visit: Any) -> None:
    from headway.models import Item

    typed = {
        "kind": "task",
        "title": "Call the bank",
        "priority": "high",
        "effort": "1h30m",
        "labels": "a, b",
        "due": "",
    }
    answer = visit("member").post("/act/item.create", typed)
    row = Item.objects.get(title="Call the bank")
    assert (row.effort, row.priority, row.due) == (90, 1, None)
    assert answer.status_code == 302
    assert answer["Location"] == f"/items/{row.key}"


def test_bad_input_keeps_what_was_typed_and_says_where(world: Any, visit: Any) -> None:
    from headway.models import Item

    typed = {"kind": "task", "title": "Call", "effort": "a while", "description": "kept <b>"}
    answer = visit("member").post("/act/item.create", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "kept &lt;b&gt;" in page
    assert 'id="e-effort"' in page
    assert not Item.objects.exists()
    empty = visit("member").post("/act/item.create", {"kind": "task", "title": ""})
    assert b'id="e-title"' in empty.content
    late = {"kind": "task", "title": "Late", "start": "2026-05-02", "due": "2026-05-01"}
    assert b'id="e-due"' in visit("member").post("/act/item.create", late).content


def test_changing_the_kind_keeps_what_was_typed(world: Any, visit: Any) -> None:
    page = visit("member").post("/act/item.create", {"kind": "task", "shape": "issue", "title": "Half a thought"})
    assert page.status_code == 200
    assert b"Half a thought" in page.content
    assert b'name="severity"' in page.content


def test_an_edit_states_only_what_its_author_changed(world: Any, work: dict[str, str], visit: Any) -> None:
    from headway.commands.items import ChangeItem
    from headway.models import Item

    key, client = work["task"], visit("member")
    page = client.get(f"/act/item.update?key={key}").content.decode()
    world.do(ChangeItem(key=key, priority="urgent"))
    typed = {
        "key": key,
        "title": "Write it down",
        "was.title": "Write the plan",
        "priority": "normal",
        "was.priority": "normal",
    }
    stale = client.post("/act/item.update", {**typed, "seen": _hidden(page, "seen")})
    assert stale.status_code == 412
    told = stale.content.decode()
    assert "has changed since you read it" in told
    assert "Olga Owner" in told
    assert "Write it down" in told
    done = client.post("/act/item.update", {**typed, "seen": _hidden(told, "seen")})
    assert done.status_code == 302
    row = Item.objects.get(key=key)
    assert (row.title, row.priority) == ("Write it down", 0)


def test_a_repeated_form_acts_once(world: Any, work: dict[str, str], visit: Any) -> None:
    from headway.models import Comment

    client = visit("member")
    typed = {"key": work["task"], "body": "Once", "idempotency": "k1"}
    assert client.post("/act/comment.add", typed).status_code == 302
    assert client.post("/act/comment.add", typed).status_code == 302
    assert Comment.objects.filter(body="Once").count() == 1


def test_htmx_is_told_what_was_done(work: dict[str, str], visit: Any) -> None:
    answer = visit("member").post("/act/item.move", {"key": work["task"], "state": "doing"}, headers=HX)
    assert answer.status_code == 204
    assert json.loads(answer["HX-Trigger"])["headway:done"]["message"] == f"{work['task']} is In progress"


def test_a_refusal_goes_into_the_dialog_with_its_reason(work: dict[str, str], visit: Any) -> None:
    answer = visit("member").post("/act/item.move", {"key": work["project"], "state": "Completed"}, headers=HX)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#dialog-body"
    assert b"cannot go from ready to done" in answer.content


@pytest.mark.parametrize("role", ["guest", "member"])
def test_what_is_not_allowed_is_refused_with_a_page(role: str, visit: Any, work: dict[str, str]) -> None:
    answer = visit(role).post("/act/team.create", {"key": "NEW", "team_name": "New"})
    assert answer.status_code == 403
    assert b"needs the role admin" in answer.content


def test_a_token_is_shown_once(visit: Any, world: Any) -> None:
    client = visit("member")
    shown = client.post("/act/token.create", {"token_name": "ci", "scopes": ["read"]}).content.decode()
    secret = re.search(r"hw_[\w-]{20,}", shown)
    assert secret
    assert secret[0] not in client.get("/settings/tokens").content.decode()


def test_nobody_is_led_away_by_a_link(visit: Any, work: dict[str, str]) -> None:
    typed = {"key": work["task"], "state": "ready", "next": "https://evil.example/"}
    assert visit("member").post("/act/item.move", typed)["Location"] == "/"


def test_a_form_from_elsewhere_is_refused(world: Any, work: dict[str, str]) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(world.user("member"))
    assert client.post("/act/comment.add", {"key": work["task"], "body": "x"}).status_code == 403


def test_undo_is_offered_for_what_was_just_done_and_can_be_undone(work: dict[str, str], visit: Any) -> None:
    def offered(name: str, **values: str) -> Any:
        return json.loads(visit("owner").post(f"/act/{name}", values, headers=HX)["HX-Trigger"])["headway:done"]["undo"]

    seq = offered("checklist.add", key=work["task"], text="Look")
    assert seq > 0
    assert offered("item.move", key=work["task"], state="doing") > seq
    assert offered("item.move", key=work["task"], state="doing") is None, "nothing was done"
    assert offered("team.create", key="NEW", team_name="New") is None, "this cannot be undone"


def test_the_form_by_which_somebody_leaves_says_what_he_holds_and_hands_it_on(world: Any, visit: Any) -> None:
    from headway.commands.items import CreateItem
    from headway.commands.members import ChangeMember
    from headway.models import Item

    him, admin = world.email("member"), visit("admin")
    for kind in ("goal", "task", "task"):
        world.do(CreateItem(kind=kind, title=f"A {kind}", owner=him))
    form = admin.get(f"/act/member.depart?member={him}").content.decode()
    assert "will not be able to sign in. Handed on: 1 goal, 2 tasks." in form
    world.do(ChangeMember(member=him, active=False))
    assert (
        "3 pieces of open work are still with people who have left" in admin.get("/settings/members").content.decode()
    )
    typed = {"member": him, "successor": world.email("outsider"), "next": "/settings/members"}
    assert admin.post("/act/member.depart", typed).status_code == 302
    assert set(Item.objects.values_list("owner__email", flat=True)) == {world.email("outsider")}
    assert "still with people" not in admin.get("/settings/members").content.decode()
    assert visit("member").get("/settings/members").status_code != 200


def test_time_is_asked_for_before_its_note_and_advice_belongs_to_its_form(work: dict[str, str], visit: Any) -> None:
    page = visit("member").get(f"/act/work.log?key={work['task']}").content.decode()
    assert page.index('name="minutes"') < page.index('name="note"')
    advice = "Empty: as the figures suggest"
    assert advice not in visit("owner").get(f"/act/check_in.add?goal={work['goal']}").content.decode()
    assert advice in visit("owner").get(f"/act/status_report.draft?project={work['project']}").content.decode()
