"""Markdown as people write it, turned into HTML that can do no harm."""

import re
from functools import cache, lru_cache
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

_KEY: Final = r"[A-Z][A-Z0-9_]{0,19}-[1-9][0-9]{0,11}"
_MENTION: Final = r"@\w+(?:[.+-]\w+)*(?:@[\w-]+(?:\.[\w-]+)+)?"
_FOUND: Final = re.compile(rf"(?<![\w@/-])(?:(?P<key>{_KEY})|(?P<who>{_MENTION}))(?![\w-])")
_TAGS: Final = frozenset(
    (
        *("a", "b", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img"),
        *("kbd", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr"),
        *("ul", "span"),
    )
)
_ATTRIBUTES: Final = {
    "a": {"href", "title", "class"},
    "img": {"src", "alt", "title"},
    "span": {"class"},
    "code": {"class"},
    "ol": {"start"},
    "td": {"style"},
    "th": {"style"},
}


@cache
def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
    made.enable(["table", "strikethrough"])
    made.core.ruler.push("headway_references", _references)
    return made


def _references(state: StateCore) -> None:
    """Turn PAY-41 and @name in running text, outside links and code, into links and marks."""
    for block in state.tokens:
        if block.type != "inline" or not block.children:
            continue
        depth, made = 0, []
        for token in block.children:
            depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            made += _split(token) if token.type == "text" and not depth else [token]
        block.children = made


def _split(token: Token) -> list[Token]:
    parts: list[Token] = []
    at = 0
    for found in _FOUND.finditer(token.content):
        parts += [_text(token.content[at : found.start()]), *_mark(found)]
        at = found.end()
    return [*parts, _text(token.content[at:])] if parts else [token]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _mark(found: re.Match[str]) -> list[Token]:
    if key := found["key"]:
        opened = Token("link_open", "a", 1, attrs={"href": f"/items/{key}", "class": "key"})
        return [opened, _text(key), Token("link_close", "a", -1)]
    opened = Token("span_open", "span", 1, attrs={"class": "mention"})
    return [opened, _text(found["who"]), Token("span_close", "span", -1)]


@lru_cache(maxsize=2048)
def markdown(text: str) -> Markup:
    """Return safe HTML for a text in Markdown; PAY-41 becomes a link to the item, @name is marked."""
    raw = _parser().render(text)
    clean = nh3.clean(
        raw,
        tags=set(_TAGS),
        attributes={name: set(values) for name, values in _ATTRIBUTES.items()},
        link_rel="noopener nofollow",
        filter_style_properties={"text-align"},
    )
    return Markup(clean)  # noqa: S704 - nh3 has just cleaned it


def plain_excerpt(text: str, length: int = 140) -> str:
    """Return the beginning of a text in one line, without its marks."""
    line = " ".join(re.sub(r"[#*_`>\[\]|]+", " ", text).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
