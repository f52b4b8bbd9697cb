"""Forms, as those see them who fill or run them; and reports, as those see them who wait for word."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from ..access import visible
from ..access.actor import Actor
from ..access.policy import at_least
from ..models import Comment, Event, Form, Item, Report, Workspace
from ..rules.errors import NotFound
from ..rules.lifecycle import is_closed
from ..rules.report_words import about, state_words
from ..rules.words import Role
from ..tongue import say
from .base import Look, Query
from .rows import Known, TeamRef
from .types import Link


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form through which issues are reported. `asks` and `requires` name questions; `reports` counts what came in.

    `reports` and `parent` are None for guests.
    """

    id: int
    title: str
    introduction: str
    team: TeamRef | None
    parent: str | None
    asks: tuple[str, ...]
    requires: tuple[str, ...]
    public: bool
    active: bool
    link: str
    reports: int | None


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """What was said between a reporter and the house; `mine` where the reporter said it."""

    who: str
    mine: bool
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The state of a report, as its reporter may know it: nothing but what he said and what was said to him."""

    key: str
    title: str
    state: str
    about: str
    category: str
    closed: bool
    received: datetime
    changed: datetime
    replies: tuple[ReplyRow, ...]


class ListForms(Query):
    """List the forms through which issues are reported; guests see those that they may fill."""

    name = "form.list"
    route = "/forms"

    def answer(self, look: Look) -> tuple[FormRow, ...]:
        """Those that are shown to the reader, in alphabetical order, and how much came in by each."""
        rows = visible.forms(look.actor).select_related("team", "parent").order_by("title", "id")
        found = list(rows)
        counts = _counts(look, found)
        known = Known(look)
        return tuple(_form(row, known, counts) for row in found)


class ShowForm(Query):
    """Show the form behind a link to somebody who may fill it."""

    name = "form.show"
    route = "/forms/behind/{link}"

    link: Link

    def answer(self, look: Look) -> FormRow:
        """Find it by its link. Raises NotFound where it is not in use, or not for the public."""
        row = visible.form_behind(look.actor, link=self.link).select_related("team").first()
        if row is None:
            raise NotFound(say("there is no such form"), field="link")
        return _form(row, Known(look), None)


class ShowReport(Query):
    """Show the state of a report to somebody who holds its link."""

    name = "report.show"
    route = "/reports/{link}"

    link: Link

    def answer(self, look: Look) -> ReportPage:
        """What the reporter may know. Raises NotFound for a link that leads nowhere."""
        row = visible.report_behind(look.actor, link=self.link).select_related("item").first()
        if row is None:
            raise NotFound(say("there is no such report"), field="link")
        item = row.item
        replies = _replies(row)
        words = state_words(item.category, item.resolution)
        stamps = [row.created_at, *(one.at for one in replies), *_moves(item)]
        return ReportPage(
            key=item.key,
            title=_title(item),
            state=words,
            about=about(words),
            category=item.category,
            closed=is_closed(item.category),
            received=row.created_at,
            changed=max(stamps),
            replies=replies,
        )


def workspace_behind(*, form: str = "", report: str = "") -> Workspace | None:
    """The workspace in which a form or report with this link lies; strangers come by the link alone."""
    if form:
        return Workspace.objects.filter(forms__link=form, forms__active=True).first()
    return Workspace.objects.filter(pk__in=Report.objects.filter(link=report).values("workspace")).first()


def may_run_forms(actor: Actor) -> bool:
    """Whether the actor is told of what forms bring in."""
    return at_least(actor, Role.MEMBER)


def _counts(look: Look, forms: list[Form]) -> dict[int, int] | None:
    if not may_run_forms(look.actor):
        return None
    seen = visible.items(look.actor)
    rows = Report.objects.filter(form__in=forms, item__in=seen).values_list("form_id").annotate(n=Count("*"))
    return {pk: count for pk, count in rows if pk is not None}


def _form(row: Form, known: Known, counts: dict[int, int] | None) -> FormRow:
    team = known.team(row.team_id, row.team.key, row.team.name) if row.team else None
    return FormRow(
        id=row.pk,
        title=row.title,
        introduction=row.introduction,
        team=team,
        parent=row.parent.key if counts is not None and row.parent else None,
        asks=tuple(row.asks),
        requires=tuple(row.requires),
        public=row.public,
        active=row.active,
        link=row.link,
        reports=None if counts is None else counts.get(row.pk, 0),
    )


def _title(item: Item) -> str:
    """As its reporter worded it: what others made of the title since is theirs."""
    first = (
        Event.objects.filter(item=item, type="item.created").order_by("seq").values_list("changes", flat=True).first()
    )
    return str(first["title"][1]) if first else item.key


def _moves(item: Item) -> list[datetime]:
    rows = Event.objects.filter(item=item, type="item.moved").order_by("-happened_at")
    return list(rows.values_list("happened_at", flat=True)[:1])


def _replies(report: Report) -> tuple[ReplyRow, ...]:
    """What both sides said; who of the house said it stays in the house."""
    rows = Comment.objects.filter(item_id=report.item_id, public=True, deleted_at=None).order_by("created_at", "id")
    return tuple(
        ReplyRow(who=contact or "We", mine=bool(contact), body=body, at=at)
        for contact, body, at in rows.values_list("contact", "body", "created_at")[:500]
    )
