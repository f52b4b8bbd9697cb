"""The tree of goals."""
