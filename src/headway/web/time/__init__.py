"""The sheet of a week: one's time by item and day."""
