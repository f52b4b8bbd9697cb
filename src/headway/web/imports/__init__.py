"""Bringing in another tool's work from the browser."""
