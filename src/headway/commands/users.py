"""How users sign in."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from ..models import User
from ..rules.errors import Invalid
from ..tongue import LANGUAGES, say
from .workspaces import check_zone


def check_password(password: str, *, email: str, name: str = "") -> None:
    """Refuse a password that is too weak. Raises Invalid naming `password`."""
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from error


def set_password(*, user: User, password: str) -> None:
    """Give a user another password, which ends his sessions. Raises Invalid for one that is too weak."""
    check_password(password, email=user.email, name=user.name)
    user.set_password(password)
    user.save(update_fields=["password"])


def set_time_zone(*, user: User, zone: str) -> None:
    """Set the zone in which a user is told moments; UTC leaves it to each workspace. Raises Invalid: `time_zone`."""
    check_zone(zone, field="time_zone")
    user.time_zone = zone
    user.save(update_fields=["time_zone"])


def set_language(*, user: User, language: str) -> None:
    """Set the language in which a user is spoken to; none is what his browser asks for. Raises Invalid: `language`."""
    if language and language not in LANGUAGES:
        raise Invalid(say("choose one of %(names)s", names=", ".join(LANGUAGES)), field="language")
    user.language = language
    user.save(update_fields=["language"])
