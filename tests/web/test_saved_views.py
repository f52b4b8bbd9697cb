"""Saved views above Explore and the board, the dialog that keeps one, and the page of one's notifications."""

import re
from typing import Any

import pytest

from headway.commands.hearing import ChooseDigest
from headway.commands.views import SaveView
from headway.models import Digest, NotificationChoice, SavedView
from headway.rules.words import Every, Reason

QUERY = "/explore?q=owner%3Ame&sort=-due"


@pytest.mark.parametrize("address", ["/explore", "/board", "/projects", QUERY, "/explore?q=nonsense%3A%3A"])
def test_a_view_can_be_saved_of_what_is_shown(address: str, world: Any, visit: Any) -> None:
    page = visit("member").get(address).content.decode()
    (link,) = re.findall(r'href="(/act/view\.save[^"]*)"', page)
    form = visit("member").get(link.replace("&amp;", "&")).content.decode()
    shown = re.search(r'name="address"[^>]* value="([^"]*)"', form)
    assert shown is not None
    from headway.rules.addresses import same

    assert same(shown[1].replace("&amp;", "&"), address)


def test_saving_renaming_sharing_and_removing(world: Any, visit: Any) -> None:
    client = visit("member")
    client.post("/act/view.save", {"view_name": "My late work", "address": QUERY, "team": "", "everybody": ""})
    view = SavedView.objects.get()
    assert (view.name, view.address, view.sharing) == ("My late work", QUERY, "nobody")
    page = client.get(QUERY).content.decode()
    assert re.search(rf'id="view-{view.pk}"[^>]*aria-current="page"', page)
    assert "/act/view.save" not in page
    other = client.get("/board").content.decode()
    assert f'id="view-{view.pk}"' in other
    assert not re.search(rf'id="view-{view.pk}"[^>]*aria-current', other)
    form = client.get(f"/act/view.update?id={view.pk}").content.decode()
    assert 'value="My late work"' in form
    was = {f"was.{n}": v for n, v in (("view_name", view.name), ("address", QUERY), ("team", ""), ("everybody", ""))}
    client.post(
        "/act/view.update",
        {"id": view.pk, "view_name": "Late", "address": QUERY, "team": "", "everybody": ["", "on"], **was},
    )
    view.refresh_from_db()
    assert (view.name, view.sharing) == ("Late", "all")
    assert f'id="view-{view.pk}"' in visit("guest").get("/explore").content.decode()
    assert f"view.update?id={view.pk}" not in visit("outsider").get(QUERY).content.decode()
    assert f"view.remove?id={view.pk}" not in visit("outsider").get(QUERY).content.decode()
    assert f"view.remove?id={view.pk}" in visit("admin").get(QUERY).content.decode()
    client.post("/act/view.remove", {"id": view.pk})
    assert not SavedView.objects.exists()


def test_a_bad_address_is_told_beside_its_field(world: Any, visit: Any) -> None:
    answer = visit("member").post("/act/view.save", {"view_name": "Out", "address": "https://evil.example/explore"})
    assert answer.status_code == 422
    assert 'id="e-address"' in answer.content.decode()


def test_hostile_names_stay_words(world: Any, visit: Any) -> None:
    hostile = "<script>alert(1)</script>\"' {{ 7*7 }}"
    world.do(SaveView(view_name=hostile, address="/explore?q=<script>alert(2)</script>", everybody=True), by="member")
    for who in ("member", "guest"):
        for address in ("/explore", "/board", "/explore?q=%3Cscript%3Ealert(2)%3C/script%3E"):
            page = visit(who).get(address).content.decode()
            assert "<script>alert" not in page
            assert "&lt;script&gt;" in page


@pytest.mark.parametrize("who", ["owner", "member", "guest"])
def test_ones_notifications_are_chosen_with_a_press(who: str, world: Any, visit: Any) -> None:
    client = visit(who)
    page = client.get("/settings/notifications").content.decode()
    assert page.count('action="/act/notification.choose"') == (len(Reason) - 1) * 4 + 2
    client.post("/act/notification.choose", {"reason": "moved", "inbox": "off"})
    client.post("/act/notification.choose", {"reason": "moved", "mail": "once"})
    row = NotificationChoice.objects.get()
    assert (row.reason, row.inbox, row.mail) == ("moved", False, "once")
    client.post("/act/digest.choose", {"every": "weekly"})
    page = client.get("/settings/notifications").content.decode()
    assert "Each Monday at 08:00" in page
    form = client.get("/act/digest.choose?only=hour,weekday,zone").content.decode()
    assert re.search(r'name="hour"[^>]*value="8"', form)
    shown = {"was.hour": "8", "was.weekday": "monday", "was.zone": "", "only": "hour,weekday,zone"}
    answer = client.post("/act/digest.choose", {"hour": "17", "weekday": "friday", "zone": "Nowhere/Else", **shown})
    assert answer.status_code == 422
    assert 'id="e-zone"' in answer.content.decode()
    client.post("/act/digest.choose", {"hour": "17", "weekday": "friday", "zone": "Europe/Berlin", **shown})
    row = Digest.objects.get()
    assert (row.every, row.hour, row.weekday, row.zone) == ("weekly", 17, 4, "Europe/Berlin")


def test_a_digest_of_somebody_else_stays(world: Any, visit: Any) -> None:
    world.do(ChooseDigest(every=Every.DAILY), by="admin")
    visit("member").post("/act/digest.choose", {"every": "off"})
    assert Digest.objects.get(member__email=world.email("admin")).every == "daily"
