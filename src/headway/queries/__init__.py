"""The only reader: one function per screen or answer."""

from . import item_page, items, lists, me
from .base import Query, ask, catalogue

__all__ = ["Query", "ask", "catalogue", "item_page", "items", "lists", "me"]
