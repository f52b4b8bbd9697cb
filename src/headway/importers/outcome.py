"""What an import came to."""

from collections import Counter
from dataclasses import dataclass, field

from .records import Bad


@dataclass(slots=True)
class Outcome:
    """What an import came to; `figures` is what the command line prints."""

    items: set[str] = field(default_factory=set)
    relations: set[object] = field(default_factory=set)
    key_results: int = 0
    comments: int = 0
    people: int = 0
    transitions: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[Bad] = field(default_factory=list)
    softened: list[str] = field(default_factory=list)
    outside: int = 0

    def figures(self) -> dict[str, int]:
        """The counts of what the file holds and the workspace now has, and what had to be done for it."""
        return {
            "items": len(self.items),
            "relations": len(self.relations),
            **({"key_results": self.key_results} if self.key_results else {}),
            "comments": self.comments,
            "people": self.people,
            "transitions": self.transitions,
            **{name: self.outcomes[name] for name in ("created", "updated", "unchanged")},
            "skipped": len(self.problems),
        }
