"""The query language: text into a tree that says what is asked for, with the place of every word. Pure."""

from .nodes import And, Match, Node, Not, Or, Query, Range, Sort, Value, Words
from .parse import parse, parse_sorts

__all__ = ["And", "Match", "Node", "Not", "Or", "Query", "Range", "Sort", "Value", "Words", "parse", "parse_sorts"]
