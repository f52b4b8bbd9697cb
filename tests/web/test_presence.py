"""Who has the same item open."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from headway.commands.items import CreateItem
from headway.queries.base import Look
from headway.queries.present import people
from headway.web.presence.desk import STALE, Desk

NOW = datetime(2026, 9, 16, 9, 0, tzinfo=UTC)


@pytest.mark.one_database
def test_who_comes_is_here_until_he_goes_or_falls_silent(tmp_path: Path) -> None:
    desk, other = (Desk(tmp_path, workspace=1, item=item) for item in (7, 8))
    assert desk.here(now=NOW) == []
    desk.come(3, now=NOW)
    desk.come(2, now=NOW + STALE)
    assert desk.here(now=NOW + STALE) == [2, 3]
    assert other.here(now=NOW) == []
    assert desk.here(now=NOW + STALE + timedelta(seconds=1)) == [2]
    desk.go(2)
    desk.go(2)
    assert desk.here(now=NOW) == []
    assert not any((tmp_path / "presence" / "1").iterdir())


def _here(client: Any, key: str, **form: str) -> Any:
    return client.post(f"/items/{key}/here", form)


def test_two_at_one_item_hear_of_each_other(work: dict[str, str], visit: Any) -> None:
    owner, member = visit("owner"), visit("member")
    assert "Also here" not in _here(owner, work["task"]).content.decode()
    assert "Also here: Olga Owner" in _here(member, work["task"]).content.decode()
    assert "Also here" not in _here(member, work["issue"]).content.decode()
    assert _here(owner, work["task"], left="1").status_code == 204
    assert "Also here" not in _here(member, work["task"]).content.decode()


def test_what_one_may_not_see_has_nobody_in_it(world: Any, work: dict[str, str], visit: Any) -> None:
    hidden = world.do(CreateItem(kind="task", title="Secret", team="SEC"))["key"]
    assert _here(visit("owner"), hidden).status_code == 200
    assert _here(visit("outsider"), hidden).status_code == 404
    assert _here(visit("outsider"), "NO-1").status_code == 404
    assert visit("owner").get(f"/items/{work['task']}/here").status_code == 405


def test_a_guest_hears_only_of_those_whom_he_may_know(world: Any) -> None:
    look = Look(actor=world.actor("guest"), now=NOW)
    everybody = [world.actor(who).me for who in ("owner", "guest")]
    assert "Olga Owner" not in [one.name for one in people(look, everybody)]
    assert len(people(Look(actor=world.actor("owner"), now=NOW), everybody)) == 2
