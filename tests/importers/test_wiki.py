import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from headway.importers.wiki import markdown

pytestmark = pytest.mark.one_database

CASES = [
    ("h1. Title", "# Title"),
    ("  h3. *Bold* title", "### **Bold** title"),
    ("h7. no heading", "h7. no heading"),
    ("*bold* _em_ -gone- +under+", "**bold** _em_ ~~gone~~ _under_"),
    ("x^2^ and H~2~O", "x^2^ and H~2~O"),
    ("??cited??", "_cited_"),
    ("{{a *b* c}}", "`a *b* c`"),
    ("{{a`b}}", "``a`b``"),
    ("in{*}side{*}r", "in**side**r"),
    ("{color:red}red{color} plain", "red plain"),
    ("{anchor:here}text", "text"),
    ("a\\\\b", "a  \nb"),
    ("\\*not bold\\*", "\\*not bold\\*"),
    ("one\ntwo", "one  \ntwo"),
    ("one\n\n\n\ntwo", "one\n\ntwo"),
    ("a\n----\nb", "a\n\n---\n\nb"),
    ("bq. short", "> short"),
    ("{quote}\na\n\nb\n{quote}\nc", "> a\n>\n> b\n\nc"),
    ("{panel:title=Note}inside{panel}", "> **Note**\n>\n> inside"),
    ("{quote} never closed", "never closed"),
    ("* a\n** b\n* c", "- a\n  - b\n- c"),
    ("# a\n# b\n## c", "1. a\n2. b\n   1. c"),
    ("# a\n#* b", "1. a\n   - b"),
    ("- a\n- b", "- a\n- b"),
    ("-- not a list", "-- not a list"),
    ("text\n* a\ngoes on\n\nend", "text\n\n- a  \n  goes on\n\nend"),
    ("{code:java}\nint *a;\n{code}", "```java\nint *a;\n```"),
    ("{code:title=X.py|borderStyle=solid}\nx\n{code}", "**X.py**\n\n```\nx\n```"),
    ("{noformat}\n{code} ``` *x*\n{noformat}", "````\n{code} ``` *x*\n````"),
    ("see {code}a*b{code} there", "see `a*b` there"),
    ("# a\n{code}\nx\n{code}\n# b", "1. a\n\n   ```\n   x\n   ```\n\n2. b"),
    ("{code} never closed", "{code} never closed"),
    ("[text|http://a.b/c]", "[text](http://a.b/c)"),
    ("[text|http://a.b/c_(d)]", "[text](<http://a.b/c_(d)>)"),
    ("[text|http://a.b|a tip]", "[text](http://a.b) (a tip)"),
    ("[http://a.b]", "<http://a.b>"),
    ("see http://a.b/x_y_z.", "see <http://a.b/x_y_z>."),
    ("[~jdoe] and [~accountid:5b10:a-c]", "@jdoe and @5b10:a-c"),
    ("[^my file.txt]", "[my file.txt](<attachment:my file.txt>)"),
    ("!shot one.png|thumbnail!", "[shot one.png](<attachment:shot one.png>)"),
    ("Hello! World!", "Hello! World!"),
    ("[click|javascript:alert(1)]", "\\[click|javascript:alert(1)\\]"),
    ("array[0] and [PAY-41]", "array\\[0\\] and PAY-41"),
    ("||a||b||\n|c|d|", "| a | b |\n| --- | --- |\n| c | d |"),
    ("|a|[x|http://y]|", "|  |  |\n| --- | --- |\n| a | [x](http://y) |"),
    ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 \\* 3 \\* 4"),
    ("<b>tag</b> &amp; `x`", "\\<b>tag\\</b> \\&amp; `x`"),
    ("1. one\n+ two\n> three", "1\\. one  \n\\+ two  \n\\> three"),
    ("npm -g install -s x", "npm -g install -s x"),
    ("```js\n*x*\n```", "```js\n*x*\n```"),
    ("", ""),
]


@pytest.mark.parametrize(("wiki", "expected"), CASES)
def test_it_writes_what_jira_shows(wiki: str, expected: str) -> None:
    assert markdown(wiki) == expected


def test_mentions_go_through_the_callback() -> None:
    assert markdown("[~jdoe] did", mention={"jdoe": "jane.doe"}.__getitem__) == "@jane.doe did"


def test_line_ends_of_windows_and_control_characters_vanish() -> None:
    assert markdown("a\r\nb\x00\x01c") == "a  \nbc"


WORDS = st.sampled_from(["alpha", "beta", "gamma", "delta", "omega", "kappa"])
MACROS = [
    "{code}",
    "{noformat}",
    "{quote}",
    "{panel}",
    "{{",
    "}}",
    "||",
    "----",
    "h2. ",
    "bq. ",
    "* ",
    "# ",
    "** ",
    "[~",
]
OTHERS = ["http://x.y/", "{*}", "{_}", "```\n", "<!--", "<p ", "\r\n", "\x00", "\u2028"]
SIGNS = st.sampled_from([*"*_-+^~?{}[]!|#\\()`<>&=:;.,/\"' \n\n\t1", *MACROS, *OTHERS])
TEXTS = st.lists(st.one_of(WORDS, SIGNS), max_size=60).map("".join)


class Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.text += [value or "" for name, value in attrs if name == "class"]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def words_of(text: str) -> list[str]:
    return re.findall("alpha|beta|gamma|delta|omega|kappa", text)


@given(TEXTS)
def test_every_word_survives_also_the_rendering(text: str) -> None:
    written = markdown(text)
    rest = iter(words_of(written))
    assert all(word in rest for word in words_of(text))
    shown = Shown()
    shown.feed(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(written))
    assert sorted(set(words_of(text))) == sorted(set(words_of(" ".join(shown.text))))


@given(st.text(alphabet="abc XYZ.,:;'\"()/%$@\u00e9", max_size=80))
def test_harmless_text_is_left_as_it_is(text: str) -> None:
    assert markdown(text).split() == text.split()


HOSTILE = [
    "*",
    "_",
    "[",
    "{{",
    "{code}",
    "{quote}",
    "!a",
    "|",
    "||a",
    "\\",
    "~",
    "`",
    "http://a(",
    "* x\n",
    "{{a{b}",
    "<",
    "-",
    "[a|",
    "#",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_repetition_is_survived(piece: str) -> None:
    many = markdown(piece * 20_000)
    assert len(many) <= 40 * len(piece) * 20_000
