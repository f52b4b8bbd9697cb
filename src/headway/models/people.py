"""Workspaces and the people in them."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from ..rules.words import Role
from .base import choices, one_of


class UserManager(BaseUserManager["User"]):
    """Finds users by e-mail address."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Look a user up regardless of upper and lower case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in; a member of any number of workspaces. `language` is empty if browsers tell it."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=8, blank=True, default="")
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case")]

    def __str__(self) -> str:
        return self.email


class Workspace(models.Model):
    """The organisation; every other row belongs to one. `seq` is the number of its latest event."""

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, default="UTC")
    seq = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(seq__gte=0), name="workspace_seq_positive")]

    def __str__(self) -> str:
        return self.slug


class Member(models.Model):
    """A person in a workspace; without a user when known from an import only."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="memberships")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=8, choices=choices(Role))
    active = models.BooleanField(default=True)
    hours_per_week = models.DecimalField(max_digits=5, decimal_places=2, default=40)
    calendar = models.ForeignKey("headway.Calendar", models.PROTECT, null=True, related_name="members")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", Lower("email"), name="member_email_unique"),
            models.UniqueConstraint(fields=["workspace", "user"], name="member_user_unique"),
            one_of("role", Role, "member_role_known"),
        ]

    def __str__(self) -> str:
        return self.email


class Team(models.Model):
    """People who share a queue; `key` is the prefix of its items' keys."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="teams")
    key = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    private = models.BooleanField(default=False)
    calendar = models.ForeignKey("headway.Calendar", models.PROTECT, null=True, related_name="teams")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="team_key_unique")]

    def __str__(self) -> str:
        return self.key


class TeamMember(models.Model):
    """That a member is in a team, and whether he leads it."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Member, models.CASCADE, related_name="memberships")
    lead = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "member"], name="team_member_unique")]

    def __str__(self) -> str:
        return f"{self.team_id}:{self.member_id}"


class KeySeries(models.Model):
    """The last number given out under a prefix; numbers are never given twice."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    prefix = models.CharField(max_length=20)
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "prefix"], name="key_series_unique")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.last}"


class Token(models.Model):
    """A bearer token of a member; only its digest is kept."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
