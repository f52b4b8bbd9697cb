"""What may this actor see? As querysets, so that finding is authorising."""

from collections.abc import Collection
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from ..models import (
    Attachment,
    Comment,
    EscalationPath,
    Event,
    Finding,
    FindingItem,
    Form,
    Item,
    Label,
    Member,
    Relation,
    Report,
    Team,
    Timebox,
    Watcher,
    WorkLog,
)
from ..rules.insight_words import Sight
from ..rules.words import Role
from .actor import Actor


def items(actor: Actor, *, deleted: bool = False) -> QuerySet[Item]:
    """Items that the actor may see: living ones, or with `deleted` those in the bin."""
    rows = Item.objects.filter(workspace_id=actor.workspace_id, deleted_at__isnull=not deleted)
    return rows if actor.sees_all else rows.filter(item_rule(actor))


def item_rule(actor: Actor, prefix: str = "") -> Q:
    """The rule for items as a condition, for use through a relation with `prefix` («source__»)."""
    return Q() if actor.sees_all else Q(_Sees(actor, prefix))


def through(actor: Actor, prefix: str) -> Q:
    """The items that the actor may see, as a condition on rows that hang on them with `prefix` («goal__»).

    For a few rows: as a sub-query SQLite would gather all items first.
    """
    here = Q(**{f"{prefix}workspace_id": actor.workspace_id, f"{prefix}deleted_at": None})
    return here & item_rule(actor, prefix)


def told(actor: Actor) -> Combinable:
    """The same as a column that tells whether the actor sees an item."""
    return Value(True) if actor.sees_all else _Sees(actor, "")


class _Sees(Func):
    """The rule in one piece: nearly every statement holds it, and made of conditions it cost more than to be answered.

    It is true or false and never null, so that it may be negated.
    """

    output_field = BooleanField()

    def __init__(self, actor: Actor, prefix: str) -> None:
        super().__init__(*(F(f"{prefix}{name}") for name in ("id", "private", "team_id", "owner_id", "reporter_id")))
        self._actor = actor

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, Any]:
        """Return the condition and its parameters."""
        actor = self._actor
        pk, private, team, owner, reporter = (compiler.compile(one)[0] for one in self.get_source_expressions())
        in_reach, params = _in_reach(actor, private, team)
        mine = f"({owner} IS NOT NULL AND {owner} = %s) OR ({reporter} IS NOT NULL AND {reporter} = %s)"
        followed = f"{pk} IN (SELECT item_id FROM {Watcher._meta.db_table} WHERE member_id = %s)"  # noqa: S608
        return f"(({in_reach}) OR {mine} OR {followed})", [*params, actor.me, actor.me, actor.me]


def _in_reach(actor: Actor, private: str, team: str) -> tuple[str, list[int]]:
    """What of a workspace's items is open to the actor: a guest's teams, or all but the teams hidden from a member."""
    guest = actor.role is Role.GUEST
    teams = sorted(actor.teams if guest else actor.hidden)
    marks = ", ".join(["%s"] * len(teams))
    if guest:
        return (f"NOT {private} AND {team} IS NOT NULL AND {team} IN ({marks})" if teams else "1 = 0"), teams
    return (f"NOT {private} AND ({team} IS NULL OR {team} NOT IN ({marks}))" if teams else f"NOT {private}"), teams


def teams(actor: Actor) -> QuerySet[Team]:
    """Teams that the actor may know of."""
    rows = Team.objects.filter(workspace_id=actor.workspace_id)
    if actor.sees_all:
        return rows
    if actor.role is Role.GUEST:
        return rows.filter(id__in=actor.teams)
    return rows.exclude(id__in=actor.hidden)


def members(actor: Actor) -> QuerySet[Member]:
    """Members that the actor may know of: for a guest himself and those who share a team with him."""
    rows = Member.objects.filter(workspace_id=actor.workspace_id)
    if actor.role is not Role.GUEST:
        return rows
    return rows.filter(Q(id=actor.me) | Q(memberships__team__in=actor.teams)).distinct()


def labels(actor: Actor) -> QuerySet[Label]:
    """Labels of the workspace; for a guest those on items that he sees."""
    rows = Label.objects.filter(workspace_id=actor.workspace_id)
    return rows if actor.role is not Role.GUEST else rows.filter(item_labels__item__in=items(actor)).distinct()


def timeboxes(actor: Actor) -> QuerySet[Timebox]:
    """Sprints and releases of the teams that the actor may know of."""
    rows = Timebox.objects.filter(workspace_id=actor.workspace_id)
    return rows if actor.sees_all else rows.filter(Q(team=None) | Q(team__in=teams(actor)))


def relations(actor: Actor) -> QuerySet[Relation]:
    """Relations both of whose ends are living and visible."""
    rows = Relation.objects.filter(workspace_id=actor.workspace_id, source__deleted_at=None, target__deleted_at=None)
    return rows if actor.sees_all else rows.filter(item_rule(actor, "source__"), item_rule(actor, "target__"))


def comments(actor: Actor) -> QuerySet[Comment]:
    """Comments on items that the actor sees."""
    rows = Comment.objects.filter(workspace_id=actor.workspace_id, deleted_at=None, item__deleted_at=None)
    return rows if actor.sees_all else rows.filter(item_rule(actor, "item__"))


def attachments(actor: Actor) -> QuerySet[Attachment]:
    """Files on items that the actor sees."""
    rows = Attachment.objects.filter(workspace_id=actor.workspace_id, removed_at=None, item__deleted_at=None)
    return rows if actor.sees_all else rows.filter(item_rule(actor, "item__"))


def work_logs(actor: Actor) -> QuerySet[WorkLog]:
    """Time booked on items that the actor sees."""
    rows = WorkLog.objects.filter(workspace_id=actor.workspace_id, deleted_at=None, item__deleted_at=None)
    return rows if actor.sees_all else rows.filter(item_rule(actor, "item__"))


def forms(actor: Actor) -> QuerySet[Form]:
    """Forms that the actor is shown; guests those in use of no team, of their teams, or public of an open team."""
    rows = Form.objects.filter(workspace_id=actor.workspace_id)
    if actor.role is Role.GUEST:
        return rows.filter(Q(team=None) | Q(team__in=actor.teams) | Q(public=True, team__private=False), active=True)
    return rows if actor.sees_all else rows.exclude(team__in=actor.hidden)


def form_behind(actor: Actor, *, link: str) -> QuerySet[Form]:
    """The form in use that a link leads to: whoever holds it may fill it, the public where the form is public."""
    rows = Form.objects.filter(workspace_id=actor.workspace_id, link=link, active=True)
    return rows.filter(public=True) if actor.is_public else rows.exclude(team__in=actor.hidden)


def report_behind(actor: Actor, *, link: str) -> QuerySet[Report]:
    """The report that a link leads to: for the public its holder's own, for members one on an item that they see."""
    rows = Report.objects.filter(workspace_id=actor.workspace_id, link=link, item__deleted_at=None)
    return rows if actor.is_public else rows.filter(item_rule(actor, "item__"))


def escalation_paths(actor: Actor) -> QuerySet[EscalationPath]:
    """Escalation paths of all, and of the teams that the actor may know of."""
    rows = EscalationPath.objects.filter(workspace_id=actor.workspace_id)
    return rows if actor.sees_all else rows.filter(Q(team=None) | Q(team__in=teams(actor)))


def findings(actor: Actor, *, few: bool = False) -> QuerySet[Finding]:
    """Findings all of whose evidence and goals the actor sees; those that rest on what others alone see are theirs.

    Guests see none: what is found rests on more than they see. Where `few` are asked for, each is looked at by itself,
    not all that rest on something hidden first.
    """
    rows = Finding.objects.filter(workspace_id=actor.workspace_id)
    if actor.role is Role.GUEST:
        return rows.none()
    hidden = FindingItem.objects.exclude(item_rule(actor, "item__"), item__deleted_at=None)
    if few:
        rows = rows.filter(~Exists(hidden.filter(finding_id=OuterRef("id"))))
    else:
        rows = rows.exclude(id__in=hidden.filter(finding__workspace_id=actor.workspace_id).values("finding_id"))
    return rows if actor.sees_all else rows.filter(sight=Sight.OPEN)


def events(actor: Actor) -> QuerySet[Event]:
    """Events: all of them for owners and admins (the audit log), those on visible items for everybody else."""
    return Event.objects.filter(event_rule(actor), workspace_id=actor.workspace_id)


def own_and_visible(actor: Actor) -> QuerySet[Event]:
    """Events that the actor sees, and what he did himself that stands on no item: his views, his leave."""
    rows = Event.objects.filter(workspace_id=actor.workspace_id)
    return rows if actor.sees_all else rows.filter(event_rule(actor) | Q(item=None, actor_id=actor.me))


def event_rule(actor: Actor, prefix: str = "") -> Q:
    """The rule for events as a condition, for use through a relation with `prefix` («event__»)."""
    if actor.sees_all:
        return Q()
    there = Q(**{f"{prefix}item__isnull": False, f"{prefix}item__deleted_at": None})
    return there & item_rule(actor, f"{prefix}item__")


def involved(item_ids: Collection[int]) -> set[int]:
    """The members who own, reported or follow any of these items: nobody else's own part in them opens them to him."""
    rows = Item.objects.filter(pk__in=item_ids).values_list("owner_id", "reporter_id")
    followers = Watcher.objects.filter(item__in=item_ids).values_list("member_id", flat=True)
    return {pk for row in rows for pk in row if pk is not None} | set(followers)
