"""Atlassian Document Format (rich text of Jira's API version 3) -> Markdown."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from .wiki import identity
from .wiki_inline import Mention, code_span, destination, escape, guard_start

_DEEPEST: Final = 60
_MARKS: Final = {"strong": "**", "em": "_", "strike": "~~"}


def markdown(document: object, *, mention: Mention = identity) -> str:
    """Return a document's Markdown. Nodes of unknown types give what they contain; never raises, whatever the shape."""
    return _Writer(mention).blocks(document, 0).strip("\n")


class _Writer:
    def __init__(self, mention: Mention) -> None:
        self.mention = mention

    def blocks(self, node: object, depth: int) -> str:
        """Return the block children of a node, a blank line between them; runs of inline children are one paragraph."""
        parts: list[str] = []
        run: list[dict[str, Any]] = []
        for child in _children(node) if depth < _DEEPEST else []:
            if child.get("type") in _INLINE:
                run.append(child)
                continue
            parts += [self.spans(run), self.block(child, depth + 1)]
            run = []
        return "\n\n".join(part for part in (*parts, self.spans(run)) if part.strip())

    def block(self, node: dict[str, Any], depth: int) -> str:
        writer: Callable[[_Writer, dict[str, Any], int], str] = _BLOCKS.get(str(node.get("type")), _Writer.blocks)
        return writer(self, node, depth)

    def paragraph(self, node: dict[str, Any], _: int) -> str:
        return "\n".join(guard_start(line) for line in self.spans(_children(node)).split("\n"))

    def heading(self, node: dict[str, Any], _: int) -> str:
        level = _attribute(node, "level")
        mark = "#" * min(max(int(level) if level.isdecimal() and len(level) < 3 else 1, 1), 6)
        return f"{mark} {' '.join(self.spans(_children(node)).split())}"

    def bullets(self, node: dict[str, Any], depth: int) -> str:
        return "\n".join(self.item("- ", child, depth) for child in _children(node))

    def numbers(self, node: dict[str, Any], depth: int) -> str:
        first = _attribute(node, "order")
        start = int(first) if first.isdecimal() and len(first) < 9 else 1
        return "\n".join(self.item(f"{start + n}. ", child, depth) for n, child in enumerate(_children(node)))

    def tasks(self, node: dict[str, Any], depth: int) -> str:
        lines = []
        for child in _children(node):
            mark = "- [x] " if _attribute(child, "state") in ("DONE", "DECIDED") else "- [ ] "
            lines.append(self.item(mark, child, depth, indent=2))
        return "\n".join(lines)

    def item(self, mark: str, node: dict[str, Any], depth: int, indent: int | None = None) -> str:
        body = self.blocks(node, depth + 1).replace("\n\n- ", "\n- ").replace("\n\n1. ", "\n1. ")
        return mark + _indented(body, " " * (len(mark) if indent is None else indent)).lstrip()

    def quote(self, node: dict[str, Any], depth: int) -> str:
        title = _attribute(node, "title")
        body = (f"**{escape(title)}**\n\n" if title else "") + self.blocks(node, depth)
        return "\n".join(f"> {line}".rstrip() for line in body.split("\n"))

    def code(self, node: dict[str, Any], _: int) -> str:
        body = "".join(str(child.get("text", "")) for child in _children(node))
        fence = "```"
        while fence in body:
            fence += "`"
        return f"{fence}{_attribute(node, 'language').split(chr(10))[0].replace('`', '')}\n{body}\n{fence}"

    def rule(self, _: dict[str, Any], __: int) -> str:
        return "---"

    def table(self, node: dict[str, Any], depth: int) -> str:
        rows = [[self.cell(cell, depth) for cell in _children(row)] for row in _children(node)]
        heads = [child.get("type") for row in _children(node)[:1] for child in _children(row)]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return ""
        headed = bool(heads) and all(kind == "tableHeader" for kind in heads)
        head, body = (rows[0], rows[1:]) if headed else ([], rows)
        lines = [[*head, *[""] * (width - len(head))], ["---"] * width, *body]
        return "\n".join(f"| {' | '.join(row)} |" for row in lines)

    def cell(self, node: dict[str, Any], depth: int) -> str:
        return " ".join(self.blocks(node, depth + 1).split()).replace("|", "\\|")

    def media(self, node: dict[str, Any], _: int) -> str:
        name = _attribute(node, "alt") or _attribute(node, "id") or "file"
        url = _attribute(node, "url")
        return f"[{escape(name)}]({destination(url if url.startswith('http') else 'attachment:' + name)})"

    def spans(self, nodes: list[dict[str, Any]]) -> str:
        return "".join(self.span(node) for node in nodes).strip(" ")

    def span(self, node: dict[str, Any]) -> str:
        kind = node.get("type")
        if kind == "text":
            return _marked(str(node.get("text", "")), node)
        if kind == "hardBreak":
            return "  \n"
        if kind == "mention":
            return "@" + self.mention(_attribute(node, "id") or _attribute(node, "text").lstrip("@"))
        if kind in ("inlineCard", "blockCard", "embedCard"):
            url = _attribute(node, "url")
            return f"<{url}>" if url.startswith("http") and not set("<> \n") & set(url) else escape(url)
        if kind == "date":
            return _day(_attribute(node, "timestamp"))
        if kind == "emoji":
            return _attribute(node, "text") or _attribute(node, "shortName")
        return escape(_attribute(node, "text"))


_INLINE: Final = frozenset(
    {"text", "hardBreak", "mention", "inlineCard", "blockCard", "embedCard", "date", "emoji", "status"}
)
_BLOCKS: Final[Mapping[str, Callable[[_Writer, dict[str, Any], int], str]]] = {
    "paragraph": _Writer.paragraph,
    "heading": _Writer.heading,
    "bulletList": _Writer.bullets,
    "orderedList": _Writer.numbers,
    "taskList": _Writer.tasks,
    "decisionList": _Writer.tasks,
    "blockquote": _Writer.quote,
    "panel": _Writer.quote,
    "expand": _Writer.quote,
    "nestedExpand": _Writer.quote,
    "codeBlock": _Writer.code,
    "rule": _Writer.rule,
    "table": _Writer.table,
    "media": _Writer.media,
    "mediaInline": _Writer.media,
}


def _children(node: object) -> list[dict[str, Any]]:
    content = node.get("content") if isinstance(node, dict) else None
    return [child for child in content if isinstance(child, dict)] if isinstance(content, list) else []


def _attribute(node: dict[str, Any], name: str) -> str:
    attributes = node.get("attrs")
    value = attributes.get(name) if isinstance(attributes, dict) else None
    return str(value) if isinstance(value, str | int) else ""


def _indented(text: str, indent: str) -> str:
    return "\n".join(indent + line if line else "" for line in text.split("\n"))


def _day(timestamp: str) -> str:
    try:
        return datetime.fromtimestamp(int(timestamp) / 1000, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return escape(timestamp)


def _marked(text: str, node: dict[str, Any]) -> str:
    """Return a text node with its marks; spaces at the ends stay outside of them, where Markdown wants them."""
    found = node.get("marks")
    marks = {str(m.get("type")): m for m in found if isinstance(m, dict)} if isinstance(found, list) else {}
    core = text.strip()
    if not core:
        return text.replace("\n", "  \n")
    left, right = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    written = code_span(core) if "code" in marks else escape(core).replace("\n", "  \n")
    for name, mark in _MARKS.items():
        written = f"{mark}{written}{mark}" if name in marks else written
    href = _attribute(marks.get("link", {}), "href")
    if href.startswith(("http://", "https://", "mailto:", "/", "#")):
        written = f"[{written}]({destination(href)})"
    return left + written + right
