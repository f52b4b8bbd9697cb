"""Summaries: facts with their evidence, the sentences that cite them, and the check of a text against both. Pure."""

from .facts import Direction, Fact, FactKind, Reader, Sentence
from .verify import Told, told, unsupported, verify

__all__ = ["Direction", "Fact", "FactKind", "Reader", "Sentence", "Told", "told", "unsupported", "verify"]
