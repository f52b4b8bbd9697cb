"""Triage: tiers first, then value x gain over effort."""

import numpy as np
import pytest

from headway.engine.triage import triage

GAIN = np.array([[0.1, 0.0], [0.0, 0.2], [0.3, 0.3]])


def test_order_is_tier_then_score_then_id() -> None:
    found = triage(
        gain=GAIN, value=np.array([10.0, 5.0]), effort=np.array([1.0, 1.0, 9.0]), tier=[1, 1, 0], ids=["b", "a", "c"]
    )
    assert [(name, tier) for name, tier, _ in found] == [("c", 0), ("a", 1), ("b", 1)]
    assert [score for _, _, score in found] == pytest.approx([0.5, 1.0, 1.0])


def test_effort_must_be_above_zero() -> None:
    with pytest.raises(ValueError, match="effort of a: must be above 0"):
        triage(gain=GAIN, value=np.ones(2), effort=np.array([1.0, 0.0, 1.0]), tier=[0, 0, 0], ids=["b", "a", "c"])
