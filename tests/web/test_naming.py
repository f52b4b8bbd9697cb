"""Keys in the engine's sentences: told by titles, linked, and never markup of anybody's."""

from headway.queries.rows import Ref
from headway.web.naming import naming


def _ref(key: str, title: str) -> Ref:
    return Ref(key=key, kind="task", title=title, category="ready")


def test_a_key_is_told_by_its_title_and_its_own_is_linked() -> None:
    own, other = _ref("PAY-2", "Payouts"), _ref("PAY-23", "Test it")
    said = naming("Do PAY-23 first, or move the date of PAY-2; PAY-230 & X-PAY-2 stay", (other, own), own)
    assert '<a class="named" href="/items/PAY-23" title="Test it">Test it</a> first' in said
    assert '<a class="named" href="/items/PAY-2" title="Payouts">PAY-2</a>; PAY-230 &amp; X-PAY-2 stay' in said
    assert ">PAY-23</a> first" in naming("Do PAY-23 first", (other,), titles=False)


def test_titles_and_sentences_are_escaped() -> None:
    said = naming("<b> PAY-1", (_ref("PAY-1", '<script>"{key}"'),))
    assert "<b>" not in said
    assert "<script" not in said
    assert said.endswith('">&lt;script&gt;&#34;{key}&#34;</a>')
