"""The timeline of a project: its work by days, moved, stretched and linked where it lies."""
