"""Mail comes in: an answer becomes a comment, anything else an issue, and the same message nothing more."""

from datetime import timedelta
from typing import Annotated, Any, Final

from django.core.signing import BadSignature, Signer
from pydantic import Field, StringConstraints

from ..access import visible
from ..access.actor import actor_for, public
from ..events.types import MailReceived
from ..models import Comment, Item, Member, ReceivedMail, Report
from ..rules.errors import TooMany
from ..rules.letters import keys_in
from ..rules.words import Kind, Role
from ..tongue import say
from .answers import MailTold
from .base import Answer, Command
from .comments import AddComment
from .forms import take_in, tie_report
from .items import CreateItem
from .replies import reply_to
from .resuming import go_on
from .types import Body, Clean, Line, TeamKey
from .unit import Unit, born

MAILS_AN_HOUR: Final = 30
"""How many messages of one address are taken in within an hour."""
_SIGNER: Final = Signer(salt="headway.mail", sep=".")
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Reference = Annotated[str, StringConstraints(max_length=300), Clean]


def thread_of(report: Report) -> str:
    """What the ids of our messages about a report begin with: nobody else can make one."""
    return _SIGNER.sign(f"r{report.pk}")


class ReceiveMail(Command):
    """Take in a message that a mail server hands over (`headway mail` reads it).

    It is a comment where it answers a message of ours, or names an item's key in its subject and comes from the
    address that waits for word of it, or, where senders are proven, from a member who sees it. Else it is an issue.
    """

    name = "mail.receive"
    route = ("POST", "/mails")
    answers = MailTold
    least = Role.ADMIN

    digest: Digest
    sender: Line = ""
    sender_name: Line = ""
    subject: Line = ""
    body: Body = ""
    references: list[Reference] = []
    attachments: list[Line] = []
    automatic: bool = False
    proven: bool = Field(default=False, description="the mail server has proven who sent it")
    team: TeamKey | None = None

    def act(self, unit: Unit) -> Answer:
        """Know repetitions and machines; else find what it answers, or make an issue of it."""
        seen = ReceivedMail.objects.filter(workspace=unit.workspace, digest=self.digest).select_related("item").first()
        if seen is not None:
            return {"became": "nothing", "key": seen.item.key, "why": "this message was taken in before"}
        if self.automatic:
            return {"became": "nothing", "key": None, "why": "a machine wrote it"}
        self._check_flow(unit)
        member = self._member(unit)
        item = self._thread(unit) or self._named(unit, member)
        if item is not None:
            return self._comment(item, member, unit)
        return self._issue(member, unit)

    def _check_flow(self, unit: Unit) -> None:
        recent = ReceivedMail.objects.filter(workspace=unit.workspace, sender=self.sender[:254])
        if recent.filter(created_at__gt=unit.now - timedelta(hours=1)).count() >= MAILS_AN_HOUR:
            raise TooMany(
                say(
                    "%(sender)s has sent %(mails_an_hour)s messages within an hour",
                    sender=self.sender,
                    mails_an_hour=MAILS_AN_HOUR,
                ),
                field="sender",
            )

    def _member(self, unit: Unit) -> Member | None:
        """The member who sent it; an address alone proves nobody."""
        if not self.proven or not self.sender:
            return None
        return Member.objects.filter(workspace=unit.workspace, email__iexact=self.sender, active=True).first()

    def _thread(self, unit: Unit) -> Item | None:
        """The item about which we sent the message that this one answers."""
        for reference in self.references:
            try:
                pk = int(_SIGNER.unsign(reference.partition("@")[0].rpartition("-")[0]).removeprefix("r"))
            except (BadSignature, ValueError):
                continue
            rows = Report.objects.filter(pk=pk, workspace=unit.workspace, item__deleted_at=None)
            if (found := rows.select_related("item").first()) is not None:
                return found.item
        return None

    def _named(self, unit: Unit, member: Member | None) -> Item | None:
        """The item whose key stands in the subject, if the sender has to do with it."""
        keys = keys_in(self.subject)
        if not keys:
            return None
        if member is not None:
            rows = visible.items(actor_for(member=member, via="mail"))
        else:
            waiting = Report.objects.filter(contact_email=self.sender.lower()).exclude(contact_email="")
            rows = Item.objects.filter(workspace=unit.workspace, deleted_at=None, report__in=waiting)
        return rows.filter(key__in=keys).order_by("id").first()

    def _comment(self, item: Item, member: Member | None, unit: Unit) -> Answer:
        body = self._words() or "(a message without words)"
        if member is not None:
            inner = Unit(workspace=unit.workspace, actor=actor_for(member=member, via="mail"), now=unit.now)
            inner.happenings, inner.stale_parents = unit.happenings, unit.stale_parents
            said = AddComment(key=item.key, body=body).act(inner)
            comment = Comment.objects.get(pk=said["id"])
        else:
            comment = reply_to(item, body, unit=unit, contact=self.sender_name[:200] or self.sender[:200] or "Somebody")
            go_on(item, by=None, outside=True, unit=unit)
        self._keep(item, unit, reply=comment)
        return {"became": "comment", "key": item.key, "why": ""}

    def _issue(self, member: Member | None, unit: Unit) -> Answer:
        asked = {"kind": Kind.ISSUE, "title": self.subject.strip() or "(no subject)", "description": self._words()}
        command = CreateItem.model_validate({**asked, "team": self.team})
        actor = actor_for(member=member, via="mail") if member else public(workspace=unit.workspace, via="mail")
        inner = Unit(workspace=unit.workspace, actor=actor, now=unit.now)
        inner.happenings, inner.stale_parents = unit.happenings, unit.stale_parents
        item = take_in(command, unit=inner)
        contact: dict[str, Any] = {}
        if member is None:
            contact = {"contact_name": self.sender_name[:200], "contact_email": self.sender[:254].lower()}
        tie_report(item, unit=inner, **contact)
        self._keep(item, unit)
        return {"became": "item", "key": item.key, "why": ""}

    def _words(self) -> str:
        names = ", ".join(f"`{name.replace('`', '')}`" for name in self.attachments if name)
        return f"{self.body}\n\nAttached, not kept: {names}" if names else self.body

    def _keep(self, item: Item, unit: Unit, reply: Comment | None = None) -> None:
        values = {
            "digest": self.digest,
            "sender": self.sender[:254],
            "subject": self.subject[:500],
            "attachments": list(self.attachments),
            "item": item,
            "reply": reply,
        }
        row = ReceivedMail.objects.create(workspace=unit.workspace, created_at=unit.now, **values)
        unit.record(MailReceived, subject=row, item=item, changes=born({**values, "created_at": unit.now}))
