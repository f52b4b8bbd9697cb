"""How templates say things: {{ _("Save") }}, {% trans %}…{% endtrans %}, and {{ word|said }} for words of a table."""

from collections.abc import Callable
from typing import Any, Final

from markupsafe import Markup, escape

from ..tongue import translated, translated_n
from ..tongue.formats import number

EXTENSIONS: Final = ["jinja2.ext.do", "jinja2.ext.i18n"]


def _say(message: str, /, **facts: Any) -> Markup:
    """Say plain text, escaped whole; so it may stand in an attribute."""
    return escape(translated(message)) % facts


def _say_n(one: str, many: str, count: float, /, **facts: Any) -> Markup:
    return escape(translated_n(one, many, count)) % {"num": number(count), **facts}


def _gettext(message: str, /, **facts: Any) -> Markup:
    """Say what stands in {% trans %}: HTML, whose facts alone are escaped."""
    return Markup(translated(message)) % facts  # noqa: S704 - from templates and catalogues, never from data


def _ngettext(one: str, many: str, count: float, /, **facts: Any) -> Markup:
    return Markup(translated_n(one, many, count)) % (facts | {"num": number(count)})  # noqa: S704 - the same


def _pgettext(context: str, message: str, /, **facts: Any) -> Markup:
    return escape(translated(message, context)) % facts


SPEECH: Final[dict[str, Callable[..., Markup]]] = {
    "_": _say,
    "say_n": _say_n,
    "gettext": _gettext,
    "ngettext": _ngettext,
    "pgettext": _pgettext,
}
