"""The only reader: one function per screen or answer."""

from . import board, feed, goals, item_page, items, lists, me, my_work, portfolio, search, team_work
from .base import Query, ask, catalogue

__all__ = [
    "Query",
    "ask",
    "board",
    "catalogue",
    "feed",
    "goals",
    "item_page",
    "items",
    "lists",
    "me",
    "my_work",
    "portfolio",
    "search",
    "team_work",
]
