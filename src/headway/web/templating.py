"""The Jinja2 environment of all pages."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined

from ..commands.run import new_key
from ..insights.words import percent
from ..rules.reporting import noted
from ..rules.words import Category, Kind, Priority, Role, Severity
from ..tongue import said
from . import formats, icons
from .act.words_plain import NEW
from .speech import EXTENSIONS, SPEECH
from .text import markdown, plain_excerpt, unmarked
from .written import Kept, Once


def environment(**options: Any) -> Environment:
    """Return the environment: everything is escaped, an unknown name is an error, compiled templates are kept."""
    folder = settings.HOME / "cache" / "templates"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    cache = None if settings.DEBUG else FileSystemBytecodeCache(str(folder))
    # Django's backend has settled autoescape, and an undefined that stays silent.
    options |= {"undefined": StrictUndefined, "bytecode_cache": cache}
    made = Environment(trim_blocks=True, lstrip_blocks=True, extensions=EXTENSIONS, **options)  # noqa: S701
    made.newstyle_gettext = True  # type: ignore[attr-defined]
    made.policies["ext.i18n.trimmed"] = True
    made.globals.update(SPEECH)
    made.globals.update(
        once=Once,
        kept=Kept(),
        static=static,
        new_key=new_key,
        icon=icons.icon,
        KIND_ICONS=icons.KINDS,
        STATE_ICONS=icons.CATEGORIES,
        PRIORITY_ICONS=icons.PRIORITIES,
        KINDS=[k.value for k in Kind],
        CATEGORIES=[c.value for c in Category],
        PRIORITIES=[p.value for p in Priority],
        SEVERITIES=[s.value for s in Severity],
        ROLES=[r.value for r in Role],
        NEW=NEW,
        plural=formats.plural,
        percent=percent,
    )
    made.filters.update(
        noted=noted,
        said=said,
        capital=formats.capital,
        dated=formats.dated,
        decimal=formats.decimal,
        size=formats.size,
        day=formats.day,
        near=formats.near,
        exact=formats.exact,
        moment=formats.moment,
        ago=formats.ago,
        passed=formats.passed,
        effort=formats.effort,
        hours=formats.hours,
        clock=formats.clock,
        number=formats.number,
        money=formats.money,
        initials=formats.initials,
        markdown=markdown,
        excerpt=plain_excerpt,
        unmarked=unmarked,
    )
    return made
