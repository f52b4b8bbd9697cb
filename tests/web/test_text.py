from hypothesis import given
from hypothesis import strategies as st

from headway.web.text import markdown, plain_excerpt


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


def test_an_excerpt_is_one_short_line() -> None:
    assert plain_excerpt("# Title\n\n**bold** words " + "x" * 200, 20) == "Title bold words xx…"
