"""Undoing an act leaves the world as it was before, or refuses and leaves it as it is."""

from datetime import timedelta

import pytest

from headway import commands
from headway.commands.bulk import ChangeItems, DeleteItems, RankItems
from headway.commands.undo import UndoAct
from headway.models import Event, Item
from headway.queries.verify import stored_state, verify
from headway.rules.errors import Forbidden, NotFound, Refused
from tests.queries.world import NOW, build

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def latest(world):
    return Event.objects.filter(workspace=world.workspace).order_by("-seq").values_list("seq", flat=True)[0]


def state(world):
    """All that stands, but for what lies in the bin and marks of withdrawal."""
    rows = stored_state(world.workspace)
    return {key: row for key, row in rows.items() if "deleted_at" not in row and key[0] != "label"}


@pytest.fixture
def work(db):
    world = build()
    project = world.item("project", "P")
    world.item("task", "a", parent=project, effort=60, labels=["x"])
    world.item("task", "b", parent=project, due="2026-05-01", owner="bob@x.org")
    world.item("issue", "i", severity="major")
    world.relate("T-1", "depends-on", "T-2")
    world.do(commands.comments.AddComment(key="T-1", body="Hello"))
    return world


ACTS = {
    "fields": commands.items.ChangeItem(key="T-2", title="c", due=None, owner=None, priority="high", effort=30),
    "labels": commands.items.ChangeItem(key="T-1", labels=["y", "z"]),
    "detail": commands.items.ChangeItem(key="I-1", severity="minor", cause="wear"),
    "parent": commands.items.ChangeItem(key="T-2", parent="T-1"),
    "private": commands.items.ChangeItem(key="P-1", private=True),
    "done": commands.moves.MoveItem(key="T-1", state="done"),
    "rank": commands.items.RankItem(key="T-2", before="T-1"),
    "rank many": RankItems(keys=["T-2", "P-1"], before="T-1"),
    "create": commands.items.CreateItem(kind="task", title="new", parent="P-1", effort=10, labels=["x"]),
    "delete": commands.bin.DeleteItem(key="P-1", with_children=True),
    "relate": commands.relations.AddRelation(source="I-1", type="blocks", target="T-1"),
    "weigh": commands.relations.AddRelation(source="T-1", type="depends-on", target="T-2", lag=60),
    "untie": commands.relations.RemoveRelation(source="T-1", type="depends-on", target="T-2"),
    "say": commands.comments.AddComment(key="T-2", body="Well"),
    "withdraw": commands.comments.DeleteComment(id=1),
    "log": commands.work.LogWork(key="T-1", minutes=30),
    "watch": commands.comments.WatchItem(key="T-1", member="bob@x.org"),
    "bulk": ChangeItems(keys=["T-1", "T-2"], state="done", priority="urgent", add_labels=["q"], remove_labels=["x"]),
    "bulk delete": DeleteItems(keys=["P-1", "T-1", "T-2"]),
}


@pytest.mark.parametrize("act", ACTS)
def test_undoing_puts_everything_back_and_undoing_that_does_it_again(act, work):
    if act == "withdraw":
        comment = Event.objects.get(workspace=work.workspace, type="comment.added").subject
        command = commands.comments.DeleteComment(id=comment)
    else:
        command = ACTS[act]
    before = state(work)
    work.do(command, now=LATER)
    changed = state(work)
    assert changed != before
    work.do(UndoAct(seq=latest(work)), now=LATER)
    assert _without_ids(state(work)) == _without_ids(before)
    assert verify(work.workspace) == []
    work.do(UndoAct(seq=latest(work)), now=LATER)
    assert _without_ids(state(work)) == _without_ids(changed)
    assert verify(work.workspace) == []


def _without_ids(rows):
    """A relation or follower that comes back is another row, made at another time; so are labels that stayed away."""
    loose = ("relation", "watcher")
    kept = {key: row for key, row in rows.items() if key[0] not in loose}
    other = [
        (key[0], {n: v for n, v in row.items() if n != "created_at"}) for key, row in rows.items() if key[0] in loose
    ]
    return kept, sorted(other, key=repr)


def test_the_roll_up_follows(work):
    work.do(ACTS["done"])
    assert Item.objects.get(key="P-1").work_done == 60
    work.do(UndoAct(seq=latest(work)))
    assert Item.objects.get(key="P-1").work_done == 0


def test_what_somebody_changed_since_is_not_overwritten(work):
    work.do(commands.items.ChangeItem(key="T-1", title="mine", effort=5))
    mine = latest(work)
    work.do(commands.items.ChangeItem(key="T-1", title="theirs"), actor=work.actor("bob"))
    before = state(work)
    with pytest.raises(Refused, match="T-1: somebody has changed title since"):
        work.do(UndoAct(seq=mine))
    assert state(work) == before


def test_who_may_undo_what(work):
    work.do(commands.items.ChangeItem(key="T-1", title="mine"))
    with pytest.raises(Forbidden, match="by who did it"):
        work.do(UndoAct(seq=latest(work)), actor=work.actor("bob"))
    with pytest.raises(NotFound, match="no event 9999"):
        work.do(UndoAct(seq=9999))
    with pytest.raises(Refused, match="more than a week"):
        work.do(UndoAct(seq=latest(work)), now=NOW + timedelta(days=8))
    work.do(commands.teams.CreateTeam(key="NEW", team_name="New"))
    with pytest.raises(Refused, match="«team created» cannot be undone: settings are changed back where"):
        work.do(UndoAct(seq=latest(work)))


def test_a_child_does_not_come_out_of_hiding_alone(work):
    work.do(commands.items.ChangeItem(key="T-1", private=True))
    hidden = latest(work)
    work.do(commands.items.ChangeItem(key="P-1", private=True))
    with pytest.raises(Refused, match="private by now"):
        work.do(UndoAct(seq=hidden))


def test_many_change_alike_or_none(work):
    with pytest.raises(NotFound, match="T-99"):
        work.do(ChangeItems(keys=["T-1", "T-99"], priority="low"))
    work.do(commands.moves.MoveItem(key="I-1", state="done"))
    before = state(work)
    with pytest.raises(Refused, match=r"I-1: an issue cannot go from done to dropped"):
        work.do(ChangeItems(keys=["T-1", "I-1"], state="dropped", owner="me"))
    assert state(work) == before
    told = work.do(ChangeItems(keys=["t-1", "T-2", "T-1"], owner="me", due=None))
    assert [one["key"] for one in told["items"]] == ["T-1", "T-2"]
    assert Item.objects.filter(key__in=["T-1", "T-2"], owner=work.owner.member_id, due=None).count() == 2
