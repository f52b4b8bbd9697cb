import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.queries.on_item import Named
from headway.queries.rows import Person
from headway.web.text import markdown, plain_excerpt, unmarked

pytestmark = pytest.mark.one_database


def test_references_become_links_outside_code_and_links() -> None:
    html = markdown("See PAY-41 and `PAY-42`, [PAY-43](/x), @ada.")
    assert '<a href="/items/PAY-41" class="key"' in html
    assert "<code>PAY-42</code>" in html
    assert "/items/PAY-43" not in html
    assert '<span class="mention">@ada</span>.' in html


def test_tables_keep_their_alignment_and_nothing_else_of_style() -> None:
    html = markdown("| a |\n|--:|\n| 1 |")
    assert 'style="text-align:right"' in html.replace(" ", "").replace("thstyle", "th style").replace(
        "tdstyle", "td style"
    )


@given(st.text(alphabet="<>\"'/=:;()[]!`\\ \nabjsonerrclickhfit", max_size=200))
def test_nothing_that_runs_comes_through(text: str) -> None:
    html = markdown(text + "\n<script>x</script><a onclick=x href='javascript:x'>y</a>").lower()
    for bad in ("<script", "<a onclick", 'href="javascript', "<iframe", "<style"):
        assert bad not in html


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Seen by **Baltic Haul**. Often.", "Seen by Baltic Haul. Often."),
        ("Call `read_all(x)`, then *wait*", "Call read_all(x), then wait"),
        ("2 * 3 is snake_case", "2 * 3 is snake_case"),
        ("See [the page](https://acme.example/a_b).\n\n> quoted", "See the page. quoted"),
        ("- one\n- [ ] two\n# three", "one [ ] two three"),
        ("a|b _c_ __d__", "a b c d"),
        ("[" * 5000, "[" * 139 + "…"),
    ],
)
def test_an_excerpt_leaves_out_marks_and_nothing_else(text: str, told: str) -> None:
    assert plain_excerpt(text) == told


def test_signs_that_were_kept_from_being_marks_are_told_as_they_were_meant() -> None:
    kept = r"select \* from \[dfs\] in C:\\Users, **now**"
    told = r"select * from [dfs] in C:\Users, now"
    assert plain_excerpt(kept) == told
    assert unmarked(kept) == told


def test_an_excerpt_is_one_short_line() -> None:
    assert plain_excerpt("# Title\n\n**bold** words " + "x" * 200, 20) == "Title bold words xx…"


PAY = Named(key="PAY-41", title='Pay "now" <b>', state="In review", category="doing")
ANN = Person(email="ann@acme.com", name="Ann Arbor")


def test_a_reference_that_the_reader_may_follow_says_what_it_is() -> None:
    html = markdown("See PAY-41 and PAY-42.", (PAY,))
    assert 'class="key doing"' in html
    assert "In review" in html
    assert "<b>" not in html
    assert '<a href="/items/PAY-42" class="key" rel="noopener nofollow">PAY-42</a>' in html


@pytest.mark.parametrize("word", ["@Ann Arbor", "@ann arbor", "@ann@acme.com", "@ANN@acme.com"])
def test_a_mention_leads_to_its_member(word: str) -> None:
    html = markdown(f"({word}), please", (), (ANN,))
    assert f">{word}</a>" in html
    assert 'href="/explore?q=state%3Aopen%20owner%3Aann%40acme.com"' in html
    assert 'title="Ann Arbor · ann@acme.com"' in html


@pytest.mark.parametrize("word", ["@Ann Arborist", "@ann@acme.com.evil", "x@ann@acme.com", "`@Ann Arbor`"])
def test_nobody_else_is_mentioned(word: str) -> None:
    assert "/explore" not in markdown(word, (), (ANN,))


def test_tasks_in_lists_are_boxes() -> None:
    html = markdown("- [ ] open PAY-41\n- [x] done\n- [link](/x)\n\n[ ] no list", (PAY,))
    assert '<li><span class="task">☐</span> open <a' in html
    assert '<li><span class="task">☑</span> done</li>' in html
    assert "<p>[ ] no list</p>" in html


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&colon;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "![x](javascript:alert(1))",
        "![x](data:image/svg+xml,<svg onload=alert(1)>)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href='javascript:x'>y</a>",
        "```html\n<script>alert(1)</script>\n```",
        "`<script>`",
        "PAY-41<script>@ann",
        '[a](/x "onmouseover=alert(1)")',
        "<!--><script>alert(1)</script>-->",
    ],
)
def test_hostile_texts(text: str) -> None:
    html = markdown(text, (PAY,), (ANN,))
    tags = re.findall(r"<(\w+)([^>]*)>", html)
    for name, attributes in tags:
        assert name not in ("script", "svg", "iframe", "object", "style")
        assert not re.search(
            r"(?:href|src)=\"(?:javascript|data|vbscript):|\son\w+=(?!.*\")", attributes, re.IGNORECASE
        )


def test_signs_that_turn_words_round_are_left_out() -> None:
    assert markdown("safe \u202egnp.exe\u202c \u2066x\u2069") == "<p>safe gnp.exe x</p>\n"


@pytest.mark.parametrize(
    "word", ["x" * 10_000, "@" + "a-" * 5_000, "A" * 10_000 + "-1", "[" * 5_000, "@a" * 5_000, "*" * 10_000]
)
def test_very_long_words_are_taken(word: str) -> None:
    assert markdown(word, (PAY,), (ANN,))


def test_code_fences_keep_their_language_and_their_words() -> None:
    html = markdown("```python\nif a < b:\n    PAY-41\n```", (PAY,))
    assert '<pre><code class="language-python">if a &lt; b:\n    PAY-41\n</code></pre>' in html
