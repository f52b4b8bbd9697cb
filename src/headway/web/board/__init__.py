"""The board: work as cards in columns."""
