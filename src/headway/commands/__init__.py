"""The only writer: one small typed class per act, grouped by noun."""

from . import (
    bin,
    comments,
    history,
    history_items,
    history_links,
    items,
    key_results,
    labels,
    members,
    moves,
    notifications,
    relations,
    states,
    teams,
    timeboxes,
    tokens,
    workspaces,
)
from .base import Command, catalogue
from .run import run, run_many

__all__ = [
    "Command",
    "bin",
    "catalogue",
    "comments",
    "history",
    "history_items",
    "history_links",
    "items",
    "key_results",
    "labels",
    "members",
    "moves",
    "notifications",
    "relations",
    "run",
    "run_many",
    "states",
    "teams",
    "timeboxes",
    "tokens",
    "workspaces",
]
