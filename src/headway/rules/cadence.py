"""When a goal's check-in is due: every so many days from its beginning, or from the last one. Pure dates."""

from datetime import date, timedelta


def next_due(*, since: date, cadence: int) -> date:
    """Return the day on which the next check-in is due, `cadence` days after the last one or the beginning."""
    return since + timedelta(days=cadence)


def latest_due(*, since: date, cadence: int, today: date) -> date | None:
    """Return the last day on which a check-in was due and did not come; None while none is.

    Who misses one is asked again when the next is due: days count from `since` in steps of the cadence.
    """
    missed = (today - since).days // cadence
    return since + timedelta(days=missed * cadence) if missed > 0 else None
