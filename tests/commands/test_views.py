"""Saved views: kept by their owners, shared with a team or with all, and telling nobody of a team he may not know."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pydantic import ValidationError

from headway.commands.teams import JoinTeam, LeaveTeam
from headway.commands.views import ChangeView, RemoveView, SaveView
from headway.models import Event, Member, SavedView
from headway.queries.base import ask
from headway.queries.verify import verify
from headway.queries.views import ListViews
from headway.rules.errors import Forbidden, Invalid, NotFound, Refused
from tests.world import make_world

MINE = "/explore?q=owner:me"


@pytest.fixture
def world(db: None, settings: Any) -> Any:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world()


def save(world: Any, name: str = "Mine", address: str = MINE, *, by: str = "member", **more: Any) -> int:
    return int(world.do(SaveView(view_name=name, address=address, **more), by=by)["id"])


def names(world: Any, who: str, **asked: Any) -> list[str]:
    return [row.name for row in ask(ListViews(**asked), actor=world.actor(who), now=world.now)]


def test_a_view_is_ones_own_unless_shared(world: Any) -> None:
    save(world, "Mine")
    save(world, "Ours", team="PAY")
    save(world, "All", everybody=True)
    assert names(world, "member") == ["Mine", "Ours", "All"]
    assert names(world, "guest") == ["All", "Ours"]
    assert names(world, "outsider") == ["All"]
    assert names(world, "owner") == ["All"]
    assert names(world, "owner", all=True) == ["All", "Mine", "Ours"]
    assert names(world, "outsider", all=True) == ["All"]


def test_the_log_tells_all_of_it(world: Any) -> None:
    one, two = save(world, "One"), save(world, "Two", team="PAY")
    world.do(ChangeView(id=one, view_name="First", everybody=True), by="member")
    world.do(ChangeView(id=two, position=1, team=None), by="member")
    world.do(RemoveView(id=one), by="admin")
    assert verify(world.workspace) == []
    types = [t for t in Event.objects.order_by("seq").values_list("type", flat=True) if t.startswith("view.")]
    assert types == [*("view.saved",) * 2, *("view.changed",) * 4, "view.removed"]
    assert names(world, "member") == ["Two"]


def test_sharing_goes_back_and_forth(world: Any) -> None:
    pk = save(world)

    def shared() -> tuple[str, str | None]:
        row = SavedView.objects.select_related("team").get(pk=pk)
        return row.sharing, row.team and row.team.key

    for change, now in (
        ({"team": "PAY"}, ("team", "PAY")),
        ({"view_name": "Other"}, ("team", "PAY")),
        ({"everybody": False}, ("team", "PAY")),
        ({"everybody": True}, ("all", None)),
        ({"team": None}, ("all", None)),
        ({"everybody": False}, ("nobody", None)),
        ({"everybody": True}, ("all", None)),
        ({"team": "PAY"}, ("team", "PAY")),
        ({"team": None}, ("nobody", None)),
    ):
        world.do(ChangeView(id=pk, **change), by="member")
        assert shared() == now, change
    with pytest.raises(Invalid, match="not with both") as caught:
        world.do(ChangeView(id=pk, team="PAY", everybody=True), by="member")
    assert caught.value.field == "team"
    assert verify(world.workspace) == []


def test_a_private_team_is_told_to_nobody_else(world: Any) -> None:
    world.do(JoinTeam(team="SEC", member=world.email("member")))
    save(world, "Of the team", "/board?team=SEC", team="SEC")
    save(world, "By its key", "/explore?q=team:SEC", everybody=True)
    save(world, "By its name", '/explore?q=team:"Security"', everybody=True)
    save(world, "sec in its name", everybody=True)
    save(world, "By a key of work", "/items/SEC-1", everybody=True)
    save(world, "Sectors", "/explore?q=sector", everybody=True)
    assert len(names(world, "member")) == len(names(world, "owner")) + 1 == 6
    assert names(world, "outsider") == names(world, "guest") == ["Sectors"]
    with pytest.raises(NotFound):
        world.do(SaveView(view_name="x", address=MINE, team="SEC"), by="outsider")
    hidden = SavedView.objects.get(name="By its key").pk
    for who in ("outsider", "guest"):
        with pytest.raises(NotFound):
            world.do(RemoveView(id=hidden), by=who)


def test_who_left_a_private_team_keeps_his_view_and_loses_its_name(world: Any) -> None:
    world.do(JoinTeam(team="SEC", member=world.email("member")))
    save(world, "Ours", team="SEC")
    world.do(LeaveTeam(team="SEC", member=world.email("member")))
    (row,) = ask(ListViews(), actor=world.actor("member"), now=world.now)
    assert (row.name, row.team, row.mine) == ("Ours", None, True)


def test_views_are_changed_by_their_owner_and_removed_by_admins_too(world: Any) -> None:
    own, shared = save(world, "Own"), save(world, "Shared", everybody=True)
    for pk, act in ((shared, ChangeView(id=shared, view_name="x")), (shared, RemoveView(id=shared))):
        with pytest.raises(Forbidden) as caught:
            world.do(act, by="outsider")
        assert caught.value.field == "id", pk
    with pytest.raises(NotFound):
        world.do(RemoveView(id=own), by="outsider")
    with pytest.raises(Forbidden):
        world.do(ChangeView(id=own, view_name="x"), by="admin")
    world.do(RemoveView(id=own), by="admin")
    world.do(RemoveView(id=shared), by="member")
    assert not SavedView.objects.exists()


def test_guests_keep_views_for_themselves(world: Any) -> None:
    pk = save(world, by="guest")
    for more in ({"team": "PAY"}, {"everybody": True}):
        with pytest.raises(Forbidden) as caught:
            save(world, "Other", by="guest", **more)
        assert caught.value.field in more
        with pytest.raises(Forbidden):
            world.do(ChangeView(id=pk, **more), by="guest")
    world.do(ChangeView(id=pk, view_name="Better"), by="guest")
    assert names(world, "guest") == ["Better"]


def test_names_are_told_apart(world: Any) -> None:
    save(world)
    other = save(world, "Other")
    for act in (SaveView(view_name="Mine", address=MINE), ChangeView(id=other, view_name="Mine")):
        with pytest.raises(Refused) as caught:
            world.do(act, by="member")
        assert caught.value.field == "view_name"
    save(world, by="admin")
    row = SavedView.objects.get(pk=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.filter(pk=row.pk).update(name="Mine")


@pytest.mark.parametrize(
    "address", ["/explore/nowhere/at/all", "//evil.example", "https://evil.example/explore", "/act/x"]
)
def test_only_pages_of_ours_can_be_kept(address: str, world: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        SaveView(view_name="Mine", address=address)
    assert caught.value.errors()[0]["loc"] == ("address",)


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", ""])
def test_the_database_keeps_no_other_place(address: str, world: Any) -> None:
    save(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.update(address=address)


def test_places_are_in_order(world: Any) -> None:
    ids = [save(world, f"View {n}") for n in range(4)]
    world.do(ChangeView(id=ids[3], position=1), by="member")
    assert names(world, "member") == ["View 3", "View 0", "View 1", "View 2"]
    world.do(ChangeView(id=ids[3], position=200), by="member")
    assert names(world, "member") == ["View 0", "View 1", "View 2", "View 3"]
    world.do(RemoveView(id=ids[1]), by="member")
    save(world, "Last")
    assert names(world, "member") == ["View 0", "View 2", "View 3", "Last"]
    assert verify(world.workspace) == []


@pytest.mark.parametrize("who", ["owner", "member", "guest"])
def test_the_list_asks_the_same_however_long(who: str, world: Any) -> None:
    save(world, "First", everybody=True)
    actor = world.actor(who)
    few = _statements(actor, world)
    member = Member.objects.get(email=world.email("member"))
    SavedView.objects.bulk_create(
        SavedView(
            workspace=world.workspace,
            owner=member,
            name=f"v{n}",
            address="/explore",
            sharing="all",
            position=n,
            created_at=world.now,
        )
        for n in range(50)
    )
    assert _statements(actor, world) == few <= 4


def _statements(actor: Any, world: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert ask(ListViews(), actor=actor, now=world.now)
    return len(caught)
