"""One settings module, driven by the environment. docs/operations.md explains every variable."""

import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .language_model import language_model

HOME = Path(os.environ.get("HEADWAY_HOME", "var")).resolve()
DEBUG = os.environ.get("HEADWAY_DEBUG", "") == "1"


def _secret_key() -> str:
    """Return the secret of this installation, made at the first start and kept beside the data."""
    if given := os.environ.get("HEADWAY_SECRET_KEY"):
        return given
    path = HOME / "secret_key"
    HOME.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384;"
                "PRAGMA mmap_size=33554432; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
            ),
        },
    }


def _database(url: str | None) -> dict[str, Any]:
    """Turn DATABASE_URL into Django's form: postgres://user:password@host:port/name?option=value, or sqlite:///path."""
    if not url:
        HOME.mkdir(parents=True, exist_ok=True)
        return _sqlite(str(HOME / "headway.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(parts.path[1:] or ":memory:")
    if parts.scheme not in ("postgres", "postgresql"):
        sys.exit(f"DATABASE_URL: unknown scheme {parts.scheme!r}; use postgres://… or sqlite:///…")
    # Short questions on a warm cache: compiling them costs more than asking them, and seeks are cheap.
    options: dict[str, Any] = {"options": "-c jit=off -c random_page_cost=1.1", **dict(parse_qsl(parts.query))}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(options.pop("port", "") or parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _mail(url: str | None) -> dict[str, Any]:
    """Turn HEADWAY_MAIL into Django's form: smtp://user:password@host:port, smtps:// for TLS from the first byte.

    Without it letters lie in a folder of HEADWAY_HOME, one file each.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": HOME / "outbox"}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        sys.exit(f"HEADWAY_MAIL: {parts.scheme or url!r} is no way to send mail; use smtp://… or smtps://…")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587 if parts.username else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        # A password travels over TLS alone.
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 30,
    }


def _files(url: str | None) -> dict[str, str]:
    """Turn HEADWAY_FILES, s3://bucket/prefix, and its companions into what models.blob_bucket takes; empty without."""
    more = {one: os.environ.get(f"HEADWAY_FILES_{one.upper()}", "") for one in ("endpoint", "region", "key", "secret")}
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname or parts.netloc != parts.hostname or parts.query:
        sys.exit("HEADWAY_FILES: use s3://bucket or s3://bucket/prefix; the rest has variables of its own")
    if bool(more["key"]) != bool(more["secret"]):
        lacks = "HEADWAY_FILES_SECRET" if more["key"] else "HEADWAY_FILES_KEY"
        sys.exit(f"{lacks}: is missing; state key and secret, or neither for the machine's own credentials")
    endpoint = urlsplit(more["endpoint"])
    if more["endpoint"] and (endpoint.scheme not in ("http", "https") or not endpoint.hostname):
        sys.exit("HEADWAY_FILES_ENDPOINT: is no address; use https://store.example.com, or leave it out for AWS")
    return {"bucket": parts.netloc, "prefix": parts.path.strip("/"), **more}


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("HEADWAY_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("HEADWAY_ORIGINS", "").split(",") if o]
DATABASES = {"default": _database(os.environ.get("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "headway.User"
MIGRATION_MODULES = {"headway": "headway.models.migrations"}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "headway.config.apps.HeadwayConfig",
]
MIDDLEWARE = [
    "headway.config.security.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "headway.config.compression.PagesGZip",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "headway.config.languages.spoken_to",
    "headway.config.security.bounded",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent.parent / "web"],
        "OPTIONS": {"environment": "headway.web.templating.environment", "autoescape": True},
    }
]
ROOT_URLCONF = "headway.config.urls"
WSGI_APPLICATION = "headway.config.wsgi.application"

# Where a proxy speaks https for us, cookies travel over https alone.
_HTTPS = any(origin.startswith("https://") for origin in CSRF_TRUSTED_ORIGINS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_AGE = 30 * 86400
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Letters to reporters, and where the links in them lead.
globals().update(_mail(os.environ.get("HEADWAY_MAIL")))
DEFAULT_FROM_EMAIL = os.environ.get("HEADWAY_MAIL_FROM", "Headway <headway@localhost>")
# The language of letters to people of whom none is known.
HEADWAY_LANGUAGE = os.environ.get("HEADWAY_LANGUAGE", "en")
HEADWAY_URL = os.environ.get("HEADWAY_URL", "").rstrip("/") or (
    CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
)

ATTACHMENT_LIMIT = int(os.environ.get("HEADWAY_ATTACHMENT_MB", "25")) * 1024 * 1024
FILES = _files(os.environ.get("HEADWAY_FILES"))
MODEL = language_model(os.environ.get("HEADWAY_MODEL_URL"))

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
# Styles and scripts lie beside the screens that they belong to.
STATICFILES_DIRS = [Path(__file__).parent.parent / "web"]
STATICFILES_FINDERS = [
    "headway.web.statics.ScreenFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "headway.config.static.Files"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# headway.config.logs sets the logs up, in the processes that serve and work.
LOGGING_CONFIG = None
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
