"""An act is undone: everything that it changed goes back, unless somebody has changed it since."""

from datetime import timedelta
from typing import Final

from ..access.visible import own_and_visible
from ..models import Event, Item, Proof, Relation
from ..rules.errors import Forbidden, NotFound, Refused
from ..rules.words import Role
from ..tongue import say
from .answers import UndoneTold
from .base import Answer, Command
from .graph import above, path, refuse_cycle
from .inverses import BACK, UNDOABLE
from .lasting import LASTING
from .scenarios import reopen
from .types import EventNumber
from .unit import Unit

LATEST: Final = timedelta(days=7)
"""How long ago an act may lie that is undone."""
MOST: Final = 1_000
"""How many events an act may have that is undone."""
_OF_GUESTS: Final = ("item.created", "comment.", "watcher.", "label.added", "view.")


class UndoAct(Command):
    """Undo one's own act of the last week, named by the number of one of its events; an admin may undo anybody's.

    What somebody has changed since is not overwritten: then nothing is undone, and the refusal says what is in the way.
    """

    name = "act.undo"
    route = ("POST", "/events/{seq}/undo")
    answers = UndoneTold
    least = Role.GUEST

    seq: EventNumber

    def act(self, unit: Unit) -> Answer:
        """Take the events back, the last first."""
        events = self._events(unit)
        for event in events:
            if event.type not in UNDOABLE:
                raise Refused(
                    say(
                        "«%(type)s» cannot be undone: %(lasting)s",
                        type=event.type.replace(".", " "),
                        lasting=say(LASTING[event.type]),
                    ),
                    field="seq",
                )
            if unit.actor.role is Role.GUEST and not event.type.startswith(_OF_GUESTS):
                raise Forbidden(say("a guest may undo what a guest may do"), field="seq")
        items: dict[int, Item] = {}
        for event in events:
            if event.type in BACK:
                BACK[event.type](event, unit, items)
        for event in events:
            _check_proofs(event)
        for item in items.values():
            _check_whole(item, unit)
        reopen(events[0], items)
        return {"undone": len(events), "keys": sorted(item.key for item in items.values())}

    def _events(self, unit: Unit) -> list[Event]:
        rows = Event.objects.filter(workspace=unit.workspace)
        named = own_and_visible(unit.actor).filter(seq=self.seq).first()
        if named is None:
            raise NotFound(say("there is no event %(seq)s", seq=self.seq), field="seq")
        if named.actor_id != unit.actor.member_id and not unit.actor.sees_all:
            raise Forbidden(say("an act is undone by who did it, or by an admin"), field="seq")
        if named.via == "import" or unit.now - named.recorded_at > LATEST:
            raise Refused(say("what was imported, or lies more than a week back, is not undone"), field="seq")
        # An act's events stand side by side: the workspace is locked while it acts.
        near = rows.filter(seq__gt=self.seq - MOST, seq__lt=self.seq + MOST, act=named.act).order_by("-seq")
        found = list(near[: MOST + 1])
        if len(found) > MOST:
            raise Refused(say("an act of more than %(most)s changes is not undone", most=MOST), field="seq")
        return found


def _check_proofs(event: Event) -> None:
    """Work that proves a key result contributes to its goal, after undoing, too. Raises Refused."""
    source, target = (event.changes.get(name, [None, None])[1] for name in ("source", "target"))
    if event.type != "relation.added" or Relation.objects.filter(source=source, target=target).exists():
        return
    proof = Proof.objects.filter(item=source, key_result__goal=target).select_related("item", "key_result").first()
    if proof is not None:
        raise Refused(
            say(
                "%(key)s proves the key result %(title)s by now", key=proof.item.key, title=repr(proof.key_result.title)
            ),
            field="seq",
        )


def _check_whole(item: Item, unit: Unit) -> None:
    """What holds for every item holds after undoing, too. Raises Refused."""
    if item.deleted_at is not None and Item.objects.filter(parent=item, deleted_at=None).exists():
        raise Refused(say("beneath %(key)s stands other work by now", key=item.key), field="seq")
    parent = item.parent
    if parent is None:
        return
    parent.refresh_from_db()
    if item.deleted_at is None and parent.deleted_at is not None:
        raise Refused(
            say("%(key)s stands under %(parent)s, which is in the bin", key=item.key, parent=parent.key), field="seq"
        )
    if parent.private and not item.private:
        raise Refused(
            say("%(key)s stands under %(parent)s, which is private by now", key=item.key, parent=parent.key),
            field="seq",
        )
    refuse_cycle(path(parent.pk, item.pk, step=above), field="seq", what=say("parents"), actor=unit.actor)
