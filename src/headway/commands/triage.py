"""Issues are looked at for the first time: accepted, joined with another, declined, or put off."""

from typing import Any

from pydantic import AwareDatetime

from ..events.types import ItemChanged
from ..models import Item, Member
from ..rules.errors import Invalid, Refused
from ..rules.words import Category, Kind, RelationType, Severity, Urgency
from ..tongue import say
from .answers import ItemTold
from .base import Answer, Command
from .issue_guards import rule_for
from .item_fields import change_details
from .items import told
from .moves import move
from .relations import AddRelation
from .replies import reply_to
from .rota import next_in, turn
from .types import GivenBody, ItemKey, MemberRef
from .unit import Unit


class OnIssue(Command):
    """A command on one issue."""

    answers = ItemTold
    versioned = "key"

    key: ItemKey

    def find(self, unit: Unit) -> Item:
        """Find it. Raises Invalid for work of another kind."""
        item = unit.edit(self.key)
        if item.kind != Kind.ISSUE:
            raise Invalid(
                say("%(key)s is %(kind)s; this is for issues", key=item.key, kind=Kind(item.kind).one), field="key"
            )
        return item


def shift(
    item: Item,
    category: Category,
    *,
    unit: Unit,
    resolution: str | None = None,
    extra: dict[str, list[Any]] | None = None,
) -> None:
    """Move an issue into the first state of a category; `extra` as in `move`."""
    state = unit.state_in(category.value, kind=item.kind, team_id=item.team_id, field="key")
    move(item, state, unit=unit, resolution=resolution, extra=extra)


class AcceptIssue(OnIssue):
    """Accept an issue: somebody will see to it, the one who is named or whose turn it is in the team's rota."""

    name = "issue.accept"
    route = ("POST", "/items/{key}/accept")

    owner: MemberRef | None = None
    by_rota: bool = False
    severity: Severity | None = None
    urgency: Urgency | None = None

    def act(self, unit: Unit) -> Answer:
        """Out of triage; to the one named, else by rotation where the team asks for it."""
        item = self.find(unit)
        if item.category != Category.BACKLOG:
            raise Refused(
                say("%(key)s has left triage: it is %(name)s", key=item.key, name=item.state.name), field="key"
            )
        judged = {name: getattr(self, name) for name in ("severity", "urgency")}
        extra = change_details(item, {name: word.number for name, word in judged.items() if word is not None})
        self._assign(item, unit)
        shift(item, Category.READY, unit=unit, extra=extra)
        return told(item)

    def _assign(self, item: Item, unit: Unit) -> None:
        if self.owner is not None:
            owner: Member | None = unit.worker(self.owner, field="owner", had=[item.owner_id])
        elif self.by_rota:
            owner = turn(item, unit=unit, field="by_rota")
        elif item.owner_id is None and item.team is not None and rule_for(item.team_id, unit=unit).rotate:
            owner = next_in(item.team, item=item, unit=unit)
        else:
            return
        if owner is not None:
            unit.touch(item, {"owner": owner}, type_=ItemChanged)


class JoinDuplicate(OnIssue):
    """Say that an issue was reported before: it is closed, tied to the other, and its reporter is told."""

    name = "issue.duplicate"
    route = ("POST", "/items/{key}/duplicate")

    of: ItemKey

    def act(self, unit: Unit) -> Answer:
        """Tie and close. Raises Refused when the other is a duplicate of this one."""
        item = self.find(unit)
        other = unit.item(self.of, field="of")
        if other.pk == item.pk:
            raise Invalid(say("an issue cannot be a duplicate of itself"), field="of")
        AddRelation(source=item.key, type=RelationType.DUPLICATES, target=other.key).act(unit)
        shift(item, Category.DROPPED, unit=unit, resolution="Duplicate")
        return told(item)


class DeclineIssue(OnIssue):
    """Decline an issue, with a reason that its reporter reads."""

    name = "issue.decline"
    route = ("POST", "/items/{key}/decline")

    reason: GivenBody

    def act(self, unit: Unit) -> Answer:
        """Say why, and close it."""
        item = self.find(unit)
        if item.category in (Category.DONE, Category.DROPPED):
            raise Refused(say("%(key)s is closed already", key=item.key), field="key")
        reply_to(item, self.reason, unit=unit)
        shift(item, Category.DROPPED, unit=unit, resolution="Declined")
        return told(item)


class SnoozeIssue(OnIssue):
    """Put an issue off: it leaves the queue of triage until a time; without one it comes back at once."""

    name = "issue.snooze"
    route = ("POST", "/items/{key}/snooze")

    until: AwareDatetime | None = None

    def act(self, unit: Unit) -> Answer:
        """Note when it comes back."""
        item = self.find(unit)
        if item.category != Category.BACKLOG:
            raise Refused(
                say("%(key)s has left triage: it is %(name)s", key=item.key, name=item.state.name), field="key"
            )
        if self.until is not None and not unit.now < self.until <= unit.now.replace(year=2999):
            raise Invalid(say("an issue is put off until a time that is yet to come"), field="until")
        extra = change_details(item, {"snoozed_until": self.until})
        unit.touch(item, {}, type_=ItemChanged, **extra)
        return told(item)
