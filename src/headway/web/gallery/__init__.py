"""The living gallery of components."""
