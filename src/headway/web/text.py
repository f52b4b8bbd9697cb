"""Markdown as people write it, turned into HTML that can do no harm."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final
from urllib.parse import quote

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

from ..queries.on_item import Named
from ..queries.rows import Person
from ..rules.markup import finder

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
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the order of others round: a text could show what it does not say."""
_TASK: Final = re.compile(r"\[([ xX])\] ")


@dataclass(frozen=True, slots=True)
class _Known:
    """What a page's texts refer to: items by key, people by each of their names in small letters."""

    pattern: re.Pattern[str]
    items: Mapping[str, Named]
    people: Mapping[str, Person]


@cache
def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
    made.enable(["table", "strikethrough"])
    made.core.ruler.push("headway_references", _references)
    return made


def _references(state: StateCore) -> None:
    """Turn PAY-41 and @name in running text, outside links and code, into links and marks; [ ] in lists into boxes."""
    opened = ["", ""]
    for block in state.tokens:
        if block.type == "inline" and block.children:
            in_list = opened[-2:] == ["list_item_open", "paragraph_open"]
            block.children = _resolved(block.children, state.env["known"], boxed=in_list)
        opened.append(block.type)


def _resolved(tokens: Sequence[Token], known: _Known, *, boxed: bool) -> list[Token]:
    depth, made = 0, list[Token]()
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if boxed and not made and token.type == "text" and (box := _TASK.match(token.content)):
            made += _span("task", "☐" if box[1] == " " else "☑")
            token.content = token.content[box.end() - 1 :]
        made += _split(token, known) if token.type == "text" and not depth else [token]
    return made


def _split(token: Token, known: _Known) -> list[Token]:
    parts: list[Token] = []
    at = 0
    for found in known.pattern.finditer(token.content):
        parts += [_text(token.content[at : found.start()]), *_mark(found, known)]
        at = found.end()
    return [*parts, _text(token.content[at:])] if parts else [token]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _span(look: str, words: str) -> list[Token]:
    return [Token("span_open", "span", 1, attrs={"class": look}), _text(words), Token("span_close", "span", -1)]


def _link(words: str, attrs: Mapping[str, Any]) -> list[Token]:
    return [Token("link_open", "a", 1, attrs=dict(attrs)), _text(words), Token("link_close", "a", -1)]


def _mark(found: re.Match[str], known: _Known) -> list[Token]:
    if key := found["key"]:
        one = known.items.get(key)
        told = {"title": f"{one.title} · {one.state}"} if one else {}
        return _link(key, {"href": f"/items/{key}", "class": f"key {one.category}" if one else "key", **told})
    who = known.people.get((found["known"] or "").casefold())
    if who is None:
        return _span("mention", found["who"] or found[0])
    address = f"/explore?q={quote(f'state:open owner:{who.email}')}"
    return _link(found[0], {"href": address, "class": "mention", "title": f"{who.name} · {who.email}"})


@lru_cache(maxsize=256)
def _known(named: tuple[Named, ...], people: tuple[Person, ...]) -> _Known:
    names = {name.casefold(): one for one in reversed(people) for name in (one.email, one.name) if name}
    return _Known(finder(sorted(names)), {one.key: one for one in named}, names)


@lru_cache(maxsize=2048)
def markdown(text: str, named: tuple[Named, ...] = (), mentioned: tuple[Person, ...] = ()) -> Markup:
    """Return safe HTML for a text in Markdown.

    PAY-41 becomes a link to the item, with its title and state where it is among those `named`; @name is marked, and
    leads to the open work of who is among those `mentioned`.
    """
    raw = _parser().render(_TURNING.sub("", text), {"known": _known(named, mentioned)})
    clean = nh3.clean(
        raw,
        tags=set(_TAGS),
        attributes={name: set(values) for name, values in _ATTRIBUTES.items()},
        link_rel="noopener nofollow",
        filter_style_properties={"text-align"},
    )
    return Markup(clean)  # noqa: S704 - nh3 has just cleaned it


_MARKS: Final = (
    (re.compile(r"^[ \t]*(?:#{1,6}|>+|[-*+]|\[[ xX]\])(?=[ \t])", re.MULTILINE), ""),
    (re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)"), r"\1"),
    (re.compile(r"(?<!\\)[*~`]+(?=\S)|(?<=[^\s\\])[*~`]+|(?<![\w\\])_+(?=\S)|(?<=[^\s\\])_+(?!\w)"), ""),
    (re.compile(r"(?<!\\)\|"), " "),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)
"""What Markdown puts around words, and what stands in its place where they are told in one line."""


_WITHIN: Final = re.compile(r"\\([!-/:-@\[-`{-~])|\*\*|`")


def unmarked(text: str) -> str:
    """Return a piece cut out of a text without bold, code, and what keeps signs from being marks."""
    return _WITHIN.sub(lambda found: found[1] or "", text)


def plain_excerpt(text: str, length: int = 140) -> str:
    """Return the beginning of a text in one line, without its marks."""
    beginning = text[: 8 * length]
    for mark, instead in _MARKS:
        beginning = mark.sub(instead, beginning)
    line = " ".join(beginning.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
