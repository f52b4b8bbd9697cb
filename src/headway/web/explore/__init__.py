"""All work, by the query language."""
