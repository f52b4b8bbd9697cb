"""Who has the same item open."""
