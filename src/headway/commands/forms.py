"""Forms through which issues come in: made and changed by admins, filled by anyone whom they are open to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from ..access import visible
from ..events.types import FormAdded, FormChanged, ReportReceived
from ..models import Comment, Form, Item, Report
from ..models.intake import new_link
from ..rules.errors import Invalid, NotFound, TooMany
from ..rules.words import Kind, Question, Role, Severity, Urgency
from ..tongue import said, say, say_as
from .answers import FormTold, OnItemTold, ReportTold
from .base import Answer, Command
from .items import CreateItem
from .replies import reply_to
from .resuming import go_on
from .types import Body, GivenBody, Id, ItemKey, Line, Link, Name, TeamKey, Title
from .unit import Unit, born, changed

REPORTS_AN_HOUR: Final = 120
"""How many reports of strangers one form takes in an hour."""
REPLIES_AN_HOUR: Final = 20
QUESTIONS: Final = {
    Question.DETAILS: "details",
    Question.AFFECTED: "affected",
    Question.SEVERITY: "severity",
    Question.URGENCY: "urgency",
    Question.NAME: "contact_name",
    Question.EMAIL: "contact_email",
}
"""Question -> the field of form.submit that answers it."""


class CreateForm(Command):
    """Make a form through which issues are reported, to a team and beneath a project or operation if you like."""

    name = "form.create"
    route = ("POST", "/forms")
    answers = FormTold
    least = Role.ADMIN

    title: Name
    introduction: Body = ""
    team: TeamKey | None = None
    parent: ItemKey | None = None
    asks: list[Question] = [Question.DETAILS, Question.URGENCY, Question.NAME, Question.EMAIL]
    requires: list[Question] = []
    public: bool = False

    def act(self, unit: Unit) -> Answer:
        """Make it, with a link that nobody guesses."""
        values = {
            "title": self.title,
            "introduction": self.introduction,
            "team": unit.team(self.team, field="team") if self.team else None,
            "parent": _parent(self.parent, unit),
            "asks": _words(self.asks, self.requires),
            "requires": _words(self.requires),
            "public": self.public,
        }
        row = Form.objects.create(workspace=unit.workspace, created_at=unit.now, **values)
        facts = born({**values, "active": True, "created_at": unit.now})
        unit.record(FormAdded, subject=row, changes={n: c for n, c in facts.items() if c[1] is not False})
        return {"id": row.pk, "link": row.link}


def _words(*lists: list[Question]) -> list[str]:
    """The questions of these lists, once each, in the order of the vocabulary: what is required is asked, too."""
    wanted = {one for list_ in lists for one in list_}
    return [one.value for one in Question if one in wanted]


def _parent(key: str | None, unit: Unit) -> Item | None:
    if key is None:
        return None
    parent = unit.item(key, field="parent")
    if parent.kind not in (Kind.PROJECT, Kind.OPERATION):
        raise Invalid(
            say(
                "%(key)s is %(kind)s; reports land under projects and operations",
                key=parent.key,
                kind=Kind(parent.kind).one,
            ),
            field="parent",
        )
    return parent


class _OnForm(Command):
    answers = FormTold
    least = Role.ADMIN

    id: Id

    def find(self, unit: Unit) -> Form:
        row = visible.forms(unit.actor).filter(pk=self.id).first()
        if row is None:
            raise NotFound(say("there is no form %(id)s", id=self.id), field="id")
        return row


class ChangeForm(_OnForm):
    """Change a form: its words, what it asks, whether the public may use it, whether it is in use at all."""

    name = "form.update"
    route = ("PATCH", "/forms/{id}")

    title: Name | None = None
    introduction: Body = ""
    team: TeamKey | None = None
    parent: ItemKey | None = None
    asks: list[Question] = []
    requires: list[Question] = []
    public: bool = False
    active: bool = True

    def act(self, unit: Unit) -> Answer:
        """Change what is stated."""
        row = self.find(unit)
        values: dict[str, Any] = {n: getattr(self, n) for n in self.given("introduction", "public", "active")}
        if self.title is not None:
            values["title"] = self.title
        if self.given("team"):
            values["team"] = unit.team(self.team, field="team") if self.team else None
        if self.given("parent"):
            values["parent"] = _parent(self.parent, unit)
        changes = changed(row, values | self._questions(row))
        if changes:
            row.save()
            unit.record(FormChanged, subject=row, changes=changes)
        return {"id": row.pk, "link": row.link}

    def _questions(self, row: Form) -> dict[str, Any]:
        asks = self.asks if self.given("asks") else [Question(one) for one in row.asks]
        requires = self.requires if self.given("requires") else [Question(one) for one in row.requires]
        if not self.given("requires"):
            requires = [one for one in requires if one in asks]
        return {"asks": _words(asks, requires), "requires": _words(requires)}


class RenewForm(_OnForm):
    """Give a form another link; the old one leads nowhere from now on."""

    name = "form.renew"
    route = ("POST", "/forms/{id}/renew")

    def act(self, unit: Unit) -> Answer:
        """Make the link anew. The log tells that, not the link."""
        row = self.find(unit)
        row.link = new_link()
        row.save(update_fields=["link"])
        unit.record(FormChanged, subject=row, changes={"~link": [None, "renewed"]})
        return {"id": row.pk, "link": row.link}


class SubmitForm(Command):
    """Report an issue through a form. The form says where it goes; who reports it follows it by its link."""

    name = "form.submit"
    route = ("POST", "/forms/{link}/reports")
    answers = ReportTold
    least = Role.GUEST

    link: Link
    title: Title
    details: Body = ""
    affected: Line = ""
    severity: Severity | None = None
    urgency: Urgency | None = None
    contact_name: Line = ""
    contact_email: Line = ""

    def act(self, unit: Unit) -> Answer:
        """Check the answers against the questions, and make the issue where the form says."""
        form = visible.form_behind(unit.actor, link=self.link).select_related("team", "parent").first()
        if form is None:
            raise NotFound(say("there is no such form"), field="link")
        if unit.actor.is_public:
            _check_flow(form, unit)
        contact = self._answers(form, unit)
        item = take_in(self._new(form), unit=unit)
        link = tie_report(item, unit=unit, form=form, **contact)
        return {"key": item.key, "link": link}

    def _answers(self, form: Form, unit: Unit) -> dict[str, str]:
        """Check what was answered; return the contact of somebody outside."""
        for question, field in QUESTIONS.items():
            outside = question not in (Question.NAME, Question.EMAIL) or unit.actor.is_public
            if getattr(self, field) and question not in form.asks:
                raise Invalid(say("this form does not ask for %(question)s", question=said(question)), field=field)
            if outside and question in form.requires and not getattr(self, field):
                raise Invalid(say("this is needed"), field=field)
        if not unit.actor.is_public:
            return {}
        return {"contact_name": self.contact_name[:200], "contact_email": checked_email(self.contact_email)}

    def _new(self, form: Form) -> CreateItem:
        said = {name: getattr(self, name) for name in ("severity", "urgency") if getattr(self, name) is not None}
        affected = f"**Affected:** {self.affected}\n\n" if self.affected else ""
        parent = form.parent if form.parent is not None and form.parent.deleted_at is None else None
        place = {"team": form.team and form.team.key, "parent": parent and parent.key}
        text = {"title": self.title, "description": affected + self.details}
        return CreateItem.model_validate({"kind": Kind.ISSUE, **text, **said, **place})


class ReplyToReport(Command):
    """Say something on one's own report, by the link that leads to it; if it waits for that, it goes on."""

    name = "report.reply"
    route = ("POST", "/reports/{link}/replies")
    answers = OnItemTold
    least = Role.GUEST

    link: Link
    body: GivenBody

    def act(self, unit: Unit) -> Answer:
        """Add it as a comment that both sides see."""
        report = visible.report_behind(unit.actor, link=self.link).select_related("item").first()
        if report is None:
            raise NotFound(say_as("intake", "there is no such report"), field="link")
        recent = Comment.objects.filter(item=report.item, created_at__gt=unit.now - timedelta(hours=1)).exclude(
            contact=""
        )
        if unit.actor.is_public and recent.count() >= REPLIES_AN_HOUR:
            raise TooMany(say("that is a lot for one hour; please wait a little"), field="body")
        contact = (report.contact_name or report.contact_email or "The reporter") if unit.actor.is_public else ""
        row = reply_to(report.item, self.body, unit=unit, contact=contact)
        go_on(report.item, by=None if contact else unit.actor.member_id, outside=bool(contact), unit=unit)
        return {"id": row.pk, "key": report.item.key}


class AnswerReport(Command):
    """Answer the reporter of an item: he sees it on the page of his report, and by mail."""

    name = "report.answer"
    route = ("POST", "/items/{key}/answers")
    answers = OnItemTold

    key: ItemKey
    body: GivenBody

    def act(self, unit: Unit) -> Answer:
        """Add it as a comment that both sides see."""
        item = unit.item(self.key, field="key")
        row = reply_to(item, self.body, unit=unit)
        return {"id": row.pk, "key": item.key}


def checked_email(address: str) -> str:
    """Return an address as it is kept. Raises Invalid for what is none."""
    address = address.lower()
    local, at, domain = address.rpartition("@")
    if address and (not local or not at or "." not in domain or len(address) > 254 or set(address) & set(" <>,;\r\n")):
        raise Invalid(say("this is no e-mail address"), field="contact_email")
    return address


def _check_flow(form: Form, unit: Unit) -> None:
    since = unit.now - timedelta(hours=1)
    if Report.objects.filter(form=form, created_at__gt=since).count() >= REPORTS_AN_HOUR:
        raise TooMany(say("too many reports have come in just now; please try again in an hour"))


def take_in(command: CreateItem, *, unit: Unit) -> Item:
    """Make an item where a form or mailbox says, which its author need not be able to see."""
    inner = Unit(workspace=unit.workspace, actor=replace(unit.actor, role=Role.OWNER), now=unit.now)
    inner.happenings, inner.stale_parents = unit.happenings, unit.stale_parents
    told = command.act(inner)
    return Item.objects.get(workspace=unit.workspace, key=told["key"])


def tie_report(
    item: Item, *, unit: Unit, form: Form | None = None, contact_name: str = "", contact_email: str = ""
) -> str:
    """Note how an item came in and who waits for word of it; return the link to its state."""
    values = {"form": form, "contact_name": contact_name, "contact_email": contact_email}
    row = Report.objects.create(workspace=unit.workspace, item=item, created_at=unit.now, **values)
    unit.record(ReportReceived, subject=row, item=item, changes=born({"item": item, **values, "created_at": unit.now}))
    return row.link
