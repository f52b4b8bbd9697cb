"""What members want to hear of and how, and the letters that tell them."""

from django.db import models
from django.db.models import Q

from ..rules.words import ByMail, Every
from .base import choices, one_of
from .log import Event
from .people import Member


class NotificationChoice(models.Model):
    """How a member hears of what reaches him for a reason; without a row as `rules.hearing.USUAL` says."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="hearing", db_index=False)
    reason = models.CharField(max_length=20)
    inbox = models.BooleanField()
    mail = models.CharField(max_length=6, choices=choices(ByMail))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "reason"], name="notification_choice_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="notification_choice_reason_given"),
            one_of("mail", ByMail, "notification_choice_mail_known"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}:{self.reason}"


class Digest(models.Model):
    """When a member's digest comes: at an hour of his day, and if weekly on a weekday (0 is Monday).

    `zone` is empty where his own time zone holds. `reached` is the last such moment that has been seen to.
    """

    member = models.OneToOneField(Member, models.CASCADE, related_name="digest")
    every = models.CharField(max_length=6, choices=choices(Every))
    hour = models.PositiveSmallIntegerField()
    weekday = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=64, blank=True)
    reached = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("every", Every, "digest_every_known"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="digest_hour_range"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="digest_weekday_range"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}:{self.every}"


class Letter(models.Model):
    """A letter to a member, written once: what is in it, and whether it is on its way.

    `slot` is the moment of a digest, null for a letter that is sent at once. `lost` counts the workers that took it
    and were never heard of again.
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="letters", db_index=False)
    slot = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    lost = models.PositiveSmallIntegerField(default=0)
    failed = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    sent = models.BooleanField(default=False)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "slot"], name="letter_digest_once"),
            models.CheckConstraint(condition=Q(sent=False) | Q(closed_at__isnull=False), name="letter_sent_is_closed"),
        ]
        indexes = [models.Index(fields=["created_at"], name="letter_open", condition=Q(closed_at=None))]

    def __str__(self) -> str:
        return str(self.pk)


class LetterLine(models.Model):
    """That a member is to hear of an event by mail: once, in one letter. Without one it still waits for its letter."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    event = models.ForeignKey(Event, models.CASCADE)
    reason = models.CharField(max_length=20)
    mail = models.CharField(max_length=6, choices=choices(ByMail))
    letter = models.ForeignKey(Letter, models.CASCADE, null=True, related_name="lines")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "event"], name="letter_line_once"),
            models.CheckConstraint(condition=Q(mail__in=["once", "digest"]), name="letter_line_by_mail"),
        ]
        indexes = [models.Index(fields=["mail", "member"], name="letter_line_waiting", condition=Q(letter=None))]

    def __str__(self) -> str:
        return str(self.pk)
