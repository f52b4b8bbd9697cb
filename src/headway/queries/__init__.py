"""The only reader: one function per screen or answer."""

from . import items, lists, me
from .base import Query, ask, catalogue

__all__ = ["Query", "ask", "catalogue", "items", "lists", "me"]
