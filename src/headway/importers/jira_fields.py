"""The parts of a Jira issue that are the same on every site: links, versions, comments, work, attachments."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, TypeVar

from ..rules.words import TimeboxKind, TimeboxRole
from ..tongue import say
from . import adf, vocabulary, wiki
from .jira_people import People
from .reading import Node, Wrong, describe
from .records import Attachment, Link, Note, Remark, Timebox, Work

T = TypeVar("T")
_SPRINT_PART: Final = re.compile(
    r"(?:^|,)(id|rapidViewId|state|name|goal|startDate|endDate|completeDate|activatedDate|sequence|autoStartStop|synced)="
)


def rich_text(node: Node) -> str:
    """Return a body as Markdown: wiki markup (API version 2), a document (version 3), or nothing."""
    if isinstance(node.value, dict):
        return adf.markdown(node.value)
    return wiki.markdown(node.text() or "")


def links(key: str, node: Node) -> Iterator[Link]:
    """Yield the links of the issue `key`, turned so that both ends tell the same."""
    for each in node.items():
        outward = each.get("outwardIssue")
        other = outward if outward else each.get("inwardIssue")
        if not other:
            raise Wrong(each.path, say("expected an outwardIssue or an inwardIssue"))
        ends = (key, other.get("key").words()) if outward else (other.get("key").words(), key)
        yield _link(each, *ends)


def _link(node: Node, source: str, target: str) -> Link:
    name = node.at("type", "name").text() or ""
    words = node.at("type", "outward").text() or name
    relation, turned = vocabulary.relation(words)
    return Link(
        ref=node.get("id").text(),
        type=relation,
        source_key=target if turned else source,
        target_key=source if turned else target,
        original=f"{source} {words} {target} ({name})",
        dependency=vocabulary.dependency(name),
    )


def versions(node: Node, role: TimeboxRole, remarks: list[Remark]) -> Iterator[tuple[TimeboxRole, Timebox]]:
    """Yield the releases of `fixVersions` or `versions`.

    A site-wide slip of the pen (a release of the year 14) must not cost the issues that carry it: a date that cannot be
    is left out, and goes to `remarks`.
    """
    for each in node.items():
        ref, name = _ref_and_name(each)
        start, end = _day(each.get("startDate"), remarks), _day(each.get("releaseDate"), remarks)
        done = each.get("released").value is True
        yield role, Timebox(f"version:{ref}", TimeboxKind.RELEASE, name, start=start, end=end, done=done)


def sprints(node: Node, remarks: list[Remark]) -> Iterator[tuple[TimeboxRole, Timebox]]:
    """Yield the sprints of a field: one or a list, as objects or as the text that Jira Server writes.

    A date that cannot be is left out, and goes to `remarks`.
    """
    nodes = node.items() if isinstance(node.value, list) else iter([node] if node else [])
    for each in nodes:
        part = Node(_sprint_parts(each.value), each.path) if isinstance(each.value, str) else each
        if part:
            yield TimeboxRole.SPRINT, _sprint(part, remarks)


def _sprint(node: Node, remarks: list[Remark]) -> Timebox:
    ref, name = _ref_and_name(node)
    finished = node.get("completeDate")
    end = finished if finished else node.get("endDate")
    return Timebox(
        ref=f"sprint:{ref}",
        kind=TimeboxKind.SPRINT,
        name=name,
        start=_day(node.get("startDate"), remarks),
        end=_day(end, remarks),
        done=(node.get("state").text() or "").lower() == "closed",
    )


def _ref_and_name(node: Node) -> tuple[str, str]:
    """What a sprint or release is known by and called: where it has no name, its id is its name."""
    ref, name = node.get("id").text(), " ".join((node.get("name").text() or "").split())
    name = name or ref or node.get("name").words()
    return ref or name, name


def attempt(read: Callable[[], T], remarks: list[Remark]) -> T | None:
    """Return what is read, or None and a remark: a detail that cannot be read must not cost its issue."""
    try:
        return read()
    except Wrong as wrong:
        remarks.append(Remark(wrong.path, say("%(message)s; left out", message=wrong.message)))
        return None


def _day(node: Node, remarks: list[Remark]) -> date | None:
    return attempt(node.day, remarks) if node.value != "<null>" else None


def _sprint_parts(text: str) -> dict[str, str] | None:
    """Return the parts of `com.atlassian…Sprint@1f[id=1,state=CLOSED,name=Sprint 1,…]`, or of a plain name."""
    inside = text[text.find("[") + 1 : text.rfind("]")] if "[" in text and text.endswith("]") else ""
    pieces = _SPRINT_PART.split(inside)[1:]
    parts = {name: value for name, value in zip(pieces[::2], pieces[1::2], strict=True) if value != "<null>"}
    return parts or ({"name": text} if text.strip() else None)


def notes(node: Node, people: People) -> Iterator[Note]:
    """Yield the comments; one whose text the export left out has an empty body."""
    refs: Counter[str] = Counter()
    for each in once(node):
        at = each.get("created").required_moment()
        edited = each.get("updated").moment()
        author, editor = people.ref(each.get("author")), people.ref(each.get("updateAuthor"))
        changed = edited is not None and edited > at
        yield Note(
            ref=each.get("id").text() or _numbered(f"{at.isoformat()}/{author}", refs),
            at=at,
            author_ref=author,
            body_markdown=rich_text(each.get("body")),
            edited_at=edited if changed else None,
            editor_ref=editor if changed else None,
        )


def work(node: Node, people: People) -> Iterator[Work]:
    """Yield the worklogs, in whole minutes."""
    refs: Counter[str] = Counter()
    for each in once(node):
        seconds = each.get("timeSpentSeconds").integer() or 0
        started = each.get("started")
        at = (started if started else each.get("created")).required_moment()
        author, _ = people.ref(each.get("author")), people.ref(each.get("updateAuthor"))
        ref = each.get("id").text() or _numbered(f"{at.isoformat()}/{author}", refs)
        yield Work(ref=ref, at=at, author_ref=author, minutes=round(seconds / 60), note=rich_text(each.get("comment")))


def once(node: Node) -> Iterator[Node]:
    """Yield the elements, one that comes again under its id only once: pages of a list may overlap."""
    seen: set[str] = set()
    for each in node.items():
        ref = each.get("id").text()
        if ref is None or ref not in seen:
            yield each
        seen |= {ref} if ref else set()


def _numbered(ref: str, refs: Counter[str]) -> str:
    """Tell what has no id and the same moment and author apart by its place."""
    refs[ref] += 1
    return ref if refs[ref] == 1 else f"{ref}/{refs[ref]}"


def attachments(node: Node, people: People) -> Iterator[Attachment]:
    """Yield what is known of the attached files."""
    for each in node.items():
        ref, name = each.get("id").text(), each.get("filename").text()
        name = name or ref or each.get("filename").words()
        yield Attachment(
            ref=ref or name,
            name=name,
            at=each.get("created").moment(),
            author_ref=people.ref(each.get("author")),
            bytes=each.get("size").integer(),
            media_type=each.get("mimeType").text(),
            url=each.get("content").text(),
        )


def names(node: Node) -> tuple[str, ...]:
    """Return the names of a list of objects with a name, or of plain texts, once each, without the empty ones."""
    found = (each if isinstance(each.value, str) else each.get("name") for each in node.items())
    texts = (" ".join((each.text() or "").split()) for each in found)
    return tuple(dict.fromkeys(text for text in texts if text))


def minutes(node: Node) -> int | None:
    """Return seconds as whole minutes, or None for null. Raises Wrong for a negative or no number."""
    seconds = node.integer()
    if seconds is not None and seconds < 0:
        raise Wrong(node.path, say("expected seconds from 0 on, found %(seconds)s", seconds=describe(seconds)))
    return None if seconds is None else round(seconds / 60)


def one_or_list(node: Node, *names: str) -> Node:
    """Return the list itself, or the first of the named lists inside of a page of it."""
    if isinstance(node.value, list):
        return node
    inside: Callable[[str], Node] = node.get
    return next((found for found in map(inside, names) if found), inside(names[0]))


def shortage(page: Node, found: int) -> Remark | None:
    """Return a remark if a page says that there are more elements than it holds."""
    total = page.get("total").integer() if isinstance(page.value, dict) else None
    return (
        Remark(page.path, say("the file holds %(found)s of %(total)s", found=found, total=total))
        if total is not None and total > found
        else None
    )
