"""The page of a summary: what it tells of each place, where its numbers lead, and since when one has not looked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from headway.commands.items import CreateItem
from headway.rules.summaries import Fact, FactKind
from headway.rules.summaries.linked import Piece, pieces
from headway.web.summary import view


def test_each_place_has_its_summary_and_leads_to_it(work: dict[str, str], visit: Any) -> None:
    client = visit("member")
    for asked, place in (
        ("", "/portfolio"),
        (f"?goal={work['goal']}", f"/items/{work['goal']}"),
        (f"?project={work['project']}", f"/projects/{work['project']}"),
        ("?team=PAY", "/teams/PAY"),
    ):
        assert f'href="/summary{asked}"' in client.get(place).content.decode()
        page = client.get(f"/summary{asked}").content.decode()
        assert f'href="{place}"' in page
        assert "came in" in page
    assert 'href="/explore?q=team%3APAY+kind%3Atask%2Cissue+is%3Aopen"' in page


def test_titles_are_words_and_nothing_more(world: Any, visit: Any) -> None:
    key = world.do(CreateItem(kind="task", title="<script>3 «of» PAY-1</script>", team="PAY", due="2026-01-01"))["key"]
    page = visit("member").get("/summary?team=PAY").content.decode()
    assert f'<a href="/items/{key}">{key}</a> «&lt;script&gt;3 \u2039of\u203a PAY-1&lt;/script&gt;»' in page


def test_what_is_wrong_is_told_where_it_stands(work: dict[str, str], visit: Any) -> None:
    client = visit("guest")
    page = client.get("/summary?since=2999-01-01").content.decode()
    assert 'aria-invalid="true"' in page
    assert "a summary begins before it ends" in page
    for nowhere in ("?team=SEC", "?goal=G-99", "?since=never", "?reader=king", "?goal=G-1&team=PAY"):
        assert client.get(f"/summary{nowhere}").status_code in (404, 422), nowhere


def test_since_the_last_look_and_not_since_this_one(
    work: dict[str, str], visit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visit("member")
    assert "Since I last looked" not in client.get("/summary?team=PAY").content.decode()
    session = client.session
    before = datetime.now(UTC) - timedelta(days=3)
    session["looked"] = {"team=PAY": ["", before.isoformat()]}
    session.save()
    for _ in range(2):
        page = client.get("/summary?team=PAY&since=last-look").content.decode()
        assert f'name="since" value="{before.date().isoformat()}"' in page
    assert "Since I last looked" not in client.get("/summary").content.decode()
    monkeypatch.setattr(view, "_KEPT", 1)
    client.get("/summary")
    assert list(client.session["looked"]) == [""]


def test_a_number_leads_to_what_it_counts() -> None:
    facts = [
        Fact(FactKind.COUNT, "done", 3, query="a"),
        Fact(FactKind.COUNT, "all", 3, query="b"),
        Fact(FactKind.NAME, "title", "3 things", keys=("G-1",)),
    ]
    told = pieces("3 of 3, on 2026-03-03: G-1 «3 things», G-2, 4.", facts)
    assert told == (
        Piece("3", "/explore?q=a"),
        Piece(" of "),
        Piece("3", "/explore?q=b"),
        Piece(", on 2026-03-03: "),
        Piece("G-1", "/items/G-1"),
        Piece(" «3 things», G-2, 4."),
    )
