"""From a snapshot of the work to findings and forecasts; their questions stand in the catalogue of queries."""

from ..queries.base import catalogue
from . import asking, phrasing, project_outlook, scenarios, summaries, team_capacity, timeline, track

__all__ = [
    "asking",
    "catalogue",
    "phrasing",
    "project_outlook",
    "scenarios",
    "summaries",
    "team_capacity",
    "timeline",
    "track",
]
