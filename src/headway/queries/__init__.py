"""The only reader: one function per screen or answer."""

from . import board, feed, goal_page, goals, item_page, items, lists, me, my_work, periods, portfolio, search, team_work
from .base import Query, ask, catalogue

__all__ = [
    "Query",
    "ask",
    "board",
    "catalogue",
    "feed",
    "goal_page",
    "goals",
    "item_page",
    "items",
    "lists",
    "me",
    "my_work",
    "periods",
    "portfolio",
    "search",
    "team_work",
]
