"""The order of triage: what is worse, sooner or hurts goals never comes later."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.rules.triage import standing

LEVEL = st.none() | st.integers(0, 3)


@pytest.mark.parametrize(
    ("severity", "urgency", "goals", "items", "tier", "why"),
    [
        (0, 0, 0, 0, 1, "critical, immediate"),
        (0, None, 0, 0, 2, "critical, urgency unsaid"),
        (1, 1, 2, 3, 1, "major, soon, hurts 2 goals"),
        (None, None, 0, 1, 3, "severity unsaid, urgency unsaid, hurts 1 item"),
        (3, 3, 0, 0, 5, "minor, later"),
        (3, 3, 1, 1, 4, "minor, later, hurts 1 goal"),
        (0, 0, 9, 9, 1, "critical, immediate, hurts 9 goals"),
    ],
)
def test_tiers(severity: int | None, urgency: int | None, goals: int, items: int, tier: int, why: str) -> None:
    told = standing(severity=severity, urgency=urgency, goals=goals, items=items)
    assert (told.tier, told.why) == (tier, why)


@given(severity=st.integers(1, 3), urgency=LEVEL, goals=st.integers(0, 5), items=st.integers(0, 5))
def test_worse_never_comes_later(severity: int, urgency: int | None, goals: int, items: int) -> None:
    here = standing(severity=severity, urgency=urgency, goals=goals, items=items).tier
    assert standing(severity=severity - 1, urgency=urgency, goals=goals, items=items).tier <= here
    assert standing(severity=severity, urgency=0, goals=goals, items=items).tier <= here
    assert standing(severity=severity, urgency=urgency, goals=goals + 1, items=items).tier <= here
