"""Since when a path's levels count."""

from datetime import UTC, datetime, timedelta

import pytest

from headway.rules.escalation import Watched, in_scope, remains, runs_since
from headway.rules.words import EscalationTrigger

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CAME = NOW - timedelta(hours=5)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("trigger", "category", "more", "since"),
    [
        ("unaccepted", "backlog", {}, CAME),
        ("unaccepted", "ready", {}, None),
        ("unaccepted", "backlog", {"snoozed_until": NOW + HOUR}, None),
        ("unaccepted", "backlog", {"snoozed_until": NOW - HOUR}, CAME),
        ("unanswered", "doing", {}, CAME),
        ("unanswered", "doing", {"answered": NOW - HOUR}, None),
        ("unresolved", "waiting", {}, CAME),
        ("unresolved", "done", {}, None),
        ("breached", "doing", {"dues": [NOW + HOUR, NOW - HOUR]}, NOW - HOUR),
        ("breached", "doing", {"dues": [NOW + HOUR]}, None),
        ("breached", "doing", {}, None),
        ("breaching", "doing", {"dues": [NOW + HOUR]}, None),
    ],
)
def test_since_when(trigger: str, category: str, more: dict[str, object], since: datetime | None) -> None:
    issue = Watched(category=category, severity=None, since=CAME, **more)  # type: ignore[arg-type]
    assert runs_since(issue, trigger=EscalationTrigger(trigger), now=NOW) == since


def test_what_remains() -> None:
    ahead = Watched(category="doing", severity=None, since=CAME, dues=[NOW - HOUR, NOW + 2 * HOUR, NOW + HOUR])
    assert remains(ahead, now=NOW) == NOW + HOUR
    assert remains(Watched(category="done", severity=None, since=CAME, dues=[NOW + HOUR]), now=NOW) is None


@pytest.mark.parametrize(
    ("severity", "least", "watched"), [(0, 1, True), (1, 1, True), (2, 1, False), (None, 1, False)]
)
def test_bad_enough(severity: int | None, least: int, watched: bool) -> None:
    issue = Watched(category="doing", severity=severity, since=CAME)
    assert in_scope(issue, severity=least, laid_out=CAME) is watched
    assert in_scope(issue, severity=None, laid_out=CAME)
    assert not in_scope(issue, severity=None, laid_out=NOW)
