from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.importers.adf import markdown


def doc(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": list(content)}


def text(value: str, *marks: str, **attrs: str) -> dict[str, Any]:
    return {"type": "text", "text": value, "marks": [{"type": mark, "attrs": attrs} for mark in marks]}


def node(kind: str, *content: Any, **attrs: Any) -> dict[str, Any]:
    return {"type": kind, "attrs": attrs, "content": list(content)}


def line(value: str) -> dict[str, Any]:
    return node("paragraph", text(value))


CASES: list[tuple[dict[str, Any], str]] = [
    (doc(line("a"), line("b")), "a\n\nb"),
    (doc(node("heading", text("T"), level=2)), "## T"),
    (doc(node("paragraph", text("b ", "strong"), text("e", "em"), text(" c", "code"))), "**b** _e_ `c`"),
    (doc(node("paragraph", text("x", "strike"), text("y", "link", href="http://a.b"))), "~~x~~[y](http://a.b)"),
    (doc(node("paragraph", text("y", "link", href="javascript:x"))), "y"),
    (doc(node("paragraph", text("a"), node("hardBreak"), text("b"))), "a  \nb"),
    (doc(node("paragraph", node("mention", id="5b:1", text="@Ann"))), "@5b:1"),
    (doc(node("paragraph", node("inlineCard", url="http://a.b"))), "<http://a.b>"),
    (doc(node("paragraph", node("date", timestamp="1704067200000"))), "2024-01-01"),
    (doc(node("paragraph", node("emoji", shortName=":x:", text="\u274c"))), "\u274c"),
    (doc(node("paragraph", node("status", text="IN *DOUBT*"))), "IN \\*DOUBT\\*"),
    (
        doc(
            node(
                "bulletList",
                node("listItem", line("a"), node("bulletList", node("listItem", line("b")))),
                node("listItem", line("c")),
            )
        ),
        "- a\n  - b\n- c",
    ),
    (doc(node("orderedList", node("listItem", line("a")), node("listItem", line("b")), order=3)), "3. a\n4. b"),
    (
        doc(node("taskList", node("taskItem", text("a"), state="DONE"), node("taskItem", text("b"), state="TODO"))),
        "- [x] a\n- [ ] b",
    ),
    (doc(node("blockquote", line("a"), line("b"))), "> a\n>\n> b"),
    (doc(node("panel", line("a"), panelType="info")), "> a"),
    (doc(node("expand", line("a"), title="More")), "> **More**\n>\n> a"),
    (doc(node("codeBlock", text("x = '```'"), language="python")), "````python\nx = '```'\n````"),
    (doc(line("a"), node("rule"), line("b")), "a\n\n---\n\nb"),
    (
        doc(
            node(
                "table",
                node("tableRow", node("tableHeader", line("h")), node("tableHeader", line("i"))),
                node("tableRow", node("tableCell", line("a|b")), node("tableCell", line("c"))),
            )
        ),
        "| h | i |\n| --- | --- |\n| a\\|b | c |",
    ),
    (doc(node("mediaSingle", node("media", alt="a b.png", id="1"))), "[a b.png](<attachment:a b.png>)"),
    (doc(node("surprise", line("kept"))), "kept"),
    (doc(line("# not a heading"), line("1. nor a list")), "\\# not a heading\n\n1\\. nor a list"),
]


@pytest.mark.parametrize(("document", "expected"), CASES)
def test_documents(document: dict[str, Any], expected: str) -> None:
    assert markdown(document) == expected


def test_depth_is_bounded() -> None:
    deep: dict[str, Any] = line("bottom")
    for _ in range(5000):
        deep = node("bulletList", node("listItem", deep))
    assert markdown(doc(line("top"), deep)).startswith("top")


ANY = st.recursive(
    st.none() | st.integers() | st.text(max_size=6) | st.just("DONE"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.fixed_dictionaries(
            {
                "type": st.sampled_from(
                    [
                        "doc",
                        "text",
                        "paragraph",
                        "heading",
                        "table",
                        "tableRow",
                        "listItem",
                        "orderedList",
                        "media",
                        "date",
                    ]
                )
            },
            optional={"content": inner, "attrs": inner, "marks": inner, "text": inner, "level": inner},
        )
    ),
    max_leaves=12,
)


@given(ANY)
def test_nothing_raises(document: Any) -> None:
    assert isinstance(markdown(document), str)
