"""The portfolio: all work at a glance."""
