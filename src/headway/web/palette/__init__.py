"""The command palette: find anything, do anything."""
