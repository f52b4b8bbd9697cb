"""Words: identifiers whole and in parts, stems, markup and code apart."""

import pytest

from headway.engine.words import grams, split, stem, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The TableView is not scrolling", ["tableview", "tabl", "view", "scroll"]),
        ("Ti.UI.createWindow()", ["ti.ui.createwindow", "ti", "ui", "creat", "window"]),
        ("fails on 3.1.0", ["fail", "3.1.0"]),
        ("NPE: error_code 0x80004005", ["npe", "error_code", "error", "cod", "0x80004005", "80004005"]),
        ("<b>bold</b> {color:red}red{color} https://example.org/x &nbsp; Überläufe", ["bold", "red", "überläuf"]),
        ("", []),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    "kin", [("crash", "crashes", "crashed", "crashing"), ("query", "queries"), ("stop", "stopped", "stops")]
)
def test_kin_meet(kin: tuple[str, ...]) -> None:
    assert len({stem(word) for word in kin}) == 1


@pytest.mark.parametrize(
    "fence", ["{code:java}x = 1{code}", "{noformat}x = 1{noformat}", "<pre>x = 1</pre>", "```\nx = 1\n```", "```x = 1"]
)
def test_code_is_split_off(fence: str) -> None:
    prose, code = split(f"before {fence}")
    assert "before" in prose
    assert "x = 1" in code
    assert "x = 1" not in prose


def test_grams_run_over_word_ends() -> None:
    assert set(grams("Ab c")) == {"_ab", "ab_", "b_c", "_c_", "_ab_", "ab_c", "b_c_", "_ab_c", "ab_c_"}
