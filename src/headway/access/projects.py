"""Who runs a project and sees its money, which templates and reports one may see, and the links of shared reports."""

from collections.abc import Mapping
from hmac import compare_digest
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from ..models import Deliverable, Item, Phase, Project, StatusReport, Template
from ..rules.errors import Forbidden
from ..rules.words import Category, Kind, Role
from ..tongue import say, word
from . import visible
from .actor import Actor

BEFORE_APPROVAL: Final = (Category.BACKLOG, Category.DROPPED)
APPROVERS: Final = word("a proposal is approved by its sponsor or an admin")


def runs(actor: Actor, *, manager: int | None, sponsor: int | None) -> bool:
    """Whether the actor runs a project: its manager, its sponsor, an owner or admin; never a guest.

    Who runs it sees its money, decides at its gates, and reports on it.
    """
    if actor.sees_all:
        return True
    return actor.role is not Role.GUEST and actor.member_id is not None and actor.member_id in (manager, sponsor)


def sponsor_of(project: Item) -> int | None:
    """The sponsor's id of a project."""
    return Project.objects.filter(pk=project.pk).values_list("sponsor_id", flat=True).first()


def check_runs(actor: Actor, project: Item, *, act: str) -> None:
    """Refuse an act that is for those who run the project. Raises Forbidden."""
    if actor.sees_all or runs(actor, manager=project.owner_id, sponsor=sponsor_of(project)):
        return
    raise Forbidden(
        say("%(act)s is for the owner and the sponsor of %(key)s, and for admins", act=act, key=project.key)
    )


def approves(actor: Actor, *, sponsor: int | None) -> bool:
    """Whether the actor approves a project: its sponsor, an owner or admin."""
    return runs(actor, manager=None, sponsor=sponsor)


def check_approves(actor: Actor, *, sponsor: int | None) -> None:
    """Refuse an approval by anybody but the sponsor and admins. Raises Forbidden."""
    if not approves(actor, sponsor=sponsor):
        raise Forbidden(say(APPROVERS), field="state")


def run_by(actor: Actor, prefix: str = "") -> Q:
    """The rule of `runs` as a condition on projects, for use through a relation with `prefix` («project__»)."""
    if actor.sees_all:
        return Q()
    if actor.role is Role.GUEST:
        return Q(pk__in=[])
    return Q(**{f"{prefix}owner": actor.me}) | Q(**{f"{prefix}project__sponsor": actor.me})


def projects(actor: Actor) -> QuerySet[Item]:
    """The projects that the actor may see."""
    return visible.items(actor).filter(kind=Kind.PROJECT)


def templates(actor: Actor) -> QuerySet[Template]:
    """The templates of the workspace and of the teams that the actor may know of; none for guests."""
    rows = Template.objects.filter(workspace_id=actor.workspace_id)
    if actor.sees_all:
        return rows
    return rows.none() if actor.role is Role.GUEST else rows.filter(Q(team=None) | Q(team__in=visible.teams(actor)))


def status_reports(actor: Actor) -> QuerySet[StatusReport]:
    """Published reports on projects that the actor sees, and the drafts of those that he runs."""
    rows = StatusReport.objects.filter(project__in=projects(actor))
    return rows if actor.sees_all else rows.filter(Q(published_at__isnull=False) | run_by(actor, "project__"))


def share_token(report: int, salt: str) -> str:
    """What the link of a shared report ends with: made of the house's secret, so that the database alone opens none."""
    return f"{report}-{salted_hmac('headway.status-report', f'{report}:{salt}', algorithm='sha256').hexdigest()}"


def shared_report(token: str) -> StatusReport | None:
    """The report that a link leads to, whoever asks; None when it never was, is no longer, or its project is gone."""
    number = token.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    rows = StatusReport.objects.filter(pk=int(number), project__deleted_at=None).exclude(share_salt="")
    row = rows.select_related("project", "author", "project__workspace").first()
    known = row is not None and compare_digest(share_token(row.pk, row.share_salt).encode(), token.encode())
    return row if known else None


def leftovers(project: int) -> dict[str, list[str]]:
    """What stands in the way of completing a project: deliverables not accepted, phases whose gate is not passed."""
    deliverables = Deliverable.objects.filter(project=project, accepted_at=None).order_by("due", "id")
    phases = Phase.objects.filter(project=project, passed_at=None).exclude(gate="").order_by("position", "id")
    found = {
        "deliverables": list(deliverables.values_list("title", flat=True)),
        "gates": list(phases.values_list("name", flat=True)),
    }
    return {name: titles for name, titles in found.items() if titles}


def left_words(left: Mapping[str, list[str]]) -> str:
    """Say what is left, and what may be done about it."""
    words = {"deliverables": say("not accepted"), "gates": say("gate not passed")}
    parts = [
        f"{words[name]}: {', '.join(titles[:5])}{' …' if len(titles) > 5 else ''}" for name, titles in left.items()
    ]
    return say(
        "%(left)s. Accept or pass them, or use project.complete and say what becomes of them", left="; ".join(parts)
    )


def gates(actor: Actor, *, project: int, category: str, sponsor: int | None) -> dict[str, str]:
    """Category -> why the project cannot go there now, beyond what its lifecycle says. Two statements at most."""
    found: dict[str, str] = {}
    if category in BEFORE_APPROVAL and not approves(actor, sponsor=sponsor):
        found[Category.READY] = say(APPROVERS)
    if category in (Category.DOING, Category.WAITING) and (left := leftovers(project)):
        found[Category.DONE] = left_words(left)
    return found
