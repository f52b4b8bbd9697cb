"""How issues come in from outside: forms, reports of people who are no members, and mail."""

import secrets

from django.db import models
from django.db.models import Q

from .items import Item
from .log import Event
from .people import Team, Workspace
from .talk import Comment


def new_link() -> str:
    """A part of an address that nobody guesses: 192 bits."""
    return secrets.token_urlsafe(24)


class Form(models.Model):
    """A form through which anyone reports an issue; with `public` also people who cannot sign in.

    `asks` and `requires` name the questions beside the title. `link` is the secret part of its address: it stays in
    this installation.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="forms")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="forms")
    parent = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    introduction = models.TextField(blank=True)
    asks = models.JSONField(default=list)
    requires = models.JSONField(default=list)
    public = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    link = models.CharField(max_length=43, unique=True, default=new_link)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="form_title_given"),
            models.CheckConstraint(condition=~Q(link=""), name="form_link_given"),
        ]

    def __str__(self) -> str:
        return self.title


class Report(models.Model):
    """How an item came in, and who waits for word of it outside; `link` leads him to its state."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    item = models.OneToOneField(Item, models.CASCADE, related_name="report")
    form = models.ForeignKey(Form, models.PROTECT, null=True, related_name="reports")
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.CharField(max_length=254, blank=True)
    link = models.CharField(max_length=43, unique=True, default=new_link)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(link=""), name="report_link_given")]
        indexes = [models.Index(fields=["form", "created_at"], name="report_by_form")]

    def __str__(self) -> str:
        return str(self.item_id)


class ReceivedMail(models.Model):
    """A message that was taken in, known again by the digest of its Message-ID, and what became of it."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    digest = models.CharField(max_length=64)
    sender = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    attachments = models.JSONField(default=list)
    item = models.ForeignKey(Item, models.CASCADE, related_name="mails")
    reply = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "digest"], name="mail_once")]
        indexes = [models.Index(fields=["workspace", "sender", "created_at"], name="mail_by_sender")]

    def __str__(self) -> str:
        return self.subject


class Notice(models.Model):
    """Word to somebody outside about one event, on its way by mail. Written by the follower `reporters`."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    report = models.ForeignKey(Report, models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, models.CASCADE)
    what = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "event"], name="notice_once")]
        indexes = [models.Index(fields=["created_at"], name="notice_unsent", condition=Q(sent_at=None))]

    def __str__(self) -> str:
        return str(self.pk)
