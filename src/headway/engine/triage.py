"""The order in which to do things: what helps the goals most for the effort that it takes."""

from collections.abc import Sequence

import numpy as np

from headway.engine.taskgraph import Floats


def triage(
    *, gain: Floats, value: Floats, effort: Floats, tier: Sequence[int], ids: Sequence[str]
) -> list[tuple[str, int, float]]:
    """Return (id, tier, score), best first: by tier, 0 the most urgent, then by sum of value x gain over the effort.

    gain has shape (tasks, goals); value (goals,), in any unit; effort (tasks,), expected hours or days, above 0.
    Tiers (severity, security, service-level clocks) are given and stand above the score: no hidden weight. Ties go
    by id.

    Raises:
        ValueError: if an effort is not above 0.
    """
    if not (effort > 0).all():
        raise ValueError(f"effort of {ids[int(np.argmin(effort > 0))]}: must be above 0")
    score = (gain @ value / effort).tolist()
    return sorted(zip(ids, tier, score, strict=True), key=lambda row: (row[1], -row[2], row[0]))
